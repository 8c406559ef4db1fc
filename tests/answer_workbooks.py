"""A workbook of answers as a person fills it in: a form with every kind of question, and cells written over."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import UTC, datetime

from followup.documents import answer_workbook as out
from followup.documents import xlsx
from followup.documents.cells import Cell
from followup.documents.xlsx import Sheet
from followup.domain.answer_sheets import BEGINS, Returned, stamp
from followup.domain.answers import Answers, Given
from followup.domain.code_of_conduct import (
    Option,
    Question,
    QuestionKind,
    Questionnaire,
    QuestionSection,
)
from followup.domain.guards import unguarded
from followup.domain.sourced import Number, Provenance, Text, Unit
from followup.imports import answer_workbook as back
from followup.imports import workbook

AT = datetime(2026, 3, 2, 8, tzinfo=UTC)
INVITATION = "inv_1"
VALUE, COMMENT = 6, 7  # columns G and H
COLOURS = ("red", "dark; blue", "no")


def said(text: str) -> Text:
    return Text(en=text, sv=f"{text} (sv)", nb=f"{text} (nb)")


def form_of_every_kind(times: int = 1) -> Questionnaire:
    """Ten questions, one of each kind, in two sections; or so many times as many."""
    options = tuple(Option(code=f"c{n}", text=said(text)) for n, text in enumerate(COLOURS))
    listed = (QuestionKind.ONE_OF, QuestionKind.SEVERAL_OF)
    questions = tuple(
        Question(
            key=f"topic.{kind}" + (f".{again}" if again else ""),
            section="s1" if place < 5 else "s2",
            kind=kind,
            text=said(f"Question about {kind}?"),
            source="invented",
            required=False,
            options=options if kind in listed else (),
            unit=said("kg") if kind is QuestionKind.NUMBER else None,
        )
        for again in range(times)
        for place, kind in enumerate(QuestionKind)
    )
    return Questionnaire(
        key="every",
        title=said("Every kind"),
        introduction=said("About everything."),
        minutes=Number(key="minutes", unit=Unit.MINUTES, provenance=Provenance.DEFAULT, source="invented", value=10),
        weights_source="invented",
        sections=tuple(QuestionSection(id=s, title=said(s)) for s in ("s1", "s2")),
        questions=questions,
    )


FORM, LONG = form_of_every_kind(), form_of_every_kind(4)
KEY = {kind: f"topic.{kind}" for kind in QuestionKind}


def book(answers: Answers, form: Questionnaire = FORM) -> bytes:
    """Return the workbook with these answers, in the language in force."""
    rows = [
        out.Row(question=q, number=n, section=q.section, given=answers.get(q.key, Given()))
        for n, q in enumerate(form.questions, start=1)
    ]
    file = io.BytesIO()
    facts = [("Asked by", "Mona Manager")]
    out.write(file, out.AnswerBook(title="T", facts=facts, stamp=stamp(INVITATION, form), rows=rows, created_at=AT))
    return file.getvalue()


def filled(data: bytes, cells: Mapping[tuple[str, int], Cell]) -> bytes:
    """Write over cells by question and column, as a person at a spreadsheet does, and save the sheet."""
    table = workbook.read("a.xlsx", data, BEGINS)
    rows: list[list[Cell]] = []
    for line in table.lines:
        row = [*line.cells, *[None] * (len(table.header) - len(line.cells))]
        key = str(row[0]).rpartition(" ")[0]
        rows.append([cells.get((key, place), _as_seen(cell)) for place, cell in enumerate(row)])
    file = io.BytesIO()
    xlsx.write(file, [Sheet(name=table.sheet, header=table.header, rows=rows)], title="T", created_at=AT)
    return file.getvalue()


def _as_seen(cell: Cell) -> Cell:
    return unguarded(cell) if isinstance(cell, str) else cell


def given_back(data: bytes, form: Questionnaire = FORM) -> Returned:
    return back.read("a.xlsx", data, INVITATION, form, {q.key for q in form.questions})
