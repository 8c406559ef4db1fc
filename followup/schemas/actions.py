"""Corrective actions in the supplier's forms."""

from __future__ import annotations

from marshmallow import ValidationError, fields

from followup.domain.actions import ActionPlan, DoneReport
from followup.domain.questionnaires import Signature
from followup.errors import N_
from followup.schemas.base import Input
from followup.schemas.fields import LocalDate, StrippedString, YesNo

TEXT_MOST = 10_000


class FilesField(fields.Raw):
    """Where files are chosen; they travel beside the fields, so a text in their place is refused."""

    def _deserialize(self, value: object, attr: str | None, data: object, **kwargs: object) -> object:
        raise ValidationError("field.invalid")


class ActionPlanSchema(Input[ActionPlan]):
    """One action of the plan."""

    makes = ActionPlan

    root_cause = StrippedString(
        required=True,
        most=TEXT_MOST,
        lines=True,
        metadata={"label": N_("Cause"), "hint": N_("Why it happened, and why it was not noticed before.")},
    )
    containment = StrippedString(
        most=TEXT_MOST,
        lines=True,
        metadata={"label": N_("Immediate action"), "hint": N_("What limits the harm until it is put right.")},
    )
    corrective = StrippedString(
        required=True,
        most=TEXT_MOST,
        lines=True,
        metadata={"label": N_("Corrective action"), "hint": N_("What puts it right.")},
    )
    preventive = StrippedString(
        most=TEXT_MOST,
        lines=True,
        metadata={"label": N_("Preventive action"), "hint": N_("What keeps it from happening again.")},
    )
    responsible = StrippedString(
        required=True, most=200, metadata={"label": N_("Responsible"), "hint": N_("Name or role in your company.")}
    )
    due_on = LocalDate(required=True, metadata={"label": N_("Carried out by")})
    expected_evidence = StrippedString(
        most=TEXT_MOST,
        lines=True,
        metadata={
            "label": N_("What will show it"),
            "hint": N_("Such as a dated photo, a training record, a permit or pay slips."),
        },
    )


class SubmitPlanSchema(Input[Signature]):
    """Who sends the plan in."""

    makes = Signature

    name = StrippedString(required=True, most=200, metadata={"label": N_("Your name"), "autocomplete": "name"})
    role = StrippedString(
        required=True, most=200, metadata={"label": N_("Your role"), "autocomplete": "organization-title"}
    )
    confirmed = YesNo(metadata={"label": N_("I may answer for the company.")})


class DoneReportSchema(Input[DoneReport]):
    """What was done, and what shows it."""

    makes = DoneReport

    note = StrippedString(
        required=True,
        most=TEXT_MOST,
        lines=True,
        metadata={"label": N_("What was done"), "hint": N_("What, when and by whom.")},
    )
    files = FilesField(
        metadata={
            "label": N_("Evidence"),
            "widget": "file",
            "multiple": True,
            "hint": N_("Dated, and about this action. At most 10 files at a time."),
        },
    )
    no_file_reason = StrippedString(
        most=TEXT_MOST, lines=True, metadata={"label": N_("Why there is no file, if there is none")}
    )
