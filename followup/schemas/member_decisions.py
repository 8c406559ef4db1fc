"""Decisions of members, on the wire and in forms."""

from __future__ import annotations

from marshmallow import fields

from followup.domain.cooperation_bodies import DecisionFilter, NewDecision, Outcome
from followup.errors import N_
from followup.schemas.base import Input, Output
from followup.schemas.fields import CodedField, LocalDate, MoneyField, PublicIdField, StrippedString


class DecisionFilterSchema(Input[DecisionFilter]):
    """Which matter's decisions are listed, by the page and by the API alike."""

    makes = DecisionFilter

    matter = StrippedString(most=300, metadata={"label": N_("Matter"), "widget": "select"})
    after = StrippedString(most=500, metadata={"widget": "hidden"})


class MemberDecisionSchema(Input[NewDecision]):
    """What a member decided."""

    makes = NewDecision

    cooperation_id = PublicIdField("coo", metadata={"label": N_("Cooperation"), "widget": "select"})
    organisation_id = PublicIdField("org", required=True, metadata={"label": N_("Organisation"), "widget": "select"})
    matter = StrippedString(
        required=True,
        most=300,
        metadata={
            "label": N_("Matter"),
            "hint": N_("Write it in the same words for every member, so that the decisions are seen together."),
        },
    )
    outcome = CodedField(Outcome, required=True, metadata={"label": N_("What was decided")})
    decided_on = LocalDate(required=True, metadata={"label": N_("Day of the decision")})
    body = StrippedString(
        required=True,
        most=300,
        metadata={"label": N_("Body that decided"), "hint": N_("Such as the regional council.")},
    )
    case_number = StrippedString(required=True, most=300, metadata={"label": N_("Case number")})
    amount = MoneyField(
        metadata={"label": N_("Amount a year"), "hint": N_("In the currency of the cooperation."), "suffix": ""}
    )
    document_id = PublicIdField("cdo", metadata={"label": N_("Document that was decided on"), "widget": "select"})


class ListedMemberDecisionSchema(Output):
    """A decision."""

    id = fields.String(attribute="public_id")
    version = fields.Integer()
    organisation_id = fields.String()
    organisation_name = fields.String()
    matter = fields.String()
    outcome = CodedField(Outcome)
    decided_on = LocalDate()
    body = fields.String()
    case_number = fields.String()
    amount_minor = fields.Integer(allow_none=True)
    currency = fields.String(allow_none=True)
    document_id = fields.String(allow_none=True)
