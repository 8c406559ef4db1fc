"""The pages of the cooperation: each opens for those who may, keeps its secrets, and asks the database little."""

from __future__ import annotations

from typing import Any

from flask import Flask
from sqlalchemy import Engine

from followup.domain.joint_documents import DocumentKind
from tests.builders import World
from tests.cooperation_desk import Office
from tests.web.api import Api
from tests.web.client import Browser
from tests.web.statements import counted

LISTS = (
    "/cooperations",
    "/cooperations/groups",
    "/cooperations/contact-persons",
    "/cooperations/decisions",
    "/cooperations/responsibility",
    "/cooperations/meetings",
    "/cooperation-documents",
    "/training",
    "/audit-programmes",
    "/news",
)
STATEMENTS_MOST = 8


def filled(app: Flask, world: World) -> tuple[Office, Browser, dict[str, str]]:
    """One of everything, made in the browser, and where each stands."""
    office = Office(world, "North", "South", "West")
    lead = Browser(app, office.coordinator)
    at = f"/cooperations/{office.row.public_id}"
    north = office.id_of("North")

    def sent(path: str, **data: Any) -> str:
        response = lead.post(path, data)
        assert response.status_code == 303, f"{path}: {response.status_code} {response.text[-2000:]}"
        return response.headers["Location"].partition("?")[0]

    sent(f"{at}/periods/new", name="Strategy", starts_on="2026-01-01", ends_on="2028-12-31", source="Minutes 1")
    group = sent(f"{at}/groups/new", kind="steering_group", name="Steering group", topic="Steers")
    sent(f"{group}/seats/new", organisation_id=north, name="Nora North", part="chair", valid_from="2026-01-01")
    sent(
        f"{at}/contact-persons/new",
        organisation_id=north, name="Carl North", email="carl@north.test", topic="both", valid_from="2026-01-01",
    )  # fmt: skip
    decision = sent(
        "/cooperations/decisions/new",
        organisation_id=north, matter="Programme 2030", outcome="adopted", decided_on="2026-02-01",
        body="Regional council", case_number="RS/29/2022", amount="131 418,00",
    )  # fmt: skip
    sent(f"{at}/responsibility/new", name="Draft the terms", position="1", main="Secretariat", informed="Members\nHost")
    meeting = sent(f"{at}/meetings/new", title="Spring meeting", held_on="2026-04-01", agenda="1. Opening")
    document = sent(f"{at}/documents/new", kind="statutes", title="Statutes", language="sv", text="Ett.\n\nTvå.")
    sent(f"{document}/adopt", in_force_on="2026-03-01", decision="Minutes 2", version="1")
    course = sent(f"{at}/courses/new", name="Basics", valid_months="24", is_for_contacts="yes")
    person = Api(app, world, office.coordinator)("GET", "/cooperations/contact-persons").json["items"][0]["id"]
    sent(f"{course}/records/new", done_on="2026-02-01", contact_person_ids=person)
    programme = sent(f"{at}/audit-programmes/new", year="2026", objectives="Find out", audit_days="20")
    news = sent(f"{at}/news/new", title="A new form", text="Use it.")
    shown = {"group": group, "decision": decision, "meeting": meeting, "document": document, "course": course}
    return office, lead, {**shown, "programme": programme, "news": news}


def test_everything_is_made_in_the_browser_and_read_by_all_members(app: Flask, world: World, engine: Engine) -> None:
    office, lead, at = filled(app, world)
    member = Browser(app, office.approvers["South"])
    for path in (*LISTS, *(path for name, path in at.items() if name != "news")):
        for browser in (lead, member):
            with counted(engine) as seen:
                browser.page(path)
            assert len(seen) <= STATEMENTS_MOST, path
    lead.page(at["news"])
    member.page(at["news"], 404)  # a draft is the secretariat's alone
    assert "RS/29/2022" in member.page("/cooperations/decisions").text_content()
    assert "Nora North" in member.page(at["group"]).text_content()
    assert "100 %" in member.page("/training").text_content()


def test_every_list_has_a_twin(app: Flask, world: World) -> None:
    office, _, _ = filled(app, world)
    api = Api(app, world, office.approvers["South"])
    for path in LISTS:
        answer = api("GET", path)
        assert answer.status_code == 200, path
        assert len(answer.json["items"]) == (0 if path == "/news" else 1), path


def test_who_belongs_to_no_cooperation_reads_nothing_of_it(app: Flask, world: World) -> None:
    _, _, at = filled(app, world)
    stranger = Browser(app, world.staff(world.organisation("Elsewhere")))
    for path in LISTS:
        assert "North" not in stranger.page(path).text_content(), path
    for path in at.values():
        assert stranger.get(path).status_code == 404, path


def test_a_member_changes_nothing_but_records_its_own_decision(app: Flask, world: World) -> None:
    office, _, _ = filled(app, world)
    south = Browser(app, office.approvers["South"])
    at = f"/cooperations/{office.row.public_id}"
    assert south.post(f"{at}/groups/new", {"kind": "office", "name": "Ours"}).status_code == 403
    decision = {
        "matter": "Programme 2030", "outcome": "declined", "decided_on": "2026-02-02", "body": "Council",
        "case_number": "7",
    }  # fmt: skip
    assert (
        south.post("/cooperations/decisions/new", {**decision, "organisation_id": office.id_of("North")}).status_code
        == 403
    )
    assert (
        south.post("/cooperations/decisions/new", {**decision, "organisation_id": office.id_of("South")}).status_code
        == 303
    )
    page = south.page("/cooperations/decisions?matter=Programme+2030").text_content()
    assert "No decision recorded: West" in " ".join(page.split())


def test_everybody_reads_a_document_only_once_that_is_decided(app: Flask, world: World) -> None:
    office = Office(world)
    anybody = Browser(app)
    analysis = office.document(title="Risk analysis of gloves", kind=DocumentKind.RISK_ANALYSIS)
    path = f"/pub/documents/{analysis.public_id}"
    assert anybody.get(path).status_code == 404
    office.adopt(analysis, is_public=True)
    inside = office.document(title="Inside only")
    office.adopt(inside)
    listed = anybody.page("/pub/documents/").text_content()
    assert "Risk analysis of gloves" in listed
    assert "Inside only" not in listed
    assert "First text" in anybody.page(path).text_content()
    assert anybody.get(f"/pub/documents/{inside.public_id}").status_code == 404
    tag = anybody.get(path).headers["ETag"]
    assert anybody.get(path, headers={"If-None-Match": tag}).status_code == 304


def test_the_desk_is_the_secretariats(app: Flask, world: World, engine: Engine) -> None:
    office, lead, _ = filled(app, world)
    with counted(engine) as seen:
        page = lead.page("/desk").text_content()
    assert len(seen) <= STATEMENTS_MOST
    assert "No contact person" in page
    assert "South" in page
    assert Browser(app, office.approvers["North"]).get("/desk").status_code == 403
    given = Api(app, world, office.coordinator)("GET", "/desk").json
    assert {row["name"]: "no_contact" in row["gaps"] for row in given["members"]} == {
        "North": False, "South": True, "West": True,
    }  # fmt: skip
