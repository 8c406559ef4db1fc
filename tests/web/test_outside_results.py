"""Results from elsewhere in the browser, by the API and out of a file."""

from __future__ import annotations

import io
from datetime import date

from flask import Flask
from sqlalchemy import Engine, select

from followup.domain.actors import Role
from followup.domain.journal import SUPPLIER_REGISTERED
from followup.domain.names import sort_keys
from followup.models.sharing import OutsideResult
from followup.models.suppliers import Supplier
from followup.schemas.crosswalks import crosswalk
from tests.builders import World
from tests.web.api import Api
from tests.web.client import Browser
from tests.web.statements import counted

NUMBER, UNKNOWN = "5560160680", "5599999991"  # their check digits are right


class Scene:
    """Two members of a cooperation, its coordinator, and a supplier with a number."""

    def __init__(self, world: World) -> None:
        self.world = world
        mine, theirs = world.organisation("Region Mine"), world.organisation("Region Theirs")
        within = (world.cooperation(mine, theirs),)
        self.owner = world.staff(mine, cooperations=within)
        self.reader = world.staff(mine, Role.READER, cooperations=within)
        self.neighbour = world.staff(theirs, cooperations=within)
        self.stranger = world.staff(world.organisation(), cooperations=(world.cooperation(),))
        self.supplier = world.supplier("Invented Gloves AB")
        with world.tx() as tx:
            sort_sv, sort_nb = sort_keys("Invented Number AB")
            numbered = Supplier(
                name="Invented Number AB",
                sort_sv=sort_sv,
                sort_nb=sort_nb,
                country="SE",
                number=NUMBER,
                is_invented=True,
            )
            tx.journal(SUPPLIER_REGISTERED, tx.add(numbered), origin="test")

    def told(self, **other: object) -> dict[str, object]:
        return {
            "supplier_id": self.supplier.public_id,
            "holder": "An invented buyer",
            "kind": "office_audit",
            "method": "Documents and interviews",
            "done_on": "2025-11-03",
            "source": "Report 7",
            "received_on": "2026-01-15",
            **other,
        }

    def rows(self) -> list[OutsideResult]:
        with self.world.reading() as tx:
            return list(tx.session.scalars(select(OutsideResult).order_by(OutsideResult.id)))


def test_a_result_from_elsewhere_is_entered_read_by_the_members_corrected_and_withdrawn(
    app: Flask, world: World
) -> None:
    scene = Scene(world)
    owner, neighbour = Browser(app, scene.owner), Browser(app, scene.neighbour)
    assert "Nothing from elsewhere yet." in neighbour.page("/outside-results").text_content()
    owner.page(f"/outside-results/new?supplier_id={scene.supplier.public_id}")
    entered = owner.post("/outside-results/new", scene.told(**{"areas.human_rights": "partly"}))
    assert entered.status_code == 303
    address = entered.location.partition("?")[0]
    seen = neighbour.page(address).text_content()
    assert "Partly fulfilled" in seen
    assert "Stated area by area by the one who entered it." in seen
    assert "Correct" not in seen
    assert Browser(app, scene.stranger).get(address).status_code == 404
    [row] = scene.rows()
    assert (row.areas, row.mapping, row.reusable_until) == ({"human_rights": "partly"}, None, date(2028, 11, 3))
    owner.page(f"{address}/change")
    changed = {**scene.told(minor_count="2", **{"areas.human_rights": "fulfilled"}), "version": row.version}
    del changed["supplier_id"]
    assert owner.post(f"{address}/change", changed).status_code == 303
    assert "minor deviations, outcome by area" in owner.page(address).text_content()
    assert neighbour.post(f"{address}/withdraw", {"reason": "Not mine"}).status_code == 403
    owner.page(f"{address}/withdraw")
    assert owner.post(f"{address}/withdraw", {"reason": "By mistake"}).status_code == 303
    assert neighbour.get(address).status_code == 404
    assert "By mistake" in owner.page(address).text_content()
    again = owner.post("/outside-results/new", scene.told())
    assert again.location.partition("?")[0] == address
    assert neighbour.get(address).status_code == 200


