"""Incidents in the browser and by the API: who reads what, and how often the database is asked."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import Engine

from followup.domain.actors import Role
from followup.domain.incidents import Position, SiteUse, Stance, SupplierAnswer
from followup.models.incidents import Incident
from followup.services import incident_questions, incidents
from tests.builders import World
from tests.incidents import TODAY, Cooperation
from tests.web.api import Api
from tests.web.client import Browser
from tests.web.statements import counted


class Scene:
    """An incident that reaches North through one supplier; West buys nothing there; an answer has come."""

    def __init__(self, world: World, *names: str) -> None:
        self.house = Cooperation(world, *(names or ("North", "West")))
        self.gloves = world.supplier("Invented Gloves AB")
        for name in names or ("North",):
            self.house.contract(name, self.gloves, title=f"Gloves of {name}")
        self.house.site("North", self.gloves)
        self.incident: Incident = self.house.begin()
        self.house.plan(self.incident)
        self.path = f"/incidents/{self.incident.public_id}"
        question = self.house.question(self.incident, self.gloves)
        asker = self.house.who_asks(self.gloves)
        with world.tx(asker) as tx:
            answer = SupplierAnswer(answer=SiteUse.USED, answered_on=TODAY, note="Until January")
            incident_questions.answer(tx, question.public_id, answer)
        with world.tx(self.house.managers["North"]) as tx:
            position = Position(stance=Stance.DIALOGUE, note="Ours to know")
            incidents.take_stance(tx, self.house.party(self.incident, "North").public_id, position, None)


def test_everybody_reads_where_each_stands_but_contracts_and_notes_are_their_owners(app: Flask, world: World) -> None:
    scene = Scene(world)
    read = {
        name: Browser(app, actor).page(scene.path).text_content()
        for name, actor in {**scene.house.managers, "lead": scene.house.coordinator}.items()
    }
    assert all("In dialogue with the supplier" in text for text in read.values())
    assert ["Gloves of North" in read[name] for name in ("North", "West", "lead")] == [True, False, False]
    assert ["Ours to know" in read[name] for name in ("North", "West", "lead")] == [True, False, False]
    assert ["Until January" in read[name] for name in ("North", "West", "lead")] == [True, False, True]


def test_the_api_keeps_the_same_secrets(app: Flask, world: World) -> None:
    scene = Scene(world)
    given = {name: Api(app, world, actor)("GET", scene.path).json for name, actor in scene.house.managers.items()}
    notes = {name: (found["parties"][0]["note"], found["questions"][0]["note"]) for name, found in given.items()}
    assert notes == {"North": ("Ours to know", "Until January"), "West": (None, None)}
    assert "Gloves of North" not in str(given["West"])


def test_who_is_not_a_member_sees_nothing(app: Flask, world: World) -> None:
    scene = Scene(world)
    stranger = Browser(app, world.staff(world.organisation("Elsewhere")))
    assert stranger.get(scene.path).status_code == 404
    assert "Debt bondage" not in stranger.page("/incidents").text_content()
    assert stranger.get(f"/api/v1{scene.path}").status_code in (401, 404)


def test_list_and_page_ask_the_database_few_times_whatever_they_hold(app: Flask, world: World, engine: Engine) -> None:
    scene = Scene(world, "North", *(f"Region {number}" for number in range(6)))
    for actor, least in ((scene.house.managers["North"], 8), (scene.house.coordinator, 8)):
        browser = Browser(app, actor)
        for path, most in (("/incidents", least), (scene.path, 14)):
            with counted(engine) as seen:
                browser.page(path)
            assert len(seen) <= most, path
    party = scene.house.party(scene.incident, "North")
    browser = Browser(app, scene.house.managers["North"])
    with counted(engine) as seen:
        browser.page(f"/incident-parties/{party.public_id}")
    assert len(seen) <= 14


def test_new_buyers_show_as_a_hint_to_the_secretariat_until_it_looks_again(app: Flask, world: World) -> None:
    scene = Scene(world)
    scene.house.contract("West", scene.gloves)
    lead = Browser(app, scene.house.coordinator)
    assert "1 more organisation is reached by now." in lead.page(scene.path).text_content()
    assert "more organisation" not in Browser(app, scene.house.managers["North"]).page(scene.path).text_content()
    assert lead.post(f"{scene.path}/look-again").status_code == 303
    text = lead.page(scene.path).text_content()
    assert "2 of 2 organisations" in text
    assert "reached by now" not in text


def test_a_supplier_that_admits_to_use_the_site_reaches_its_buyers(app: Flask, world: World) -> None:
    scene = Scene(world)
    other = world.supplier("Quiet Gloves AB")
    scene.house.contract("West", other)
    scene.house.plan(scene.incident)
    question = scene.house.question(scene.incident, other)
    west = Browser(app, scene.house.managers["West"])
    sent = west.post(
        f"/incident-questions/{question.public_id}/answer",
        {"answer": "uses", "answered_on": "2026-03-02", "version": "1"},
    )
    assert sent.status_code == 303
    lead = Browser(app, scene.house.coordinator)
    assert "1 more organisation is reached by now." in lead.page(scene.path).text_content()


def test_the_coordinator_opens_and_corrects_by_the_api(app: Flask, world: World) -> None:
    house = Cooperation(world, "North")
    api = Api(app, world, house.coordinator)
    body = {"title": "T", "facts": "F", "source": "S", "reported_on": "2026-03-01", "site": "X", "site_country": "MY"}
    made = api("POST", f"/cooperations/{house.row.public_id}/incidents", json=body)
    assert (made.status_code, made.json["state"], made.json["parties"]) == (201, "open", [])
    listed = Api(app, world, world.staff(house.regions["North"], Role.READER, cooperations=(house.row,)))
    assert [row["id"] for row in listed("GET", "/incidents").json["items"]] == [made.json["id"]]
    refused = api("POST", f"/cooperations/{house.row.public_id}/incidents", json={**body, "site": ""})
    assert refused.status_code == 422
