"""Runs of the scheduled work, and one's own mail that did not arrive."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, union_all
from sqlalchemy.orm import Session

from followup.domain.job_runs import JobName, RunState, state_of, without_addresses
from followup.domain.messages import KINDS
from followup.models.job_runs import JobRun
from followup.models.outbox import OutboxMessage, OutboxStatus
from followup.queries.rows import AnyRow

LAST = 5
MAILS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run of a job."""

    job: JobName
    slot: str
    state: RunState
    started_at: datetime
    finished_at: datetime | None
    counts: dict[str, int]
    first_error: str | None


def last_runs(session: Session) -> Sequence[Run]:
    """Return the last five runs of every job, newest first, in one statement."""
    newest = [
        select(JobRun.id).where(JobRun.job == name).order_by(JobRun.slot.desc()).limit(LAST).subquery()
        for name in JobName
    ]
    ids = union_all(*(select(some.c.id) for some in newest))
    runs = session.scalars(select(JobRun).where(JobRun.id.in_(ids)).order_by(JobRun.job, JobRun.slot.desc()))
    return [
        Run(
            job=JobName.of(run.job),
            slot=run.slot,
            state=state_of(is_finished=run.finished_at is not None, error=run.first_error),
            started_at=run.started_at,
            finished_at=run.finished_at,
            counts=run.counts,
            first_error=without_addresses(run.first_error),
        )
        for run in runs
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Undelivered:
    """A mail of one's organisation that has not arrived: given up, or failed and to be tried again."""

    label: str
    recipient: str
    created_at: datetime
    status: OutboxStatus
    attempts: int
    next_at: datetime
    error: str


def undelivered(session: Session) -> Sequence[Undelivered]:
    """Return the newest mails that failed at least once and have not been sent."""
    mail = OutboxMessage
    rows: Sequence[AnyRow] = session.execute(
        select(mail.kind, mail.recipient, mail.created_at, mail.status, mail.attempts, mail.next_at, mail.error)
        .where(mail.status != OutboxStatus.SENT, mail.error.is_not(None))
        .order_by(mail.id.desc())
        .limit(MAILS)
    ).all()
    names = ("recipient", "created_at", "status", "attempts", "next_at", "error")
    return [Undelivered(label=KINDS[row.kind].label, **{name: getattr(row, name) for name in names}) for row in rows]
