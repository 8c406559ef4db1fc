"""Deviations at the buyer: recording, changing, sending, withdrawing. Answers are judged in `verification.py`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from followup.domain.assignments import NO_CONTACT, AssignmentKind
from followup.domain.deviation_steps import (
    NOT_ASKED,
    OTHER_CONTRACT,
    SENT,
    ChangeDeviation,
    NewDeviation,
    check_found,
    check_takes,
    next_due_on,
)
from followup.domain.deviations import DEVIATION, DeviationStatus, DeviationStep, due_dates
from followup.domain.journal import DEVIATION_CHANGED, DEVIATION_RECORDED, Fact
from followup.domain.messages import DeviationIssued, DeviationWithdrawn, Message, ToSupplier
from followup.domain.permissions import Permission
from followup.domain.questionnaires import OTHER_CONTACT
from followup.errors import Conflict, Invalid
from followup.models.assignments import Assignment
from followup.models.code_of_conduct import Clause
from followup.models.contracts import Contract, ContractClause
from followup.models.deviations import Deviation
from followup.models.follow_ups import FollowUp
from followup.models.suppliers import SupplierContact
from followup.queries import deviations as queries
from followup.queries.mergers import are_same
from followup.runtime import Keys
from followup.services import assignments, sharing
from followup.services.contracts import VOIDED
from followup.services.schedule import outdate
from followup.transaction import Transaction


def record(tx: Transaction, follow_up_id: str, new: NewDeviation) -> Deviation:
    """Keep what a follow-up found wrong as a draft, which the supplier does not see.

    Errors: Conflict("follow_up.closed") for a follow-up that takes no more; Conflict("contract.voided"); Invalid.
    """
    follow_up = tx.get(FollowUp, follow_up_id, to=Permission.DEVIATION_RECORD)
    check_takes(follow_up.status, follow_up.kind, new.question_key)
    check_found(new.found_on, tx.today)
    contract = _contract(tx, follow_up.contract_id)
    if new.question_key is not None and queries.origin(tx.session, follow_up.id, new.question_key) is None:
        raise Invalid.at("question_key", NOT_ASKED)
    deviation = tx.add(
        Deviation(
            number=tx.serial("deviation"),
            contract_id=contract.id,
            supplier_id=contract.supplier_id,
            follow_up_id=follow_up.id,
            question_key=new.question_key,
            **_columns(tx, contract.id, new),
            status=DEVIATION.initial,
            due_on=new.found_on,
            recorded_by_id=tx.actor.user_id,
            graded_by_id=tx.actor.user_id,
            assigned_to_id=follow_up.assigned_to_id,
            reminded=[],
        )
    )
    tx.journal(DEVIATION_RECORDED, deviation, severity=new.severity)
    return deviation


def change(tx: Transaction, deviation_id: str, new: ChangeDeviation, version: int | None = None) -> Deviation:
    """Change a draft; who changes the grade has graded it.

    Errors: Conflict("stale"), Conflict("deviation.sent"), Invalid.
    """
    deviation = tx.get(Deviation, deviation_id, to=Permission.DEVIATION_RECORD)
    tx.check_version(deviation, version)
    if deviation.status is not DeviationStatus.DRAFT:
        raise Conflict(SENT)
    check_found(new.found_on, tx.today)
    values = {**_columns(tx, deviation.contract_id, new), "due_on": new.found_on}
    changed = [name for name, value in values.items() if getattr(deviation, name) != value]
    if "severity" in changed:
        values["graded_by_id"] = tx.actor.user_id
    for name, value in values.items():
        setattr(deviation, name, value)
    if told := [name for name in changed if name not in ("clause", "due_on")]:
        tx.journal(DEVIATION_CHANGED, deviation, fields=", ".join(told))
    tx.flush()
    return deviation


def _columns(tx: Transaction, contract_id: int, new: ChangeDeviation) -> dict[str, object]:
    clause_id, clause = _clause(tx, contract_id, new.clause_id) if new.clause_id else (None, None)
    return {
        "severity": new.severity,
        "title": new.title,
        "description": new.description,
        "found_on": new.found_on,
        "contract_clause_id": clause_id,
        "clause": clause,
    }


def _clause(tx: Transaction, contract_id: int, clause_id: str) -> tuple[int, Mapping[str, object]]:
    """Return the clause's key and what it says, kept with the deviation from now on."""
    bound = tx.get(ContractClause, clause_id, to=Permission.CONTRACT_READ)
    if bound.contract_id != contract_id:
        raise Invalid.at("clause_id", OTHER_CONTRACT)
    clause = tx.follow(Clause, bound.clause_id)
    return bound.id, {"number": clause.number, "title": clause.title, "obligation": clause.obligation}


