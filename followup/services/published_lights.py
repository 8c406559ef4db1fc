"""What the public reads of a supplier: let out by a second person at the secretariat, corrected, withdrawn.

Each edition is written once. A withdrawal empties all editions at its address and leaves the stone.
"""

from __future__ import annotations

from typing import TypedDict, Unpack

from sqlalchemy import select

from followup.domain import public_lights
from followup.domain import publication_gate as gate
from followup.domain import publications as rules
from followup.domain.permissions import Permission
from followup.domain.public_lights import PublicLight, Written
from followup.domain.publication_gate import address_key
from followup.domain.publications import PublicationStatus, PublicationStep
from followup.domain.secretariat_messages import PublicationOut, PublicationWithdrawn
from followup.domain.sharing import NO_SECRECY_TEST, NOT_SENT, PublicationFacts
from followup.domain.sourced import Text
from followup.domain.summaries import fingerprint
from followup.domain.suppliers import OrganisationNumber
from followup.errors import Conflict, Invalid, Reason
from followup.models.assignments import Assignment
from followup.models.publications import Publication, PublicationCheck, PublishedLight
from followup.models.suppliers import Supplier
from followup.queries import public_lights as public_queries
from followup.queries import publication_checks as checks
from followup.queries import publications as queries
from followup.queries.mergers import root_of
from followup.queries.publication_checks import Sent
from followup.queries.rows import AnyRow
from followup.services import assignments
from followup.services.audit_links import tell_supplier
from followup.services.publications import refuse_names, said_in, standing
from followup.transaction import Transaction


class More(TypedDict):
    """What an edition says that stands in no row."""

    key: str
    category_name: Text | None
    is_demonstration: bool


def problems(tx: Transaction, publication: Publication, sent: Sent | None, country: str) -> tuple[Reason, ...]:
    """Return all that stands against publishing a text now, by whoever asks; `country` is the buyer's."""
    stands = standing(tx, queries.followed(publication))
    check = sent.check if sent is not None else None
    reached = sent is not None and sent.was_delivered and sent.check.undeliverable_at is None
    facts = PublicationFacts(
        light=publication.light,
        deviations=stands.deviations,
        secrecy_tested_on=publication.secrecy_tested_on,
        owner_id=publication.sent_by_id,
        secretariat_id=tx.actor.user_id,
        sent_on=check.sent_on if check is not None and reached else None,
        answered_on=tx.day_of(check.answered_at) if check is not None and check.answered_at else None,
        country=country,
    )
    as_sent = said_in(check, remedied_on_of=publication) if check is not None else None
    return gate.publishing_problems(facts, said_in(publication), as_sent, stands, tx.today)


def newest(tx: Transaction, publication: Publication) -> Sent | None:
    """Return what the supplier was sent last of a text."""
    return next(iter(checks.checks(tx.session, publication.id)), None)


def publish(
    tx: Transaction,
    publication_id: str,
    version: int | None,
    *,
    is_considered: bool,
    category_name: Text | None,
    is_demonstration: bool,
) -> PublishedLight:
    """Let a text out for good, by somebody at the secretariat who neither wrote nor sent it; it replaces the last one.

    Errors: Forbidden for author and sender; Conflict("stale", "state.not_allowed"), or the first thing that stands
    against it; Invalid at is_considered where the supplier objects.
    """
    publication = _held(tx, publication_id, version, Permission.PUBLICATION_PUBLISH)
    rules.PUBLICATION.after(publication.status, PublicationStep.PUBLISH)
    sent, about = newest(tx, publication), queries.around(tx.session, publication)
    for reason in problems(tx, publication, sent, about.country):
        raise Conflict(reason)
    if sent is None:
        raise Conflict(NOT_SENT)
    check = sent.check
    if check.is_correct is False and not is_considered:
        raise Invalid.at("is_considered", rules.CONSIDER)
    publication.reply = check.answer
    refuse_names(tx, publication, publication.reply or "")
    publication.published_by_id, publication.published_at = tx.actor.user_id, tx.now
    light = _made(tx, publication, check, about, category_name=category_name, is_demonstration=is_demonstration)
    _replace(tx, publication)
    tx.advance(publication, PublicationStep.PUBLISH, edition=publication.edition, sha256=light.sha256)
    tx.add(light)
    return light


def _held(tx: Transaction, publication_id: str, version: int | None, to: Permission) -> Publication:
    publication = tx.get(Publication, publication_id, to=to)
    tx.session.refresh(publication, with_for_update=True)
    tx.check_version(publication, version)
    return publication


