"""The form as a workbook: what it was when it left, what was edited since, and what giving it back would change.

Each row carries a mark: the question, prints of its cells, and prints of the answer behind them. So a cell that nobody
edited never overwrites anything, and an answer that was saved on the page meanwhile is seen before it is replaced.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from followup.domain.answers import Answers, Given
from followup.domain.code_of_conduct import Questionnaire
from followup.domain.exchange_rows import Fault
from followup.domain.guards import unguarded
from followup.domain.names import nfc
from followup.errors import N_, Reason

OTHER_WORKBOOK = Reason(
    "answers.other_workbook", N_("This is not the workbook of this form. Download it here and fill that in.")
)
NO_COLUMN = Reason(
    "answers.no_column", N_("The column “{name}” is missing. Download the workbook again and copy your answers there.")
)
NO_MARK = Reason(
    "answers.no_mark", N_("This row belongs to no question. Write in the rows that were there, and empty this one.")
)
ROW_TWICE = Reason("answers.row_twice", N_("This question stands in row {row} too. Take one of the two rows away."))
NOT_OPEN = Reason("answers.not_open", N_("This question is not open for changes."))
ON_PAGE_ONLY = Reason("answers.on_page_only", N_("Files are attached on the page. Leave this cell empty."))

BEGINS = "followup-answers-"  # what the first cell of the sheet begins with
SHEET = 1  # form of the sheet; raised when a column changes its meaning
_PRINT = 4  # characters: 24 bits, so that an edit is overlooked once in sixteen million
_MARK = re.compile(r"(\S{1,60}) ([A-Za-z0-9_-]{16})")


@dataclass(frozen=True, slots=True)
class Mark:
    """A row as it left: its question, and prints of both its cells and of the answer and comment behind them."""

    key: str
    value_cell: str
    comment_cell: str
    value: str
    comment: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """A row that was given back: what was edited, read as the form's page reads it; None where nobody wrote."""

    row: int
    mark: Mark
    value: str | None
    comment: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    """A workbook that was given back, and everything that is wrong in it."""

    sheet: str
    rows: Sequence[Filled] = ()
    faults: Sequence[Fault] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One answer or comment that the workbook would write; `is_newer` tells that it was saved since the download."""

    key: str
    field: str
    row: int
    before: str
    after: str
    is_newer: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that giving a workbook back would change, in the order of its rows."""

    changes: Sequence[Change] = field(default_factory=tuple)

    @property
    def seal(self) -> str:
        """Return a text that is another when the plan is: what was looked at is what is written."""
        told = [[c.key, c.field, c.before, c.after, c.is_newer] for c in self.changes]
        return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()

    def texts(self, field: str, keys: Sequence[str]) -> dict[str, str]:
        """Return the new values or comments of these questions."""
        return {c.key: c.after for c in self.changes if c.field == field and c.key in keys}


def stamp(invitation_id: str, form: Questionnaire) -> str:
    """Return what the first cell of a sheet holds: its form, the request it belongs to, and the questions asked."""
    asked = " ".join(f"{question.key}:{question.kind}" for question in form.questions)
    return f"{BEGINS}{SHEET} {invitation_id} {print_of(asked)}"


def mark(key: str, cells: tuple[str, str], given: Given) -> str:
    """Return the mark of a row on its way out.

    Shape: `cells` are the texts of the answer and the comment as they stand in the sheet.
    """
    return f"{key} " + "".join(print_of(text) for text in (*cells, given.value, given.comment))


def read_mark(text: str) -> Mark | None:
    """Return the mark that stands in a row, or None for anything else."""
    found = _MARK.fullmatch(text.strip())
    if found is None:
        return None
    return Mark(found[1], *(found[2][at : at + _PRINT] for at in range(0, 4 * _PRINT, _PRINT)))


def print_of(text: str) -> str:
    """Return a short print of a text, the same for all forms that a spreadsheet may give it."""
    plain = unguarded(nfc(text.replace("\r\n", "\n").replace("\r", "\n")).strip())
    return base64.urlsafe_b64encode(hashlib.sha256(plain.encode("utf-8", "replace")).digest()[:3]).decode()


def merge(returned: Returned, stored: Answers) -> Plan:
    """Return what would be written: edited cells that say something else than what is stored now."""
    changes: list[Change] = []
    for filled in returned.rows:
        now = stored.get(filled.mark.key, Given())
        pairs: Mapping[str, tuple[str | None, str, str]] = {
            "value": (filled.value, now.value, filled.mark.value),
            "comment": (filled.comment, now.comment, filled.mark.comment),
        }
        for name, (after, before, left_with) in pairs.items():
            if after is not None and after != before:
                is_newer = print_of(before) != left_with
                changes.append(
                    Change(
                        key=filled.mark.key, field=name, row=filled.row, before=before, after=after, is_newer=is_newer
                    )
                )
    return Plan(changes)
