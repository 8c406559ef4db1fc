"""The list of contracts out into a file and back: every edit comes back exactly, and nothing else does."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from followup.documents import contract_list as out
from followup.domain.exchange import COLUMNS, CONTENT, Column, Kind
from followup.domain.exchange_cells import Value, fold, normal
from followup.domain.exchange_rows import FORM, ROWS_MOST, Reading, edited
from followup.domain.guards import guarded, unguarded
from followup.domain.names import clean_line
from followup.errors import Invalid
from followup.i18n import LANGUAGES, explain, speaking
from followup.imports import contract_list
from followup.schemas.exchange import column_names, lists_of
from tests.documents.reading import Workbook
from tests.documents.test_cells import PAYLOADS

AT = datetime(2026, 3, 2, 8, 5, tzinfo=UTC)
VERSIONS = [("terms-1", {"en": "Terms one", "sv": "Villkor ett", "nb": "Vilkår en"}), ("terms-2", {"en": "Terms two"})]
LABELS = lists_of(VERSIONS).labels
NO_ID = "con_" + "2" * 26


@dataclass(frozen=True)
class Listed:
    """A contract in the list; `marked` is what it was when it was exported."""

    values: Mapping[str, Value]
    marked: Mapping[str, Value] | None = None
    public_id: str = NO_ID
    version: int = 7


def as_xlsx(*rows: Listed) -> bytes:
    file = io.BytesIO()
    out.workbook(file, rows, lists_of(VERSIONS).labels, created_at=AT)
    return file.getvalue()


def as_nordic(*rows: Listed) -> bytes:
    return b"".join(out.csv_file(rows, lists_of(VERSIONS).labels, nordic=True))


def as_machine(*rows: Listed) -> bytes:
    return b"".join(out.csv_file(rows, {}, nordic=False))


FORMS = {"list.xlsx": as_xlsx, "nordic.csv": as_nordic, "machine.csv": as_machine}


def read(data: bytes, name: str = "list") -> Reading:
    return contract_list.read(name, data, VERSIONS)


# -- round trip -------------------------------------------------------------------------------------------------------

LINES = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn", "Co"]), max_size=40)


def _kept(text: str) -> str | None:
    """Return the text as the register would have kept it, or nothing where it would have refused it."""
    try:
        return clean_line(text) or None
    except Invalid:
        return None


def values_of(column: Column) -> st.SearchStrategy[Value]:
    if column.kind is Kind.CHOICE:
        return st.sampled_from([None, *LABELS[column.key]])
    return {
        Kind.TEXT: LINES.map(_kept),
        Kind.DATE: st.none() | st.dates(date(1990, 1, 1), date(2199, 12, 31)),
        Kind.AMOUNT: st.none() | st.integers(0, 10**15 - 1),
        Kind.COUNT: st.none() | st.integers(0, 3650),
        Kind.CPV: st.none() | st.integers(0, 99_999_999).map(lambda n: f"{n:08}"),
        Kind.CPV_LIST: st.none()
        | st.lists(st.integers(0, 99_999_999).map(lambda n: f"{n:08}"), min_size=1, unique=True, max_size=4).map(tuple),
        Kind.UNSPSC: st.none() | st.integers(0, 99_999_999).map(lambda n: f"{n:08}"),
    }[column.kind]


CONTRACTS = st.fixed_dictionaries({column.key: values_of(column) for column in CONTENT})
EDITS = st.dictionaries(st.sampled_from([column.key for column in CONTENT]), st.nothing(), max_size=0) | st.sets(
    st.sampled_from(CONTENT), max_size=4
).flatmap(lambda columns: st.fixed_dictionaries({column.key: values_of(column) for column in columns}))


@pytest.mark.slow
@pytest.mark.parametrize("name", FORMS)
@settings(max_examples=25, deadline=None)
@given(contracts=st.lists(st.tuples(CONTRACTS, EDITS), min_size=1, max_size=3), spoken=st.sampled_from([*LANGUAGES]))
def test_random_edits_come_back_exactly(
    name: str, contracts: list[tuple[dict[str, Value], dict[str, Value]]], spoken: str
) -> None:
    """A row is edited when its cells are those of another contract and its mark is the one that it left with."""
    ids = [f"con_{place}".replace("0", "a").replace("1", "b") + "2" * 25 for place in range(len(contracts))]
    with speaking(spoken):
        before = FORMS[name](*(Listed(b, public_id=i) for (b, _), i in zip(contracts, ids, strict=True)))
        after = FORMS[name](*(Listed({**b, **e}, public_id=i) for (b, e), i in zip(contracts, ids, strict=True)))
    left, back = read(before, name), read(after, name)
    assert (left.faults, back.faults) == ([], [])
    for old, new, (was, edits) in zip(left.rows, back.rows, contracts, strict=True):
        assert edited(old) == set()
        assert new.values == {key: normal(value) for key, value in {**was, **edits}.items()}
        row = replace(new, mark=old.mark)
        assert edited(row) == {key for key, value in edits.items() if normal(value) != normal(was[key])}


@pytest.mark.parametrize("payload", PAYLOADS, ids=ascii)
def test_a_text_that_could_run_is_harmless_in_the_file_and_the_same_again_afterwards(payload: str) -> None:
    kept = _kept(payload)
    for name, form in FORMS.items():
        data = form(Listed({"title": kept, "number": kept}))
        [row] = read(data, name).rows
        assert (row.values["title"], row.values["number"]) == (kept, kept)
        assert edited(row) == set()


@given(LINES)
def test_the_apostrophe_is_put_there_and_taken_away_again(text: str) -> None:
    assert unguarded(guarded(text)) == unguarded(text)


def test_a_code_that_is_no_longer_listed_stays_as_long_as_nobody_edits_it() -> None:
    kept = Listed({"category": "retired", "title": "Gloves"})
    for name, form in FORMS.items():
        [row] = read(form(kept), name).rows
        assert row.values["category"] == "retired"
        assert edited(row) == set()
        assert edited(replace(row, values={**row.values, "category": "food"})) == {"category"}
    assert [fault.key for fault in read(as_machine(kept).replace(b"retired", b"unheard")).faults] == ["category"]


# -- what is in the file ----------------------------------------------------------------------------------------------


def test_the_workbook_has_drop_downs_a_help_sheet_and_the_version_of_its_form() -> None:
    book = Workbook(as_xlsx())
    assert book.names == ["Contracts", "Help", "Lists"]
    sheet = book.files.read("xl/worksheets/sheet1.xml").decode()
    drop_downs = [column.key for column in COLUMNS if column.kind is Kind.CHOICE]
    assert sheet.count("<dataValidation ") == len(drop_downs)
    assert book.cells(2)["A1"].value == f"followup-contracts-form-{FORM}"
    assert {cell.value for cell in book.cells(2).values()} >= {column.key for column in COLUMNS}
    lists = {cell.value for cell in book.cells(3).values()}
    assert {"Group 1: critical or large", "SEK", "SE", "terms-1", "Yes"} <= lists


def test_cells_have_their_own_types_and_texts_keep_their_noughts() -> None:
    book = Workbook(as_xlsx(Listed({"number": "0017", "value": 125_000_050, "ends_on": date(2029, 12, 31)})))
    cells = {book.cells(1)[f"{letter}1"].value: book.cells(1).get(f"{letter}2") for letter in "CMQ"}
    number, value, ends_on = cells["Contract number"], cells["Value over the whole period"], cells["Last day"]
    assert number is not None
    assert value is not None
    assert ends_on is not None
    assert (number.kind, number.value) == ("inlineStr", "0017")
    assert (value.kind, Decimal(value.value)) == ("n", Decimal("1250000.50"))
    assert (ends_on.kind, ends_on.number_format) == ("n", "yyyy-mm-dd")


def test_the_nordic_and_the_machine_form_differ_as_they_should() -> None:
    contract = Listed({"title": "Gloves; long", "value": 125_000_050, "criticality": "critical"})
    with speaking("sv"):
        nordic = as_nordic(contract).decode("utf-8-sig")
    machine = as_machine(contract).decode()
    assert ";1250000,50;" in nordic
    assert '"Gloves; long"' in nordic
    assert ",1250000.50," in machine
    assert ",critical," in machine
    assert machine.startswith("id,version,number,")


@pytest.mark.parametrize("spoken", LANGUAGES)
def test_no_two_columns_have_one_name(spoken: str) -> None:
    assert len(set(column_names().values())) == len(COLUMNS)
    for column in COLUMNS:
        assert column_names()[fold(column.key)] == column.key


def test_every_label_of_a_list_leads_back_to_its_code() -> None:
    for spoken in LANGUAGES:
        with speaking(spoken):
            lists = lists_of(VERSIONS)
        for key, labels in lists.labels.items():
            assert {lists.codes[key][fold(label)] for label in labels.values()} == set(labels)


# -- what people do to files ------------------------------------------------------------------------------------------


def sheet_of(rows: list[list[object]], *, formula: tuple[int, int] | None = None, form: str = "") -> bytes:
    """Return a workbook as somebody's own program writes it."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        page = book.add_worksheet("Avtal")
        days = book.add_format({"num_format": "yyyy-mm-dd"})
        for at, row in enumerate(rows):
            for place, value in enumerate(row):
                page.write(at, place, value, days if isinstance(value, date) else None)
        if formula:
            page.write_formula(*formula, "=1+1", None, 2)
        if form:
            book.add_worksheet("x").write(0, 0, form)
    return file.getvalue()


