"""The rules for follow-ups as pages and by the API: what holds, whose it is, and deciding otherwise."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import Engine

from followup.domain.actors import Role, Staff
from followup.domain.organisations import OrganisationKind
from followup.models.organisations import Cooperation
from tests.builders import World
from tests.web.api import Api
from tests.web.client import Browser
from tests.web.statements import counted

DECIDED = {
    "rule": "office_audit/b",
    "trigger": "scheduled",
    "first_months": "6",
    "interval_months": "12",
    "reminder_offsets": "-14, 7",
    "valid_from": "2026-03-02",
    "reason": "Decision 7 of the board.",
}


def people(world: World) -> tuple[Cooperation, Staff, Staff, Staff]:
    region, secretariat = world.organisation(), world.organisation("Secretariat", OrganisationKind.SECRETARIAT)
    cooperation = world.cooperation(region, secretariat=secretariat)
    within = (cooperation,)
    return (
        cooperation,
        world.staff(region, Role.READER, cooperations=within),
        world.staff(region, Role.ADMINISTRATOR, cooperations=within),
        world.staff(secretariat, Role.COORDINATOR, cooperations=within),
    )


def test_everybody_sees_the_table_and_that_it_is_a_default(app: Flask, world: World, engine: Engine) -> None:
    _, reader, _, _ = people(world)
    browser = Browser(app, reader)
    with counted(engine) as statements:
        text = browser.page("/follow-up-rules").text_content()
    assert len(statements) <= 9
    assert "the defaults of this service hold" in text
    assert "Within 36 months, then every 36 months" in text
    assert "10 per cent of the contracts each year" in text
    assert "then every 4 months" in text
    assert "Control of pay and working conditions" not in text
    assert "Decide" not in text.replace("Decided", "").replace("Decisions", "")


def test_a_norwegian_buyer_sees_the_control_of_pay_too(app: Flask, world: World) -> None:
    text = Browser(app, world.staff(world.organisation(country="NO"))).page("/follow-up-rules").text_content()
    assert "Control of pay and working conditions" in text
    assert "42 days to answer" in text


def test_the_administrator_decides_a_rule_and_everybody_sees_whose_it_is(app: Flask, world: World) -> None:
    _, reader, administrator, _ = people(world)
    browser = Browser(app, administrator)
    form = browser.page("/follow-up-rules/new?rule=office_audit/b").text_content()
    assert "Office audit, Risk class B" in form
    assert browser.post("/follow-up-rules/new?rule=office_audit/b", DECIDED).status_code == 303
    text = Browser(app, reader).page("/follow-up-rules").text_content()
    assert "Own rule of the organisation" in text
    assert "Decision 7 of the board." in text
    assert "the defaults of this service hold" not in text
    given_up = {**DECIDED, "follows": "yes", "reason": "Back in line."}
    assert browser.post("/follow-up-rules/new", given_up).status_code == 303
    assert "since 2 Mar 2026" not in Browser(app, reader).page("/follow-up-rules").text_content()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"valid_from": "2026-03-01"}, "Rules hold from today or later"),
        ({"trigger": "deviation"}, "cannot be made due in this way"),
        ({"rule": "office_audit/x"}, "Choose one of the listed values."),
        ({"reminder_offsets": "soon"}, "Write a whole number."),
        ({"reason": ""}, "This is needed."),
    ],
)
def test_what_makes_no_sense_is_said_at_the_field(app: Flask, world: World, change: dict[str, str], said: str) -> None:
    _, _, administrator, _ = people(world)
    refused = Browser(app, administrator).post("/follow-up-rules/new?rule=office_audit/b", {**DECIDED, **change})
    assert refused.status_code == 422
    assert said in refused.text


def test_the_coordinator_decides_for_the_cooperation(app: Flask, world: World) -> None:
    cooperation, reader, administrator, coordinator = people(world)
    path = f"/follow-up-rules/cooperations/{cooperation.public_id}"
    browser = Browser(app, coordinator)
    browser.page(f"{path}/new?rule=office_audit/b")
    assert browser.post(f"{path}/new?rule=office_audit/b", DECIDED).status_code == 303
    assert "Rule of the cooperation since 2 Mar 2026" in browser.page(path).text_content().replace("  ", " ")
    assert "Rule of the cooperation" in Browser(app, reader).page("/follow-up-rules").text_content()
    assert Browser(app, administrator).get(f"{path}/new").status_code == 403


def test_hours_and_costs_stay_empty_until_they_are_stated(app: Flask, world: World) -> None:
    _, reader, administrator, _ = people(world)
    assert "Nothing has been stated." in Browser(app, reader).page("/follow-up-rules").text_content()
    browser = Browser(app, administrator)
    browser.page("/follow-up-rules/hours")
    stated = {"minutes_office_audit": "960", "per_hour": "750,50", "currency": "SEK", "valid_from": "2026-03-02"}
    assert browser.post("/follow-up-rules/hours", {**stated, "reason": "Time sheets."}).status_code == 303
    text = Browser(app, reader).page("/follow-up-rules").text_content()
    assert "960 minutes" in text
    assert "750.50" in text


def test_the_api_gives_and_takes_the_same_rules(app: Flask, world: World) -> None:
    cooperation, _, administrator, coordinator = people(world)
    path = f"/follow-up-rules/cooperations/{cooperation.public_id}"
    body = {**DECIDED, "first_months": 6, "interval_months": 12, "reminder_offsets": [-14, 7]}
    assert Api(app, world, coordinator)("POST", path, body).status_code == 201
    api = Api(app, world, administrator)
    row = next(row for row in api("GET", "/follow-up-rules").get_json()["items"] if row["rule"] == "office_audit/b")
    assert (row["origin"], row["since"], row["reminder_offsets"]) == ("cooperation", "2026-03-02", [-14, 7])
    assert api("POST", "/follow-up-rules", {**body, "interval_months": 24}).status_code == 201
    assert api("GET", "/follow-up-rules/decisions").get_json()["items"][0]["rules"] == ["office_audit/b"]
    assert api("GET", "/follow-up-rules/hours").get_json() == {"minutes": {}, "per_hour": None}


def test_a_cooperation_that_one_is_not_in_shows_nothing_of_its_rules(app: Flask, world: World) -> None:
    cooperation, _, _, coordinator = people(world)
    path = f"/follow-up-rules/cooperations/{cooperation.public_id}"
    assert Browser(app, coordinator).post(f"{path}/new", DECIDED).status_code == 303
    outside = world.staff(world.organisation())
    assert "is not a member of this cooperation" in Browser(app, outside).page(path).text_content()
    assert Api(app, world, outside)("GET", path).get_json()["items"] == []


def test_a_norwegian_contract_is_marked_as_covered_and_a_control_needs_a_report(app: Flask, world: World) -> None:
    staff = world.staff(world.organisation(country="NO"))
    contract = world.contract(staff)
    browser = Browser(app, staff)
    edit = f"/contracts/{contract.public_id}/edit"
    assert "The Norwegian rules on pay and working conditions cover this contract" in browser.page(edit).text_content()
    changed = {"title": contract.title, "ends_on": "2028-12-31", "starts_on": "2025-01-01", "pay_rules": "yes"}
    assert browser.post(edit, {**changed, "version": str(contract.version)}).status_code == 303
    assert browser.post(f"/contracts/{contract.public_id}/follow-ups/plan").status_code == 303
    page = browser.page(f"/contracts/{contract.public_id}")
    assert "the risk assessment that every contract under the rules" in page.text_content()
    path = next(a.get("href") for a in page.iter("a") if a.text_content().strip().startswith("Control of pay"))
    done = {"done_on": "2026-03-02", "outcome": "none_assessed"}
    refused = browser.post(f"{path}/record", done)
    assert refused.status_code == 422
    assert "ends in a documented report" in refused.text
    assert browser.post(f"{path}/record", {**done, "summary": "Nothing was found."}).status_code == 303
    swedish = world.staff(world.organisation())
    mine = world.contract(swedish)
    assert "Norwegian rules" not in Browser(app, swedish).page(f"/contracts/{mine.public_id}/edit").text_content()
