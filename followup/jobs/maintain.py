"""Housekeeping: sessions and access log past their keep, and SQLite's log moved into the file."""

from __future__ import annotations

from followup.domain.actors import System
from followup.jobs.work import Work
from followup.services import maintenance


def run(work: Work) -> None:
    """Remove what has served its time."""
    with work.runtime.transaction(System(job="maintenance", everything=True)) as tx:
        for what, count in maintenance.tidy(tx).items():
            work.counts[what] += count
        if work.dry_run:
            tx.abandon()
    if not work.dry_run:
        work.runtime.database.checkpoint()
