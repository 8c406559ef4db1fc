"""The buyer's judgement of what the supplier sent: plan accepted or returned, evidence returned or verified."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from followup.domain.actions import NONE_CHOSEN, ActionStatus, ActionStep
from followup.domain.assignments import GRACE_DAYS, LONGEST_DAYS
from followup.domain.deviation_steps import SendBack, Verdict
from followup.domain.deviations import (
    DEVIATION,
    NO_EVIDENCE,
    WRONG_VERIFICATION,
    ClosingFacts,
    DeviationStep,
    closing_problems,
    plan_due_again_on,
)
from followup.domain.messages import ActionPlanAccepted, ActionPlanReturned, DeviationClosed, EvidenceReturned
from followup.domain.permissions import Permission
from followup.errors import Invalid, Reason
from followup.models.assignments import Assignment
from followup.models.deviations import Deviation
from followup.queries import actions
from followup.queries import evidence as files
from followup.services import assignments, evidence
from followup.services.deviations import judged, link_of, step, tell
from followup.services.evidence import StoredUpload
from followup.transaction import Transaction

_AT = {NO_EVIDENCE.code: "files", WRONG_VERIFICATION.code: "verification"}


def return_plan(tx: Transaction, deviation_id: str, note: str, version: int | None = None) -> Deviation:
    """Ask for a better plan; the note is for the supplier, who gets the grade's time for a plan again."""
    deviation = judged(tx, deviation_id, version)
    due_on = plan_due_again_on(deviation.severity, tx.today)
    deviation.plan_due_on, deviation.plan_submitted_at, deviation.return_note = due_on, None, note
    step(tx, deviation, DeviationStep.RETURN_PLAN, plan_due_on=due_on)
    link = _link_until(tx, deviation, due_on)
    tell(tx, deviation, link, ActionPlanReturned, plan_due_on=due_on)
    return deviation


def accept_plan(tx: Transaction, deviation_id: str, version: int | None = None) -> Deviation:
    """Accept every action of the plan; the supplier carries them out and shows it."""
    deviation = judged(tx, deviation_id, version)
    for action in actions.of_deviation(tx.session, deviation.id):
        tx.advance(action, ActionStep.ACCEPT)
    deviation.plan_accepted_at = tx.now
    step(tx, deviation, DeviationStep.ACCEPT_PLAN)
    closure_due_on = deviation.closure_due_on or tx.today
    link = _link_until(tx, deviation, closure_due_on)
    tell(tx, deviation, link, ActionPlanAccepted, closure_due_on=closure_due_on)
    return deviation


def return_evidence(tx: Transaction, deviation_id: str, back: SendBack, version: int | None = None) -> Deviation:
    """Ask for better evidence of some actions; the others stay as they are. The note is for the supplier.

    Errors: Invalid("action.none_chosen") at action_ids.
    """
    deviation = judged(tx, deviation_id, version)
    weak = [action for action in actions.of_deviation(tx.session, deviation.id) if action.public_id in back.action_ids]
    if not weak:
        raise Invalid.at("action_ids", NONE_CHOSEN)
    deviation.return_note, deviation.reported_done_at = back.note, None
    step(tx, deviation, DeviationStep.RETURN_EVIDENCE)
    for action in weak:
        tx.advance(action, ActionStep.RETURN_EVIDENCE)
    closure_due_on = deviation.closure_due_on or tx.today
    link = _link_until(tx, deviation, closure_due_on)
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
    for action in actions.of_deviation(tx.session, deviation.id):
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
        actions_not_done_count=sum(action.status is not ActionStatus.REPORTED_DONE for action in plan),
        verification=verdict.verification,
    )
    problems: dict[str, list[Reason]] = {}
    for reason in closing_problems(facts):
        problems.setdefault(_AT.get(reason.code, ""), []).append(reason)
    if problems:
        raise Invalid(problems)


def _link_until(tx: Transaction, deviation: Deviation, due_on: date) -> Assignment:
    """Return the link, alive for what is asked now; at most as long as a link may live."""
    link = link_of(tx, deviation)
    longest_on = tx.today + timedelta(days=LONGEST_DAYS - GRACE_DAYS)
    assignments.extend(tx, link, min(max(due_on, tx.today + timedelta(days=1)), longest_on))
    return link
