"""Deviations at the buyer: recording, sending to the supplier, judging plan and evidence, verifying, withdrawing."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta

from sqlalchemy import func, select

from followup.domain.actions import NONE_CHOSEN, ActionStatus, ActionStep
from followup.domain.assignments import GRACE_DAYS, LONGEST_DAYS, NO_CONTACT, AssignmentKind
from followup.domain.deviation_steps import (
    NOT_ASKED,
    OTHER_CONTACT,
    OTHER_CONTRACT,
    SENT,
    ChangeDeviation,
    NewDeviation,
    SendBack,
    Verdict,
    check_found,
    check_takes,
    next_due_on,
)
from followup.domain.deviations import (
    DEVIATION,
    NO_EVIDENCE,
    WRONG_VERIFICATION,
    ClosingFacts,
    DeviationStatus,
    DeviationStep,
    answer_due_on,
    closing_problems,
    due_dates,
    plan_due_again_on,
)
from followup.domain.journal import DEVIATION_CHANGED, DEVIATION_RECORDED, Fact
from followup.domain.messages import (
    ActionPlanAccepted,
    ActionPlanReturned,
    DeviationClosed,
    DeviationIssued,
    EvidenceReturned,
)
from followup.domain.permissions import Permission
from followup.errors import Conflict, Invalid
from followup.models.actions import CorrectiveAction
from followup.models.assignments import Assignment
from followup.models.code_of_conduct import Clause
from followup.models.contracts import Contract, ContractClause
from followup.models.deviations import Deviation
from followup.models.evidence import Evidence
from followup.models.follow_ups import FollowUp
from followup.models.questionnaires import Invitation
from followup.models.suppliers import SupplierContact
from followup.runtime import Keys
from followup.services import assignments, evidence
from followup.services.contracts import VOIDED
from followup.services.evidence import Attached
from followup.transaction import Transaction

_AT = {NO_EVIDENCE.code: "files", WRONG_VERIFICATION.code: "verification"}


def record(tx: Transaction, follow_up_id: str, new: NewDeviation) -> Deviation:
    """Keep what a follow-up found wrong as a draft, which the supplier does not see.

    Errors: Conflict("follow_up.closed") for a follow-up that takes no more; Conflict("contract.voided"); Invalid.
    """
    follow_up = tx.get(FollowUp, follow_up_id, to=Permission.DEVIATION_RECORD)
    check_takes(follow_up.status, follow_up.kind, new.question_key)
    check_found(new.found_on, tx.today)
    contract = _contract(tx, follow_up.contract_id)
    if new.question_key is not None:
        _check_asked(tx, follow_up, new.question_key)
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


def _check_asked(tx: Transaction, follow_up: FollowUp, question_key: str) -> None:
    invitation = tx.session.scalars(select(Invitation).where(Invitation.follow_up_id == follow_up.id)).one_or_none()
    questions = invitation.questions.get("questions") if invitation else None
    asked = {q.get("key") for q in questions if isinstance(q, dict)} if isinstance(questions, list) else set()
    if question_key not in asked:
        raise Invalid.at("question_key", NOT_ASKED)


def _contract(tx: Transaction, contract_id: int) -> Contract:
    contract = tx.follow(Contract, contract_id)
    if contract.voided_at is not None:
        raise Conflict(VOIDED)
    return contract


def step(tx: Transaction, deviation: Deviation, to: DeviationStep, **facts: Fact) -> None:
    """Take the step, and note by when the next one is due."""
    tx.advance(deviation, to, **facts)
    submitted_at = deviation.plan_submitted_at
    deviation.due_on = next_due_on(
        deviation.status,
        found_on=deviation.found_on,
        plan_due_on=deviation.plan_due_on,
        answer_due_on=answer_due_on(deviation.severity, tx.day_of(submitted_at)) if submitted_at else None,
        closure_due_on=deviation.closure_due_on,
        today=tx.today,
    )
