"""The portfolio on the wire."""

from __future__ import annotations

from marshmallow import fields

from followup.domain.contracts import Criticality
from followup.domain.portfolio import Ordering
from followup.domain.risk import RiskClass
from followup.errors import N_
from followup.schemas.base import Input, Output
from followup.schemas.fields import CodedField, LocalDate, WholeNumber


class OrderingSchema(Input[Ordering]):
    """By what the prioritisation is sorted."""

    by = CodedField(Ordering, metadata={"label": N_("Sort the list"), "widget": "select"})

    def build(self, loaded: dict[str, Ordering]) -> Ordering:  # type: ignore[override] # one coded field
        """Return the ordering; the priority unless another is asked for."""
        return loaded.get("by", Ordering.PRIORITY)


class YearSchema(Input[int | None]):
    """Which year; this one unless another is asked for."""

    year = WholeNumber(least=2000, most=2100, metadata={"label": N_("Calendar year")})

    def build(self, loaded: dict[str, int]) -> int | None:  # type: ignore[override] # one number
        """Return the year."""
        return loaded.get("year")


class ReviewedSchema(Output):
    """A contract whose class should be looked at again; reasons are codes."""

    contract_id = fields.String(attribute="id")
    title = fields.String()
    risk_class = CodedField(RiskClass)
    valid_until = LocalDate(allow_none=True)
    reasons = fields.List(fields.String(), attribute="codes")


class PrioritySchema(Output):
    """A place in the prioritisation, with what it was made of."""

    id = fields.String(attribute="of.id")
    title = fields.String(attribute="of.title")
    value_minor = fields.Integer(attribute="of.value_minor")
    currency = fields.String(attribute="of.currency")
    risk_class = CodedField(RiskClass, attribute="of.risk_class", allow_none=True)
    renews_on = LocalDate(attribute="of.renews_on", allow_none=True)
    risk_weight = fields.Integer()
    time_weight = fields.Integer()
    priority = fields.Integer()


class EffortSchema(Output):
    """What one class of contracts is given and takes in a year, in hours."""

    risk_class = CodedField(RiskClass, allow_none=True)
    contract_count = fields.Integer()
    planned = fields.Integer(allow_none=True)
    used = fields.Float()
    follow_up_count = fields.Integer()
    untimed_count = fields.Integer()


class GroupSchema(Output):
    """One portfolio group beside the share that the rule of thumb gives it, in per cent."""

    group = CodedField(Criticality)
    contract_count = fields.Integer()
    share = fields.Integer(allow_none=True)
    guide = fields.Integer()
