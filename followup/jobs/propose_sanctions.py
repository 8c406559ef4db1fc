"""Proposes the step of the ladder that is due, once for each deviation and step. It decides nothing and tells nobody
outside: a proposal waits for the contract's owner.
"""

from __future__ import annotations

from followup.domain.actors import System
from followup.jobs.work import Work
from followup.queries import sanctions as queries
from followup.services import sanctions

CANDIDATES = System(job="schedule_candidates", everything=True)


def run(work: Work) -> None:
    """Look at what is late in each organisation, one transaction for each deviation."""
    with work.runtime.transaction(CANDIDATES, read_only=True) as tx:
        found = queries.candidates(tx.session)
    for actor, deviation_ids in found:
        for deviation_id in deviation_ids:
            work.guarded(
                deviation_id,
                lambda actor=actor, deviation_id=deviation_id: _propose(work, actor, deviation_id),  # type: ignore[misc] # bound now
            )


def _propose(work: Work, actor: System, deviation_id: str) -> str:
    with work.runtime.transaction(actor) as tx:
        proposed = sanctions.propose(tx, deviation_id, on=work.on)
        if work.dry_run:
            tx.abandon()
    return "new" if proposed is not None else "unchanged"
