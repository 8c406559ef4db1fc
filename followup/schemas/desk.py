"""The secretariat's desk on the wire."""

from __future__ import annotations

from marshmallow import fields

from followup.domain.desk import Gap, Stuck
from followup.schemas.base import Output
from followup.schemas.fields import CodedField, LocalDate


class HaltSchema(Output):
    """What stands still, at whom and since when."""

    stuck = CodedField(Stuck)
    title = fields.String()
    at = fields.String()
    since = LocalDate(allow_none=True)
    id = fields.String()


class LackSchema(Output):
    """What is missing from a member."""

    organisation_id = fields.String()
    name = fields.String()
    area = fields.String(allow_none=True)
    gaps = fields.List(CodedField(Gap))
    last_shared_on = LocalDate(allow_none=True)


class SeveralSchema(Output):
    """A supplier of whom several members share results."""

    supplier_id = fields.String(attribute="public_id")
    name = fields.String()
    organisation_count = fields.Integer()
    result_count = fields.Integer()
    red_count = fields.Integer()
    last_on = LocalDate()


class DeskSchema(Output):
    """The desk."""

    halts = fields.List(fields.Nested(HaltSchema))
    members = fields.List(fields.Nested(LackSchema))
    several = fields.List(fields.Nested(SeveralSchema))
