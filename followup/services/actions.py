"""The supplier's side of a deviation, by personal link: drafting the plan, sending it in, reporting it carried out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date

from followup.domain.actions import (
    ACTION,
    ACTION_LOCKED,
    ACTIONS_MOST,
    MANY_ACTIONS,
    NO_ACTIONS,
    NOT_BEING_DONE,
    PLAN_SENT,
    ActionPlan,
    ActionStatus,
    ActionStep,
    DoneReport,
    NoAction,
    Progress,
    check_dated,
    check_due,
    check_shown,
    told,
)
from followup.domain.deviations import DEVIATION, DeviationStatus, DeviationStep, answer_due_on
from followup.domain.journal import ACTION_CHANGED, ACTION_PROGRESS, ACTION_PROPOSED, ACTION_REMOVED
from followup.domain.messages import ActionPlanArrived, EvidenceArrived
from followup.domain.permissions import Permission
from followup.domain.questionnaires import NOT_CONFIRMED, Signature
from followup.errors import Conflict, Invalid
from followup.models.actions import CorrectiveAction
from followup.models.deviations import Deviation
from followup.queries import actions as queries
from followup.queries import evidence as files
from followup.services import assignments, evidence
from followup.services.deviations import link_of, step, table_of
from followup.services.evidence import StoredUpload
from followup.services.link_codes import require_confirmed
from followup.transaction import Transaction


def propose(tx: Transaction, deviation_id: str, plan: ActionPlan | NoAction) -> CorrectiveAction:
    """Add an action, or why there is none, to the draft of the plan, which the buyer does not see before it is sent.

    Errors: Conflict("action.plan_sent"), Invalid("action.many"), Invalid at due_on.
    """
    deviation = _drafting(tx, deviation_id)
    if len(queries.of_deviation(tx.session, deviation.id)) >= ACTIONS_MOST:
        raise Invalid.at("", MANY_ACTIONS.but(most=ACTIONS_MOST))
    columns = _columns(tx, deviation, plan)
    action = tx.add(
        CorrectiveAction(
            assignment_id=deviation.assignment_id,
            deviation_id=deviation.id,
            status=ACTION.initial,
            proposed_at=tx.now,
            **columns,
        )
    )
    tx.journal(ACTION_PROPOSED, action, due_on=action.due_on)
    return action


def revise(
    tx: Transaction, action_id: str, plan: ActionPlan | NoAction, version: int | None = None
) -> CorrectiveAction:
    """Change an action of the draft; after the plan came back, only what the buyer has not accepted.

    Errors: Conflict("stale"), Conflict("action.plan_sent", "action.locked"), Invalid at due_on.
    """
    action, deviation = _drafted(tx, action_id)
    tx.check_version(action, version)
    for name, value in _columns(tx, deviation, plan).items():
        setattr(action, name, value)
    action.proposed_at = tx.now
    tx.journal(ACTION_CHANGED, action, due_on=action.due_on)
    return action


def remove(tx: Transaction, action_id: str) -> None:
    """Take an action out of the draft.

    Errors: Conflict("action.plan_sent", "action.locked").
    """
    action, _ = _drafted(tx, action_id)
    tx.journal(ACTION_REMOVED, action)
    tx.session.delete(action)


def submit_plan(tx: Transaction, deviation_id: str, signature: Signature, version: int | None = None) -> Deviation:
    """Send the plan to the buyer; from now on it is fixed until the buyer sends it back.

    Errors: CodeNeeded where the buyer has set so; Conflict("stale"), Conflict("action.plan_sent");
    Invalid("action.none").
    """
    require_confirmed(tx)
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
            answer_due_on=answer_due_on(deviation.severity, tx.today, table_of(tx, deviation)),
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

    Reported done is not closed: further than this no supplier takes an action.
    Errors: CodeNeeded where the buyer has set so; Conflict("stale"), Conflict("state.not_allowed"),
    Invalid("action.no_file") or at dated_on.
    """
    require_confirmed(tx)
    action = tx.get(CorrectiveAction, action_id, to=Permission.ASSIGNMENT_ANSWER)
    deviation = _held(tx, tx.follow(Deviation, action.deviation_id))
    tx.check_version(action, version)
    DEVIATION.after(deviation.status, DeviationStep.REPORT_DONE)
    _check_carried_out(action)
    tx.advance(action, ActionStep.REPORT_DONE)
    check_shown(report, len(uploads) + files.count_of_action(tx.session, action.id, action.reported_done_at))
    _attach(tx, deviation, action, uploads, report.dated_on)
    action.done_note, action.no_file_reason = report.note, report.no_file_reason or None
    action.reported_done_at = tx.now
    if all(a.is_settled for a in queries.of_deviation(tx.session, deviation.id)):
        _hand_over(tx, deviation)
    return deviation


def tell_progress(
    tx: Transaction, action_id: str, progress: Progress, *, uploads: Sequence[StoredUpload] = ()
) -> CorrectiveAction:
    """Tell how far an accepted action has come, with files if there are any; its state stays as it is.

    Errors: Conflict("action.not_being_done"), Invalid at note or dated_on.
    """
    action = tx.get(CorrectiveAction, action_id, to=Permission.ASSIGNMENT_ANSWER)
    deviation = _held(tx, tx.follow(Deviation, action.deviation_id))
    if deviation.status is not DeviationStatus.CORRECTING or action.status is not ActionStatus.ACCEPTED:
        raise Conflict(NOT_BEING_DONE)
    _check_carried_out(action)
    action.progress_note = told(action.progress_note, progress.note, tx.today)
    tx.journal(ACTION_PROGRESS, action)
    _attach(tx, deviation, action, uploads, progress.dated_on)
    return action


def _check_carried_out(action: CorrectiveAction) -> None:
    if action.no_action_reason:
        raise Conflict(NOT_BEING_DONE)


def _attach(
    tx: Transaction,
    deviation: Deviation,
    action: CorrectiveAction,
    uploads: Sequence[StoredUpload],
    dated_on: date | None,
) -> None:
    check_dated(dated_on, tx.today)
    for upload in uploads:
        evidence.add(tx, upload, deviation=deviation, action=action, dated_on=dated_on)


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


def _columns(tx: Transaction, deviation: Deviation, plan: ActionPlan | NoAction) -> dict[str, object]:
    """Return what an action says; where none is taken, its day is the one by which all must be put right.

    Errors: Invalid at due_on.
    """
    closure_due_on = deviation.closure_due_on or tx.today
    none = {"containment": None, "preventive": None, "expected_evidence": None, "no_action_reason": None}
    if isinstance(plan, NoAction):
        return {**none, **asdict(plan), "corrective": "", "responsible": "", "due_on": closure_due_on}
    check_due(plan.due_on, found_on=deviation.found_on, closure_due_on=closure_due_on, today=tx.today)
    return {**none, **{name: value or none.get(name, "") for name, value in asdict(plan).items()}}


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
    if action.status is not ActionStatus.PROPOSED:
        raise Conflict(ACTION_LOCKED)
    return action, deviation


def _held(tx: Transaction, deviation: Deviation) -> Deviation:
    """Return the deviation as it is now, held until the end: two windows of one supplier take turns."""
    tx.session.refresh(deviation, with_for_update=True)
    return deviation
