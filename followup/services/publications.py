"""A text about a supplier, as the contract's owner writes it, tests it for secrecy and hands it in for review."""

from __future__ import annotations

from followup.domain import publication_gate as gate
from followup.domain import publications as rules
from followup.domain.permissions import Permission
from followup.domain.publication_gate import Said, Standing
from followup.domain.publications import (
    UNDER_WAY,
    LightText,
    NewPublication,
    PublicationStatus,
    PublicationStep,
    SecrecyTest,
)
from followup.domain.secretariat_journal import PUBLICATION_CHANGED, PUBLICATION_SECRECY_TESTED, PUBLICATION_WRITTEN
from followup.domain.sharing import NOT_FOLLOWED_UP, Light
from followup.domain.suppliers import OrganisationNumber
from followup.errors import Conflict, Invalid, NotFound
from followup.models.contracts import Contract
from followup.models.organisations import Cooperation
from followup.models.publications import Publication, PublicationCheck
from followup.models.suppliers import Supplier
from followup.queries import mergers, publication_names
from followup.queries import publications as queries
from followup.queries.publications import Followed
from followup.services.sharing import deviation_facts
from followup.transaction import Transaction

WRITE = Permission.PUBLICATION_WRITE


def write(tx: Transaction, contract_id: str, new: NewPublication) -> Publication:
    """Begin a text about a contract's supplier in the contract's category; where one is published, it corrects that.

    Errors: Conflict("publication.voided", "publication.not_followed_up", "publication.a_person",
    "publication.already"); NotFound for a cooperation one is not in.
    """
    contract = tx.get(Contract, contract_id, to=WRITE)
    if contract.voided_at is not None:
        raise Conflict(rules.VOIDED)
    cooperation = _mine(tx, new.cooperation_id)
    _refuse_a_person(tx, contract.supplier_id)
    stands = standing(tx, Followed(contract.organisation_id, contract.supplier_id, contract.category))
    if stands.light.light is Light.GREY or stands.done_on is None:
        raise Conflict(NOT_FOLLOWED_UP)
    publication = Publication(
        cooperation_id=cooperation.id,
        contract_id=contract.id,
        organisation_id=contract.organisation_id,
        supplier_id=contract.supplier_id,
        category=contract.category,
        status=rules.PUBLICATION.initial,
        followed_up_on=stands.done_on,
        author_id=tx.actor.user_id,
    )
    earlier = queries.editions(tx.session, publication)
    if any(one.status in UNDER_WAY for one in earlier):
        raise Conflict(rules.ALREADY)
    publication.edition = 1 + max((one.edition for one in earlier if one.status in rules.OUT), default=0)
    publication.corrects_id = next((one.id for one in earlier if one.status is PublicationStatus.PUBLISHED), None)
    _fill(publication, new, stands)
    tx.add(publication)
    tx.journal(PUBLICATION_WRITTEN, publication, light=publication.light)
    return publication


def _mine(tx: Transaction, cooperation_id: str) -> Cooperation:
    cooperation = tx.get(Cooperation, cooperation_id, to=Permission.PUBLICATION_READ)
    if cooperation.id not in tx.actor.scope.cooperation_ids:
        raise NotFound
    return cooperation


def _refuse_a_person(tx: Transaction, supplier_id: int) -> None:
    for supplier in (tx.follow(Supplier, key) for key in mergers.kin(tx.session, supplier_id)):
        known = OrganisationNumber(supplier.country, supplier.number) if supplier.country and supplier.number else None
        if known is not None and known.is_sole_trader:
            raise Conflict(gate.A_PERSON)


def _fill(publication: Publication, new: LightText, stands: Standing) -> None:
    publication.light, publication.light_on = stands.light.light, stands.light.as_of
    publication.followed_up_on = stands.done_on or publication.followed_up_on
    publication.remedied_on, publication.plan_on = stands.light.remedied_on, stands.plan_on
    publication.text, publication.next_step = new.text, new.next_step


def change(tx: Transaction, publication_id: str, new: LightText, version: int | None = None) -> Publication:
    """Change a draft; it takes the light of today, and what was tested before must be tested again.

    Errors: Conflict("stale"), Conflict("publication.not_a_draft").
    """
    publication = own(tx, publication_id, version)
    if publication.status is not PublicationStatus.DRAFT:
        raise Conflict(rules.NOT_A_DRAFT)
    before = said_in(publication)
    _fill(publication, new, standing(tx, queries.followed(publication)))
    publication.author_id = tx.actor.user_id or publication.author_id
    after = said_in(publication)
    if after != before:
        publication.secrecy_tested_on = publication.secrecy_tested_by_id = None
    changed = [name for name in ("light", "text", "next_step") if getattr(after, name) != getattr(before, name)]
    tx.journal(PUBLICATION_CHANGED, publication, fields=", ".join(changed))
    tx.flush()
    return publication


