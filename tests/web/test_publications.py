"""The pages around a published light: the buyer's, the supplier's by link, the secretariat's, and everybody's."""

from __future__ import annotations

import csv
import hashlib
import io
import json

import pytest
from flask import Flask
from sqlalchemy import Engine

from followup.domain.publications import Checked, PublicationStatus
from tests.builders import World
from tests.publications import TEXT, Publishing
from tests.web.api import Api
from tests.web.client import Browser
from tests.web.statements import counted

STATEMENTS_MOST = 8


def test_a_text_goes_through_all_hands_by_its_pages(app: Flask, world: World) -> None:
    scene = Publishing(world)
    buyer, office = Browser(app, scene.author), Browser(app, scene.publisher)
    begin = f"/contracts/{scene.contract.public_id}/publications/new"
    assert "Green" in buyer.page(begin).text_content()
    made = buyer.post(begin, {"text_sv": "Inget hittades.", "cooperation_id": scene.cooperation.public_id})
    assert made.status_code == 303
    home = made.headers["Location"].partition("?")[0].removeprefix("https://followup.test")
    scene.id = home.rpartition("/")[2]
    assert "Record the secrecy test first." in buyer.page(home).text_content()
    for path, data in (
        ("change", {"text_sv": "Inget fanns.", "text_en": "Nothing was found."}),
        ("secrecy-test", {"legal_basis": "contract_term", "tested_on": "2026-03-02", "is_free": "yes"}),
        ("submit", {}),
        ("send", {"contact_id": scene.contact.public_id}),
    ):
        if path != "submit":
            buyer.page(f"{home}/{path}")
        assert buyer.post(f"{home}/{path}", {**data, "version": scene.row.version}).status_code == 303, path
    supplier = Browser(app, scene.holder)
    assert "Nothing was found." in supplier.page("/s/publication").text_content()
    supplier.page("/s/publication/check")
    said = {"is_correct": "yes", "answer": "We agree.", "version": scene.check.version}
    assert supplier.post("/s/publication/check", said).status_code == 303
    assert supplier.get("/s/publication/check").status_code == 409
    assert "Traffic light to publish" in office.page("/work").text_content()
    office.page(home)
    office.page(f"{home}/publish")
    assert buyer.get(f"{home}/publish").status_code == 403
    assert office.post(f"{home}/publish", {"version": scene.row.version}).status_code == 303
    assert scene.row.status is PublicationStatus.PUBLISHED
    [light] = scene.public()
    address = f"/pub/lights/{light.slug}/{light.key}/r1"
    assert address in supplier.get("/s/publication").text
    assert "We agree." in Browser(app).page(address).text_content()
    office.page(f"{home}/withdraw")
    buyer.page(f"{home}/take-down")
    assert buyer.post(f"{home}/take-down", {"reason": "Wrong.", "version": scene.row.version}).status_code == 303
    gone = Browser(app)
    assert gone.get(address).status_code == 410
    assert "Nothing was found." not in gone.get(address).text
    assert json.loads(gone.get(f"{address}.json").text).keys() == {"withdrawn_at"}
    assert "Invented Gloves" not in gone.page("/pub/lights/").text_content()


def test_the_secretariat_sees_neither_contract_nor_contact(app: Flask, world: World) -> None:
    scene = Publishing(world).out()
    page = Browser(app, scene.publisher).page(f"/publications/{scene.id}").text_content()
    assert [text for text in (scene.contract.title, "anna@supplier.test") if text in page] == []
    neighbour = Browser(app, scene.neighbour)
    assert neighbour.get(f"/publications/{scene.id}").status_code == 404
    assert "Invented Gloves" not in neighbour.page("/publications").text_content()


def test_a_returned_mail_and_a_text_taken_back_by_their_buttons(app: Flask, world: World) -> None:
    scene = Publishing(world).out()
    buyer, home = Browser(app, scene.author), f"/publications/{scene.id}"
    assert buyer.post(f"{home}/returned-mail", {"version": scene.row.version}).status_code == 303
    assert "The mail came back: the clock stands" in buyer.page(home).text_content()
    assert "Text about a supplier whose mail came back" in buyer.page("/work").text_content()
    sent_again = buyer.post(f"/assignments/{scene.link.public_id}/reissue")
    assert sent_again.headers["Location"].startswith(home)
    supplier = Browser(app, scene.holder)
    assert buyer.post(f"{home}/take-back", {"version": scene.row.version}).status_code == 303
    assert "has taken this text back" in supplier.page("/s/publication").text_content()
    assert buyer.post(f"{home}/drop", {"version": scene.row.version}).status_code == 303
    assert scene.row.status is PublicationStatus.DROPPED
    assert supplier.get("/s/form").status_code == 404


