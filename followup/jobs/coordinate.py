"""Looks for what several organisations plan to ask of the same supplier, so that they can do it once together.

All organisations are read, and nothing leaves but the reduced rows of `domain/overlaps.py`; a quiet night writes none.
"""

from __future__ import annotations

from collections.abc import Sequence

from followup.domain.overlaps import Asked
from followup.jobs.work import Work
from followup.queries import overlaps as queries
from followup.services import overlaps
from followup.services.overlaps import COORDINATOR


def run(work: Work) -> None:
    """Bring each cooperation's overlaps in line with the plans of its members."""
    with work.runtime.transaction(COORDINATOR, read_only=True) as tx:
        found = queries.found(tx.session, work.on or tx.today)
        outdated = [key for key, asked in found.items() if overlaps.is_outdated(tx, key, asked)]
    for key in outdated:
        work.guarded(f"cooperation {key}", lambda key=key: _rewrite(work, key, found[key]))  # type: ignore[misc] # bound now


def _rewrite(work: Work, cooperation_id: int, asked: Sequence[Asked]) -> str:
    with work.runtime.transaction(COORDINATOR) as tx:
        work.counts.update(overlaps.rewrite(tx, cooperation_id, asked))
        if work.dry_run:
            tx.abandon()
    return "cooperations"
