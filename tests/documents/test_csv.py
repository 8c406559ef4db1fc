from __future__ import annotations

import csv as reader
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followup.documents import csv
from followup.documents.cells import Cell, safe
from tests.documents.test_cells import PAYLOADS

AT = datetime(2026, 3, 2, 8, 5, tzinfo=UTC)
BOTH = pytest.mark.parametrize("nordic", [True, False], ids=["nordic", "machine"])


def written(header: list[str], rows: list[list[Cell]], *, nordic: bool, mark: str = "") -> bytes:
    return b"".join(csv.write(header, rows, nordic=nordic, mark=mark))


def read(content: bytes, *, nordic: bool) -> list[list[str]]:
    text = content.decode("utf-8-sig" if nordic else "utf-8")
    return list(reader.reader(StringIO(text, newline=""), delimiter=";" if nordic else ",", strict=True))


def test_the_nordic_form_is_what_excel_expects() -> None:
    rows: list[list[Cell]] = [["Åre; kommun", Decimal("1234.50"), 7, date(2026, 3, 2), AT, None]]
    content = written(["Namn", "Belopp", "Antal", "Dag", "När", "Tomt"], rows, nordic=True)
    assert content.startswith(b"\xef\xbb\xbfNamn;")
    assert content.decode("utf-8-sig") == (
        'Namn;Belopp;Antal;Dag;När;Tomt\r\n"Åre; kommun";1234,50;7;2026-03-02;2026-03-02 09:05;\r\n'
    )


def test_the_form_for_programs_is_plain() -> None:
    rows: list[list[Cell]] = [['say "hi", twice\n', Decimal("1234.50"), 7, date(2026, 3, 2), AT, None]]
    content = written(["name", "amount", "count", "day", "at", "none"], rows, nordic=False)
    assert content.decode() == (
        'name,amount,count,day,at,none\r\n"say ""hi"", twice\n",1234.50,7,2026-03-02,2026-03-02T08:05:00+00:00,\r\n'
    )


@BOTH
@pytest.mark.parametrize("payload", PAYLOADS, ids=ascii)
def test_no_cell_and_no_header_begins_a_formula(payload: str, nordic: bool) -> None:
    content = written([payload, "b"], [["a", payload], [payload, "b"]], nordic=nordic)
    assert read(content, nordic=nordic) == [[f"'{payload}", "b"], ["a", f"'{payload}"], [f"'{payload}", "b"]]


@BOTH
@given(rows=st.lists(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=2, max_size=2), max_size=5))
def test_any_text_comes_back(rows: list[list[str]], nordic: bool) -> None:
    content = b"".join(csv.write(["a", "b"], rows, nordic=nordic))
    assert read(content, nordic=nordic) == [["a", "b"], *[[str(safe(text)) for text in row] for row in rows]]


@pytest.mark.parametrize("nordic", [True, False])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_the_wrong_separator_finds_no_formula_either(separator: str, nordic: bool) -> None:
    content = written(["a"], [[f"x{separator}=1+1"]], nordic=nordic).decode("utf-8-sig")
    lines = reader.reader(StringIO(content, newline=""), delimiter=separator, strict=True)
    assert list(lines)[1] == [f"x{separator}=1+1"]


@BOTH
def test_negative_numbers_stay_numbers(nordic: bool) -> None:
    (_, row) = read(written(["a", "b"], [[-5, Decimal("-0.001")]], nordic=nordic), nordic=nordic)
    assert row == ["-5", "-0,001" if nordic else "-0.001"]


@BOTH
def test_large_and_small_amounts_are_written_out(nordic: bool) -> None:
    content = written(["a", "b"], [[Decimal("1E+3"), Decimal("1E-7")]], nordic=nordic)
    assert b"E" not in content


@BOTH
def test_the_mark_stands_on_every_line(nordic: bool) -> None:
    lines = read(written(["a"], [["b"], ["c"]], nordic=nordic, mark="Demonstration"), nordic=nordic)
    assert lines == [["a", "Demonstration"], ["b", "Demonstration"], ["c", "Demonstration"]]


@BOTH
def test_a_row_of_another_length_is_refused(nordic: bool) -> None:
    with pytest.raises(ValueError, match="3 cells and the header 2"):
        written(["a", "b"], [["1", "2", "3"]], nordic=nordic)


def test_rows_are_taken_as_they_are_sent() -> None:
    taken = 0

    def rows() -> Iterator[list[Cell]]:
        nonlocal taken
        for taken in range(1, 100_001):
            yield [taken]

    pieces = csv.write(["a"], rows(), nordic=False)
    assert next(pieces).startswith(b"a\r\n1\r\n")
    assert taken < 1000
