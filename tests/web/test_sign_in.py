"""Coming in and going out again, in a browser."""

from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import unquote

import lxml.html
import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from followup.app import create_app
from followup.clock import FixedClock
from followup.config import Config
from followup.domain.actors import Role
from followup.domain.journal import USER_CHANGED
from followup.domain.sign_in import MOST_FAILURES_OF_NETWORK
from followup.domain.users import Account, UserStatus
from followup.models.base import Base
from followup.models.users import SignInLink, StaffSession, User
from followup.passwords import CHEAPEST, Passwords
from followup.runtime import Runtime
from followup.services import sign_in, users
from tests.builders import World
from tests.conftest import NOW
from tests.people import PASSWORD, Person, a_person, organisation_of
from tests.services.test_sign_in import invited, token_in_mail
from tests.web.client import BASE, Browser, well_made

INSIDE = "/account"


def password(browser: Browser, email: str = "anna@buyer.test", text: str = PASSWORD, **kwargs: object) -> TestResponse:
    return browser.post("/sign-in", {"email": email, "password": text}, **kwargs)


def code(browser: Browser, person: Person, clock: FixedClock) -> TestResponse:
    return browser.post("/sign-in/code", {"code": person.code(clock.now())})


def said(answer: TestResponse) -> str:
    page = well_made(answer.text)
    return " ".join(page.xpath("//*[@role='alert']")[0].text_content().split())


def session_count(world: World) -> int:
    with world.reading() as tx:
        return tx.session.scalar(select(func.count(StaffSession.id))) or 0


def test_password_then_code_lets_in(app: Flask, world: World, clock: FixedClock) -> None:
    person = a_person(world, world.organisation())
    browser = Browser(app)
    browser.page("/sign-in")
    assert browser.get(INSIDE).headers["Location"].startswith("/sign-in")
    first = password(browser, email=" Anna@BUYER.test ")
    assert first.headers["Location"] == "/sign-in/code"
    assert browser.get(INSIDE).status_code == 303, "half a sign-in opens nothing"
    assert session_count(world) == 0
    browser.page("/sign-in/code")
    assert code(browser, person, clock).headers["Location"] == "/"
    browser.page(INSIDE)


def test_the_session_cookie_is_new_after_the_code(app: Flask, world: World, clock: FixedClock) -> None:
    person = a_person(world, world.organisation())
    browser = Browser(app)
    before = password(browser).headers["Set-Cookie"]
    after = code(browser, person, clock).headers["Set-Cookie"]
    assert before.split("=")[0] == after.split("=")[0] == "__Host-followup"
    assert before.split(";")[0] != after.split(";")[0]
    for flag in ("HttpOnly", "Secure", "SameSite=Lax", "Path=/"):
        assert flag in after


@pytest.mark.parametrize(
    "case", ["wrong password", "unknown", "disabled", "invited", "integration", "no second factor"]
)
def test_every_refusal_reads_the_same(app: Flask, world: World, case: str) -> None:
    person = a_person(world, world.organisation())
    answer = refused(app, world, person, "wrong password")
    other = refused(app, world, person, case)
    assert other.status_code == answer.status_code == 422
    assert other.text == answer.text
    assert set(other.headers.keys()) == set(answer.headers.keys())
    assert "Set-Cookie" not in other.headers


def refused(app: Flask, world: World, person: Person, case: str) -> TestResponse:
    with world.tx() as tx:
        user = tx.follow(User, person.user.id)
        user.status = {"disabled": UserStatus.DISABLED, "invited": UserStatus.INVITED}.get(case, UserStatus.ACTIVE)
        user.is_integration = case == "integration"
        user.totp_secret = None if case == "no second factor" else person.secret
        user.email = "somebody@buyer.test" if case == "unknown" else "anna@buyer.test"
        tx.journal(USER_CHANGED, user, fields="all")
    return password(Browser(app), text="not my password" if case == "wrong password" else PASSWORD)


