"""Reuse of shared results on the wire and in forms."""

from __future__ import annotations

from collections.abc import Mapping

from marshmallow import fields

from followup.domain.follow_ups import FollowUpStatus
from followup.domain.schedule import FollowUpKind
from followup.domain.sharing import Light
from followup.errors import N_
from followup.schemas.base import Input, Output
from followup.schemas.fields import CodedField, LocalDate, PublicIdField


class ReuseSchema(Input[str]):
    """Which shared result stands for the follow-up."""

    result_id = PublicIdField("res", required=True, metadata={"label": N_("Shared result"), "widget": "radio"})

    def build(self, loaded: Mapping[str, object]) -> str:
        """Return the result's public id."""
        return str(loaded["result_id"])


class ProposalSchema(Output):
    """A shared result beside an own follow-up: whether it could stand for it, and why (not)."""

    result_id = fields.String()
    organisation_name = fields.String()
    kind = CodedField(FollowUpKind)
    done_on = LocalDate()
    reusable_until = LocalDate()
    light = CodedField(Light)
    suits = fields.Boolean()
    next_due_on = LocalDate(attribute="next_on", allow_none=True)
    reasons = fields.List(fields.String())
    against = fields.List(fields.String())
    notes = fields.List(fields.String())


class CoveredSchema(Output):
    """A follow-up that a shared result stands for; it was done on the result's day."""

    id = fields.String(attribute="public_id")
    version = fields.Integer()
    kind = CodedField(FollowUpKind)
    status = CodedField(FollowUpStatus)
    due_on = LocalDate()
    done_on = LocalDate()
