"""What people hand in along a deviation's way beside plan and verdict: more time, accepted risk, remedy, afterwards."""

from __future__ import annotations

from collections.abc import Mapping

from followup.domain.deviation_steps import AcceptedRisk, Aftermath, MoreTime, Remedy, Repeat, Replacement
from followup.domain.deviations import Effect, Severity
from followup.errors import N_
from followup.schemas.actions import TEXT_MOST
from followup.schemas.base import Input
from followup.schemas.fields import CodedField, LocalDate, PublicIdField, StrippedString

INSIDE = N_("Stays inside your organisation.")
READ_OUTSIDE = N_("The supplier reads this.")


def _text(label: str, hint: str = "", *, required: bool = True) -> StrippedString:
    return StrippedString(required=required, most=TEXT_MOST, lines=True, metadata={"label": label, "hint": hint})


class MoreTimeSchema(Input[MoreTime]):
    """Until when, and why."""

    makes = MoreTime

    new_due_on = LocalDate(required=True, metadata={"label": N_("Put right and shown by")})
    reason = _text(N_("Reason"), INSIDE)


class AcceptedRiskSchema(Input[AcceptedRisk]):
    """Until when the risk is borne, and why."""

    makes = AcceptedRisk

    until = LocalDate(required=True, metadata={"label": N_("Until"), "hint": N_("It is taken up again the day after.")})
    reason = _text(N_("Reason"), INSIDE)


class RemedySchema(Input[Remedy]):
    """What those who were harmed were given."""

    makes = Remedy

    note = _text(N_("What those who were harmed were given"), N_("Or how it is known that nobody was harmed."))
    remedied_on = LocalDate(required=True, metadata={"label": N_("Since")})


class ReopenSchema(Input[str]):
    """Why it is opened again."""

    reason = _text(N_("What was found"), READ_OUTSIDE)

    def build(self, loaded: Mapping[str, object]) -> str:
        """Return the reason."""
        return str(loaded["reason"])


class ReplacementSchema(Input[Replacement]):
    """Which deviation stands for this one."""

    makes = Replacement

    other_id = PublicIdField("dev", required=True, metadata={"label": N_("Replaced by"), "widget": "select"})
    reason = _text(N_("Reason"), INSIDE)


class AftermathSchema(Input[Aftermath]):
    """Whether it has come back."""

    makes = Aftermath

    effect = CodedField(Effect, required=True, metadata={"label": N_("Effect"), "widget": "radio"})
    note = _text(N_("How that is known"), INSIDE)


class RepeatSchema(Input[Repeat]):
    """The earlier deviation that has come again, and the grade that this one gets."""

    makes = Repeat

    earlier_id = PublicIdField("dev", required=True, metadata={"label": N_("Earlier deviation"), "widget": "select"})
    severity = CodedField(Severity, required=True, metadata={"label": N_("Grade"), "widget": "radio"})
    reason = _text(
        N_("Why it is graded lower than major"),
        N_("Only for a minor one. Kept among the notes on the contract."),
        required=False,
    )
