"""The supplier's form as an Excel workbook for those who answer offline; `imports/answer_workbook.py` reads it back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import IO

from followup.documents import xlsx
from followup.documents.xlsx import Choices, Sheet
from followup.domain.answer_sheets import mark
from followup.domain.answers import Given
from followup.domain.code_of_conduct import Question, QuestionKind
from followup.errors import N_
from followup.i18n import gettext, language
from followup.schemas.answer_cells import ANSWER, COMMENT, choices, written

ABOUT, ANSWERS, LISTS = N_("About this form"), N_("Answers"), N_("Lists")
NUMBER, SECTION, QUESTION, GUIDANCE = N_("Number"), N_("Section"), N_("Question"), N_("Guidance")
HOW = N_("How to answer")
COLUMNS = (NUMBER, SECTION, QUESTION, GUIDANCE, HOW, ANSWER, COMMENT)  # behind the hidden marks
_WIDTHS = (4, 8, 22, 48, 48, 30, 44, 44)
_NOT_LISTED = N_("Choose one of the values of the list, or leave the cell empty.")
_STEPS = (
    N_("Write in the columns “Answer” and “Comment” of the sheet “Answers” only. Some cells have a list."),
    N_("You can leave questions empty and go on another day, here or on the page. Nothing has to be complete."),
    N_("Save the file as .xlsx and upload it on the page of your link. You see what would change before it is saved."),
    N_("Uploading does not send your answers to the buyer. Check and send them on the page."),
    N_("Files cannot be put in the workbook. Attach them on the page."),
)
_HOW = {
    QuestionKind.YES_PARTLY_NO: N_("Choose from the list. If it is not relevant, say why in the comment."),
    QuestionKind.ONE_OF: N_("Choose from the list."),
    QuestionKind.SEVERAL_OF: N_("Write one or several of these, each on a line of its own or with ; between:"),
    QuestionKind.TEXT: N_("Write a text."),
    QuestionKind.WHOLE_NUMBER: N_("Write a whole number."),
    QuestionKind.NUMBER: N_("Write a number, such as 12 or 12,5."),
    QuestionKind.DATE: N_("Write a date as year-month-day, such as 2026-03-02."),
    QuestionKind.COUNTRY: N_("Choose a country from the list."),
    QuestionKind.SITES: N_("Write each site on a line of its own: name; country; town."),
    QuestionKind.FILE: N_("Attach the files on the page. Leave the answer empty here."),
}
_LISTED = (QuestionKind.YES_PARTLY_NO, QuestionKind.ONE_OF, QuestionKind.COUNTRY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A question that may be answered in the workbook, with what has been answered so far."""

    question: Question
    number: int
    section: str
    given: Given
    condition: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerBook:
    """A form as it leaves.

    Shape: `facts` say what it is about, term and text; `stamp` as `domain.answer_sheets.stamp` makes it.
    """

    title: str
    facts: Sequence[tuple[str, str]]
    stamp: str
    rows: Sequence[Row]
    created_at: datetime
    lists: dict[tuple[str, ...], int] = field(default_factory=dict, init=False)


def write(file: IO[bytes], book: AnswerBook) -> None:
    """Write the workbook, in the language in force: what it is about, the questions, and the lists behind them."""
    sheets = (_about(book), _answers(book), _lists(book))
    xlsx.write(file, sheets, title=book.title, created_at=book.created_at)


def _about(book: AnswerBook) -> Sheet:
    steps = [[gettext("How to fill it in") if first else "", gettext(text)] for first, text in _first(_STEPS)]
    return Sheet(
        name=gettext(ABOUT),
        header=[gettext("Self-assessment"), book.title],
        rows=[*([term, text] for term, text in book.facts), *steps],
        widths=[30, 100],
    )


def _first(texts: Sequence[str]) -> list[tuple[bool, str]]:
    return [(place == 0, text) for place, text in enumerate(texts)]


def _answers(book: AnswerBook) -> Sheet:
    drop_downs: dict[tuple[int, int], Choices] = {}
    for at, row in enumerate(book.rows):
        if row.question.kind in _LISTED:
            values = tuple(choices(row.question).values())
            place = book.lists.setdefault(values, len(book.lists))
            drop_downs[at, len(COLUMNS) - 1] = Choices(gettext(LISTS), place, len(values), gettext(_NOT_LISTED))
    return Sheet(
        name=gettext(ANSWERS),
        header=[book.stamp, *(gettext(label) for label in COLUMNS)],
        rows=[_row(row) for row in book.rows],
        widths=_WIDTHS,
        cell_lists=drop_downs,
        texts=(len(COLUMNS) - 1, len(COLUMNS)),
        hidden=(0,),
    )


def _row(row: Row) -> list[str | int | None]:
    question, spoken = row.question, language()
    value, comment = written(question, row.given.value), row.given.comment
    told = (row.condition, *(text.to(spoken) for text in (question.guidance, question.evidence) if text))
    return [
        mark(question.key, (value, comment), row.given),
        row.number,
        row.section,
        question.text.to(spoken),
        "\n".join(text for text in told if text),
        _how(question),
        value or None,
        comment or None,
    ]


def _how(question: Question) -> str:
    """Return how to answer, with the choices where there is no list to open, and the unit of a number."""
    lines = [gettext(_HOW[question.kind])]
    if question.kind is QuestionKind.SEVERAL_OF:
        lines += choices(question).values()
    if question.unit is not None:
        lines.append(gettext("Unit: {unit}", unit=question.unit.to(language())))
    return "\n".join(lines)


def _lists(book: AnswerBook) -> Sheet:
    """Return the values of each drop-down in a column of its own."""
    columns = list(book.lists) or [("",)]
    longest = max(len(values) for values in columns)
    return Sheet(
        name=gettext(LISTS),
        header=[str(place) for place in range(1, len(columns) + 1)],
        rows=[[values[at] if at < len(values) else None for values in columns] for at in range(longest)],
        widths=[30] * len(columns),
    )
