"""The buyer's test by law of a request for secrecy, in forms and on the wire."""

from __future__ import annotations

from marshmallow import fields

from followup.domain.names import LINE_LONGEST
from followup.domain.secrecy import LONGEST, SecrecyStatus, SecrecyTest
from followup.errors import N_
from followup.schemas.base import Input, Output
from followup.schemas.fields import CodedField, LocalDate, StrippedString, YesNo


class SecrecyTestSchema(Input[SecrecyTest]):
    """What the test came to."""

    makes = SecrecyTest

    is_secret = YesNo(required=True, metadata={"label": N_("Is the answer held secret?"), "widget": "radio"})
    law = StrippedString(
        most=LINE_LONGEST,
        metadata={
            "label": N_("Provision"),
            "hint": N_("The chapter, section and law it is tested by. Needed when the answer is held secret."),
        },
    )
    note = StrippedString(
        required=True,
        most=LONGEST,
        lines=True,
        metadata={
            "label": N_("What the test came to"),
            "hint": N_("Who would be harmed by what, or why nobody would. The supplier reads the outcome, not this."),
        },
    )


class SecrecyRequestSchema(Output):
    """A request for secrecy about one answer, with the outcome of the test."""

    id = fields.String(attribute="public_id")
    version = fields.Integer()
    question = fields.String(attribute="question_key")
    status = CodedField(SecrecyStatus)
    reason = fields.String()
    law = fields.String(allow_none=True)
    note = fields.String(allow_none=True)
    decided_on = LocalDate(allow_none=True)
