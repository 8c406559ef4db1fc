"""The supplier's side of a deviation, by personal link: drafting the plan, sending it in, reporting it carried out."""

from __future__ import annotations

from collections.abc import Sequence

from followup.domain.actions import (
    ACTION,
    ACTIONS_MOST,
    MANY_ACTIONS,
    NO_ACTIONS,
    PLAN_SENT,
    ActionPlan,
    ActionStatus,
    ActionStep,
    DoneReport,
    check_due,
    check_shown,
)
from followup.domain.deviations import DEVIATION, DeviationStatus, DeviationStep, answer_due_on
from followup.domain.journal import ACTION_CHANGED, ACTION_PROPOSED, ACTION_REMOVED
from followup.domain.messages import ActionPlanArrived, EvidenceArrived
from followup.domain.permissions import Permission
from followup.domain.questionnaires import NOT_CONFIRMED, Signature
from followup.errors import Conflict, Invalid
from followup.models.actions import CorrectiveAction
from followup.models.deviations import Deviation
from followup.queries import actions as queries
from followup.queries import evidence as files
from followup.services import assignments, evidence
from followup.services.deviations import link_of, step
from followup.services.evidence import StoredUpload
from followup.transaction import Transaction


def propose(tx: Transaction, deviation_id: str, plan: ActionPlan) -> CorrectiveAction:
    """Add an action to the draft of the plan; the buyer does not see it before the plan is sent.

    Errors: Conflict("action.plan_sent"), Invalid("action.many"), Invalid at due_on.
    """
    deviation = _drafting(tx, deviation_id)
    if len(queries.of_deviation(tx.session, deviation.id)) >= ACTIONS_MOST:
        raise Invalid.at("", MANY_ACTIONS.but(most=ACTIONS_MOST))
    _check_due(tx, deviation, plan)
    action = tx.add(
        CorrectiveAction(
            assignment_id=deviation.assignment_id,
            deviation_id=deviation.id,
            status=ACTION.initial,
            proposed_at=tx.now,
            **_columns(plan),
        )
    )
    tx.journal(ACTION_PROPOSED, action, due_on=plan.due_on)
    return action


def revise(tx: Transaction, action_id: str, plan: ActionPlan, version: int | None = None) -> CorrectiveAction:
    """Change an action of the draft.

    Errors: Conflict("stale"), Conflict("action.plan_sent"), Invalid at due_on.
    """
    action, deviation = _drafted(tx, action_id)
    tx.check_version(action, version)
    _check_due(tx, deviation, plan)
    for name, value in _columns(plan).items():
        setattr(action, name, value)
    action.proposed_at = tx.now
    tx.journal(ACTION_CHANGED, action, due_on=plan.due_on)
    return action


def remove(tx: Transaction, action_id: str) -> None:
    """Take an action out of the draft.

    Errors: Conflict("action.plan_sent").
    """
    action, _ = _drafted(tx, action_id)
    tx.journal(ACTION_REMOVED, action)
    tx.session.delete(action)


def submit_plan(tx: Transaction, deviation_id: str, signature: Signature, version: int | None = None) -> Deviation:
    """Send the plan to the buyer; from now on it is fixed until the buyer sends it back.

    Errors: Conflict("stale"), Conflict("action.plan_sent"), Invalid("action.none").
    """
    deviation = _drafting(tx, deviation_id)
    tx.check_version(deviation, version)
    if not signature.confirmed:
        raise Invalid.at("confirmed", NOT_CONFIRMED)
    count = len(queries.of_deviation(tx.session, deviation.id))
    if count == 0:
        raise Invalid.at("", NO_ACTIONS)
    deviation.plan_submitted_at, deviation.return_note = tx.now, None
    deviation.submitter_name, deviation.submitter_role = signature.name, signature.role
    step(tx, deviation, DeviationStep.SUBMIT_PLAN, count=count)
    tx.post(
        ActionPlanArrived(
            **assignments.to_manager(link_of(tx, deviation)),
            path=f"/deviations/{deviation.public_id}",
            dedupe_key=f"{ActionPlanArrived.kind}:{deviation.public_id}:{deviation.version}",
            deviation_number=str(deviation.number),
            answer_due_on=answer_due_on(deviation.severity, tx.today),
        ),
        about=deviation,
    )
    return deviation


def report_done(
    tx: Transaction,
    action_id: str,
    report: DoneReport,
    *,
    uploads: Sequence[StoredUpload] = (),
    version: int | None = None,
) -> Deviation:
    """Say that an accepted action is carried out, and show it; with the last one the buyer is asked to verify.

    Errors: Conflict("stale"), Conflict("state.not_allowed"), Invalid("action.no_file").
    """
    action = tx.get(CorrectiveAction, action_id, to=Permission.ASSIGNMENT_ANSWER)
    deviation = _held(tx, tx.follow(Deviation, action.deviation_id))
    tx.check_version(action, version)
    DEVIATION.after(deviation.status, DeviationStep.REPORT_DONE)
    tx.advance(action, ActionStep.REPORT_DONE)
    check_shown(report, len(uploads))
    for upload in uploads:
        evidence.add(tx, upload, deviation=deviation, question_key=action.public_id)
    action.done_note, action.no_file_reason = report.note, report.no_file_reason or None
    action.reported_done_at = tx.now
    if all(a.status is ActionStatus.REPORTED_DONE for a in queries.of_deviation(tx.session, deviation.id)):
        _hand_over(tx, deviation)
    return deviation


def _hand_over(tx: Transaction, deviation: Deviation) -> None:
    deviation.reported_done_at, deviation.return_note = tx.now, None
    step(tx, deviation, DeviationStep.REPORT_DONE, count=len(files.of_deviation(tx.session, deviation.id)))
    tx.post(
        EvidenceArrived(
            **assignments.to_manager(link_of(tx, deviation)),
            path=f"/deviations/{deviation.public_id}",
            dedupe_key=f"{EvidenceArrived.kind}:{deviation.public_id}:{deviation.version}",
            deviation_number=str(deviation.number),
        ),
        about=deviation,
    )


def _columns(plan: ActionPlan) -> dict[str, object]:
    return {
        "root_cause": plan.root_cause,
        "containment": plan.containment or None,
        "corrective": plan.corrective,
        "preventive": plan.preventive or None,
        "responsible": plan.responsible,
        "due_on": plan.due_on,
        "expected_evidence": plan.expected_evidence or None,
    }


def _check_due(tx: Transaction, deviation: Deviation, plan: ActionPlan) -> None:
    closure_due_on = deviation.closure_due_on or tx.today
    check_due(plan.due_on, found_on=deviation.found_on, closure_due_on=closure_due_on, today=tx.today)


def _drafting(tx: Transaction, deviation_id: str) -> Deviation:
    deviation = _held(tx, tx.get(Deviation, deviation_id, to=Permission.ASSIGNMENT_ANSWER))
    if deviation.status is not DeviationStatus.ISSUED:
        raise Conflict(PLAN_SENT)
    return deviation


def _drafted(tx: Transaction, action_id: str) -> tuple[CorrectiveAction, Deviation]:
    action = tx.get(CorrectiveAction, action_id, to=Permission.ASSIGNMENT_ANSWER)
    deviation = _held(tx, tx.follow(Deviation, action.deviation_id))
    if deviation.status is not DeviationStatus.ISSUED:
        raise Conflict(PLAN_SENT)
    return action, deviation


def _held(tx: Transaction, deviation: Deviation) -> Deviation:
    """Return the deviation as it is now, held until the end: two windows of one supplier take turns."""
    tx.session.refresh(deviation, with_for_update=True)
    return deviation
