"""Disputes in forms and on the wire: what the supplier holds against a deviation, and what was decided."""

from __future__ import annotations

from collections.abc import Mapping

from marshmallow import fields

from followup.domain.deviations import Severity
from followup.domain.disputes import Decision, DisputeStatus, NewDispute, Ruling
from followup.errors import N_
from followup.schemas.actions import TEXT_MOST
from followup.schemas.base import Input, Output
from followup.schemas.fields import CodedField, Instant, LocalDate, StrippedString, YesNo


class NewDisputeSchema(Input[NewDispute]):
    """What the supplier holds against a deviation, and who says so."""

    makes = NewDispute

    text = StrippedString(
        required=True,
        most=TEXT_MOST,
        lines=True,
        metadata={
            "label": N_("What is wrong about the deviation, and why"),
            "hint": N_("What you hold against it: the facts, the clause, or how grave it is. Name what shows it."),
        },
    )
    name = StrippedString(required=True, most=200, metadata={"label": N_("Your name"), "autocomplete": "name"})
    role = StrippedString(
        required=True, most=200, metadata={"label": N_("Your role"), "autocomplete": "organization-title"}
    )
    confirmed = YesNo(metadata={"label": N_("I may answer for the company.")})


class RulingSchema(Input[Decision]):
    """What somebody who had no part in the deviation finds of a dispute."""

    makes = Decision

    ruling = CodedField(Ruling, required=True, metadata={"label": N_("Decision"), "widget": "radio"})
    severity = CodedField(
        Severity,
        metadata={
            "label": N_("Grade from now on"),
            "hint": N_("Only where the grade becomes milder now."),
            "widget": "select",
        },
    )
    decision = StrippedString(
        required=True,
        most=TEXT_MOST,
        lines=True,
        metadata={"label": N_("Reasons"), "hint": N_("The supplier reads this.")},
    )


class RegradeSchema(Input[Severity]):
    """The milder grade after a dispute that was partly right."""

    severity = CodedField(Severity, required=True, metadata={"label": N_("Grade from now on"), "widget": "radio"})

    def build(self, loaded: Mapping[str, object]) -> Severity:
        """Return the grade."""
        severity = loaded["severity"]
        assert isinstance(severity, Severity)
        return severity


class DisputeSchema(Output):
    """A dispute as the API gives it."""

    id = fields.String(attribute="public_id")
    version = fields.Integer()
    deviation_id = fields.String()
    text = fields.String()
    raised_at = Instant()
    raiser_name = fields.String()
    raiser_role = fields.String()
    status = CodedField(DisputeStatus)
    decision = fields.String(allow_none=True)
    decided_on = LocalDate(allow_none=True)
