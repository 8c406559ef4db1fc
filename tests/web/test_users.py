"""Administering users in a browser."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import Engine, select

from followup.domain.actors import Role, Staff
from followup.domain.assignments import token_hash
from followup.domain.organisations import OrganisationKind
from followup.models.outbox import OutboxMessage
from followup.models.users import ApiToken, User
from tests.builders import World
from tests.conftest import NOW
from tests.web.client import BASE, Browser, well_made
from tests.web.statements import counted

INVITED = {"name": "Berit Invented", "email": "berit@buyer.test", "language": "sv", "roles": ["reader", "auditor"]}


@pytest.fixture
def admin(world: World) -> Staff:
    return world.staff(world.organisation("Region North"), Role.ADMINISTRATOR)


def only(world: World, email: str) -> User:
    with world.reading() as tx:
        return tx.session.scalars(select(User).where(User.email == email)).one()


def integration(app: Flask, world: World, admin: Staff) -> User:
    sent = {**INVITED, "name": "Case system", "email": "case@buyer.test", "roles": ["reader"]}
    assert Browser(app, admin).post("/users/new-integration", sent).status_code == 303
    return only(world, "case@buyer.test")


def test_a_person_is_invited_by_one_form(app: Flask, world: World, admin: Staff) -> None:
    browser = Browser(app, admin)
    browser.page("/users/new")
    answer = browser.post("/users/new", INVITED)
    page = browser.page(answer.headers["Location"])
    facts = " ".join(page.xpath("//dl")[0].text_content().split())
    assert "Reader, Auditor" in facts
    assert "Invited" in page.text_content()
    with world.reading() as tx:
        assert tx.session.scalars(select(OutboxMessage.recipient)).all() == ["berit@buyer.test"]


def test_the_form_offers_only_the_roles_of_this_kind_of_organisation(app: Flask, admin: Staff) -> None:
    offered = Browser(app, admin).page("/users/new").xpath("//input[@name='roles']/@value")
    assert offered == ["reader", "contract_manager", "approver", "auditor", "administrator"]


def test_the_form_of_a_host_offers_also_the_roles_of_its_cooperation(app: Flask, world: World) -> None:
    host = world.organisation("Host", OrganisationKind.MUNICIPALITY, "NO")
    world.cooperation(secretariat=host)
    browser = Browser(app, world.staff(host, Role.ADMINISTRATOR))
    offered = browser.page("/users/new").xpath("//input[@name='roles']/@value")
    assert offered[-3:] == ["coordinator", "publisher", "administrator"]
    assert "contract_manager" in offered
    assert browser.post("/users/new", {**INVITED, "roles": ["approver", "publisher"]}).status_code == 303


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"roles": ["publisher"]}, "roles"),
        ({"roles": []}, "roles"),
        ({"email": "not one"}, "email"),
        ({"language": "de"}, "language"),
    ],
)
def test_what_is_wrong_is_told_at_the_field_and_what_was_typed_stays(
    app: Flask, admin: Staff, changed: dict[str, object], field: str
) -> None:
    answer = Browser(app, admin).post("/users/new", {**INVITED, **changed})
    page = well_made(answer.text)
    assert answer.status_code == 422
    assert page.xpath(f"//*[@id='field-{field}-error']")
    assert page.xpath("//input[@name='name']/@value") == ["Berit Invented"]


def test_a_known_address_keeps_the_form_and_says_so(app: Flask, admin: Staff) -> None:
    browser = Browser(app, admin)
    browser.post("/users/new", INVITED)
    answer = browser.post("/users/new", INVITED)
    assert answer.status_code == 409
    assert "already a user with this e-mail address" in well_made(answer.text).text_content()


@pytest.mark.parametrize("role", [Role.READER, Role.CONTRACT_MANAGER, Role.APPROVER, Role.AUDITOR])
def test_nobody_but_the_administrator_sees_the_users(app: Flask, world: World, role: Role) -> None:
    browser = Browser(app, world.staff(world.organisation(), role))
    assert browser.get("/users").status_code == 403
    assert browser.get("/users/new").status_code == 403


def test_roles_are_changed_by_ticking_them(app: Flask, world: World, admin: Staff) -> None:
    browser = Browser(app, admin)
    here = browser.post("/users/new", INVITED).headers["Location"].partition("?")[0]
    ticked = browser.page(f"{here}/roles").xpath("//input[@name='roles'][@checked]/@value")
    assert ticked == ["reader", "auditor"]
    assert browser.post(f"{here}/roles", {"roles": ["approver"]}).status_code == 303
    assert "Approver" in browser.page(here).xpath("//dl")[0].text_content()


def test_disabling_is_one_button_and_enabling_another(app: Flask, world: World, admin: Staff) -> None:
    browser = Browser(app, admin)
    here = browser.post("/users/new", INVITED).headers["Location"].partition("?")[0]
    version = browser.page(here).xpath("//form[contains(@action, 'disable')]/input[@name='version']/@value")[0]
    assert browser.post(f"{here}/disable", {"version": version}).status_code == 303
    assert browser.post(f"{here}/disable", {"version": version}).status_code == 409
    page = browser.page(here)
    assert not page.xpath("//form[contains(@action, '/disable')]")
    assert not page.xpath("//form[contains(@action, '/link')]")
    version = page.xpath("//form[contains(@action, 'enable')]/input[@name='version']/@value")[0]
    assert browser.post(f"{here}/enable", {"version": version}).status_code == 303
    assert only(world, "berit@buyer.test").status == "invited"


def test_a_token_is_shown_once_and_opens_the_api_until_it_is_revoked(app: Flask, world: World, admin: Staff) -> None:
    user, browser = integration(app, world, admin), Browser(app, admin)
    here = f"/users/{user.public_id}"
    last = (NOW + timedelta(days=30)).date().isoformat()
    browser.page(f"{here}/tokens/new")
    answer = browser.post(f"{here}/tokens/new", {"label": "Case system", "expires_on": last})
    assert answer.status_code == 200
    assert "no-store" in answer.headers["Cache-Control"]
    token = well_made(answer.text).xpath("//dl//code")[0].text_content()
    page = browser.page(here)
    assert token not in page.text_content()
    with world.reading() as tx:
        kept = tx.session.scalars(select(ApiToken)).one()
    assert kept.token_hash == token_hash(token)
    header = {"Authorization": f"Bearer {token}"}
    api = app.test_client()
    assert api.get("/api/v1/organisations", base_url=BASE, headers=header).status_code == 200
    assert api.get("/api/v1/users", base_url=BASE, headers=header).status_code == 403, "a reader administers nobody"
    assert browser.post(f"{here}/tokens/{kept.public_id}/revoke").status_code == 303
    assert api.get("/api/v1/organisations", base_url=BASE, headers=header).status_code == 401


def test_a_token_that_would_live_too_long_is_refused_at_its_field(app: Flask, world: World, admin: Staff) -> None:
    here = f"/users/{integration(app, world, admin).public_id}"
    answer = Browser(app, admin).post(f"{here}/tokens/new", {"label": "x", "expires_on": "2027-03-03"})
    assert answer.status_code == 422
    assert well_made(answer.text).xpath("//*[@id='field-expires_on-error']")


def test_a_person_has_no_page_for_tokens(app: Flask, admin: Staff) -> None:
    assert Browser(app, admin).get(f"/users/{admin.public_id}/tokens/new").status_code == 404


def test_another_organisations_user_is_not_there(app: Flask, world: World, admin: Staff) -> None:
    stranger = Browser(app, world.staff(world.organisation(), Role.ADMINISTRATOR))
    here = f"/users/{admin.public_id}"
    assert stranger.get(here).status_code == 404
    for step in ("disable", "enable", "link"):
        assert stranger.post(f"{here}/{step}").status_code == 404


def test_the_list_can_be_narrowed_by_name_and_state(app: Flask, admin: Staff) -> None:
    browser = Browser(app, admin)
    browser.post("/users/new", INVITED)
    assert browser.page("/users?q=berit").xpath("count(//tbody/tr)") == 1
    assert browser.page("/users?status=invited").xpath("count(//tbody/tr)") == 1
    assert browser.page("/users?q=nobody").xpath("count(//tbody/tr)") == 0
    assert browser.page("/users").xpath("count(//tbody/tr)") == 2


def test_pages_of_users_ask_little_of_the_database(app: Flask, world: World, admin: Staff, engine: Engine) -> None:
    user, browser = integration(app, world, admin), Browser(app, admin)
    for path, most in (("/users", 3), (f"/users/{user.public_id}", 5), ("/account", 4)):
        with counted(engine) as seen:
            browser.page(path)
        assert len(seen) <= most, (path, seen)


def test_the_api_gives_users_as_the_pages_do(app: Flask, world: World, admin: Staff) -> None:
    browser = Browser(app, admin)
    sent = {**INVITED, "name": "Admin system", "email": "admin-system@buyer.test", "roles": ["administrator"]}
    here = browser.post("/users/new-integration", sent).headers["Location"].partition("?")[0]
    answer = browser.post(f"{here}/tokens/new", {"label": "x", "expires_on": "2026-04-01"})
    header = {"Authorization": f"Bearer {well_made(answer.text).xpath('//dl//code')[0].text_content()}"}
    listed = app.test_client().get("/api/v1/users", base_url=BASE, headers=header).get_json()
    assert [u["name"] for u in listed["items"]] == ["Admin system", admin.name]
    one = app.test_client().get(f"/api/v1{here}", base_url=BASE, headers=header).get_json()
    assert (one["email"], one["roles"], one["is_integration"]) == ("admin-system@buyer.test", ["administrator"], True)
    assert not {"password_hash", "totp_secret", "token_hash"} & set(one)
