"""Self-assessments as a file: one row per question, with all that was asked, answered, said and decided about it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import IO

from followup.documents import csv, xlsx
from followup.documents.cells import Cell
from followup.documents.xlsx import Sheet
from followup.errors import N_
from followup.i18n import gettext


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerRow:
    """One question of one self-assessment, in the reader's language; the fields are the columns."""

    supplier: str
    contract: str
    form: str
    sent_on: date
    answered_on: datetime | None
    number: int | None = None
    section: str = ""
    requirement: str = ""
    question: str
    is_lead: str = ""
    state: str = ""
    answer: str = ""
    comment: str = ""
    files: str = ""
    assessment: str = ""
    note: str = ""
    thread: str = ""
    secrecy: str = ""


_LABELS: dict[str, tuple[str, int]] = {
    "supplier": (N_("Supplier"), 24),
    "contract": (N_("Contract"), 24),
    "form": (N_("Form"), 18),
    "sent_on": (N_("Sent on"), 12),
    "answered_on": (N_("Answered on"), 16),
    "number": (N_("Number"), 8),
    "section": (N_("Section"), 20),
    "requirement": (N_("Requirement"), 20),
    "question": (N_("Question"), 50),
    "is_lead": (N_("Lead question"), 10),
    "state": (N_("Asked and answered"), 16),
    "answer": (N_("Answer"), 40),
    "comment": (N_("Comment"), 40),
    "files": (N_("Files"), 30),
    "assessment": (N_("Assessment"), 18),
    "note": (N_("Note, not shown to the supplier"), 30),
    "thread": (N_("Messages"), 50),
    "secrecy": (N_("Secrecy"), 30),
}
_NAMES = tuple(field.name for field in fields(AnswerRow))
_TITLE = N_("Self-assessments")
_CELL_MOST = 32_000  # Source: Excel's own limit of 32 767 characters in a cell; a message thread can be longer
_CUT = N_("… (cut here: the rest stands on the page)")


def workbook(file: IO[bytes], rows: Iterable[AnswerRow], *, created_at: datetime, note: str = "") -> None:
    """Write the workbook, in the language in force."""
    widths = tuple(_LABELS[name][1] for name in _NAMES)
    cells = ([_fitting(cell) for cell in _cells(row)] for row in rows)
    sheet = Sheet(name=gettext(_TITLE), header=_header(), rows=cells, mark=note, widths=widths)
    xlsx.write(file, (sheet,), title=gettext(_TITLE), created_at=created_at)


def csv_file(rows: Iterable[AnswerRow], *, nordic: bool, note: str = "") -> Iterator[bytes]:
    """Return the rows as CSV in pieces; for programs the first line has the names of the fields."""
    header = _header() if nordic else _NAMES
    return csv.write(header, (_cells(row) for row in rows), nordic=nordic, mark=note)


def _header() -> Sequence[str]:
    return [gettext(_LABELS[name][0]) for name in _NAMES]


def _cells(row: AnswerRow) -> list[Cell]:
    return [getattr(row, name) for name in _NAMES]


def _fitting(cell: Cell) -> Cell:
    if not isinstance(cell, str) or len(cell) <= _CELL_MOST:
        return cell
    return cell[:_CELL_MOST] + gettext(_CUT)
