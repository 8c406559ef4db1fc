"""What is published: without a session or a database, from files, in five forms that agree, kept by caches."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import subprocess
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import lxml.html
import pytest
from flask import Flask
from sqlalchemy import Engine

from followup.documents.edition_bundle import bundle
from followup.documents.edition_names import Names
from followup.documents.edition_parts import WORDS
from followup.domain.editions import content, from_content
from followup.domain.indicators import Indicator, Unit, unit
from followup.domain.sourced import Text
from followup.domain.summaries import Cut, FigureState, fingerprint
from tests.builders import World
from tests.documents.reading import Document, Workbook
from tests.editions import an_edition, files, published
from tests.web.client import BASE, Browser, well_made
from tests.web.statements import counted

Place = tuple[str, str, str]
FILES = ("json", "csv", "xlsx", "pdf", "html")

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
    assert len(rows) == len(Indicator)
    assert all(all(row) for row in rows)


def test_every_public_page_is_served_with_the_database_away(
    app: Flask, world: World, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The registers are taken away for good: any question to a database would fail."""
    address = published(world)
    staff = Browser(app, world.staff(world.organisation()))
    monkeypatch.delattr(world.runtime, "database")
    more = ("/pub/how-to-read", "/pub/regions/", f"{address}/SHA256SUMS", f"{address}/manifest.json")
    for path in ("/pub/", address, *(f"{address}.{kind}" for kind in FILES), *more):
        with counted(engine) as seen:
            response = staff.get(path)
        assert response.status_code == 200, path
        assert seen == []
        assert "Set-Cookie" not in response.headers
        assert staff.csrf.encode() not in response.data
        assert response.headers["Cache-Control"].startswith("public")


def test_files_are_kept_for_good_and_asked_for_again_cost_nothing(app: Flask, world: World) -> None:
    address = published(world)
    client = app.test_client()
    for path in (address, *(f"{address}.{kind}" for kind in FILES), "/pub/", "/pub/regions/", "/pub/how-to-read"):
        first = client.get(path, base_url=BASE)
        tag = first.headers["ETag"]
        again = client.get(path, base_url=BASE, headers={"If-None-Match": tag})
        assert (again.status_code, again.data) == (304, b"")
        assert again.headers["ETag"] == tag
        assert client.get(path, base_url=BASE, headers={"If-None-Match": '"other"'}).status_code == 200
        is_file = path.rpartition(".")[2] in FILES
        assert ("immutable" in first.headers["Cache-Control"]) is is_file
    assert client.get(f"{address}.json", base_url=BASE).headers["ETag"] == f'"{SHA256}"'


def test_the_addresses_without_a_number_lead_to_the_newest(app: Flask, world: World) -> None:
    for number in (1, 2):
        address = published(world, an_edition(number))
    for path in ("/pub/regions/latest", "/pub/regions/2025/"):
        response = app.test_client().get(path, base_url=BASE)
        assert (response.status_code, response.headers["Location"]) == (302, address)
    assert app.test_client().get("/pub/nobody/latest", base_url=BASE).status_code == 404


def test_the_years_stand_side_by_side_as_each_was_published(app: Flask, world: World) -> None:
    rules = (
        replace(rule, text="Counted otherwise.") if rule.indicator is Indicator.SUPPLIERS_FOLLOWED_UP else rule
        for rule in an_edition().rules
    )
    published(world, replace(an_edition(), year=2024, rules=tuple(rules)))
    published(world)
    page = Browser(app).page("/pub/regions/")
    [table] = [t for t in page.iter("table") if t.get("aria-labelledby") == "over-the-years"]
    rows = {row[0].text_content(): [cell.text_content().strip() for cell in row[1:]] for row in table.iter("tr")}
    assert rows["Figure"] == ["2024", "2025"]
    assert rows["Contracts in force"] == ["11", "11"]
    assert rows["Suppliers followed up"] == ["9", "9*"]
    assert [run_on(text) for text in rows["Contributions of the members"]] == ["131,418.00SEK"] * 2


