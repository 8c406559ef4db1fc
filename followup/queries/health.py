"""Whether the service does its work: the scheduler beats, and mail leaves."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from followup.models.job_runs import JobRun
from followup.models.outbox import OutboxMessage, OutboxStatus

BEAT = timedelta(minutes=5)  # Source: default of this service; some job is due every minute
WAITED = timedelta(hours=1)  # Source: default of this service


def problems(session: Session, now: datetime) -> list[str]:
    """Return the codes of what does not work; empty when all does."""
    beat = session.scalars(select(func.max(JobRun.started_at))).one()
    oldest = session.scalars(
        select(func.min(OutboxMessage.created_at)).where(OutboxMessage.status == OutboxStatus.PENDING)
    ).one()
    found = []
    if beat is None or now - beat > BEAT:
        found.append("scheduler")
    if oldest is not None and now - oldest > WAITED:
        found.append("mail")
    return found
