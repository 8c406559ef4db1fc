"""Planned procurements: assessed before the start meeting, awarded as contracts that inherit, closed with a reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from followup.clock import FixedClock
from followup.domain.actors import Role, Staff
from followup.domain.money import Money
from followup.domain.procurements import Award, AwardedContract, NewProcurement, Potential, ProcurementStatus
from followup.domain.renewals import NewMeasure, PlannedRenewal
from followup.domain.risk import AssessmentStatus, NewAssessment, Plan, RiskClass, RiskFacts
from followup.domain.risk_tables import RiskLevel
from followup.errors import Conflict, Forbidden, Invalid
from followup.models.contracts import Contract
from followup.models.organisations import Organisation
from followup.models.procurements import Procurement
from followup.models.suppliers import Supplier
from followup.queries import procurements as queries
from followup.queries import risk as risk_queries
from followup.queries import risk_tasks
from followup.services import procurements, renewals, risk
from tests.builders import World

pytestmark = pytest.mark.database

TODAY = date(2026, 3, 2)
GLOVES = NewProcurement(
    title="Invented gloves",
    year=2026,
    need="Gloves for two hospitals.",
    unit="Supply",
    case_number="RS 2026/7",
    expert_group="Hygiene",
    value=Money(1_000_000_00, "SEK"),
    category="gloves",
    cpv="33141420-0",
    start_meeting_on=date(2026, 3, 20),
    potential={"labour_rights": Potential.LARGE},
)
LOW = RiskFacts(nationally_prioritised=False, on_high_risk_list=False, people=RiskLevel.LOW, climate=RiskLevel.LOW)
HIGH = replace(LOW, people=RiskLevel.HIGH, people_plan=Plan(identified="Long days.", follow_up="Visit the factory."))


@pytest.fixture
def organisation(world: World) -> Organisation:
    return world.organisation()


@pytest.fixture
def manager(world: World, organisation: Organisation) -> Staff:
    return world.staff(organisation, Role.CONTRACT_MANAGER)


@pytest.fixture
def approver(world: World, organisation: Organisation) -> Staff:
    return world.staff(organisation, Role.APPROVER)


def planned(world: World, manager: Staff, new: NewProcurement = GLOVES) -> Procurement:
    with world.tx(manager) as tx:
        return procurements.register(tx, new)


def assessed(world: World, manager: Staff, approver: Staff, facts: RiskFacts = HIGH) -> Procurement:
    procurement = planned(world, manager)
    with world.tx(manager) as tx:
        made = risk.assess(tx, procurement.public_id, NewAssessment(facts=facts, risk_class=RiskClass.B))
    with world.tx(approver) as tx:
        risk.approve(tx, made.public_id)
    return procurement


def started(world: World, manager: Staff, approver: Staff) -> Procurement:
    procurement = assessed(world, manager, approver)
    with world.tx(manager) as tx:
        procurements.start(tx, procurement.public_id, TODAY)
    return procurement


def now(world: World, procurement: Procurement) -> Procurement:
    with world.reading() as tx:
        found = tx.follow(Procurement, procurement.id)
        tx.session.expunge(found)
        return found


def to(supplier: Supplier, **more: object) -> AwardedContract:
    return AwardedContract(supplier_id=supplier.public_id, starts_on=date(2026, 4, 1), **more)  # type: ignore[arg-type] # named fields


def test_what_is_planned_is_kept_and_who_registers_answers_for_it(world: World, manager: Staff) -> None:
    kept = now(world, planned(world, manager))
    assert (kept.title, kept.year, kept.cpv, kept.value_minor) == ("Invented gloves", 2026, "33141420", 1_000_000_00)
    assert kept.potential == {"labour_rights": "large"}
    assert kept.manager_id == manager.user_id
    assert kept.status is ProcurementStatus.PLANNED


def test_a_change_says_what_changed_and_a_stale_one_is_refused(world: World, manager: Staff) -> None:
    procurement = planned(world, manager)
    with world.tx(manager) as tx:
        procurements.change(tx, procurement.public_id, replace(GLOVES, year=2027), procurement.version)
        assert [entry.facts["fields"] for entry in tx.entries] == ["year, manager_id"]
    with pytest.raises(Conflict), world.tx(manager) as tx:
        procurements.change(tx, procurement.public_id, GLOVES, procurement.version)


def test_only_those_who_manage_contracts_plan(world: World, approver: Staff) -> None:
    with pytest.raises(Forbidden):
        planned(world, approver)


def test_there_is_no_start_meeting_without_an_assessment_before_it(
    world: World, manager: Staff, approver: Staff, clock: FixedClock
) -> None:
    procurement = planned(world, manager)

    def refused(held_on: date) -> str:
        with pytest.raises((Conflict, Invalid)) as found, world.tx(manager) as tx:
            procurements.start(tx, procurement.public_id, held_on)
        error = found.value
        return error.reason.code if isinstance(error, Conflict) else error.problems["held_on"][0].code

    assert refused(TODAY) == "procurement.not_assessed"
    with world.tx(manager) as tx:
        made = risk.assess(tx, procurement.public_id, NewAssessment(facts=HIGH, risk_class=RiskClass.B))
    assert refused(TODAY) == "procurement.class_waits"
    with world.tx(approver) as tx:
        risk.approve(tx, made.public_id)
    assert refused(TODAY - timedelta(days=1)) == "procurement.assessed_after"
    assert refused(TODAY + timedelta(days=1)) == "procurement.meeting_ahead"
    with world.tx(manager) as tx:
        procurements.start(tx, procurement.public_id, TODAY)
    assert now(world, procurement).status is ProcurementStatus.STARTED
    assert now(world, procurement).start_meeting_on == TODAY


def test_an_assessment_that_was_sent_back_is_none(world: World, manager: Staff, approver: Staff) -> None:
    procurement = planned(world, manager)
    with world.tx(manager) as tx:
        made = risk.assess(tx, procurement.public_id, NewAssessment(facts=HIGH, risk_class=RiskClass.B))
    with world.tx(approver) as tx:
        risk.send_back(tx, made.public_id, "Look at the chain.")
    with pytest.raises(Conflict) as refused, world.tx(manager) as tx:
        procurements.start(tx, procurement.public_id, TODAY)
    assert refused.value.reason.code == "procurement.not_assessed"


def test_the_awarded_contracts_inherit_class_reasons_and_plan(
    world: World, manager: Staff, approver: Staff, clock: FixedClock
) -> None:
    procurement = started(world, manager, approver)
    clock.set(clock.now() + timedelta(days=90))
    suppliers = [world.supplier(), world.supplier()]
    version = world.code_version()
    new = Award(
        contracts=(to(suppliers[0]), to(suppliers[1], title="Lot 2", ends_on=date(2028, 3, 31))),
        code_version=version.key,
    )
    with world.tx(manager) as tx:
        made = procurements.award(tx, procurement.public_id, new)
    assert [contract.title for contract in made] == ["Invented gloves", "Lot 2"]
    with world.reading(manager) as tx:
        (original,) = risk_queries.of_procurement(tx.session, procurement.id)
        for contract in (tx.follow(Contract, found.id) for found in made):
            (inherited,) = risk_queries.of_contract(tx.session, contract.id)
            assert contract.procurement_id == procurement.id
            assert (contract.risk_class, contract.risk_since) == (RiskClass.B, date(2026, 5, 31))
            assert (contract.category, contract.cpv, contract.case_number) == ("gloves", "33141420", "RS 2026/7")
            assert contract.code_version_id == version.id
            assert contract.changed_at == clock.now()
            assert inherited.row.status is AssessmentStatus.IN_FORCE
            assert inherited.facts.people_plan.follow_up == "Visit the factory."
            for name in ("reasons", "assessed_by_id", "decided_by_id", "assessed_at", "valid_until", "people_class"):
                assert getattr(inherited.row, name) == getattr(original.row, name)
    assert now(world, procurement).status is ProcurementStatus.AWARDED


def test_the_contracts_history_says_that_the_class_was_taken_over(
    world: World, manager: Staff, approver: Staff
) -> None:
    procurement = started(world, manager, approver)
    with world.tx(manager) as tx:
        procurements.award(tx, procurement.public_id, Award(contracts=(to(world.supplier()),)))
        said = [(entry.event.name, entry.facts) for entry in tx.entries]
    assert ("contract.risk_inherited", {"risk_class": "B", "procurement": procurement.public_id}) in said
    assert ("procurement.award", {"count": 1}) in said


def test_nothing_is_awarded_before_the_start_meeting_or_to_nobody(
    world: World, manager: Staff, approver: Staff
) -> None:
    procurement = assessed(world, manager, approver)
    with pytest.raises(Conflict), world.tx(manager) as tx:
        procurements.award(tx, procurement.public_id, Award(contracts=(to(world.supplier()),)))
    with pytest.raises(Invalid) as refused:
        Award(contracts=())
    assert set(refused.value.problems) == {"contracts"}
    assert now(world, procurement).status is ProcurementStatus.PLANNED


def test_a_class_that_waits_is_decided_before_the_award(world: World, manager: Staff, approver: Staff) -> None:
    procurement = started(world, manager, approver)
    with world.tx(manager) as tx:
        risk.assess(tx, procurement.public_id, NewAssessment(facts=HIGH, risk_class=RiskClass.B))
    with pytest.raises(Conflict) as refused, world.tx(manager) as tx:
        procurements.award(tx, procurement.public_id, Award(contracts=(to(world.supplier()),)))
    assert refused.value.reason.code == "procurement.class_waits"


def test_a_renewal_is_not_closed_before_each_measure_is_decided(world: World, manager: Staff, approver: Staff) -> None:
    contract = world.contract(manager)
    with world.tx(manager) as tx:
        measure = renewals.queue(tx, contract.public_id, NewMeasure(body="Ask for traceability."))
        procurement = renewals.plan(tx, contract.public_id, PlannedRenewal(year=2027))
    with pytest.raises(Conflict) as refused, world.tx(manager) as tx:
        procurements.cancel(tx, procurement.public_id, "Not needed.")
    assert refused.value.reason.code == "procurement.measures_left"
    assert refused.value.reason.params == {"count": 1}
    with world.tx(manager) as tx:
        renewals.decline(tx, measure.public_id, "The need is gone.")
    with world.tx(manager) as tx:
        procurements.cancel(tx, procurement.public_id, "Not needed.")
    assert now(world, procurement).cancel_reason == "Not needed."


def test_what_has_ended_is_neither_changed_nor_assessed_nor_approved(
    world: World, manager: Staff, approver: Staff
) -> None:
    procurement = planned(world, manager)
    with world.tx(manager) as tx:
        waiting = risk.assess(tx, procurement.public_id, NewAssessment(facts=HIGH, risk_class=RiskClass.B))
        procurements.cancel(tx, procurement.public_id, "No budget.")
    for step in (
        lambda tx: procurements.change(tx, procurement.public_id, GLOVES),
        lambda tx: procurements.cancel(tx, procurement.public_id, "Again."),
        lambda tx: risk.assess(tx, procurement.public_id, NewAssessment(facts=LOW, risk_class=RiskClass.D)),
    ):
        with pytest.raises(Conflict), world.tx(manager) as tx:
            step(tx)
    with pytest.raises(Conflict), world.tx(approver) as tx:
        risk.approve(tx, waiting.public_id)
    with world.reading(approver) as tx:
        assert not risk_queries.waiting(tx.session, approver.user_id)
        assert risk_tasks.waiting(tx.session, approver, TODAY).items == []


def test_another_organisation_sees_nothing_of_the_plan(world: World, manager: Staff) -> None:
    planned(world, manager)
    stranger = world.staff(world.organisation())
    with world.reading(stranger) as tx:
        assert queries.years(tx.session) == []
