"""Rows of the table of contracts: read from a file as a whole, marked on the way out, compared on the way back.

Each exported row carries a mark: the form of the table, the version of the contract, and a print of every cell. So the
import knows what was edited and what only stood there, and an unchanged cell never overwrites somebody's later work.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from followup.domain.codes import Coded
from followup.domain.exchange import BY_KEY, CONTENT
from followup.domain.exchange_cells import Cell, Codes, Value, fold, normal, read
from followup.domain.ids import is_id
from followup.errors import N_, Invalid, Reason

UNKNOWN_COLUMN = Reason(
    "exchange.unknown_column", N_("There is no column “{name}”. Take it away, or name it as the template does.")
)
COLUMN_TWICE = Reason("exchange.column_twice", N_("The column “{name}” stands here twice. Take one away."))
NO_HEADER = Reason(
    "exchange.no_header", N_("The first row must name the columns, and “{name}” is missing. Use the template.")
)
TOO_MANY_ROWS = Reason(
    "exchange.too_many_rows", N_("The file has more than {most} rows. Split it and import the parts.")
)
OTHER_FORM = Reason(
    "exchange.other_form",
    N_("The file is of form {form}, and this service reads form {ours}. Export again and repeat the changes there."),
)
BAD_ID = Reason("exchange.bad_id", N_("This is not the id of a contract. Copy it from the export, or leave it empty."))
NO_MARK = Reason("exchange.no_mark", N_("The version was changed by hand. Export again and repeat the changes there."))
ID_TWICE = Reason("exchange.id_twice", N_("This contract stands in row {row} too. Keep one of the two."))
TOO_MANY_CELLS = Reason(
    "exchange.too_many_cells", N_("The row has more cells than the first row names. Put the text in quotation marks.")
)
FORMULA = Reason("exchange.formula", N_("There is a formula or an error in this cell. Paste its value instead."))

AS_WORKBOOK = Reason("exchange.as_workbook", N_("an Excel workbook"))
AS_CSV = {
    ";": Reason("exchange.as_csv_semicolons", N_("CSV with semicolons, in {encoding}")),
    ",": Reason("exchange.as_csv_commas", N_("CSV with commas, in {encoding}")),
    "\t": Reason("exchange.as_csv_tabs", N_("CSV with tabs, in {encoding}")),
}

FORM = 1  # of the table; raised when a column changes its meaning
FORM_CELL = "followup-contracts-form-"  # what a workbook's version cell begins with
ROWS_MOST = 10_000  # Source: issue B, the largest import that is promised
_PRINT = 4  # characters of a print: 24 bits, so that an edit is overlooked once in sixteen million
_MARK = re.compile(r"([0-9]{1,3})\.([0-9]{1,9})\.([A-Za-z0-9_-]*)")
_SHOWN = 80


class OnConflict(Coded):
    """What to do with a row whose contract has changed since it was exported."""

    STOP = "stop", N_("Stop and import nothing")
    SKIP = "skip", N_("Leave such contracts as they are")
    UPDATE = "update", N_("Write what was edited all the same")


@dataclass(frozen=True, slots=True)
class Line:
    """A row as it stands in a file; a cell of `faulty` holds a formula or an error."""

    number: int
    cells: tuple[Cell, ...]
    faulty: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Table:
    """What a reader of files hands over: the sheet's name, the first row, the others, and how the file was taken."""

    sheet: str
    header: tuple[str, ...]
    lines: Sequence[Line]
    taken_as: Reason = AS_WORKBOOK
    form: int | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """Something to correct: where it stands, what stands there, and what to write instead.

    Shape: `column` is its letter and `key` its name in `COLUMNS`, empty where it has none.
    """

    sheet: str
    row: int
    column: str
    key: str
    value: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class Mark:
    """What a row was when it was exported."""

    version: int
    prints: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Row:
    """A row that could be read: its contract if it names one, and a value for each column of the file."""

    number: int
    id: str | None
    mark: Mark | None
    values: Mapping[str, Value]


@dataclass(slots=True)
class Reading:
    """All rows of a file, and all that is wrong with the others; `columns` gives the letter of each column."""

    sheet: str = ""
    taken_as: Reason = AS_WORKBOOK
    columns: Mapping[str, str] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    @property
    def row_count(self) -> int:
        """Return the number of rows, good and bad."""
        return len(self.rows) + len({fault.row for fault in self.faults})


def mark(version: int, values: Mapping[str, Value]) -> str:
    """Return the mark of a row on its way out."""
    return f"{FORM}.{version}." + "".join(_print(column.key, values.get(column.key)) for column in CONTENT)


def edited(row: Row) -> set[str] | None:
    """Return the columns that were edited since the row was exported; None where nothing tells."""
    if row.mark is None:
        return None
    return {key for key, value in row.values.items() if _print(key, value) != row.mark.prints[key]}


