"""Self-assessments on the wire and in forms. A form's fields are made from the questions it asks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from marshmallow import fields

from followup.domain.comparison import AnswerState
from followup.domain.questionnaires import (
    Assessment,
    InvitationFilter,
    InvitationStatus,
    SendInvitation,
    Stage,
)
from followup.errors import N_
from followup.schemas.base import Input, Output
from followup.schemas.evidence import ScannedFileSchema
from followup.schemas.fields import (
    CodedField,
    Instant,
    LocalDate,
    PublicIdField,
    StrippedString,
    YesNo,
)
from followup.schemas.remarks import WrittenRemarkSchema
from followup.schemas.secrecy import SecrecyRequestSchema


class SendFormSchema(Input[SendInvitation]):
    """With which form, to whom and by when something is asked."""

    makes = SendInvitation

    form_key = StrippedString(
        most=60,
        metadata={
            "label": N_("Form"),
            "hint": N_("None chosen means the one that the rules say."),
            "widget": "select",
        },
    )
    contact_id = PublicIdField("ctt", required=True, metadata={"label": N_("Contact person"), "widget": "select"})
    due_on = LocalDate(
        required=True,
        metadata={"label": N_("Answer by"), "hint": N_("A day off moves to the next working day.")},
    )


class SendInvitationSchema(SendFormSchema):
    """The same, where the size of the enterprise decides between two forms."""

    is_large = YesNo(
        metadata={
            "label": N_("Is the supplier a large enterprise?"),
            "hint": N_(
                "More than 250 employees, turnover above 500 million NOK, balance above 430 million NOK. It decides "
                "between the full and the short form."
            ),
            "widget": "radio",
        }
    )


class ExtendSchema(Input[date]):
    """A later deadline."""

    due_on = LocalDate(
        required=True,
        metadata={"label": N_("Answer by"), "hint": N_("A day off moves to the next working day.")},
    )

    def build(self, loaded: Mapping[str, object]) -> date:
        """Return the day."""
        due_on = loaded["due_on"]
        assert isinstance(due_on, date)
        return due_on


class InvitationFilterSchema(Input[InvitationFilter]):
    """What the list is narrowed to, by the page and by the API alike."""

    makes = InvitationFilter

    q = StrippedString(most=100, metadata={"label": N_("Search"), "hint": N_("Contract or supplier.")})
    stage = CodedField(Stage, metadata={"label": N_("State"), "widget": "select"})
    after = StrippedString(most=500, metadata={"widget": "hidden"})


class ListedInvitationSchema(Output):
    """A row of the list."""

    id = fields.String(attribute="public_id")
    status = CodedField(InvitationStatus)
    contract_id = fields.String()
    contract_title = fields.String()
    supplier_name = fields.String()
    sent_on = LocalDate()
    due_on = LocalDate()
    submitted_at = Instant(allow_none=True)


class TallySchema(Output):
    """How many questions that count are met; a question held not relevant is left out."""

    met = fields.Integer()
    counted = fields.Integer()
    unanswered = fields.Integer()
    left_out = fields.Integer()
    percent = fields.Integer(allow_none=True)


class PartTallySchema(Output):
    """One area or clause."""

    key = fields.String()
    tally = fields.Nested(TallySchema)


class ScoreSchema(Output):
    """What the assessment came to, and by which version of the counting."""

    version = fields.Integer()
    leads = fields.Nested(TallySchema)
    areas = fields.List(fields.Nested(PartTallySchema))
    clauses = fields.List(fields.Nested(PartTallySchema))


class AnswerSchema(Output):
    """One question of the form, its answer as it was sent in, and what the buyer makes of it."""

    question = fields.String(attribute="key")
    clause = fields.String(allow_none=True)
    text = fields.String()
    is_lead = fields.Boolean()
    state = CodedField(AnswerState)
    value = fields.String()
    comment = fields.String()
    files = fields.List(fields.Nested(ScannedFileSchema))
    assessment = CodedField(Assessment, allow_none=True)
    note = fields.String(allow_none=True)
    earlier_value = fields.String(allow_none=True)
    messages = fields.List(fields.Nested(WrittenRemarkSchema))
    secrecy = fields.Nested(SecrecyRequestSchema, allow_none=True)


class InvitationSchema(Output):
    """A self-assessment; without answers until they are sent in."""

    id = fields.String(attribute="public_id")
    version = fields.Integer()
    status = CodedField(InvitationStatus)
    contract_id = fields.String()
    follow_up_id = fields.String()
    supplier_id = fields.String()
    sent_on = LocalDate()
    due_on = LocalDate()
    submitted_at = Instant(allow_none=True)
    receipt_number = fields.String(allow_none=True)
    fingerprint = fields.String(allow_none=True)
    form = fields.String(attribute="form_key")
    score = fields.Nested(ScoreSchema, allow_none=True)
    messages = fields.List(fields.Nested(WrittenRemarkSchema))
    answers = fields.List(fields.Nested(AnswerSchema))
