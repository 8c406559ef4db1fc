"""The rules for risk assessment on the wire and in the form."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from marshmallow import fields, validate

from followup.domain.actors import Role
from followup.domain.risk import RiskClass
from followup.domain.risk_policies import HOURS_MOST, MONTHS_MOST, NewRules
from followup.errors import N_
from followup.schemas.base import Input, Output
from followup.schemas.fields import CodedField, LocalDate, StrippedString, WholeNumber

_HOURS = {level: f"hours_{level}" for level in RiskClass}
_HOURS_HINT = N_("Per contract and year. Leave it empty where nothing has been decided.")


def _hours(label: str) -> WholeNumber:
    return WholeNumber(least=0, most=HOURS_MOST, metadata={"label": label, "hint": _HOURS_HINT})


class RiskRulesSchema(Input[NewRules]):
    """Who assesses, who approves and from which class, how long an assessment holds, and hours per class."""

    valid_from = LocalDate(required=True, metadata={"label": N_("Holds from")})
    assessors = fields.List(
        CodedField(Role),
        required=True,
        validate=validate.Length(min=1, error="field.required"),
        metadata={"label": N_("Who assesses")},
    )
    approvers = fields.List(
        CodedField(Role),
        required=True,
        validate=validate.Length(min=1, error="field.required"),
        metadata={"label": N_("Who approves"), "hint": N_("Never the person who assessed.")},
    )
    four_eyes_from = CodedField(
        RiskClass,
        required=True,
        metadata={
            "label": N_("Approval is needed from"),
            "widget": "select",
            "hint": N_("Also for leaving such a class. Default of this service: risk class B."),
        },
    )
    review_months = WholeNumber(
        required=True,
        least=1,
        most=MONTHS_MOST,
        metadata={"label": N_("Months that an assessment holds"), "hint": N_("Default of this service: 12.")},
    )
    hours_a = _hours(N_("Hours planned for risk class A"))
    hours_b = _hours(N_("Hours planned for risk class B"))
    hours_c = _hours(N_("Hours planned for risk class C"))
    hours_d = _hours(N_("Hours planned for risk class D"))
    reason = StrippedString(
        required=True,
        most=2000,
        lines=True,
        metadata={"label": N_("Reason"), "hint": N_("Such as the decision's number.")},
    )

    def build(self, loaded: Mapping[str, Any]) -> NewRules:
        """Return the rules."""
        on = loaded["valid_from"]
        assert isinstance(on, date)
        return NewRules(
            valid_from=on,
            assessors=tuple(loaded["assessors"]),
            approvers=tuple(loaded["approvers"]),
            four_eyes_from=loaded["four_eyes_from"],
            review_months=loaded["review_months"],
            hours={level: loaded[name] for level, name in _HOURS.items() if loaded.get(name) is not None},
            reason=str(loaded["reason"]),
        )


class RiskPolicySchema(Output):
    """One change of the rules as the API gives it; hours per class, in hours per contract and year."""

    id = fields.String(attribute="public_id", allow_none=True)
    valid_from = LocalDate(allow_none=True)
    assessors = fields.List(fields.String())
    approvers = fields.List(fields.String())
    four_eyes_from = CodedField(RiskClass)
    review_months = fields.Integer()
    hours = fields.Dict(keys=fields.String(), values=fields.Integer())
    reason = fields.String(allow_none=True)
