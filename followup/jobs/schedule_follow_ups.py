"""Plans follow-ups: the contracts that changed, a thousand to a transaction, one organisation after the other."""

from __future__ import annotations

from collections.abc import Sequence

from followup.domain.actors import System
from followup.jobs.work import Work
from followup.log import log
from followup.queries import planning
from followup.queries.planning import Planner
from followup.services import follow_ups

BATCH = 1000
CANDIDATES = System(job="schedule_candidates", everything=True)


def run(work: Work) -> None:
    """Bring the follow-ups of every changed contract in line with its plan; a second run changes nothing."""
    with work.runtime.transaction(CANDIDATES, read_only=True) as tx:
        found = planning.candidates(tx.session, work.on or tx.today)
    for planner, contract_ids in found.items():
        for begin in range(0, len(contract_ids), BATCH):
            _plan(work, planner, contract_ids[begin : begin + BATCH])


def _plan(work: Work, planner: Planner, contract_ids: Sequence[int]) -> None:
    """Plan a batch; one that fails is halved until the bad contract stands alone."""
    if len(contract_ids) == 1:
        work.guarded(f"contract {contract_ids[0]}", lambda: _apply(work, planner, contract_ids))
        return
    try:
        work.counts[_apply(work, planner, contract_ids)] += len(contract_ids)
    except Exception as error:  # the one bad contract is met again, alone and guarded
        log.warning("job.batch_halved", size=len(contract_ids), error=type(error).__name__)
        middle = len(contract_ids) // 2
        _plan(work, planner, contract_ids[:middle])
        _plan(work, planner, contract_ids[middle:])


def _apply(work: Work, planner: Planner, contract_ids: Sequence[int]) -> str:
    actor = System(
        job="schedule_follow_ups",
        organisation_id=planner.organisation_id,
        zone=planner.zone,
        country=planner.country,
    )
    with work.runtime.transaction(actor) as tx:
        done = follow_ups.schedule(tx, contract_ids, today=work.today(planner.zone))
        if work.dry_run:
            tx.abandon()
    work.counts.update(done)
    return "contracts"
