"""Export and import of contracts in the browser: nothing between looking and confirming, and nothing of others."""

from __future__ import annotations

import io
import json
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import lxml.html
import pytest
from flask import Flask
from sqlalchemy import Engine, select

from followup.clock import FixedClock
from followup.domain.actors import Role, Staff
from followup.domain.contracts import ChangeContract
from followup.domain.suppliers import NewSupplier
from followup.models.contracts import Contract
from followup.models.journal import AccessLog
from followup.services import contracts, suppliers
from tests.builders import World
from tests.documents.reading import Workbook
from tests.web.client import Browser, well_made
from tests.web.statements import counted

CSV = "title,supplier_name,supplier_country,number\nGloves,Invented Gloves AB,SE,0017\n"


@pytest.fixture
def staff(world: World) -> Staff:
    return world.staff(world.organisation(), Role.CONTRACT_MANAGER)


@pytest.fixture
def browser(app: Flask, staff: Staff) -> Browser:
    return Browser(app, staff)


def sent(browser: Browser, text: str | bytes, name: str = "contracts.csv", on_conflict: str = "stop") -> Any:
    data = text if isinstance(text, bytes) else text.encode()
    fields = {"on_conflict": on_conflict, "file": (io.BytesIO(data), name)}
    response = browser.post("/contracts/import", fields, content_type="multipart/form-data")
    response.request.environ["wsgi.input"].close()  # the test client keeps a large body in a temporary file
    return response


def looked(browser: Browser, text: str | bytes, **more: str) -> tuple[str, lxml.html.HtmlElement]:
    """Send a file and return where it is looked through, and that page."""
    response = sent(browser, text, **more)
    assert response.status_code == 303, response.text
    return response.location, browser.page(response.location)


def confirmed(browser: Browser, page: lxml.html.HtmlElement) -> Any:
    [form] = page.xpath("//form[@action='/contracts/import/check']")
    return browser.post("/contracts/import/check", {i.get("name"): i.get("value") for i in form.xpath(".//input")})


def figures(page: lxml.html.HtmlElement) -> list[str]:
    return [e.text_content() for e in page.xpath("//*[@class='figure-number']")]


def titles(world: World, staff: Staff) -> list[str]:
    with world.reading(staff) as tx:
        return list(tx.session.scalars(select(Contract.title).order_by(Contract.sort)))


def test_a_file_is_looked_through_before_anything_is_written(world: World, staff: Staff, browser: Browser) -> None:
    where, page = looked(browser, CSV)
    assert figures(page) == ["1", "0", "0", "0", "0"]
    assert titles(world, staff) == []
    response = confirmed(browser, page)
    assert (response.status_code, urlsplit(response.location).path) == (303, "/contracts")
    assert titles(world, staff) == ["Gloves"]
    assert "Nothing to import" in browser.page(where).text_content()


def test_an_exported_workbook_comes_back_with_its_edits(world: World, staff: Staff, browser: Browser) -> None:
    confirmed(browser, looked(browser, CSV)[1])
    exported = browser.get("/contracts/export/csv").text
    _, page = looked(browser, exported.replace(",Gloves,", ",Masks,"))
    assert figures(page) == ["0", "1", "0", "0", "0"]
    cells = [td.text_content() for td in page.xpath("//section[.//*[@id='changes']]//td | //*[@id='changes']/..//td")]
    assert cells[:3] == ["What is bought", "Gloves", "Masks"]
    confirmed(browser, page)
    assert titles(world, staff) == ["Masks"]


def test_what_is_wrong_is_told_and_can_be_downloaded_and_nothing_can_be_confirmed(browser: Browser) -> None:
    where, page = looked(browser, "title,supplier_name,starts_on\nGloves,Invented AB,soon\n")
    assert figures(page)[-1] == "1"
    assert "contracts.csv, row 2" in page.text_content()
    assert "Write a date: year-month-day" in page.text_content()
    assert page.xpath("//form[@action='/contracts/import/check']") == []
    told = browser.get(f"{where}&faults=all")
    assert told.headers["Content-Disposition"] == 'attachment; filename="faults.csv"'
    assert told.text.splitlines()[1].startswith("contracts.csv,2,C,First day,soon,")


