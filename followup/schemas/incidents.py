"""Incidents on the wire and in forms."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import fields

from followup.domain.incidents import (
    Asking,
    IncidentFilter,
    IncidentStatus,
    NewIncident,
    NewQuestion,
    PartyStatus,
    Position,
    QuestionStatus,
    SiteUse,
    Stance,
    SupplierAnswer,
)
from followup.errors import N_
from followup.schemas.base import Input, Output
from followup.schemas.fields import CodedField, CountryField, LocalDate, PublicIdField, StrippedString, WholeNumber
from followup.schemas.risk import check_category


class NewIncidentSchema(Input[NewIncident]):
    """What was told, by whom, and of which site or supplier."""

    makes = NewIncident

    title = StrippedString(required=True, most=200, metadata={"label": N_("What is told, in one line")})
    facts = StrippedString(
        required=True,
        most=8000,
        lines=True,
        metadata={
            "label": N_("Facts"),
            "hint": N_("The whole cooperation reads this. Keep to what is told, and say what is not known."),
        },
    )
    source = StrippedString(
        required=True, most=300, metadata={"label": N_("Source"), "hint": N_("Who told it, and where.")}
    )
    reported_on = LocalDate(required=True, metadata={"label": N_("Day of the report")})
    site = StrippedString(
        most=300,
        metadata={
            "label": N_("Site"),
            "hint": N_("As the report calls it. Capitals, accents and signs do not count in the search."),
        },
    )
    site_country = CountryField(metadata={"label": N_("Country of the site")})
    supplier_id = PublicIdField("sup", metadata={"label": N_("Supplier"), "widget": "select"})
    category = StrippedString(
        most=40,
        validate=check_category,
        metadata={
            "label": N_("Category"),
            "widget": "select",
            "hint": N_("All suppliers of the category are asked the same question."),
        },
    )


class IncidentFilterSchema(Input[IncidentFilter]):
    """Which incidents."""

    makes = IncidentFilter

    state = CodedField(IncidentStatus, metadata={"label": N_("State")})
    after = StrippedString(most=500, metadata={"widget": "hidden"})


class ConclusionSchema(Input[str]):
    """What was found when the incident ends."""

    conclusion = StrippedString(
        required=True,
        most=8000,
        lines=True,
        metadata={"label": N_("What was found"), "hint": N_("All organisations of the cooperation read this.")},
    )

    def build(self, loaded: Mapping[str, Any]) -> str:
        """Return what was found."""
        return str(loaded["conclusion"])


class NewQuestionSchema(Input[NewQuestion]):
    """The one question to all suppliers concerned."""

    makes = NewQuestion

    question = StrippedString(required=True, most=2000, lines=True, metadata={"label": N_("The question")})
    due_on = LocalDate(
        required=True,
        metadata={
            "label": N_("Answer by"),
            "hint": N_("Usually four weeks. A day off moves to the next working day."),
        },
    )


class AskingSchema(Input[Asking]):
    """On which contract the supplier is asked, and by mail to whom."""

    makes = Asking

    contract_id = PublicIdField(
        "con", required=True, metadata={"label": N_("On which of your contracts"), "widget": "select"}
    )
    contact_id = PublicIdField(
        "ctt",
        metadata={
            "label": N_("Send the question by mail to"),
            "widget": "select",
            "hint": N_("The answer comes to your own mail. Leave it empty if you ask in another way."),
        },
    )


class SupplierAnswerSchema(Input[SupplierAnswer]):
    """What the supplier answered."""

    makes = SupplierAnswer

    answer = CodedField(SiteUse, required=True, metadata={"label": N_("The answer"), "widget": "radio"})
    answered_on = LocalDate(required=True, metadata={"label": N_("Day of the answer")})
    note = StrippedString(
        most=4000,
        lines=True,
        metadata={
            "label": N_("What the supplier says"),
            "hint": N_("Read by the affected organisations and the secretariat. No business secrets here."),
        },
    )


class PositionSchema(Input[Position]):
    """Where an organisation stands."""

    makes = Position

    stance = CodedField(
        Stance, required=True, metadata={"label": N_("Where your organisation stands"), "widget": "radio"}
    )
    note = StrippedString(
        most=4000,
        lines=True,
        metadata={
            "label": N_("Note"),
            "hint": N_("Only your own organisation reads it. The others see the stance and its day."),
        },
    )


class ListedIncidentSchema(Output):
    """A row of the list of incidents."""

    id = fields.String(attribute="public_id")
    title = fields.String()
    state = CodedField(IncidentStatus, attribute="status")
    reported_on = LocalDate()
    site = fields.String()
    site_country = fields.String(allow_none=True)
    supplier = fields.String(attribute="supplier_name", allow_none=True)
    organisation_count = fields.Integer(attribute="party_count")
    stance_count = fields.Integer()


class PartySchema(Output):
    """An organisation that an incident reaches; the note is given to that organisation only."""

    id = fields.String(attribute="public_id")
    version = fields.Integer()
    organisation_id = fields.String(attribute="organisation_public_id")
    organisation = fields.String(attribute="name")
    contract_count = WholeNumber()
    supplier_count = WholeNumber()
    state = CodedField(PartyStatus, attribute="status")
    stance = CodedField(Stance, allow_none=True)
    decided_on = LocalDate(allow_none=True)
    note = fields.String(allow_none=True)


class QuestionSchema(Output):
    """The question to one supplier; the note is given to those whom the incident reaches and to the secretariat."""

    id = fields.String(attribute="public_id")
    version = fields.Integer()
    supplier_id = fields.String()
    supplier = fields.String(attribute="supplier_name")
    asked_by = fields.String(attribute="asker_name")
    is_named = fields.Boolean()
    due_on = LocalDate()
    state = CodedField(QuestionStatus, attribute="status")
    answer = CodedField(SiteUse, allow_none=True)
    answered_on = LocalDate(allow_none=True)
    note = fields.String(allow_none=True)


class IncidentSchema(Output):
    """An incident with whom it reaches and what the suppliers answered."""

    id = fields.String(attribute="public_id")
    version = fields.Integer()
    title = fields.String()
    state = CodedField(IncidentStatus, attribute="status")
    facts = fields.String()
    source = fields.String()
    reported_on = LocalDate()
    site = fields.String()
    site_country = fields.String(allow_none=True)
    supplier_id = fields.String(allow_none=True)
    category = fields.String(allow_none=True)
    question = fields.String(allow_none=True)
    question_due_on = LocalDate(allow_none=True)
    conclusion = fields.String(allow_none=True)
    parties = fields.List(fields.Nested(PartySchema))
    questions = fields.List(fields.Nested(QuestionSchema))
