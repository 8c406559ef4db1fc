"""What a contract's page shows and lets people change: options, call-offs, the supply chain, strategic procurement."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from flask import Flask

from followup.domain.actors import Role, Staff
from followup.domain.contracts import ChangeContract
from followup.domain.obligations import ObligationStep
from followup.domain.options import NewOption
from followup.domain.suppliers import NewSite
from followup.domain.supply import NewSubSupplier
from followup.models.contracts import Contract, ContractClause
from followup.queries import obligations as obligation_queries
from followup.services import contracts, options, suppliers, supply
from tests.builders import World
from tests.web.api import Api
from tests.web.asked import asked
from tests.web.client import Browser


@pytest.fixture
def manager(world: World) -> Staff:
    return world.staff(world.organisation("Region North"), Role.CONTRACT_MANAGER)


def text_of(page: Any) -> str:
    return " ".join(page.text_content().split())


def framework_with_a_call_off(world: World, manager: Staff) -> tuple[Contract, Contract]:
    framework, contract = world.contract(manager, title="Gloves framework"), world.contract(manager, title="Call-off")
    with world.tx(manager) as tx:
        marked = ChangeContract(title="Gloves framework", ends_on=date(2028, 12, 31), is_framework=True)
        contracts.change(tx, framework.public_id, marked, None)
        chosen = ChangeContract(title="Call-off", framework_id=framework.public_id)
        contracts.change(tx, contract.public_id, chosen, None)
    return framework, contract


def test_every_field_of_the_edit_page_comes_back_as_it_was_saved(app: Flask, world: World, manager: Staff) -> None:
    framework, contract = framework_with_a_call_off(world, manager)
    lead = world.organisation("Lead")
    browser = Browser(app, manager)
    path = f"/contracts/{contract.public_id}/edit"
    version = browser.page(path).xpath("//input[@name='version']/@value")[0]
    fields = {
        "title": "Gloves",
        "case_number": "2026/17",
        "notice_days": "180",
        "cpv": "33141420",
        "cpv_more": "18143000, 35113400-3",
        "unspsc": "42132203",
        "lead_id": lead.public_id,
        "framework_id": framework.public_id,
        "criticality": "critical",
        "level": "advanced",
        "currency": "SEK",
    }
    page = browser.page(browser.post(path, {**fields, "version": version}).headers["Location"])
    shown = text_of(page)
    for text in ("180 days", "18143000, 35113400", "42132203", "Group 1: critical or large", "Lead"):
        assert text in shown, text
    again = browser.page(path)
    kept = {name: again.xpath(f"//*[@name='{name}']")[0] for name in fields}
    assert kept["cpv_more"].get("value") == "18143000 35113400"
    for name in ("lead_id", "framework_id", "criticality"):
        assert kept[name].xpath("./option[@selected]/@value") == [fields[name]]
    assert kept["level"].xpath("./option/@value") == ["", "basic", "advanced"]


@pytest.mark.parametrize(
    ("name", "value"), [("cpv_more", "18143000, gloves"), ("unspsc", "421322"), ("notice_days", "-1")]
)
def test_what_is_none_is_refused_at_its_field_and_stays_as_typed(
    app: Flask, world: World, manager: Staff, name: str, value: str
) -> None:
    contract = world.contract(manager)
    data = {"title": "X", "level": "advanced", "version": str(contract.version), "currency": "SEK", name: value}
    answer = Browser(app, manager).post(f"/contracts/{contract.public_id}/edit", data)
    assert answer.status_code == 422
    assert f'href="#field-{name}"' in answer.text
    assert f'value="{value}"' in answer.text


def test_a_framework_agreement_lists_its_call_offs_and_each_links_back(
    app: Flask, world: World, manager: Staff
) -> None:
    framework, contract = framework_with_a_call_off(world, manager)
    browser = Browser(app, manager)
    of_framework = browser.page(f"/contracts/{framework.public_id}")
    assert f"/contracts/{contract.public_id}" in of_framework.xpath("//section[@aria-labelledby='call-offs']//a/@href")
    of_call_off = browser.page(f"/contracts/{contract.public_id}")
    assert f"/contracts/{framework.public_id}" in of_call_off.xpath("//main//a/@href")
    assert not of_call_off.xpath("//section[@aria-labelledby='call-offs']")
    assert len(asked(world, browser, f"/contracts/{framework.public_id}")) <= 14


def test_an_option_is_added_decided_and_seen_on_the_page(app: Flask, world: World, manager: Staff) -> None:
    contract = world.contract(manager, ends_on=date(2028, 12, 31))
    browser, path = Browser(app, manager), f"/contracts/{contract.public_id}"
    browser.page(f"{path}/options/new")
    wrong = browser.post(f"{path}/options/new", {"extends_to_on": "2028-12-31", "decide_by_on": "2028-09-30"})
    assert wrong.status_code == 422
    assert 'href="#field-extends_to_on"' in wrong.text
    added = browser.post(f"{path}/options/new", {"extends_to_on": "2029-12-31", "decide_by_on": "2028-09-30"})
    assert added.status_code == 303
    (decide,) = browser.page(path).xpath("//section[@aria-labelledby='options']//td//a/@href")
    assert "2029" in text_of(browser.page(decide))
    assert browser.post(decide, {"decision": "option_taken"}).status_code == 303
    page = browser.page(path)
    assert "Extended" in text_of(page.xpath("//section[@aria-labelledby='options']")[0])
    assert "Extended to" in text_of(page.xpath("//section[@aria-labelledby='history']")[0])
    assert browser.post(decide, {"decision": "option_declined"}).status_code == 409


def test_an_option_entered_by_mistake_is_removed_on_the_page_where_it_is_decided(
    app: Flask, world: World, manager: Staff
) -> None:
    contract = world.contract(manager, ends_on=date(2028, 12, 31))
    with world.tx(manager) as tx:
        new = NewOption(extends_to_on=date(2029, 12, 31), decide_by_on=date(2028, 9, 30))
        option = options.add(tx, contract.public_id, new).public_id
    browser = Browser(app, manager)
    (remove,) = browser.page(f"/options/{option}/decide").xpath("//form[contains(@action, '/remove')]/@action")
    assert browser.post(remove, {}).status_code == 303
    assert browser.get(f"/options/{option}/decide").status_code == 404


def test_the_supply_chain_is_told_on_a_page_of_its_own(app: Flask, world: World, manager: Staff) -> None:
    maker, latex = world.supplier("Maker"), world.supplier("Latex grower")
    contract, other = world.contract(manager, supplier=maker), world.organisation("Municipality")
    with world.tx(manager) as tx:
        site = suppliers.add_site(tx, maker.public_id, NewSite(name="Plant one", country="MY")).public_id
    browser, path = Browser(app, manager), f"/contracts/{contract.public_id}"
    assert "No sub-suppliers are known." in text_of(browser.page(f"{path}/supply"))
    new = {"supplier_id": latex.public_id, "tier": "2", "delivers": "Latex"}
    browser.page(f"{path}/sub-suppliers/new")
    page = browser.page(browser.post(f"{path}/sub-suppliers/new", new).headers["Location"])
    assert "Latex grower" in text_of(page)
    for part, field, chosen in (("sites", "site_ids", site), ("beneficiaries", "organisation_ids", other.public_id)):
        form = browser.page(f"{path}/{part}")
        data = {"version": form.xpath("//input[@name='version']/@value")[0], field: chosen}
        page = browser.page(browser.post(f"{path}/{part}", data).headers["Location"])
        assert browser.page(f"{path}/{part}").xpath(f"//input[@name='{field}'][@checked]/@value") == [chosen]
    assert {"Plant one", "Municipality"} <= set(page.xpath("//main//th//text()|//main//li/a/text()"))
    assert "1 sub-supplier, 1 site, 1 benefiting organisation" in text_of(browser.page(path))
    (remove,) = page.xpath("//form[contains(@action, '/remove')]/@action")
    assert browser.post(remove, {}).status_code == 303
    assert "No sub-suppliers are known." in text_of(browser.page(f"{path}/supply"))


def test_strategic_procurement_is_ticked_and_shown(app: Flask, world: World, manager: Staff) -> None:
    contract = world.contract(manager)
    browser, path = Browser(app, manager), f"/contracts/{contract.public_id}/strategic"
    version = browser.page(path).xpath("//input[@name='version']/@value")[0]
    wrong = browser.post(path, {"version": version, "social": "hum-right"})
    assert wrong.status_code == 422
    assert 'href="#field-social"' in wrong.text
    said = {"version": version, "purposes": ["soc-obj", "env-imp"], "social": "hum-right", "description": "No harm."}
    page = browser.page(browser.post(path, said).headers["Location"])
    assert "Human rights due diligence in supply chains" in text_of(page)
    assert set(browser.page(path).xpath("//input[@checked]/@value")) == {"soc-obj", "env-imp", "hum-right"}


def test_the_list_is_narrowed_by_life_and_by_obligations(app: Flask, world: World, manager: Staff) -> None:
    version = world.code_version()
    world.contract(manager, title="Ended", version=version, ends_on=date(2025, 12, 31))
    world.contract(manager, title="Running")
    begun = world.contract(manager, title="Begun", version=version)
    with world.tx(manager) as tx:
        key = obligation_queries.of_contract(tx.session, begun.id)[0].id
        tx.advance(tx.follow(ContractClause, key), ObligationStep.FULFIL)
    browser, api = Browser(app, manager), Api(app, world, manager)
    for query, titles in (
        ("life=ended", ["Ended"]),
        ("obligations=lapsed", ["Ended"]),
        ("obligations=partly", ["Begun"]),
        ("life=running", ["Begun", "Running"]),
        ("obligations=fulfilled", []),
    ):
        page = browser.page(f"/contracts?{query}")
        assert page.xpath("//tbody/tr/th/a/text()") == titles, query
        found = api("GET", f"/contracts?{query}").json
        assert [row["title"] for row in found["items"]] == titles, query
    (ended,) = api("GET", "/contracts?life=ended").json["items"]
    assert (ended["state"], ended["obligations"]) == ("ended", "lapsed")
    assert api("GET", f"/contracts/{begun.public_id}").json["obligations"] == "partly"


def test_a_reader_sees_it_all_and_changes_nothing(app: Flask, world: World) -> None:
    organisation = world.organisation()
    manager, reader = world.staff(organisation), world.staff(organisation, Role.READER)
    contract, behind = world.contract(manager), world.supplier("Behind")
    with world.tx(manager) as tx:
        new = NewOption(extends_to_on=date(2029, 12, 31), decide_by_on=date(2028, 9, 30))
        option = options.add(tx, contract.public_id, new).public_id
        supply.add_sub_supplier(tx, contract.public_id, NewSubSupplier(supplier_id=behind.public_id))
    browser, path = Browser(app, reader), f"/contracts/{contract.public_id}"
    for page in (browser.page(path), browser.page(f"{path}/supply")):
        assert not page.xpath("//main//form")
        assert not page.xpath("//main//a[contains(@href, '/decide') or contains(@href, '/new')]")
    for closed in (f"{path}/options/new", f"{path}/sites", f"{path}/strategic", f"/options/{option}/decide"):
        assert browser.get(closed).status_code == 403, closed


def test_a_program_works_with_all_parts_of_a_contract(app: Flask, world: World, manager: Staff) -> None:
    contract, latex = world.contract(manager, ends_on=date(2028, 12, 31)), world.supplier("Latex grower")
    lead, other = world.organisation("Lead"), world.organisation("Municipality")
    api, path = Api(app, world, manager), f"/contracts/{contract.public_id}"

    def put(part: str, body: Any) -> Any:
        match = {"If-Match": f'"v{api("GET", path).json["version"]}"'}
        answer = api("PUT", f"{path}{part}", body, **match)
        assert answer.status_code == 200, answer.text
        return answer.json

    body = {
        "title": "Gloves",
        "ends_on": "2028-12-31",
        "cpv_more": ["18143000"],
        "notice_days": 90,
        "lead_id": lead.public_id,
        "is_framework": True,
        "criticality": "other",
    }
    changed = put("", body)
    assert {name: changed[name] for name in body} == body
    said = {"purposes": ["none"]}
    assert put("/strategic", said)["strategic"]["purposes"] == ["none"]
    option = api("POST", f"{path}/options", {"extends_to_on": "2029-12-31", "decide_by_on": "2028-09-30"})
    assert (option.status_code, option.json["status"]) == (201, "open")
    decided = api("POST", f"/options/{option.json['id']}/decision", {"decision": "option_taken"})
    assert decided.json["status"] == "taken"
    assert api("GET", path).json["ends_on"] == "2029-12-31"
    assert [row["id"] for row in api("GET", f"{path}/options").json["items"]] == [option.json["id"]]
    sent = {"sub_suppliers": [{"supplier_id": latex.public_id, "tier": 3, "delivers": "Latex"}]}
    assert [row["tier"] for row in put("/sub-suppliers", sent)["sub_suppliers"]] == [3]
    assert [row["name"] for row in put("/beneficiaries", {"organisation_ids": [other.public_id]})["beneficiaries"]] == [
        "Municipality"
    ]
    assert put("/sites", {"site_ids": []})["sites"] == []
    assert len(api("GET", f"{path}/supply").json["sub_suppliers"]) == 1
    assert put("/sub-suppliers", {"sub_suppliers": []})["sub_suppliers"] == []