def test_what_a_row_says_is_escaped(browser: Browser) -> None:
    _, page = looked(browser, "title,supplier_name,starts_on\n<script>x</script>,Invented AB,<b>soon</b>\n")
    assert page.xpath("//script[not(@src)] | //b") == []


def test_a_file_that_cannot_be_read_is_told_on_its_page(browser: Browser) -> None:
    response = sent(browser, "a,b\n1,2\n")
    page = browser.get(response.location)
    assert page.status_code == 422
    assert "There is no column “a”" in well_made(page.text).text_content()


@pytest.mark.parametrize(
    ("data", "name", "told"),
    [
        (b"", "a.csv", "is empty"),
        (b"%PDF-1.4", "a.pdf", None),
        (b"x" * (10 * 1024 * 1024 + 1), "a.csv", "more than 10 MB"),
        (b"PK\x03\x04", "a.xlsx", "does not look like what its name says"),
    ],
    ids=["empty", "pdf", "large", "no workbook"],
)
def test_a_file_that_is_none_is_refused(browser: Browser, data: bytes, name: str, told: str | None) -> None:
    response = sent(browser, data, name)
    if told is None:
        response = browser.get(response.location)
        told = "no column"
    assert response.status_code == 422
    assert told in well_made(response.text).text_content()


def test_without_a_file_the_form_asks_for_one(browser: Browser) -> None:
    response = browser.post("/contracts/import", {"on_conflict": "stop"})
    assert response.status_code == 422
    assert "Choose the file to import." in well_made(response.text).text_content()


def test_what_changed_between_looking_and_confirming_is_looked_at_again(
    world: World, staff: Staff, browser: Browser
) -> None:
    confirmed(browser, looked(browser, CSV)[1])
    exported = browser.get("/contracts/export/csv").text
    _, page = looked(browser, exported.replace(",Gloves,", ",Masks,"), on_conflict="update")
    with world.tx(staff) as tx:
        public_id = tx.session.scalars(select(Contract.public_id)).one()
        contracts.change(tx, public_id, ChangeContract(title="Aprons", number="0017"), None)
    response = confirmed(browser, page)
    assert urlsplit(response.location).path == "/contracts/import/check"
    assert titles(world, staff) == ["Aprons"]
    again = browser.page(response.location)
    assert "has changed since you looked" in again.text_content()
    confirmed(browser, again)
    assert titles(world, staff) == ["Masks"]


def test_a_reference_is_one_persons_and_lasts_an_hour(
    app: Flask, world: World, staff: Staff, browser: Browser, clock: FixedClock
) -> None:
    where, _ = looked(browser, CSV)
    colleague = Browser(app, world.staff(world.organisation(), Role.CONTRACT_MANAGER))
    assert colleague.get(where).status_code == 404
    signed = parse_qs(urlsplit(where).query)["file"][0]
    assert browser.get(f"/contracts/import/check?file={signed[:-1]}x").status_code == 404
    assert browser.get("/contracts/import/check?file=é.ü").status_code == 404
    clock.set(clock.now() + timedelta(minutes=20))
    assert browser.get(where).status_code == 200
    for _ in range(3):
        clock.set(clock.now() + timedelta(minutes=20))
        response = browser.get(where)
    assert response.status_code == 410


def test_a_confirmation_without_our_token_or_seal_writes_nothing(world: World, staff: Staff, browser: Browser) -> None:
    where, _ = looked(browser, CSV)
    signed = parse_qs(urlsplit(where).query)["file"][0]
    forged = browser.client.post(
        "/contracts/import/check", base_url="https://followup.test", data={"file": signed, "seal": "x"}
    )
    assert forged.status_code == 403
    assert browser.post("/contracts/import/check", {"file": signed, "seal": "x"}).status_code == 303
    assert titles(world, staff) == []


