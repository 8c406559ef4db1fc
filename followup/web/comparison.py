"""Self-assessments side by side: years of one supplier, or several suppliers, with the score by year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import url_for

from followup import i18n
from followup.documents.charts import Chart, Series, Svg, lines
from followup.domain.comparison import (
    SUPPLIERS_MOST,
    Answered,
    Cell,
    ComparedQuestion,
    ComparisonFilter,
    compared,
)
from followup.domain.own_questions import FORM_NAMES
from followup.domain.permissions import Permission
from followup.domain.questionnaires import FORM
from followup.i18n import gettext
from followup.queries import comparison as queries
from followup.queries.rows import AnyRow
from followup.schemas.comparison import ComparisonFilterSchema, ComparisonSchema
from followup.transaction import Transaction
from followup.web.endpoint import Room
from followup.web.questions import spoken

room = Room("comparison")


@dataclass(frozen=True, slots=True, kw_only=True)
class CellView:
    """A cell with its answer in the reader's language; `heading` is its column's."""

    cell: Cell
    heading: str
    answer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RowView:
    """A question in the reader's language, with its cells."""

    text: str
    is_lead: bool
    cells: Sequence[CellView]


@room.page("/questionnaires/compare", needs=Permission.QUESTIONNAIRE_READ, query=ComparisonFilterSchema)
def show(tx: Transaction, query: ComparisonFilter) -> dict[str, Any]:
    """Return the chosen suppliers' answers to one form, question by question."""
    choices = queries.to_choose(tx.session)
    columns = [each.column for each in queries.answered(tx.session, query)]
    headings = _headings(columns)
    return {
        "query": query,
        "forms": _forms(choices, query),
        "to_add": [
            (row.supplier_id, row.name)
            for row in choices
            if row.form_key == query.form and row.supplier_id not in query.supplier_id
        ],
        "chosen": _chosen(choices, query),
        "is_full": len(query.supplier_id) >= SUPPLIERS_MOST,
        "columns": list(zip(headings, columns, strict=True)),
        "heads": [(heading, "") for heading in headings],
        "asked": urlencode({"form": query.form, "supplier_id": query.supplier_id}, doseq=True),
        "rows": [_row(row, headings) for row in compared(columns)],
        "chart": chart(columns),
    }


@room.read(
    "/questionnaires/compare",
    needs=Permission.QUESTIONNAIRE_READ,
    gives=ComparisonSchema,
    query=ComparisonFilterSchema,
)
def get_comparison(tx: Transaction, query: ComparisonFilter) -> dict[str, Any]:
    """Return the chosen suppliers' answers to one form, question by question."""
    columns = [each.column for each in queries.answered(tx.session, query)]
    return {"form": query.form, "columns": columns, "questions": compared(columns)}


def _headings(columns: Sequence[Answered]) -> list[str]:
    """Return what each column is called: the supplier where there are several, and the day it was asked."""
    several = len({column.supplier_id for column in columns}) > 1
    return [
        f"{column.supplier_name}, {i18n.day(column.sent_on)}" if several else i18n.day(column.sent_on)
        for column in columns
    ]


def _forms(choices: Sequence[AnyRow], query: ComparisonFilter) -> list[tuple[str, str]]:
    """Return the forms that anybody has answered, under the names by which they are sent."""
    keys = dict.fromkeys([FORM, query.form, *(row.form_key for row in choices)])
    return [(key, gettext(FORM_NAMES.get(key, key))) for key in keys]


def _chosen(choices: Sequence[AnyRow], query: ComparisonFilter) -> list[tuple[str, str, str]]:
    """Return the chosen suppliers: id, name, and the address of the page without them."""
    names = {row.supplier_id: row.name for row in choices}
    return [
        (
            supplier_id,
            names.get(supplier_id, gettext("A supplier without answers")),
            url_for("comparison.show", form=query.form, supplier_id=[s for s in query.supplier_id if s != supplier_id]),
        )
        for supplier_id in query.supplier_id
    ]


def _row(row: ComparedQuestion, headings: Sequence[str]) -> RowView:
    cells = [
        CellView(cell=cell, heading=heading, answer=spoken(cell.question or row.question, cell.sent.value))
        for cell, heading in zip(row.cells, headings, strict=True)
    ]
    return RowView(text=row.question.text.to(i18n.language()), is_lead=row.question.lead, cells=cells)


def chart(columns: Sequence[Answered]) -> tuple[Chart, Svg] | None:
    """Return the score by year, the latest of each supplier and year; None when fewer than two have one."""
    scored = [column for column in columns if column.score is not None]
    if len(scored) < 2:
        return None
    years = sorted({column.sent_on.year for column in scored})
    suppliers = {column.supplier_id: column.supplier_name for column in scored}
    latest = {
        (column.supplier_id, column.sent_on.year): column.score.leads.percent
        for column in scored
        if column.score is not None
    }
    drawn = Chart(
        id="score",
        title=gettext("Lead questions met, per cent"),
        summary=gettext("The share of lead questions met after assessment, by the year in which they were asked."),
        category_name=gettext("Year"),
        categories=[str(year) for year in years],
        series=[
            Series(name=name, values=[latest.get((key, year)) for year in years]) for key, name in suppliers.items()
        ],
    )
    return drawn, lines(drawn)
