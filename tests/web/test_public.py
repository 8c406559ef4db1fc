"""What is published: without a session, from frozen content, in five forms that agree, kept by caches."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import Engine

from followup.documents.edition_files import made
from followup.domain.editions import (
    content,
    from_content,
)
from followup.domain.summaries import fingerprint
from followup.web.public import standalone
from tests.builders import World
from tests.documents.reading import Document, Workbook
from tests.editions import an_edition, published
from tests.web.client import BASE, Browser, well_made
from tests.web.statements import counted

FILES = ("json", "csv", "xlsx", "pdf")


SHA256 = fingerprint(content(an_edition()))


def test_everybody_reads_it_without_a_session_and_in_their_language(app: Flask, world: World) -> None:
    address = published(world)
    for language, words in (("en", "Annual summary 2025"), ("sv", "2025"), ("nb", "2025")):
        page = Browser(app, language=language).page(address)
        assert page.get("lang") == language
        assert words in page.text_content()
    english = Browser(app).page(address).text_content()
    for said in ("hidden", "not reported", "too few", "Demonstration, invented figures", "How to read this"):
        assert said in english, said
    assert "Region A" in english
    assert "131,418.00" in english
    archive = Browser(app).page("/pub/").text_content()
    assert "The cooperation" in archive
    assert "Current" in archive


def test_every_counting_rule_stands_beside_its_figure(app: Flask, world: World) -> None:
    address = published(world)
    page = Browser(app).page(address)
    [table] = [t for t in page.iter("table") if t.get("aria-labelledby") == "in-all"]
    rows = [[cell.text_content().strip() for cell in row] for row in table.iter("tr")][1:]
    assert len(rows) == 16
    assert all(all(row) for row in rows)


def test_a_public_answer_reads_no_cookie_and_asks_the_database_at_most_thrice(
    app: Flask, world: World, engine: Engine
) -> None:
    address = published(world)
    staff = Browser(app, world.staff(world.organisation()))
    for path in ("/pub/", address, *(f"{address}.{kind}" for kind in FILES)):
        with counted(engine) as seen:
            response = staff.get(path)
        assert response.status_code == 200
        assert len(seen) <= 3, path
        assert all("published_edition" in statement for statement in seen)
        assert "Set-Cookie" not in response.headers
        assert staff.csrf.encode() not in response.data
        assert response.headers["Cache-Control"].startswith("public")


def test_files_are_kept_for_good_and_asked_for_again_cost_nothing(app: Flask, world: World, engine: Engine) -> None:
    address = published(world)
    client = app.test_client()
    for path in (address, *(f"{address}.{kind}" for kind in FILES), "/pub/"):
        first = client.get(path, base_url=BASE)
        tag = first.headers["ETag"]
        with counted(engine) as seen:
            again = client.get(path, base_url=BASE, headers={"If-None-Match": tag})
        assert (again.status_code, again.data) == (304, b"")
        assert again.headers["ETag"] == tag
        assert len(seen) == 1, path
        assert client.get(path, base_url=BASE, headers={"If-None-Match": '"other"'}).status_code == 200
        is_file = path.rpartition(".")[2] in FILES
        assert ("immutable" in first.headers["Cache-Control"]) is is_file
    assert client.get(f"{address}.json", base_url=BASE).headers["ETag"] == f'"{SHA256}"'


def test_the_page_varies_by_language_and_so_does_its_tag(app: Flask, world: World) -> None:
    address = published(world)
    client = app.test_client()
    answers = [client.get(address, base_url=BASE, headers={"Accept-Language": code}) for code in ("sv", "en")]
    assert answers[0].headers["ETag"] != answers[1].headers["ETag"]
    assert {"Cookie", "Accept-Language"} <= set(answers[0].vary)
    fixed = client.get(f"{address}.pdf?language=sv", base_url=BASE)
    assert "Cookie" not in fixed.vary


def test_the_fingerprint_is_that_of_the_json_file(app: Flask, world: World) -> None:
    address = published(world)
    body = app.test_client().get(f"{address}.json", base_url=BASE).data
    assert hashlib.sha256(body).hexdigest() == SHA256
    assert json.loads(body) == content(an_edition())
    assert SHA256 in Browser(app).page(address).text_content()


def test_the_five_forms_agree_to_the_last_digit(app: Flask, world: World) -> None:
    address = published(world)
    client = app.test_client()
    got = {kind: client.get(f"{address}.{kind}?language=en", base_url=BASE).data for kind in FILES}
    figures = json.loads(got["json"])["figures"]["figures"]
    in_json = {(f["indicator"], f["key"]): f["value"] for f in figures}
    rows = list(csv.DictReader(io.StringIO(got["csv"].decode())))
    in_csv = {(r["Code"], r["Key"]): int(r["Value"]) if r["Value"] else None for r in rows if r["Unit"] != "SEK"}
    assert {key: in_csv[key] for key in in_json} == in_json
    sheet = Workbook(got["xlsx"]).cells(1)
    last = max(int("".join(c for c in cell if c.isdigit())) for cell in sheet)
    in_xlsx = {}
    for row in range(3, last + 1):
        value = sheet.get(f"H{row}")
        key = sheet[f"F{row}"].value if f"F{row}" in sheet else ""
        in_xlsx[sheet[f"C{row}"].value, key] = int(value.value) if value else None
    assert in_xlsx == in_json
    page = Browser(app).page(address).text_content()
    words = " ".join(Document(got["pdf"]).pages())
    for indicator in ("self_assessments_sent", "deviations_issued", "active_contracts"):
        [line] = [r for r in rows if (r["Code"], r["Broken down by"]) == (indicator, "In all")]
        shown = line["Value"] or line["State"]
        assert f"{line['Figure']}" in words
        assert shown in page
        assert shown in words
    [paid] = [r for r in rows if r["Code"] == "contribution"]
    assert Decimal(paid["Value"]) == Decimal("131418.00")
    assert "131,418.00" in page
    assert "131,418.00" in words


def test_hidden_figures_are_hidden_in_every_form(app: Flask, world: World) -> None:
    address = published(world)
    client = app.test_client()
    hidden = [f for f in content(an_edition())["figures"]["figures"] if f["state"] == "suppressed"]
    assert hidden
    assert all(f["value"] is None for f in hidden)
    rows = list(csv.DictReader(io.StringIO(client.get(f"{address}.csv?language=en", base_url=BASE).text)))
    assert {r["Value"] for r in rows if r["State"] == "hidden"} == {""}
    assert sum(r["State"] == "hidden" for r in rows) == len(hidden)


def test_every_form_of_a_demonstration_says_so(app: Flask, world: World) -> None:
    address = published(world)
    client = app.test_client()
    mark = "Demonstration, invented figures"
    assert content(an_edition())["is_demonstration"] is True
    csv_lines = client.get(f"{address}.csv?language=en", base_url=BASE).text.splitlines()
    assert all(mark in line for line in csv_lines)
    workbook = Workbook(client.get(f"{address}.xlsx?language=en", base_url=BASE).data)
    assert all(workbook.cells(number)["A1"].value == mark for number in (1, 2, 3))
    pdf = Document(client.get(f"{address}.pdf?language=en", base_url=BASE).data)
    assert all(mark in page for page in pdf.pages())


def test_an_older_edition_stays_and_says_that_it_was_replaced(app: Flask, world: World) -> None:
    address = published(world)
    client = app.test_client()
    tag = client.get(address, base_url=BASE).headers["ETag"]
    published(world, an_edition(2))
    after = client.get(address, base_url=BASE, headers={"If-None-Match": tag})
    assert after.status_code == 200
    assert "A newer edition has replaced this one." in after.text
    assert client.get(f"{address}.json", base_url=BASE).headers["ETag"] == f'"{SHA256}"'
    archive = Browser(app).page("/pub/").text_content()
    assert "Replaced by a newer edition" in archive
    assert "A newer edition" not in Browser(app).page("/pub/regions/2025/r2").text_content()


@pytest.mark.parametrize(
    "path", ["/pub/nobody/2025/r1", "/pub/x/1/r1", "/pub/x/99999999999999999999/r1", "/pub/x/2025/r0"]
)
def test_what_was_never_published_is_not_there(app: Flask, world: World, path: str) -> None:
    for ending in ("", ".json", ".csv", ".xlsx", ".pdf"):
        assert app.test_client().get(path + ending, base_url=BASE).status_code == 404
    assert "Nothing is published yet." in Browser(app).page("/pub/").text_content()


def test_the_page_stands_on_its_own_as_one_file(app: Flask) -> None:
    with app.test_request_context(base_url=BASE):
        text = standalone(an_edition(), "sv")
    assert "https://" not in text
    assert "<link" not in text
    assert "<script" not in text
    tree = well_made(text.replace("<style>", "<!--").replace("</style>", "-->"))
    assert tree.get("lang") == "sv"
    assert SHA256 in tree.text_content()


@pytest.mark.parametrize("kind", FILES)
def test_a_file_made_again_is_the_same_to_the_last_byte(kind: str) -> None:
    again = from_content(json.loads(json.dumps(content(an_edition()))))
    assert again == an_edition()
    assert made(again, kind, "nb") == made(an_edition(), kind, "nb")
