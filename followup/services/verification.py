"""The buyer's judgement of what the supplier sent: plan accepted or returned, evidence returned or verified."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from followup.domain.actions import NONE_CHOSEN, NOTHING_TO_DO, ActionStatus, ActionStep
from followup.domain.assignments import GRACE_DAYS, LONGEST_DAYS
from followup.domain.deviation_gates import (
    NO_EVIDENCE,
    WRONG_VERIFICATION,
    ClosingFacts,
    closing_problems,
    effect_check_on,
)
from followup.domain.deviation_steps import SendBack, Verdict
from followup.domain.deviations import DEVIATION, DeviationStep, plan_due_again_on
from followup.domain.journal import ACTION_RETURNED
from followup.domain.messages import ActionPlanAccepted, ActionPlanReturned, DeviationClosed, EvidenceReturned
from followup.domain.permissions import Permission
from followup.errors import Conflict, Invalid, Reason
from followup.models.actions import CorrectiveAction
from followup.models.assignments import Assignment
from followup.models.deviations import Deviation
from followup.queries import actions
from followup.queries import evidence as files
from followup.services import assignments, evidence
from followup.services.deviations import judged, link_of, step, table_of, tell
from followup.services.evidence import StoredUpload
from followup.transaction import Transaction

_AT = {NO_EVIDENCE.code: "files", WRONG_VERIFICATION.code: "verification"}


def return_plan(
    tx: Transaction,
    deviation_id: str,
    note: str,
    version: int | None = None,
    *,
    notes: Mapping[str, str] | None = None,
) -> Deviation:
    """Ask for a better plan; the notes are for the supplier, who gets the grade's time for a plan again.

    Where single actions have a note (by their public ids), only these are opened again and the others are accepted.
    Errors: Conflict("stale"), Invalid("action.none_chosen").
    """
    deviation = judged(tx, deviation_id, version)
    if not note and not notes:
        raise Invalid.at("", NONE_CHOSEN)
    due_on = plan_due_again_on(deviation.severity, tx.today, table_of(tx, deviation))
    deviation.plan_due_on, deviation.plan_submitted_at, deviation.return_note = due_on, None, note or None
    step(tx, deviation, DeviationStep.RETURN_PLAN, plan_due_on=due_on)
    for action in _proposed(tx, deviation) if notes else ():
        if not (weak := (notes or {}).get(action.public_id)):
            _accept(tx, action)
            continue
        action.return_note = weak
        tx.journal(ACTION_RETURNED, action)
    link = link_until(tx, deviation, due_on)
    tell(tx, deviation, link, ActionPlanReturned, plan_due_on=due_on)
    return deviation


def accept_plan(tx: Transaction, deviation_id: str, version: int | None = None) -> Deviation:
    """Accept every action of the plan; the supplier carries them out and shows it.

    Errors: Conflict("stale"), Conflict("action.nothing_to_do") where the plan only says why nothing is done.
    """
    deviation = judged(tx, deviation_id, version)
    if all(action.no_action_reason for action in actions.of_deviation(tx.session, deviation.id)):
        raise Conflict(NOTHING_TO_DO)
    for action in _proposed(tx, deviation):
        _accept(tx, action)
    deviation.plan_accepted_at = tx.now
    step(tx, deviation, DeviationStep.ACCEPT_PLAN)
    closure_due_on = deviation.closure_due_on or tx.today
    link = link_until(tx, deviation, closure_due_on)
    tell(tx, deviation, link, ActionPlanAccepted, closure_due_on=closure_due_on)
    return deviation


def _proposed(tx: Transaction, deviation: Deviation) -> Sequence[CorrectiveAction]:
    """Return the actions that were not accepted when the plan was read before."""
    plan = actions.of_deviation(tx.session, deviation.id)
    return [action for action in plan if action.status is ActionStatus.PROPOSED]


def _accept(tx: Transaction, action: CorrectiveAction) -> None:
    action.return_note = None
    tx.advance(action, ActionStep.ACCEPT)


def return_evidence(tx: Transaction, deviation_id: str, back: SendBack, version: int | None = None) -> Deviation:
    """Ask for better evidence of some actions; the others stay as they are. The notes are for the supplier.

    Where part of it is mended the deviation's history says so.
    Errors: Conflict("stale"), Invalid("action.none_chosen").
    """
    deviation = judged(tx, deviation_id, version)
    chosen = {*back.action_ids, *back.notes}
    weak = [action for action in actions.of_deviation(tx.session, deviation.id) if action.public_id in chosen]
    if not weak:
        raise Invalid.at("", NONE_CHOSEN)
    deviation.return_note, deviation.reported_done_at = back.note or None, None
    to = DeviationStep.NOTE_PROGRESS if back.is_partly_mended else DeviationStep.RETURN_EVIDENCE
    step(tx, deviation, to)
    for action in weak:
        action.return_note = back.notes.get(action.public_id)
        tx.advance(action, ActionStep.RETURN_EVIDENCE)
    closure_due_on = deviation.closure_due_on or tx.today
    link = link_until(tx, deviation, closure_due_on)
    tell(tx, deviation, link, EvidenceReturned, closure_due_on=closure_due_on)
    return deviation


def verify(
    tx: Transaction,
    deviation_id: str,
    verdict: Verdict,
    *,
    uploads: Sequence[StoredUpload] = (),
    version: int | None = None,
) -> Deviation:
    """Close what another person has found to be remedied; the uploads show what that person saw.

    Errors: Forbidden for who recorded, graded or sent it; Invalid when evidence or the way of checking is not enough.
    """
    deviation = judged(tx, deviation_id, version, Permission.DEVIATION_VERIFY)
    for upload in uploads:
        evidence.add(tx, upload, deviation=deviation)
    _check_closing(tx, deviation, verdict)
    deviation.verification, deviation.verification_note = verdict.verification, verdict.note
    deviation.verified_by_id, deviation.closed_on = tx.actor.user_id, tx.today
    deviation.is_in_time = deviation.closure_due_on is None or tx.today <= deviation.closure_due_on
    deviation.effect_check_on = effect_check_on(tx.today)
    for action in actions.of_deviation(tx.session, deviation.id):
        if action.status is ActionStatus.REPORTED_DONE:
            tx.advance(action, ActionStep.VERIFY)
    step(tx, deviation, DeviationStep.CLOSE)
    link = link_of(tx, deviation)
    assignments.close(tx, link)
    assignments.keep_receipt(tx, link)
    tell(tx, deviation, link, DeviationClosed, closed_on=tx.today)
    return deviation


def _check_closing(tx: Transaction, deviation: Deviation, verdict: Verdict) -> None:
    DEVIATION.after(deviation.status, DeviationStep.CLOSE)
    plan = actions.of_deviation(tx.session, deviation.id)
    facts = ClosingFacts(
        severity=deviation.severity,
        verifier_id=tx.actor.user_id,
        author_ids=deviation.author_ids,
        evidence_count=len(files.of_deviation(tx.session, deviation.id)),
        actions_not_done_count=sum(not action.is_settled for action in plan),
        verification=verdict.verification,
        is_remedied=deviation.remedied_on is not None,
    )
    problems: dict[str, list[Reason]] = {}
    for reason in closing_problems(facts, table_of(tx, deviation)):
        problems.setdefault(_AT.get(reason.code, ""), []).append(reason)
    if problems:
        raise Invalid(problems)


def link_until(tx: Transaction, deviation: Deviation, due_on: date) -> Assignment:
    """Return the link, alive for what is asked now; at most as long as a link may live."""
    link = link_of(tx, deviation)
    longest_on = tx.today + timedelta(days=LONGEST_DAYS - GRACE_DAYS)
    assignments.extend(tx, link, min(max(due_on, tx.today + timedelta(days=1)), longest_on))
    return link
