"""Audit programmes on the wire and in forms."""

from __future__ import annotations

from marshmallow import fields

from followup.domain.audit_programmes import ChangedProgramme, NewProgramme
from followup.errors import N_
from followup.schemas.base import Input, Output
from followup.schemas.fields import LocalDate, StrippedString, WholeNumber

YEAR_FIRST, YEAR_LAST = 2000, 2100
DAYS_MOST = 10_000
_OBJECTIVES = {"label": N_("Objectives"), "hint": N_("What the audits of the year are for.")}
_RISKS = {"label": N_("Risks"), "hint": N_("What can go wrong with the programme itself.")}
_RESOURCES = {"label": N_("Resources"), "hint": N_("Persons, money and knowledge, own and bought.")}
_DAYS = {"label": N_("Days of auditing planned")}


class NewProgrammeSchema(Input[NewProgramme]):
    """A year's programme."""

    makes = NewProgramme

    year = WholeNumber(required=True, least=YEAR_FIRST, most=YEAR_LAST, metadata={"label": N_("Year")})
    objectives = StrippedString(required=True, most=8000, lines=True, metadata=_OBJECTIVES)
    risks = StrippedString(most=8000, lines=True, metadata=_RISKS)
    resources = StrippedString(most=8000, lines=True, metadata=_RESOURCES)
    audit_days = WholeNumber(most=DAYS_MOST, metadata=_DAYS)


class ChangedProgrammeSchema(Input[ChangedProgramme]):
    """The programme as it stands now, with its review."""

    makes = ChangedProgramme

    objectives = StrippedString(required=True, most=8000, lines=True, metadata=_OBJECTIVES)
    risks = StrippedString(most=8000, lines=True, metadata=_RISKS)
    resources = StrippedString(most=8000, lines=True, metadata=_RESOURCES)
    audit_days = WholeNumber(most=DAYS_MOST, metadata=_DAYS)
    review = StrippedString(
        most=8000,
        lines=True,
        metadata={
            "label": N_("What was learnt"),
            "hint": N_("What was reached, what was learnt, what next year's should do."),
        },
    )
    reviewed_on = LocalDate(metadata={"label": N_("Reviewed on")})


class ListedProgrammeSchema(Output):
    """A programme, beside the joint audits of its year."""

    id = fields.String(attribute="public_id")
    version = fields.Integer()
    year = fields.Integer()
    objectives = fields.String()
    risks = fields.String(allow_none=True)
    resources = fields.String(allow_none=True)
    audit_days = fields.Integer(allow_none=True)
    review = fields.String(allow_none=True)
    reviewed_on = LocalDate(allow_none=True)
    planned_count = fields.Integer()
    done_count = fields.Integer()