def test_days_that_cannot_be_and_a_second_entry_are_refused_with_what_to_do(app: Flask, world: World) -> None:
    scene = Scene(world)
    owner = Browser(app, scene.owner)
    for wrong, text in (
        ({"done_on": "2026-09-01"}, "has not come yet"),
        ({"done_on": "2022-01-01"}, "nobody can use it any more"),
        ({"received_on": "2025-10-01"}, "A result is received on the day it was found"),
    ):
        refused = owner.post("/outside-results/new", scene.told(**wrong))
        assert (refused.status_code, text in refused.text) == (422, True)
    assert owner.post("/outside-results/new", scene.told()).status_code == 303
    twice = Browser(app, scene.neighbour).post("/outside-results/new", scene.told())
    assert (twice.status_code, "already been entered" in twice.text) == (409, True)
    assert Browser(app, scene.reader).post("/outside-results/new", scene.told()).status_code == 403


def test_by_the_api_clauses_of_any_generation_become_areas_and_the_mapping_is_kept(app: Flask, world: World) -> None:
    scene = Scene(world)
    call = Api(app, world, scene.owner)
    made = call(
        "POST",
        "/outside-results",
        scene.told(
            code_version="no-oecd6",
            clauses={"no-oecd6/prevent": "not_fulfilled", "no-oecd6/identify": "fulfilled"},
        ),
    )
    assert made.status_code == 201, made.json
    areas = made.json["areas"]
    assert made.json["mapping"] == crosswalk().key
    assert (areas["own_operations"], areas["passing_on"], areas["risk_analysis"]) == (
        "not_fulfilled",
        "not_fulfilled",
        "fulfilled",
    )
    assert areas["complaints"] == "not_assessed"
    assert "environment" not in areas
    stray = call("POST", "/outside-results", scene.told(code_version="se-2021", clauses={"no-oecd6/prevent": "partly"}))
    assert stray.status_code == 422


FILE = """Supplier's organisation number;Who followed up;What was done;Method;Done on;Where the result comes from;\
Day it was received;Standard terms;se-2017/risk_analysis
{number};An invented buyer;Office audit;Documents;2025-06-01;Report 8;2025-07-01;se-2017;Partly fulfilled
"""


def _sent(browser: Browser, text: str) -> str:
    looked = browser.post("/outside-results/import", {"file": (io.BytesIO(text.encode()), "results.csv")})
    assert looked.status_code == 303, looked.text
    return str(looked.location)


def test_a_file_is_looked_through_before_anything_is_written(app: Flask, world: World) -> None:
    scene = Scene(world)
    owner = Browser(app, scene.owner)
    owner.page("/outside-results/import")
    assert owner.get("/outside-results/template").data.startswith(b"PK")
    page = owner.page(_sent(owner, FILE.format(number=NUMBER)))
    assert scene.rows() == []
    sent = {each.get("name"): each.get("value") for each in page.xpath("//main//form//input[@type='hidden']")}
    assert owner.post("/outside-results/import/check", {**sent, "seal": "another"}).status_code == 303
    assert scene.rows() == []
    assert owner.post("/outside-results/import/check", sent).status_code == 303
    [row] = scene.rows()
    assert (row.areas["risk_analysis"], row.mapping) == ("partly", crosswalk().key)
    assert "Every row has been entered already." in owner.page(_sent(owner, FILE.format(number=NUMBER))).text_content()


def test_what_is_wrong_in_a_file_is_told_with_its_place_and_nothing_is_written(app: Flask, world: World) -> None:
    scene = Scene(world)
    owner = Browser(app, scene.owner)
    page = owner.page(_sent(owner, FILE.format(number=UNKNOWN)))
    assert "No supplier has this organisation number" in page.text_content()
    bad = FILE.format(number=NUMBER).replace("Partly fulfilled", "A bit").replace("2025-06-01", "2031-06-01")
    assert "Choose one of the listed values" in owner.page(_sent(owner, bad)).text_content()
    late = FILE.format(number=NUMBER).replace("2025-06-01", "2031-06-01")
    assert "has not come yet" in owner.page(_sent(owner, late)).text_content()
    headless = "Supplier's organisation number;Colour\n1;2\n"
    assert "There is no column" in owner.page(_sent(owner, headless), status=422).text_content()
    assert scene.rows() == []


def test_list_and_page_ask_the_database_few_times(app: Flask, world: World, engine: Engine) -> None:
    scene = Scene(world)
    owner = Browser(app, scene.owner)
    address = owner.post("/outside-results/new", scene.told()).location.partition("?")[0]
    for path in ("/outside-results", address, f"/suppliers/{scene.supplier.public_id}/across", "/contact-map"):
        with counted(engine) as seen:
            owner.page(path)
        assert len(seen) <= 8, (path, len(seen))