def _made(
    tx: Transaction,
    publication: Publication,
    check: PublicationCheck,
    about: AnyRow,
    *,
    category_name: Text | None,
    is_demonstration: bool,
) -> PublishedLight:
    supplier = tx.session.scalars(select(Supplier).where(Supplier.id == root_of(publication.supplier_id))).one()
    before = _of(tx, publication.corrects_id) if publication.corrects_id else None
    key = before.key if before else address_key(supplier.public_id, about.organisation_id, publication.category)
    content = public_lights.content(
        _told(
            tx,
            publication,
            check,
            about,
            supplier,
            key=key,
            category_name=category_name,
            is_demonstration=is_demonstration,
        )
    )
    return PublishedLight(
        publication_id=publication.id,
        slug=about.slug,
        key=key,
        edition=publication.edition,
        supplier_name=supplier.name,
        sort_key=supplier.sort_sv,
        category=publication.category,
        light=publication.light,
        light_on=publication.light_on,
        content=content,
        sha256=fingerprint(content),
        published_at=tx.now,
        is_demonstration=is_demonstration,
    )


def _told(
    tx: Transaction,
    publication: Publication,
    check: PublicationCheck,
    about: AnyRow,
    supplier: Supplier,
    **more: Unpack[More],
) -> PublicLight:
    """Return all that the public is told.

    Source: trust.md P3; domain.md 1.6, sub-suppliers' names and trade secrets are never published.
    """
    if publication.legal_basis is None:
        raise Conflict(NO_SECRECY_TEST)
    return PublicLight(
        format=public_lights.FORMAT,
        slug=about.slug,
        edition=publication.edition,
        cooperation=about.cooperation_name,
        publisher=about.secretariat_name,
        buyer=about.organisation_name,
        supplier_key=more["key"].partition("-")[0],
        supplier=supplier.name,
        country=supplier.country,
        number=_number(supplier),
        category=publication.category,
        light=publication.light,
        light_on=publication.light_on,
        followed_up_on=publication.followed_up_on,
        remedied_on=publication.remedied_on,
        plan_on=publication.plan_on,
        text=Written(**publication.text),
        next_step=Written(**publication.next_step),
        sent_to_supplier_on=check.sent_on,
        checked_by_supplier_on=tx.day_of(check.answered_at) if check.answered_at else None,
        found_correct=check.is_correct,
        reply=publication.reply,
        legal_basis=publication.legal_basis,
        published_on=tx.today,
        **more,
    )


def _number(supplier: Supplier) -> str | None:
    """Return the number as people write it; never a person's own identity number."""
    if not supplier.country or not supplier.number:
        return None
    number = OrganisationNumber(supplier.country, supplier.number)
    return None if number.is_sole_trader else number.written


def _of(tx: Transaction, publication_id: int) -> PublishedLight | None:
    wanted = select(PublishedLight).where(PublishedLight.publication_id == publication_id)
    return tx.session.scalars(wanted).one_or_none()


def _replace(tx: Transaction, publication: Publication) -> None:
    """Mark the edition that this one corrects; a withdrawn one stays withdrawn."""
    if publication.corrects_id is None:
        return
    old = tx.follow(Publication, publication.corrects_id)
    if old.status is not PublicationStatus.PUBLISHED:
        return
    tx.advance(old, PublicationStep.REPLACE)
    light = _of(tx, old.id)
    if light is not None:
        light.replaced_at = tx.now


def withdraw(
    tx: Transaction,
    publication_id: str,
    reason: str,
    version: int | None = None,
    *,
    to: Permission = Permission.PUBLICATION_PUBLISH,
) -> Publication:
    """Withdraw what is published: every edition at its address is emptied and only says when it was withdrawn.

    Errors: Forbidden; Conflict("stale", "state.not_allowed").
    """
    publication = _held(tx, publication_id, version, to)
    tx.advance(publication, PublicationStep.WITHDRAW)
    publication.withdrawn_at, publication.withdraw_reason = tx.now, reason
    light = _of(tx, publication.id)
    if light is not None:
        for edition in public_queries.editions(tx.session, light.slug, light.key):
            edition.content = None
            edition.withdrawn_at = edition.withdrawn_at or tx.now
    tx.flush()
    return publication


def tell(tx: Transaction, publication_id: int) -> None:
    """Tell the supplier what became of the text it checked, in the buyer's name, and end the link; once each."""
    publication = tx.follow(Publication, publication_id)
    sent = newest(tx, publication)
    if sent is None or sent.check.assignment_id is None:
        return
    check = sent.check
    link = tx.follow(Assignment, sent.check.assignment_id)
    if publication.status is PublicationStatus.WITHDRAWN:
        tell_supplier(tx, link, PublicationWithdrawn, check, "withdrawn", {})
    else:
        tell_supplier(tx, link, PublicationOut, check, "out", {})
        assignments.keep_receipt(tx, link)
    assignments.close(tx, link)
