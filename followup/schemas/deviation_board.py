"""The board of deviations on the wire."""

from __future__ import annotations

from marshmallow import fields

from followup.domain.deviation_board import Side
from followup.domain.deviations import Severity
from followup.schemas.base import Output
from followup.schemas.fields import CodedField, LocalDate


class BoardGroupSchema(Output):
    """One line: how many open deviations of each grade; without a key, those for which it is not stated."""

    key = fields.String(allow_none=True)
    name = fields.String()
    critical = fields.Integer(attribute="counts.critical")
    major = fields.Integer(attribute="counts.major")
    minor = fields.Integer(attribute="counts.minor")
    total = fields.Integer()


class BoardDivisionSchema(Output):
    """The open deviations by one side, the largest groups first."""

    side = CodedField(Side)
    groups = fields.List(fields.Nested(BoardGroupSchema))
    more_groups = fields.Integer()
    more_count = fields.Integer()


class DaysToCloseSchema(Output):
    """Calendar days from sending to closing in one year; without a grade, of all. Too few cases have no figures."""

    year = fields.Integer()
    severity = CodedField(Severity, allow_none=True)
    count = fields.Integer()
    median = fields.Integer(allow_none=True)
    lower = fields.Integer(allow_none=True, metadata={"description": "A quarter took at most so many days."})
    upper = fields.Integer(allow_none=True, metadata={"description": "Three quarters took at most so many days."})
    in_time_count = fields.Integer()
    late_count = fields.Integer()


class BoardSchema(Output):
    """What was sent and is not settled on the day, by what it shares; and how long it took to close the rest."""

    on = LocalDate()
    open_count = fields.Integer()
    by_grade = fields.Dict(keys=fields.String(), values=fields.Integer())
    divisions = fields.List(fields.Nested(BoardDivisionSchema))
    closings = fields.List(fields.Nested(DaysToCloseSchema))
