"""Nominations and the year's plan: who decides what, in which order, and what each is told."""

from __future__ import annotations

from datetime import date

import pytest

from followup.domain.actors import Role, Staff
from followup.domain.categories import NameCoordinator
from followup.domain.code_of_conduct import Level
from followup.domain.joint_follow_ups import JointStatus, Payer
from followup.domain.nominations import (
    Adoption,
    JointPlanStatus,
    NewItem,
    NewJointPlan,
    NewNomination,
    NominationStatus,
    TakenUp,
    may_offer,
)
from followup.domain.organisations import OrganisationKind
from followup.domain.schedule import FollowUpKind
from followup.errors import Conflict, Forbidden, Invalid, NotFound
from followup.models.joint_follow_ups import JointFollowUp, Overlap
from followup.models.nominations import JointPlan, Nomination
from followup.queries import categories as categories_queries
from followup.queries import dashboard
from followup.queries import joint_plans as queries
from followup.queries import nominations as nomination_queries
from followup.services import categories, joint_follow_ups, joint_plans, nominations, organisations
from tests.builders import SETUP, World
from tests.walks.letters import mailed

pytestmark = pytest.mark.database
YEAR = 2027


class Cooperating:
    """Two regions, their secretariat, and a supplier of both."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.north, self.south = world.organisation("Region North"), world.organisation("Region South")
        secretariat = world.organisation("The secretariat", OrganisationKind.SECRETARIAT)
        self.cooperation = world.cooperation(self.north, secretariat=secretariat)
        with world.tx(SETUP) as tx:
            organisations.join(tx, self.cooperation, self.south, area="B")
        within = (self.cooperation,)
        self.coordinator = world.staff(secretariat, Role.COORDINATOR, cooperations=within)
        self.manager = world.staff(self.north, Role.CONTRACT_MANAGER, cooperations=within)
        self.other = world.staff(self.south, Role.CONTRACT_MANAGER, cooperations=within)
        self.supplier = world.supplier("Invented Gloves AB")

    def nominate(self, who: Staff | None = None, product: str = "Gloves", year: int = YEAR) -> Nomination:
        with self.world.tx(who or self.manager) as tx:
            return nominations.make(tx, NewNomination(year=year, product=product, reason="Debt bondage is reported."))

    def plan(self, year: int = YEAR) -> JointPlan:
        with self.world.tx(self.coordinator) as tx:
            return joint_plans.begin(tx, self.cooperation.public_id, NewJointPlan(year=year))

    def item(self, nomination: Nomination | None = None, year: int = YEAR, *, answered: bool = False) -> NewItem:
        return NewItem(
            supplier_id=self.supplier.public_id,
            kind=FollowUpKind.SITE_AUDIT,
            category="gloves",
            due_on=date(year, 10, 1),
            lead_id=self.south.public_id,
            participant_ids=(self.north.public_id,),
            payer=Payer.PROGRAMME,
            why="Nominated.",
            nomination_id=nomination.public_id if nomination else None,
            answer="It is taken up." if nomination or answered else "",
        )

    def add(self, plan: JointPlan, nomination: Nomination | None = None) -> JointFollowUp:
        with self.world.tx(self.coordinator) as tx:
            return joint_plans.add_item(tx, plan.public_id, self.item(nomination, plan.year))

    def propose(self, plan: JointPlan) -> None:
        with self.world.tx(self.coordinator) as tx:
            joint_plans.propose(tx, plan.public_id, "")

    def adopt(self, plan: JointPlan, on: date = date(2026, 3, 2)) -> JointPlan:
        with self.world.tx(self.coordinator) as tx:
            return joint_plans.adopt(tx, plan.public_id, Adoption(adopted_on=on, decision="Minutes 12, item 4"))

    def overlap(self) -> None:
        """What the nightly search finds: both regions plan the same."""
        share = {"slots": 2, "first_due_on": "2027-05-01"}
        kept = [
            {"organisation": self.north.public_id, "level": "basic", "generations": ["se-2017"], **share},
            {"organisation": self.south.public_id, "level": "advanced", "generations": ["se-2021"], **share},
        ]
        with self.world.tx(SETUP) as tx:
            row = {
                "cooperation_id": self.cooperation.id,
                "supplier_id": self.supplier.id,
                "site": "",
                "kind": FollowUpKind.SITE_AUDIT,
                "year": YEAR,
                "organisations": kept,
                "found_at": tx.now,
            }
            assert tx.put(Overlap, row)

    def now(self, nomination: Nomination) -> Nomination:
        with self.world.reading(self.manager) as tx:
            return tx.follow(Nomination, nomination.id)


def test_a_nomination_is_taken_up_with_what_is_added_for_it_and_its_maker_is_told(world: World) -> None:
    at = Cooperating(world)
    nomination, plan = at.nominate(), at.plan()
    joint = at.add(plan, nomination)
    assert joint.joint_plan_id == plan.id
    assert joint.status is JointStatus.SUGGESTED
    after = at.now(nomination)
    assert (after.status, after.joint_id, after.answer) == (NominationStatus.TAKEN_UP, joint.id, "It is taken up.")
    [(_, facts)] = mailed(world, "nomination_answered")
    assert facts["is_taken_up"] is True
    assert facts["nominated"] == "Gloves"
    with world.reading(at.other) as tx:
        asked = [row.name for row in queries.asked(tx.session, plan.id)]
    assert asked == ["Region North", "Region South"]


def test_what_the_organisations_plan_gives_the_level_and_the_terms_that_serve_all(world: World) -> None:
    at = Cooperating(world)
    at.overlap()
    joint = at.add(at.plan())
    assert (joint.level, joint.code_version) == (Level.ADVANCED, "se-2021")


def test_a_nomination_names_a_product_or_a_supplier_and_a_year_ahead(world: World) -> None:
    at = Cooperating(world)
    with pytest.raises(Invalid):
        at.nominate(product="")
    for year in (2025, 2029):
        with pytest.raises(Invalid):
            at.nominate(year=year)


def test_only_the_organisation_itself_withdraws_and_only_while_there_is_no_answer(world: World) -> None:
    at = Cooperating(world)
    nomination = at.nominate()
    with world.tx(at.other) as tx, pytest.raises(Forbidden):
        nominations.withdraw(tx, nomination.public_id)
    with world.tx(at.coordinator) as tx:
        nominations.decline(tx, nomination.public_id, "Not this year.")
    with world.tx(at.manager) as tx, pytest.raises(Conflict):
        nominations.withdraw(tx, nomination.public_id)
    assert at.now(nomination).status is NominationStatus.DECLINED


def test_everybody_in_the_cooperation_sees_a_nomination_and_nobody_outside(world: World) -> None:
    at = Cooperating(world)
    nomination = at.nominate()
    with world.reading(at.other) as tx:
        assert nomination_queries.one(tx.session, nomination.public_id).organisation_name == "Region North"
    outside = world.staff(world.organisation("Region Outside"))
    with world.tx(outside) as tx, pytest.raises(Forbidden):
        nominations.make(tx, NewNomination(year=YEAR, product="Gloves", reason="We stand outside."))
    with world.tx(outside) as tx, pytest.raises(NotFound):
        nominations.withdraw(tx, nomination.public_id)


def test_a_nomination_waits_on_the_secretariat_until_it_is_answered(world: World) -> None:
    at = Cooperating(world)
    nomination = at.nominate()

    def waiting() -> list[str]:
        with world.reading(at.coordinator) as tx:
            return [item.id for item in dashboard.desk(tx.session, at.coordinator, tx.today, tx.now).items]

    assert waiting() == [nomination.public_id]
    with world.tx(at.coordinator) as tx:
        nominations.decline(tx, nomination.public_id, "Not this year.")
    assert waiting() == []


def test_one_joint_follow_up_meets_several_nominations_of_its_year_only(world: World) -> None:
    at = Cooperating(world)
    plan = at.plan()
    joint = at.add(plan, at.nominate())
    second, later = at.nominate(at.other), at.nominate(year=2028)
    with world.tx(at.coordinator) as tx:
        nominations.take_up(tx, second.public_id, TakenUp(joint_id=joint.public_id, answer="The same audit."))
    with world.tx(at.coordinator) as tx, pytest.raises(Invalid):
        nominations.take_up(tx, later.public_id, TakenUp(joint_id=joint.public_id, answer="No."))
    with world.reading(at.other) as tx:
        behind = nomination_queries.behind(tx.session, plan.id)
    assert [row.organisation_name for row in behind] == ["Region North", "Region South"]


def test_a_plan_is_proposed_when_it_holds_something_and_every_nomination_has_its_answer(world: World) -> None:
    at = Cooperating(world)
    plan, nomination = at.plan(), at.nominate()
    with pytest.raises(Conflict) as refused:
        at.propose(plan)
    assert refused.value.reason.code == "joint_plan.unanswered"
    with world.tx(at.coordinator) as tx:
        nominations.decline(tx, nomination.public_id, "Not this year.")
    with pytest.raises(Conflict) as refused:
        at.propose(plan)
    assert refused.value.reason.code == "joint_plan.nothing_planned"
    at.add(plan)
    at.propose(plan)
    assert at.adopt(plan).status is JointPlanStatus.ADOPTED


def test_only_a_draft_is_changed_and_a_proposed_plan_takes_no_nominations(world: World) -> None:
    at = Cooperating(world)
    plan = at.plan()
    joint = at.add(plan)
    at.propose(plan)
    with pytest.raises(Conflict):
        at.add(plan)
    with pytest.raises(Conflict):
        at.nominate()
    with world.tx(at.coordinator) as tx, pytest.raises(Conflict):
        joint_plans.take_out(tx, plan.public_id, joint.public_id, "No.")
    with world.tx(at.coordinator) as tx:
        joint_plans.return_to_draft(tx, plan.public_id)
    with world.tx(at.coordinator) as tx:
        assert joint_plans.take_out(tx, plan.public_id, joint.public_id, "No.").status is JointStatus.CANCELLED
    assert at.nominate().status is NominationStatus.MADE


def test_a_decision_is_recorded_once_it_was_made(world: World) -> None:
    at = Cooperating(world)
    plan = at.plan()
    at.add(plan)
    with pytest.raises(Conflict):
        at.adopt(plan)
    at.propose(plan)
    with pytest.raises(Invalid):
        at.adopt(plan, date(2026, 3, 3))
    adopted = at.adopt(plan)
    assert (adopted.adopted_on, adopted.decision) == (date(2026, 3, 2), "Minutes 12, item 4")


def test_what_stands_in_a_plan_is_offered_once_it_is_adopted(world: World) -> None:
    at = Cooperating(world)
    plan = at.plan()
    joint = at.add(plan)
    at.propose(plan)
    with world.tx(at.coordinator) as tx, pytest.raises(Conflict):
        joint_follow_ups.offer(tx, joint.public_id, None, recipients=())
    at.adopt(plan)
    with world.tx(at.coordinator) as tx:
        assert joint_follow_ups.offer(tx, joint.public_id, None, recipients=()).status is JointStatus.OFFERED


def test_a_joint_follow_up_without_a_plan_may_always_be_offered() -> None:
    assert may_offer(None)
    assert [may_offer(status) for status in JointPlanStatus] == [False, False, True]


def test_an_answer_without_a_nomination_is_refused(world: World) -> None:
    at = Cooperating(world)
    plan = at.plan()
    with world.tx(at.coordinator) as tx, pytest.raises(Invalid) as refused:
        joint_plans.add_item(tx, plan.public_id, at.item(answered=True))
    assert "answer" in refused.value.problems


def test_a_year_has_one_plan_and_only_the_secretariat_begins_it(world: World) -> None:
    at = Cooperating(world)
    at.plan()
    with pytest.raises(Conflict):
        at.plan()
    with world.tx(at.manager) as tx, pytest.raises(Forbidden):
        joint_plans.begin(tx, at.cooperation.public_id, NewJointPlan(year=2028))


def test_what_is_planned_lies_in_the_plans_year_and_another_plans_is_not_taken_out(world: World) -> None:
    at = Cooperating(world)
    plan, other = at.plan(), at.plan(2028)
    with world.tx(at.coordinator) as tx, pytest.raises(Invalid):
        joint_plans.add_item(tx, plan.public_id, at.item(year=2028))
    joint = at.add(other)
    with world.tx(at.coordinator) as tx, pytest.raises(NotFound):
        joint_plans.take_out(tx, plan.public_id, joint.public_id, "No.")


def test_the_coordinators_organisation_is_proposed_to_lead_then_the_nominator_then_the_first(world: World) -> None:
    at = Cooperating(world)
    third, plan = world.organisation("Region Third"), at.plan()
    with world.tx(SETUP) as tx:
        organisations.join(tx, at.cooperation, third, area="B")

    def proposed(area: str | None, nominator: str = "") -> str | None:
        with world.reading(at.coordinator) as tx:
            members = categories_queries.members(tx.session, at.cooperation.id, tx.today)
            return queries.proposed_lead(tx.session, plan, area, members, nominator, tx.today)

    assert proposed("B") == at.south.public_id
    assert proposed("B", third.public_id) == third.public_id
    assert proposed("B", at.north.public_id) == at.south.public_id
    assert (proposed(None), proposed("Q")) == (None, None)
    named = NameCoordinator(area="B", organisation_id=third.public_id, name="Thea Third", valid_from=date(2026, 1, 1))
    with world.tx(at.coordinator) as tx:
        categories.name_coordinator(tx, at.cooperation.public_id, named)
    assert proposed("B") == third.public_id
