"""Copies of a joint self-assessment's answers, on the wire and in forms."""

from __future__ import annotations

from collections.abc import Mapping

from marshmallow import fields

from followup.domain.answer_copies import CopyFilter, CopyStatus
from followup.errors import N_
from followup.schemas.base import Input, Output
from followup.schemas.evidence import ScannedFileSchema
from followup.schemas.fields import CodedField, Instant, StrippedString


class CopyFilterSchema(Input[CopyFilter]):
    """What the list is narrowed to, by the page and by the API alike."""

    makes = CopyFilter

    status = CodedField(CopyStatus, metadata={"label": N_("State"), "widget": "select"})
    after = StrippedString(most=500, metadata={"widget": "hidden"})


class DeclineCopySchema(Input[str]):
    """Why the answers are not accepted."""

    reason = StrippedString(
        required=True,
        most=1000,
        lines=True,
        metadata={"label": N_("Reason"), "hint": N_("For your own organisation. Nobody else reads it.")},
    )

    def build(self, loaded: Mapping[str, object]) -> str:
        """Return the reason."""
        return str(loaded["reason"])


class ListedCopySchema(Output):
    """A row of the list."""

    id = fields.String(attribute="public_id")
    version = fields.Integer()
    status = CodedField(CopyStatus)
    is_older = fields.Boolean()
    joint_id = fields.String()
    lead_name = fields.String()
    supplier_id = fields.String()
    supplier_name = fields.String()
    contract_id = fields.String(allow_none=True)
    follow_up_id = fields.String(allow_none=True)
    receipt_number = fields.String()
    fingerprint = fields.String()
    submitted_at = Instant()
    delivered_at = Instant()


class CopiedAnswerSchema(Output):
    """One question of one's own part, and its answer as it was sent in."""

    question = fields.String(attribute="key")
    clause = fields.String(allow_none=True)
    text = fields.String()
    value = fields.String()
    comment = fields.String()
    files = fields.List(fields.Nested(ScannedFileSchema))
    is_secrecy_asked = fields.Boolean()


class CopySchema(ListedCopySchema):
    """One copy with its answers."""

    reason = fields.String(allow_none=True)
    decided_at = Instant(allow_none=True)
    answers = fields.List(fields.Nested(CopiedAnswerSchema))