def test_the_checksums_are_those_that_sha256sum_reads(app: Flask, world: World, tmp_path: Path) -> None:
    address = published(world)
    client = app.test_client()
    names = [line.split("  ")[1] for line in client.get(f"{address}/SHA256SUMS", base_url=BASE).text.splitlines()]
    assert {"manifest.json", "dictionary.json", "LICENCE.txt", "regions-2025-r1-nb.pdf"} <= set(names)
    for name in (*names, "SHA256SUMS"):
        (tmp_path / name).write_bytes(client.get(f"{address}/{name}", base_url=BASE).data)
    checked = subprocess.run(["sha256sum", "-c", "SHA256SUMS"], cwd=tmp_path, capture_output=True, text=True)
    assert checked.returncode == 0
    assert checked.stdout.count(": OK") == len(names)
    for name in ("../manifest.json", ".hidden", "unknown.json", "..%2Fmanifest.json"):
        assert client.get(f"{address}/{name}", base_url=BASE).status_code == 404


def test_a_file_that_was_altered_is_not_given_out(app: Flask, world: World) -> None:
    address = published(world)
    folder = world.runtime.public.folder
    assert folder is not None
    [path] = folder.rglob("regions-2025-r1-en.csv")
    path.write_bytes(path.read_bytes().replace(b"1", b"2", 1))
    assert app.test_client().get(f"{address}.csv?language=en", base_url=BASE).status_code == 410


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


def in_json(data: bytes) -> dict[Place, Decimal | str]:
    """Every figure of the frozen content by its place, in whole units, or the state for which there is none."""
    found: dict[Place, Decimal | str] = {}
    for figure in json.loads(data)["figures"]["figures"]:
        money = unit(Indicator.of(figure["indicator"])) is Unit.MONEY
        value = None if figure["value"] is None else Decimal(figure["value"]).scaleb(-2 if money else 0)
        place = (figure["indicator"], Cut.of(figure["cut"]).label, figure["key"])
        found[place] = value if value is not None else WORDS[FigureState.of(figure["state"])]
    return found


def in_csv(data: bytes) -> dict[Place, Decimal | str]:
    rows = csv.DictReader(io.StringIO(data.decode()))
    told = {(r["Code"], r["Broken down by"], r["Key"]): Decimal(r["Value"]) if r["Value"] else r["State"] for r in rows}
    return {place: value for place, value in told.items() if place[0] in set(Indicator)}


def in_xlsx(data: bytes) -> dict[Place, Decimal | str]:
    sheet = Workbook(data).cells(1)
    last = max(int("".join(c for c in cell if c.isdigit())) for cell in sheet)
    found: dict[Place, Decimal | str] = {}
    for row in range(3, last + 1):
        code, cut, key, value, state = (sheet.get(f"{column}{row}") for column in "CEFHJ")
        assert code is not None
        assert cut is not None
        place = (str(code.value), str(cut.value), str(key.value) if key else "")
        found[place] = Decimal(str(value.value)) if value else str(state.value if state else "")
    return found


def in_html(data: bytes) -> dict[tuple[str, str], set[str]]:
    """Every cell of the tables by its row and column."""
    found: dict[tuple[str, str], set[str]] = {}
    for table in lxml.html.fromstring(data).iter("table"):
        header, *rows = ([cell.text_content().strip() for cell in row] for row in table.iter("tr"))
        for row in rows:
            for column, text in zip(header[1:], row[1:], strict=True):
                found.setdefault((row[0], column), set()).add(text)
    return found


def as_read(place: Place, value: Decimal | str) -> str:
    """How a reader of English finds it."""
    if isinstance(value, str):
        return value
    return f"{value:,.2f} SEK" if unit(Indicator.of(place[0])) is Unit.MONEY else f"{value:,}"


def run_on(text: str) -> str:
    """The text without what each form sets as it likes: spaces, hyphens and the shape of an apostrophe."""
    return "".join(text.split()).replace("-", "").replace("\u2019", "'")


