"""The organisation's rules are enforced where risk is assessed and approved."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from followup.clock import FixedClock
from followup.domain.actors import Role, Staff
from followup.domain.journal import USER_INVITED
from followup.domain.organisations import OrganisationKind
from followup.domain.risk import AssessmentStatus, NewAssessment, RiskClass, RiskFacts
from followup.domain.risk_policies import NewRules
from followup.domain.risk_tables import RiskLevel
from followup.errors import Conflict, Forbidden
from followup.models.contracts import RiskAssessment
from followup.models.organisations import Organisation
from followup.models.users import Membership, User
from followup.queries import risk as risk_queries
from followup.queries import risk_policies as queries
from followup.services import risk, risk_policies
from tests.builders import World

pytestmark = pytest.mark.database

TODAY = date(2026, 3, 2)
LOW = RiskFacts(nationally_prioritised=False, on_high_risk_list=False, people=RiskLevel.LOW, climate=RiskLevel.LOW)
HIGH = replace(LOW, people=RiskLevel.HIGH)
RULES = NewRules(
    assessors=(Role.CONTRACT_MANAGER,),
    approvers=(Role.APPROVER,),
    four_eyes_from=RiskClass.B,
    review_months=12,
    valid_from=TODAY,
    reason="Decision 12 of the board.",
)


@pytest.fixture
def organisation(world: World) -> Organisation:
    return world.organisation()


@pytest.fixture
def manager(world: World, organisation: Organisation) -> Staff:
    return world.staff(organisation, Role.CONTRACT_MANAGER)


def decide(world: World, organisation: Organisation, rules: NewRules) -> None:
    with world.tx(world.staff(organisation, Role.ADMINISTRATOR)) as tx:
        risk_policies.set_rules(tx, rules)


def assess(
    world: World, staff: Staff, facts: RiskFacts, choice: RiskClass, owner: Staff | None = None
) -> RiskAssessment:
    contract = world.contract(owner or staff, risk=None)
    with world.tx(staff) as tx:
        return risk.assess(tx, contract.public_id, NewAssessment(facts=facts, risk_class=choice))


def test_without_a_decision_the_defaults_hold(world: World, manager: Staff) -> None:
    assert assess(world, manager, LOW, RiskClass.D).status is AssessmentStatus.IN_FORCE
    assert assess(world, manager, HIGH, RiskClass.B).status is AssessmentStatus.PROPOSED


def test_a_role_that_the_rules_leave_out_does_not_assess(
    world: World, organisation: Organisation, manager: Staff
) -> None:
    approver = world.staff(organisation, Role.APPROVER)
    assert assess(world, approver, LOW, RiskClass.D, owner=manager).status is AssessmentStatus.IN_FORCE
    decide(world, organisation, RULES)
    with pytest.raises(Forbidden) as refused:
        assess(world, approver, LOW, RiskClass.D, owner=manager)
    assert refused.value.reason.code == "risk_policy.not_an_assessor"


def test_a_role_that_the_rules_leave_out_does_not_decide(
    world: World, organisation: Organisation, manager: Staff
) -> None:
    decide(world, organisation, RULES)
    waiting = assess(world, manager, HIGH, RiskClass.B)
    colleague = world.staff(organisation, Role.CONTRACT_MANAGER)
    for step in (
        lambda tx: risk.approve(tx, waiting.public_id),
        lambda tx: risk.send_back(tx, waiting.public_id, "No."),
    ):
        with pytest.raises(Forbidden) as refused, world.tx(colleague) as tx:
            step(tx)
        assert refused.value.reason.code == "risk_policy.not_an_approver"
    with world.tx(world.staff(organisation, Role.APPROVER)) as tx:
        assert risk.approve(tx, waiting.public_id).risk_class is RiskClass.B


@pytest.mark.parametrize(
    ("four_eyes_from", "choice", "waits"),
    [(RiskClass.A, RiskClass.B, False), (RiskClass.D, RiskClass.D, True), (RiskClass.C, RiskClass.D, False)],
)
def test_four_eyes_begin_at_the_class_that_was_decided(
    world: World,
    organisation: Organisation,
    manager: Staff,
    four_eyes_from: RiskClass,
    choice: RiskClass,
    waits: bool,
) -> None:
    decide(world, organisation, replace(RULES, four_eyes_from=four_eyes_from))
    facts = HIGH if choice is RiskClass.B else LOW
    assert (assess(world, manager, facts, choice).status is AssessmentStatus.PROPOSED) == waits


def test_an_assessment_holds_as_long_as_the_rules_of_the_day_say(
    world: World, organisation: Organisation, manager: Staff, clock: FixedClock
) -> None:
    decide(world, organisation, replace(RULES, review_months=6, valid_from=TODAY + timedelta(days=10)))
    assert assess(world, manager, LOW, RiskClass.D).valid_until == date(2027, 3, 2)
    clock.set(clock.now() + timedelta(days=10))
    assert assess(world, manager, LOW, RiskClass.D).valid_until == date(2026, 9, 12)


def test_an_approved_assessment_holds_from_the_approval(
    world: World, organisation: Organisation, manager: Staff, clock: FixedClock
) -> None:
    waiting = assess(world, manager, HIGH, RiskClass.B)
    assert waiting.valid_until is None
    clock.set(clock.now() + timedelta(days=30))
    approver = world.staff(organisation, Role.APPROVER)
    with world.tx(approver) as tx:
        risk.approve(tx, waiting.public_id)
    with world.reading(approver) as tx:
        assert tx.follow(RiskAssessment, waiting.id).valid_until == date(2027, 4, 1)


def test_only_the_administrator_decides_the_rules_and_each_change_is_kept(
    world: World, organisation: Organisation, manager: Staff
) -> None:
    with pytest.raises(Forbidden), world.tx(manager) as tx:
        risk_policies.set_rules(tx, RULES)
    later = replace(RULES, valid_from=TODAY + timedelta(days=1), hours={RiskClass.A: 40}, reason="Decision 13.")
    decide(world, organisation, RULES)
    decide(world, organisation, later)
    with world.reading(manager) as tx:
        assert [row.reason for row, _ in queries.history(tx.session)] == ["Decision 13.", "Decision 12 of the board."]
        assert queries.in_force(tx.session, TODAY).hours == {}
        assert queries.in_force(tx.session, TODAY + timedelta(days=1)).hours == {RiskClass.A: 40}
    with pytest.raises(Conflict) as refused:
        decide(world, organisation, RULES)
    assert refused.value.reason.code == "risk_policy.known"


def test_the_rules_of_one_organisation_are_not_those_of_another(world: World, organisation: Organisation) -> None:
    decide(world, organisation, replace(RULES, four_eyes_from=RiskClass.D))
    with world.reading(world.staff(world.organisation())) as tx:
        assert queries.in_force(tx.session, TODAY).is_default


def test_a_company_with_one_purchaser_is_helped_by_a_second_person_of_its_host(world: World) -> None:
    """The host's person has a membership in the company, and approves there under the own name."""
    host = world.organisation("Host", OrganisationKind.MUNICIPALITY, "NO")
    company = world.organisation("Company", OrganisationKind.MUNICIPALITY, "NO")
    purchaser, at_host = world.staff(company, Role.CONTRACT_MANAGER), world.staff(host, Role.APPROVER)
    with world.tx() as tx:
        tx.add(Membership(organisation_id=company.id, user_id=at_host.user_id, role=Role.APPROVER))
        tx.journal(USER_INVITED, tx.follow(User, at_host.user_id or 0), roles="approver")
    second = replace(at_host, organisation_id=company.id, organisation_public_id=company.public_id)
    waiting = assess(world, purchaser, HIGH, RiskClass.B)
    with pytest.raises(Forbidden), world.tx(purchaser) as tx:
        risk.approve(tx, waiting.public_id)
    with world.tx(second) as tx:
        assert risk.approve(tx, waiting.public_id).risk_class is RiskClass.B
    with world.reading(purchaser) as tx:
        (assessed,) = risk_queries.of_contract(tx.session, waiting.contract_id or 0)
        assert (assessed.assessor, assessed.decider) == (purchaser.name, at_host.name)
        assert assessed.row.decided_by_id == at_host.user_id
        assert queries.holder_count(tx.session, (Role.CONTRACT_MANAGER, Role.APPROVER)) == 2
