"""Scheduled work: when each job last ran, what it did, and which of one's own mails did not arrive."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from followup.domain.job_runs import OUTCOMES, JobName
from followup.domain.permissions import Permission
from followup.queries import job_runs as queries
from followup.queries.job_runs import Run
from followup.schemas.job_runs import JobRunSchema
from followup.transaction import Transaction
from followup.web.endpoint import Room

room = Room("jobs")


@room.page("/jobs", needs=Permission.JOB_READ)
def index(tx: Transaction) -> dict[str, Any]:
    """Show every job with its last runs, and mail that did not arrive."""
    runs = queries.last_runs(tx.session)
    return {
        "jobs": [(job, [run for run in runs if run.job is job]) for job in JobName],
        "mails": queries.undelivered(tx.session),
        "outcomes": OUTCOMES,
    }


@room.read("/jobs", needs=Permission.JOB_READ, gives=JobRunSchema, many=True)
def list_runs(tx: Transaction) -> Sequence[Run]:
    """Return the last five runs of every job."""
    return queries.last_runs(tx.session)
