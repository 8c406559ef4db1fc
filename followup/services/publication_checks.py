"""The supplier's check of a text before it is published: sent by link, answered once; a returned mail stops the clock.

The ten working days are counted from the day the mail was handed over, not from the day it was written.
"""

from __future__ import annotations

from sqlalchemy import select, update

from followup.domain import publications as rules
from followup.domain.assignments import AssignmentKind
from followup.domain.calendar import today_in
from followup.domain.permissions import Permission
from followup.domain.publication_gate import NAMES_SOMEBODY, check_until, names_somebody
from followup.domain.publications import Checked, PublicationStatus, PublicationStep
from followup.domain.secretariat_journal import (
    PUBLICATION_CHECKED,
    PUBLICATION_DELIVERED,
    PUBLICATION_UNDELIVERABLE,
)
from followup.domain.secretariat_messages import PublicationChecked, PublicationForCheck, PublicationTakenBack
from followup.errors import Conflict, Invalid
from followup.models.assignments import Assignment
from followup.models.contracts import Contract
from followup.models.organisations import Cooperation, Organisation
from followup.models.publications import Publication, PublicationCheck
from followup.queries import publication_checks as queries
from followup.queries import publication_names
from followup.runtime import Keys
from followup.services import assignments
from followup.services.audit_links import tell_manager, tell_supplier
from followup.services.link_codes import require_confirmed
from followup.services.publications import check_may_be_sent, own
from followup.services.recipients import recipient
from followup.transaction import Transaction


def send(
    tx: Transaction, keys: Keys, publication_id: str, *, contact_id: str | None = None, version: int | None = None
) -> PublicationCheck:
    """Send a reviewed text to the supplier; from now on the secretariat reads it, and it no longer changes.

    Errors: Conflict("stale", "state.not_allowed"), or the first thing that stands against it; Invalid at contact_id.
    """
    publication = own(tx, publication_id, version)
    rules.PUBLICATION.after(publication.status, PublicationStep.SEND)
    check_may_be_sent(tx, publication)
    contract = tx.follow(Contract, publication.contract_id)
    contact = recipient(tx, contract, contact_id)
    due_on = check_until(tx.today, tx.actor.country)
    kind = AssignmentKind.PUBLICATION
    link = assignments.issue(tx, keys, kind=kind, contract=contract, due_on=due_on, contact=contact)
    check = tx.add(
        PublicationCheck(
            organisation_id=publication.organisation_id,
            assignment_id=link.id,
            publication_id=publication.id,
            light=publication.light,
            light_on=publication.light_on,
            category=publication.category,
            text=publication.text,
            next_step=publication.next_step,
            sent_on=tx.today,
            due_on=due_on,
        )
    )
    publication.secretariat_id = tx.follow(Cooperation, publication.cooperation_id).secretariat_id
    publication.sent_by_id = tx.actor.user_id
    tx.advance(publication, PublicationStep.SEND, due_on=due_on)
    tell_supplier(tx, link, PublicationForCheck, check, "sent", {"due_on": due_on})
    return check


def take_back(tx: Transaction, publication_id: str, version: int | None = None) -> Publication:
    """Take a text back from the supplier to change it; the changed one is sent for a check of its own.

    Errors: Conflict("stale", "state.not_allowed").
    """
    publication = own(tx, publication_id, version)
    tx.advance(publication, PublicationStep.TAKE_BACK)
    _call_back(tx, publication)
    publication.secretariat_id = publication.sent_by_id = None
    tx.flush()
    return publication


def drop(tx: Transaction, publication_id: str, version: int | None = None) -> Publication:
    """Give a text up before it is published.

    Errors: Conflict("stale", "state.not_allowed").
    """
    publication = own(tx, publication_id, version)
    was_out = publication.status is PublicationStatus.WITH_SUPPLIER
    tx.advance(publication, PublicationStep.DROP)
    if was_out:
        _call_back(tx, publication)
    return publication


def _call_back(tx: Transaction, publication: Publication) -> None:
    check = queries.checks(tx.session, publication.id)[0].check
    link = tx.follow(Assignment, check.assignment_id or 0)
    tell_supplier(tx, link, PublicationTakenBack, check, "back", {})
    assignments.close(tx, link)


