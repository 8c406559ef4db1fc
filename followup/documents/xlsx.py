"""Rows as an Excel workbook, written line by line so that size does not matter. The only file that knows XlsxWriter."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import IO

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from followup.documents.cells import Cell, safe, wall_clock

_NAME_LONGEST = 31  # Source: Excel's own limit for the name of a sheet
_NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\]|^'|'$")
_DIGITS_KEPT = 15  # Source: IEEE 754; what Excel keeps of a number
_NARROW, _WIDE = 10, 60
_DAY = "yyyy-mm-dd"
_ROWS_READY = 10_000  # rows with drop-downs in a sheet that is to be filled in


@dataclass(frozen=True, slots=True)
class Choices:
    """A drop-down: the sheet, the column and the number of its values, and what Excel says of any other."""

    sheet: str
    place: int
    count: int
    told: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One sheet. `mark` stands above the header on a line of its own; `widths` are in characters.

    Shape: where a sheet is to be filled in, `lists` gives the columns with a drop-down the range it takes its values
    from, `cell_lists` single cells (the row from nought, the column), `texts` and `days` the columns whose cells
    are texts and dates, `hidden` those that nobody needs to see.
    """

    name: str
    header: Sequence[str]
    rows: Iterable[Sequence[Cell]]
    mark: str = ""
    widths: Sequence[int] = ()
    lists: Mapping[int, Choices] = field(default_factory=dict)
    cell_lists: Mapping[tuple[int, int], Choices] = field(default_factory=dict)
    texts: Collection[int] = ()
    days: Collection[int] = ()
    hidden: Collection[int] = ()


def write(file: IO[bytes], sheets: Iterable[Sheet], *, title: str, created_at: datetime) -> None:
    """Write the workbook; the same values give the same bytes.

    Errors: ValueError for a row that is not as long as the header, or a value or sheet that Excel cannot hold.
    """
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(file, options) as book:
        book.set_properties({"title": title, "created": created_at.astimezone(UTC).replace(tzinfo=None)})
        pen = _Pen(book)
        taken: set[str] = set()
        for sheet in sheets:
            pen.fill(book.add_worksheet(_sheet_name(sheet.name, taken)), sheet)


def _sheet_name(wanted: str, taken: set[str]) -> str:
    """Return a name that Excel takes and that no sheet before it has."""
    plain = _NOT_IN_A_NAME.sub(" ", wanted)[:_NAME_LONGEST].strip() or "-"
    name, number = plain, 2
    while name.casefold() in taken:
        ending = f" {number}"
        name, number = plain[: _NAME_LONGEST - len(ending)] + ending, number + 1
    taken.add(name.casefold())
    return name


class _Pen:
    """Writes typed cells, with one format for each kind of value."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._bold: Format = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        self._marked: Format = book.add_format({"bold": True, "italic": True})
        self._text: Format = book.add_format({"text_wrap": True, "valign": "top"})
        self._typed: Format = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
        self._formats: dict[str, Format] = {}

    def fill(self, page: Worksheet, sheet: Sheet) -> None:
        top = 1 if sheet.mark else 0
        self._columns(page, sheet)
        page.freeze_panes(top + 1, 0)
        page.repeat_rows(top)
        if sheet.mark:
            self._string(page, 0, 0, str(safe(sheet.mark)), self._marked)
        for place, label in enumerate(sheet.header):
            self._string(page, top, place, str(safe(label)), self._bold)
        self._drop_downs(page, sheet, top + 1)
        last = top
        for last, row in enumerate(sheet.rows, start=top + 1):
            if len(row) != len(sheet.header):
                raise ValueError(f"a row has {len(row)} cells and the header {len(sheet.header)}")
            for place, value in enumerate(row):
                self._cell(page, last, place, value, self._typed if place in sheet.texts else self._text)
        if last > top:
            page.autofilter(top, 0, last, len(sheet.header) - 1)

    def _columns(self, page: Worksheet, sheet: Sheet) -> None:
        for place, label in enumerate(sheet.header):
            width = sheet.widths[place] if place < len(sheet.widths) else min(max(len(label) + 2, _NARROW), _WIDE)
            style = self._typed if place in sheet.texts else self._format(_DAY) if place in sheet.days else None
            page.set_column(place, place, width, style, {"hidden": place in sheet.hidden})

    def _drop_downs(self, page: Worksheet, sheet: Sheet, first: int) -> None:
        for place, choices in sheet.lists.items():
            self._done(page.data_validation(first, place, first + _ROWS_READY, place, _rule(choices)))
        for (row, place), choices in sheet.cell_lists.items():
            self._done(page.data_validation(first + row, place, first + row, place, _rule(choices)))

    def _cell(self, page: Worksheet, row: int, place: int, given: Cell, style: Format) -> None:
        value = safe(given)
        if value is None:
            return
        if isinstance(value, str):
            self._string(page, row, place, value, style)
        elif isinstance(value, datetime):
            self._done(page.write_datetime(row, place, wall_clock(value), self._format("yyyy-mm-dd hh:mm")))
        elif isinstance(value, date):
            self._done(page.write_datetime(row, place, value, self._format(_DAY)))
        elif len(Decimal(value).as_tuple().digits) > _DIGITS_KEPT:
            self._string(page, row, place, f"{Decimal(value):f}", style)
        else:
            self._done(page.write_number(row, place, value, self._format(_number_format(value))))

    def _string(self, page: Worksheet, row: int, place: int, text: str, style: Format) -> None:
        self._done(page.write_string(row, place, text, style))

    def _format(self, code: str) -> Format:
        if code not in self._formats:
            self._formats[code] = self._book.add_format({"num_format": code, "valign": "top"})
        return self._formats[code]

    @staticmethod
    def _done(outcome: int) -> None:
        if outcome != 0:
            raise ValueError("Excel cannot hold this: a row, a column or a text too long")


def _rule(choices: Choices) -> dict[str, str]:
    column = xl_col_to_name(choices.place, col_abs=True)
    quoted = choices.sheet.replace("'", "''")
    source = f"='{quoted}'!{column}$2:{column}${choices.count + 1}"
    return {"validate": "list", "source": source, "error_message": choices.told}


def _number_format(value: int | Decimal) -> str:
    """Return decimals as given; whole numbers plain, since some of them are years."""
    exponent = value.as_tuple().exponent if isinstance(value, Decimal) else 0
    places = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    return f"#,##0.{'0' * places}" if places else "0"
