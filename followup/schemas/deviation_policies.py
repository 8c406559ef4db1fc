"""Deadlines by grade on the wire and in forms."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from marshmallow import fields, pre_load, validate

from followup.domain.deviation_policies import DAYS_MOST, OFFSET_MOST, OFFSETS_MOST, GradeRule, NewGradeRule
from followup.domain.deviations import Severity
from followup.domain.follow_up_rules import RuleOrigin
from followup.errors import N_
from followup.schemas.base import Input, Output
from followup.schemas.fields import REQUIRED, CodedField, LocalDate, StrippedString, WholeNumber, YesNo


def _days(label: str, hint: str, *, required: bool = True) -> WholeNumber:
    return WholeNumber(least=1, most=DAYS_MOST, required=required, metadata={"label": label, "hint": hint})


class GradeRuleSchema(Input[NewGradeRule]):
    """A decision about one grade; `reminder_offsets` in days from the deadline, negative before it."""

    severity = CodedField(Severity, required=True, metadata={"label": N_("Grade"), "widget": "select"})
    containment_days = _days(
        N_("Days to immediate action"), N_("Leave it empty where the grade asks for none."), required=False
    )
    plan_days = _days(N_("Days to the action plan"), N_("Calendar days from sending; critical: from the discovery."))
    answer_days = _days(N_("Days for our answer to the plan"), N_("From the day the plan came."))
    closure_days = _days(N_("Days to putting right"), N_("Calendar days from sending; critical: from the discovery."))
    needs_onsite = YesNo(
        metadata={
            "label": N_("Documents alone are not enough"),
            "hint": N_("It is verified on site, or by those who were harmed."),
        }
    )
    reminder_offsets = fields.List(
        WholeNumber(least=-OFFSET_MOST, most=OFFSET_MOST),
        validate=validate.Length(max=OFFSETS_MOST, error="field.invalid"),
        error_messages={**REQUIRED, "invalid": "field.list"},
        metadata={
            "label": N_("Reminders"),
            "widget": "text",
            "hint": N_("Days from the deadline with commas between, negative before it: -14, -7, -1, 1, 7."),
        },
    )
    is_shorter_for_class_a = YesNo(
        metadata={
            "label": N_("One step less time in risk class A"),
            "hint": N_("For all grades: the days of the next graver grade hold there."),
        }
    )
    valid_from = LocalDate(required=True, metadata={"label": N_("Holds from"), "hint": N_("Today or later.")})
    reason = StrippedString(
        required=True,
        most=2000,
        lines=True,
        metadata={"label": N_("Reason"), "hint": N_("Such as the decision's number. Every member reads it.")},
    )

    @pre_load
    def one_by_one(self, data: Mapping[str, Any], **kwargs: object) -> Mapping[str, Any]:
        """Return the data with the reminders apart, which a form sends as one text."""
        days = data.get("reminder_offsets")
        if isinstance(days, list) and all(isinstance(day, str) for day in days):
            apart = [one for day in days for one in re.split(r"[\s,;]+", day.replace("\u2212", "-")) if one]
            return {**data, "reminder_offsets": apart}
        return data

    def build(self, loaded: Mapping[str, Any]) -> NewGradeRule:
        """Return the decision."""
        flags = {name: bool(loaded.get(name)) for name in ("needs_onsite", "is_shorter_for_class_a")}
        return NewGradeRule(**{**loaded, **flags, "reminder_offsets": tuple(loaded.get("reminder_offsets", ()))})


class GradeRuleRowSchema(Output):
    """What holds for one grade, whose decision it is, since when and why."""

    severity = CodedField(Severity)
    containment_days = fields.Integer(allow_none=True, attribute="deadlines.containment_days")
    plan_days = fields.Integer(attribute="deadlines.plan_days")
    answer_days = fields.Integer(attribute="deadlines.answer_days")
    closure_days = fields.Integer(attribute="deadlines.closure_days")
    needs_onsite = fields.Boolean()
    reminder_offsets = fields.List(fields.Integer(), attribute="deadlines.reminder_offsets")
    origin = CodedField(RuleOrigin)
    since = LocalDate(allow_none=True)
    reason = fields.String()


class DecidedGradeSchema(Output):
    """A decision as it was taken."""

    id = fields.String(attribute="public_id")
    valid_from = LocalDate()
    is_shorter_for_class_a = fields.Boolean()
    reason = fields.String()


def form_data(rule: GradeRule, *, is_shorter_for_class_a: bool) -> dict[str, object]:
    """Return what holds now, as the form's fields begin."""
    days = rule.deadlines
    names = ("containment_days", "plan_days", "answer_days", "closure_days")
    return {name: getattr(days, name) for name in names} | {
        "severity": rule.severity,
        "needs_onsite": rule.needs_onsite,
        "reminder_offsets": ", ".join(str(offset) for offset in days.reminder_offsets),
        "is_shorter_for_class_a": is_shorter_for_class_a,
    }
