"""Brings shared results up to date: a deadline passes without anybody's doing, and yellow turns red."""

from __future__ import annotations

from followup.domain.actors import System
from followup.jobs.work import Work
from followup.queries import sharing as queries
from followup.services import sharing

CANDIDATES = System(job="schedule_candidates", everything=True)


def run(work: Work) -> None:
    """Refresh what each organisation shares, one transaction each."""
    with work.runtime.transaction(CANDIDATES, read_only=True) as tx:
        sharers = queries.sharers(tx.session, "refresh_lights")
    for actor in sharers:
        work.guarded(actor.organisation_id, lambda actor=actor: _refresh(work, actor))  # type: ignore[misc] # bound now


def _refresh(work: Work, actor: System) -> str:
    with work.runtime.transaction(actor) as tx:
        work.counts["changed"] += sharing.refresh_all(tx)
        if work.dry_run:
            tx.abandon()
    return "organisations"
