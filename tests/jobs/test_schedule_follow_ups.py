"""The nightly planner: only what changed, batch by batch, once whatever the order of nights."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Engine, event, func, select

from followup.clock import FixedClock
from followup.domain.actors import Staff
from followup.domain.contracts import ChangeContract
from followup.domain.deviation_steps import NewDeviation
from followup.domain.deviations import Severity
from followup.domain.follow_ups import Findings, NewFollowUp, Outcome
from followup.domain.permissions import Permission
from followup.domain.risk import RiskClass
from followup.domain.schedule import FollowUpKind
from followup.jobs import schedule_follow_ups
from followup.jobs.work import Work
from followup.models.contracts import Contract
from followup.models.follow_ups import FollowUp
from followup.models.journal import JournalEntry
from followup.runtime import Runtime
from followup.services import contracts, deviations, follow_ups, schedule
from tests.builders import World
from tests.jobs.mailers import NoMailer

pytestmark = pytest.mark.database
K = FollowUpKind


def run(runtime: Runtime, *, on: date | None = None, dry_run: bool = False) -> Work:
    work = Work(runtime, NoMailer(), on=on, dry_run=dry_run)
    schedule_follow_ups.run(work)
    return work


def later(clock: FixedClock, **by: int) -> None:
    clock.set(clock.now() + timedelta(**by))


def plan_of(world: World, staff: Staff) -> list[tuple[str, FollowUpKind, int, date]]:
    statement = select(Contract.title, FollowUp.kind, FollowUp.ordinal, FollowUp.due_on).join(
        Contract, Contract.id == FollowUp.contract_id
    )
    with world.reading(staff) as tx:
        return sorted((r.title, r.kind, r.ordinal, r.due_on) for r in tx.session.execute(statement))


@contextmanager
def writes(engine: Engine) -> Iterator[list[str]]:
    said: list[str] = []

    def note(_: object, __: object, statement: str, *___: object) -> None:
        if statement.split(maxsplit=1)[0].upper() in ("INSERT", "UPDATE", "DELETE"):
            said.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield said
    event.remove(engine, "before_cursor_execute", note)


def test_the_contracts_of_all_organisations_are_planned(world: World, runtime: Runtime) -> None:
    north, south = world.staff(world.organisation()), world.staff(world.organisation(country="NO"))
    world.contract(north)
    world.contract(south)
    work = run(runtime)
    assert (work.counts["contracts"], work.counts["failed"], work.first_error) == (2, 0, None)
    assert work.counts["new"] == len(plan_of(world, north)) + len(plan_of(world, south))
    assert plan_of(world, south)


def test_a_second_run_writes_nothing_at_all(world: World, runtime: Runtime, clock: FixedClock, engine: Engine) -> None:
    world.contract(world.staff(world.organisation()))
    later(clock, hours=1)
    run(runtime)
    later(clock, days=1)
    with writes(engine) as said:
        assert run(runtime).counts.total() == 0
    assert said == []


def test_only_a_changed_contract_is_looked_at_again(world: World, runtime: Runtime, clock: FixedClock) -> None:
    staff = world.staff(world.organisation())
    changed, _ = world.contract(staff), world.contract(staff)
    later(clock, hours=1)
    run(runtime)
    later(clock, hours=1)
    with world.tx(staff) as tx:
        new = ChangeContract(title="Gloves", starts_on=date(2025, 1, 1), ends_on=date(2031, 12, 31))
        contracts.change(tx, changed.public_id, new, None)
    later(clock, hours=1)
    assert run(runtime).counts["contracts"] == 1


def test_a_settled_follow_up_brings_the_next_one(world: World, runtime: Runtime, clock: FixedClock) -> None:
    staff = world.staff(world.organisation())
    world.contract(staff, title="Gloves", risk=RiskClass.D)
    run(runtime)
    later(clock, days=3)
    with world.tx(staff) as tx:
        only = tx.session.scalars(select(FollowUp)).one()
        done = Findings(done_on=tx.today, outcome=Outcome.ALL_FULFILLED)
        follow_ups.record(tx, only.public_id, done)
    later(clock, days=1)
    run(runtime)
    assert plan_of(world, staff) == [
        ("Gloves", K.PORTFOLIO_REVIEW, 1, date(2026, 1, 2)),
        ("Gloves", K.PORTFOLIO_REVIEW, 2, date(2027, 3, 5)),
    ]


def test_a_contract_that_lacks_class_or_start_waits_until_it_is_complete(world: World, runtime: Runtime) -> None:
    staff = world.staff(world.organisation())
    world.contract(staff, risk=None)
    late = world.contract(staff, starts_on=None, ends_on=None)
    assert run(runtime).counts == {"contracts": 2, "new": 0, "moved": 0, "dropped": 0}
    assert run(runtime).counts.total() == 0
    with world.tx(staff) as tx:
        contracts.change(tx, late.public_id, ChangeContract(title="Gloves", starts_on=date(2026, 1, 1)), None)
    assert run(runtime).counts["contracts"] == 1


def test_a_grave_deviation_gets_a_follow_up_audit_of_its_own(world: World, runtime: Runtime, clock: FixedClock) -> None:
    staff = world.staff(world.organisation())
    supplier = world.supplier()
    contract = world.contract(staff, supplier=supplier)
    world.contact(staff, supplier)
    run(runtime)
    later(clock, days=1)
    grave = a_deviation(world, runtime, staff, contract, Severity.MAJOR)
    a_deviation(world, runtime, staff, contract, Severity.MINOR)
    later(clock, days=1)
    assert run(runtime).counts["new"] == 1
    with world.reading(staff) as tx:
        audit = tx.session.execute(
            select(FollowUp.subject, FollowUp.due_on).where(FollowUp.kind == K.FOLLOW_UP_AUDIT)
        ).one()
    assert tuple(audit) == (grave, date(2026, 9, 3))
    later(clock, days=1)
    assert run(runtime).counts.total() == 0


def a_deviation(world: World, runtime: Runtime, staff: Staff, contract: Contract, severity: Severity) -> str:
    with world.tx(staff) as tx:
        follow_up = tx.session.scalars(select(FollowUp.public_id).where(FollowUp.contract_id == contract.id)).first()
        new = NewDeviation(severity=severity, title="No policy", description="Nothing was shown.", found_on=tx.today)
        deviation = deviations.record(tx, follow_up or "", new)
        return deviations.issue(tx, runtime.keys, deviation.public_id).public_id


def test_a_dry_run_counts_and_keeps_nothing(world: World, runtime: Runtime) -> None:
    staff = world.staff(world.organisation())
    world.contract(staff)
    assert run(runtime, dry_run=True).counts["new"] > 0
    assert plan_of(world, staff) == []


def test_one_bad_contract_does_not_keep_the_others_from_being_planned(world: World, runtime: Runtime) -> None:
    staff = world.staff(world.organisation())
    five = [world.contract(staff, title=f"Gloves {n}", ends_on=None) for n in range(5)]
    with world.tx(staff) as tx:
        new = NewFollowUp(kind=K.PORTFOLIO_REVIEW, due_on=tx.today, reason="x")
        odd = follow_ups.add(tx, five[3].public_id, new)
        follow_ups.skip(tx, odd.public_id, "x").due_on = date(9999, 12, 31)  # the next one would be in the year 10000
    work = run(runtime)
    assert (work.counts["contracts"], work.counts["failed"]) == (4, 1)
    assert work.first_error is not None
    planned = {title for title, *_ in plan_of(world, staff) if title != "Gloves 3"}
    assert planned == {"Gloves 0", "Gloves 1", "Gloves 2", "Gloves 4"}


@pytest.mark.parametrize("nights", [(0, 1, 2, 3, 4, 5, 6), (0, 6), (6,), (2, 2, 5, 6), (0, 3, 6)])
def test_whatever_nights_the_job_runs_the_plan_is_the_same(
    world: World, runtime: Runtime, clock: FixedClock, nights: tuple[int, ...]
) -> None:
    staff = world.staff(world.organisation())
    for risk in RiskClass:
        world.contract(staff, title=risk.value, risk=risk, starts_on=date(2026, 2, 27))
    begin = clock.now()
    for night in nights:
        clock.set(begin + timedelta(days=night))
        run(runtime)
    assert len(plan_of(world, staff)) == 7 + 5 + 3 + 1  # in class B the contract ends before the office audit
    with world.reading(staff) as tx:
        said = tx.session.execute(
            select(JournalEntry.event, func.count().label("made"))
            .where(JournalEntry.event.like("follow_up.%"))
            .group_by("event")
        )
        assert {row.event: row.made for row in said} == {"follow_up.planned": 16}


def test_the_day_of_the_run_can_be_given(world: World, runtime: Runtime, clock: FixedClock) -> None:
    staff = world.staff(world.organisation())
    contract = world.contract(staff, ends_on=date(2026, 6, 30))
    clock.set(datetime(2026, 7, 1, 4, 15, tzinfo=UTC))
    run(runtime, on=date(2026, 6, 30))
    with world.reading(staff) as tx:
        planned_at = tx.get(Contract, contract.public_id, to=Permission.CONTRACT_READ).planned_at
    assert plan_of(world, staff)
    assert planned_at is not None


def test_what_a_clock_that_went_ahead_has_planned_is_planned_again(
    world: World, runtime: Runtime, clock: FixedClock
) -> None:
    staff = world.staff(world.organisation())
    contract = world.contract(staff, title="Gloves", risk=RiskClass.D, starts_on=date(2026, 2, 2))
    right = clock.now()
    clock.set(right + timedelta(days=400))
    run(runtime)
    clock.set(right + timedelta(hours=1))
    with world.tx(staff) as tx:
        new = ChangeContract(title="Gloves", starts_on=date(2026, 6, 1), ends_on=date(2031, 12, 31))
        contracts.change(tx, contract.public_id, new, None)
    assert run(runtime).counts["contracts"] == 1
    assert plan_of(world, staff) == [("Gloves", K.PORTFOLIO_REVIEW, 1, date(2027, 6, 1))]
    clock.set(right + timedelta(hours=2))
    assert run(runtime).counts.total() == 0


def test_a_change_that_was_begun_before_the_night_and_saved_after_it_is_planned(world: World, runtime: Runtime) -> None:
    staff = world.staff(world.organisation())
    contract = world.contract(staff, title="Gloves", risk=RiskClass.D, starts_on=date(2026, 2, 2))
    with world.tx(staff) as tx:
        opened = tx.get(Contract, contract.public_id, to=Permission.CONTRACT_READ)
        schedule.schedule(tx, [opened.id])  # what the page has in hand knows nothing of it
        contracts.change(tx, contract.public_id, ChangeContract(title="Gloves", starts_on=date(2026, 6, 1)), None)
    assert run(runtime).counts["contracts"] == 1
    assert plan_of(world, staff) == [("Gloves", K.PORTFOLIO_REVIEW, 1, date(2027, 6, 1))]
