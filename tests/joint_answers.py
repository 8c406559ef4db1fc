"""One supplier that three regions ask together: builders of a joint self-assessment and its copies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import select

from followup.demo.story import Archive
from followup.domain.code_of_conduct import Level
from followup.domain.journal import CLAUSE_UNBOUND
from followup.domain.schedule import FollowUpKind
from followup.jobs import deliver_copies
from followup.jobs.work import Work
from followup.models.answer_copies import AnswerCopy
from followup.models.code_of_conduct import Clause
from followup.models.contracts import ContractClause
from followup.models.follow_ups import FollowUp
from followup.models.joint_follow_ups import JointFollowUp
from followup.services import answer_copies, joint_follow_ups, questionnaires, sharing
from tests.builders import World
from tests.joint import Three
from tests.self_assessments import Asked

SELF_ASSESSMENT = FollowUpKind.SELF_ASSESSMENT


@dataclass
class Together:
    """The first region leads, the second takes part, the third declines; the self-assessment is sent to the supplier.

    `without` names clauses that the second region's contract does not have, `lead_without` those of the first.
    """

    world: World
    without: Sequence[str] = ()
    lead_without: Sequence[str] = ()
    level: Level | None = None
    three: Three = field(init=False)
    slots: list[FollowUp] = field(init=False)
    joint: JointFollowUp = field(init=False)
    asked: Asked = field(init=False)

    def __post_init__(self) -> None:
        self.three = three = Three(self.world)
        self.drop(0, *self.lead_without)
        self.drop(1, *self.without)
        self.slots = three.all_plan(SELF_ASSESSMENT)
        with self.world.tx(three.coordinator) as tx:
            new = replace(three.new(kind=SELF_ASSESSMENT), level=self.level)
            self.joint = joint_follow_ups.suggest(tx, three.cooperation.public_id, new)
        three.offer(self.joint)
        three.begins(self.joint)
        three.accepts(self.joint, 1)
        with self.world.tx(three.managers[2]) as tx:
            joint_follow_ups.decline(tx, three.part(self.joint, 2).public_id, "We ask ourselves", None)
        self.asked = self.send()

    def drop(self, place: int, *keys: str) -> None:
        """Take clauses out of a region's contract."""
        contract = self.three.contracts[place]
        bound = select(ContractClause).join(Clause, Clause.id == ContractClause.clause_id)
        with self.world.tx(self.three.managers[place]) as tx:
            for row in tx.session.scalars(bound.where(ContractClause.contract_id == contract.id, Clause.key.in_(keys))):
                tx.session.delete(row)
                tx.journal(CLAUSE_UNBOUND, row)

    def send(self) -> Asked:
        lead, contract = self.three.managers[0], self.three.contracts[0]
        contact = self.world.contact(lead, self.three.supplier)
        with self.world.tx(lead) as tx:
            invitation = questionnaires.send(tx, self.world.runtime.keys, self.slots[0].public_id)
        return Asked(self.world, lead, contract, contact, self.slots[0], invitation.public_id)

    def work(self, *, dry_run: bool = False) -> Work:
        return Work(self.world.runtime, Archive(), dry_run=dry_run)

    def deliver(self) -> Work:
        work = self.work()
        deliver_copies.run(work)
        assert work.first_error is None
        return work

    def copies(self) -> list[AnswerCopy]:
        """All copies there are, the oldest first."""
        with self.world.reading() as tx:
            return list(tx.session.scalars(select(AnswerCopy).order_by(AnswerCopy.id)))

    def delivered(self) -> AnswerCopy:
        """The only copy, or the newest."""
        self.deliver()
        return self.copies()[-1]

    def reports(self) -> None:
        """The leading region assesses, shares its result and reports it as the joint one's."""
        self.asked.assess()
        with self.world.tx(self.three.managers[0]) as tx:
            result = sharing.share(tx, self.slots[0].public_id)[0]
        self.three.reports(self.joint, result)

    def accepts(self, copy: AnswerCopy, place: int = 1) -> AnswerCopy:
        with self.world.tx(self.three.managers[place]) as tx:
            return answer_copies.accept(tx, copy.public_id)
