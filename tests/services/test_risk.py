"""Risk classes: proposed by rules, chosen by a person, approved by another."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from followup.clock import FixedClock
from followup.domain.actors import Role, Staff
from followup.domain.risk import AssessmentStatus, FoaGround, NewAssessment, RiskClass, RiskFacts
from followup.domain.risk_tables import RiskLevel
from followup.errors import Conflict, Forbidden, Invalid
from followup.models.contracts import Contract, RiskAssessment
from followup.models.organisations import Organisation
from followup.queries import risk as queries
from followup.services import contracts, risk
from tests.builders import World

pytestmark = pytest.mark.database

LOW = RiskFacts(nationally_prioritised=False, on_high_risk_list=False, people=RiskLevel.LOW, climate=RiskLevel.LOW)
HIGH = RiskFacts(nationally_prioritised=False, on_high_risk_list=False, people=RiskLevel.HIGH, climate=RiskLevel.LOW)


@pytest.fixture
def organisation(world: World) -> Organisation:
    return world.organisation()


@pytest.fixture
def manager(world: World, organisation: Organisation) -> Staff:
    return world.staff(organisation, Role.CONTRACT_MANAGER)


def assess(
    world: World, staff: Staff, contract: Contract, facts: RiskFacts, choice: RiskClass, **said: str
) -> RiskAssessment:
    with world.tx(staff) as tx:
        return risk.assess(tx, contract.public_id, NewAssessment(facts=facts, risk_class=choice, **said))


def now(world: World, contract: Contract) -> Contract:
    with world.reading() as tx:
        found = tx.follow(Contract, contract.id)
        tx.session.expunge(found)
        return found


def statuses(world: World, contract: Contract) -> list[AssessmentStatus]:
    with world.reading() as tx:
        return [a.row.status for a in queries.of_contract(tx.session, contract.id)]


def test_a_low_class_takes_effect_at_once_and_the_planner_is_told(
    world: World, manager: Staff, clock: FixedClock
) -> None:
    contract = world.contract(manager, risk=None)
    clock.set(clock.now() + timedelta(hours=1))
    assess(world, manager, contract, LOW, RiskClass.D)
    assert now(world, contract).risk_class is RiskClass.D
    assert now(world, contract).changed_at == clock.now()
    assert now(world, contract).risk_since == clock.now().date()
    assert statuses(world, contract) == [AssessmentStatus.IN_FORCE]


def test_a_high_class_waits_until_another_person_approves(
    world: World, manager: Staff, organisation: Organisation
) -> None:
    contract = world.contract(manager, risk=None)
    assessment = assess(world, manager, contract, HIGH, RiskClass.B)
    assert now(world, contract).risk_class is None
    with pytest.raises(Forbidden), world.tx(manager) as tx:
        risk.approve(tx, assessment.public_id)
    approver = world.staff(organisation, Role.APPROVER)
    with world.tx(approver) as tx:
        risk.approve(tx, assessment.public_id)
    assert now(world, contract).risk_class is RiskClass.B
    with world.reading(approver) as tx:
        assert tx.follow(RiskAssessment, assessment.id).decided_by_id == approver.user_id


def test_an_override_downwards_needs_a_reason_and_four_eyes(world: World, manager: Staff) -> None:
    contract = world.contract(manager, risk=None)
    with pytest.raises(Invalid) as refused:
        assess(world, manager, contract, HIGH, RiskClass.D)
    assert set(refused.value.problems) == {"override_reason"}
    assess(world, manager, contract, HIGH, RiskClass.D, override_reason="Bought once, from stock.")
    assert now(world, contract).risk_class is None
    assert statuses(world, contract) == [AssessmentStatus.PROPOSED]


def test_leaving_a_high_class_needs_four_eyes_too(world: World, manager: Staff) -> None:
    contract = world.contract(manager, risk=RiskClass.A)
    assess(world, manager, contract, LOW, RiskClass.D)
    assert now(world, contract).risk_class is RiskClass.A


def test_a_new_assessment_replaces_the_one_that_waits_and_the_one_in_force(
    world: World, manager: Staff, organisation: Organisation
) -> None:
    contract = world.contract(manager, risk=None)
    assess(world, manager, contract, LOW, RiskClass.D)
    assess(world, manager, contract, HIGH, RiskClass.B)
    second = assess(world, manager, contract, HIGH, RiskClass.B)
    assert statuses(world, contract) == [
        AssessmentStatus.PROPOSED,
        AssessmentStatus.SUPERSEDED,
        AssessmentStatus.IN_FORCE,
    ]
    with world.tx(world.staff(organisation, Role.APPROVER)) as tx:
        risk.approve(tx, second.public_id)
    assert statuses(world, contract) == [
        AssessmentStatus.IN_FORCE,
        AssessmentStatus.SUPERSEDED,
        AssessmentStatus.SUPERSEDED,
    ]


def test_what_was_not_approved_stays_with_its_note_and_cannot_be_approved(
    world: World, manager: Staff, organisation: Organisation
) -> None:
    contract = world.contract(manager, risk=None)
    assessment = assess(world, manager, contract, HIGH, RiskClass.B)
    approver = world.staff(organisation, Role.APPROVER)
    with world.tx(approver) as tx:
        risk.send_back(tx, assessment.public_id, "Ask the supplier where it is made.")
    assert now(world, contract).risk_class is None
    with pytest.raises(Conflict), world.tx(approver) as tx:
        risk.approve(tx, assessment.public_id)


def test_the_ground_of_foa_is_for_norwegian_buyers_and_some_grounds_need_a_justification(
    world: World, manager: Staff
) -> None:
    facts = replace(LOW, foa_ground=FoaGround.IMMATERIAL)
    with pytest.raises(Invalid) as refused:
        assess(world, manager, world.contract(manager, risk=None), facts, RiskClass.D)
    assert set(refused.value.problems) == {"foa_ground", "justification"}
    norwegian = world.staff(world.organisation("Kommune", country="NO"))
    contract = world.contract(norwegian, risk=None)
    assess(world, norwegian, contract, facts, RiskClass.D, justification="Shown in the procurement documents.")
    assert now(world, contract).risk_class is RiskClass.D


def test_a_voided_contract_is_neither_assessed_nor_approved(
    world: World, manager: Staff, organisation: Organisation
) -> None:
    contract = world.contract(manager, risk=None)
    assessment = assess(world, manager, contract, HIGH, RiskClass.B)
    with world.tx(manager) as tx:
        contracts.void(tx, contract.public_id, "Twice.")
    with pytest.raises(Conflict):
        assess(world, manager, contract, LOW, RiskClass.D)
    with pytest.raises(Conflict), world.tx(world.staff(organisation, Role.APPROVER)) as tx:
        risk.approve(tx, assessment.public_id)


def test_what_waits_is_shown_to_others_than_its_author(
    world: World, manager: Staff, organisation: Organisation
) -> None:
    contract = world.contract(manager, risk=None)
    assess(world, manager, contract, HIGH, RiskClass.B)
    approver = world.staff(organisation, Role.APPROVER)
    with world.reading(approver) as tx:
        assert [row.contract_id for row in queries.waiting(tx.session, approver.user_id)] == [contract.public_id]
    with world.reading(manager) as tx:
        assert not queries.waiting(tx.session, manager.user_id)
