"""Self-assessments side by side: what is asked for, and what comes back on the wire."""

from __future__ import annotations

import re
from collections.abc import Mapping

from marshmallow import fields

from followup.domain.comparison import SUPPLIERS_MOST, AnswerState, Change, ComparisonFilter
from followup.domain.questionnaires import FORM, Assessment
from followup.errors import N_, Invalid, Reason
from followup.schemas.base import REASONS, Input, Output
from followup.schemas.fields import CodedField, LocalDate, PublicIdField, StrippedString

_KEY = re.compile(r"[a-z0-9_]+")
TOO_MANY = Reason("comparison.too_many", N_("Choose at most {most} suppliers."))


class ComparisonFilterSchema(Input[ComparisonFilter]):
    """Which suppliers, and which form."""

    form = StrippedString(most=60, metadata={"label": N_("Form"), "widget": "select"})
    supplier_id = fields.List(PublicIdField("sup"), metadata={"label": N_("Supplier"), "widget": "select"})

    def build(self, loaded: Mapping[str, object]) -> ComparisonFilter:
        """Return what is asked for, each supplier once.

        Errors: Invalid at supplier_id for more than a chart can tell apart.
        """
        chosen = loaded.get("supplier_id") or []
        assert isinstance(chosen, list)
        suppliers = tuple(dict.fromkeys(chosen))
        form = str(loaded.get("form") or FORM)
        if not _KEY.fullmatch(form):
            raise Invalid.at("form", REASONS["field.choice"])
        if len(suppliers) > SUPPLIERS_MOST:
            raise Invalid.at("supplier_id", TOO_MANY.but(most=SUPPLIERS_MOST))
        return ComparisonFilter(form=form, supplier_id=suppliers)


class ComparedColumnSchema(Output):
    """One self-assessment of the comparison; the score only when it was assessed."""

    questionnaire = fields.String(attribute="public_id")
    supplier_id = fields.String()
    supplier_name = fields.String()
    contract_title = fields.String()
    sent_on = LocalDate()
    is_assessed = fields.Boolean()
    score_percent = fields.Integer(attribute="score.leads.percent", allow_none=True)
    score_version = fields.Integer(attribute="score.version", allow_none=True)


class ComparedCellSchema(Output):
    """What one self-assessment says to the question, in the order of the columns."""

    state = CodedField(AnswerState)
    value = fields.String(attribute="sent.value")
    comment = fields.String(attribute="sent.comment")
    assessment = CodedField(Assessment, allow_none=True)
    change = CodedField(Change, allow_none=True)


class ComparedRowSchema(Output):
    """One question with a cell for each column."""

    question = fields.String(attribute="question.key")
    clause = fields.String(attribute="question.clause", allow_none=True)
    cells = fields.List(fields.Nested(ComparedCellSchema))


class ComparisonSchema(Output):
    """Self-assessments side by side."""

    form = fields.String()
    columns = fields.List(fields.Nested(ComparedColumnSchema))
    questions = fields.List(fields.Nested(ComparedRowSchema))
