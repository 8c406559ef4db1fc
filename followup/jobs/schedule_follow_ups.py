"""Plans follow-ups: the contracts that changed, a thousand to a transaction, one organisation after the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from followup.domain.actors import System
from followup.jobs.work import Work
from followup.log import log
from followup.queries import planning
from followup.queries.follow_up_policies import Followed, Table
from followup.services import schedule

BATCH = 1000
CANDIDATES = System(job="schedule_candidates", everything=True)


def run(work: Work) -> None:
    """Bring the follow-ups of every changed contract in line with its plan; a second run changes nothing."""
    with work.runtime.transaction(CANDIDATES, read_only=True) as tx:
        joint_ends = planning.joint_ends(tx.session)
        found = planning.candidates(tx.session, work.on or tx.today, joint_ends, now=tx.now)
    for here, candidates in found.items():
        night = _Night(work, here, candidates.table, joint_ends)
        for begin in range(0, len(candidates.contract_ids), BATCH):
            night.plan(candidates.contract_ids[begin : begin + BATCH])


@dataclass(frozen=True, slots=True)
class _Night:
    """One organisation's part of a night: the rules that hold there, and who takes part in joint audits till when."""

    work: Work
    here: Followed
    table: Table
    joint_ends: Mapping[int, date]

    def plan(self, contract_ids: Sequence[int]) -> None:
        """Plan a batch; one that fails is halved until the bad contract stands alone."""
        counts = self.work.counts
        if len(contract_ids) == 1:
            self.work.guarded(f"contract {contract_ids[0]}", lambda: self._apply(contract_ids))
            return
        try:
            counts[self._apply(contract_ids)] += len(contract_ids)
        except Exception as error:  # the one bad contract is met again, alone and guarded
            log.warning("job.batch_halved", size=len(contract_ids), error=type(error).__name__)
            middle = len(contract_ids) // 2
            self.plan(contract_ids[:middle])
            self.plan(contract_ids[middle:])

    def _apply(self, contract_ids: Sequence[int]) -> str:
        here = self.here
        actor = System(
            job="schedule_follow_ups",
            organisation_id=here.organisation_id,
            zone=here.zone,
            country=here.country,
            cooperation_ids=here.cooperation_ids,
        )
        with self.work.runtime.transaction(actor) as tx:
            today = self.work.today(here.zone)
            done = schedule.schedule(tx, contract_ids, today=today, joint_ends=self.joint_ends, table=self.table)
            if self.work.dry_run:
                tx.abandon()
        self.work.counts.update(done)
        return "contracts"
