"""Lights change when a day passes, without anybody's doing."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from followup.clock import FixedClock
from followup.demo.story import Archive
from followup.domain.actors import Role
from followup.domain.deviation_steps import NewDeviation
from followup.domain.deviations import Severity
from followup.domain.follow_ups import Findings, NewFollowUp, Outcome
from followup.domain.schedule import FollowUpKind
from followup.domain.sharing import Light
from followup.jobs import expire_results, refresh_lights
from followup.jobs.work import Work
from followup.models.sharing import SharedResult
from followup.runtime import Runtime
from followup.services import deviations, follow_ups, sharing
from tests.annual import followed_up
from tests.builders import World

pytestmark = pytest.mark.database


def test_a_shared_yellow_turns_red_when_the_day_for_the_plan_has_passed(
    world: World, runtime: Runtime, clock: FixedClock
) -> None:
    region = world.organisation()
    manager = world.staff(region, Role.CONTRACT_MANAGER, cooperations=(world.cooperation(region),))
    supplier = world.supplier()
    world.contact(manager, supplier)
    contract = world.contract(manager, supplier=supplier, version=world.code_version())
    today = clock.now().date()
    with world.tx(manager) as tx:
        new = NewFollowUp(kind=FollowUpKind.DOCUMENT_REVIEW, due_on=today, reason="A hint")
        follow_up = follow_ups.add(tx, contract.public_id, new)
    with world.tx(manager) as tx:
        found = NewDeviation(severity=Severity.MINOR, title="A list", description="It is old.", found_on=today)
        deviation = deviations.record(tx, follow_up.public_id, found)
    with world.tx(manager) as tx:
        deviations.issue(tx, runtime.keys, deviation.public_id)
    with world.tx(manager) as tx:
        follow_ups.record(tx, follow_up.public_id, Findings(done_on=today, outcome=Outcome.ALL_FULFILLED))
    with world.tx(manager) as tx:
        sharing.share(tx, follow_up.public_id)
    assert _light(world) is Light.YELLOW

    clock.set(datetime(2026, 6, 1, 9, tzinfo=UTC))
    work = Work(runtime, Archive())
    refresh_lights.run(work)
    assert (_light(world), work.counts["changed"], work.first_error) == (Light.RED, 1, None)

    again = Work(runtime, Archive())
    refresh_lights.run(again)
    assert again.counts["changed"] == 0


def test_a_result_that_has_become_too_old_is_noted_by_the_night(
    world: World, runtime: Runtime, clock: FixedClock
) -> None:
    region = world.organisation()
    manager = world.staff(region, Role.CONTRACT_MANAGER, cooperations=(world.cooperation(region),))
    follow_up = followed_up(world, manager, world.contract(manager), clock.now().date())
    with world.tx(manager) as tx:
        sharing.share(tx, follow_up.public_id)
    clock.set(datetime(2029, 3, 3, 9, tzinfo=UTC))
    work = Work(runtime, Archive())
    expire_results.run(work)
    assert (work.counts["expired"], work.counts["organisations"], work.first_error) == (1, 1, None)


def _light(world: World) -> Light:
    with world.reading() as tx:
        return tx.session.scalars(select(SharedResult.light)).one()
