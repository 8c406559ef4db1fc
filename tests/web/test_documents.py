"""Documents of a contract in a browser, as files and by API."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine

from followup.domain.actors import Role, Staff
from followup.domain.journal import SUPPLIER_CHANGED
from followup.models.suppliers import Supplier
from followup.schemas.document_templates import templates
from followup.services import code_of_conduct
from tests.builders import World
from tests.code_of_conduct.content import content
from tests.documents.reading import Document
from tests.web.api import Api
from tests.web.client import Browser
from tests.web.statements import counted

KEYS = [one.key for one in templates()]


@pytest.fixture
def manager(world: World) -> Staff:
    return world.staff(world.organisation("Region North"), Role.CONTRACT_MANAGER)


def text_of(page: Any) -> str:
    return " ".join(page.text_content().split())


def with_terms(world: World, staff: Staff, key: str) -> str:
    """A contract that holds real terms, as the address of its documents."""
    with world.tx() as tx:
        for version in content().versions:
            code_of_conduct.adopt(tx, version)
    version = next(v for v in content().versions if v.key == key)
    contract = world.contract(staff, version=version, title="Gloves")  # type: ignore[arg-type] # only its key is read
    return f"/contracts/{contract.public_id}/documents"


def test_the_documents_are_listed_with_what_is_left_blank(app: Flask, world: World, manager: Staff) -> None:
    page = Browser(app, manager).page(f"/contracts/{world.contract(manager).public_id}/documents")
    assert len(page.xpath("//main//tbody/tr")) == len(KEYS)
    assert "case number" in text_of(page)


@pytest.mark.parametrize("key", KEYS)
def test_a_preview_reads_as_the_file_does(app: Flask, world: World, manager: Staff, key: str) -> None:
    browser = Browser(app, manager)
    path = f"/contracts/{world.contract(manager, title='Gloves').public_id}/documents/{key}"
    shown = text_of(browser.page(path))
    answer = browser.get(f"{path}.txt")
    assert answer.content_type == "text/plain; charset=utf-8"
    lines = [line.lstrip("-[] 0123456789.") for line in answer.text.splitlines()[2:]]
    assert [line for line in lines if line.strip("-= ") and " ".join(line.split()) not in shown] == []


@pytest.mark.parametrize(("key", "days"), [("se-2021", "28"), ("se-2017", None), ("no-oecd6", None)])
def test_the_terms_carry_the_times_of_their_generation(
    app: Flask, world: World, manager: Staff, key: str, days: str | None
) -> None:
    text = Browser(app, manager).get(f"{with_terms(world, manager, key)}/standard_terms.txt").text
    asked = (
        f"A request for traceability is answered within {days or '[days to answer a request for traceability: ______]'}"
    )
    assert asked in text
    six_weeks = "The self-assessment is answered within 42 days." in text
    assert six_weeks is (key == "no-oecd6")
    assert "2.1 " in text


def test_a_file_is_an_attachment_in_a_sandbox_in_the_language_asked_for(
    app: Flask, world: World, manager: Staff
) -> None:
    path = with_terms(world, manager, "se-2021")
    answer = Browser(app, manager).get(f"{path}/standard_terms.pdf?language=sv")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="standard-terms-sv.pdf"'
    assert answer.headers["Content-Security-Policy"] == "sandbox"
    assert answer.headers["Cache-Control"] == "no-store"
    made = Document(answer.data)
    assert str(made.pdf.Root.Lang) == "sv"
    assert "Spårbarhet" in " ".join(made.pages())


@pytest.mark.parametrize("name", ["nothing.pdf", "standard_terms.exe", "standard_terms.html", "nothing"])
def test_what_is_not_in_the_bank_is_not_there(app: Flask, world: World, manager: Staff, name: str) -> None:
    path = f"/contracts/{world.contract(manager).public_id}/documents/{name}"
    assert Browser(app, manager).get(path).status_code == 404


def test_another_buyers_contract_fills_nothing(app: Flask, world: World, manager: Staff) -> None:
    contract = world.contract(world.staff(world.organisation("Region South"), Role.CONTRACT_MANAGER))
    path = f"/contracts/{contract.public_id}/documents"
    for end in ("", "/standard_terms", "/standard_terms.pdf", "/standard_terms.txt"):
        assert Browser(app, manager).get(path + end).status_code == 404


def test_a_sole_traders_number_stays_out_of_a_document(app: Flask, world: World, manager: Staff) -> None:
    supplier = world.supplier("Sole trader")
    with world.tx() as tx:
        row = tx.follow(Supplier, supplier.id)
        row.number = "1906152389"
        tx.journal(SUPPLIER_CHANGED, row, fields="number")
    contract = world.contract(manager, supplier=supplier)
    text = Browser(app, manager).get(f"/contracts/{contract.public_id}/documents/standard_terms.txt").text
    assert "190615" not in text
    assert "[supplier's organisation number: ______]" in text


@pytest.mark.parametrize("end", ["", "/follow_up_plan"])
def test_a_page_of_documents_asks_little_of_the_database(
    app: Flask, engine: Engine, world: World, manager: Staff, end: str
) -> None:
    browser, contract = Browser(app, manager), world.contract(manager, version=world.code_version())
    with counted(engine) as asked:
        browser.page(f"/contracts/{contract.public_id}/documents{end}")
    assert len(asked) <= 8, asked


def test_the_api_lists_documents_and_gives_one_as_text(app: Flask, world: World, manager: Staff) -> None:
    api, path = Api(app, world, manager), f"/contracts/{world.contract(manager).public_id}/documents"
    assert [row["key"] for row in api("GET", path).json["items"]] == KEYS
    told = api("GET", f"{path}/start_meeting").json
    assert told["text"].startswith("Agenda for the start meeting")
    assert "contract number" in told["missing"]
    assert api("GET", f"{path}/nothing").status_code == 404
