"""Planned procurements in a browser and by API: the year's plan, the start meeting, the award, the end."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine

from followup.domain.actors import Role, Staff
from followup.domain.procurements import NewProcurement, Potential
from followup.domain.renewals import NewMeasure, PlannedRenewal
from followup.domain.risk import NewAssessment, RiskClass, RiskFacts
from followup.domain.risk_tables import RiskLevel
from followup.models.organisations import Organisation
from followup.models.procurements import Procurement
from followup.services import procurements, renewals, risk
from tests.builders import World
from tests.web.api import Api
from tests.web.client import Browser, well_made
from tests.web.statements import counted

LOW = RiskFacts(nationally_prioritised=False, on_high_risk_list=False, people=RiskLevel.LOW, climate=RiskLevel.LOW)
HIGH = replace(LOW, people=RiskLevel.HIGH)


@pytest.fixture
def organisation(world: World) -> Organisation:
    return world.organisation("Region North")


@pytest.fixture
def manager(world: World, organisation: Organisation) -> Staff:
    return world.staff(organisation, Role.CONTRACT_MANAGER)


def planned(world: World, manager: Staff, **more: Any) -> Procurement:
    new = NewProcurement(**{"title": "Invented gloves", "year": 2026, **more})
    with world.tx(manager) as tx:
        return procurements.register(tx, new)


def assessed(world: World, manager: Staff) -> Procurement:
    procurement = planned(world, manager)
    with world.tx(manager) as tx:
        risk.assess(tx, procurement.public_id, NewAssessment(facts=LOW, risk_class=RiskClass.D))
    return procurement


def letters(page: Any, path: str = "//main") -> str:
    return " ".join(page.xpath(path)[0].text_content().split())


def version_of(page: Any) -> str:
    return str(page.xpath("//form//input[@name='version']/@value")[0])


def test_a_procurement_is_planned_with_its_potential_per_area(app: Flask, world: World, manager: Staff) -> None:
    browser = Browser(app, manager)
    page = browser.page("/procurements/new")
    assert len(page.xpath("//select[starts-with(@name, 'potential.')]")) == 4
    answer = browser.post(
        "/procurements/new",
        {
            "title": "Invented gloves",
            "year": "2026",
            "value": "1 250 000",
            "currency": "SEK",
            "category": "gloves",
            "start_meeting_on": "2026-03-20",
            "potential.labour_rights": "large",
            "potential.environment": "",
        },
    )
    assert answer.status_code == 303
    page = browser.page(answer.headers["Location"])
    judged = {fact.xpath("string(dt)"): fact.xpath("string(dd)") for fact in page.xpath("//dl[@class='facts']/div")}
    assert judged["Workers' rights"] == "Large potential"
    assert judged["Environment and climate"] == "Not judged"
    assert "1,250,000" in judged["Estimated value"]
    said = letters(page)
    assert "Assess the risk first" in said


def test_the_plan_of_a_year_shows_class_potential_meeting_and_state(app: Flask, world: World, manager: Staff) -> None:
    planned(world, manager, potential={"environment": Potential.SOME})
    planned(world, manager, title="Another year", year=2027)
    browser = Browser(app, manager)
    page = browser.page("/procurements")
    assert "Environment and climate: Some potential" in letters(page)
    assert "Another year" not in letters(page)
    assert "Another year" in letters(browser.page("/procurements?year=2027"))
    assert "Nothing is planned for 2031" in letters(browser.page("/procurements?year=2031"))
    assert "Invented gloves" in letters(browser.page("/procurements?mine=yes"))


def test_norwegian_buyers_judge_lillestroms_four_areas(app: Flask, world: World) -> None:
    staff = world.staff(world.organisation("Kommune", country="NO"))
    names = Browser(app, staff).page("/procurements/new").xpath("//select[starts-with(@name, 'potential.')]/@name")
    assert names == [f"potential.{key}" for key in ("climate_environment", "animals", "ethics", "seriousness")]


def test_the_start_meeting_is_refused_before_the_assessment_and_noted_after_it(
    app: Flask, world: World, manager: Staff
) -> None:
    procurement = planned(world, manager)
    browser, here = Browser(app, manager), f"/procurements/{procurement.public_id}"
    form = {"held_on": "2026-03-02", "version": version_of(browser.page(f"{here}/start"))}
    refused = browser.post(f"{here}/start", form)
    assert refused.status_code == 409
    assert "Assess the risk first" in refused.text
    low = {"people": "low", "climate": "low", "nationally_prioritised": "no", "on_high_risk_list": "no"}
    assert browser.post(f"{here}/risk", {**low, "risk_class": "d"}).status_code == 303
    form["version"] = version_of(browser.page(f"{here}/start"))
    assert browser.post(f"{here}/start", form).status_code == 303
    assert "Start meeting held" in letters(browser.page(here))


def started(world: World, manager: Staff, app: Flask) -> Procurement:
    from datetime import date

    procurement = assessed(world, manager)
    with world.tx(manager) as tx:
        return procurements.start(tx, procurement.public_id, date(2026, 3, 2))


def test_the_award_makes_as_many_contracts_as_there_are_rows(app: Flask, world: World, manager: Staff) -> None:
    procurement = started(world, manager, app)
    first, second = world.supplier(), world.supplier()
    browser, here = Browser(app, manager), f"/procurements/{procurement.public_id}"
    page = browser.page(f"{here}/award?contracts=3")
    assert len(page.xpath("//select[starts-with(@name, 'supplier_id.')]")) == 3
    form = {
        "version": version_of(page),
        "supplier_id.1": first.public_id,
        "starts_on.1": "2026-04-01",
        "supplier_id.2": second.public_id,
        "title.2": "Lot 2",
    }
    assert browser.post(f"{here}/award?contracts=3", form).status_code == 303
    page = browser.page(here)
    links = page.xpath("//section[@aria-labelledby='contracts']//th/a")
    assert [link.text for link in links] == ["Invented gloves", "Lot 2"]
    contract = browser.page(links[0].get("href"))
    assert "Risk class D taken over from the planned procurement" in letters(contract)


def test_an_award_says_which_row_is_wrong(app: Flask, world: World, manager: Staff) -> None:
    procurement = started(world, manager, app)
    supplier = world.supplier()
    browser, here = Browser(app, manager), f"/procurements/{procurement.public_id}/award?contracts=2"
    form = {"version": version_of(browser.page(here)), "supplier_id.1": supplier.public_id, "title.2": "No supplier"}
    assert 'href="#field-supplier_id.2"' in browser.post(here, form).text
    late = {**form, "supplier_id.2": supplier.public_id, "starts_on.2": "2026-04-01", "ends_on.2": "2026-03-01"}
    refused = browser.post(here, late)
    assert refused.status_code == 422
    well_made(refused.text)
    assert 'href="#field-ends_on.2"' in refused.text
    nobody = browser.post(here, {"version": form["version"]})
    assert nobody.status_code == 422
    assert "Name at least one contract" in nobody.text


def test_the_measures_of_a_renewal_stand_on_its_page_and_hold_it_open(app: Flask, world: World, manager: Staff) -> None:
    contract = world.contract(manager, title="Old gloves")
    with world.tx(manager) as tx:
        renewals.queue(tx, contract.public_id, NewMeasure(body="Ask for traceability."))
        procurement = renewals.plan(tx, contract.public_id, PlannedRenewal(year=2027))
    browser, here = Browser(app, manager), f"/procurements/{procurement.public_id}"
    page = browser.page(here)
    assert "Ask for traceability." in letters(page)
    assert "Old gloves" in letters(page, "//section[@aria-labelledby='renewed']")
    form = {"reason": "No need.", "version": version_of(browser.page(f"{here}/cancel"))}
    refused = browser.post(f"{here}/cancel", form)
    assert refused.status_code == 409
    assert "Take each in or decline it" in refused.text


def test_a_cancelled_procurement_keeps_its_reason_and_offers_no_step(app: Flask, world: World, manager: Staff) -> None:
    procurement = planned(world, manager)
    browser, here = Browser(app, manager), f"/procurements/{procurement.public_id}"
    form = {"reason": "No budget.", "version": version_of(browser.page(f"{here}/cancel"))}
    assert browser.post(f"{here}/cancel", form).status_code == 303
    page = browser.page(here)
    assert "No budget." in letters(page)
    assert not page.xpath("//a[contains(@href, '/edit') or contains(@href, '/risk') and contains(@class, 'btn')]")


def test_a_stale_change_shows_both(app: Flask, world: World, manager: Staff) -> None:
    procurement = planned(world, manager)
    browser, here = Browser(app, manager), f"/procurements/{procurement.public_id}/edit"
    form = {"title": "Gloves", "year": "2026", "version": version_of(browser.page(here))}
    assert browser.post(here, form).status_code == 303
    refused = browser.post(here, {**form, "title": "Other gloves"})
    assert refused.status_code == 409
    assert "Other gloves" in refused.text


def test_a_reader_reads_the_plan_and_changes_nothing(
    app: Flask, world: World, manager: Staff, organisation: Organisation
) -> None:
    procurement = planned(world, manager)
    browser = Browser(app, world.staff(organisation, Role.READER))
    page = browser.page(f"/procurements/{procurement.public_id}")
    assert not page.xpath("//main//a[contains(@class, 'btn')]")
    assert browser.get(f"/procurements/{procurement.public_id}/edit").status_code == 403


def test_the_api_plans_changes_and_lists(app: Flask, world: World, manager: Staff) -> None:
    ask = Api(app, world, manager)
    made = ask("POST", "/procurements", {"title": "Gloves", "year": 2026, "potential": {"environment": "some"}})
    assert made.status_code == 201, made.text
    path = f"/procurements/{made.json['id']}"
    changed = ask("PUT", path, {"title": "Gloves", "year": 2027}, **{"If-Match": f'"v{made.json["version"]}"'})
    assert (changed.json["year"], changed.json["potential"]) == (2027, {})
    assert ask("GET", path).json["state"] == "planned"
    assert [row["title"] for row in ask("GET", "/procurements?year=2027").json["items"]] == ["Gloves"]
    assert ask("GET", "/procurements").json["items"] == []


def test_what_waits_around_procurements_stands_in_the_work_list(
    app: Flask, world: World, manager: Staff, organisation: Organisation
) -> None:
    from datetime import date

    planned(world, manager, title="Soon", start_meeting_on=date(2026, 3, 10))
    planned(world, manager, title="Later", start_meeting_on=date(2026, 6, 10))
    waiting = planned(world, manager, title="To approve")
    with world.tx(manager) as tx:
        risk.assess(tx, waiting.public_id, NewAssessment(facts=HIGH, risk_class=RiskClass.B))
    own = letters(Browser(app, manager).page("/work"))
    assert "Procurement to assess before its start meeting" in own
    assert "Soon" in own
    assert "Later" not in own
    other = letters(Browser(app, world.staff(organisation, Role.APPROVER)).page("/work"))
    assert "Risk class of a procurement to approve" in other
    assert "Soon" not in other


def test_the_pages_ask_few_questions(app: Flask, world: World, engine: Engine, manager: Staff) -> None:
    procurement = assessed(world, manager)
    for number in range(5):
        planned(world, manager, title=f"Gloves {number}")
    browser = Browser(app, manager)
    for path in ("/procurements", f"/procurements/{procurement.public_id}"):
        with counted(engine) as seen:
            browser.page(path)
        assert len(seen) <= 8, seen
