"""Deviations on the wire and in forms."""

from __future__ import annotations

from collections.abc import Mapping

from marshmallow import fields

from followup.domain.code_of_conduct import Area
from followup.domain.deviation_board import Age, Kept, Unstated
from followup.domain.deviation_steps import (
    ChangeDeviation,
    DeviationFilter,
    DeviationStage,
    NewDeviation,
    Verdict,
)
from followup.domain.deviations import DeviationOrigin, DeviationStatus, Effect, Severity, Verification
from followup.errors import N_
from followup.schemas.actions import TEXT_MOST, FilesField
from followup.schemas.base import Input, Output
from followup.schemas.fields import (
    CodedField,
    CountryField,
    Instant,
    LocalDate,
    PublicIdField,
    StrippedString,
    WholeNumber,
)


class ChangeDeviationSchema(Input[ChangeDeviation]):
    """What a draft says."""

    makes = ChangeDeviation

    title = StrippedString(
        required=True,
        most=200,
        metadata={"label": N_("What is wrong, in one line"), "hint": N_("The supplier reads this.")},
    )
    description = StrippedString(
        required=True,
        most=TEXT_MOST,
        lines=True,
        metadata={
            "label": N_("What was found"),
            "hint": N_("What was seen, where and when, and what the clause asks for. The supplier reads this."),
        },
    )
    clause_id = PublicIdField("ccl", metadata={"label": N_("Clause"), "widget": "select"})
    area = CodedField(
        Area,
        metadata={
            "label": N_("Area of the requirement"),
            "widget": "select",
            "hint": N_("Left empty it is the clause's, where it has but one."),
        },
    )
    site_id = PublicIdField("sit", metadata={"label": N_("Site"), "widget": "select"})
    country = CountryField(metadata={"label": N_("Country"), "hint": N_("Left empty it is the site's.")})
    severity = CodedField(Severity, required=True, metadata={"label": N_("Grade"), "widget": "radio"})
    grade_reason = StrippedString(
        most=TEXT_MOST,
        lines=True,
        metadata={
            "label": N_("Why it is graded lower than major"),
            "hint": N_("Needed for a minor one that is repeated. Kept among the notes on the contract."),
        },
    )
    found_on = LocalDate(required=True, metadata={"label": N_("Found on")})


class NewDeviationSchema(ChangeDeviationSchema):
    """A draft, and the question that showed it."""

    makes = NewDeviation

    question_key = StrippedString(most=60, metadata={"widget": "hidden"})


class ContractDeviationSchema(ChangeDeviationSchema):
    """A draft about a contract without a follow-up, and the incident or the earlier deviation that it comes from."""

    makes = NewDeviation

    incident_id = PublicIdField("inc", metadata={"widget": "hidden"})
    repeat_of_id = PublicIdField("dev", metadata={"widget": "hidden"})


class IssueSchema(Input[str]):
    """To whom at the supplier it is sent."""

    contact_id = PublicIdField("ctt", required=True, metadata={"label": N_("Send it to"), "widget": "select"})

    def build(self, loaded: Mapping[str, object]) -> str:
        """Return the contact's id."""
        return str(loaded["contact_id"])


class _Told(Input[str]):
    """One text."""

    def build(self, loaded: Mapping[str, object]) -> str:
        """Return the text."""
        return str(loaded["note"])


class WithdrawSchema(_Told):
    """Why it is withdrawn."""

    note = StrippedString(
        required=True,
        most=TEXT_MOST,
        lines=True,
        metadata={"label": N_("Reason"), "hint": N_("Stays inside your organisation.")},
    )


class VerdictSchema(Input[Verdict]):
    """How it was checked, and what was seen."""

    makes = Verdict

    verification = CodedField(
        Verification, required=True, metadata={"label": N_("How it was verified"), "widget": "radio"}
    )
    note = StrippedString(
        required=True,
        most=TEXT_MOST,
        lines=True,
        metadata={
            "label": N_("What you saw"),
            "hint": N_("Which evidence shows that it is put right. Stays inside your organisation."),
        },
    )
    files = FilesField(
        metadata={
            "label": N_("Files of your own"),
            "widget": "file",
            "multiple": True,
            "hint": N_("Such as notes from a visit. The supplier does not see them."),
        },
    )


class DeviationFilterSchema(Input[DeviationFilter]):
    """What the list is narrowed to, by the page and by the API alike."""

    makes = DeviationFilter

    stage = CodedField(DeviationStage, metadata={"label": N_("Show"), "widget": "select"})
    severity = CodedField(Severity, metadata={"label": N_("Grade"), "widget": "select"})
    age = CodedField(Age, metadata={"label": N_("Days since sent"), "widget": "select"})
    area = CodedField(Area, metadata={"label": N_("Area of the requirement"), "widget": "select"})
    country = CountryField(metadata={"label": N_("Country")})
    supplier_id = PublicIdField("sup", metadata={"widget": "hidden"})
    site_id = PublicIdField("sit", metadata={"widget": "hidden"})
    unstated = CodedField(Unstated, metadata={"widget": "hidden"})
    closed_in = WholeNumber(least=2000, most=2100, metadata={"widget": "hidden"})
    kept = CodedField(Kept, metadata={"widget": "hidden"})
    after = StrippedString(most=500, metadata={"widget": "hidden"})


class ListedDeviationSchema(Output):
    """A row of the list."""

    id = fields.String(attribute="public_id")
    number = fields.Integer()
    title = fields.String()
    severity = CodedField(Severity)
    status = CodedField(DeviationStatus)
    found_on = LocalDate()
    due_on = LocalDate(metadata={"description": "When the next step is due; once settled, the day it ended."})
    plan_due_on = LocalDate(allow_none=True)
    closure_due_on = LocalDate(allow_none=True)
    closed_on = LocalDate(allow_none=True)
    contract_id = fields.String()
    contract_title = fields.String()
    supplier_name = fields.String()


class DeviationSchema(Output):
    """A deviation as the API gives it."""

    id = fields.String(attribute="public_id")
    version = fields.Integer()
    number = fields.Integer()
    title = fields.String()
    description = fields.String()
    severity = CodedField(Severity)
    status = CodedField(DeviationStatus)
    contract_id = fields.String()
    origin = CodedField(DeviationOrigin)
    follow_up_id = fields.String(allow_none=True)
    incident_id = fields.String(allow_none=True)
    repeat_of_id = fields.String(allow_none=True)
    clause_id = fields.String(allow_none=True)
    area = CodedField(Area, allow_none=True)
    site_id = fields.String(allow_none=True)
    country = fields.String(allow_none=True)
    question_key = fields.String(allow_none=True)
    found_on = LocalDate()
    issued_on = LocalDate(allow_none=True)
    containment_due_on = LocalDate(allow_none=True)
    plan_due_on = LocalDate(allow_none=True)
    closure_due_on = LocalDate(allow_none=True)
    plan_submitted_at = Instant(allow_none=True)
    plan_accepted_at = Instant(allow_none=True)
    reported_done_at = Instant(allow_none=True)
    extended_from_on = LocalDate(allow_none=True)
    accepted_until = LocalDate(allow_none=True)
    remedied_on = LocalDate(allow_none=True)
    verification = CodedField(Verification, allow_none=True)
    closed_on = LocalDate(allow_none=True)
    is_in_time = fields.Boolean(allow_none=True)
    effect_check_on = LocalDate(allow_none=True)
    effect = CodedField(Effect, allow_none=True)
