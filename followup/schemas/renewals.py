"""Measures for a renewal, on the wire and in forms."""

from __future__ import annotations

from collections.abc import Mapping

from marshmallow import fields

from followup.domain.renewals import MeasureStatus, NewMeasure, PlannedRenewal
from followup.errors import N_
from followup.schemas.base import Input, Output
from followup.schemas.fields import CodedField, LocalDate, PublicIdField, StrippedString, WholeNumber


class NewMeasureSchema(Input[NewMeasure]):
    """Something to change when the contract is procured anew."""

    makes = NewMeasure

    body = StrippedString(
        required=True,
        most=2000,
        lines=True,
        metadata={
            "label": N_("What is to be changed"),
            "hint": N_("Such as a sharper requirement, or one that did not work."),
        },
    )
    deviation_id = PublicIdField("dev", metadata={"label": N_("Because of this deviation"), "widget": "select"})


class PlannedRenewalSchema(Input[PlannedRenewal]):
    """The procurement that renews a contract."""

    makes = PlannedRenewal

    procurement_id = PublicIdField(
        "prc",
        metadata={
            "label": N_("Part of a procurement that is planned already"),
            "widget": "select",
            "hint": N_("Leave it empty to plan a new one."),
        },
    )
    title = StrippedString(most=300, metadata={"label": N_("What is to be bought")})
    year = WholeNumber(required=True, least=2000, most=2100, metadata={"label": N_("Year of the procurement")})


class DeclineSchema(Input[str]):
    """Why a measure is left out."""

    reason = StrippedString(required=True, most=1000, lines=True, metadata={"label": N_("Reason")})

    def build(self, loaded: Mapping[str, object]) -> str:
        """Return the reason."""
        return str(loaded["reason"])


class MeasureSchema(Output):
    """A measure as the API gives it."""

    id = fields.String(attribute="public_id")
    body = fields.String()
    status = CodedField(MeasureStatus)
    raised_on = LocalDate()
    deviation_id = fields.String(allow_none=True)
    decided_on = LocalDate(allow_none=True)
    decision_reason = fields.String(allow_none=True)