def read_rows(table: Table, names: Mapping[str, str], codes: Codes) -> Reading:
    """Return the rows of a file; one with anything wrong in it is a fault, and all faults are found at once.

    Shape: `names` maps each name of a column, folded, to its key.
    Errors: Invalid where the file as a whole cannot be read: other form, unknown columns, too many rows.
    """
    if table.form not in (None, FORM):
        raise Invalid.at(table.sheet, OTHER_FORM.but(form=table.form, ours=FORM))
    keys = _keys(table, names)
    if len(table.lines) > ROWS_MOST:
        raise Invalid.at(table.sheet, TOO_MANY_ROWS.but(most=ROWS_MOST))
    reading = Reading(table.sheet, table.taken_as, {key: letter(place) for place, key in enumerate(keys)})
    seen: dict[str, int] = {}
    for line in table.lines:
        if any(cell not in (None, "") for cell in line.cells) or line.faulty:
            found = _row(line, table.sheet, keys, codes, seen)
            (reading.rows.append(found) if isinstance(found, Row) else reading.faults.extend(found))
    return reading


def letter(place: int) -> str:
    """Return the letters of a column, counted from nought: A, B … Z, AA."""
    return (letter(place // 26 - 1) if place >= 26 else "") + chr(ord("A") + place % 26)


def _keys(table: Table, names: Mapping[str, str]) -> tuple[str, ...]:
    problems: dict[str, list[Reason]] = {}
    keys = [names.get(fold(name), "") for name in table.header]
    for place, (name, key) in enumerate(zip(table.header, keys, strict=True)):
        where = f"{table.sheet}!{letter(place)}1"
        if not key:
            problems[where] = [UNKNOWN_COLUMN.but(name=name[:_SHOWN])]
        elif key in keys[:place]:
            problems[where] = [COLUMN_TWICE.but(name=name)]
    for key in ("title", "supplier_name"):
        if key not in keys and "id" not in keys:
            problems.setdefault(f"{table.sheet}!1", []).append(NO_HEADER.but(name=BY_KEY[key].label))
    if problems:
        raise Invalid(problems)
    return tuple(keys)


def _row(line: Line, sheet: str, keys: Sequence[str], codes: Codes, seen: dict[str, int]) -> Row | list[Fault]:
    values: dict[str, Value] = {}
    wrong: dict[int, Reason] = {}
    for place, key in enumerate(keys):
        try:
            values[key] = read(BY_KEY[key], _at(line, place), codes)
        except Invalid as refused:
            wrong[place] = next(iter(refused.problems.values()))[0]
    wrong |= dict.fromkeys(line.faulty, FORMULA)
    if any(cell not in (None, "") for cell in line.cells[len(keys) :]):
        wrong[len(keys)] = TOO_MANY_CELLS
    public_id, version = values.pop("id", None), values.pop("version", None)
    given, reason = _given(public_id, version, line.number, seen)
    if reason is not None:
        wrong[keys.index("id")] = reason
    if given is not None:
        _keep_unedited(line, keys, given, values, wrong)
    if not wrong:
        return Row(line.number, str(public_id) if public_id else None, given, values)
    named = [(place, keys[place] if place < len(keys) else "", why) for place, why in sorted(wrong.items())]
    return [Fault(sheet, line.number, letter(at), key, shown(_at(line, at)), why) for at, key, why in named]


def _keep_unedited(
    line: Line, keys: Sequence[str], given: Mark, values: dict[str, Value], wrong: dict[int, Reason]
) -> None:
    """Let stand what is no longer one of the listed values but left with the row: nobody has edited it."""
    for place in [place for place in wrong if place < len(keys) and place not in line.faulty]:
        key, cell = keys[place], _at(line, place)
        if isinstance(cell, str) and _print(key, cell) == given.prints.get(key):
            values[key] = normal(cell)
            del wrong[place]


def _at(line: Line, place: int) -> Cell:
    return line.cells[place] if place < len(line.cells) else None


def _given(public_id: Value, version: Value, row: int, seen: dict[str, int]) -> tuple[Mark | None, Reason | None]:
    """Return the mark of a row, and what is wrong with what the service had given it."""
    if public_id is None:
        return None, None
    if not is_id(str(public_id), "con"):
        return None, BAD_ID
    if seen.setdefault(str(public_id), row) != row:
        return None, ID_TWICE.but(row=seen[str(public_id)])
    if version is None:
        return None, None
    found = _MARK.fullmatch(str(version))
    if found is None or len(found[3]) != _PRINT * len(CONTENT):
        return None, NO_MARK
    if int(found[1]) != FORM:
        return None, OTHER_FORM.but(form=found[1], ours=FORM)
    prints = (found[3][at : at + _PRINT] for at in range(0, len(found[3]), _PRINT))
    return Mark(int(found[2]), {column.key: p for column, p in zip(CONTENT, prints, strict=True)}), None


def _print(key: str, value: Value) -> str:
    kept = normal(value)
    text = f"{key}\0{'' if kept is None else ','.join(kept) if isinstance(kept, tuple) else kept}"
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()[:3]).decode()


def shown(cell: Cell) -> str:
    """Return what stands in a cell, short enough for a message."""
    text = "" if cell is None else str(cell)
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def names_of(columns: Iterable[tuple[str, Iterable[str]]]) -> dict[str, str]:
    """Return each name of a column, folded, with its key; the keys themselves are names too."""
    return {fold(name): key for key, names in columns for name in (key, *names)}
