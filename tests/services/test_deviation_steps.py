"""A deviation beside plan and verdict: more time, accepted risk, remedy, the look afterwards, repeats, deadlines."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from followup.clock import FixedClock
from followup.demo.story import Archive
from followup.domain.actors import Role
from followup.domain.code_of_conduct import Area
from followup.domain.deviation_policies import NewGradeRule
from followup.domain.deviation_steps import MoreTime, Repeat
from followup.domain.deviations import DeviationOrigin, DeviationStatus, Effect, Severity
from followup.domain.journal import CONTRACT_CHANGED
from followup.domain.risk import RiskClass
from followup.domain.work import Task, Waits
from followup.errors import Conflict, Forbidden, Invalid, NotFound
from followup.jobs import resume_deviations
from followup.jobs.work import Work
from followup.models.contracts import Contract
from followup.models.deviations import Deviation
from followup.models.notes import Note
from followup.models.organisations import Cooperation, Organisation
from followup.queries import dashboard, deviation_repeats
from followup.runtime import Runtime
from followup.services import aftercare, deviation_policies, deviations, extensions
from tests.builders import World
from tests.deviation_scenes import DONE, Found, a_finding, clause_of, found
from tests.self_assessments import Upload

pytestmark = pytest.mark.database
S = DeviationStatus
DUE = date(2026, 5, 31)


def on(clock: FixedClock, day: date) -> None:
    clock.set(datetime(day.year, day.month, day.day, 10, tzinfo=UTC))


def refused(kind: type[Exception], step: Callable[[], object]) -> Any:
    with pytest.raises(kind) as error:
        step()
    return error.value


def tasks(scene: Found, who: Any) -> set[tuple[Task, Waits]]:
    with scene.world.reading(who) as tx:
        return {(item.task, item.waits) for item in dashboard.desk(tx.session, who, tx.today, tx.now).items}


def test_more_time_is_asked_by_one_and_given_by_another_once(world: World) -> None:
    scene = found(world).issue().ask_for_time(date(2026, 6, 30))
    assert scene.deviation.closure_due_on == DUE
    assert (Task.DECIDE_EXTENSION, Waits.ME) in tasks(scene, scene.approver)
    assert (Task.DECIDE_EXTENSION, Waits.COLLEAGUE) in tasks(scene, scene.manager)
    assert refused(Conflict, lambda: scene.ask_for_time(date(2026, 6, 1))).reason.code == "deviation.extension_waits"
    refused(Forbidden, lambda: scene.give_time(scene.manager))
    scene.give_time()
    now = scene.deviation
    assert (now.closure_due_on, now.extended_from_on, now.due_on) == (date(2026, 6, 30), DUE, date(2026, 3, 16))
    [mail] = scene.mails("deviation_extended")
    assert "late" not in str(mail.facts)
    again = refused(Invalid, lambda: scene.ask_for_time(date(2026, 7, 1)))
    assert [r.code for r in again.problems["new_due_on"]] == ["deviation.extended_before"]


def test_nobody_gives_oneself_more_time_not_even_who_had_no_part_in_the_deviation(world: World) -> None:
    scene = found(world).issue()
    other = world.staff(scene.organisation, Role.CONTRACT_MANAGER)
    with world.tx(other) as tx:
        extensions.ask(tx, scene.deviation_id, MoreTime(new_due_on=date(2026, 6, 30), reason="Parts"))
    assert refused(Conflict, lambda: scene.give_time(other)).reason.code == "deviation.own_request"
    with world.tx(scene.approver) as tx:
        extensions.decline(tx, scene.deviation_id)
    assert scene.deviation.extension_until_on is None
    assert refused(Conflict, scene.give_time).reason.code == "deviation.extension_not_asked"


@pytest.mark.parametrize(("day", "until"), [(date(2026, 6, 1), date(2026, 6, 10)), (DUE, date(2026, 7, 16))])
def test_more_time_comes_before_the_day_and_is_half_of_it_at_most(
    world: World, clock: FixedClock, day: date, until: date
) -> None:
    scene = found(world).issue()
    on(clock, day)
    assert list(refused(Invalid, lambda: scene.ask_for_time(until)).problems) == ["new_due_on"]


def test_an_accepted_risk_ends_on_its_day_and_comes_back_as_work(
    world: World, clock: FixedClock, runtime: Runtime
) -> None:
    scene = found(world).planned()
    refused(Forbidden, lambda: scene.accept_risk(who=scene.manager))
    refused(Invalid, lambda: scene.accept_risk(date(2026, 3, 2)))
    refused(Invalid, lambda: scene.accept_risk(date(2027, 3, 3)))
    scene.accept_risk(date(2026, 4, 1))
    assert (scene.status, scene.deviation.due_on) == (S.RISK_ACCEPTED, date(2026, 4, 1))
    on(clock, date(2026, 4, 1))
    work = Work(runtime=runtime, mailer=Archive())
    resume_deviations.run(work)
    assert scene.status is S.RISK_ACCEPTED
    on(clock, date(2026, 4, 2))
    for _ in range(2):
        resume_deviations.run(work)
    assert (scene.status, work.counts, work.first_error) == (S.ISSUED, {"resumed": 1}, None)
    assert (scene.deviation.plan_due_on, scene.deviation.closure_due_on) == (date(2026, 4, 16), date(2026, 7, 1))
    assert len(scene.mails("deviation_resumed")) == 1
    assert (Task.SEE_TO_RISK, Waits.ME) in tasks(scene, scene.manager)
    scene.send().accept()
    assert (Task.SEE_TO_RISK, Waits.ME) not in tasks(scene, scene.manager)


def test_the_risk_of_a_critical_deviation_is_never_accepted(world: World) -> None:
    scene = found(world, severity=Severity.CRITICAL).issue()
    assert refused(Conflict, scene.accept_risk).reason.code == "deviation.zero_tolerance"


def test_nothing_critical_is_closed_before_those_harmed_have_remedy(world: World) -> None:
    scene = found(world, severity=Severity.CRITICAL).reported()
    assert [r.code for r in refused(Invalid, scene.verify).problems[""]] == ["deviation.remedy_missing"]
    for day in (date(2026, 3, 1), date(2026, 3, 3)):
        refused(Invalid, lambda day=day: scene.remedy(on=day))
    scene.remedy().verify()
    assert (scene.status, scene.deviation.is_in_time) == (S.CLOSED, True)


def test_what_was_closed_late_stays_known_as_late_and_its_effect_is_looked_at(world: World, clock: FixedClock) -> None:
    scene = found(world).reported()
    on(clock, date(2026, 8, 31))
    scene.verify()
    assert (scene.deviation.is_in_time, scene.deviation.effect_check_on) == (False, date(2027, 2, 28))
    assert [r.code for r in refused(Invalid, scene.see_effect).problems["effect"]] == ["deviation.effect_early"]
    assert (Task.CHECK_EFFECT, Waits.ME) not in tasks(scene, scene.manager)
    on(clock, date(2027, 2, 28))
    assert (Task.CHECK_EFFECT, Waits.ME) in tasks(scene, scene.manager)
    scene.see_effect()
    assert (scene.deviation.effect, scene.deviation.effect_checked_on) == (Effect.HELD, date(2027, 2, 28))
    assert (Task.CHECK_EFFECT, Waits.ME) not in tasks(scene, scene.manager)
    refused(Conflict, lambda: scene.see_effect(Effect.CAME_BACK))


def test_what_is_opened_again_is_shown_once_more_and_verified_once_more(world: World, clock: FixedClock) -> None:
    scene = found(world).reported().verify()
    on(clock, date(2026, 4, 1))
    scene.reopen()
    now = scene.deviation
    assert (now.status, now.closed_on, now.is_in_time, now.effect_check_on) == (S.CORRECTING, None, None, None)
    assert (now.closure_due_on, now.return_note) == (date(2026, 6, 30), "The exits are locked again.")
    assert scene.link.closed_at is None
    assert refused(Conflict, scene.verify)
    scene.report(scene.plan[0].public_id, DONE, Upload("files")).verify()
    assert (scene.status, scene.deviation.closed_on) == (S.CLOSED, date(2026, 4, 1))


def test_a_part_that_is_mended_is_noted_and_the_rest_asked_for(world: World) -> None:
    scene = found(world).reported(2)
    scene.note_progress(scene.plan[0].public_id)
    assert scene.status is S.CORRECTING
    assert scene.events()[-1] == "deviation.note_progress"


def test_a_deviation_is_replaced_by_an_open_one_of_the_same_supplier_only(world: World) -> None:
    scene, stranger = found(world).issue(), found(world)
    refused(NotFound, lambda: scene.supersede(stranger.deviation_id))
    refused(Invalid, lambda: scene.supersede(scene.deviation_id))
    with world.tx(scene.manager) as tx:
        other = deviations.record_on_contract(tx, scene.contract.public_id, a_finding())
    scene.supersede(other.public_id)
    assert (scene.status, scene.deviation.withdraw_reason) == (S.SUPERSEDED, "The same locks.")
    assert scene.link.closed_at is not None
    assert len(scene.mails("deviation_withdrawn")) == 1


def again(scene: Found, contract: Contract | None = None, **changes: object) -> Deviation:
    contract = contract or scene.contract
    with scene.world.tx(scene.manager) as tx:
        new = a_finding(**{"clause_id": clause_of(scene.world, contract), **changes})
        return deviations.record_on_contract(tx, contract.public_id, new)


def test_a_repeated_minor_is_proposed_as_major_and_a_lower_grade_keeps_its_reason_inside(world: World) -> None:
    scene = found(world, severity=Severity.MINOR).reported().verify()
    draft = again(scene, severity=Severity.MINOR)
    with world.reading(scene.manager) as tx:
        assert [row.public_id for row in deviation_repeats.proposed(tx.session, draft)] == [scene.deviation_id]

    def link(severity: Severity, reason: str = "") -> Deviation:
        with world.tx(scene.manager) as tx:
            repeat = Repeat(earlier_id=scene.deviation_id, severity=severity, reason=reason)
            return aftercare.link_repeat(tx, draft.public_id, repeat)

    assert list(refused(Invalid, lambda: link(Severity.MINOR)).problems) == ["reason"]
    assert link(Severity.MINOR, "Another building.").severity is Severity.MINOR
    with world.reading(scene.manager) as tx:
        assert "Another building." in tx.session.scalars(select(Note.body)).one()
    linked = link(Severity.MAJOR)
    assert (linked.severity, linked.repeat_of_id, linked.graded_by_id) == (
        Severity.MAJOR,
        scene.deviation.id,
        scene.manager.user_id,
    )


def test_another_clause_or_an_open_deviation_is_no_repeat(world: World) -> None:
    scene = found(world).issue()
    same, other = again(scene), again(scene, clause_id=clause_of(world, scene.contract, 1))
    with world.reading(scene.manager) as tx:
        assert [*deviation_repeats.proposed(tx.session, same), *deviation_repeats.proposed(tx.session, other)] == []
    refused(NotFound, lambda: again(scene, repeat_of_id=scene.deviation_id))


def test_a_deviation_without_a_follow_up_says_where_it_came_from_and_goes_the_whole_way(world: World) -> None:
    scene = found(world)
    draft = again(scene, country="BA", area=Area.LABOUR_RIGHTS)
    alone = replace(scene, deviation_id=draft.public_id).reported().verify()
    now = alone.deviation
    assert (now.status, now.follow_up_id, now.origin) == (S.CLOSED, None, DeviationOrigin.BY_HAND)
    assert (now.country, now.area) == ("BA", Area.LABOUR_RIGHTS)


def shorter(**changes: object) -> NewGradeRule:
    plain = {
        "severity": Severity.MINOR,
        "plan_days": 20,
        "answer_days": 5,
        "closure_days": 60,
        "needs_onsite": True,
        "is_shorter_for_class_a": False,
        "valid_from": date(2026, 3, 2),
        "reason": "Decision 7",
        "reminder_offsets": (-3, 1),
    }
    return NewGradeRule(**{**plain, **changes})  # type: ignore[arg-type] # a test's own values


def decide(scene: Found, **changes: object) -> None:
    world = scene.world
    cooperation_id = scene.manager.cooperation_ids[0]
    with world.reading() as tx:
        cooperation = tx.follow(Cooperation, cooperation_id)
        secretariat = tx.follow(Organisation, cooperation.secretariat_id)
    coordinator = world.staff(secretariat, Role.COORDINATOR, cooperations=(cooperation,))
    with world.tx(coordinator) as tx:
        deviation_policies.decide(tx, cooperation.public_id, shorter(**changes))


def test_what_the_cooperation_decided_counts_from_its_day_and_what_was_sent_keeps_its_own(
    world: World, clock: FixedClock
) -> None:
    before = found(world, is_cooperating=True, severity=Severity.MINOR).issue()
    decide(before, valid_from=date(2026, 3, 3))
    on(clock, date(2026, 3, 3))
    after = replace(before, deviation_id=again(before, severity=Severity.MINOR).public_id).issue()
    assert before.deviation.closure_due_on == date(2026, 8, 29)
    assert (after.deviation.plan_due_on, after.deviation.closure_due_on) == (date(2026, 3, 23), date(2026, 5, 2))
    for scene, answer in ((before, timedelta(days=14)), (after, timedelta(days=5))):
        scene.propose()
        assert scene.send().deviation.due_on == date(2026, 3, 3) + answer


def test_class_a_has_a_step_less_time_where_that_was_decided(world: World) -> None:
    scene = found(world, is_cooperating=True)
    decide(scene, severity=Severity.MAJOR, plan_days=14, closure_days=90, is_shorter_for_class_a=True)
    with world.reading(scene.manager) as tx:
        contract = tx.follow(Contract, scene.contract.id)
    with world.tx() as tx:
        stored = tx.follow(Contract, contract.id)
        stored.risk_class = RiskClass.A
        tx.journal(CONTRACT_CHANGED, stored, fields="risk_class")
    scene.issue()
    assert (scene.deviation.plan_due_on, scene.deviation.closure_due_on) == (date(2026, 3, 9), date(2026, 4, 1))


def test_only_the_secretariat_decides_deadlines_and_never_backwards(world: World) -> None:
    scene = found(world, is_cooperating=True)
    refused(Invalid, lambda: decide(scene, valid_from=date(2026, 3, 1)))
    refused(Invalid, lambda: decide(scene, plan_days=61))
    with world.reading() as tx:
        cooperation = tx.follow(Cooperation, scene.manager.cooperation_ids[0])
    with pytest.raises(Forbidden), world.tx(scene.manager) as tx:
        deviation_policies.decide(tx, cooperation.public_id, shorter())
