"""Removing what has served its time: ended sessions and old lines of the access log."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete

from followup.models.assignments import AssigneeSession
from followup.models.job_runs import JobRun
from followup.models.journal import AccessLog
from followup.models.users import StaffSession
from followup.transaction import Transaction

SESSIONS = timedelta(days=30)  # Source: trust.md G1
ACCESS = timedelta(days=730)  # Source: trust.md G1
RUNS = timedelta(days=90)


def tidy(tx: Transaction) -> dict[str, int]:
    """Remove what is past its keep. Returns how many rows of each."""
    old = {
        "staff sessions": delete(StaffSession).where(StaffSession.expires_at < tx.now - SESSIONS),
        "link sessions": delete(AssigneeSession).where(AssigneeSession.expires_at < tx.now - SESSIONS),
        "access log": delete(AccessLog).where(AccessLog.at < tx.now - ACCESS),
        "job runs": delete(JobRun).where(JobRun.started_at < tx.now - RUNS),
    }
    options = {"followup_set": True, "synchronize_session": False}
    counts = {}
    for what, statement in old.items():
        counts[what] = tx.session.execute(statement, execution_options=options).rowcount  # type: ignore[attr-defined] # a CursorResult
    return counts
