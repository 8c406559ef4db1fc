"""Mailed codes: needed where the buyer has set it so, compared in one form, spent once, and few in number."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from followup import migrate
from followup.clock import FixedClock
from followup.db import Database
from followup.domain.actors import Assignee, Role, System
from followup.domain.assignments import token_hash
from followup.domain.contributors import NewContributor
from followup.domain.journal import CONTRACT_CHANGED
from followup.domain.link_codes import CODE_OVER, CODES_LOCKED, NO_CODE_YET, TOO_MANY_CODES, WRONG_CODE, CodeNeeded
from followup.domain.risk import RiskClass
from followup.errors import Forbidden, Reason
from followup.files import FileStore
from followup.models.assignments import AssigneeSession
from followup.models.contracts import Contract
from followup.models.journal import JournalEntry
from followup.models.link_codes import LinkCode
from followup.models.organisations import Organisation
from followup.queries import sign_in
from followup.runtime import Keys, Runtime
from followup.services import answers, contributors, link_codes, openings, organisations, reissues
from tests.builders import World
from tests.conftest import KEY
from tests.self_assessments import BORIS, EMAIL, Asked, asked, every_value
from tests.walks.letters import mailed


def careful(world: World, risk: RiskClass = RiskClass.A) -> Asked:
    """A self-assessment about a contract of class A, sent by an organisation that asks for codes."""
    scene = asked(world)
    with world.reading() as tx:
        home = tx.follow(Organisation, scene.staff.organisation_id or 0)
    administrator = world.staff(home, Role.ADMINISTRATOR)
    with world.tx(administrator) as tx:
        organisations.ask_for_codes(tx, asked=True)
    with world.tx(scene.staff) as tx:
        contract = tx.follow(Contract, scene.contract.id)
        contract.risk_class = risk
        tx.journal(CONTRACT_CHANGED, contract, fields="risk_class")
    return scene


def gate(scene: Asked) -> System:
    return System(job="sign_in", everything=True, organisation_id=scene.staff.organisation_id)


class Holding:
    """One browser of the holder, who is looked up anew for each request."""

    def __init__(self, scene: Asked) -> None:
        self.scene, self.world = scene, scene.world
        with self.world.tx(gate(scene)) as tx:
            self.session = openings.open_link(tx, scene.token, EMAIL, is_known=True).session_token or ""

    @property
    def actor(self) -> Assignee:
        with self.world.reading(gate(self.scene)) as tx:
            found = sign_in.assignee_of_session(tx.session, token_hash(self.session), tx.now)
        assert found is not None
        return found

    def ask(self) -> Reason | None:
        with self.world.tx(gate(self.scene)) as tx:
            return link_codes.send(tx, self.world.runtime.keys, self.actor)

    def type(self, code: str) -> Reason | None:
        actor = self.actor
        with self.world.tx(gate(self.scene)) as tx:
            return link_codes.confirm(tx, self.world.runtime.keys, actor, code)

    @property
    def code(self) -> str:
        with self.world.reading() as tx:
            row = tx.session.scalars(select(LinkCode).order_by(LinkCode.id.desc()).limit(1)).one()
        code = link_codes.code_again(self.world.runtime.keys, row)
        assert code is not None
        return code

    @property
    def wrong(self) -> str:
        return f"{(int(self.code) + 1) % 10**8:08}"


@pytest.mark.database
def test_sending_reading_what_was_sent_and_delegating_wait_for_the_code(world: World) -> None:
    scene = careful(world)
    scene.fill()
    browser = Holding(scene)
    bo = NewContributor(name="Bo", email="bo@supplier.test", language="en", sections=("s1",))
    with pytest.raises(CodeNeeded), world.tx(browser.actor) as tx:
        answers.submit(tx, BORIS)
    with pytest.raises(CodeNeeded), world.tx(browser.actor) as tx:
        contributors.invite(tx, world.runtime.keys, bo)
    assert browser.type("12345678") is NO_CODE_YET
    assert browser.ask() is None
    assert browser.type(browser.code) is None
    with world.tx(browser.actor) as tx:
        contributors.invite(tx, world.runtime.keys, bo)
    with world.tx(browser.actor) as tx:
        answers.submit(tx, BORIS)
    with world.reading(browser.actor) as tx:
        assert answers.mine(tx).public_id == scene.invitation_id
    another = Holding(scene)
    with pytest.raises(CodeNeeded), world.reading(another.actor) as tx:
        answers.mine(tx)


@pytest.mark.database
def test_no_code_is_asked_for_below_class_a_or_where_it_is_not_set(world: World) -> None:
    assert not Holding(careful(world, RiskClass.B)).actor.must_confirm
    assert not Holding(asked(world)).actor.must_confirm


def test_only_an_administrator_sets_it(world: World) -> None:
    scene = asked(world)
    with pytest.raises(Forbidden), world.tx(scene.staff) as tx:
        organisations.ask_for_codes(tx, asked=True)


def test_the_code_goes_to_the_registered_address_alone_and_is_kept_nowhere(world: World) -> None:
    browser = Holding(careful(world))
    browser.ask()
    [(address, facts)] = mailed(world, "link_code")
    assert (address, facts.get("assignment_id")) == (EMAIL, None)
    assert browser.code not in every_value(world.runtime.database)
    assert browser.code not in str(facts)


@pytest.mark.parametrize("written", [" {} ", "{0[0]} {0[1]}\u00a0{0[2]}\t{0[3]}{0[4]} {0[5]}{0[6]}\u2009{0[7]}"])
@pytest.mark.parametrize("is_wide", [False, True])
def test_a_code_is_the_same_however_it_is_written_and_is_spent_once_in_all_forms(
    world: World, written: str, is_wide: bool
) -> None:
    browser = Holding(careful(world))
    browser.ask()
    code = browser.code
    digits = "".join(chr(ord("\uff10") + int(d)) for d in code) if is_wide else code
    assert browser.type(written.format(digits)) is None
    assert not browser.actor.must_confirm
    assert [browser.type(again) for again in (code, digits, f" {code}")] == [CODE_OVER] * 3


def test_five_wrong_tries_end_a_code_and_ten_minutes_do_too(world: World, clock: FixedClock) -> None:
    browser = Holding(careful(world))
    browser.ask()
    assert [browser.type(browser.wrong) for _ in range(5)] == [WRONG_CODE] * 5
    assert browser.type(browser.code) is CODE_OVER
    browser.ask()
    clock.set(clock.now() + timedelta(minutes=10))
    assert browser.type(browser.code) is CODE_OVER
    browser.ask()
    first = browser.code
    browser.ask()
    assert browser.type(first) is WRONG_CODE
    assert browser.type(browser.code) is None


def test_five_codes_an_hour_and_ten_a_day(world: World, clock: FixedClock) -> None:
    browser = Holding(careful(world))
    assert [browser.ask() for _ in range(6)] == [None] * 5 + [TOO_MANY_CODES]
    clock.set(clock.now() + timedelta(minutes=61))
    assert [browser.ask() for _ in range(6)] == [None] * 5 + [TOO_MANY_CODES]
    clock.set(clock.now() + timedelta(minutes=61))
    assert browser.ask() is TOO_MANY_CODES
    assert Holding(browser.scene).ask() is TOO_MANY_CODES
    clock.set(clock.now() + timedelta(hours=24))
    assert Holding(browser.scene).ask() is None


@pytest.mark.database
def test_fifty_failures_lock_the_link_whatever_codes_come_between_until_it_is_replaced(
    world: World, clock: FixedClock
) -> None:
    scene = careful(world)
    for _ in range(10):
        browser = Holding(scene)
        assert browser.ask() is None
        assert [browser.type(browser.wrong) for _ in range(5)] == [WRONG_CODE] * 5
        clock.set(clock.now() + timedelta(hours=3))
    assert Holding(scene).ask() is CODES_LOCKED
    with world.tx(scene.staff) as tx:
        reissues.replace(tx, world.runtime.keys, scene.assignment.public_id)
    clock.set(clock.now() + timedelta(hours=24))
    browser = Holding(scene)
    assert browser.ask() is None
    assert browser.type(browser.code) is None


def test_a_code_works_only_in_the_browser_that_asked_for_it(world: World) -> None:
    scene = careful(world)
    asking, other = Holding(scene), Holding(scene)
    asking.ask()
    assert other.type(asking.code) is NO_CODE_YET
    assert asking.type(asking.code) is None
    assert other.actor.must_confirm


@pytest.mark.slow
def test_of_a_hundred_right_tries_at_once_exactly_one_succeeds(tmp_path: Path) -> None:
    """Source: trust.md t-L10."""
    database = Database.at(f"sqlite:///{tmp_path / 'followup.sqlite3'}")
    migrate.upgrade(database)
    clock, keys = FixedClock(datetime(2026, 3, 2, 9, tzinfo=UTC)), Keys((KEY,))
    world = World(Runtime(database, clock, keys, FileStore(tmp_path), "https://followup.test"))
    browser = Holding(careful(world))
    browser.ask()
    code, actor, start = browser.code, browser.actor, threading.Barrier(10)
    answers_given: list[Reason | None] = []

    def try_it() -> None:
        start.wait()
        for _ in range(10):
            with world.tx(gate(browser.scene)) as tx:
                answers_given.append(link_codes.confirm(tx, keys, actor, code))

    threads = [threading.Thread(target=try_it) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (answers_given.count(None), answers_given.count(CODE_OVER)) == (1, 99)
    with world.reading() as tx:
        confirmed = select(JournalEntry.id).where(JournalEntry.event == "assignment.confirmed")
        assert len(tx.session.scalars(confirmed).all()) == 1
        assert tx.session.scalars(select(AssigneeSession.confirmed_at)).one() is not None
    database.engine.dispose()