def test_an_unknown_address_costs_as_many_hashes_as_a_known_one(app: Flask, world: World) -> None:
    class Counted(Passwords):
        count = 0

        def fits(self, kept: str | None, password: str) -> bool:
            self.count += 1
            return super().fits(kept, password)

    a_person(world, world.organisation())
    world.runtime.passwords = counted = Counted(CHEAPEST)
    counts = []
    for email in ("anna@buyer.test", "nobody@buyer.test"):
        counted.count = 0
        password(Browser(app), email, "not my password")
        counts.append(counted.count)
    assert counts == [1, 1]


def test_a_code_works_once_in_the_browser_too(app: Flask, world: World, clock: FixedClock) -> None:
    person = a_person(world, world.organisation())
    one, two = Browser(app), Browser(app)
    password(one)
    assert code(one, person, clock).status_code == 303
    password(two)
    again = code(two, person, clock)
    assert again.status_code == 422
    assert "already used" in said(again)
    clock.set(NOW + timedelta(seconds=30))
    assert code(two, person, clock).status_code == 303


def test_failures_pause_the_address_even_with_the_right_password_and_after_a_restart(
    app: Flask, config: Config, runtime: Runtime, world: World, clock: FixedClock
) -> None:
    a_person(world, world.organisation())
    for _ in range(5):
        assert "do not belong together" in said(password(Browser(app), text="not my password"))
    restarted = create_app(config, runtime)
    assert "Wait 15 minutes" in said(password(Browser(restarted)))
    clock.set(NOW + timedelta(minutes=15))
    assert password(Browser(restarted)).status_code == 303


def test_a_pause_reads_the_same_for_an_address_that_nobody_has(app: Flask, world: World) -> None:
    a_person(world, world.organisation())
    answers = []
    for email in ("anna@buyer.test", "nobody@buyer.test"):
        for _ in range(5):
            password(Browser(app), email, "not my password")
        answers.append(said(password(Browser(app), email)))
    assert answers[0] == answers[1]


def test_signing_in_well_ever_so_often_pauses_nobody(app: Flask, world: World, clock: FixedClock) -> None:
    person = a_person(world, world.organisation())
    for _ in range(12):
        clock.set(clock.now() + timedelta(seconds=30))
        browser = Browser(app)
        assert password(browser).status_code == 303
        assert code(browser, person, clock).status_code == 303


def test_wrong_codes_pause_the_address_too(app: Flask, world: World, clock: FixedClock) -> None:
    person = a_person(world, world.organisation())
    browser = Browser(app)
    password(browser)
    for _ in range(5):
        assert "wrong or was already used" in said(browser.post("/sign-in/code", {"code": "000000"}))
    assert "Wait 15 minutes" in said(code(browser, person, clock))
    assert session_count(world) == 0


def test_many_failures_from_one_network_pause_that_network_only(app: Flask, world: World) -> None:
    a_person(world, world.organisation())
    near, far = {"REMOTE_ADDR": "192.0.2.7"}, {"REMOTE_ADDR": "198.51.100.7"}
    with world.tx(sign_in.SIGN_IN) as tx:
        for number in range(MOST_FAILURES_OF_NETWORK - 1):
            sign_in.note_failure(tx, f"guess{number}@buyer.test", "192.0.2.0/24")
    password(Browser(app), "one-more@buyer.test", "not my password", environ_base=near)
    assert "Wait 15 minutes" in said(password(Browser(app), environ_base=near))
    assert password(Browser(app), environ_base=far).status_code == 303


def test_a_disabled_users_live_session_is_refused_at_the_next_request(app: Flask, world: World) -> None:
    organisation = world.organisation()
    admin, staff = world.staff(organisation, Role.ADMINISTRATOR), world.staff(organisation, Role.READER)
    browser = Browser(app, staff)
    browser.page(INSIDE)
    with world.tx(admin) as tx:
        users.disable(tx, staff.public_id, None)
    answer = browser.get(INSIDE)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/sign-in?next=/account")


