"""Deviations at the buyer: recording, changing, sending, withdrawing. Answers are judged in `verification.py`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date

from followup.domain.assignments import AssignmentKind
from followup.domain.deviation_gates import check_repeat
from followup.domain.deviation_steps import (
    NOT_ASKED,
    SENT,
    ChangeDeviation,
    NewDeviation,
    check_found,
    check_takes,
    next_due_on,
)
from followup.domain.deviations import (
    DEVIATION,
    Deadlines,
    DeviationOrigin,
    DeviationStatus,
    DeviationStep,
    Severity,
    due_dates,
)
from followup.domain.journal import DEVIATION_CHANGED, DEVIATION_RECORDED, DEVIATION_REPEAT_LINKED, Fact
from followup.domain.messages import DeviationIssued, DeviationWithdrawn, Message, ToSupplier
from followup.domain.permissions import Permission
from followup.errors import Conflict, Invalid
from followup.models.assignments import Assignment
from followup.models.contracts import Contract
from followup.models.deviations import Deviation
from followup.models.follow_ups import FollowUp
from followup.models.incidents import Incident
from followup.queries import deviation_policies, deviation_repeats
from followup.queries import deviations as queries
from followup.runtime import Keys
from followup.services import assignments, deviation_drafts, sharing
from followup.services.contracts import VOIDED
from followup.services.recipients import recipient
from followup.services.schedule import outdate
from followup.transaction import Transaction


def record(tx: Transaction, follow_up_id: str, new: NewDeviation) -> Deviation:
    """Keep what a follow-up found wrong as a draft, which the supplier does not see.

    Errors: Conflict("follow_up.closed") for a follow-up that takes no more; Conflict("contract.voided"); Invalid.
    """
    follow_up = tx.get(FollowUp, follow_up_id, to=Permission.DEVIATION_RECORD)
    check_takes(follow_up.status, follow_up.kind, new.question_key)
    if new.question_key is not None and queries.origin(tx.session, follow_up.id, new.question_key) is None:
        raise Invalid.at("question_key", NOT_ASKED)
    origin = DeviationOrigin.ANSWER if new.question_key is not None else DeviationOrigin.FOLLOW_UP
    return _keep(tx, _contract(tx, follow_up.contract_id), replace(new, origin=new.origin or origin), follow_up)


def record_at_audit(tx: Transaction, follow_up: FollowUp, new: NewDeviation) -> Deviation:
    """Keep what an audit found wrong as a draft; the caller has asked whether the actor may.

    An audit's follow-up takes deviations until the report is final, so also when it was completed.
    Errors: Conflict("contract.voided"); Invalid.
    """
    contract = _contract(tx, follow_up.contract_id)
    return _keep(tx, contract, replace(new, origin=DeviationOrigin.AUDIT), follow_up)


def record_on_contract(tx: Transaction, contract_id: str, new: NewDeviation) -> Deviation:
    """Keep what came to light otherwise as a draft: by hand, through an incident, or because it has come back.

    Errors: Conflict("contract.voided"); Invalid.
    """
    contract = _contract(tx, tx.get(Contract, contract_id, to=Permission.DEVIATION_RECORD).id)
    origin = DeviationOrigin.INCIDENT if new.incident_id else DeviationOrigin.BY_HAND
    return _keep(tx, contract, replace(new, origin=origin), None)


def _keep(tx: Transaction, contract: Contract, new: NewDeviation, follow_up: FollowUp | None) -> Deviation:
    check_found(new.found_on, tx.today)
    incident = tx.get(Incident, new.incident_id, to=Permission.INCIDENT_READ) if new.incident_id else None
    earlier = deviation_repeats.earlier(tx.session, contract, new.repeat_of_id) if new.repeat_of_id else None
    if earlier is not None:
        check_repeat(new.severity, new.grade_reason)
    deviation = tx.add(
        Deviation(
            number=tx.serial("deviation"),
            contract_id=contract.id,
            supplier_id=contract.supplier_id,
            follow_up_id=follow_up.id if follow_up else None,
            origin=new.origin,
            incident_id=incident.id if incident else None,
            repeat_of_id=earlier.id if earlier else None,
            question_key=new.question_key,
            **deviation_drafts.columns(tx, contract, new),
            status=DEVIATION.initial,
            due_on=new.found_on,
            recorded_by_id=tx.actor.user_id,
            graded_by_id=tx.actor.user_id,
            assigned_to_id=follow_up.assigned_to_id if follow_up else None,
            reminded=[],
        )
    )
    tx.journal(DEVIATION_RECORDED, deviation, severity=new.severity)
    if earlier is not None:
        tx.journal(DEVIATION_REPEAT_LINKED, deviation, earlier=earlier.public_id)
    deviation_drafts.keep_reason(tx, deviation, new.grade_reason)
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
    if deviation.repeat_of_id is not None and new.severity is not deviation.severity:
        check_repeat(new.severity, new.grade_reason)
    deviation_drafts.keep_reason(tx, deviation, new.grade_reason)
    contract = tx.follow(Contract, deviation.contract_id)
    values = {**deviation_drafts.columns(tx, contract, new), "due_on": new.found_on}
    changed = [name for name, value in values.items() if getattr(deviation, name) != value]
    if "severity" in changed:
        values["graded_by_id"] = tx.actor.user_id
    for name, value in values.items():
        setattr(deviation, name, value)
    if told := [name for name in changed if name not in ("clause", "due_on")]:
        tx.journal(DEVIATION_CHANGED, deviation, fields=", ".join(told))
    tx.flush()
    return deviation


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
    note_due(tx, deviation)
    if to in (DeviationStep.ISSUE, DeviationStep.WITHDRAW, DeviationStep.SUPERSEDE):
        outdate(tx, [deviation.contract_id])  # a follow-up audit comes with it, and goes with it
    if tx.actor.assignment_id is None:
        sharing.refresh(tx, deviation)


def note_due(tx: Transaction, deviation: Deviation) -> None:
    """Note by when the next step is due, as the status is entered today."""
    deviation.due_on = next_due_on(
        deviation.status,
        deviation.severity,
        found_on=deviation.found_on,
        plan_due_on=deviation.plan_due_on,
        closure_due_on=deviation.closure_due_on,
        accepted_until=deviation.accepted_until,
        today=tx.today,
        table=table_of(tx, deviation),
    )


def table_of(tx: Transaction, deviation: Deviation) -> Mapping[Severity, Deadlines]:
    """Return the days by grade that hold for the deviation: those of the day it was sent, or of today for a draft."""
    on = deviation.issued_on or tx.today
    return deviation_policies.deadlines(tx.session, deviation.organisation_id, deviation.contract_id, on)


def issue(
    tx: Transaction, keys: Keys, deviation_id: str, *, contact_id: str | None = None, version: int | None = None
) -> Deviation:
    """Send the deviation to the supplier: a personal link to one contact, and the deadlines of its grade.

    Errors: Conflict("stale"), Conflict("state.not_allowed"); Invalid when there is nobody to send it to or to ask.
    """
    deviation = judged(tx, deviation_id, version, Permission.DEVIATION_ISSUE)
    contract = _contract(tx, deviation.contract_id)
    table = table_of(tx, deviation)
    due = due_dates(deviation.severity, issued_on=tx.today, discovered_on=deviation.found_on, table=table)
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
        contact=recipient(tx, contract, contact_id),
    )
    deviation.assignment_id = link.id
    tell(tx, deviation, link, DeviationIssued, plan_due_on=due.plan_due_on, containment_due_on=due.containment_due_on)
    return deviation


def withdraw(tx: Transaction, deviation_id: str, reason: str, version: int | None = None) -> Deviation:
    """End a deviation that should not have been recorded or issued, and tell the supplier where it was sent.

    Nothing is deleted, the reason stays inside.
    """
    deviation = judged(tx, deviation_id, version, Permission.DEVIATION_ISSUE)
    end(tx, deviation, reason)
    return deviation


def end(tx: Transaction, deviation: Deviation, reason: str) -> None:
    """Withdraw what the caller was allowed to decide on."""
    deviation.withdraw_reason = reason
    step(tx, deviation, DeviationStep.WITHDRAW)
    let_go(tx, deviation)


def let_go(tx: Transaction, deviation: Deviation) -> None:
    """Ask the supplier for nothing more, and say so, where it was sent."""
    if deviation.assignment_id is not None:
        link = link_of(tx, deviation)
        assignments.close(tx, link)
        assignments.keep_receipt(tx, link)
        tell(tx, deviation, link, DeviationWithdrawn, withdrawn_on=tx.today)


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