def note_return(tx: Transaction, publication_id: str, version: int | None = None) -> Publication:
    """Note that the mail to the supplier came back: the clock stands until a new link has reached the supplier.

    Errors: Conflict("stale"), Conflict("publication.not_for_check", "publication.checked").
    """
    publication = own(tx, publication_id, version)
    if publication.status is not PublicationStatus.WITH_SUPPLIER:
        raise Conflict(rules.NOT_FOR_CHECK)
    check = queries.checks(tx.session, publication.id)[0].check
    if check.answered_at is not None:
        raise Conflict(rules.CHECKED)
    if check.undeliverable_at is None:
        check.undeliverable_at = tx.now
        tx.journal(PUBLICATION_UNDELIVERABLE, check)
    return publication


def answer(tx: Transaction, said: Checked, version: int | None = None) -> PublicationCheck:
    """Say that the facts are right, or what is not, by the holder of the link; once for each text that is sent.

    Errors: Conflict("stale"), Conflict("publication.not_for_check", "publication.checked"); Invalid at answer.
    """
    check = queries.of_link(tx.session)
    if check is None:
        raise Conflict(rules.NOT_FOR_CHECK)
    tx.require(Permission.PUBLICATION_CHECK, check)
    tx.session.refresh(check, with_for_update=True)
    tx.check_version(check, version)
    require_confirmed(tx)
    refuse_answer(tx, check)
    if not said.is_correct and not said.answer:
        raise Invalid.at("answer", rules.SAY_WHAT)
    link = tx.follow(Assignment, check.assignment_id or 0)
    unspoken = publication_names.unspoken(tx.session, check.organisation_id, link.supplier_id)
    if names_somebody([said.answer], unspoken):
        raise Invalid.at("answer", NAMES_SOMEBODY)
    check.answered_at, check.is_correct, check.answer = tx.now, said.is_correct, said.answer or None
    check.undeliverable_at = None
    tx.journal(PUBLICATION_CHECKED, check)
    path = f"/publications/{queries.told(tx.session, check).publication_id}"
    tell_manager(tx, link, PublicationChecked, check, "said", {"path": path, "is_correct": said.is_correct})
    return check


def refuse_answer(tx: Transaction, check: PublicationCheck) -> None:
    """Refuse an answer to a text that is out no more, or that was answered.

    Errors: Conflict("publication.not_for_check", "publication.checked").
    """
    told = queries.told(tx.session, check)
    if told.status is not PublicationStatus.WITH_SUPPLIER or not told.is_newest:
        raise Conflict(rules.NOT_FOR_CHECK)
    if check.answered_at is not None:
        raise Conflict(rules.CHECKED)


def note_address(tx: Transaction, link: Assignment, mail_id: int, *, takes_mail: bool) -> None:
    """Note what became of a mail with this link: refused for good, the clock stands; handed over, it begins.

    It begins anew only where it stood, so that a second mail of the same link gives no second time. By statements that
    leave the version as it is, so that no open form goes stale.
    """
    waiting = select(PublicationCheck).where(
        PublicationCheck.assignment_id == link.id, PublicationCheck.answered_at.is_(None)
    )
    for check in tx.session.scalars(waiting).all():
        if not takes_mail:
            if check.undeliverable_at is None:
                _set(tx, check, undeliverable_at=tx.now)
                tx.journal(PUBLICATION_UNDELIVERABLE, check)
        elif check.undeliverable_at is not None or not queries.was_delivered(tx.session, check, but=mail_id):
            buyer = tx.follow(Organisation, check.organisation_id)
            sent_on = today_in(tx.now, buyer.zone)
            due_on = check_until(sent_on, buyer.country)
            _set(tx, check, undeliverable_at=None, sent_on=sent_on, due_on=due_on)
            tx.journal(PUBLICATION_DELIVERED, check, due_on=due_on)
            if link.due_on != due_on:
                assignments.extend(
                    tx, tx.follow(Assignment, link.id), due_on
                )  # the worker's own copy is of another day


def _set(tx: Transaction, check: PublicationCheck, **values: object) -> None:
    mine = update(PublicationCheck).where(PublicationCheck.id == check.id).values(**values)
    tx.session.execute(mine, execution_options={"followup_set": True, "synchronize_session": False})
