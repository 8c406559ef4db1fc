"""Contracts in a browser and by API."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from flask import Flask

from followup.domain.actors import Role, Staff
from followup.domain.deviation_steps import NewDeviation
from followup.domain.deviations import Severity
from followup.domain.journal import FOLLOW_UP_PLANNED
from followup.domain.schedule import FollowUpKind
from followup.models.contracts import Contract
from followup.models.deviations import Deviation
from followup.models.follow_ups import FollowUp
from followup.queries import contracts as queries
from followup.services import deviations
from tests.builders import World
from tests.web.asked import asked
from tests.web.client import Browser


@pytest.fixture
def manager(world: World) -> Staff:
    return world.staff(world.organisation("Region North"), Role.CONTRACT_MANAGER)


def text_of(page: Any) -> str:
    return " ".join(page.text_content().split())


def changing(page: Any, contract: Contract) -> list[Any]:
    """The links that lead to changing or assessing this contract."""
    parts = ("edit", "risk", "strategic", "options/new", "void")
    return [
        link
        for link in page.xpath("//main//a/@href")
        if link in {f"/contracts/{contract.public_id}/{p}" for p in parts}
    ]


def with_a_chain(world: World, staff: Staff) -> tuple[Contract, FollowUp, Deviation]:
    """A contract with a follow-up and a deviation from its second clause."""
    contract = world.contract(staff, version=world.code_version())
    with world.tx(staff) as tx:
        clause = queries.clauses(tx.session, contract.id)[1]
        follow_up = tx.add(
            FollowUp(
                contract_id=contract.id,
                organisation_id=contract.organisation_id,
                kind=FollowUpKind.SELF_ASSESSMENT,
                ordinal=1,
                status=FollowUp.machine.initial,
                due_on=date(2026, 2, 1),
                why={"code": "x", "text": "Once a year.", "params": {}},
                planned_at=tx.now,
            )
        )
        tx.journal(FOLLOW_UP_PLANNED, follow_up, kind="self_assessment", due_on=follow_up.due_on)
        new = NewDeviation(
            severity=Severity.MAJOR,
            title="No risk analysis",
            description="None was shown.",
            found_on=date(2026, 2, 1),
            clause_id=clause.public_id,
        )
        deviation = deviations.record(tx, follow_up.public_id, new)
    return contract, follow_up, deviation


def test_six_fields_register_a_contract_and_the_rest_is_listed_as_to_complete(
    app: Flask, world: World, manager: Staff
) -> None:
    supplier = world.supplier("Glove maker")
    version = world.code_version()
    browser = Browser(app, manager)
    form = browser.page("/contracts/new").xpath("//main//form[@method='post']")[0]
    shown = [f for f in form.xpath(".//input|.//select|.//textarea") if f.get("type") not in ("hidden", "submit")]
    assert len(shown) <= 6
    data = {
        "title": "Gloves",
        "supplier_id": supplier.public_id,
        "starts_on": "2026-01-01",
        "code_version": version.key,
    }
    page = browser.page(browser.post("/contracts/new", data).headers["Location"])
    assert "To complete: end date, the risk class, a contact person" in text_of(page)
    assert "Clauses that bind 3" in text_of(page)


def test_a_supplier_is_chosen_beforehand_on_the_way_from_its_page(app: Flask, world: World, manager: Staff) -> None:
    supplier = world.supplier("Glove maker")
    page = Browser(app, manager).page(f"/contracts/new?supplier_id={supplier.public_id}")
    assert page.xpath("//select[@name='supplier_id']/option[@selected]/text()") == ["Glove maker"]


def test_a_contract_that_ends_before_it_starts_is_refused_at_the_field(
    app: Flask, world: World, manager: Staff
) -> None:
    data = {
        "title": "Gloves",
        "supplier_id": world.supplier().public_id,
        "starts_on": "2026-05-01",
        "ends_on": "2026-04-01",
    }
    answer = Browser(app, manager).post("/contracts/new", data)
    assert answer.status_code == 422
    assert 'href="#field-ends_on"' in answer.text
    assert 'value="2026-04-01"' in answer.text


def test_a_value_without_a_currency_is_in_the_buyers_own(app: Flask, world: World) -> None:
    norwegian = world.staff(world.organisation("Kommune", country="NO"))
    contract = world.contract(norwegian)
    browser = Browser(app, norwegian)
    path = f"/contracts/{contract.public_id}/edit"
    fields = {"title": contract.title, "version": str(contract.version), "currency": "NOK", "level": "advanced"}
    assert browser.page(path).xpath("//input[@name='currency']/@value") == ["NOK"]
    page = browser.page(browser.post(path, {**fields, "value": "1 250 000"}).headers["Location"])
    assert "1,250,000.00\u00a0NOK" in page.text_content()
    again = {**fields, "version": str(contract.version + 1), "value": "900 EUR"}
    assert "900.00\u00a0EUR" in browser.page(browser.post(path, again).headers["Location"]).text_content()


@pytest.mark.parametrize(("name", "value"), [("cpv", "1234"), ("category", "no-such"), ("value", "many")])
def test_what_is_none_is_refused_at_its_field(app: Flask, world: World, manager: Staff, name: str, value: str) -> None:
    contract = world.contract(manager)
    path = f"/contracts/{contract.public_id}/edit"
    data = {"title": "X", "level": "advanced", "version": str(contract.version), "currency": "SEK", name: value}
    answer = Browser(app, manager).post(path, data)
    assert answer.status_code == 422
    assert f'href="#field-{name}"' in answer.text


def test_the_chain_can_be_walked_from_the_contract(app: Flask, world: World, manager: Staff) -> None:
    contract, follow_up, deviation = with_a_chain(world, manager)
    page = Browser(app, manager).page(f"/contracts/{contract.public_id}")
    links = page.xpath("//main//a/@href")
    assert any(follow_up.public_id in link for link in links)
    assert sum(deviation.public_id in link for link in links) == 2  # in its own list and beside its clause
    assert "/code/test-2026" in links
    assert sum(link.startswith("/obligations/") for link in links) == 3
    assert "Once a year." in page.text_content()


def test_the_list_is_narrowed_by_words_class_and_owner(app: Flask, world: World, manager: Staff) -> None:
    world.contract(manager, title="Tvätt och Ångtvätt", risk=None)
    world.contract(world.staff(world.organisation(), Role.CONTRACT_MANAGER), title="Somebody else's")
    world.contract(manager, title="Gloves")
    browser = Browser(app, manager)

    def titles(query: str) -> list[str]:
        return [str(t) for t in browser.page(f"/contracts{query}").xpath("//tbody/tr/th/a/text()")]

    assert titles("") == ["Gloves", "Tvätt och Ångtvätt"]
    assert titles("?q=ÅNG") == ["Tvätt och Ångtvätt"]
    assert titles("?q=%25") == []
    assert titles("?risk_class=b") == ["Gloves"]
    assert titles("?mine=yes") == ["Gloves", "Tvätt och Ångtvätt"]


def test_a_voided_contract_says_why_and_offers_no_more_changes(app: Flask, world: World, manager: Staff) -> None:
    contract = world.contract(manager)
    browser = Browser(app, manager)
    assert browser.post(f"/contracts/{contract.public_id}/void", {"reason": "Registered twice."}).status_code == 303
    page = browser.page(f"/contracts/{contract.public_id}")
    assert "Registered twice." in page.text_content()
    assert not changing(page, contract)


def test_a_reader_sees_a_contract_without_buttons(app: Flask, world: World) -> None:
    organisation = world.organisation()
    contract = world.contract(world.staff(organisation))
    page = Browser(app, world.staff(organisation, Role.READER)).page(f"/contracts/{contract.public_id}")
    assert not changing(page, contract)
    assert not page.xpath("//main//form")


def test_the_page_of_a_version_leads_to_our_contracts_and_shows_its_clauses(
    app: Flask, world: World, manager: Staff
) -> None:
    version = world.code_version()
    ours = world.contract(manager, version=version)
    theirs = world.contract(world.staff(world.organisation()), version=version)
    browser = Browser(app, manager)
    assert "Terms test-2026" in browser.page("/code").text_content()
    page = browser.page(f"/code/{version.key}")
    assert page.xpath("//h3[@id='c2']")
    links = page.xpath("//main//a/@href")
    assert f"/contracts/{ours.public_id}" in links
    assert f"/contracts/{theirs.public_id}" not in links
    assert browser.get("/code/no-such").status_code == 404


def test_the_contracts_page_asks_the_database_few_questions(app: Flask, world: World, manager: Staff) -> None:
    contract, _, _ = with_a_chain(world, manager)
    browser = Browser(app, manager)
    for path in ("/contracts", f"/contracts/{contract.public_id}/supply", "/code", "/code/test-2026", "/search?q=gl"):
        assert 2 <= len(asked(world, browser, path)) <= 8, path
    assert len(asked(world, browser, f"/contracts/{contract.public_id}")) <= 14
