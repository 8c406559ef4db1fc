"""Counting in the access log: how often something was refused lately."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from followup.models.journal import AccessLog


def count(session: Session, kind: str, key: str, *, since: datetime | None = None) -> int:
    """Return how many lines of this kind and key there are; the log is seen by the jobs that see everything only."""
    statement = select(func.count(AccessLog.id)).where(AccessLog.kind == kind, AccessLog.key == key)
    if since is not None:
        statement = statement.where(AccessLog.at > since)
    return session.scalars(statement).one()