def test_the_five_forms_agree_to_the_last_digit(app: Flask, world: World) -> None:
    address = published(world)
    client = app.test_client()
    got = {kind: client.get(f"{address}.{kind}?language=en", base_url=BASE).data for kind in FILES}
    figures = in_json(got["json"])
    assert len(figures) > 200
    assert in_csv(got["csv"]) == figures
    assert in_xlsx(got["xlsx"]) == figures
    cells, names = in_html(got["html"]), Names.of(an_edition())
    words = run_on("".join(Document(got["pdf"]).pages()))
    for place, value in figures.items():
        indicator, cut, key = place
        label, shown = Indicator.of(indicator).label, run_on(as_read(place, value))
        if cut == Cut.TOTAL.label:
            assert {run_on(text) for text in cells[label, "Number"]} == {shown}, place
        else:
            name = names.name(next(c for c in Cut if c.label == cut), key)
            assert shown in {run_on(text) for text in cells[name, label]}, place
        assert shown in words, place


def test_the_pdf_holds_every_row_of_the_page(app: Flask, world: World) -> None:
    address = published(world)
    client = app.test_client()
    page, pdf = (client.get(f"{address}.{kind}?language=en", base_url=BASE).data for kind in ("html", "pdf"))
    words = run_on("".join(Document(pdf).pages()))
    for table in lxml.html.fromstring(page).iter("table"):
        if table.getparent().tag != "details":  # those are the tables of the charts, whose figures the others hold
            for row in table.iter("tr"):
                assert run_on("".join(cell.text_content() for cell in row)) in words


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
    correction = Text(en="One audit was counted twice.", sv="En revision var dubbel.", nb="En revisjon var dobbel.")
    published(world, replace(an_edition(2), erratum=correction))
    after = client.get(address, base_url=BASE, headers={"If-None-Match": tag})
    assert after.status_code == 200
    assert "A newer edition has replaced this one." in after.text
    assert client.get(f"{address}.json", base_url=BASE).headers["ETag"] == f'"{SHA256}"'
    archive = Browser(app).page("/pub/").text_content()
    assert "Replaced by a newer edition" in archive
    newer = Browser(app).page("/pub/regions/2025/r2").text_content()
    assert "A newer edition" not in newer
    pdf = Document(client.get("/pub/regions/2025/r2.pdf?language=en", base_url=BASE).data).pages()
    for text in (newer, archive, pdf[0]):
        assert "One audit was counted twice." in text


@pytest.mark.parametrize(
    "path", ["/pub/nobody/2025/r1", "/pub/x/1/r1", "/pub/x/99999999999999999999/r1", "/pub/x/2025/r0"]
)
def test_what_was_never_published_is_not_there(app: Flask, world: World, path: str) -> None:
    for ending in ("", ".json", ".csv", ".xlsx", ".pdf", ".html", "/manifest.json"):
        assert app.test_client().get(path + ending, base_url=BASE).status_code == 404
    assert "Nothing is published yet." in Browser(app).page("/pub/").text_content()


def test_the_page_stands_on_its_own_as_one_file() -> None:
    text = files(an_edition())["regions-2025-r1-sv.html"].decode()
    assert "https://" not in text
    assert "<link" not in text
    assert "<script" not in text
    tree = well_made(text.replace("<style>", "<!--").replace("</style>", "-->"))
    assert tree.get("lang") == "sv"
    assert SHA256 in tree.text_content()


def test_the_dictionary_explains_every_code_of_the_files_in_three_languages() -> None:
    told = json.loads(files(an_edition())["dictionary.json"])["entries"]
    known = {(entry["sort"], entry["code"]) for entry in told}
    for figure in an_edition().figures.figures:
        assert ("figure", figure.indicator.value) in known
        assert ("cut", figure.cut.value) in known
    assert all(set(entry["name"]) == {"en", "nb", "sv"} for entry in told)
    assert all(entry["meaning"]["sv"] for entry in told if entry["sort"] != "cut")
    assert Cut.TOTAL in {entry["code"] for entry in told}


def test_files_made_again_are_the_same_to_the_last_byte() -> None:
    again = from_content(json.loads(json.dumps(content(an_edition()))))
    assert again == an_edition()
    made, before = bundle(again), files(an_edition())
    assert made.keys() == before.keys()
    assert [name for name in made if made[name] != before[name]] == []
