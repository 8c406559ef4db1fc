"""Plans follow-ups: the contracts that changed, a thousand to a transaction, one organisation after the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from followup.domain.actors import System
from followup.jobs.work import Work
from followup.log import log
from followup.queries import planning
from followup.queries.follow_up_policies import Followed
from followup.services import schedule

BATCH = 1000
CANDIDATES = System(job="schedule_candidates", everything=True)


def run(work: Work) -> None:
    """Bring the follow-ups of every changed contract in line with its plan; a second run changes nothing."""
    with work.runtime.transaction(CANDIDATES, read_only=True) as tx:
        joint_ends = planning.joint_ends(tx.session)
        found = planning.candidates(tx.session, work.on or tx.today, joint_ends)
    for here, contract_ids in found.items():
        for begin in range(0, len(contract_ids), BATCH):
            _plan(work, here, contract_ids[begin : begin + BATCH], joint_ends)


def _plan(work: Work, here: Followed, contract_ids: Sequence[int], joint_ends: Mapping[int, date]) -> None:
    """Plan a batch; one that fails is halved until the bad contract stands alone."""
    if len(contract_ids) == 1:
        work.guarded(f"contract {contract_ids[0]}", lambda: _apply(work, here, contract_ids, joint_ends))
        return
    try:
        work.counts[_apply(work, here, contract_ids, joint_ends)] += len(contract_ids)
    except Exception as error:  # the one bad contract is met again, alone and guarded
        log.warning("job.batch_halved", size=len(contract_ids), error=type(error).__name__)
        middle = len(contract_ids) // 2
        _plan(work, here, contract_ids[:middle], joint_ends)
        _plan(work, here, contract_ids[middle:], joint_ends)


def _apply(work: Work, here: Followed, contract_ids: Sequence[int], joint_ends: Mapping[int, date]) -> str:
    actor = System(
        job="schedule_follow_ups",
        organisation_id=here.organisation_id,
        zone=here.zone,
        country=here.country,
        cooperation_ids=here.cooperation_ids,
    )
    with work.runtime.transaction(actor) as tx:
        today = work.today(here.zone)
        done = schedule.schedule(tx, contract_ids, today=today, joint_ends=joint_ends)
        if work.dry_run:
            tx.abandon()
    work.counts.update(done)
    return "contracts"
