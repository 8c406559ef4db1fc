"""Corrections of own figures, and years side by side, on the wire and in forms."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import fields

from followup.domain.figure_corrections import Addition, LeaveOut
from followup.domain.figures import FigureState
from followup.domain.indicators import Indicator
from followup.errors import N_
from followup.schemas.base import Input, Output
from followup.schemas.fields import CodedField, Instant, PublicIdField, StrippedString
from followup.schemas.risk import check_category

_FIGURE = {"label": N_("Figure"), "widget": "select"}
_REASON = {
    "label": N_("Reason"),
    "hint": N_("Stays with the figures. Only your own organisation reads it."),
}


class LeaveOutSchema(Input[LeaveOut]):
    """A row of the records that is not to count."""

    makes = LeaveOut

    indicator = CodedField(Indicator, required=True, metadata=_FIGURE)
    item = StrippedString(required=True, most=60, metadata={"label": N_("What is not to count"), "widget": "select"})
    reason = StrippedString(required=True, most=2000, lines=True, metadata=_REASON)


class AdditionSchema(Input[Addition]):
    """A thing that the records do not have."""

    makes = Addition

    indicator = CodedField(Indicator, required=True, metadata=_FIGURE)
    supplier_id = PublicIdField(
        "sup",
        required=True,
        metadata={
            "label": N_("Supplier"),
            "widget": "select",
            "hint": N_("So that it counts once nationally, whoever else counts it."),
        },
    )
    item = StrippedString(
        required=True,
        most=60,
        metadata={
            "label": N_("Reference"),
            "hint": N_("What it can be found by, such as a case number or the name of the report."),
        },
    )
    category = StrippedString(most=40, validate=check_category, metadata={"label": N_("Category"), "widget": "select"})
    detail = StrippedString(
        most=40,
        metadata={"label": N_("Grade or step"), "widget": "select", "hint": N_("For deviations and sanctions.")},
    )
    reason = StrippedString(required=True, most=2000, lines=True, metadata=_REASON)


class ReopeningSchema(Input[str]):
    """Why confirmed figures are opened again."""

    reason = StrippedString(
        required=True, most=2000, lines=True, metadata={"label": N_("Reason"), "hint": N_("What was wrong in them.")}
    )

    def build(self, loaded: Mapping[str, Any]) -> str:
        """Return the reason."""
        return str(loaded["reason"])


class FigureCorrectionSchema(Output):
    """A correction by hand, also one that was undone."""

    id = fields.String(attribute="public_id")
    version = fields.Integer()
    indicator = fields.String()
    item = fields.String()
    adds = fields.Boolean()
    supplier_id = fields.String(allow_none=True)
    category = fields.String(allow_none=True)
    detail = fields.String(allow_none=True)
    reason = fields.String()
    made_by = fields.String(allow_none=True)
    made_at = Instant()
    undone_at = Instant(allow_none=True)


class TrendCellSchema(Output):
    """One year's figure, and whether it was counted by another rule than the year before."""

    year = fields.Integer()
    value = fields.Integer(attribute="figure.value", allow_none=True)
    state = CodedField(FigureState, attribute="figure.state", allow_none=True)
    rule = fields.String()
    is_counted_anew = fields.Boolean()


class TrendLineSchema(Output):
    """One indicator over the years."""

    indicator = CodedField(Indicator)
    cells = fields.List(fields.Nested(TrendCellSchema))
