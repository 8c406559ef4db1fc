"""Renewals, notes and files in a browser and by API."""

from __future__ import annotations

import io
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from followup.domain.actors import Role, Staff
from followup.domain.renewals import NewMeasure
from followup.models.contracts import Contract
from followup.models.organisations import Organisation
from followup.models.renewals import RenewalMeasure
from followup.services import renewals
from tests.builders import World
from tests.deviation_scenes import found
from tests.web.api import Api
from tests.web.client import Browser, well_made


@pytest.fixture
def manager(world: World) -> Staff:
    return world.staff(world.organisation("Region North"), name="Maja Manager")


def said(page: Any, path: str = "//main") -> str:
    return " ".join(page.xpath(path)[0].text_content().split())


def queued(world: World, staff: Staff, contract: Contract, body: str = "Ask for more") -> RenewalMeasure:
    with world.tx(staff) as tx:
        return renewals.queue(tx, contract.public_id, NewMeasure(body=body))


def test_a_measure_is_queued_from_the_contract_and_shown_there(app: Flask, world: World, manager: Staff) -> None:
    contract = world.contract(manager)
    browser = Browser(app, manager)
    address = f"/contracts/{contract.public_id}"
    assert "No measure waits for the renewal" in said(browser.page(address))
    browser.page(f"{address}/measures/new")
    assert browser.post(f"{address}/measures/new", {"body": "Ask for the country"}).status_code == 303
    section = said(browser.page(address), "//section[@aria-labelledby='renewal']")
    assert "Ask for the country" in section
    assert "Waiting for the renewal" in section
    assert "Default of this service" in section


def test_a_measure_can_name_the_deviation_that_it_comes_from(app: Flask, world: World) -> None:
    scene = found(world)
    browser = Browser(app, scene.manager)
    address = f"/contracts/{scene.contract.public_id}"
    sent = {"body": "Check the exits", "deviation_id": scene.deviation_id}
    assert browser.post(f"{address}/measures/new", sent).status_code == 303
    section = browser.page(address).xpath("//section[@aria-labelledby='renewal']")[0]
    assert f"/deviations/{scene.deviation_id}" in section.xpath(".//a/@href")


def test_the_renewal_is_planned_and_its_measures_are_decided_there(app: Flask, world: World, manager: Staff) -> None:
    contract = world.contract(manager)
    one, two = queued(world, manager, contract, "One thing"), queued(world, manager, contract, "Another")
    browser = Browser(app, manager)
    form = browser.page(f"/contracts/{contract.public_id}/renewal")
    assert form.xpath("//input[@name='year']/@value") == ["2028"]
    version = form.xpath("//input[@name='version']/@value")[0]
    done = browser.post(
        f"/contracts/{contract.public_id}/renewal", {"title": "New gloves", "year": "2028", "version": version}
    )
    assert done.status_code == 303
    address = done.headers["Location"].partition("?")[0]
    page = browser.page(address)
    assert "One thing" in said(page, "//section[@aria-labelledby='measures']")
    assert browser.post(f"/measures/{one.public_id}/take-in").status_code == 303
    browser.page(f"/measures/{two.public_id}/decline")
    assert browser.post(f"/measures/{two.public_id}/decline", {"reason": ""}).status_code == 422
    assert browser.post(f"/measures/{two.public_id}/decline", {"reason": "No longer sold"}).status_code == 303
    page = browser.page(address)
    assert "No longer sold" in said(page, "//section[@aria-labelledby='measures']")
    assert not page.xpath("//form[contains(@action, '/take-in')]")
    section = said(browser.page(f"/contracts/{contract.public_id}"), "//section[@aria-labelledby='renewal']")
    assert "New gloves" in section
    assert "Plan the renewal" not in section


def test_a_measure_that_was_decided_meanwhile_is_refused(app: Flask, world: World, manager: Staff) -> None:
    contract = world.contract(manager)
    measure = queued(world, manager, contract)
    assert Browser(app, manager).post(f"/measures/{measure.public_id}/take-in").status_code == 409


def test_the_api_queues_and_lists_measures(app: Flask, world: World, manager: Staff) -> None:
    contract = world.contract(manager)
    api = Api(app, world, manager)
    made = api("POST", f"/contracts/{contract.public_id}/measures", {"body": "Ask for more"})
    assert (made.status_code, made.json["status"]) == (201, "waiting")
    listed = api("GET", f"/contracts/{contract.public_id}/measures").json["items"]
    assert [row["id"] for row in listed] == [made.json["id"]]


def test_notes_and_files_are_added_from_the_contract(app: Flask, world: World, manager: Staff) -> None:
    contract = world.contract(manager)
    browser = Browser(app, manager)
    address = f"/contracts/{contract.public_id}"
    browser.page(f"{address}/notes/new")
    assert browser.post(f"{address}/notes/new", {"body": "Called them.\nThey agreed."}).status_code == 303
    browser.page(f"{address}/files/new")
    refused = browser.post(f"{address}/files/new")
    assert refused.status_code == 422
    assert "Choose at least one file" in well_made(refused.text).text_content()
    sent = {"files": (io.BytesIO(b"%PDF-1.4 x"), "contract.pdf")}
    assert browser.post(f"{address}/files/new", sent, content_type="multipart/form-data").status_code == 303
    page = browser.page(address)
    note = said(page, "//section[@aria-labelledby='notes']")
    assert "They agreed." in note
    assert "Maja Manager" in note
    [link] = page.xpath("//section[@aria-labelledby='contract-files']//a[text()='contract.pdf']/@href")
    assert browser.get(link).data == b"%PDF-1.4 x"
    assert "Note written" in said(page, "//section[@aria-labelledby='history']")


def test_the_api_writes_and_lists_notes(app: Flask, world: World, manager: Staff) -> None:
    contract = world.contract(manager)
    api = Api(app, world, manager)
    made = api("POST", f"/contracts/{contract.public_id}/notes", {"body": "Called them."})
    assert (made.status_code, made.json["written_by"]) == (201, "Maja Manager")
    assert api("GET", f"/contracts/{contract.public_id}/notes").json["items"] == [made.json]


def test_a_reader_reads_it_all_and_writes_nothing(app: Flask, world: World, manager: Staff) -> None:
    contract = world.contract(manager)
    queued(world, manager, contract)
    with world.reading() as tx:
        region = tx.session.get_one(Organisation, manager.organisation_id)
        measure = tx.session.scalars(select(RenewalMeasure.public_id)).one()
    browser = Browser(app, world.staff(region, Role.READER))
    page = browser.page(f"/contracts/{contract.public_id}")
    assert "Ask for more" in said(page, "//section[@aria-labelledby='renewal']")
    for path in ("measures/new", "renewal", "notes/new", "files/new"):
        address = f"/contracts/{contract.public_id}/{path}"
        assert address not in page.xpath("//a/@href")
        assert browser.get(address).status_code == 403
    assert browser.post(f"/measures/{measure}/take-in").status_code == 403