def test_signing_out_ends_the_session_and_not_only_the_cookie(app: Flask, world: World) -> None:
    staff = world.staff(world.organisation())
    browser = Browser(app, staff)
    stolen = browser.client.get_cookie("__Host-followup", domain="followup.test")
    assert stolen is not None
    answer = browser.post("/sign-out")
    assert answer.headers["Location"] == "/sign-in"
    assert "__Host-followup=;" in answer.headers["Set-Cookie"]
    browser.client.set_cookie("__Host-followup", stolen.value, domain="followup.test", secure=True)
    assert browser.get(INSIDE).status_code == 303


def test_another_site_cannot_sign_anybody_out(app: Flask, world: World) -> None:
    browser = Browser(app, world.staff(world.organisation()))
    assert browser.client.post("/sign-out", base_url=BASE, data={}).status_code == 403
    browser.page(INSIDE)


@pytest.mark.parametrize(
    ("wanted", "led_to"),
    [
        ("/contracts?q=x", "/contracts?q=x"),
        ("//elsewhere.test/", "/"),
        ("/\\elsewhere.test/", "/"),
        ("https://elsewhere.test/", "/"),
        ("/\t/elsewhere.test", "/"),
        ("/sign-in/code", "/"),
        ("javascript:alert(1)", "/"),
    ],
)
def test_after_the_sign_in_only_pages_of_ours_are_led_to(
    app: Flask, world: World, clock: FixedClock, wanted: str, led_to: str
) -> None:
    person = a_person(world, world.organisation())
    browser = Browser(app)
    first = browser.post("/sign-in", {"email": "anna@buyer.test", "password": PASSWORD}, query_string={"next": wanted})
    second = browser.post(first.headers["Location"], {"code": person.code(clock.now())})
    assert unquote(second.headers["Location"]) == led_to


def test_the_second_step_without_the_first_leads_to_the_first(app: Flask) -> None:
    browser = Browser(app)
    for answer in (browser.get("/sign-in/code"), browser.post("/sign-in/code", {"code": "123456"})):
        assert answer.status_code == 303
        assert answer.headers["Location"].startswith("/sign-in")


def test_the_password_is_never_shown_again(app: Flask) -> None:
    answer = password(Browser(app), text="a secret that I typed")
    assert "a secret that I typed" not in answer.text
    assert "anna@buyer.test" in answer.text


def test_the_demonstrations_one_click_is_offered_in_the_demonstration_only(app: Flask, runtime: Runtime) -> None:
    assert "/demo" not in Browser(app).get("/sign-in").text
    runtime.is_demonstration = True
    assert 'href="/demo"' in Browser(app).get("/sign-in").text


def rows(world: World) -> dict[str, int]:
    with world.reading() as tx:
        return {
            t.name: tx.session.scalar(select(func.count()).select_from(t)) or 0 for t in Base.metadata.sorted_tables
        }


def test_opening_an_invitation_changes_nothing_however_often(app: Flask, world: World) -> None:
    _, token = invited(world)
    before, page = rows(world), None
    for _ in range(3):
        page = Browser(app).page(f"/welcome/{token}")
        assert Browser(app).get(f"/welcome/{token}/code").headers["Location"] == f"/welcome/{token}"
        Browser(app).client.head(f"/welcome/{token}", base_url=BASE)
    assert rows(world) == before
    assert page is not None
    assert "Berit Invented" in page.text_content()
    with world.reading() as tx:
        link = tx.session.scalars(select(SignInLink)).one()
    assert (link.used_at, link.password_hash, link.totp_secret) == (None, None, None)


def chosen(browser: Browser, token: str, text: str = PASSWORD, again: str | None = None) -> TestResponse:
    return browser.post(f"/welcome/{token}", {"password": text, "again": text if again is None else again})


