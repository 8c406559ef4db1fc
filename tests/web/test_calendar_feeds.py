"""Calendar addresses: a calendar program's view of the plan, before and after a move and a cancel."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from icalendar import Calendar, Event
from sqlalchemy import Engine
from werkzeug.test import TestResponse

from followup.clock import FixedClock
from followup.domain.actors import Role, Staff
from followup.domain.calendar_feeds import FEEDS_MOST, FeedReach, NewFeed
from followup.domain.contracts import NewContract
from followup.domain.follow_ups import NewFollowUp
from followup.domain.journal import FOLLOW_UP_ASSIGNED, USER_CHANGED
from followup.domain.moves import Move
from followup.domain.schedule import FollowUpKind
from followup.errors import Conflict
from followup.models.calendar_feeds import CalendarFeed
from followup.models.contracts import Contract
from followup.models.follow_ups import FollowUp
from followup.models.users import User
from followup.services import calendar_feeds, contracts, follow_ups, moves, users
from tests.builders import World
from tests.self_assessments import every_value
from tests.web.client import Browser
from tests.web.statements import counted

DUE = date(2026, 5, 4)


class Subscriber:
    """A person with an address, and a calendar program that fetches it."""

    def __init__(self, app: Flask, world: World, staff: Staff, reach: FeedReach = FeedReach.OWN) -> None:
        self.app, self.world, self.staff = app, world, staff
        with world.tx(staff) as tx:
            self.feed = calendar_feeds.make(tx, world.runtime.keys, NewFeed(reach=reach))
        self.token = calendar_feeds.token_of(world.runtime.keys, self.feed)
        self.program = Browser(app)

    def fetch(self, **headers: str) -> TestResponse:
        return self.program.get(f"/feeds/{self.token}.ics", headers=headers)

    def calendar(self) -> Calendar:
        answer = self.fetch()
        assert (answer.status_code, answer.mimetype) == (200, "text/calendar")
        return Calendar.from_ical(answer.data)

    def events(self) -> dict[str, Event]:
        return {str(event["UID"]): event for event in self.calendar().walk("VEVENT")}


@pytest.fixture
def manager(world: World) -> Staff:
    return world.staff(world.organisation("Region North"), Role.CONTRACT_MANAGER, Role.ADMINISTRATOR)


def contract_of(world: World, manager: Staff, title: str = "Secret gloves", number: str = "RS/12; a, b") -> Contract:
    supplier = world.supplier("Confidential supplier AB")
    with world.tx(manager) as tx:
        return contracts.register(tx, NewContract(title=title, supplier_id=supplier.public_id, number=number))


def slot(
    world: World,
    manager: Staff,
    due_on: date = DUE,
    *,
    kind: FollowUpKind = FollowUpKind.OFFICE_AUDIT,
    contract: Contract | None = None,
) -> FollowUp:
    contract = contract or contract_of(world, manager)
    with world.tx(manager) as tx:
        return follow_ups.add(tx, contract.public_id, NewFollowUp(kind=kind, due_on=due_on, reason="A secret reason"))


def stored(world: World, follow_up: FollowUp) -> FollowUp:
    with world.reading() as tx:
        return tx.follow(FollowUp, follow_up.id)


def moved(world: World, manager: Staff, follow_up: FollowUp, due_on: date) -> None:
    with world.tx(manager) as tx:
        chosen = {follow_up.public_id: stored(world, follow_up).version}
        moves.move(tx, Move(chosen=chosen, due_on=due_on, reason="They are moving house"))


def skipped(world: World, manager: Staff, follow_up: FollowUp) -> None:
    with world.tx(manager) as tx:
        follow_ups.skip(tx, follow_up.public_id, "The supplier was bought")


def test_a_program_sees_a_follow_up_and_then_that_it_was_moved_and_then_cancelled(
    app: Flask, world: World, manager: Staff, clock: FixedClock
) -> None:
    follow_up = slot(world, manager)
    program = Subscriber(app, world, manager)
    [(uid, first)] = program.events().items()
    assert uid == f"{follow_up.public_id}@followup.test"
    assert (first["DTSTART"].dt, first["DTEND"].dt) == (DUE, DUE + timedelta(days=1)), "a whole day, without a zone"
    assert (first["SUMMARY"], first["STATUS"]) == ("Office audit, RS/12; a, b", "CONFIRMED")
    assert first["URL"] == f"https://followup.test/follow-ups/{follow_up.public_id}"

    clock.set(datetime(2026, 3, 3, 10, tzinfo=UTC))
    moved(world, manager, follow_up, date(2026, 6, 8))
    second = program.events()[uid]
    assert second["DTSTART"].dt == date(2026, 6, 8)
    assert second["SEQUENCE"] > first["SEQUENCE"]
    assert second["LAST-MODIFIED"].dt == second["DTSTAMP"].dt == datetime(2026, 3, 3, 10, tzinfo=UTC)

    clock.set(datetime(2026, 3, 4, 10, tzinfo=UTC))
    skipped(world, manager, follow_up)
    third = program.events()[uid]
    assert (third["STATUS"], third["DTSTART"].dt) == ("CANCELLED", date(2026, 6, 8))
    assert third["SEQUENCE"] > second["SEQUENCE"]
    assert list(program.events()) == [uid], "the same event all the time"


def test_what_is_cancelled_stays_for_ninety_days(app: Flask, world: World, manager: Staff, clock: FixedClock) -> None:
    skipped(world, manager, slot(world, manager))
    program = Subscriber(app, world, manager)
    clock.set(datetime(2026, 5, 30, 9, tzinfo=UTC))
    assert len(program.events()) == 1
    clock.set(datetime(2026, 6, 1, 9, tzinfo=UTC))
    assert program.events() == {}


def test_nothing_confidential_stands_in_a_calendar(app: Flask, world: World, manager: Staff) -> None:
    slot(world, manager)
    slot(world, manager, kind=FollowUpKind.TRACEABILITY, contract=contract_of(world, manager, number=""))
    answer = Subscriber(app, world, manager).fetch()
    assert "SUMMARY:Traceability request\r\n" in answer.text
    said = answer.text.replace("\r\n ", "")
    for kept in ("Secret gloves", "Confidential supplier", "secret reason", manager.name, "person1@"):
        assert kept not in said


def test_a_calendar_reaches_from_a_year_ago_to_two_years_ahead(app: Flask, world: World, manager: Staff) -> None:
    inside = {date(2025, 3, 3), date(2028, 3, 2)}
    contract = contract_of(world, manager)
    for n, due_on in enumerate(sorted({*inside, date(2025, 3, 1), date(2028, 3, 3)})):
        slot(world, manager, due_on, kind=list(FollowUpKind)[n], contract=contract)
    found = Subscriber(app, world, manager).events().values()
    assert {event["DTSTART"].dt for event in found} == inside


def test_ones_own_calendar_has_what_one_is_given_manages_or_stands_in_for(
    app: Flask, world: World, manager: Staff
) -> None:
    home = world.organisation("Region South")
    one, other = world.staff(home), world.staff(home)
    managed, given, foreign = slot(world, one), slot(world, other), slot(world, other)
    elsewhere = slot(world, manager)
    with world.tx(other) as tx:
        tx.follow(FollowUp, given.id).assigned_to_id = one.user_id
        tx.journal(FOLLOW_UP_ASSIGNED, tx.follow(FollowUp, given.id), user=one.public_id)
    own = Subscriber(app, world, one).events()
    assert {uid.partition("@")[0] for uid in own} == {managed.public_id, given.public_id}
    whole = {uid.partition("@")[0] for uid in Subscriber(app, world, one, FeedReach.WHOLE).events()}
    assert whole == {managed.public_id, given.public_id, foreign.public_id}
    assert elsewhere.public_id not in whole


def test_a_program_that_has_it_is_told_so_without_anything_being_read(
    app: Flask, world: World, engine: Engine, manager: Staff, clock: FixedClock
) -> None:
    follow_up = slot(world, manager)
    program = Subscriber(app, world, manager)
    first = program.fetch()
    assert first.headers["Cache-Control"] == "private, no-cache"
    with counted(engine) as statements:
        again = program.fetch(**{"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert len(statements) == 3
    since = program.fetch(**{"If-Modified-Since": first.headers["Last-Modified"]})
    assert since.status_code == 304
    clock.set(datetime(2026, 3, 3, 10, tzinfo=UTC))
    moved(world, manager, follow_up, date(2026, 6, 8))
    held = {"If-None-Match": first.headers["ETag"], "If-Modified-Since": first.headers["Last-Modified"]}
    assert program.fetch(**held).status_code == 200


def test_an_address_ends_when_it_is_revoked_and_looks_as_if_it_never_was(
    app: Flask, world: World, manager: Staff
) -> None:
    program = Subscriber(app, world, manager)
    never = program.program.get(f"/feeds/{'A' * 43}.ics")
    with world.tx(manager) as tx:
        calendar_feeds.revoke(tx, program.feed.public_id)
        calendar_feeds.revoke(tx, program.feed.public_id)
    revoked = program.fetch()
    assert never.status_code == revoked.status_code == 404
    assert "revoked" not in revoked.text.lower()


def test_an_address_ends_with_its_person_and_with_the_persons_role(app: Flask, world: World, manager: Staff) -> None:
    home = world.organisation("Region South")
    administrator = world.staff(home, Role.ADMINISTRATOR)
    reader, leaves = world.staff(home, Role.READER), world.staff(home, Role.READER)
    feeds = {who.public_id: Subscriber(app, world, who) for who in (reader, leaves)}
    with world.tx(administrator) as tx:
        users.change_roles(tx, reader.public_id, frozenset({Role.ADMINISTRATOR}))
        users.disable(tx, leaves.public_id, None)
    assert [feed.fetch().status_code for feed in feeds.values()] == [404, 404]


def test_the_calendar_speaks_its_persons_language(app: Flask, world: World, manager: Staff) -> None:
    slot(world, manager)
    with world.tx(manager) as tx:
        user = tx.follow(User, manager.user_id or 0)
        user.language = "sv"
        tx.journal(USER_CHANGED, user, fields="language")
    assert "PRODID:-//followup//Follow-ups//SV" in Subscriber(app, world, manager).fetch().text


def test_long_lines_are_folded_and_signs_escaped(app: Flask, world: World, manager: Staff) -> None:
    number = "å; b, \\ " * 20
    slot(world, manager, contract=contract_of(world, manager, number=number.strip()))
    program = Subscriber(app, world, manager)
    assert max(len(line) for line in program.fetch().data.split(b"\r\n")) <= 75
    [event] = program.events().values()
    assert event["SUMMARY"] == f"Office audit, {number.strip()}"


def test_only_the_hash_of_an_address_is_kept(app: Flask, world: World, manager: Staff) -> None:
    program = Subscriber(app, world, manager)
    assert program.token
    assert program.token not in every_value(world.runtime.database)


def test_a_person_makes_sees_and_revokes_an_address_on_one_page(app: Flask, world: World, manager: Staff) -> None:
    browser = Browser(app, manager)
    assert browser.page("/account").xpath("//a[@href='/calendar-feeds']")
    assert "No address yet" in browser.page("/calendar-feeds").text_content()
    assert browser.post("/calendar-feeds", {"reach": "whole"}).status_code == 303
    [address] = browser.page("/calendar-feeds").xpath("//main//code/text()")
    assert Browser(app).get(address.removeprefix("https://followup.test")).status_code == 200
    [revoke] = browser.page("/calendar-feeds").xpath("//form[contains(@action, '/revoke')]/@action")
    assert browser.post(revoke).status_code == 303
    assert "No address yet" in browser.page("/calendar-feeds").text_content()


def test_nobody_sees_or_revokes_a_colleagues_address(app: Flask, world: World, manager: Staff) -> None:
    home = world.organisation("Region South")
    mine = Subscriber(app, world, world.staff(home, Role.READER))
    colleague = Browser(app, world.staff(home, Role.CONTRACT_MANAGER))
    assert mine.token not in colleague.get("/calendar-feeds").text
    assert colleague.post(f"/calendar-feeds/{mine.feed.public_id}/revoke").status_code == 403
    assert mine.fetch().status_code == 200


def test_a_person_has_at_most_so_many_addresses(world: World, manager: Staff) -> None:
    with world.tx(manager) as tx:
        for _ in range(FEEDS_MOST):
            calendar_feeds.make(tx, world.runtime.keys, NewFeed(reach=FeedReach.OWN))
        with pytest.raises(Conflict):
            calendar_feeds.make(tx, world.runtime.keys, NewFeed(reach=FeedReach.OWN))
    with world.reading() as tx:
        assert len(tx.session.query(CalendarFeed).all()) == FEEDS_MOST
