"""Approvers from the host in a browser and by API, and working for more than one organisation."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import Engine

from followup.domain.actors import Role
from tests.builders import World
from tests.services.test_guests import Scene
from tests.web.api import Api
from tests.web.client import Browser, well_made
from tests.web.statements import counted


@pytest.fixture
def scene(world: World) -> Scene:
    return Scene(world)


def test_an_address_that_nobody_at_the_host_has_is_refused_beside_the_field(app: Flask, scene: Scene) -> None:
    answer = Browser(app, scene.one).post("/guests/new", {"email": "nobody@buyer.test"})
    page = well_made(answer.text)
    assert answer.status_code == 422
    [said] = page.xpath("//*[@id='field-email-error']")
    assert "Host municipality" in said.text_content()
    assert page.xpath("//input[@name='email']/@value") == ["nobody@buyer.test"]


def test_who_has_no_host_is_told_to_invite_instead(app: Flask, world: World) -> None:
    browser = Browser(app, world.staff(world.organisation(), Role.ADMINISTRATOR))
    page = browser.page("/guests")
    assert "There is no host." in page.text_content()
    assert page.xpath("//main//a[@href='/users/new']")
    assert browser.post("/guests/new", {"email": "somebody@buyer.test"}).status_code == 409


def test_programs_list_name_and_let_go(app: Flask, scene: Scene) -> None:
    api = Api(app, scene.world, scene.one)
    made = api("POST", "/guests", {"email": scene.address(scene.other)})
    assert (made.status_code, made.json["role"], made.json["organisation_name"]) == (
        201,
        "approver",
        "Host municipality",
    )
    assert [row["id"] for row in api("GET", "/guests").json["items"]] == [made.json["id"]]
    assert api("POST", f"/guests/{made.json['id']}/let-go", {}).status_code == 201
    assert api("GET", "/guests").json["items"] == []
    assert api("POST", f"/guests/{made.json['id']}/let-go", {}).status_code == 404


def test_a_guest_is_no_user_of_ours_and_cannot_be_changed_here(app: Flask, scene: Scene) -> None:
    guest = scene.name()
    browser = Browser(app, scene.one)
    assert "Hege Host" not in browser.page("/users").text_content()
    for path in ("", "/roles"):
        assert browser.get(f"/users/{guest.public_id}{path}").status_code == 404
    for step in ("disable", "link"):
        assert browser.post(f"/users/{guest.public_id}/{step}").status_code == 404


def test_a_form_that_was_open_before_the_change_of_organisation_is_refused(app: Flask, scene: Scene) -> None:
    scene.name()
    browser = Browser(app, scene.other)
    assert browser.post(f"/account/organisations/{scene.company.public_id}").status_code == 303
    assert browser.post("/account/end-others").status_code == 403, "its token was of the session before"
    assert "Company of one" in browser.page("/work").text_content()


def test_the_administrator_of_the_host_sees_for_whom_else_a_person_approves(app: Flask, scene: Scene) -> None:
    scene.name()
    host = Browser(app, scene.world.staff(scene.host, Role.ADMINISTRATOR))
    page = host.page(f"/users/{scene.other.public_id}")
    assert "Company of one" in page.xpath("//dl")[0].text_content()


def test_an_account_page_names_the_organisations_only_where_there_are_several(app: Flask, scene: Scene) -> None:
    browser = Browser(app, scene.other)
    assert "For whom you work" not in browser.page("/account").text_content()
    scene.name()
    assert "For whom you work" in browser.page("/account").text_content()


def test_name_and_language_are_ones_own_wherever_one_works(app: Flask, scene: Scene) -> None:
    scene.name()
    guest = Browser(app, scene.working_for_the_company())
    version = guest.page("/account").xpath("//input[@name='version']/@value")[0]
    sent = {"name": "Hege Vert", "language": "nb", "version": version}
    assert guest.post("/account", sent).status_code == 303
    assert (scene.user(scene.other).name, scene.user(scene.other).language) == ("Hege Vert", "nb")


def test_the_pages_ask_little_of_the_database(app: Flask, scene: Scene, engine: Engine) -> None:
    scene.name()
    for path, most in (("/guests", 3), ("/guests/new", 2)):
        with counted(engine) as seen:
            Browser(app, scene.one).get(path)
        asked = [statement for statement in seen if statement.startswith("SELECT")]
        assert len(asked) <= most, (path, asked)
