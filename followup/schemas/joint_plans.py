"""The year's plan of joint follow-ups on the wire and in forms."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import fields

from followup.domain.code_of_conduct import Level
from followup.domain.joint_follow_ups import JointStatus, ParticipantStatus, Payer
from followup.domain.nominations import Adoption, JointPlanStatus, NewItem, NewJointPlan
from followup.domain.schedule import FollowUpKind
from followup.errors import N_
from followup.schemas.base import Input, Output
from followup.schemas.fields import REQUIRED, CodedField, LocalDate, PublicIdField, StrippedString, WholeNumber
from followup.schemas.nominations import YEAR_FIRST, YEAR_LAST
from followup.schemas.risk import check_category

_NOTE = {"label": N_("What the steering group should know"), "hint": N_("Everybody in the cooperation reads it.")}


class NewJointPlanSchema(Input[NewJointPlan]):
    """A year's plan is begun."""

    makes = NewJointPlan

    year = WholeNumber(required=True, least=YEAR_FIRST, most=YEAR_LAST, metadata={"label": N_("Year")})
    note = StrippedString(most=4000, lines=True, metadata=_NOTE)


class NewItemSchema(Input[NewItem]):
    """A joint follow-up for the plan."""

    makes = NewItem

    nomination_id = PublicIdField("nom", metadata={"widget": "hidden"})
    supplier_id = PublicIdField("sup", required=True, metadata={"label": N_("Supplier"), "widget": "select"})
    site = StrippedString(
        most=300,
        metadata={
            "label": N_("Place"),
            "hint": N_("A production site and its country; empty for the supplier itself."),
        },
    )
    kind = CodedField(FollowUpKind, required=True, metadata={"label": N_("Kind of follow-up"), "widget": "select"})
    category = StrippedString(most=40, validate=check_category, metadata={"label": N_("Category"), "widget": "select"})
    due_on = LocalDate(required=True, metadata={"label": N_("To be done by")})
    lead_id = PublicIdField(
        "org",
        required=True,
        metadata={
            "label": N_("Leading organisation"),
            "widget": "select",
            "hint": N_("Proposed from the area that answers for the category: a default of this service."),
        },
    )
    participant_ids = fields.List(
        PublicIdField("org"),
        required=True,
        error_messages=REQUIRED,
        metadata={
            "label": N_("Organisations to ask"),
            "hint": N_("Also one that has planned nothing itself may take part. Each answers for itself."),
        },
    )
    payer = CodedField(
        Payer,
        required=True,
        metadata={
            "label": N_("Who pays"),
            "hint": N_("The programme pays the first office and follow-up audit, the supplier later ones."),
        },
    )
    why = StrippedString(
        required=True,
        most=1000,
        lines=True,
        metadata={"label": N_("Why it stands in the plan"), "hint": N_("Everybody in the cooperation reads it.")},
    )
    answer = StrippedString(
        most=4000,
        lines=True,
        metadata={
            "label": N_("Answer to the one who nominated"),
            "hint": N_("Left empty, the one who nominated reads why it stands in the plan."),
        },
    )

    def build(self, loaded: Mapping[str, Any]) -> NewItem:
        """Return what was written, each organisation once."""
        keys = tuple(dict.fromkeys(loaded.get("participant_ids") or ()))
        return NewItem(**{**loaded, "participant_ids": keys})


class PlanProposalSchema(Input[str]):
    """What goes to the steering group with the plan."""

    note = StrippedString(most=4000, lines=True, metadata=_NOTE)

    def build(self, loaded: Mapping[str, Any]) -> str:
        """Return the note."""
        return str(loaded.get("note") or "")


class AdoptionSchema(Input[Adoption]):
    """The steering group's decision."""

    makes = Adoption

    adopted_on = LocalDate(required=True, metadata={"label": N_("Day of the decision")})
    decision = StrippedString(
        required=True,
        most=300,
        metadata={"label": N_("Decision"), "hint": N_("Such as the number of the minutes and the item in them.")},
    )


class TakenOutSchema(Input[str]):
    """Why a joint follow-up is taken out of a draft."""

    reason = StrippedString(required=True, most=1000, lines=True, metadata={"label": N_("Reason")})

    def build(self, loaded: Mapping[str, Any]) -> str:
        """Return the reason."""
        return str(loaded["reason"])


class ListedJointPlanSchema(Output):
    """A plan of the list."""

    id = fields.String(attribute="public_id")
    year = fields.Integer()
    cooperation_id = fields.String(attribute="cooperation_public_id")
    cooperation_name = fields.String()
    status = CodedField(JointPlanStatus)
    adopted_on = LocalDate(allow_none=True)
    decision = fields.String(allow_none=True)
    planned_count = fields.Integer()
    done_count = fields.Integer()


class AskedSchema(Output):
    """An organisation that is asked to take part."""

    organisation_id = fields.String(attribute="public_id")
    organisation_name = fields.String(attribute="name")
    status = CodedField(ParticipantStatus)


class PlannedJointSchema(Output):
    """A joint follow-up of a plan."""

    id = fields.String(attribute="public_id")
    area = fields.String(allow_none=True)
    category = fields.String(allow_none=True)
    kind = CodedField(FollowUpKind)
    supplier_id = fields.String(attribute="supplier_public_id")
    supplier_name = fields.String()
    site = fields.String()
    lead_id = fields.String(attribute="lead_public_id")
    lead_name = fields.String()
    due_on = LocalDate()
    done_on = LocalDate(allow_none=True)
    level = CodedField(Level, allow_none=True)
    payer = CodedField(Payer)
    why = fields.String()
    status = CodedField(JointStatus)
    organisations = fields.List(fields.Nested(AskedSchema))
    nomination_ids = fields.List(fields.String())


class JointPlanSchema(Output):
    """One year's plan."""

    id = fields.String(attribute="public_id")
    version = fields.Integer()
    year = fields.Integer()
    status = CodedField(JointPlanStatus)
    note = fields.String(allow_none=True)
    adopted_on = LocalDate(allow_none=True)
    decision = fields.String(allow_none=True)
    planned = fields.List(fields.Nested(PlannedJointSchema))
