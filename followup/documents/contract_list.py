"""The list of contracts as a file: a workbook to edit and send back, or CSV. All of it follows from one table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import IO, Protocol

from followup.documents import csv, xlsx
from followup.documents.cells import Cell
from followup.documents.xlsx import Choices, Sheet
from followup.domain.exchange import COLUMNS, Column, Kind
from followup.domain.exchange_cells import Labels, Value, written
from followup.domain.exchange_rows import FORM, FORM_CELL, mark
from followup.errors import N_
from followup.i18n import gettext

_SHEET, _HELP, _LISTS = N_("Contracts"), N_("Help"), N_("Lists")
_OUT_OF_LIST = N_("Choose one of the values of the list, or leave the cell empty.")
_HELP_HEADER = (N_("Column"), N_("What it holds"), N_("What you may do"), N_("Explanation"), N_("Name for programs"))
_NOTES = (
    N_("Change cells, add rows for new contracts, and import the file. Only cells that you have edited are written."),
    N_("Rows that are taken away change nothing. Do not sort single columns, and leave the first row as it is."),
    N_("You see what would happen before anything is written. If one row is wrong, nothing is."),
)
_WIDTHS = {Kind.DATE: 12, Kind.COUNT: 10, Kind.AMOUNT: 16, Kind.CHOICE: 20}
_TEXTS = (Kind.TEXT, Kind.CPV, Kind.CPV_LIST, Kind.UNSPSC)


class Listed(Protocol):
    """A contract as the list has it."""

    @property
    def public_id(self) -> str: ...  # noqa: D102
    @property
    def version(self) -> int: ...  # noqa: D102
    @property
    def values(self) -> Mapping[str, Value]: ...  # noqa: D102


def workbook(file: IO[bytes], rows: Iterable[Listed], labels: Labels, *, created_at: datetime, note: str = "") -> None:
    """Write the workbook, in the language in force; without rows it is the template.

    Shape: the list, a help sheet with the version cell of the form, and the values of the drop-downs.
    """
    lists = {column.key: tuple(labels.get(column.key, {}).items()) for column in COLUMNS if column.kind is Kind.CHOICE}
    sheets = (_contracts(rows, labels, lists), _help(note), _values(lists))
    xlsx.write(file, sheets, title=gettext(_SHEET), created_at=created_at)


def csv_file(rows: Iterable[Listed], labels: Labels, *, nordic: bool) -> Iterator[bytes]:
    """Return the list as CSV in pieces: for people in Nordic form and their language, or with codes for programs."""
    header = [gettext(column.label) if nordic else column.key for column in COLUMNS]
    return csv.write(header, (_row(row, labels if nordic else None) for row in rows), nordic=nordic)


def _row(row: Listed, labels: Labels | None) -> list[Cell]:
    given: Mapping[str, Value] = {"id": row.public_id, "version": mark(row.version, row.values)}
    return [_cell(column, given.get(column.key, row.values.get(column.key)), labels) for column in COLUMNS]


def _cell(column: Column, value: Value, labels: Labels | None) -> Cell:
    cell = written(column, value, labels)
    return int(cell) if isinstance(cell, bool) else cell


def _contracts(rows: Iterable[Listed], labels: Labels, lists: Mapping[str, Sequence[tuple[str, str]]]) -> Sheet:
    drop_downs = {
        place: Choices(gettext(_LISTS), list(lists).index(column.key), len(lists[column.key]), gettext(_OUT_OF_LIST))
        for place, column in enumerate(COLUMNS)
        if lists.get(column.key)
    }
    return Sheet(
        name=gettext(_SHEET),
        header=[gettext(column.label) for column in COLUMNS],
        rows=(_row(row, labels) for row in rows),
        widths=[_WIDTHS.get(column.kind, 36 if column.most > 100 else 18) for column in COLUMNS],
        lists=drop_downs,
        texts=[place for place, column in enumerate(COLUMNS) if column.kind in _TEXTS],
        days=[place for place, column in enumerate(COLUMNS) if column.kind is Kind.DATE],
        hidden=[place for place, column in enumerate(COLUMNS) if column.key == "version"],
    )


def _help(note: str) -> Sheet:
    about = [
        [gettext(column.label), gettext(column.kind.label), gettext(column.use.label), gettext(column.help), column.key]
        for column in COLUMNS
    ]
    notes = [[text, "", "", "", ""] for text in (*(gettext(text) for text in _NOTES), note) if text]
    return Sheet(
        name=gettext(_HELP),
        mark=f"{FORM_CELL}{FORM}",
        header=[gettext(text) for text in _HELP_HEADER],
        rows=[*about, *notes],
        widths=[36, 36, 44, 60, 20],
    )


def _values(lists: Mapping[str, Sequence[tuple[str, str]]]) -> Sheet:
    """Return the values of each drop-down in a column of its own."""
    columns = {column.key: column for column in COLUMNS}
    told = [[code if columns[key].writes_code else label for code, label in found] for key, found in lists.items()]
    longest = max((len(values) for values in told), default=0)
    return Sheet(
        name=gettext(_LISTS),
        header=[gettext(columns[key].label) for key in lists],
        rows=[[values[at] if at < len(values) else None for values in told] for at in range(longest)],
    )
