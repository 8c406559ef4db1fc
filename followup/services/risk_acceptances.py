"""Bearing the risk of a deviation for a time: decided by a second person, with an end, and then taken up again."""

from __future__ import annotations

from datetime import date

from followup.domain.deviation_gates import check_acceptance
from followup.domain.deviation_messages import DeviationResumed
from followup.domain.deviation_steps import AcceptedRisk
from followup.domain.deviations import DEVIATION, DeviationStatus, DeviationStep, due_dates
from followup.domain.permissions import Permission
from followup.models.deviations import Deviation
from followup.services.deviations import judged, step, table_of, tell
from followup.services.verification import link_until
from followup.transaction import Transaction


def accept(tx: Transaction, deviation_id: str, risk: AcceptedRisk, version: int | None = None) -> Deviation:
    """Bear the risk until a day; nothing is asked of the supplier meanwhile.

    Errors: Conflict("stale"), Conflict("state.not_allowed"), Conflict("deviation.zero_tolerance"); Invalid at until;
    Forbidden for who recorded, graded or sent it.
    """
    deviation = judged(tx, deviation_id, version, Permission.DEVIATION_ACCEPT_RISK)
    DEVIATION.after(deviation.status, DeviationStep.ACCEPT_RISK)
    check_acceptance(deviation.severity, until=risk.until, today=tx.today)
    deviation.accepted_until, deviation.acceptance_reason = risk.until, risk.reason
    deviation.accepted_by_id = tx.actor.user_id
    step(tx, deviation, DeviationStep.ACCEPT_RISK, until=risk.until)
    return deviation


def resume(tx: Transaction, deviation_id: str, version: int | None = None) -> Deviation:
    """Take a deviation up again before its day has come.

    Errors: Conflict("stale"), Conflict("state.not_allowed").
    """
    deviation = judged(tx, deviation_id, version)
    _take_up(tx, deviation)
    return deviation


def resume_expired(tx: Transaction, key: int, today: date) -> bool:
    """Take a deviation up again whose day has passed. Returns whether it was still waiting for that."""
    deviation = tx.follow(Deviation, key)
    until = deviation.accepted_until
    if deviation.status is not DeviationStatus.RISK_ACCEPTED or until is None or until >= today:
        return False
    _take_up(tx, deviation)
    return True


def _take_up(tx: Transaction, deviation: Deviation) -> None:
    """Ask for a plan again, with the grade's time from today; a critical one's days would have passed long ago."""
    table = table_of(tx, deviation)
    due = due_dates(deviation.severity, issued_on=tx.today, discovered_on=tx.today, table=table)
    deviation.plan_due_on, deviation.closure_due_on = due.plan_due_on, due.closure_due_on
    deviation.plan_submitted_at = deviation.plan_accepted_at = deviation.reported_done_at = None
    deviation.return_note = None
    step(tx, deviation, DeviationStep.RESUME)
    link = link_until(tx, deviation, due.plan_due_on)
    tell(tx, deviation, link, DeviationResumed, plan_due_on=due.plan_due_on)
