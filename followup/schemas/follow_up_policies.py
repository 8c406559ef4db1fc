"""The rules for follow-ups on the wire and in forms."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from marshmallow import fields, pre_load, validate

from followup.domain.follow_up_policies import (
    DAYS_MOST,
    MINUTES_MOST,
    MONTHS_MOST,
    OFFSET_MOST,
    OFFSETS_MOST,
    Efforts,
    NewEfforts,
    NewRule,
    cell_of,
    default_of,
)
from followup.domain.follow_up_rules import FollowUpKind, RuleOrigin, Terms, Trigger
from followup.domain.sourced import Provenance
from followup.errors import N_
from followup.schemas.base import Input, Output
from followup.schemas.fields import REQUIRED, CodedField, LocalDate, MoneyField, StrippedString, WholeNumber, YesNo

KEYS = tuple(row.key for row in default_of("SE").values())
MINUTES = {kind: f"minutes_{kind}" for kind in FollowUpKind}  # names of fields


def _valid_from() -> LocalDate:
    return LocalDate(required=True, metadata={"label": N_("Holds from"), "hint": N_("Today or later.")})


def _reason() -> StrippedString:
    return StrippedString(
        required=True,
        most=2000,
        lines=True,
        metadata={"label": N_("Reason"), "hint": N_("Such as the decision's number. Everybody who plans reads it.")},
    )


def _months(label: str, hint: str) -> WholeNumber:
    return WholeNumber(least=1, most=MONTHS_MOST, metadata={"label": label, "hint": hint})


class RuleSchema(Input[NewRule]):
    """A decision about one rule: what makes the follow-up due, and when.

    Shape: `rule` is kind and class, such as "office_audit/b"; `reminder_offsets` in days from the deadline, negative
    before it, none where it is left out.
    """

    rule = fields.String(
        required=True,
        validate=validate.OneOf(KEYS, error="field.choice"),
        error_messages={**REQUIRED, "invalid": "field.string"},
        metadata={"label": N_("Rule"), "widget": "select"},
    )
    trigger = CodedField(Trigger, required=True, metadata={"label": N_("What makes it due"), "widget": "select"})
    first_months = WholeNumber(
        least=0,
        most=MONTHS_MOST,
        metadata={"label": N_("First after months"), "hint": N_("From the start, or from the deviation.")},
    )
    first_days = WholeNumber(
        least=0, most=DAYS_MOST, metadata={"label": N_("First after days"), "hint": N_("Added to the months, if any.")}
    )
    interval_months = _months(
        N_("Again every so many months"), N_("From the last one done. Leave it empty for once only.")
    )
    sample_percent = WholeNumber(
        least=1,
        most=100,
        metadata={"label": N_("Per cent of the contracts each year"), "hint": N_("For a sample, drawn by lot.")},
    )
    answer_days = WholeNumber(
        least=1,
        most=365,
        metadata={
            "label": N_("Days for the supplier to answer"),
            "hint": N_("For a self-assessment or a traceability request."),
        },
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
    valid_from = _valid_from()
    reason = _reason()

    @pre_load
    def one_by_one(self, data: Mapping[str, Any], **kwargs: object) -> Mapping[str, Any]:
        """Return the data with the reminders apart, which a form sends as one text."""
        days = data.get("reminder_offsets")
        if isinstance(days, list) and all(isinstance(day, str) for day in days):
            apart = [one for day in days for one in re.split(r"[\s,;]+", day.replace("\u2212", "-")) if one]
            return {**data, "reminder_offsets": apart}
        return data

    def build(self, loaded: Mapping[str, Any]) -> NewRule:
        """Return the decision."""
        kind, group = cell_of(str(loaded["rule"]))
        return NewRule(
            kind=kind,
            group=group,
            valid_from=_day(loaded),
            reason=str(loaded["reason"]),
            terms=None
            if loaded.get("follows")
            else Terms(
                trigger=loaded["trigger"],
                first_months=loaded.get("first_months", 0),
                first_days=loaded.get("first_days", 0),
                interval_months=loaded.get("interval_months"),
                answer_days=loaded.get("answer_days"),
                reminder_offsets=tuple(loaded.get("reminder_offsets", ())),
                sample_percent=loaded.get("sample_percent"),
            ),
        )


def _day(loaded: Mapping[str, Any]) -> date:
    on = loaded["valid_from"]
    assert isinstance(on, date)
    return on


class OwnRuleSchema(RuleSchema):
    """The organisation's own decision about one rule, or that it gives its own rule up again."""

    follows = YesNo(
        metadata={
            "label": N_("Give up our own rule"),
            "hint": N_("The cooperation's rule or the default holds again. The fields above are not read."),
        }
    )