def test_the_export_is_narrowed_as_the_list_was_and_written_down(world: World, staff: Staff, browser: Browser) -> None:
    confirmed(browser, looked(browser, CSV + "Masks,Other AB,SE,0018\n")[1])
    page = browser.page("/contracts/export?q=masks")
    assert "1 contract, narrowed" in page.text_content()
    [link] = page.xpath("//a[contains(@href, '/contracts/export/csv?')]")
    told = browser.get(link.get("href"))
    assert [line.split(",")[4] for line in told.text.splitlines()] == ["title", "Masks"]
    assert told.headers["Content-Security-Policy"] == "sandbox"
    told.close()
    with world.reading() as tx:
        lines = tx.session.execute(select(AccessLog.kind, AccessLog.key, AccessLog.actor)).all()
    assert ("contract.exported", "contracts-codes.csv", staff.public_id) in [tuple(line) for line in lines]


@pytest.mark.parametrize("form", ["xlsx", "csv", "csv-nordic", "ocds", "template"])
def test_every_form_is_a_file_for_keeping(world: World, staff: Staff, browser: Browser, form: str) -> None:
    confirmed(browser, looked(browser, CSV)[1])
    response = browser.get(f"/contracts/export/{form}")
    assert response.status_code == 200
    assert response.headers["Content-Disposition"].startswith("attachment; ")
    if form in ("xlsx", "template"):
        texts = {cell.value for cell in Workbook(response.data).cells(1).values()}
        assert ("Gloves" in texts) is (form == "xlsx")
    elif form == "ocds":
        assert json.loads(response.data)["releases"][0]["contracts"][0]["title"] == "Gloves"
    else:
        assert "Gloves" in response.text


@pytest.mark.parametrize("form", ["xlsx", "csv", "csv-nordic", "ocds"])
def test_a_sole_traders_number_leaves_in_no_form(world: World, staff: Staff, browser: Browser, form: str) -> None:
    with world.tx(staff) as tx:
        trader = suppliers.register(tx, NewSupplier(name="Invented Trader", country="SE", number="811218-9876"))
    world.contract(staff, supplier=trader, title="Firewood")
    data = browser.get(f"/contracts/export/{form}").data
    texts = [cell.value for cell in Workbook(data).cells(1).values()] if form == "xlsx" else [data.decode()]
    assert any("Invented Trader" in text for text in texts)
    assert not [text for text in texts if "811218" in text.replace("-", "")]


def test_a_reader_exports_and_does_not_import(app: Flask, world: World) -> None:
    reader = Browser(app, world.staff(world.organisation(), Role.READER))
    assert reader.get("/contracts/export/csv").status_code == 200
    assert reader.get("/contracts/import").status_code == 403
    assert reader.get("/contracts/import/check?file=x").status_code == 403
    assert "Import contracts" not in reader.page("/contracts/export").text_content()


def test_another_organisations_contracts_are_not_exported(app: Flask, world: World, browser: Browser) -> None:
    confirmed(browser, looked(browser, CSV)[1])
    other = Browser(app, world.staff(world.organisation(), Role.CONTRACT_MANAGER))
    assert "Gloves" not in other.get("/contracts/export/csv").text


def test_the_pages_ask_little_of_the_database(browser: Browser, engine: Engine) -> None:
    confirmed(browser, looked(browser, CSV)[1])
    where, _ = looked(browser, CSV)
    for path, most in (("/contracts/export", 8), ("/contracts/export/xlsx", 8), ("/contracts/import", 8), (where, 14)):
        with counted(engine) as seen:
            assert browser.get(path).status_code == 200
        assert len(seen) <= most, (path, seen)
