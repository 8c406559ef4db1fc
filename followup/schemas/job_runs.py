"""Runs of the scheduled work on the wire."""

from __future__ import annotations

from marshmallow import fields

from followup.domain.job_runs import JobName, RunState
from followup.schemas.base import Output
from followup.schemas.fields import CodedField, Instant


class JobRunSchema(Output):
    """One run of a job."""

    job = CodedField(JobName)
    slot = fields.String()
    state = CodedField(RunState)
    started_at = Instant()
    finished_at = Instant(allow_none=True)
    counts = fields.Dict(keys=fields.String(), values=fields.Integer())
    first_error = fields.String(allow_none=True)