def faults(data: bytes, name: str = "a.xlsx") -> list[tuple[int, str, str, str, str]]:
    return [(f.row, f.column, f.key, f.value, f.reason.code) for f in read(data, name).faults]


def test_a_persons_own_workbook_is_read_with_the_labels_of_any_language() -> None:
    with speaking("nb"):
        country = lists_of(VERSIONS).labels["production_country"]["SE"]
    rows: list[list[object]] = [
        ["What is bought", "supplier_name", "Production_Country", "value", "starts_on", "number"],
        ["Gloves", "Invented AB", country, 0.1 + 0.2, date(2026, 1, 1), 2024],
    ]
    rows[0][2] = "production_country"
    [row] = read(sheet_of(rows)).rows
    assert row.values == {
        "title": "Gloves",
        "supplier_name": "Invented AB",
        "production_country": "SE",
        "value": 30,
        "starts_on": date(2026, 1, 1),
        "number": "2024",
    }
    assert row.mark is None


def test_a_formula_is_refused_at_its_cell() -> None:
    data = sheet_of([["title", "supplier_name", "value"], ["Gloves", "Invented AB", 1]], formula=(1, 2))
    assert faults(data) == [(2, "C", "value", "2.0", "exchange.formula")]


@pytest.mark.parametrize(
    ("key", "value", "code"),
    [
        ("title", "x" * 301, "text.too_long"),
        ("title", date(2026, 1, 1), "exchange.no_text"),
        ("title", "a\u202eb", "text.hidden_direction"),
        ("number", "x" * 101, "exchange.too_long"),
        ("value", "about a million", "exchange.no_amount"),
        ("value", -1, "exchange.no_amount"),
        ("value", 1.005, "exchange.no_amount"),
        ("value", 1e18, "money.too_large"),
        ("starts_on", "2026-02-30", "exchange.no_date"),
        ("starts_on", 46_083, "exchange.no_date"),
        ("notice_days", 1.5, "exchange.no_count"),
        ("notice_days", -1, "exchange.no_count"),
        ("criticality", "very", "exchange.no_choice"),
        ("currency", "ZWL", "exchange.no_choice"),
        ("cpv", "3314", "contract.no_cpv"),
        ("cpv_more", "33141420, x", "exchange.no_cpv"),
        ("unspsc", "12", "exchange.no_unspsc"),
        ("id", "7", "exchange.bad_id"),
    ],
)
def test_a_bad_cell_is_told_with_its_place_and_what_stands_there(key: str, value: object, code: str) -> None:
    rows: list[list[object]] = [["case_number", "title", "supplier_name"], ["", "Gloves", "Invented AB"]]
    place = rows[0].index(key) if key in rows[0] else 3
    rows[0][place : place + 1] = [key]
    rows[1][place : place + 1] = [value]
    [(row, column, at, text, why)] = faults(sheet_of(rows))
    assert (row, column, at, why) == (2, "ABCD"[place], key, code)
    assert text[:5] == str(value)[:5] or key in ("value", "notice_days", "starts_on", "id")