def test_the_public_list_is_narrowed_by_name_category_and_colour_and_given_as_files(app: Flask, world: World) -> None:
    yellow = Publishing(world, deviations=1).accept_plans().out(TEXT).answer()
    yellow.publish()
    everybody = Browser(app)
    assert "The hours were too long." not in everybody.page("/pub/lights/").text_content()
    for query, is_there in (("", True), ("q=gloves", True), ("q=socks", False), ("light=red", False)):
        assert ("Invented Gloves AB" in everybody.page(f"/pub/lights/?{query}").text_content()) is is_there, query
    [light] = yellow.public()
    page = everybody.page(f"/pub/lights/{light.slug}/suppliers/{light.key.partition('-')[0]}").text_content()
    for word in ("Yellow", "The hours were too long.", "They are looked at again in June.", "2 Mar 2026"):
        assert word in page
    lights = json.loads(everybody.get("/pub/lights.json").data)["lights"]
    assert [(one["supplier"], one["light"]) for one in lights] == [("Invented Gloves AB", "yellow")]
    [row] = csv.DictReader(io.StringIO(everybody.get("/pub/lights.csv").text))
    assert (row["light"], row["text_en"], row["sha256"]) == ("yellow", "The hours were too long.", light.sha256)
    frozen = everybody.get(f"/pub/lights/{light.slug}/{light.key}/r1.json").data
    assert hashlib.sha256(frozen).hexdigest() == light.sha256
    assert everybody.get(f"/pub/lights/{light.slug}/{light.key}/r2").status_code == 404
    assert everybody.get("/pub/lights/nowhere/suppliers/nobody").status_code == 404
    assert everybody.get("/pub/lights/%00/suppliers/%00").status_code == 404
    for hostile in ("light=purple", "after=zz", "q=%00", "category=%ff"):
        assert everybody.get(f"/pub/lights/?{hostile}").status_code in (200, 422), hostile


@pytest.mark.parametrize("path", ["/pub/lights/", "/pub/lights.csv", "/pub/lights/{slug}/{key}/r1", "/pub/lights.json"])
def test_a_reader_who_has_it_gets_nothing_again_until_something_changes(app: Flask, world: World, path: str) -> None:
    scene = Publishing(world).out().answer()
    light = scene.publish()
    everybody, here = Browser(app), path.format(slug=light.slug, key=light.key)
    first = everybody.get(here)
    assert "public" in first.headers["Cache-Control"]
    again = {"If-None-Match": first.headers["ETag"]}
    assert everybody.get(here, headers=again).status_code == 304
    scene.withdraw()
    assert everybody.get(here, headers=again).status_code != 304


def test_the_replaced_edition_points_at_the_newest_one(app: Flask, world: World) -> None:
    scene = Publishing(world).out().answer(Checked(is_correct=True, answer="The first."))
    first = scene.publish()
    scene.out().answer(Checked(is_correct=True, answer="The second."))
    scene.publish()
    everybody, base = Browser(app), f"/pub/lights/{first.slug}/{first.key}"
    assert "A newer edition has replaced this one." in everybody.page(f"{base}/r1").text_content()
    assert "The first." in everybody.page(f"{base}/r1").text_content()
    assert "A newer edition" not in everybody.page(f"{base}/r2").text_content()
    listed = everybody.page("/pub/lights/").xpath("//tbody/tr")
    assert len(listed) == 1


def test_the_api_gives_the_same_as_the_pages(app: Flask, world: World) -> None:
    scene = Publishing(world).out()
    program = Api(app, world, scene.author)
    [row] = (program("GET", "/publications").json or {})["items"]
    assert (row["id"], row["status"]) == (scene.id, "with_supplier")
    one = program("GET", f"/publications/{scene.id}").json or {}
    assert (one["text"], one["problems"]) == ({"en": "Nothing was found."}, ["publication.check_running"])


def test_lists_and_pages_ask_few_questions_however_long_they_are(app: Flask, world: World, engine: Engine) -> None:
    scene = Publishing(world, deviations=2).accept_plans().out(TEXT)
    buyer = Browser(app, scene.author)
    for path in ("/publications", f"/publications/{scene.id}"):
        with counted(engine) as statements:
            assert buyer.get(path).status_code == 200
        assert len(statements) <= STATEMENTS_MOST, path
