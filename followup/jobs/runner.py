"""Runs what is due: one claimed row per job and slot, so any number of workers gives exactly one run."""

from __future__ import annotations

import os
import socket
from datetime import date

from followup.domain.actors import System
from followup.jobs.registry import JOBS, Job
from followup.jobs.work import Work
from followup.log import log
from followup.mail.deliver import Mailer
from followup.runtime import Runtime
from followup.services import job_runs

BOOKKEEPER = System(job="maintenance", everything=True)


def run_due(runtime: Runtime, mailer: Mailer) -> int:
    """Run every job whose latest slot has no finished run. Returns how many were run here."""
    return sum(_run_slot(runtime, mailer, job, job.when.latest(runtime.clock.now())) for job in JOBS)


def run_by_hand(runtime: Runtime, mailer: Mailer, job: Job, *, on: date | None, dry_run: bool) -> Work:
    """Run a job now, for today or another day, whatever its timetable says."""
    work = Work(runtime, mailer, on=on, dry_run=dry_run)
    job.run(work)
    return work


def _run_slot(runtime: Runtime, mailer: Mailer, job: Job, slot: str) -> bool:
    worker = f"{socket.gethostname()}:{os.getpid()}"
    with runtime.transaction(BOOKKEEPER) as tx:
        run_id = job_runs.claim(tx, job=job.name, slot=slot, worker=worker, lease=job.lease)
    if run_id is None:
        return False
    work = Work(runtime, mailer)
    try:
        job.run(work)
    except Exception as error:
        log.exception("job.failed", job=job.name, slot=slot, error=type(error).__name__)
        work.first_error = work.first_error or f"{type(error).__name__}: {error}"
    with runtime.transaction(BOOKKEEPER) as tx:
        job_runs.settle(tx, run_id, work.counts, work.first_error)
    log.info("job.run", job=job.name, slot=slot, counts=dict(work.counts))
    return True
