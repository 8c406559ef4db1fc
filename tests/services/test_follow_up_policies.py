"""Deciding rules: who may, whose rule holds, from which day, and what that does to the plan."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from followup.clock import FixedClock
from followup.domain.actors import Role, Staff
from followup.domain.contracts import Criticality
from followup.domain.cooperation_journal import JOINT_SUGGESTED, PARTICIPANT_INVITED
from followup.domain.follow_up_policies import Efforts, NewEfforts, NewRule
from followup.domain.follow_up_rules import FollowUpKind, Group, Policy, PolicyRow, RuleOrigin, Terms, Trigger
from followup.domain.follow_ups import reason_of
from followup.domain.joint_follow_ups import JOINT, PARTICIPANT, JointStep, ParticipantStep, Payer
from followup.domain.journal import CONTRACT_CHANGED, COOPERATION_JOINED
from followup.domain.money import Money
from followup.domain.organisations import OrganisationKind
from followup.domain.questionnaires import proposed_due_on
from followup.domain.risk import RiskClass
from followup.errors import Conflict, Forbidden, Invalid
from followup.i18n import explain
from followup.jobs import schedule_follow_ups
from followup.jobs.work import Work
from followup.models.contracts import Contract
from followup.models.follow_ups import FollowUp
from followup.models.joint_follow_ups import JointFollowUp, JointParticipant
from followup.models.organisations import Cooperation, CooperationMember, Organisation
from followup.queries import follow_up_policies as queries
from followup.queries.follow_up_policies import Followed
from followup.runtime import Runtime
from followup.services import follow_up_policies, mergers, organisations
from tests.builders import World
from tests.jobs.mailers import NoMailer

pytestmark = pytest.mark.database

TODAY = date(2026, 3, 2)
K = FollowUpKind
YEARLY = Terms(first_months=6, interval_months=12)
NEW = NewRule(kind=K.OFFICE_AUDIT, group=RiskClass.B, valid_from=TODAY, reason="Decision 7.", terms=YEARLY)


@pytest.fixture
def region(world: World) -> Organisation:
    return world.organisation("Region Mine")


@pytest.fixture
def secretariat(world: World) -> Organisation:
    return world.organisation("The secretariat", OrganisationKind.SECRETARIAT)


@pytest.fixture
def cooperation(world: World, region: Organisation, secretariat: Organisation) -> Cooperation:
    return world.cooperation(region, secretariat=secretariat)


@pytest.fixture
def coordinator(world: World, secretariat: Organisation, cooperation: Cooperation) -> Staff:
    return world.staff(secretariat, Role.COORDINATOR, cooperations=(cooperation,))


@pytest.fixture
def administrator(world: World, region: Organisation, cooperation: Cooperation) -> Staff:
    return world.staff(region, Role.ADMINISTRATOR, cooperations=(cooperation,))


@pytest.fixture
def manager(world: World, region: Organisation, cooperation: Cooperation) -> Staff:
    return world.staff(region, cooperations=(cooperation,))


def rule(
    world: World, staff: Staff, on: date = TODAY, kind: FollowUpKind = K.OFFICE_AUDIT, group: Group = RiskClass.B
) -> PolicyRow:
    with world.reading(staff) as tx:
        return queries.in_force(tx.session, Followed.by(tx.actor), on).policy[group, kind]


def decide_for(world: World, staff: Staff, cooperation: Cooperation, new: NewRule) -> None:
    with world.tx(staff) as tx:
        follow_up_policies.decide_for(tx, cooperation.public_id, new)


def decide(world: World, staff: Staff, new: NewRule) -> None:
    with world.tx(staff) as tx:
        follow_up_policies.decide(tx, new)


def night(runtime: Runtime, clock: FixedClock, days: int = 1) -> Work:
    clock.set(clock.now() + timedelta(days=days))
    work = Work(runtime, NoMailer())
    schedule_follow_ups.run(work)
    assert work.first_error is None
    return work


def audit(world: World, staff: Staff, kind: FollowUpKind = K.OFFICE_AUDIT) -> tuple[date, str] | None:
    with world.reading(staff) as tx:
        row = tx.session.execute(select(FollowUp.due_on, FollowUp.why).where(FollowUp.kind == kind)).one_or_none()
        return None if row is None else (row.due_on, explain(reason_of(row.why)))


def test_the_cooperation_goes_before_the_default_and_the_organisation_before_both(
    world: World, cooperation: Cooperation, coordinator: Staff, administrator: Staff, manager: Staff
) -> None:
    assert rule(world, manager).origin is RuleOrigin.DEFAULT
    decide_for(world, coordinator, cooperation, NEW)
    held = rule(world, manager)
    assert (held.origin, held.since, held.reason, held.terms) == (RuleOrigin.COOPERATION, TODAY, "Decision 7.", YEARLY)
    decide(world, administrator, replace(NEW, reason="We have the staff.", terms=replace(YEARLY, interval_months=6)))
    held = rule(world, manager)
    assert (held.origin, held.reason, held.interval_months) == (RuleOrigin.OWN, "We have the staff.", 6)
    assert rule(world, manager, kind=K.SITE_AUDIT, group=RiskClass.A).origin is RuleOrigin.DEFAULT


def test_an_own_rule_that_is_given_up_leaves_the_cooperations(
    world: World, clock: FixedClock, cooperation: Cooperation, coordinator: Staff, administrator: Staff
) -> None:
    decide_for(world, coordinator, cooperation, NEW)
    decide(world, administrator, replace(NEW, terms=replace(YEARLY, interval_months=6)))
    clock.set(clock.now() + timedelta(days=3))
    later = TODAY + timedelta(days=3)
    decide(world, administrator, replace(NEW, valid_from=later, reason="Back in line.", terms=None))
    assert rule(world, administrator, later).origin is RuleOrigin.COOPERATION
    assert rule(world, administrator, TODAY).origin is RuleOrigin.OWN
    with pytest.raises(Conflict, match="follows_already"):
        decide(world, administrator, replace(NEW, valid_from=later, terms=None))


def test_a_rule_decided_for_later_holds_from_that_day(
    world: World, cooperation: Cooperation, coordinator: Staff, manager: Staff
) -> None:
    decide_for(world, coordinator, cooperation, replace(NEW, valid_from=date(2026, 7, 1)))
    assert rule(world, manager, date(2026, 6, 30)).origin is RuleOrigin.DEFAULT
    assert rule(world, manager, date(2026, 7, 1)).since == date(2026, 7, 1)


def test_several_rules_of_one_day_and_of_later_days_add_up(
    world: World, cooperation: Cooperation, coordinator: Staff, administrator: Staff
) -> None:
    site = replace(NEW, kind=K.SITE_AUDIT, group=RiskClass.A, reason="Decision 8.")
    for new in (NEW, site, replace(NEW, kind=K.KICK_OFF, valid_from=date(2026, 4, 1))):
        decide_for(world, coordinator, cooperation, new)
        decide(world, administrator, new)
    for origin, staff in ((RuleOrigin.COOPERATION, coordinator), (RuleOrigin.OWN, administrator)):
        on = date(2026, 4, 2)
        assert rule(world, staff, on).origin is origin
        assert rule(world, staff, on, K.SITE_AUDIT, RiskClass.A).reason == "Decision 8."
        assert rule(world, staff, on, K.KICK_OFF).since == date(2026, 4, 1)
    with world.reading(administrator) as tx:
        assert [d.keys for d in queries.own_decisions(tx.session, "Europe/Stockholm")] == [
            ("kick_off/b",),
            ("office_audit/b", "site_audit/a"),
        ]
        assert [d.keys for d in queries.decisions(tx.session, cooperation.id, "Europe/Stockholm")] == [
            ("kick_off/b",),
            ("office_audit/b", "site_audit/a"),
        ]


def test_in_two_cooperations_the_one_joined_first_is_followed(
    world: World, region: Organisation, secretariat: Organisation, manager: Staff, coordinator: Staff, clock: FixedClock
) -> None:
    second = world.cooperation(secretariat=secretariat)
    third = world.cooperation(secretariat=secretariat)
    with world.tx() as tx:
        organisations.join(tx, second, region, on=date(2024, 1, 1))
        organisations.join(tx, third, region, on=date(2022, 1, 1))
        for member in tx.session.scalars(select(CooperationMember).where(CooperationMember.joined_on.is_(None))):
            if member.organisation_id == region.id:
                member.left_on = date(2025, 12, 31)
                tx.journal(COOPERATION_JOINED, second, organisation=region.public_id)
    leads = replace(coordinator, cooperation_ids=(second.id, third.id))
    decide_for(world, leads, second, replace(NEW, reason="Of the second."))
    decide_for(world, leads, third, replace(NEW, reason="Of the third."))
    assert rule(world, replace(manager, cooperation_ids=(second.id, third.id))).reason == "Of the third."


def test_only_the_coordinator_of_the_secretariat_decides_for_the_cooperation(
    world: World, cooperation: Cooperation, administrator: Staff, manager: Staff, region: Organisation
) -> None:
    elsewhere = world.staff(region, Role.COORDINATOR, cooperations=(cooperation,))
    for staff in (administrator, manager, elsewhere):
        with pytest.raises(Forbidden):
            decide_for(world, staff, cooperation, NEW)
    with pytest.raises(Forbidden):
        decide(world, manager, NEW)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"valid_from": TODAY - timedelta(days=1)}, "valid_from"),
        ({"terms": Terms(trigger=Trigger.DEVIATION)}, "trigger"),
        ({"terms": Terms(trigger=Trigger.SAMPLED)}, "sample_percent"),
        ({"terms": replace(YEARLY, answer_days=28)}, "answer_days"),
        ({"kind": K.FOLLOW_UP_AUDIT, "terms": YEARLY}, "trigger"),
        ({"kind": K.DEVELOPMENT_MEETING, "group": Criticality.OTHER, "terms": Terms()}, "interval_months"),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused(
    world: World, administrator: Staff, change: dict[str, object], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        decide(world, administrator, replace(NEW, **change))  # type: ignore[arg-type] # any of its fields
    assert list(refused.value.problems) == [field]


def test_what_the_trigger_does_not_use_is_left_out(world: World, administrator: Staff) -> None:
    decide(world, administrator, replace(NEW, terms=replace(YEARLY, trigger=Trigger.EVENT, sample_percent=5)))
    held = rule(world, administrator)
    assert (held.first_months, held.interval_months, held.sample_percent) == (0, None, None)


def test_hours_and_costs_are_empty_until_they_are_stated(world: World, administrator: Staff) -> None:
    def efforts() -> Efforts:
        with world.reading(administrator) as tx:
            return queries.in_force(tx.session, Followed.by(tx.actor), TODAY).efforts

    assert (efforts().minutes, efforts().per_hour, efforts().cost(K.OFFICE_AUDIT)) == ({}, None, None)
    stated = Efforts(minutes={K.OFFICE_AUDIT: 90}, per_hour=Money(75_050, "SEK"))
    decide(world, administrator, NEW)
    with world.tx(administrator) as tx:
        follow_up_policies.state_efforts(tx, NewEfforts(efforts=stated, valid_from=TODAY, reason="Our time sheets."))
    assert efforts() == stated
    assert efforts().cost(K.OFFICE_AUDIT) == Money(112_575, "SEK")
    assert efforts().cost(K.SITE_AUDIT) is None
    assert rule(world, administrator).origin is RuleOrigin.OWN


def test_the_night_after_a_decision_the_plan_follows_it_and_says_whose_rule_it_is(
    world: World, runtime: Runtime, clock: FixedClock, cooperation: Cooperation, coordinator: Staff, manager: Staff
) -> None:
    world.contract(manager, risk=RiskClass.B, starts_on=date(2026, 3, 1), ends_on=date(2032, 3, 1))
    night(runtime, clock)
    assert audit(world, manager) == (
        date(2029, 3, 1),
        "Due 1 Mar 2029: Risk class B since 1 Mar 2026, within 36 months of 1 Mar 2026.",
    )
    assert night(runtime, clock).counts.total() == 0
    decide_for(world, coordinator, cooperation, replace(NEW, valid_from=clock.now().date()))
    assert night(runtime, clock).counts["moved"] == 1
    assert audit(world, manager) == (
        date(2026, 9, 1),
        "Due 1 Sept 2026: Risk class B since 1 Mar 2026, within 6 months of 1 Mar 2026. "
        "Rule of the cooperation since 4 Mar 2026.",
    )
    assert night(runtime, clock).counts.total() == 0


def test_a_rule_decided_for_later_moves_the_plan_when_its_day_has_come_also_after_missed_nights(
    world: World, runtime: Runtime, clock: FixedClock, administrator: Staff, manager: Staff
) -> None:
    world.contract(manager, risk=RiskClass.B, starts_on=date(2026, 3, 1), ends_on=date(2032, 3, 1))
    decide(world, administrator, replace(NEW, valid_from=TODAY + timedelta(days=10)))
    night(runtime, clock)
    assert night(runtime, clock, days=8).counts.total() == 0
    assert night(runtime, clock, days=4).counts["moved"] == 1
    assert night(runtime, clock).counts.total() == 0


def test_what_no_rule_asks_for_any_more_is_taken_back_while_it_lies_ahead(
    world: World, runtime: Runtime, clock: FixedClock, administrator: Staff, manager: Staff
) -> None:
    world.contract(manager, risk=RiskClass.B, starts_on=date(2026, 3, 1), ends_on=date(2032, 3, 1))
    night(runtime, clock)
    gone = Terms(trigger=Trigger.NOT_PLANNED)
    decide(world, administrator, replace(NEW, valid_from=clock.now().date(), terms=gone))
    assert night(runtime, clock).counts["dropped"] == 1
    assert audit(world, manager) == (
        date(2029, 3, 1),
        "No longer due on 1 Mar 2029: the rules do not ask for it any more.",
    )
    decide(world, administrator, replace(NEW, valid_from=clock.now().date(), terms=None))
    assert night(runtime, clock).counts["new"] == 1
    with world.reading(manager) as tx:
        found = tx.session.execute(
            select(FollowUp.ordinal, FollowUp.status, FollowUp.due_on)
            .where(FollowUp.kind == K.OFFICE_AUDIT)
            .order_by(FollowUp.ordinal)
        )
        assert [tuple(row) for row in found] == [(1, "skipped", date(2029, 3, 1)), (2, "planned", date(2029, 3, 1))]


def test_meetings_are_planned_by_the_portfolio_group_alone(
    world: World, runtime: Runtime, clock: FixedClock, manager: Staff
) -> None:
    contract = world.contract(manager, risk=None, starts_on=date(2026, 3, 1), ends_on=None)
    grouped(world, contract)
    night(runtime, clock)
    assert audit(world, manager, K.DEVELOPMENT_MEETING) == (
        date(2026, 7, 1),
        "Due 1 Jul 2026: Group 1: critical or large, within 4 months of 1 Mar 2026.",
    )


def grouped(world: World, contract: Contract) -> None:
    with world.tx() as tx:
        row = tx.follow(Contract, contract.id)
        row.criticality, row.changed_at = Criticality.CRITICAL, tx.now
        tx.journal(CONTRACT_CHANGED, row, fields="criticality")


def test_in_a_joint_office_audit_the_longest_contract_lets_the_short_one_take_part(
    world: World,
    runtime: Runtime,
    clock: FixedClock,
    cooperation: Cooperation,
    coordinator: Staff,
    manager: Staff,
) -> None:
    other = world.organisation("Region Other")
    with world.tx() as tx:
        organisations.join(tx, cooperation, other)
    partner = world.staff(other, cooperations=(cooperation,))
    supplier, kept = world.supplier("Gloves AB"), world.supplier("Gloves Aktiebolag")
    for staff, ends_on in ((manager, date(2027, 6, 30)), (partner, date(2029, 8, 31))):
        world.contract(staff, supplier=supplier, risk=RiskClass.A, starts_on=date(2025, 9, 1), ends_on=ends_on)
    night(runtime, clock)
    assert audit(world, manager) is None
    with world.tx(coordinator) as tx:
        mergers.merge(tx, supplier.public_id, kept.public_id)
    a_joint_audit(world, cooperation, kept.id, [manager, partner])
    assert night(runtime, clock).counts["new"] == 1
    assert audit(world, manager) is not None
    assert night(runtime, clock).counts.total() == 0


def a_joint_audit(world: World, cooperation: Cooperation, supplier_id: int, takers: list[Staff]) -> None:
    with world.tx(replace(takers[0], roles=frozenset({Role.SYSTEM}))) as tx:
        joint = tx.add(
            JointFollowUp(
                cooperation_id=cooperation.id,
                secretariat_id=cooperation.secretariat_id,
                lead_id=takers[0].organisation_id or 0,
                supplier_id=supplier_id,
                kind=K.OFFICE_AUDIT,
                year=2026,
                due_on=date(2026, 9, 1),
                payer=Payer.PROGRAMME,
                why="The same supplier in two plans.",
                status=JOINT.initial,
            )
        )
        tx.journal(JOINT_SUGGESTED, joint, count=len(takers))
        tx.advance(joint, JointStep.OFFER)
        for staff in takers:
            taker = tx.add(
                JointParticipant(
                    cooperation_id=cooperation.id,
                    joint_id=joint.id,
                    organisation_id=staff.organisation_id or 0,
                    slot_count=1,
                    status=PARTICIPANT.initial,
                )
            )
            tx.journal(PARTICIPANT_INVITED, taker, organisation=staff.organisation_public_id)
            tx.advance(taker, ParticipantStep.ACCEPT)


@pytest.mark.parametrize("trigger", [Trigger.SCHEDULED, Trigger.SAMPLED, Trigger.NEED])
@pytest.mark.parametrize("kind", [K.SELF_ASSESSMENT, K.TRACEABILITY])
def test_a_rule_by_which_a_supplier_is_asked_says_how_long_it_has_to_answer(
    kind: FollowUpKind, trigger: Trigger
) -> None:
    terms = Terms(trigger=trigger, interval_months=12, sample_percent=10)
    with pytest.raises(Invalid) as refused:
        replace(NEW, kind=kind, terms=terms).checked(TODAY)
    assert set(refused.value.problems) == {"answer_days"}
    assert replace(NEW, kind=kind, terms=Terms(trigger=Trigger.NOT_PLANNED)).checked(TODAY)


def test_the_time_to_answer_is_the_one_that_was_decided(world: World, administrator: Staff, manager: Staff) -> None:
    terms = Terms(interval_months=12, answer_days=10)
    decide(world, administrator, replace(NEW, kind=K.SELF_ASSESSMENT, terms=terms))
    held = rule(world, manager, kind=K.SELF_ASSESSMENT)
    policy: Policy = {(group, held.kind): held for group in RiskClass}
    assert proposed_due_on(RiskClass.B, TODAY, "SE", policy) == date(2026, 3, 12)