def _minutes(kind: FollowUpKind) -> WholeNumber:
    return WholeNumber(least=0, most=MINUTES_MOST, metadata={"label": kind.label})


class EffortsSchema(Input[NewEfforts]):
    """What a follow-up of each kind takes and costs, as the organisation itself states it; nothing is assumed.

    Units: minutes per follow-up; the amount per hour.
    """

    minutes_kick_off = _minutes(FollowUpKind.KICK_OFF)
    minutes_self_assessment = _minutes(FollowUpKind.SELF_ASSESSMENT)
    minutes_traceability = _minutes(FollowUpKind.TRACEABILITY)
    minutes_document_review = _minutes(FollowUpKind.DOCUMENT_REVIEW)
    minutes_office_audit = _minutes(FollowUpKind.OFFICE_AUDIT)
    minutes_site_audit = _minutes(FollowUpKind.SITE_AUDIT)
    minutes_follow_up_audit = _minutes(FollowUpKind.FOLLOW_UP_AUDIT)
    minutes_portfolio_review = _minutes(FollowUpKind.PORTFOLIO_REVIEW)
    minutes_pay_control = _minutes(FollowUpKind.PAY_CONTROL)
    minutes_development_meeting = _minutes(FollowUpKind.DEVELOPMENT_MEETING)
    per_hour = MoneyField(metadata={"label": N_("Cost per hour")})
    currency = StrippedString(most=3, metadata={"label": N_("Currency"), "widget": "hidden"})
    valid_from = _valid_from()
    reason = _reason()

    @pre_load
    def in_own_currency(self, data: Mapping[str, Any], **kwargs: object) -> Mapping[str, Any]:
        """Return the data with the amount in the form's own currency, where a person wrote none beside it."""
        amount, currency = data.get("per_hour"), data.get("currency")
        if isinstance(amount, str) and isinstance(currency, str) and not amount.strip()[-1:].isalpha():
            return {**data, "per_hour": f"{amount.strip()} {currency}"}
        return data

    def build(self, loaded: Mapping[str, Any]) -> NewEfforts:
        """Return the statement."""
        minutes = {kind: loaded[name] for kind, name in MINUTES.items() if loaded.get(name) is not None}
        return NewEfforts(
            efforts=Efforts(minutes=minutes, per_hour=loaded.get("per_hour")),
            valid_from=_day(loaded),
            reason=str(loaded["reason"]),
        )


class RuleRowSchema(Output):
    """A rule that holds, whose it is, since when and why; days and months as in a decision."""

    rule = fields.String(attribute="key")
    kind = CodedField(FollowUpKind)
    group = fields.String()
    trigger = CodedField(Trigger)
    first_months = fields.Integer()
    first_days = fields.Integer()
    interval_months = fields.Integer(allow_none=True)
    sample_percent = fields.Integer(allow_none=True)
    answer_days = fields.Integer(allow_none=True)
    reminder_offsets = fields.List(fields.Integer())
    origin = CodedField(RuleOrigin)
    since = LocalDate(allow_none=True)
    reason = fields.String()
    source = fields.String()
    provenance = CodedField(Provenance)


class RuleDecisionSchema(Output):
    """A decision about the rules: whose, from when, of which, and why."""

    id = fields.String(attribute="public_id")
    origin = CodedField(RuleOrigin)
    valid_from = LocalDate()
    decided_on = LocalDate()
    rules = fields.List(fields.String(), attribute="keys")
    states_efforts = fields.Boolean(attribute="has_efforts")
    reason = fields.String()


class DecidedRuleSchema(Output):
    """A decision as it was taken."""

    id = fields.String(attribute="public_id")
    valid_from = LocalDate()
    reason = fields.String()


class EffortsOutputSchema(Output):
    """What a follow-up of each kind takes and costs: minutes by kind, and the cost of an hour."""

    minutes = fields.Dict(keys=fields.String(), values=fields.Integer())
    per_hour = MoneyField(allow_none=True)
