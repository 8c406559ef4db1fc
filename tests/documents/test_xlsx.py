from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from followup.documents import xlsx
from followup.documents.cells import Cell, safe
from followup.documents.xlsx import Sheet
from tests.documents.reading import ReadCell, Workbook
from tests.documents.test_cells import PAYLOADS

AT = datetime(2026, 3, 2, 8, 5, tzinfo=UTC)


def book(*sheets: Sheet) -> bytes:
    file = BytesIO()
    xlsx.write(file, sheets, title="Deviations", created_at=AT)
    return file.getvalue()


def cells(header: Sequence[str], rows: Sequence[Sequence[Cell]], **more: str) -> dict[str, ReadCell]:
    return Workbook(book(Sheet(name="A", header=header, rows=rows, **more))).cells(1)  # type: ignore[arg-type] # only texts


def test_every_value_has_its_own_type() -> None:
    got = cells(list("abcdef"), [["text", 7, Decimal("1234.50"), date(2026, 3, 2), AT, None]])
    assert (got["A2"].kind, got["A2"].value) == ("inlineStr", "text")
    assert (got["B2"].kind, got["B2"].value, got["B2"].number_format) == ("n", "7", "1")
    assert (got["C2"].value, got["C2"].number_format) == ("1234.50", "#,##0.00")
    assert (got["D2"].value, got["D2"].number_format) == ("46083", "yyyy-mm-dd")
    assert (got["E2"].number_format, round(float(got["E2"].value) % 1 * 24 * 60)) == ("yyyy-mm-dd hh:mm", 9 * 60 + 5)
    assert "F2" not in got


@pytest.mark.parametrize("payload", PAYLOADS, ids=ascii)
def test_no_cell_and_no_header_is_a_formula_or_a_link(payload: str) -> None:
    content = book(Sheet(name="A", header=[payload], rows=[[payload]], mark=payload))
    workbook = Workbook(content)
    for cell in workbook.cells(1).values():
        assert (cell.kind, cell.formula) == ("inlineStr", None)
        assert cell.value.replace("\r\n", "\n").replace("\r", "\n") == f"'{payload}".replace("\r\n", "\n").replace(
            "\r", "\n"
        )
    assert not [name for name in workbook.files.namelist() if "external" in name or "connections" in name]
    assert b"<hyperlink" not in workbook.files.read("xl/worksheets/sheet1.xml").lower()


def test_addresses_of_pages_stay_text() -> None:
    content = book(Sheet(name="A", header=["a"], rows=[["https://example.org"], ["mailto:a@example.org"]]))
    assert b"<hyperlink" not in Workbook(content).files.read("xl/worksheets/sheet1.xml").lower()


@settings(max_examples=12)
@given(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\ufffe\uffff")), max_size=4))
def test_any_text_comes_back(texts: list[str]) -> None:
    got = cells(["a"], [[text] for text in texts])
    assert [got[f"A{row}"].value if f"A{row}" in got else "" for row in range(2, len(texts) + 2)] == [
        str(safe(text)) for text in texts
    ]


def test_a_number_too_long_for_excel_is_kept_as_text() -> None:
    got = cells(["a", "b"], [[123456789012345678, Decimal("1234567890123456.78")]])
    assert (got["A2"].kind, got["A2"].value) == ("inlineStr", "123456789012345678")
    assert (got["B2"].kind, got["B2"].value) == ("inlineStr", "1234567890123456.78")


def test_the_mark_stands_above_the_header() -> None:
    got = cells(["name"], [["b"]], mark="Demonstration, invented figures")
    assert [got[place].value for place in ("A1", "A2", "A3")] == ["Demonstration, invented figures", "name", "b"]


def test_the_header_stays_in_sight_and_repeats_in_print() -> None:
    workbook = Workbook(book(Sheet(name="A", header=["a"], rows=[["b"]])))
    assert b'state="frozen"' in workbook.files.read("xl/worksheets/sheet1.xml")
    assert b"Print_Titles" in workbook.files.read("xl/workbook.xml")


def test_widths_are_as_asked_and_otherwise_fit_the_header() -> None:
    sheet = Sheet(name="A", header=["a", "a much longer label"], rows=[], widths=[40])
    columns = Workbook(book(sheet)).xml("xl/worksheets/sheet1.xml").iter()
    widths = [float(c.attrib["width"]) for c in columns if c.tag.endswith("}col")]
    assert [round(width) for width in widths] == [41, 22]


@pytest.mark.parametrize("name", ["År/2025", "a" * 60, "[x]:*?", "'quoted'", "", "  "])
def test_any_name_gives_a_sheet(name: str) -> None:
    (got, again) = Workbook(book(*[Sheet(name=name, header=["a"], rows=[])] * 2)).names
    assert 0 < len(got) <= 31
    assert not set(got) & set("[]:*?/\\")
    assert got.casefold() != again.casefold()


def test_the_same_values_give_the_same_bytes() -> None:
    assert book(Sheet(name="A", header=["a"], rows=[[1]])) == book(Sheet(name="A", header=["a"], rows=[[1]]))


def test_the_workbook_has_a_title_and_the_time_it_was_made() -> None:
    core = Workbook(book(Sheet(name="A", header=["a"], rows=[]))).files.read("docProps/core.xml")
    assert b"<dc:title>Deviations</dc:title>" in core
    assert b"2026-03-02T08:05:00Z" in core


def test_a_row_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="1 cells and the header 2"):
        book(Sheet(name="A", header=["a", "b"], rows=[["1"]]))


def test_a_text_that_excel_cannot_hold_is_refused_and_not_cut() -> None:
    with pytest.raises(ValueError, match="cannot hold"):
        book(Sheet(name="A", header=["a"], rows=[["x" * 40_000]]))
