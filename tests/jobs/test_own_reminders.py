"""Reminders of what our own people do, by the organisation's rules; and what is left to do after the last reminder."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from followup.clock import FixedClock
from followup.domain.actors import Role, Staff
from followup.domain.deviations import Severity
from followup.domain.follow_up_policies import NewRule
from followup.domain.follow_up_rules import Terms
from followup.domain.follow_ups import Findings, NewFollowUp, Outcome
from followup.domain.incidents import Asking, SiteUse, SupplierAnswer
from followup.domain.journal import FOLLOW_UP_ASSIGNED, USER_CHANGED
from followup.domain.risk import RiskClass
from followup.domain.schedule import FollowUpKind
from followup.domain.users import Account
from followup.domain.work import Item, Task, Waits
from followup.jobs import send_reminders
from followup.jobs.work import Work
from followup.models.follow_ups import FollowUp
from followup.models.journal import JournalEntry
from followup.models.organisations import Organisation
from followup.models.outbox import OutboxMessage
from followup.models.users import User
from followup.queries import dashboard
from followup.runtime import Runtime
from followup.services import follow_up_policies, follow_ups, incident_questions, questionnaires, users
from tests.builders import World
from tests.deviation_scenes import found
from tests.incidents import Cooperation
from tests.jobs.mailers import NoMailer
from tests.self_assessments import asked

pytestmark = pytest.mark.database
AUDIT = FollowUpKind.OFFICE_AUDIT
DUE = date(2026, 3, 30)


def run_on(runtime: Runtime, clock: FixedClock, *days: date) -> None:
    for day in days:
        clock.set(datetime(day.year, day.month, day.day, 7, tzinfo=UTC))
        work = Work(runtime, NoMailer())
        send_reminders.run(work)
        assert work.first_error is None


def march(*days: int) -> list[date]:
    return [date(2026, 3, day) for day in days]


def mails(world: World, kind: str = "follow_up_reminder") -> Sequence[OutboxMessage]:
    with world.reading() as tx:
        return tx.session.scalars(select(OutboxMessage).where(OutboxMessage.kind == kind)).all()


def days(world: World, kind: str = "follow_up_reminder") -> list[date]:
    return [mail.created_at.date() for mail in mails(world, kind)]


def wants(world: World, staff: Staff, *, digest: bool) -> None:
    with world.tx(staff) as tx:
        user = tx.follow(User, staff.user_id or 0)
        user.wants_digest = digest
        tx.journal(USER_CHANGED, user, fields="wants_digest")


def switches_off(world: World, staff: Staff) -> None:
    with world.tx(staff) as tx:
        users.change_account(tx, Account(name="Mo", language="en", wants_digest=False), None)


def due(world: World, staff: Staff, due_on: date = DUE, kind: FollowUpKind = AUDIT) -> FollowUp:
    with world.tx(staff) as tx:
        new = NewFollowUp(kind=kind, due_on=due_on, reason="Planned")
        return follow_ups.add(tx, world_contract(world, staff), new)


def world_contract(world: World, staff: Staff) -> str:
    return world.contract(staff, risk=RiskClass.B).public_id


def rule(world: World, organisation: Organisation, kind: FollowUpKind, offsets: tuple[int, ...]) -> None:
    administrator = world.staff(organisation, Role.ADMINISTRATOR)
    answer_days = 28 if kind is FollowUpKind.SELF_ASSESSMENT else None
    terms = Terms(first_months=6, interval_months=12, answer_days=answer_days, reminder_offsets=offsets)
    with world.tx(administrator) as tx:
        follow_up_policies.decide(
            tx,
            NewRule(kind=kind, group=RiskClass.B, valid_from=date(2026, 3, 2), reason="Decision 9.", terms=terms),
        )


def work_of(world: World, staff: Staff, today: date) -> Sequence[Item]:
    with world.reading(staff) as tx:
        return dashboard.desk(tx.session, staff, today, tx.now).items


@pytest.fixture
def home(world: World) -> Organisation:
    return world.organisation()


@pytest.fixture
def manager(world: World, home: Organisation) -> Staff:
    return world.staff(home, Role.CONTRACT_MANAGER)


def test_who_gets_the_digest_gets_no_single_reminder(
    world: World, runtime: Runtime, clock: FixedClock, manager: Staff
) -> None:
    due(world, manager)
    run_on(runtime, clock, *march(16, 23, 30, 31))
    assert mails(world) == []


def test_who_has_switched_the_digest_off_is_reminded_on_the_rules_days(
    world: World, runtime: Runtime, clock: FixedClock, manager: Staff
) -> None:
    wants(world, manager, digest=False)
    follow_up = due(world, manager)
    run_on(runtime, clock, *march(12, 16, 17, 23, 30, 31), date(2026, 4, 7), date(2026, 4, 8))
    # 29 March is a Sunday, and 6 April is Easter Monday
    assert days(world) == [*march(16, 23, 30, 31), date(2026, 4, 7)]
    assert [mail.facts["number"] for mail in mails(world)] == [1, 2, 3, 4, 5]
    with world.reading() as tx:
        said = select(JournalEntry.event).where(JournalEntry.subject_id == follow_up.public_id)
        assert tx.session.scalars(said).all().count("follow_up.reminded") == 5


def test_missed_days_are_caught_up_with_one_mail(
    world: World, runtime: Runtime, clock: FixedClock, manager: Staff
) -> None:
    wants(world, manager, digest=False)
    due(world, manager)
    run_on(runtime, clock, date(2026, 4, 20), date(2026, 4, 20), date(2026, 4, 21))
    assert days(world) == [date(2026, 4, 20)]


def test_the_organisations_own_rule_says_when(
    world: World, runtime: Runtime, clock: FixedClock, home: Organisation, manager: Staff
) -> None:
    wants(world, manager, digest=False)
    rule(world, home, AUDIT, (-3, 2))
    due(world, manager)
    run_on(runtime, clock, *march(16, 23, 26, 27, 30, 31), date(2026, 4, 1))
    assert days(world) == [*march(27), date(2026, 4, 1)]


def test_a_supplier_too_is_reminded_as_the_organisations_rule_says(
    world: World, runtime: Runtime, clock: FixedClock, home: Organisation, manager: Staff
) -> None:
    rule(world, home, FollowUpKind.SELF_ASSESSMENT, (-3,))
    asked(world, staff=manager)
    run_on(runtime, clock, *march(16, 23, 27, 30, 31))
    assert days(world, "questionnaire_reminder") == march(27)


def test_nobody_is_reminded_of_what_is_done(world: World, runtime: Runtime, clock: FixedClock, manager: Staff) -> None:
    wants(world, manager, digest=False)
    follow_up = due(world, manager)
    with world.tx(manager) as tx:
        done = Findings(done_on=date(2026, 3, 2), outcome=Outcome.NONE_ASSESSED)
        follow_ups.record(tx, follow_up.public_id, done)
    run_on(runtime, clock, *march(16, 23, 30, 31))
    assert mails(world) == []


def test_the_one_it_was_given_to_is_reminded_and_not_the_manager(
    world: World, runtime: Runtime, clock: FixedClock, home: Organisation, manager: Staff
) -> None:
    auditor = world.staff(home, Role.AUDITOR)
    for who in (auditor, manager):
        wants(world, who, digest=False)
    follow_up = due(world, manager)
    with world.tx(manager) as tx:
        row = tx.follow(FollowUp, follow_up.id)
        row.assigned_to_id = auditor.user_id
        tx.journal(FOLLOW_UP_ASSIGNED, row, user=auditor.public_id)
    run_on(runtime, clock, *march(16))
    with world.reading() as tx:
        assert [mail.recipient for mail in mails(world)] == [tx.follow(User, auditor.user_id or 0).email]


def test_while_the_supplier_is_asked_only_the_supplier_is_reminded(
    world: World, runtime: Runtime, clock: FixedClock, manager: Staff
) -> None:
    wants(world, manager, digest=False)
    asked(world, staff=manager)
    run_on(runtime, clock, *march(16))
    assert (len(mails(world)), len(mails(world, "questionnaire_reminder"))) == (0, 1)


def test_after_the_last_reminder_of_a_self_assessment_the_manager_is_to_ring(
    world: World, runtime: Runtime, clock: FixedClock
) -> None:
    scene = asked(world)
    run_on(runtime, clock, *march(16, 23, 30, 31))
    [before] = work_of(world, scene.staff, date(2026, 4, 6))
    assert (before.task, before.waits) == (Task.AWAIT_ANSWERS, Waits.SUPPLIER)
    run_on(runtime, clock, date(2026, 4, 7))
    assert [mail.facts.get("is_last", False) for mail in mails(world, "questionnaire_reminder")][-2:] == [False, True]
    [after] = work_of(world, scene.staff, date(2026, 4, 7))
    assert (after.task, after.waits, after.id) == (Task.RING_ABOUT_ANSWERS, Waits.ME, scene.invitation_id)
    with world.tx(scene.staff) as tx:
        questionnaires.extend(tx, scene.invitation_id, date(2026, 4, 17))
    [extended] = work_of(world, scene.staff, date(2026, 4, 20))
    assert extended.task is Task.AWAIT_ANSWERS, "more time was given, and of that there was no last reminder yet"


def test_after_the_last_reminder_of_an_action_plan_the_manager_is_to_ring(
    world: World, runtime: Runtime, clock: FixedClock
) -> None:
    scene = found(world, severity=Severity.MAJOR).issue()
    run_on(runtime, clock, *march(9, 16, 17))

    def of_deviation(day: date) -> Task:
        return next(item.task for item in work_of(world, scene.manager, day) if item.id == scene.deviation_id)

    assert of_deviation(date(2026, 3, 20)) is Task.AWAIT_PLAN
    run_on(runtime, clock, *march(23))
    assert of_deviation(date(2026, 3, 23)) is Task.RING_ABOUT_DEVIATION


def test_a_supplier_asked_by_mail_about_a_site_is_reminded_until_the_answer_is_recorded(
    world: World, runtime: Runtime, clock: FixedClock
) -> None:
    house, gloves = Cooperation(world, "North"), world.supplier("Gloves")
    manager = house.managers["North"]
    contract = house.contract("North", gloves)
    contact = world.contact(manager, gloves)
    house.site("North", gloves)
    incident = house.begin()
    house.plan(incident, DUE)
    question = house.question(incident, gloves)
    with world.tx(manager) as tx:
        asking = Asking(contract_id=contract.public_id, contact_id=contact.public_id)
        incident_questions.ask(tx, question.public_id, asking)
    run_on(runtime, clock, *march(12, 16, 23, 31))
    kind = "traceability_reminder"
    assert days(world, kind) == march(16, 23, 31)
    assert [(mail.recipient, mail.facts["number"]) for mail in mails(world, kind)][-1] == ("anna@supplier.test", 3)
    assert mails(world, kind)[-1].facts["question"] == ["Do you use it?"]
    with world.tx(manager) as tx:
        answered = SupplierAnswer(answer=SiteUse.DOES_NOT, answered_on=date(2026, 3, 31))
        incident_questions.answer(tx, question.public_id, answered)
    run_on(runtime, clock, date(2026, 4, 7))
    assert len(mails(world, kind)) == 3


def test_more_time_is_told_the_supplier_in_the_same_save(world: World) -> None:
    scene = asked(world)
    with world.tx(scene.staff) as tx:
        questionnaires.extend(tx, scene.invitation_id, date(2026, 4, 17))
        questionnaires.extend(tx, scene.invitation_id, date(2026, 4, 17))
    [mail] = mails(world, "questionnaire_extended")
    assert (mail.recipient, mail.facts["due_on"]) == ("anna@supplier.test", "2026-04-17")
    assert scene.token not in str(mail.facts)
    with world.tx(scene.staff) as tx:
        questionnaires.extend(tx, scene.invitation_id, date(2026, 4, 24))
        tx.abandon()
    assert len(mails(world, "questionnaire_extended")) == 1


def test_who_switches_the_digest_off_is_not_reminded_of_what_it_told_already(
    world: World, runtime: Runtime, clock: FixedClock
) -> None:
    staff = world.staff(world.organisation())
    due(world, staff, date(2026, 2, 2))
    due(world, staff, date(2026, 3, 9))
    switches_off(world, staff)
    run_on(runtime, clock, *march(2, 3, 9, 10, 16))
    assert days(world) == march(9, 10, 16)
