"""The daily digest: one mail a day to who has something to do, on working days, in as many statements for all."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Engine, select

from followup.clock import FixedClock
from followup.domain.actors import Role, Staff
from followup.domain.digests import Matter, of_kind
from followup.domain.follow_ups import NewFollowUp
from followup.domain.journal import CONTRACT_CHANGED, FOLLOW_UP_ASSIGNED, USER_CHANGED
from followup.domain.messages import Digest, from_facts
from followup.domain.schedule import FollowUpKind
from followup.jobs import digest
from followup.jobs.work import Work
from followup.mail.render import render
from followup.models.contracts import Contract
from followup.models.follow_ups import FollowUp
from followup.models.outbox import OutboxMessage
from followup.models.users import User
from followup.runtime import Runtime
from followup.services import follow_ups
from tests.builders import World
from tests.deviation_scenes import found
from tests.incidents import Cooperation
from tests.jobs.mailers import NoMailer
from tests.joint import Three
from tests.self_assessments import asked
from tests.web.statements import counted

pytestmark = pytest.mark.database
TODAY = date(2026, 3, 2)  # a Monday
AUDIT = FollowUpKind.OFFICE_AUDIT


def run(runtime: Runtime, *, dry_run: bool = False) -> Work:
    work = Work(runtime, NoMailer(), dry_run=dry_run)
    digest.run(work)
    assert work.first_error is None
    return work


def mails(world: World) -> Sequence[OutboxMessage]:
    with world.reading() as tx:
        wanted = select(OutboxMessage).where(OutboxMessage.kind == "digest").order_by(OutboxMessage.id)
        return tx.session.scalars(wanted).all()


def said(mail: OutboxMessage) -> Digest:
    message = from_facts(mail.kind, mail.facts)
    assert isinstance(message, Digest)
    return message


def due(world: World, staff: Staff, due_on: date, *, kind: FollowUpKind = AUDIT, title: str = "Gloves") -> FollowUp:
    contract = world.contract(staff, title=title)
    with world.tx(staff) as tx:
        return follow_ups.add(tx, contract.public_id, NewFollowUp(kind=kind, due_on=due_on, reason="Planned"))


def set_user(world: World, staff: Staff, **values: object) -> None:
    with world.tx(staff) as tx:
        user = tx.follow(User, staff.user_id or 0)
        for name, value in values.items():
            setattr(user, name, value)
        tx.journal(USER_CHANGED, user, fields=", ".join(values))


@pytest.fixture
def manager(world: World) -> Staff:
    return world.staff(world.organisation(), Role.CONTRACT_MANAGER)


def test_who_has_something_late_or_due_within_a_fortnight_gets_one_mail(
    world: World, runtime: Runtime, manager: Staff
) -> None:
    for day in (date(2026, 2, 27), date(2026, 3, 16), date(2026, 3, 17)):
        due(world, manager, day)
    world.staff(world.organisation())
    assert run(runtime).counts == {"organisations": 2, "digests": 1}
    [mail] = mails(world)
    assert mail.recipient == "person1@buyer.test" or mail.recipient.startswith("person")
    message = said(mail)
    assert (message.late_count, message.soon_count) == (1, 1)
    assert [(matter, day) for matter, _, day in message.lines] == [
        (Matter.OFFICE_AUDIT, date(2026, 2, 27)),
        (Matter.OFFICE_AUDIT, date(2026, 3, 16)),
    ]


def test_it_comes_once_a_day_however_often_it_is_run(
    world: World, runtime: Runtime, clock: FixedClock, manager: Staff
) -> None:
    due(world, manager, TODAY)
    assert [run(runtime).counts["digests"] for _ in range(2)] == [1, 0]
    clock.set(datetime(2026, 3, 3, 7, 5, tzinfo=UTC))
    assert run(runtime).counts["digests"] == 1
    assert len(mails(world)) == 2


@pytest.mark.parametrize(
    ("day", "country", "comes"),
    [
        (date(2026, 3, 7), "SE", 0),  # a Saturday
        (date(2026, 3, 8), "SE", 0),
        (date(2026, 4, 2), "NO", 0),  # Maundy Thursday, a holiday in Norway only
        (date(2026, 4, 2), "SE", 1),
        (date(2026, 6, 19), "SE", 0),  # Midsummer Eve, in Sweden only
        (date(2026, 6, 19), "NO", 1),
    ],
)
def test_it_is_quiet_at_weekends_and_on_the_countrys_holidays(
    world: World, runtime: Runtime, clock: FixedClock, day: date, country: str, comes: int
) -> None:
    due(world, world.staff(world.organisation(country=country)), TODAY)
    clock.set(datetime(day.year, day.month, day.day, 7, 5, tzinfo=UTC))
    assert run(runtime).counts["digests"] == comes


def test_who_does_not_want_it_is_disabled_or_is_a_program_gets_none(
    world: World, runtime: Runtime, manager: Staff
) -> None:
    due(world, manager, TODAY)
    for state in ({"wants_digest": False}, {"wants_digest": True, "is_integration": True}):
        set_user(world, manager, **state)
        assert run(runtime).counts["digests"] == 0
    assert mails(world) == []


def test_what_is_given_to_another_stands_in_both_digests_and_the_deputys(
    world: World, runtime: Runtime, manager: Staff
) -> None:
    with world.reading() as tx:
        organisation = tx.follow(type(world.organisation()), manager.organisation_id or 0)
    auditor, deputy = world.staff(organisation, Role.AUDITOR), world.staff(organisation, Role.READER)
    world.staff(organisation, Role.CONTRACT_MANAGER)
    follow_up = due(world, manager, TODAY)
    with world.tx(manager) as tx:
        contract = tx.follow(Contract, follow_up.contract_id)
        contract.deputy_id = deputy.user_id
        tx.journal(CONTRACT_CHANGED, contract, fields="deputy_id")
        row = tx.follow(FollowUp, follow_up.id)
        row.assigned_to_id = auditor.user_id
        tx.journal(FOLLOW_UP_ASSIGNED, row, user=auditor.public_id)
    run(runtime)
    with world.reading() as tx:
        told = {tx.follow(User, who.user_id or 0).email for who in (manager, auditor, deputy)}
    assert {mail.recipient for mail in mails(world)} == told


def test_what_waits_on_the_supplier_is_no_work_of_ours(world: World, runtime: Runtime, clock: FixedClock) -> None:
    asked(world)
    clock.set(datetime(2026, 3, 27, 7, 5, tzinfo=UTC))
    assert run(runtime).counts["digests"] == 0


def test_an_action_plan_that_has_come_is_in_the_digest(world: World, runtime: Runtime, clock: FixedClock) -> None:
    scene = found(world).issue()
    clock.set(datetime(2026, 3, 9, 7, 5, tzinfo=UTC))
    run(runtime)
    scene.propose()
    scene.send()
    clock.set(datetime(2026, 3, 10, 7, 5, tzinfo=UTC))
    run(runtime)
    before, after = ([matter for matter, _, _ in said(mail).lines] for mail in mails(world))
    assert (before.count(Matter.PLAN), after.count(Matter.PLAN)) == (0, 1)


def test_the_mail_is_in_the_persons_language_and_says_how_to_switch_it_off(
    world: World, runtime: Runtime, manager: Staff
) -> None:
    set_user(world, manager, language="nb")
    due(world, manager, TODAY, title="Hansker =?x")
    run(runtime)
    [mail] = mails(world)
    drawn = render(said(mail), home="https://followup.test", service="followup")
    assert (mail.locale, drawn.language) == ("nb", "nb")
    assert "https://followup.test/account" in drawn.text
    assert "Hansker" in drawn.text


def test_of_much_the_earliest_stand_in_the_mail_and_the_rest_is_counted(
    world: World, runtime: Runtime, manager: Staff
) -> None:
    contract = world.contract(manager)
    with world.tx(manager) as tx:
        for kind in FollowUpKind:
            follow_ups.add(tx, contract.public_id, NewFollowUp(kind=kind, due_on=TODAY, reason="Planned"))
    other = world.contract(manager)
    with world.tx(manager) as tx:
        for kind in FollowUpKind:
            follow_ups.add(tx, other.public_id, NewFollowUp(kind=kind, due_on=date(2026, 3, 3), reason="Planned"))
    due(world, manager, date(2026, 3, 4))
    run(runtime)
    [mail] = mails(world)
    message = said(mail)
    assert (len(message.lines), message.left_out_count, message.soon_count) == (20, 1, 21)
    assert "And 1 more" in render(message, home="https://followup.test", service="followup").text


def test_a_dry_run_writes_nothing(world: World, runtime: Runtime, manager: Staff) -> None:
    due(world, manager, TODAY)
    assert run(runtime, dry_run=True).counts["digests"] == 1
    assert mails(world) == []


def test_it_asks_as_much_for_ten_people_as_for_one(
    world: World, runtime: Runtime, engine: Engine, clock: FixedClock, manager: Staff
) -> None:
    due(world, manager, TODAY)
    with counted(engine) as for_one:
        run(runtime)
    with world.reading() as tx:
        organisation = tx.follow(type(world.organisation()), manager.organisation_id or 0)
    for _ in range(9):
        due(world, world.staff(organisation), TODAY)
    clock.set(datetime(2026, 3, 3, 7, 5, tzinfo=UTC))
    with counted(engine) as for_ten:
        assert run(runtime).counts["digests"] == 10
    assert len(for_ten) == len(for_one) <= 8


def test_every_kind_of_follow_up_has_a_name_in_the_digest() -> None:
    assert len({of_kind(kind) for kind in FollowUpKind}) == len(FollowUpKind)


def test_a_joint_follow_up_that_was_offered_waits_in_the_digests_of_those_who_answer(
    world: World, runtime: Runtime
) -> None:
    three = Three(world)
    three.offer(three.suggest())
    run(runtime)
    told = {mail.recipient: said(mail).matters for mail in mails(world)}
    assert sorted(told.values()) == [("answer_joint",), ("answer_joint",), ("begin_joint",)]


def test_an_incident_waits_in_the_digest_until_a_stance_is_recorded(world: World, runtime: Runtime) -> None:
    scene = Cooperation(world, "Region North", "Region South")
    supplier = world.supplier("Invented Gloves AB")
    scene.contract("Region North", supplier)
    scene.site("Region North", supplier)
    scene.begin()
    run(runtime)
    assert [said(mail).matters for mail in mails(world)] == [("take_stance",)]
