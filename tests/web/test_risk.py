"""Assessing the risk of a contract and of a planned procurement in a browser: one page, two sides, four eyes."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine

from followup.domain.actors import Role, Staff
from followup.domain.contracts import ChangeContract
from followup.domain.procurements import NewProcurement
from followup.domain.risk import RiskClass
from followup.models.contracts import Contract
from followup.models.organisations import Organisation
from followup.models.procurements import Procurement
from followup.services import contracts, procurements
from tests.builders import World
from tests.web.api import Api
from tests.web.client import Browser, well_made
from tests.web.statements import counted

HIGH = {"people": "high", "climate": "low", "nationally_prioritised": "no", "on_high_risk_list": "no"}
LOW = {**HIGH, "people": "low"}


@pytest.fixture
def organisation(world: World) -> Organisation:
    return world.organisation("Region North")


@pytest.fixture
def manager(world: World, organisation: Organisation) -> Staff:
    return world.staff(organisation, Role.CONTRACT_MANAGER)


@pytest.fixture
def approver(world: World, organisation: Organisation) -> Staff:
    return world.staff(organisation, Role.APPROVER)


@pytest.fixture
def norwegian(world: World) -> Staff:
    return world.staff(world.organisation("Kommune", country="NO"))


def class_of(world: World, staff: Staff, contract: Contract) -> RiskClass | None:
    with world.reading(staff) as tx:
        return tx.follow(Contract, contract.id).risk_class


def letters(page: Any, path: str = "//main") -> str:
    return " ".join(page.xpath(path)[0].text_content().split())


def test_the_proposal_shows_every_reason_with_its_source_and_saves_nothing(
    app: Flask, world: World, manager: Staff
) -> None:
    contract = world.contract(manager, risk=None)
    browser = Browser(app, manager)
    answer = browser.post(f"/contracts/{contract.public_id}/risk/proposal", {**HIGH, "people_identified": "Long days."})
    assert answer.status_code == 200
    page = well_made(answer.text)
    said = letters(page)
    assert "The risk for people or animals is judged to be high." in said
    sources = [" ".join(found.text_content().split()) for found in page.xpath("//details")]
    assert any("Lillestrøm municipality" in text and "B: on the high-risk list" in text for text in sources)
    assert "Long days." in answer.text
    assert "Nothing is saved yet" in said
    assert not page.xpath("//input[@name='risk_class' and @checked]")
    assert "Not assessed." in letters(browser.page(f"/contracts/{contract.public_id}"))


def test_each_side_has_its_class_and_the_higher_governs(app: Flask, world: World, manager: Staff) -> None:
    contract = world.contract(manager, risk=None)
    page = well_made(Browser(app, manager).post(f"/contracts/{contract.public_id}/risk/proposal", HIGH).text)
    assert letters(page, "//h2[@id='proposal']/following-sibling::p[1]").startswith("Risk class B.")
    assert letters(page, "//h2[@id='proposal']/following-sibling::p[2]") == (
        "Climate and environment: Risk class D. Animal welfare, human rights and workers' rights: Risk class B."
    )


def test_the_tables_fill_in_what_they_know_of_the_category(app: Flask, world: World, manager: Staff) -> None:
    contract = world.contract(manager, risk=None)
    with world.tx(manager) as tx:
        contracts.change(
            tx, contract.public_id, ChangeContract(title=contract.title, category="textile"), contract.version
        )
    page = Browser(app, manager).page(f"/contracts/{contract.public_id}/risk")
    assert page.xpath("//select[@name='nationally_prioritised']/option[@selected]/@value") == ["yes"]
    assert page.xpath("//select[@name='raw_material']/option[@selected]/@value") == ["high"]
    assert page.xpath("//select[@name='list_level']/option[@selected]/@value") == ["high"]
    assert not page.xpath("//select[@name='foa_ground']")


def test_only_norwegian_buyers_are_asked_for_the_ground_of_foa(app: Flask, world: World, norwegian: Staff) -> None:
    contract = world.contract(norwegian, risk=None)
    browser, here = Browser(app, norwegian), f"/contracts/{contract.public_id}/risk"
    assert browser.page(here).xpath("//select[@name='foa_ground']")
    data = {**LOW, "foa_ground": "spec_instead", "risk_class": "c"}
    refused = browser.post(here, data)
    assert refused.status_code == 422
    assert 'href="#field-justification"' in refused.text
    data["justification"] = "The requirement has a better effect."
    assert browser.post(here, data).status_code == 303
    assert class_of(world, norwegian, contract) is RiskClass.C


def test_the_weight_of_climate_and_environment_is_at_least_thirty_per_cent(
    app: Flask, world: World, norwegian: Staff
) -> None:
    contract = world.contract(norwegian, risk=None)
    browser, here = Browser(app, norwegian), f"/contracts/{contract.public_id}/risk"
    data = {**LOW, "foa_ground": "weight_30", "risk_class": "c"}
    assert 'href="#field-foa_weight"' in browser.post(here, {**data, "foa_weight": "29"}).text
    assert browser.post(here, {**data, "foa_weight": "30"}).status_code == 303


def test_a_low_class_holds_at_once_and_says_until_when(app: Flask, world: World, manager: Staff) -> None:
    contract = world.contract(manager, risk=None)
    browser = Browser(app, manager)
    assert browser.post(f"/contracts/{contract.public_id}/risk", {**LOW, "risk_class": "d"}).status_code == 303
    assert class_of(world, manager, contract) is RiskClass.D
    assert "Holds until 2 Mar 2027" in letters(browser.page(f"/contracts/{contract.public_id}"))


def test_another_class_than_the_proposed_one_needs_a_reason_and_keeps_the_answers(
    app: Flask, world: World, manager: Staff
) -> None:
    contract = world.contract(manager, risk=None)
    refused = Browser(app, manager).post(f"/contracts/{contract.public_id}/risk", {**HIGH, "risk_class": "d"})
    assert refused.status_code == 422
    page = well_made(refused.text)
    assert 'href="#field-override_reason"' in refused.text
    assert page.xpath("//select[@name='people']/option[@selected]/@value") == ["high"]
    assert "judged to be high" in refused.text


def test_answers_that_cannot_be_read_are_shown_again_with_what_is_wrong(
    app: Flask, world: World, norwegian: Staff
) -> None:
    contract = world.contract(norwegian, risk=None)
    here = f"/contracts/{contract.public_id}/risk"
    refused = Browser(app, norwegian).post(here, {**LOW, "foa_weight": "a third", "risk_class": "d"})
    assert refused.status_code == 422
    assert 'href="#field-foa_weight"' in refused.text


def test_a_high_class_waits_for_another_person(app: Flask, world: World, manager: Staff, approver: Staff) -> None:
    contract = world.contract(manager, risk=None)
    here = f"/contracts/{contract.public_id}"
    own, other = Browser(app, manager), Browser(app, approver)
    own.post(f"{here}/risk", {**HIGH, "risk_class": "b"})
    assert class_of(world, manager, contract) is None
    assert not own.page(here).xpath("//form[contains(@action, '/approve')]")
    form = other.page(here).xpath("//form[contains(@action, '/approve')]/@action")
    assert len(form) == 1
    assert own.post(form[0]).status_code == 403
    assert other.post(form[0]).status_code == 303
    assert class_of(world, manager, contract) is RiskClass.B
    assert "Decided by" in letters(own.page(here))
    assert other.post(form[0]).status_code == 409


def test_what_is_not_approved_says_why_and_changes_nothing(
    app: Flask, world: World, manager: Staff, approver: Staff
) -> None:
    contract = world.contract(manager, risk=None)
    here = f"/contracts/{contract.public_id}"
    own, other = Browser(app, manager), Browser(app, approver)
    own.post(f"{here}/risk", {**HIGH, "risk_class": "b"})
    path = other.page(here).xpath("//a[contains(@href, '/risk-assessments/')]/@href")[0]
    other.page(path)
    assert other.post(path, {"note": "Look at the country again."}).status_code == 303
    assert class_of(world, manager, contract) is None
    assert "Look at the country again." in letters(own.page(here))


def planned(world: World, manager: Staff) -> Procurement:
    with world.tx(manager) as tx:
        return procurements.register(tx, NewProcurement(title="Invented gloves 2027", year=2026))


def test_a_planned_procurement_is_assessed_on_the_same_page(
    app: Flask, world: World, manager: Staff, approver: Staff
) -> None:
    procurement = planned(world, manager)
    here = f"/procurements/{procurement.public_id}"
    own, other = Browser(app, manager), Browser(app, approver)
    own.page(f"{here}/risk")
    assert own.post(f"{here}/risk/proposal", HIGH).status_code == 200
    texts = {"people_follow_up": "Visit the factory in the first year.", "climate_measures": "Ask for an EPD."}
    assert own.post(f"{here}/risk", {**HIGH, **texts, "risk_class": "b"}).headers["Location"].startswith(here)
    page = other.page(here)
    assert "Visit the factory in the first year." in letters(page)
    form = page.xpath("//form[contains(@action, '/approve')]/@action")[0]
    assert other.post(form).headers["Location"].startswith(here)
    assert "Risk class B approved" in letters(own.page(here))


def test_the_api_gives_the_sides_and_the_plans(app: Flask, world: World, organisation: Organisation) -> None:
    staff = world.staff(organisation)
    ask, procurement = Api(app, world, staff), planned(world, staff)
    path = f"/procurements/{procurement.public_id}/risk-assessments"
    made = ask("POST", path, {**LOW, "climate_follow_up": "Each year.", "risk_class": "d"})
    assert made.status_code == 201, made.text
    assert made.json["climate_class"] == made.json["people_class"] == "d"
    assert made.json["climate_plan"]["follow_up"] == "Each year."
    assert [row["status"] for row in ask("GET", path).json["items"]] == ["in_force"]


def test_the_page_asks_few_questions(app: Flask, world: World, engine: Engine, manager: Staff) -> None:
    contract, procurement = world.contract(manager, risk=None), planned(world, manager)
    browser = Browser(app, manager)
    for path in (f"/contracts/{contract.public_id}/risk", f"/procurements/{procurement.public_id}/risk"):
        with counted(engine) as seen:
            browser.page(path)
        assert len(seen) <= 8, seen


def test_the_cross_walk_names_both_divisions_and_their_sources(app: Flask, world: World, norwegian: Staff) -> None:
    said = letters(Browser(app, norwegian).page("/risk/areas"))
    assert "Your organisation speaks of: Climate and environment; Animal welfare" in said
    assert "Seriousness, corruption and workers' rights" in said
    assert "Our own mapping" in said
