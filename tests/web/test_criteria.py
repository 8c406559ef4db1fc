"""The criteria bank in a browser and by API."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine

from followup.domain.actors import Role, Staff
from followup.domain.journal import CONTRACT_CHANGED
from followup.domain.permissions import Permission
from followup.domain.risk_areas import AreaChoice, AreaScheme
from followup.models.contracts import Contract
from followup.services import code_of_conduct, risk_areas
from tests.builders import World
from tests.code_of_conduct.content import banks
from tests.web.api import Api
from tests.web.client import Browser
from tests.web.statements import counted

ALL_OF_THEM = sum(len(bank.criteria) for bank in banks())


@pytest.fixture
def manager(world: World) -> Staff:
    with world.tx() as tx:
        for bank in banks():
            code_of_conduct.adopt_bank(tx, bank)
    region, secretariat = world.organisation("Region North"), world.organisation("The secretariat")
    cooperation = world.cooperation(region, secretariat=secretariat)
    with world.tx(world.staff(secretariat, Role.COORDINATOR, cooperations=(cooperation,))) as tx:
        risk_areas.choose(tx, cooperation.public_id, AreaChoice(AreaScheme.CODE, has_animal_welfare=True))
    return world.staff(region, Role.CONTRACT_MANAGER, cooperations=(cooperation,))


def text_of(page: Any) -> str:
    return " ".join(page.text_content().split())


def titles(page: Any) -> list[str]:
    return [" ".join(head.text_content().split()) for head in page.xpath("//main//tbody//th[@scope='row']/a")]


def about_gloves(world: World, staff: Staff) -> Contract:
    contract = world.contract(staff)
    with world.tx(staff) as tx:
        row = tx.get(Contract, contract.public_id, to=Permission.CONTRACT_CHANGE)
        row.cpv = "33141420"
        tx.journal(CONTRACT_CHANGED, row, fields="cpv")
    return contract


def test_the_bank_shows_every_criterion_by_category_and_says_where_it_has_none(app: Flask, manager: Staff) -> None:
    page = Browser(app, manager).page("/criteria")
    assert len(titles(page)) == ALL_OF_THEM
    assert "Nothing is written: production of medicines needs criteria of its own" in text_of(page)
    assert "Proposed by this service; no steering group has decided yet" in text_of(page)


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("group=cleaning&level=spearhead", ["Permanent jobs and full time"]),
        ("kind=qualification", ["Environmental management", "Process for due diligence"]),
        ("area=animal_welfare&level=spearhead", ["More room and time outdoors"]),
        ("evidence=epd&kind=award", ["Lower climate footprint than usual"]),
        ("group=nothing", []),
    ],
)
def test_the_bank_is_narrowed(app: Flask, manager: Staff, asked: str, shown: list[str]) -> None:
    page = Browser(app, manager).page(f"/criteria?{asked}")
    assert titles(page) == shown
    assert ("No criterion fits." in text_of(page)) is (shown == [])


def test_an_unknown_filter_is_refused(app: Flask, manager: Staff) -> None:
    assert Browser(app, manager).get("/criteria?level=best").status_code == 422


@pytest.mark.parametrize("language", ["en", "sv", "nb"])
def test_a_criterion_is_read_in_ones_own_language_with_all_it_says(app: Flask, manager: Staff, language: str) -> None:
    browser = Browser(app, manager, language=language)
    link = browser.page("/criteria?group=textiles").xpath("//main//tbody//th/a/@href")[0]
    text = text_of(browser.page(link))
    criterion = banks()[0].groups[1].criteria[0]
    for said in (criterion.title, criterion.text, criterion.verification, criterion.follow_up):
        assert said.to(language) in text
    assert criterion.source in text
    assert "3.9" in text


def test_the_criteria_of_a_contract_begin_with_those_about_it(app: Flask, world: World, manager: Staff) -> None:
    contract = about_gloves(world, manager)
    page = Browser(app, manager).page(f"/contracts/{contract.public_id}/criteria")
    sections = [" ".join(h.text_content().split()) for h in page.xpath("//main//h2")]
    assert sections == [
        "In the contract 0",
        "Medical consumables and gloves 5",
        "Whatever is bought 6",
        "About other purchases",
    ]
    assert len(page.xpath("//details")) == len([g for b in banks() for g in b.groups]) - 2


def test_one_click_takes_a_criterion_and_another_takes_it_out(app: Flask, world: World, manager: Staff) -> None:
    contract = about_gloves(world, manager)
    browser, path = Browser(app, manager), f"/contracts/{contract.public_id}/criteria"
    form = browser.page(path).xpath("//td[contains(@class, 'do')]/form[.//input[@name='criterion_ids']]")[0]
    chosen = form.xpath(".//input[@name='criterion_ids']/@value")
    answer = browser.post(form.get("action"), {"criterion_ids": chosen})
    page = browser.page(answer.headers["Location"])
    assert "Taken into the contract." in text_of(page)
    assert "In the contract 1" in text_of(page)
    assert not page.xpath(f"//input[@value='{chosen[0]}']")
    [out] = page.xpath("//form[contains(@action, '/take-out')]/@action")
    assert "In the contract 0" in text_of(browser.page(browser.post(out).headers["Location"]))


def test_several_are_ticked_and_taken_at_once(app: Flask, world: World, manager: Staff) -> None:
    contract = world.contract(manager)
    browser, path = Browser(app, manager), f"/contracts/{contract.public_id}/criteria"
    boxes = browser.page(path).xpath("//input[@type='checkbox'][@form='take']/@value")
    assert len(boxes) == ALL_OF_THEM
    browser.post(path, {"criterion_ids": boxes[:4]})
    assert "In the contract 4" in text_of(browser.page(path))


def test_nothing_ticked_is_said_at_the_form(app: Flask, world: World, manager: Staff) -> None:
    contract = world.contract(manager)
    answer = Browser(app, manager).post(f"/contracts/{contract.public_id}/criteria")
    assert answer.status_code == 422
    assert 'href="#field-criterion_ids"' in answer.text


def test_a_criterion_names_our_own_contracts_that_hold_it(app: Flask, world: World, manager: Staff) -> None:
    contract = world.contract(manager, title="Gloves for all wards")
    browser, path = Browser(app, manager), f"/contracts/{contract.public_id}/criteria"
    chosen = browser.page(path).xpath("//input[@type='checkbox'][@form='take']/@value")[0]
    browser.post(path, {"criterion_ids": chosen})
    assert "Gloves for all wards" in text_of(browser.page(f"/criteria/{chosen}"))
    other = world.staff(world.organisation("Region South"), Role.CONTRACT_MANAGER)
    assert "None of your contracts holds it." in text_of(Browser(app, other).page(f"/criteria/{chosen}"))


def test_a_secretariat_reads_the_bank_and_no_contracts(app: Flask, world: World, manager: Staff) -> None:
    coordinator = world.staff(world.organisation("The secretariat"), Role.COORDINATOR)
    browser = Browser(app, coordinator)
    link = browser.page("/criteria").xpath("//main//tbody//th/a/@href")[0]
    assert "Our contracts with this criterion" not in text_of(browser.page(link))


def test_a_contract_with_criteria_and_no_terms_has_a_page(app: Flask, world: World, manager: Staff) -> None:
    contract = world.contract(manager)
    browser, path = Browser(app, manager), f"/contracts/{contract.public_id}/criteria"
    chosen = browser.page(path).xpath("//input[@type='checkbox'][@form='take']/@value")[0]
    browser.post(path, {"criterion_ids": chosen})
    assert "Country and town of production" in text_of(browser.page(f"/contracts/{contract.public_id}"))


def test_the_standard_terms_leave_the_bank_out(app: Flask, world: World, manager: Staff) -> None:
    world.code_version("shown-2026")
    browser = Browser(app, manager)
    assert titles(browser.page("/code")) == ["Terms shown-2026"]
    assert browser.get("/code/criteria-2026").status_code == 404


@pytest.mark.parametrize("path", ["/criteria", "/criteria/{criterion}", "/contracts/{contract}/criteria"])
def test_a_page_of_the_bank_asks_little_of_the_database(
    app: Flask, engine: Engine, world: World, manager: Staff, path: str
) -> None:
    contract = world.contract(manager)
    browser = Browser(app, manager)
    criterion = browser.page("/criteria").xpath("//main//tbody//th/a/@href")[0].rpartition("/")[2]
    with counted(engine) as asked:
        browser.page(path.format(contract=contract.public_id, criterion=criterion))
    assert len(asked) <= 8, asked


def test_the_api_lists_tells_takes_and_lists_what_is_taken(app: Flask, world: World, manager: Staff) -> None:
    contract = world.contract(manager)
    api = Api(app, world, manager)
    listed = api("GET", "/criteria?group=ict").json["items"]
    assert [row["key"] for row in listed][:2] == ["ict_lifetime", "ict_ecolabel"]
    told = api("GET", f"/criteria/{listed[0]['id']}").json
    assert told["decision"]["provenance"] == "default"
    assert set(told["verification"]) == {"en", "sv", "nb"}
    path = f"/contracts/{contract.public_id}/criteria"
    answer = api("POST", path, {"criterion_ids": [row["id"] for row in listed[:2]]})
    assert answer.status_code == 201
    assert [row["key"] for row in answer.json["criteria"]] == ["ict_lifetime", "ict_ecolabel"]
    assert [row["criterion_id"] for row in api("GET", path).json["items"]] == [row["id"] for row in listed[:2]]
    assert api("POST", path, {"criterion_ids": []}).status_code == 422
