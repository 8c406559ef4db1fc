"""Obligations in a browser and by API."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, select

from followup.domain.actors import Role, Staff
from followup.domain.deviation_steps import NewDeviation
from followup.domain.deviations import Severity
from followup.domain.follow_ups import Findings, NewFollowUp, Outcome
from followup.domain.obligations import GivenObligation, ObligationStatus, ShownObligation
from followup.domain.schedule import FollowUpKind
from followup.models.contracts import Contract, ContractClause
from followup.models.organisations import Organisation
from followup.services import deviations, follow_ups, obligations
from tests.builders import World
from tests.web.api import Api
from tests.web.client import Browser, well_made
from tests.web.statements import counted

TODAY = date(2026, 3, 2)
PDF = b"%PDF-1.4 proof"


@pytest.fixture
def manager(world: World) -> Staff:
    return world.staff(world.organisation("Region North"), name="Maja Manager")


def bound(world: World, staff: Staff, clauses: int = 2) -> tuple[Contract, list[str]]:
    contract = world.contract(staff, version=world.code_version(f"v{world._next()}", clauses=clauses))
    with world.reading() as tx:
        mine = select(ContractClause.public_id).where(ContractClause.contract_id == contract.id)
        return contract, list(tx.session.scalars(mine.order_by(ContractClause.id)))


def given_to(world: World, staff: Staff, obligation_id: str, due_on: date | None) -> None:
    with world.tx(staff) as tx:
        obligations.give(tx, obligation_id, GivenObligation(owner_id=staff.public_id, due_on=due_on))


def reader_beside(world: World, staff: Staff) -> Staff:
    with world.reading() as tx:
        region = tx.session.get_one(Organisation, staff.organisation_id)
    return world.staff(region, Role.READER)


def followed_up(world: World, staff: Staff, contract: Contract, clause_id: str) -> None:
    with world.tx(staff) as tx:
        new = NewFollowUp(kind=FollowUpKind.DOCUMENT_REVIEW, due_on=TODAY, reason="x")
        follow_up = follow_ups.add(tx, contract.public_id, new)
        found = NewDeviation(
            title="Locked exits", description="x", severity=Severity.MAJOR, found_on=TODAY, clause_id=clause_id
        )
        deviations.record(tx, follow_up.public_id, found)
        follow_ups.record(tx, follow_up.public_id, Findings(done_on=TODAY, outcome=Outcome.ALL_FULFILLED))


def said(page: Any, path: str = "//main") -> str:
    return " ".join(page.xpath(path)[0].text_content().split())


def test_the_list_shows_what_is_open_with_its_owner_and_how_late_it_is(
    app: Flask, world: World, manager: Staff
) -> None:
    _, (first, second) = bound(world, manager)
    given_to(world, manager, first, date(2026, 2, 27))
    page = Browser(app, manager).page("/obligations")
    assert page.xpath("//tbody//th/a/@href") == [f"/obligations/{first}", f"/obligations/{second}"]
    row = said(page, "//tbody/tr[1]")
    assert "Maja Manager" in row
    assert "3 days late" in row
    mine = Browser(app, manager).page("/obligations?mine=yes&state=late")
    assert mine.xpath("//tbody//th/a/@href") == [f"/obligations/{first}"]
    assert "No obligation of yours is here" in said(Browser(app, manager).page("/obligations?mine=yes&state=fulfilled"))


def test_an_obligation_shows_where_it_comes_from_what_was_found_and_its_history(
    app: Flask, world: World, manager: Staff
) -> None:
    contract, (first, _) = bound(world, manager)
    given_to(world, manager, first, date(2026, 4, 1))
    followed_up(world, manager, contract, first)
    page = Browser(app, manager).page(f"/obligations/{first}")
    text = said(page)
    for words in ("Do 1.", "Maja Manager", "Document review", "Locked exits", "Fulfilled", "Obligation fulfilled"):
        assert words in text
    assert page.xpath("//aside//a[starts-with(@href, '/code/')]/@href")[0].endswith("#c1")


def test_owner_and_day_are_given_by_form(app: Flask, world: World, manager: Staff) -> None:
    _, (first, _) = bound(world, manager)
    browser = Browser(app, manager)
    form = browser.page(f"/obligations/{first}/owner")
    assert manager.public_id in form.xpath("//select[@name='owner_id']/option/@value")
    sent = {"owner_id": manager.public_id, "due_on": "2026-06-01", "version": "1"}
    assert browser.post(f"/obligations/{first}/owner", sent).status_code == 303
    assert "1 Jun 2026" in said(browser.page(f"/obligations/{first}"), "//aside")
    assert browser.post(f"/obligations/{first}/owner", sent).status_code == 409


def test_the_state_is_recorded_with_a_note_and_files(app: Flask, world: World, manager: Staff) -> None:
    _, (first, _) = bound(world, manager)
    browser = Browser(app, manager)
    form = browser.page(f"/obligations/{first}/record")
    assert not form.xpath("//input[@name='status'][@checked]")
    refused = browser.post(f"/obligations/{first}/record", {"status": "fulfilled", "version": "1"})
    assert refused.status_code == 422
    assert "add a file that shows it" in well_made(refused.text).text_content()
    sent = {"status": "fulfilled", "version": "1", "files": (io.BytesIO(PDF), "proof.pdf")}
    done = browser.post(f"/obligations/{first}/record", sent, content_type="multipart/form-data")
    assert done.status_code == 303
    page = browser.page(f"/obligations/{first}")
    [link] = page.xpath("//a[text()='proof.pdf']/@href")
    assert browser.get(link).data == PDF
    assert "as of 2 Mar 2026" in said(page)


def test_a_reader_sees_it_and_changes_nothing(app: Flask, world: World, manager: Staff) -> None:
    _, (first, _) = bound(world, manager)
    browser = Browser(app, reader_beside(world, manager))
    assert not browser.page(f"/obligations/{first}").xpath("//main//a[contains(@class, 'btn')]")
    assert browser.get(f"/obligations/{first}/record").status_code == 403
    assert Browser(app, world.staff(world.organisation())).get(f"/obligations/{first}").status_code == 404


def test_an_obligation_of_an_ended_contract_has_lapsed(app: Flask, world: World, manager: Staff) -> None:
    contract = world.contract(manager, version=world.code_version("old", clauses=1), ends_on=date(2025, 12, 31))
    page = Browser(app, manager).page("/obligations?state=lapsed")
    assert "Lapsed with the contract" in said(page, "//tbody")
    assert contract.title in said(page, "//tbody")


def test_lists_and_pages_ask_little(app: Flask, world: World, engine: Engine, manager: Staff) -> None:
    contract, (first, _) = bound(world, manager)
    for _ in range(3):
        followed_up(world, manager, contract, first)
    browser = Browser(app, manager)
    for path in ("/obligations", f"/obligations/{first}"):
        with counted(engine) as asked:
            browser.page(path)
        assert len(asked) <= 8, path


def test_the_contract_shows_each_clause_with_state_owner_and_day(app: Flask, world: World, manager: Staff) -> None:
    contract, (first, second) = bound(world, manager)
    given_to(world, manager, first, date(2026, 6, 1))
    page = Browser(app, manager).page(f"/contracts/{contract.public_id}")
    section = "//section[@aria-labelledby='clauses']"
    assert page.xpath(f"{section}//th/a/@href") == [f"/obligations/{first}", f"/obligations/{second}"]
    assert "Maja Manager" in said(page, f"{section}//tbody/tr[1]")
    assert "1 Jun 2026" in said(page, f"{section}//tbody/tr[1]")
    assert said(page, section).count("Not yet fulfilled") == 2


def test_ones_work_holds_what_is_due_soon_or_late_and_nothing_fulfilled(
    app: Flask, world: World, manager: Staff
) -> None:
    _, (late, soon, far, done) = bound(world, manager, 4)
    for key, due_on in ((late, date(2026, 3, 1)), (soon, date(2026, 3, 16)), (far, date(2026, 3, 17)), (done, TODAY)):
        given_to(world, manager, key, due_on)
    with world.tx(manager) as tx:
        obligations.record(tx, done, ShownObligation(status=ObligationStatus.FULFILLED, note="x"))
    page = Browser(app, manager).page("/work")
    assert page.xpath("//a[starts-with(@href, '/obligations/')]/@href") == [
        f"/obligations/{late}",
        f"/obligations/{soon}",
    ]
    assert (
        not Browser(app, reader_beside(world, manager)).page("/work").xpath("//a[starts-with(@href, '/obligations/')]")
    )


def test_the_api_gives_lists_and_changes_obligations(app: Flask, world: World, manager: Staff) -> None:
    contract, (first, second) = bound(world, manager)
    followed_up(world, manager, contract, first)
    api = Api(app, world, manager)
    assert [row["id"] for row in api("GET", "/obligations?state=all").json["items"]] == [first, second]
    got = api("GET", f"/obligations/{first}")
    assert (got.json["status"], got.json["state"], got.json["clause"]) == ("fulfilled", "fulfilled", "c1")
    assert [found["result"] for found in got.json["findings"]] == ["fulfilled"]
    assert len(got.json["deviation_ids"]) == 1
    stated = {"status": "partly", "note": "One site"}
    changed = api("PUT", f"/obligations/{first}", stated, **{"If-Match": got.headers["ETag"]})
    assert (changed.json["status"], changed.json["status_note"]) == ("partly", "One site")
    owner = {"owner_id": manager.public_id}
    given = api("PUT", f"/obligations/{first}/owner", owner, **{"If-Match": changed.headers["ETag"]})
    assert (given.json["owner_id"], given.json["due_on"]) == (manager.public_id, None)
