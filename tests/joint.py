"""Three regions that buy from one supplier, and their secretariat: builders of the tests of joint follow-ups."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from followup.demo.story import Archive
from followup.domain.actors import Role, Staff
from followup.domain.code_of_conduct import Level
from followup.domain.follow_ups import Findings, NewFollowUp, Outcome
from followup.domain.joint_follow_ups import NewJoint, ParticipantStatus, Payer
from followup.domain.journal import CONTRACT_CHANGED
from followup.domain.organisations import OrganisationKind
from followup.domain.schedule import FollowUpKind
from followup.jobs import coordinate
from followup.jobs.work import Work
from followup.models.contracts import Contract
from followup.models.follow_ups import FollowUp
from followup.models.joint_follow_ups import JointFollowUp, JointParticipant
from followup.models.organisations import Cooperation, Organisation
from followup.models.sharing import SharedResult
from followup.models.suppliers import Supplier
from followup.queries import joint_follow_ups as queries
from followup.queries import spared
from followup.services import follow_ups, joint_follow_ups, joint_results, reuse, sharing
from followup.services.overlaps import COORDINATOR
from tests.builders import World

NAMES = ("Region North", "Region South", "Region West")
AUDIT = FollowUpKind.OFFICE_AUDIT
DUE = (date(2026, 5, 4), date(2026, 9, 1), date(2026, 11, 2))


@dataclass
class Three:
    """Three members with one contract each at the same supplier, and a coordinator."""

    world: World
    regions: list[Organisation] = field(init=False)
    managers: list[Staff] = field(init=False)
    coordinator: Staff = field(init=False)
    cooperation: Cooperation = field(init=False)
    supplier: Supplier = field(init=False)
    contracts: list[Contract] = field(init=False)

    def __post_init__(self) -> None:
        world = self.world
        self.regions = [world.organisation(name) for name in NAMES]
        secretariat = world.organisation("The secretariat", OrganisationKind.SECRETARIAT)
        self.cooperation = world.cooperation(*self.regions, secretariat=secretariat)
        within = (self.cooperation,)
        self.managers = [world.staff(one, name=f"Mo of {one.name}", cooperations=within) for one in self.regions]
        self.coordinator = world.staff(secretariat, Role.COORDINATOR, name="Cora", cooperations=within)
        self.supplier = world.supplier("Invented Gloves AB")
        version = world.code_version("joint-2026")
        self.contracts = [
            self.at_level(manager, world.contract(manager, supplier=self.supplier, version=version), Level.ADVANCED)
            for manager in self.managers
        ]

    def at_level(self, manager: Staff, contract: Contract, level: Level | None) -> Contract:
        with self.world.tx(manager) as tx:
            row = tx.follow(Contract, contract.id)
            row.level, row.manager_id = level, manager.user_id
            tx.journal(CONTRACT_CHANGED, row, fields="level")
        return row

    def plans(self, place: int, due_on: date, kind: FollowUpKind = AUDIT, contract: Contract | None = None) -> FollowUp:
        contract = contract or self.contracts[place]
        with self.world.tx(self.managers[place]) as tx:
            return follow_ups.add(tx, contract.public_id, NewFollowUp(kind=kind, due_on=due_on, reason="By the plan"))

    def all_plan(self, kind: FollowUpKind = AUDIT) -> list[FollowUp]:
        return [self.plans(place, due_on, kind) for place, due_on in enumerate(DUE)]

    def compare(self, on: date | None = None) -> Work:
        work = Work(self.world.runtime, Archive(), on=on)
        coordinate.run(work)
        assert work.first_error is None
        return work

    def new(self, lead: int = 0, others: Sequence[int] = (1, 2), kind: FollowUpKind = AUDIT) -> NewJoint:
        return NewJoint(
            supplier_id=self.supplier.public_id,
            kind=kind,
            year=2026,
            lead_id=self.regions[lead].public_id,
            participant_ids=tuple(self.regions[other].public_id for other in others),
            due_on=date(2026, 9, 1),
            payer=Payer.PROGRAMME,
            why="Planned by all three",
        )

    def suggest(self, lead: int = 0, others: Sequence[int] = (1, 2)) -> JointFollowUp:
        with self.world.tx(self.coordinator) as tx:
            return joint_follow_ups.suggest(tx, self.cooperation.public_id, self.new(lead, others))

    def offer(self, joint: JointFollowUp) -> None:
        with self.world.reading(COORDINATOR) as everything:
            told = queries.recipients(
                everything.session, joint, [r.id for r in self.regions], statuses=tuple(ParticipantStatus)
            )
        with self.world.tx(self.coordinator) as tx:
            joint_follow_ups.offer(tx, joint.public_id, None, recipients=told)

    def parts(self, joint: JointFollowUp) -> list[JointParticipant]:
        with self.world.reading() as tx:
            return [p for r in self.regions if (p := queries.participant_of(tx.session, joint.id, r.id)) is not None]

    def part(self, joint: JointFollowUp, place: int) -> JointParticipant:
        with self.world.reading() as tx:
            found = queries.participant_of(tx.session, joint.id, self.regions[place].id)
            assert found is not None
            return found

    def begins(self, joint: JointFollowUp, place: int = 0) -> None:
        with self.world.tx(self.managers[place]) as tx:
            joint_follow_ups.begin(tx, joint.public_id, None)

    def accepts(self, joint: JointFollowUp, place: int) -> None:
        with self.world.tx(self.managers[place]) as tx:
            joint_follow_ups.accept(tx, self.part(joint, place).public_id, None)

    def does(self, place: int, follow_up: FollowUp, done_on: date = date(2026, 3, 2)) -> SharedResult:
        manager = self.managers[place]
        with self.world.tx(manager) as tx:
            follow_ups.record(tx, follow_up.public_id, Findings(done_on=done_on, outcome=Outcome.ALL_FULFILLED))
        with self.world.tx(manager) as tx:
            return sharing.share(tx, follow_up.public_id)[0]

    def reports(self, joint: JointFollowUp, result: SharedResult, place: int = 0) -> None:
        with self.world.tx(self.managers[place]) as tx:
            joint_results.report(tx, joint.public_id, result.public_id, None, recipients=())

    def takes(self, joint: JointFollowUp, place: int, *slots: FollowUp) -> None:
        with self.world.tx(self.managers[place]) as tx:
            chosen = [slot.public_id for slot in slots]
            joint_results.take(tx, self.part(joint, place).public_id, chosen, None)

    def reuses(self, place: int, slot: FollowUp, result: SharedResult) -> None:
        with self.world.tx(self.managers[place]) as tx:
            reuse.take(tx, slot.public_id, result.public_id)

    def stored(self, follow_up: FollowUp) -> FollowUp:
        with self.world.reading() as tx:
            return tx.follow(FollowUp, follow_up.id)

    def spared(self, year: int = 2026) -> list[int]:
        """Return the number of each region, in their order."""
        with self.world.reading(self.coordinator) as tx:
            numbers = spared.numbers(tx.session, self.cooperation.id, year)
        return [numbers[region.id].count if region.id in numbers else 0 for region in self.regions]
