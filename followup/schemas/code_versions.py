"""Adopted versions of the standard terms as the API gives them."""

from __future__ import annotations

from marshmallow import fields

from followup.domain.code_of_conduct import Area, Level, Part
from followup.domain.sourced import Provenance, Unit
from followup.schemas.base import Output
from followup.schemas.fields import CodedField, LocalDate


class ListedCodeVersionSchema(Output):
    """An adopted version as a row of the list."""

    id = fields.String(attribute="public_id")
    key = fields.String()
    country = fields.String()
    title = fields.Dict(keys=fields.String(), values=fields.String())
    in_force_from = LocalDate(allow_none=True)
    in_force_to = LocalDate(allow_none=True)
    sha256 = fields.String()


class NumberSchema(Output):
    """A number of a clause; without a value it is left to the contract or not known."""

    key = fields.String()
    unit = CodedField(Unit)
    value = fields.Integer(allow_none=True)
    provenance = CodedField(Provenance)
    source = fields.String()


class ClauseSchema(Output):
    """One standard clause of a version."""

    id = fields.String(attribute="public_id")
    key = fields.String()
    number = fields.String()
    title = fields.Dict(keys=fields.String(), values=fields.String())
    obligation = fields.Dict(keys=fields.String(), values=fields.String())
    areas = fields.List(CodedField(Area))
    part = CodedField(Part)
    level = CodedField(Level)
    conventions = fields.List(fields.String(), attribute="told.conventions")
    sdg_targets = fields.List(fields.String(), attribute="told.sdg_targets")
    numbers = fields.List(fields.Nested(NumberSchema), attribute="told.numbers")
    source = fields.String(attribute="told.source")


class QuestionnaireSchema(Output):
    """A form that belongs to a version."""

    id = fields.String(attribute="public_id")
    key = fields.String()
    title = fields.Dict(keys=fields.String(), values=fields.String())
    content = fields.Dict()


class CodeVersionSchema(ListedCodeVersionSchema):
    """An adopted version with all it says."""

    clauses = fields.List(fields.Nested(ClauseSchema))
    questionnaires = fields.List(fields.Nested(QuestionnaireSchema))