def _contract(tx: Transaction, contract_id: int) -> Contract:
    contract = tx.follow(Contract, contract_id)
    if contract.voided_at is not None:
        raise Conflict(VOIDED)
    return contract


def step(tx: Transaction, deviation: Deviation, to: DeviationStep, **facts: Fact) -> None:
    """Take the step, note by when the next one is due, and keep what was shared of the follow-up true.

    The supplier sees nothing that is shared: what it sends in is brought over in the night.
    """
    tx.advance(deviation, to, **facts)
    deviation.due_on = next_due_on(
        deviation.status,
        deviation.severity,
        found_on=deviation.found_on,
        plan_due_on=deviation.plan_due_on,
        closure_due_on=deviation.closure_due_on,
        today=tx.today,
    )
    if to in (DeviationStep.ISSUE, DeviationStep.WITHDRAW):
        outdate(tx, [deviation.contract_id])  # a follow-up audit comes with it, and goes with it
    if tx.actor.assignment_id is None:
        sharing.refresh(tx, deviation)


def issue(
    tx: Transaction, keys: Keys, deviation_id: str, *, contact_id: str | None = None, version: int | None = None
) -> Deviation:
    """Send the deviation to the supplier: a personal link to one contact, and the deadlines of its grade.

    Errors: Conflict("stale"), Conflict("state.not_allowed"); Invalid when there is nobody to send it to or to ask.
    """
    deviation = judged(tx, deviation_id, version, Permission.DEVIATION_ISSUE)
    contract = _contract(tx, deviation.contract_id)
    due = due_dates(deviation.severity, issued_on=tx.today, discovered_on=deviation.found_on)
    deviation.issued_on, deviation.issued_by_id = tx.today, tx.actor.user_id
    deviation.containment_due_on = due.containment_due_on
    deviation.plan_due_on, deviation.closure_due_on = due.plan_due_on, due.closure_due_on
    step(tx, deviation, DeviationStep.ISSUE, plan_due_on=due.plan_due_on, closure_due_on=due.closure_due_on)
    link = assignments.issue(
        tx,
        keys,
        kind=AssignmentKind.ACTION_PLAN,
        contract=contract,
        due_on=due.plan_due_on,
        contact=_contact(tx, contract, contact_id),
    )
    deviation.assignment_id = link.id
    tell(tx, deviation, link, DeviationIssued, plan_due_on=due.plan_due_on, containment_due_on=due.containment_due_on)
    return deviation


def _contact(tx: Transaction, contract: Contract, contact_id: str | None) -> SupplierContact:
    wanted = tx.get(SupplierContact, contact_id, to=Permission.CONTACT_READ) if contact_id else None
    contact = wanted or assignments.contact_for(tx, contract)
    if contact is None:
        raise Invalid.at("contact_id", NO_CONTACT)
    if not are_same(tx.session, contact.supplier_id, contract.supplier_id):
        raise Invalid.at("contact_id", OTHER_CONTACT)
    return contact


def withdraw(tx: Transaction, deviation_id: str, reason: str, version: int | None = None) -> Deviation:
    """End a deviation that should not have been recorded or issued, and tell the supplier where it was sent.

    Nothing is deleted, the reason stays inside.
    """
    deviation = judged(tx, deviation_id, version, Permission.DEVIATION_ISSUE)
    deviation.withdraw_reason = reason
    step(tx, deviation, DeviationStep.WITHDRAW)
    if deviation.assignment_id is not None:
        link = link_of(tx, deviation)
        assignments.close(tx, link)
        assignments.keep_receipt(tx, link)
        tell(tx, deviation, link, DeviationWithdrawn, withdrawn_on=tx.today)
    return deviation


def judged(
    tx: Transaction, deviation_id: str, version: int | None, to: Permission = Permission.DEVIATION_ASSESS
) -> Deviation:
    """Return the deviation that a person is about to decide on, as that person saw it.

    Errors: Conflict("stale").
    """
    deviation = tx.get(Deviation, deviation_id, to=to)
    tx.check_version(deviation, version)
    return deviation


def link_of(tx: Transaction, deviation: Deviation) -> Assignment:
    """Return the link by which the supplier answers."""
    return tx.follow(Assignment, deviation.assignment_id or 0)


def tell(tx: Transaction, deviation: Deviation, link: Assignment, kind: type[ToSupplier], **facts: date | None) -> None:
    """Mail the holder of the link what has become of the deviation, once for each step."""
    make: Callable[..., Message] = kind
    key = f"{kind.kind}:{deviation.public_id}:{deviation.version}"
    about = {"dedupe_key": key, "deviation_number": str(deviation.number)}
    tx.post(make(**assignments.to_supplier(link), **about, **facts), about=deviation)
