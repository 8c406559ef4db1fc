"""Housekeeping: what is past its keep, answers that lack a receipt, and SQLite's log moved into the file."""

from __future__ import annotations

from followup.domain.actors import System
from followup.jobs.work import Work
from followup.queries import receipts
from followup.services import maintenance


def run(work: Work) -> None:
    """Remove what has served its time, and tell of answers whose receipt was lost, as after a restore."""
    with work.runtime.transaction(System(job="maintenance", everything=True)) as tx:
        for what, count in maintenance.tidy(tx).items():
            work.counts[what] += count
        lacking = receipts.missing(tx.session)
        if work.dry_run:
            tx.abandon()
    work.counts["receipts missing"] += len(lacking)
    if lacking:
        work.first_error = work.first_error or f"{lacking[0]}: answers without a receipt"
    if not work.dry_run:
        work.runtime.database.checkpoint()
