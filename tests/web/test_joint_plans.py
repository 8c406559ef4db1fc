"""Categories, nominations and the year's plan as pages and by the API."""

from __future__ import annotations

from datetime import date

from flask import Flask
from sqlalchemy import Engine

from followup.domain.categories import GiveCategory
from followup.services import categories
from tests.builders import World
from tests.services.test_joint_plans import Cooperating
from tests.web.api import Api
from tests.web.client import Browser
from tests.web.statements import counted


def a_plan(world: World) -> tuple[Cooperating, str]:
    at = Cooperating(world)
    with world.tx(at.coordinator) as tx:
        new = GiveCategory(category="consumables", area="B", valid_from=date(2022, 1, 1), source="Minutes")
        categories.give(tx, at.cooperation.public_id, new)
    before = at.plan(2026)
    at.add(before)
    plan = at.plan()
    at.add(plan, at.nominate())
    at.nominate(at.other, product="Chairs")
    return at, plan.public_id


def test_the_plan_says_what_whom_who_leads_when_and_why(app: Flask, world: World) -> None:
    at, plan_id = a_plan(world)
    text = " ".join(Browser(app, at.manager).page(f"/joint-plans/{plan_id}").text_content().split())
    for part in ("Area B 1", "Invented Gloves AB", "On-site audit", "Region South", "Chairs", "0 of 1 joint follow-up"):
        assert part in text
    assert "Add a joint follow-up" not in text
    answer = Api(app, world, at.manager)("GET", f"/joint-plans/{plan_id}").get_json()
    [planned] = answer["planned"]
    assert (planned["area"], planned["category"], planned["lead_name"]) == ("B", "gloves", "Region South")
    assert len(planned["organisations"]) == 2
    assert len(planned["nomination_ids"]) == 1


def test_the_pages_cost_few_statements(app: Flask, world: World, engine: Engine) -> None:
    at, plan_id = a_plan(world)
    browser = Browser(app, at.manager)
    for path, most in (("/categories", 6), ("/nominations", 3), ("/joint-plans", 3), (f"/joint-plans/{plan_id}", 10)):
        with counted(engine) as seen:
            browser.page(path)
        assert len(seen) <= most, (path, len(seen))


def test_who_answers_for_what_on_a_day(app: Flask, world: World) -> None:
    at, _ = a_plan(world)
    browser = Browser(app, at.manager)
    today = browser.page("/categories?by=category").text_content()
    assert "Area B" in today
    before = browser.page("/categories?on=2021-12-31").text_content()
    assert "You see how it was, or will be, on" in before
    lines = Api(app, world, at.manager)("GET", "/categories?on=2021-12-31").get_json()["items"]
    assert [line["responsible"] for line in lines if line["category"] == "consumables"] == [None]
    [line] = [
        line
        for line in Api(app, world, at.other)("GET", "/categories").get_json()["items"]
        if line["category"] == "consumables"
    ]
    assert line["responsible"]["area"] == "B"
    assert [row["name"] for row in line["organisations"]] == ["Region South"]
    areas = Api(app, world, at.coordinator)("GET", "/areas").get_json()["items"]
    assert [(row["area"], row["categories"]) for row in areas] == [("A", []), ("B", ["consumables"])]
    history = Api(app, world, at.other)("GET", "/categories/consumables").get_json()
    assert history["responsibilities"][0]["valid_from"] == "2022-01-01"
    assert "Area B" in browser.page("/categories/consumables").text_content()
    assert browser.get("/categories/nothing").status_code == 404


def test_whom_to_ask_begins_with_those_who_plan_the_same(app: Flask, world: World) -> None:
    at = Cooperating(world)
    at.overlap()
    plan, browser = at.plan(), Browser(app, at.coordinator)
    add = f"/joint-plans/{plan.public_id}/add"
    about = f"?supplier={at.supplier.public_id}&kind=site_audit"
    for query, wanted in (
        (about, {at.north.public_id, at.south.public_id}),
        ("", set()),
        ("?kind=x&supplier=y", set()),
    ):
        page = browser.page(add + query)
        assert set(page.xpath("//input[@name='participant_ids'][@checked]/@value")) == wanted


def test_who_belongs_to_no_cooperation_is_told_so(app: Flask, world: World) -> None:
    browser = Browser(app, world.staff(world.organisation("Region Alone")))
    for path in ("/categories", "/joint-plans"):
        assert "Your organisation belongs to no cooperation." in browser.page(path).text_content()
    assert browser.page("/nominations").findall(".//a[@class='btn btn-primary']") == []


def test_a_program_nominates(app: Flask, world: World) -> None:
    at, _ = a_plan(world)
    call = Api(app, world, at.manager)
    made = call("POST", "/nominations", {"year": 2027, "product": "Masks", "reason": "Forced labour is reported."})
    assert made.status_code == 201
    listed = call("GET", "/nominations").get_json()["items"]
    assert [row["product"] for row in listed] == ["Masks", "Chairs", "Gloves"]
    assert call("GET", f"/nominations/{made.get_json()['id']}").get_json()["organisation_name"] == "Region North"
