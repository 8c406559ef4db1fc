"""A message of a thread, in the buyer's form and on the wire."""

from __future__ import annotations

from collections.abc import Mapping

from marshmallow import fields

from followup.domain.remarks import LONGEST
from followup.errors import N_
from followup.schemas.base import Input, Output
from followup.schemas.fields import Instant, StrippedString


class RemarkSchema(Input[str]):
    """What the buyer writes to the supplier."""

    text = StrippedString(
        required=True,
        most=LONGEST,
        lines=True,
        metadata={
            "label": N_("Message to the supplier"),
            "hint": N_("The supplier gets a mail and reads it at the question. It cannot be changed afterwards."),
        },
    )

    def build(self, loaded: Mapping[str, object]) -> str:
        """Return the text."""
        return str(loaded["text"])


class WrittenRemarkSchema(Output):
    """One message; without a question it is about the whole self-assessment."""

    id = fields.String(attribute="public_id")
    question = fields.String(attribute="question_key", allow_none=True)
    is_from_buyer = fields.Boolean()
    author = fields.String(attribute="author_name")
    text = fields.String()
    written_at = Instant()
