"""The plan on the wire and in forms: what it is narrowed to, its counts, and a row of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import fields

from followup.domain.plan_views import NOBODY, PlanFilter, PlanState, WaitsOn
from followup.domain.risk import RiskClass
from followup.domain.schedule import FollowUpKind
from followup.errors import N_
from followup.schemas.base import Input, Output
from followup.schemas.fields import CodedField, LocalDate, PublicIdField, StrippedString, WholeNumber
from followup.schemas.risk import check_category

YEAR_LEAST, YEAR_MOST = 2000, 2100


class PersonField(PublicIdField):
    """A person, or nobody."""

    def _deserialize(self, value: object, attr: str | None, data: Mapping[str, object] | None, **kwargs: Any) -> str:
        return NOBODY if value == NOBODY else super()._deserialize(value, attr, data, **kwargs)


class PlanFilterSchema(Input[PlanFilter]):
    """What the plan is narrowed to, by each page of it and by the API alike."""

    makes = PlanFilter

    year = WholeNumber(least=YEAR_LEAST, most=YEAR_MOST, metadata={"label": N_("Year"), "widget": "select"})
    q = StrippedString(most=100, metadata={"label": N_("Contract or supplier")})
    kind = CodedField(FollowUpKind, metadata={"label": N_("Kind"), "widget": "select"})
    category = StrippedString(most=40, validate=check_category, metadata={"label": N_("Category"), "widget": "select"})
    person_id = PersonField("usr", metadata={"label": N_("Given to"), "widget": "select"})
    contract_id = PublicIdField("con", metadata={"widget": "hidden"})
    supplier_id = PublicIdField("sup", metadata={"widget": "hidden"})
    month = WholeNumber(least=0, most=12, metadata={"widget": "hidden"})
    day = WholeNumber(least=1, most=31, metadata={"widget": "hidden"})
    state = CodedField(PlanState, metadata={"widget": "hidden"})
    waits = CodedField(WaitsOn, metadata={"widget": "hidden"})
    after = StrippedString(most=500, metadata={"widget": "hidden"})


class CountedSchema(Output):
    """How many follow-ups of a month are of a kind and have come equally far; month 0 is what the years before left."""

    month = fields.Integer()
    kind = CodedField(FollowUpKind)
    state = CodedField(PlanState)
    is_late = fields.Boolean()
    count = fields.Integer()


class OpenWorkSchema(Output):
    """How many open follow-ups of a kind a person has in a month; without a person nobody has them."""

    person_id = fields.String(allow_none=True)
    person = fields.String(attribute="name", allow_none=True)
    month = fields.Integer()
    kind = CodedField(FollowUpKind)
    is_late = fields.Boolean()
    count = fields.Integer()
    minutes_each = fields.Integer(allow_none=True)


class PlannedSchema(Output):
    """A follow-up as the plan shows it."""

    id = fields.String(attribute="public_id")
    version = fields.Integer()
    kind = CodedField(FollowUpKind)
    state = CodedField(PlanState)
    is_late = fields.Boolean()
    due_on = LocalDate()
    contract_id = fields.String()
    contract_title = fields.String()
    risk_class = CodedField(RiskClass, allow_none=True)
    supplier_name = fields.String()
    person_id = fields.String(allow_none=True)


class ExplainedSchema(PlannedSchema):
    """A follow-up with why it is due then, and what a person said about its being late."""

    why = fields.String()
    late_note = fields.String(allow_none=True)


class LateSchema(ExplainedSchema):
    """A follow-up that is late, and on whom it waits."""

    waits_on = CodedField(WaitsOn, attribute="waits")


class BlockedSchema(Output):
    """What the rules would ask for and cannot have."""

    kind = CodedField(FollowUpKind)
    due_on = LocalDate()
    why = fields.String()
    blocked = fields.String()


class ContractPlanSchema(Output):
    """The plan of one contract."""

    contract_id = fields.String()
    planned = fields.List(fields.Nested(ExplainedSchema))
    blocked = fields.List(fields.Nested(BlockedSchema))