@pytest.mark.parametrize(
    ("text", "day"),
    [("2026-03-02", date(2026, 3, 2)), ("02.03.2026", date(2026, 3, 2)), ("2.3.2026", date(2026, 3, 2))],
)
def test_a_date_is_read_as_the_nordic_countries_write_it(text: str, day: date) -> None:
    [row] = read(sheet_of([["title", "supplier_name", "signed_on"], ["G", "I", text]])).rows
    assert row.values["signed_on"] == day


def whole(data: bytes, name: str = "a.xlsx") -> list[tuple[str, str]]:
    with pytest.raises(Invalid) as refused:
        read(data, name)
    return [(path, reason.code) for path, reasons in refused.value.problems.items() for reason in reasons]


def test_a_column_that_nobody_knows_is_refused_rather_than_overlooked() -> None:
    data = sheet_of([["title", "supplier_name", "Suplier", "title"], ["G", "I", "", ""]])
    assert whole(data) == [("Avtal!C1", "exchange.unknown_column"), ("Avtal!D1", "exchange.column_twice")]


def test_a_workbook_of_another_form_is_refused() -> None:
    data = sheet_of([["title", "supplier_name"], ["G", "I"]], form="followup-contracts-form-99")
    assert whole(data) == [("Avtal", "exchange.other_form")]


