"""Certificates and documents in a browser and by API."""

from __future__ import annotations

import io

import pytest
from flask import Flask

from followup.domain.actors import Staff
from tests.builders import World
from tests.web.api import Api
from tests.web.asked import asked
from tests.web.client import Browser

PAPER = {"kind": "social", "name": "SA8000 of the mill", "issuer": "An invented body", "valid_until": "2026-04-01"}


@pytest.fixture
def manager(world: World) -> Staff:
    return world.staff(world.organisation())


def test_a_document_is_added_with_its_file_read_renewed_and_withdrawn(app: Flask, world: World, manager: Staff) -> None:
    here = f"/suppliers/{world.supplier().public_id}/certificates"
    browser = Browser(app, manager)
    assert "No certificates or documents" in browser.page(here).text_content()
    file = (io.BytesIO(b"%PDF-1.4 a paper"), "sa8000.pdf")
    sent = browser.post(f"{here}/new", {**PAPER, "files": file}, content_type="multipart/form-data")
    assert sent.status_code == 303
    page = browser.page(sent.headers["Location"])
    assert "Ends soon" in page.text_content()
    [link] = page.xpath("//a[text()='sa8000.pdf']/@href")
    assert browser.get(link).data == b"%PDF-1.4 a paper"
    assert "Ends soon" in browser.page(here).text_content()
    path = sent.headers["Location"].partition("?")[0]
    renewed = {**PAPER, "valid_until": "2029-04-01", "version": "1"}
    assert browser.post(f"{path}/edit", renewed).status_code == 303
    assert browser.post(f"{path}/edit", renewed).status_code == 409
    assert "Valid" in browser.page(here).text_content()
    assert browser.post(f"{path}/withdraw", {"version": "2"}).status_code == 303
    assert "no longer counts" in browser.page(path).text_content()
    assert browser.post(f"{path}/withdraw", {"version": "3"}).status_code == 409


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"valid_until": ""}, "certificate.no_end"),
        ({"valid_until": "2026-04-01", "has_no_end": "yes"}, "certificate.no_end"),
        ({"valid_from": "2026-05-01"}, "certificate.ends_first"),
    ],
)
def test_days_that_cannot_be_are_refused_beside_the_field(
    app: Flask, world: World, manager: Staff, said: dict[str, str], code: str
) -> None:
    supplier = world.supplier()
    answer = Browser(app, manager).post(f"/suppliers/{supplier.public_id}/certificates/new", {**PAPER, **said})
    assert answer.status_code == 422
    assert "field-valid_until-error" in answer.text
    body = {name: (text == "yes" if name == "has_no_end" else text) for name, text in {**PAPER, **said}.items() if text}
    told = Api(app, world, manager)("POST", f"/suppliers/{supplier.public_id}/certificates", body)
    assert [(problem["path"], problem["code"]) for problem in told.json["problems"]] == [("valid_until", code)]


def test_the_api_gives_the_state_and_takes_a_renewal(app: Flask, world: World, manager: Staff) -> None:
    here = f"/suppliers/{world.supplier().public_id}/certificates"
    api = Api(app, world, manager)
    made = api("POST", here, PAPER).json
    assert (made["state"], made["kind"], made["files"]) == ("ends_soon", "social", [])
    one = api("GET", f"/certificates/{made['id']}")
    body = {"kind": "policy", "name": "A policy", "has_no_end": True}
    kept = api("PUT", f"/certificates/{made['id']}", body, **{"If-Match": one.headers["ETag"]})
    assert (kept.status_code, kept.json["state"], kept.json["valid_until"]) == (200, "no_end", None)
    assert [row["name"] for row in api("GET", here).json["items"]] == ["A policy"]


def test_a_page_of_many_documents_asks_the_database_few_questions(app: Flask, world: World, manager: Staff) -> None:
    here = f"/suppliers/{world.supplier().public_id}/certificates"
    api, browser = Api(app, world, manager), Browser(app, manager)
    for number in range(12):
        api("POST", here, {**PAPER, "name": f"Paper {number}"})
    assert 2 <= len(asked(world, browser, here)) <= 5
