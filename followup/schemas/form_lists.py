"""The forms that can be sent, for the API."""

from __future__ import annotations

from marshmallow import fields

from followup.domain.code_of_conduct import QuestionKind
from followup.schemas.base import Output
from followup.schemas.fields import CodedField


class ListedFormSchema(Output):
    """A form of the standard terms or of the bank of forms."""

    version = fields.String()
    key = fields.String()
    title = fields.String()
    question_count = fields.Integer()
    minutes = fields.Integer(allow_none=True)


class AskedQuestionSchema(Output):
    """One question as a supplier reads it."""

    key = fields.String()
    number = fields.Integer()
    section = fields.String()
    kind = CodedField(QuestionKind)
    text = fields.String()
    guidance = fields.String()
    evidence = fields.String()
    unit = fields.String()
    is_lead = fields.Boolean()
    good_example = fields.String()
    assessment_guide = fields.String()


class FormSchema(ListedFormSchema):
    """A form with its questions, one's own behind them."""

    questions = fields.List(fields.Nested(AskedQuestionSchema))
