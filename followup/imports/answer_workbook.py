"""A workbook of answers as it comes back: every edited cell read as the form's page reads it, all faults at once."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from followup.domain import answers
from followup.domain.answer_sheets import (
    BEGINS,
    NO_COLUMN,
    NO_MARK,
    NOT_OPEN,
    ON_PAGE_ONLY,
    OTHER_WORKBOOK,
    ROW_TWICE,
    Filled,
    Mark,
    Returned,
    print_of,
    read_mark,
    stamp,
)
from followup.domain.code_of_conduct import Question, QuestionKind, Questionnaire
from followup.domain.exchange_cells import Cell, fold
from followup.domain.exchange_rows import FORMULA, Fault, Line, Table, letter, shown
from followup.errors import Invalid, Reason
from followup.i18n import LANGUAGES, gettext, speaking
from followup.imports import workbook
from followup.schemas.answer_cells import ANSWER, COMMENT, as_text, typed

MEGABYTES_MOST = workbook.MEGABYTES_MOST
TOO_LARGE = workbook.TOO_LARGE


def read(name: str, data: bytes, invitation_id: str, form: Questionnaire, is_open: Collection[str]) -> Returned:
    """Return what was edited in a workbook of this request, and all that is wrong in it.

    Shape: `is_open` are the keys of the questions that may be changed now.
    Errors: Invalid at the file, or at the sheet, where it as a whole cannot be read.
    """
    try:
        table = workbook.read(name, data, BEGINS)
    except Invalid as refused:
        if any(workbook.NO_SHEET in reasons for reasons in refused.problems.values()):
            raise Invalid.at(name, OTHER_WORKBOOK) from None
        raise
    if table.header[0] != stamp(invitation_id, form):
        raise Invalid.at(name, OTHER_WORKBOOK)
    reader = _Reader(table, {q.key: q for q in form.questions}, is_open, _place(table, ANSWER), _place(table, COMMENT))
    rows = [row for row in (reader.row(line) for line in table.lines) if row is not None]
    return Returned(sheet=table.sheet, rows=rows, faults=reader.faults)


def _place(table: Table, label: str) -> int:
    """Return where a column stands, by its name in any language."""
    names = set()
    for spoken in LANGUAGES:
        with speaking(spoken):
            names.add(fold(gettext(label)))
    found = [place for place, name in enumerate(table.header) if fold(name) in names]
    if not found:
        raise Invalid.at(table.sheet, NO_COLUMN.but(name=gettext(label)))
    return found[0]


@dataclass(slots=True)
class _Reader:
    """Reads row after row and keeps what is wrong."""

    table: Table
    questions: dict[str, Question]
    is_open: Collection[str]
    value_at: int
    comment_at: int
    faults: list[Fault] = field(default_factory=list)
    seen: dict[str, int] = field(default_factory=dict)

    def row(self, line: Line) -> Filled | None:
        """Return what was edited in a row; None for a row without anything new."""
        value, comment = (self._cell(line, place) for place in (self.value_at, self.comment_at))
        mark = read_mark(str(self._cell(line, 0) or ""))
        if mark is None or mark.key not in self.questions:
            for place, cell in ((self.value_at, value), (self.comment_at, comment)):
                if cell is not None:
                    self._fault(line, place, NO_MARK)
            return None
        if self.seen.setdefault(mark.key, line.number) != line.number:
            self._fault(line, self.value_at, ROW_TWICE.but(row=self.seen[mark.key]))
            return None
        edited = set(self._edited(line, mark))
        if not edited:
            return None
        if mark.key not in self.is_open:
            self._fault(line, min(edited), NOT_OPEN)
            return None
        return self._read(line, mark, edited)

    def _edited(self, line: Line, mark: Mark) -> Iterator[int]:
        """Yield the columns that somebody has written in since the workbook left."""
        for place, left_with in ((self.value_at, mark.value_cell), (self.comment_at, mark.comment_cell)):
            cell = self._cell(line, place)
            if place in line.faulty or not isinstance(cell, str | None) or print_of(cell or "") != left_with:
                yield place

    def _read(self, line: Line, mark: Mark, edited: set[int]) -> Filled:
        question = self.questions[mark.key]
        value = comment = None
        if self.value_at in edited:
            value = self._said(line, self.value_at, question)
        if self.comment_at in edited:
            comment = self._said(line, self.comment_at, question, is_comment=True)
        return Filled(row=line.number, mark=mark, value=value, comment=comment)

    def _said(self, line: Line, place: int, question: Question, *, is_comment: bool = False) -> str | None:
        cell = self._cell(line, place)
        try:
            if place in line.faulty:
                raise Invalid.at("", FORMULA)
            if is_comment:
                return answers.read(question, "", as_text(cell, "")).comment
            if question.kind is QuestionKind.FILE and cell is not None:
                raise Invalid.at("", ON_PAGE_ONLY)
            return answers.read(question, typed(question, cell), "").value
        except Invalid as refused:
            self._fault(line, place, next(iter(refused.problems.values()))[0])
            return None

    def _fault(self, line: Line, place: int, reason: Reason) -> None:
        told = shown(self._cell(line, place))
        self.faults.append(Fault(self.table.sheet, line.number, letter(place), "", told, reason))

    @staticmethod
    def _cell(line: Line, place: int) -> Cell:
        return line.cells[place] if place < len(line.cells) else None