def pass_secrecy_test(
    tx: Transaction, publication_id: str, test: SecrecyTest, version: int | None = None
) -> Publication:
    """Record that a draft was tested for secrecy, and on what ground it may be published.

    Errors: Conflict("stale"), Conflict("publication.not_a_draft", "publication.names_somebody"),
    Invalid at tested_on, at is_free.
    """
    publication = own(tx, publication_id, version)
    if publication.status is not PublicationStatus.DRAFT:
        raise Conflict(rules.NOT_A_DRAFT)
    if test.tested_on > tx.today:
        raise Invalid.at("tested_on", rules.TESTED_LATER)
    if not test.is_free:
        raise Invalid.at("is_free", rules.NOT_FREE)
    refuse_names(tx, publication)
    publication.legal_basis = test.legal_basis
    publication.secrecy_tested_on, publication.secrecy_tested_by_id = test.tested_on, tx.actor.user_id
    tx.journal(PUBLICATION_SECRECY_TESTED, publication, on=test.tested_on)
    tx.flush()
    return publication


def refuse_names(tx: Transaction, publication: Publication, *more: str) -> None:
    """Refuse a text that names a contact person or somebody behind the supplier, or tells how to reach a person.

    Errors: Conflict("publication.names_somebody").
    """
    texts = (*publication.text.values(), *publication.next_step.values(), *more)
    unspoken = publication_names.unspoken(tx.session, publication.organisation_id, publication.supplier_id)
    if gate.names_somebody(texts, unspoken):
        raise Conflict(gate.NAMES_SOMEBODY)


def submit(tx: Transaction, publication_id: str, version: int | None = None) -> Publication:
    """Hand a draft in for review, once all is there that the supplier may be sent.

    Errors: Conflict("stale", "state.not_allowed"), or the first thing that stands against it.
    """
    publication = own(tx, publication_id, version)
    rules.PUBLICATION.after(publication.status, PublicationStep.SUBMIT)
    check_may_be_sent(tx, publication)
    tx.advance(publication, PublicationStep.SUBMIT)
    return publication


def check_may_be_sent(tx: Transaction, publication: Publication) -> None:
    """Refuse a text that says what is not so today, was not tested, or names somebody.

    Errors: Conflict with the first thing that stands against it.
    """
    stands = standing(tx, queries.followed(publication))
    for reason in gate.sending_problems(said_in(publication), stands, publication.secrecy_tested_on):
        raise Conflict(reason)
    refuse_names(tx, publication)


def return_to_draft(tx: Transaction, publication_id: str, version: int | None = None) -> Publication:
    """Return a text from review to its draft.

    Errors: Conflict("stale", "state.not_allowed").
    """
    publication = own(tx, publication_id, version)
    tx.advance(publication, PublicationStep.RETURN)
    return publication


def own(tx: Transaction, publication_id: str, version: int | None) -> Publication:
    """Return one's own text to be changed, held until the end of the transaction.

    Errors: NotFound, Forbidden, Conflict("stale").
    """
    publication = tx.get(Publication, publication_id, to=WRITE)
    tx.session.refresh(publication, with_for_update=True)
    tx.check_version(publication, version)
    return publication


def standing(tx: Transaction, about: Followed) -> Standing:
    """Return how a supplier stands today by an organisation's own follow-ups in the category."""
    found = queries.found(tx.session, about)
    return gate.standing(
        found.done_on,
        [deviation_facts(deviation, tx.actor.zone) for deviation, _ in found.deviations],
        is_disputed=any(is_disputed for _, is_disputed in found.deviations),
        today=tx.today,
    )


def said_in(row: Publication | PublicationCheck, *, remedied_on_of: Publication | None = None) -> Said:
    """Return what a text, or the copy of it that the supplier was sent, says."""
    publication = row if isinstance(row, Publication) else remedied_on_of
    return Said(
        light=row.light,
        remedied_on=publication.remedied_on if publication else None,
        text=row.text,
        next_step=row.next_step,
    )