def test_what_is_no_workbook_is_refused() -> None:
    assert whole(b"PK\x03\x04 and nothing more") == [("a.xlsx", "exchange.no_workbook")]
    assert whole(sheet_of([])) == [("a.xlsx", "exchange.no_sheet")]
    assert whole(b"\x00\x01", "a.csv") == [("a.csv", "exchange.not_text")]
    assert whole(b"", "a.csv") == [("a.csv", "exchange.empty")]
    assert whole(b'title,supplier_name\n"G,I\n', "a.csv") == [("a.csv", "exchange.broken")]


def archive(**parts: bytes) -> bytes:
    """Return a small workbook with some of its parts exchanged."""
    file, made = io.BytesIO(), io.BytesIO(sheet_of([["title", "supplier_name"], ["G", "I"]]))
    with zipfile.ZipFile(made) as whole_book, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as book:
        for entry in whole_book.namelist():
            stem = entry.rpartition("/")[2].partition(".")[0]
            book.writestr(entry, parts.get(stem, whole_book.read(entry)))
    return file.getvalue()


_SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'
)


def test_what_would_exhaust_the_reader_is_refused_before_it_is_read() -> None:
    far = _SHEET.format('<row r="1048576"><c r="A1048576"><v>1</v></c></row>').encode()
    assert whole(archive(sheet1=far)) == [("Avtal", "exchange.too_long_sheet")]
    wide = _SHEET.format('<row r="1"><c r="XFD1"><v>1</v></c></row>').encode()
    assert whole(archive(sheet1=wide)) == [("Avtal", "exchange.too_wide")]
    bomb = _SHEET.format(" " * 20_000_000).encode()
    assert whole(archive(sheet1=bomb)) == [("a.xlsx", "exchange.bomb")]
    laughs = b'<!DOCTYPE x [<!ENTITY a "b">]>' + _SHEET.format("").encode()
    assert whole(archive(sheet1=laughs)) == [("a.xlsx", "exchange.no_workbook")]


def test_a_file_or_a_list_that_is_too_long_is_refused_with_its_limit() -> None:
    assert whole(b"x" * (10 * 1024 * 1024 + 1), "a.csv") == [("a.csv", "exchange.too_large")]
    lines = b"title,supplier_name\n" + b"G,I\n" * (ROWS_MOST + 1)
    assert whole(lines, "a.csv") == [("a.csv", "exchange.too_many_rows")]


@pytest.mark.parametrize(
    ("encoding", "separator", "told"),
    [
        ("utf-8", ",", "CSV with commas, in UTF-8"),
        ("utf-8-sig", ";", "CSV with semicolons, in UTF-8"),
        ("cp1252", ";", "CSV with semicolons, in Windows-1252"),
        ("utf-16", "\t", "CSV with tabs, in UTF-16"),
    ],
)
def test_a_csv_file_is_taken_as_it_is_and_that_is_told(encoding: str, separator: str, told: str) -> None:
    text = "title|supplier_name|value\r\nHandskar, långa|Påhittade AB|12,50\r\n"
    quoted = text.replace("Handskar, långa", '"Handskar, långa"').replace("12,50", '"12,50"').replace("|", separator)
    reading = read(quoted.encode(encoding), "a.csv")
    assert explain(reading.taken_as) == told
    assert reading.rows[0].values == {"title": "Handskar, långa", "supplier_name": "Påhittade AB", "value": 1250}


def test_a_row_with_more_cells_than_names_is_a_fault() -> None:
    assert faults(b"title,supplier_name\nGloves, long,Invented AB\n", "a.csv") == [
        (2, "C", "", "Invented AB", "exchange.too_many_cells")
    ]


def bad_and_good(count: int) -> Iterator[str]:
    yield "title,supplier_name,starts_on"
    for n in range(count):
        yield f"Gloves {n},Invented AB,{'2026-01-01' if n % 2 else 'soon'}"


def test_five_thousand_bad_rows_of_ten_thousand_are_all_told_and_no_other() -> None:
    reading = read("\n".join(bad_and_good(10_000)).encode(), "a.csv")
    assert [f.row for f in reading.faults] == list(range(2, 10_002, 2))
    assert {f.reason.code for f in reading.faults} == {"exchange.no_date"}
    assert len(reading.rows) == 5_000
