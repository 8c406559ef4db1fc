"""Notes which shared results have become too old to be reused, in the journal of those who shared them."""

from __future__ import annotations

from followup.domain.actors import System
from followup.jobs.work import Work
from followup.queries import sharing as queries
from followup.services import sharing

CANDIDATES = System(job="schedule_candidates", everything=True)


def run(work: Work) -> None:
    """Note them for each organisation, one transaction each."""
    with work.runtime.transaction(CANDIDATES, read_only=True) as tx:
        sharers = queries.sharers(tx.session, "expire_results")
    for actor in sharers:
        work.guarded(actor.organisation_id, lambda actor=actor: _expire(work, actor))  # type: ignore[misc] # bound now


def _expire(work: Work, actor: System) -> str:
    with work.runtime.transaction(actor) as tx:
        work.counts["expired"] += sharing.expire(tx)
        if work.dry_run:
            tx.abandon()
    return "organisations"
