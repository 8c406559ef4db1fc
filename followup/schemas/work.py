"""One's work on the wire."""

from __future__ import annotations

from marshmallow import fields

from followup.domain.risk import RiskClass
from followup.domain.work import Task, Waits
from followup.schemas.base import Output
from followup.schemas.fields import CodedField, LocalDate


class WorkItemSchema(Output):
    """Something that waits on somebody; `id` is what the next step is about."""

    task = CodedField(Task)
    waits = CodedField(Waits)
    id = fields.String()
    title = fields.String()
    supplier = fields.String()
    due_on = LocalDate(allow_none=True)
    risk_class = CodedField(RiskClass, allow_none=True)
