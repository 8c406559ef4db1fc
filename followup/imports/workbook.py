"""Excel workbooks as tables of typed cells. The only file that knows calamine.

Before anything is built the archive is measured and every sheet is walked once: a formula, an error, a declaration, or
a single cell far out (which would make a reader ask for all the memory between) is found there.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from typing import NoReturn
from xml.parsers import expat

from python_calamine import CalamineError, CalamineWorkbook

from followup.domain.exchange_cells import Cell
from followup.domain.exchange_rows import FORM_CELL, ROWS_MOST, TOO_MANY_ROWS, Line, Table
from followup.errors import N_, Invalid, Reason

TOO_LARGE = Reason("exchange.too_large", N_("The file has more than {most} MB. Split it and import the parts."))
NO_WORKBOOK = Reason(
    "exchange.no_workbook", N_("This is not an Excel workbook. Save it as .xlsx, without a password, and try again.")
)
BOMB = Reason("exchange.bomb", N_("The file unpacks to far more than such a workbook can be. It is not read."))
NO_SHEET = Reason("exchange.no_sheet", N_("The workbook has no sheet with rows. Use the template."))
TOO_WIDE = Reason("exchange.too_wide", N_("The sheet has more than {most} columns. Use the template."))
TOO_LONG_SHEET = Reason(
    "exchange.too_long_sheet", N_("Something stands below row {most}. Split the file, or clear it.")
)

MEGABYTES_MOST = 10  # Source: issue B's brief; a list of ten thousand contracts has about two
ENTRIES_MOST, UNPACKED_MOST, RATIO_MOST = 2_000, 100 * 1024 * 1024, 100  # Source: trust.md I5
COLUMNS_MOST = 200
_LINES_MOST = ROWS_MOST + 1
_REFERENCE = re.compile("([A-Z]{1,3})([1-9][0-9]{0,6})")
_PIECE = 1 << 16
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships id"


def read(name: str, data: bytes, begins: str = "") -> Table:
    """Return the first sheet of a workbook, or the first that begins with this text, its formulas and errors marked.

    Errors: Invalid at the file, or at the sheet where it is too large.
    """
    if len(data) > MEGABYTES_MOST * 1024 * 1024:
        raise Invalid.at(name, TOO_LARGE.but(most=MEGABYTES_MOST))
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _measure(name, archive)
            sheets = [_walk(archive, title, path) for title, path in _sheets(archive)]
        with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            return _table(name, book, sheets, begins)
    except (zipfile.BadZipFile, KeyError, NotImplementedError, RuntimeError, CalamineError, expat.ExpatError):
        raise Invalid.at(name, NO_WORKBOOK) from None


def _measure(name: str, archive: zipfile.ZipFile) -> None:
    entries = archive.infolist()
    unpacked = sum(entry.file_size for entry in entries)
    packed = max(1, sum(entry.compress_size for entry in entries))
    if len(entries) > ENTRIES_MOST or unpacked > UNPACKED_MOST or unpacked / packed > RATIO_MOST:
        raise Invalid.at(name, BOMB)


def _table(name: str, book: CalamineWorkbook, sheets: list[_Sheet], begins: str) -> Table:
    chosen = sheets[:1] if not begins else [sheet for sheet in sheets if _beginning(book, sheet).startswith(begins)]
    if not chosen or not chosen[0].has_cells:
        raise Invalid.at(name, NO_SHEET)
    first = chosen[0]
    grid = book.get_sheet_by_name(first.name).to_python(skip_empty_area=False)
    header = [str(_cell(value) or "").strip() for value in grid[0]]
    while header and not header[-1]:
        header.pop()
    lines = [
        Line(number, tuple(_cell(value) for value in row), frozenset(first.faulty.get(number, ())))
        for number, row in enumerate(grid[1:], start=2)
    ]
    while lines and not lines[-1].faulty and all(cell is None for cell in lines[-1].cells):
        lines.pop()
    if len(lines) > ROWS_MOST:
        raise Invalid.at(first.name, TOO_MANY_ROWS.but(most=ROWS_MOST))
    return Table(first.name, tuple(header), lines, form=_form(book, sheets[1:]))


def _beginning(book: CalamineWorkbook, sheet: _Sheet) -> str:
    """Return the text of a sheet's first cell."""
    rows = book.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False, nrows=1) if sheet.has_cells else []
    return str(rows[0][0]) if rows and rows[0] else ""


