"""Spared follow-ups on the wire and in the form that narrows them."""

from __future__ import annotations

from dataclasses import dataclass

from marshmallow import fields

from followup.domain.schedule import FollowUpKind
from followup.errors import N_
from followup.schemas.base import Input, Output
from followup.schemas.fields import CodedField, LocalDate, MoneyField, PublicIdField, WholeNumber

YEAR_FIRST, YEAR_LAST = 2000, 2100


@dataclass(frozen=True, slots=True, kw_only=True)
class SparedFilter:
    """Of which year and cooperation; of which member, for the rows behind a number."""

    year: int | None = None
    cooperation_id: str | None = None
    organisation_id: str | None = None


class SparedFilterSchema(Input[SparedFilter]):
    """Which year, in which cooperation; without them the present year of the first one."""

    makes = SparedFilter

    year = WholeNumber(least=YEAR_FIRST, most=YEAR_LAST, metadata={"label": N_("Year")})
    cooperation_id = PublicIdField("coo", metadata={"label": N_("Cooperation"), "widget": "select"})


class SparedRowsFilterSchema(SparedFilterSchema):
    """The same, and of which member; without one, of all."""

    organisation_id = PublicIdField("org", metadata={"label": N_("Organisation"), "widget": "hidden"})


class SparedSchema(Output):
    """What one member, or all of them, were spared; `organisation_id` is empty for all."""

    organisation_id = fields.String(allow_none=True)
    name = fields.String(allow_none=True)
    spared_count = fields.Integer(attribute="number.count")
    covered_count = fields.Integer(attribute="number.covered")
    performed_count = fields.Integer(attribute="number.performed")
    minutes = fields.Integer(attribute="number.minutes")
    without_minutes_count = fields.Integer(attribute="number.without_minutes")
    costs = fields.List(MoneyField(), attribute="number.costs")
    without_cost_count = fields.Integer(attribute="number.without_cost")


class SparedLineSchema(Output):
    """One row behind a number; `follow_up_id` only for one's own organisation."""

    organisation_id = fields.String()
    organisation_name = fields.String()
    supplier_name = fields.String()
    kind = CodedField(FollowUpKind)
    category = fields.String(allow_none=True)
    on = LocalDate()
    count = fields.Integer()
    minutes = fields.Integer(allow_none=True)
    cost = MoneyField(allow_none=True)
    result_id = fields.String(allow_none=True)
    joint_id = fields.String(allow_none=True)
    follow_up_id = fields.String(allow_none=True)
