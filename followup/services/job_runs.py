"""One row per job and slot: claiming, taking over after a lease has passed, and settling."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy import select, update

from followup.models.job_runs import JobRun
from followup.transaction import Transaction


def claim(tx: Transaction, *, job: str, slot: str, worker: str, lease: timedelta) -> int | None:
    """Return the id of the run that is now ours, or None when somebody else has it or it is done."""
    row = {
        "job": job,
        "slot": slot,
        "worker": worker,
        "started_at": tx.now,
        "lease_until": tx.now + lease,
        "counts": {},
    }
    tx.put(JobRun, row)
    run = tx.session.execute(
        select(JobRun.id, JobRun.worker, JobRun.started_at, JobRun.finished_at, JobRun.lease_until).where(
            JobRun.job == job, JobRun.slot == slot
        )
    ).one()
    if run.worker == worker and run.started_at == tx.now:
        return int(run.id)
    if run.finished_at is not None or run.lease_until > tx.now:
        return None
    taken = tx.session.execute(
        update(JobRun)
        .where(JobRun.id == run.id, JobRun.lease_until == run.lease_until, JobRun.finished_at.is_(None))
        .values(worker=worker, started_at=tx.now, lease_until=tx.now + lease)
        .returning(JobRun.id),
        execution_options={"followup_set": True, "synchronize_session": False},
    ).scalar_one_or_none()
    return int(taken) if taken is not None else None


def settle(tx: Transaction, run_id: int, counts: Mapping[str, int], first_error: str | None) -> None:
    """Note what the run did."""
    run = tx.follow(JobRun, run_id)
    run.finished_at, run.counts, run.first_error = tx.now, dict(counts), first_error
