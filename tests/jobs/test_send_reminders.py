"""Reminders: on the policy's days, on working days, once, in the recipient's language; no open form goes stale."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from followup.clock import FixedClock
from followup.domain.actors import Role
from followup.domain.deviations import Severity
from followup.domain.follow_up_policies import NewRule
from followup.domain.follow_up_rules import FollowUpKind, Terms, Trigger
from followup.domain.journal import FOLLOW_UP_EXPLAINED
from followup.domain.questionnaires import SendBack
from followup.domain.risk import RiskClass
from followup.jobs import send_reminders
from followup.jobs.work import Work
from followup.models.follow_ups import FollowUp
from followup.models.outbox import OutboxMessage
from followup.runtime import Runtime
from followup.services import assessments, assignments, follow_up_policies, questionnaires
from tests.builders import World
from tests.deviation_scenes import found
from tests.jobs.mailers import NoMailer
from tests.self_assessments import Asked, asked

pytestmark = pytest.mark.database
SENT = date(2026, 3, 2)


def run(runtime: Runtime, *, on: date | None = None, dry_run: bool = False) -> Work:
    work = Work(runtime, NoMailer(), on=on, dry_run=dry_run)
    send_reminders.run(work)
    assert work.first_error is None
    return work


def on(clock: FixedClock, month: int, day: int) -> None:
    clock.set(datetime(2026, month, day, 7, tzinfo=UTC))


def mails(world: World, kind: str = "questionnaire_reminder") -> Sequence[OutboxMessage]:
    with world.reading() as tx:
        wanted = select(OutboxMessage).where(OutboxMessage.kind == kind).order_by(OutboxMessage.id)
        return tx.session.scalars(wanted).all()


def days(world: World, kind: str = "questionnaire_reminder") -> list[date]:
    return [mail.created_at.date() for mail in mails(world, kind)]


def every_day(runtime: Runtime, clock: FixedClock, months: dict[int, range]) -> None:
    for month, month_days in months.items():
        for day in month_days:
            on(clock, month, day)
            run(runtime)


def test_an_open_self_assessment_is_reminded_of_before_and_after_its_day(
    world: World, runtime: Runtime, clock: FixedClock
) -> None:
    scene = asked(world)
    assert (scene.invitation.sent_on, scene.invitation.due_on) == (SENT, date(2026, 3, 30))
    every_day(runtime, clock, {3: range(2, 32), 4: range(1, 16)})
    # 6 April is Easter Monday: the reminder for it goes out on the next working day
    assert days(world) == [date(2026, 3, d) for d in (16, 23, 30, 31)] + [date(2026, 4, 7)]
    facts = [mail.facts for mail in mails(world)]
    assert [fact["number"] for fact in facts] == [1, 2, 3, 4, 5]
    assert [fact.get("days_late", 0) for fact in facts] == [0, 0, 0, 1, 8]
    assert {mail.subject_id for mail in mails(world)} == {scene.invitation_id}


def test_running_twice_reminds_once(world: World, runtime: Runtime, clock: FixedClock) -> None:
    asked(world)
    on(clock, 3, 16)
    assert run(runtime).counts["reminded"] == 1
    assert run(runtime).counts["reminded"] == 0
    assert len(mails(world)) == 1


def test_missed_days_are_caught_up_with_one_mail(world: World, runtime: Runtime, clock: FixedClock) -> None:
    asked(world)
    on(clock, 3, 27)
    run(runtime)
    on(clock, 4, 20)
    run(runtime)
    assert days(world) == [date(2026, 3, 27), date(2026, 4, 20)]


def test_the_mail_is_in_the_recipients_language_and_names_the_link_not_its_token(
    world: World, runtime: Runtime, clock: FixedClock
) -> None:
    scene = asked(world, language="nb")
    on(clock, 3, 16)
    run(runtime)
    [mail] = mails(world)
    assert (mail.locale, mail.recipient) == ("nb", "anna@supplier.test")
    assert mail.facts["questionnaire_title"] == "Self-assessment (nb)"
    assert mail.facts["assignment_id"] == scene.assignment.public_id
    assert scene.token not in str(mail.facts)


def test_a_reminder_leaves_the_form_as_it_was(world: World, runtime: Runtime, clock: FixedClock) -> None:
    scene = asked(world)
    before = scene.invitation.version
    on(clock, 3, 16)
    run(runtime)
    assert scene.invitation.version == before


def answered(scene: Asked) -> None:
    scene.answer()


def cancelled(scene: Asked) -> None:
    with scene.world.tx(scene.staff) as tx:
        questionnaires.cancel(tx, scene.invitation_id)


def revoked(scene: Asked) -> None:
    with scene.world.tx(scene.staff) as tx:
        assignments.revoke(tx, tx.follow(type(scene.assignment), scene.assignment.id))


@pytest.mark.parametrize("settle", [answered, cancelled, revoked])
def test_nobody_is_reminded_of_what_is_no_longer_asked(
    world: World, runtime: Runtime, clock: FixedClock, settle: object
) -> None:
    scene = asked(world)
    assert callable(settle)
    settle(scene)
    every_day(runtime, clock, {3: range(16, 32)})
    assert mails(world) == []


def test_who_was_sent_questions_back_today_is_not_reminded_today(
    world: World, runtime: Runtime, clock: FixedClock
) -> None:
    scene = asked(world)
    scene.answer()
    on(clock, 3, 16)
    with world.tx(scene.staff) as tx:
        back = SendBack(keys=("1",), note="Which paper?", due_on=date(2026, 3, 30))
        assessments.send_back(tx, runtime.keys, scene.invitation_id, back)
    every_day(runtime, clock, {3: range(16, 24)})
    assert days(world) == [date(2026, 3, 23)]


def test_a_later_deadline_is_reminded_of_anew(world: World, runtime: Runtime, clock: FixedClock) -> None:
    scene = asked(world)
    on(clock, 3, 30)
    run(runtime)
    with world.tx(scene.staff) as tx:
        questionnaires.extend(tx, scene.invitation_id, date(2026, 4, 17))
    every_day(runtime, clock, {4: range(1, 18)})
    # 3 April is Good Friday; 16 is the day before, which counts as -1
    assert days(world) == [date(2026, 3, 30), date(2026, 4, 7), date(2026, 4, 10), date(2026, 4, 16)]


def test_an_action_plan_is_reminded_of_by_the_grades_own_days(
    world: World, runtime: Runtime, clock: FixedClock
) -> None:
    scene = found(world, severity=Severity.MAJOR).issue()
    assert scene.deviation.plan_due_on == date(2026, 3, 16)
    every_day(runtime, clock, {3: range(2, 26)})
    assert days(world, "deviation_reminder") == [date(2026, 3, d) for d in (9, 16, 17, 23)]
    assert all(mail.facts.get("is_plan_due", True) for mail in mails(world, "deviation_reminder"))


def test_a_critical_deviation_is_reminded_of_every_working_day(
    world: World, runtime: Runtime, clock: FixedClock
) -> None:
    found(world, severity=Severity.CRITICAL).issue()
    every_day(runtime, clock, {3: range(2, 10)})
    assert days(world, "deviation_reminder") == [date(2026, 3, d) for d in (3, 4, 5, 6, 9)]


def test_an_accepted_plan_is_reminded_of_until_it_is_shown_done(
    world: World, runtime: Runtime, clock: FixedClock
) -> None:
    scene = found(world, severity=Severity.MAJOR).planned().accept()
    assert scene.deviation.due_on == date(2026, 5, 31)
    every_day(runtime, clock, {5: range(15, 30)})
    assert days(world, "deviation_reminder") == [date(2026, 5, d) for d in (18, 25)]
    assert mails(world, "deviation_reminder")[0].facts["is_plan_due"] is False


def test_the_history_says_that_a_reminder_was_sent(world: World, runtime: Runtime, clock: FixedClock) -> None:
    scene = found(world).issue()
    on(clock, 3, 9)
    run(runtime)
    assert "deviation.reminded" in scene.events()


def test_a_dry_run_counts_and_writes_nothing(world: World, runtime: Runtime, clock: FixedClock) -> None:
    asked(world)
    on(clock, 3, 16)
    assert run(runtime, dry_run=True).counts["reminded"] == 1
    assert mails(world) == []


def test_norways_days_off_are_norways_own(world: World, runtime: Runtime, clock: FixedClock) -> None:
    organisation = world.organisation(country="NO")
    scene = asked(world, staff=world.staff(organisation, Role.CONTRACT_MANAGER), due_on=date(2026, 6, 12))
    assert scene.invitation.due_on == date(2026, 6, 12)
    on(clock, 6, 5)  # a Friday, seven days before
    run(runtime)
    assert days(world) == [date(2026, 6, 5)]


def test_a_form_of_another_kind_is_reminded_of_by_its_own_rule(
    world: World, runtime: Runtime, clock: FixedClock
) -> None:
    region = world.organisation()
    administrator = world.staff(region, Role.ADMINISTRATOR)
    staff = world.staff(region, Role.CONTRACT_MANAGER)
    with world.tx(administrator) as tx:
        terms = Terms(trigger=Trigger.EVENT, answer_days=28, reminder_offsets=(-2,))
        rule = NewRule(
            kind=FollowUpKind.TRACEABILITY, group=RiskClass.B, valid_from=SENT, reason="Once is enough.", terms=terms
        )
        follow_up_policies.decide(tx, rule)
    ordinary, traced = asked(world, staff=staff), asked(world, staff=staff)
    with world.tx(staff) as tx:  # as if it had been sent for a request of traceability
        follow_up = tx.follow(FollowUp, traced.invitation.follow_up_id)
        follow_up.kind = FollowUpKind.TRACEABILITY
        tx.journal(FOLLOW_UP_EXPLAINED, follow_up, due_on=follow_up.due_on)
    every_day(runtime, clock, {3: range(2, 32)})
    sent = {
        scene.invitation_id: [mail.created_at.day for mail in mails(world) if mail.subject_id == scene.invitation_id]
        for scene in (ordinary, traced)
    }
    assert sent == {ordinary.invitation_id: [16, 23, 30, 31], traced.invitation_id: [30]}