def _form(book: CalamineWorkbook, sheets: list[_Sheet]) -> int | None:
    """Return the form that a template's version cell names, wherever that sheet now stands; None in other workbooks."""
    for sheet in sheets:
        rows = book.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False, nrows=1) if sheet.has_cells else []
        for value in rows[0] if rows else []:
            if isinstance(value, str) and value.startswith(FORM_CELL) and value[len(FORM_CELL) :].isdigit():
                return int(value[len(FORM_CELL) :])
    return None


def _cell(value: object) -> Cell:
    if value is None or value == "":
        return None
    if isinstance(value, bool | str):
        return value
    if isinstance(value, int | float):
        return Decimal(repr(value))  # the shortest number that is this one: what the person sees
    if isinstance(value, datetime):
        return value.date() if value.time() == time() else value.isoformat(sep=" ")
    return value if isinstance(value, date) else str(value)


@dataclass(slots=True)
class _Sheet:
    """What one walk through a sheet found: whether anything stands there, and where a formula or an error does."""

    name: str
    has_cells: bool = False
    faulty: dict[int, set[int]] = field(default_factory=dict)


def _sheets(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Yield each sheet's name and its place in the archive, in the order of the workbook."""
    related = {
        known["Id"]: known["Target"].removeprefix("/xl/").removeprefix("/")
        for tag, known in _elements(archive, "xl/_rels/workbook.xml.rels")
        if tag == "Relationship"
    }
    for tag, known in _elements(archive, "xl/workbook.xml"):
        target = related.get(known.get(_RELATED, ""), "")
        if tag == "sheet" and target.startswith("worksheets/"):
            yield known["name"], f"xl/{target}"


def _elements(archive: zipfile.ZipFile, path: str) -> list[tuple[str, Mapping[str, str]]]:
    found: list[tuple[str, Mapping[str, str]]] = []
    parser = _parser()
    parser.StartElementHandler = lambda tag, known: found.append((tag.rpartition(" ")[2], known))
    parser.Parse(archive.read(path), True)
    return found


def _walk(archive: zipfile.ZipFile, name: str, path: str) -> _Sheet:
    walker = _Walker(name)
    with archive.open(path) as part:
        while piece := part.read(_PIECE):
            walker.parser.Parse(piece)
        walker.parser.Parse(b"", True)
    return walker.sheet


class _Walker:
    """Walks through the cells of a sheet and keeps only where something is wrong."""

    def __init__(self, name: str) -> None:
        self.sheet = _Sheet(name)
        self.row, self.column, self.kind = 0, -1, ""
        self.parser = _parser()
        self.parser.StartElementHandler = self.start

    def start(self, tag: str, known: dict[str, str]) -> None:
        local = tag.rpartition(" ")[2]
        if local == "row":
            self.row, self.column = int(known.get("r", self.row + 1)), -1
        elif local == "c":
            self.kind = known.get("t", "")
            found = _REFERENCE.fullmatch(known.get("r", ""))
            self.row, self.column = (int(found[2]), _place(found[1])) if found else (self.row, self.column + 1)
        elif local in ("v", "is", "f"):
            self.stands(local)

    def stands(self, what: str) -> None:
        """Note that something stands in the present cell."""
        self.sheet.has_cells = True
        if self.column >= COLUMNS_MOST:
            raise Invalid.at(self.sheet.name, TOO_WIDE.but(most=COLUMNS_MOST))
        if self.row > _LINES_MOST:
            raise Invalid.at(self.sheet.name, TOO_LONG_SHEET.but(most=_LINES_MOST))
        if what == "f" or self.kind == "e":
            self.sheet.faulty.setdefault(self.row, set()).add(self.column)


def _place(letters: str) -> int:
    place = 0
    for one in letters:
        place = place * 26 + ord(one) - ord("A") + 1
    return place - 1


def _parser() -> expat.XMLParserType:
    parser = expat.ParserCreate(None, " ")
    parser.StartDoctypeDeclHandler = _refuse
    parser.EntityDeclHandler = _refuse
    return parser


def _refuse(*declared: object) -> NoReturn:
    raise zipfile.BadZipFile("a workbook declares no document type")