def test_an_invited_person_chooses_a_password_connects_the_app_and_is_in(
    app: Flask, world: World, clock: FixedClock
) -> None:
    world.runtime.passwords = Passwords(CHEAPEST)
    user, token = invited(world)
    browser = Browser(app)
    assert chosen(browser, token).headers["Location"] == f"/welcome/{token}/code"
    page = browser.page(f"/welcome/{token}/code")
    assert page.xpath("//main//img/@src")[0].startswith("data:image/svg+xml")
    secret = page.xpath("//main//code")[0].text_content().replace(" ", "")
    person = Person(user, secret)
    wrong = browser.post(f"/welcome/{token}/code", {"code": "000000"})
    assert "wrong" in said(wrong)
    assert session_count(world) == 0
    assert browser.post(f"/welcome/{token}/code", {"code": person.code(clock.now())}).status_code == 303
    browser.page(INSIDE)
    assert Browser(app).get(f"/welcome/{token}").status_code == 410
    assert Browser(app).get(f"/welcome/{token}/code").status_code == 410
    later = Browser(app)
    assert password(later, "berit@buyer.test").status_code == 303
    assert code(later, person, clock).status_code == 422, "the first code was spent on the way in"
    clock.set(NOW + timedelta(seconds=30))
    assert code(later, person, clock).status_code == 303


@pytest.mark.parametrize(
    ("text", "again", "told"),
    [
        ("short", "short", "at least 12 characters"),
        ("beritinvented1", "beritinvented1", "too easy to guess"),
        (PASSWORD, PASSWORD + "!", "not the same"),
        ("", "", "This is needed"),
        ("x" * 201, "x" * 201, "at most 200"),
    ],
)
def test_a_bad_password_is_told_at_its_field_and_nothing_is_kept(
    app: Flask, world: World, text: str, again: str, told: str
) -> None:
    _, token = invited(world)
    answer = chosen(Browser(app), token, text, again)
    assert answer.status_code == 422
    assert told in said(answer)
    with world.reading() as tx:
        assert tx.session.scalars(select(SignInLink.password_hash)).all() == [None]


def test_dead_and_unknown_links_are_gone_and_not_there(app: Flask, world: World, clock: FixedClock) -> None:
    user, token = invited(world)
    assert Browser(app).get("/welcome/unknown").status_code == 404
    with world.tx(world.staff(organisation_of(world, user.organisation_id), Role.ADMINISTRATOR)) as tx:
        users.send_link(tx, world.runtime.keys, user.public_id)
    assert Browser(app).get(f"/welcome/{token}").status_code == 410
    newer = token_in_mail(world, user)
    Browser(app).page(f"/welcome/{newer}")
    clock.set(NOW + timedelta(hours=48))
    assert Browser(app).get(f"/welcome/{newer}").status_code == 410


def test_a_page_speaks_the_signed_in_persons_language_unless_the_browser_chose_one(
    app: Flask, world: World, clock: FixedClock
) -> None:
    staff = world.staff(world.organisation())
    with world.tx(staff) as tx:
        users.change_account(tx, Account(name=staff.name, language="nb"), None)
    browser = Browser(app, staff)
    assert lxml.html.document_fromstring(browser.get(INSIDE).text).get("lang") == "en"
    browser.client.delete_cookie("language", domain="followup.test")
    assert lxml.html.document_fromstring(browser.get(INSIDE).text).get("lang") == "nb"


def test_saving_the_language_lets_it_hold_in_this_browser(app: Flask, world: World) -> None:
    staff = world.staff(world.organisation())
    browser = Browser(app, staff)
    page = browser.page(INSIDE)
    version = page.xpath("//input[@name='version']/@value")[0]
    answer = browser.post(INSIDE, {"name": "A New Name", "language": "sv", "version": version})
    assert answer.status_code == 303
    tree = browser.page(answer.headers["Location"])
    assert tree.get("lang") == "sv"
    assert tree.xpath("//input[@name='name']/@value") == ["A New Name"]


def test_the_other_browsers_of_a_person_are_counted_and_signed_out(app: Flask, world: World) -> None:
    staff = world.staff(world.organisation())
    here, there = Browser(app, staff), Browser(app, staff)
    assert re.search(r"in 1 other browser\b", here.page(INSIDE).text_content())
    assert here.post("/account/end-others").status_code == 303
    assert there.get(INSIDE).status_code == 303
    assert "this browser only" in here.page(INSIDE).text_content()
