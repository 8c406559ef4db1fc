"""Corrective actions in the supplier's forms."""

from __future__ import annotations

from collections.abc import Mapping

from marshmallow import ValidationError, fields

from followup.domain.actions import ActionPlan, DoneReport, NoAction, Progress
from followup.domain.questionnaires import Signature
from followup.errors import N_
from followup.schemas.base import Input
from followup.schemas.fields import LocalDate, StrippedString, YesNo

TEXT_MOST = 10_000
_DATED = N_("The day on which they were made, such as when the photo was taken or the permit given.")


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


class NoActionSchema(Input[NoAction]):
    """Why nothing is done against one cause."""

    makes = NoAction

    root_cause = StrippedString(
        required=True,
        most=TEXT_MOST,
        lines=True,
        metadata={"label": N_("Cause"), "hint": N_("Why it happened, and why it was not noticed before.")},
    )
    no_action_reason = StrippedString(
        required=True,
        most=TEXT_MOST,
        lines=True,
        metadata={
            "label": N_("Why no action is taken"),
            "hint": N_(
                "For example because it has been put right already, and since when. The buyer may not accept it."
            ),
        },
    )


class ProgressSchema(Input[Progress]):
    """How far an action has come, with what shows it so far."""

    makes = Progress

    note = StrippedString(
        required=True,
        most=TEXT_MOST,
        lines=True,
        metadata={
            "label": N_("How far it has come"),
            "hint": N_("What is done, what remains, and what stands in the way."),
        },
    )
    files = FilesField(
        metadata={
            "label": N_("Evidence"),
            "widget": "file",
            "multiple": True,
            "hint": N_("About this action. At most 10 files at a time. What is sent cannot be taken back."),
        },
    )
    dated_on = LocalDate(metadata={"label": N_("Date of the documents"), "hint": _DATED})


class ContainmentSchema(Input[str]):
    """What was done at once."""

    note = StrippedString(
        required=True,
        most=TEXT_MOST,
        lines=True,
        metadata={
            "label": N_("What you have done at once"),
            "hint": N_("What limits the harm until it is put right, since when, and who is safe now."),
        },
    )

    def build(self, loaded: Mapping[str, object]) -> str:
        """Return the text."""
        return str(loaded["note"])


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
            "hint": N_("About this action. At most 10 files at a time."),
        },
    )
    dated_on = LocalDate(metadata={"label": N_("Date of the documents"), "hint": _DATED})
    no_file_reason = StrippedString(
        most=TEXT_MOST, lines=True, metadata={"label": N_("Why there is no file, if there is none")}
    )
