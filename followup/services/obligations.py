"""Obligations: who sees to them, how far a person says they have come, and what follow-ups find."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import Update, case, literal, select, update

from followup.domain.follow_ups import FindingResult
from followup.domain.journal import CLAUSE_ASSIGNED, EVENTS
from followup.domain.obligations import (
    NOT_AN_OWNER,
    OBLIGATION,
    STEP_TO,
    GivenObligation,
    ObligationStatus,
    ShownObligation,
    check_day,
    check_shown,
    step_found,
)
from followup.domain.permissions import Permission
from followup.errors import Conflict, Invalid
from followup.models.contracts import Contract, ContractClause
from followup.queries import obligations as queries
from followup.services import evidence
from followup.services.contracts import VOIDED
from followup.services.evidence import StoredUpload
from followup.transaction import Transaction

_SET = {"followup_set": True, "synchronize_session": False}


def give(tx: Transaction, obligation_id: str, given: GivenObligation, version: int | None = None) -> ContractClause:
    """Give the obligation to a contract manager, with the day by which it is to be shown.

    Errors: Invalid("obligation.not_an_owner") at owner_id, Invalid at due_on; Conflict("stale"), Conflict when voided.
    """
    obligation = _changeable(tx, obligation_id, version)
    owner = next((row for row in queries.owners(tx.session) if row.public_id == given.owner_id), None)
    if owner is None:
        raise Invalid.at("owner_id", NOT_AN_OWNER)
    check_day(given.due_on, tx.today)
    obligation.owner_id, obligation.due_on = owner.id, given.due_on
    tx.journal(CLAUSE_ASSIGNED, obligation, owner=owner.public_id, due_on=given.due_on)
    return obligation


def record(
    tx: Transaction,
    obligation_id: str,
    shown: ShownObligation,
    *,
    uploads: Sequence[StoredUpload] = (),
    version: int | None = None,
) -> ContractClause:
    """Record how far the obligation has come, with what shows it.

    Errors: Invalid("obligation.not_shown") at note; Conflict("stale"), Conflict when voided.
    """
    obligation = _changeable(tx, obligation_id, version)
    check_shown(shown, has_files=bool(uploads) or queries.has_files(tx.session, obligation))
    for upload in uploads:
        evidence.add(tx, upload, obligation=obligation)
    tx.advance(obligation, STEP_TO[shown.status])
    obligation.status_on, obligation.status_note = tx.today, shown.note or None
    return obligation


def take_findings(tx: Transaction, done_on: date, found: Mapping[int, FindingResult], notes: Mapping[int, str]) -> int:
    """Move the obligations by what a follow-up found, as one set with an entry each. Returns how many have moved.

    The caller has been authorised to record the findings. What was not assessed stays, and so does what was stated of
    a later day.

    Shape: `found` and `notes` by the key of the contract's clause.
    """
    moved: dict[int, ObligationStatus] = {}
    for obligation in tx.session.scalars(select(ContractClause).where(ContractClause.id.in_(list(found)))):
        step = step_found(found[obligation.id], done_on, stated_on=obligation.status_on)
        if step is not None:
            moved[obligation.id] = OBLIGATION.after(obligation.status, step)
            tx.journal(EVENTS[f"{obligation.noun}.{step}"], obligation)
            tx.session.expire(obligation)
    if moved:
        tx.session.execute(_move(moved, notes).values(status_on=done_on), execution_options=_SET)
    return len(moved)


def _move(moved: Mapping[int, ObligationStatus], notes: Mapping[int, str]) -> Update:
    """Return one statement for all of them; as with every save, each has a new version afterwards."""
    states = {key: literal(status, ContractClause.status.type) for key, status in moved.items()}
    said = {key: literal(notes.get(key) or None, ContractClause.status_note.type) for key in moved}
    return (
        update(ContractClause)
        .where(ContractClause.id.in_(list(moved)))
        .values(
            status=case(states, value=ContractClause.id),
            status_note=case(said, value=ContractClause.id),
            version=ContractClause.version + 1,
        )
    )


def _changeable(tx: Transaction, obligation_id: str, version: int | None) -> ContractClause:
    obligation = tx.get(ContractClause, obligation_id, to=Permission.OBLIGATION_RECORD)
    tx.check_version(obligation, version)
    if tx.follow(Contract, obligation.contract_id).voided_at is not None:
        raise Conflict(VOIDED)
    return obligation
