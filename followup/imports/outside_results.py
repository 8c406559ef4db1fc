"""Results from elsewhere as a file, Excel or CSV: each row is held to the same schema as the form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from followup.domain.exchange import Column, Kind
from followup.domain.exchange_cells import Cell, Codes, fold
from followup.domain.exchange_cells import read as read_cell
from followup.domain.exchange_rows import (
    COLUMN_TWICE,
    FORMULA,
    NO_HEADER,
    TOO_MANY_CELLS,
    UNKNOWN_COLUMN,
    Fault,
    Line,
    Table,
    letter,
    shown,
)
from followup.domain.outside_results import COLUMNS, NO_NUMBER, OutsideReading, OutsideRow
from followup.domain.suppliers import parse_organisation_number
from followup.errors import Invalid, Reason
from followup.imports import csv_contracts, workbook
from followup.schemas.crosswalks import crosswalk
from followup.schemas.outside_results import OutsideFactsSchema, codes, column_names

_ZIP = b"PK\x03\x04"
_BY_KEY = {column.key: column for column in COLUMNS}


def read(name: str, data: bytes, own_country: str) -> OutsideReading:
    """Return the rows of a file, and everything that is wrong in it; a number without a country is of one's own.

    Errors: Invalid at the file, the sheet or the column where the file as a whole cannot be read.
    """
    names = column_names()
    table = workbook.read(name, data) if data.startswith(_ZIP) else csv_contracts.read(name, data, names)
    keys = _keys(table, names)
    reading = OutsideReading(table.sheet, table.taken_as)
    known = codes()
    for line in table.lines:
        if line.faulty or any(cell not in (None, "") for cell in line.cells):
            found = _row(line, table.sheet, keys, known, own_country)
            if isinstance(found, OutsideRow):
                reading.rows.append(found)
            else:
                reading.faults.extend(found)
    return reading


def _keys(table: Table, names: Mapping[str, str]) -> tuple[str, ...]:
    problems: dict[str, list[Reason]] = {}
    keys = [names.get(fold(name), "") for name in table.header]
    for place, (name, key) in enumerate(zip(table.header, keys, strict=True)):
        where = f"{table.sheet}!{letter(place)}1"
        if not key:
            problems[where] = [UNKNOWN_COLUMN.but(name=shown(name))]
        elif key in keys[:place]:
            problems[where] = [COLUMN_TWICE.but(name=name)]
    for column in COLUMNS:
        if column.is_needed and column.key not in keys:
            problems.setdefault(f"{table.sheet}!1", []).append(NO_HEADER.but(name=column.label))
    if problems:
        raise Invalid(problems)
    return tuple(keys)


def _row(line: Line, sheet: str, keys: Sequence[str], known: Codes, own_country: str) -> OutsideRow | list[Fault]:
    values: dict[str, object] = {}
    wrong: dict[str, Reason] = {keys[at]: FORMULA for at in line.faulty if at < len(keys)}
    if any(cell not in (None, "") for cell in line.cells[len(keys) :]):
        wrong[""] = TOO_MANY_CELLS
    for place, key in enumerate(keys):
        try:
            values[key] = _value(key, line.cells[place] if place < len(line.cells) else None, known)
        except Invalid as refused:
            wrong.setdefault(key, next(iter(refused.problems.values()))[0])
    country = str(values.pop("supplier_country", None) or own_country)
    given = str(values.pop("supplier_number", None) or "")
    number = parse_organisation_number(given, country)
    if number is None:
        wrong.setdefault("supplier_number", NO_NUMBER)
    if not wrong and number is not None:
        try:
            facts = OutsideFactsSchema().read({key: value for key, value in values.items() if value is not None})
            facts.outcomes(crosswalk())
        except Invalid as refused:
            wrong = {path: reasons[0] for path, reasons in refused.problems.items()}
        else:
            column = letter(keys.index("supplier_number"))
            return OutsideRow(
                row=line.number, country=number.country, number=number.compact, number_column=column, facts=facts
            )
    return [_fault(line, sheet, keys, key, reason) for key, reason in wrong.items()]


def _value(key: str, cell: Cell, known: Codes) -> object:
    """Return a cell as JSON would give it; outcomes are one of the listed values."""
    if key in _BY_KEY:
        value = read_cell(_BY_KEY[key], cell, known)
        return value.isoformat() if isinstance(value, date) else value
    column = Column(key="outcome", label=key, kind=Kind.CHOICE)
    return read_cell(column, cell, known)


def _fault(line: Line, sheet: str, keys: Sequence[str], key: str, reason: Reason) -> Fault:
    place = keys.index(key) if key in keys else None
    cell = line.cells[place] if place is not None and place < len(line.cells) else None
    return Fault(
        sheet,
        line.number,
        letter(place) if place is not None else "",
        key if key in _BY_KEY else "",
        shown(cell),
        reason,
    )
