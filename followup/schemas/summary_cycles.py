"""The work on a year's summary, its findings and corrections, on the wire and in forms."""

from __future__ import annotations

from marshmallow import fields

from followup.domain.indicators import Indicator
from followup.domain.summary_checks import Check, Level
from followup.domain.summary_cycles import Acceptance, Cycle, Erratum, Stage
from followup.errors import N_
from followup.schemas.base import Input, Output
from followup.schemas.fields import CodedField, LocalDate, StrippedString, WholeNumber

_TEXT_MOST = 1_000


class CycleSchema(Input[Cycle]):
    """The dates of a year's summary, and from how many suppliers on an identifying figure is shown."""

    makes = Cycle

    confirm_by = LocalDate(
        required=True,
        metadata={"label": N_("Members confirm by"), "hint": N_("The proposed days are a default of this service.")},
    )
    publish_by = LocalDate(required=True, metadata={"label": N_("Publish by")})
    threshold = WholeNumber(
        required=True,
        metadata={
            "label": N_("Fewest suppliers behind a figure that could identify one"),
            "hint": N_("From 3 to 10. Deviations, sanctions and colours with fewer are hidden."),
        },
    )
    note = StrippedString(most=_TEXT_MOST, lines=True, metadata={"label": N_("Note to the members")})


class AcceptanceSchema(Input[Acceptance]):
    """Why a finding may stand."""

    makes = Acceptance

    finding = StrippedString(required=True, most=200, metadata={"label": N_("Finding"), "widget": "radio"})
    reason = StrippedString(
        required=True,
        least=10,
        most=_TEXT_MOST,
        lines=True,
        metadata={
            "label": N_("Why it is right nevertheless"),
            "hint": N_("Kept with the edition. It is not published, and names no supplier."),
        },
    )


class ErratumSchema(Input[Erratum]):
    """What a later edition corrects, in each language."""

    makes = Erratum

    sv = StrippedString(required=True, most=_TEXT_MOST, lines=True, metadata={"label": N_("In Swedish")})
    nb = StrippedString(required=True, most=_TEXT_MOST, lines=True, metadata={"label": N_("In Norwegian")})
    en = StrippedString(required=True, most=_TEXT_MOST, lines=True, metadata={"label": N_("In English")})


class CheckFindingSchema(Output):
    """What a cross-check found; numbers of activities only."""

    check = CodedField(Check)
    level = CodedField(Level)
    organisation_id = fields.String(attribute="organisation")
    indicator = CodedField(Indicator, allow_none=True)
    before = fields.Integer(allow_none=True)
    now = fields.Integer(allow_none=True)
    key = fields.String()


class StageSchema(Output):
    """A line of the year's checklist."""

    stage = CodedField(Stage)
    is_done = fields.Boolean()


class SummaryCycleSchema(Output):
    """Where the work on a year's summary is; without dates until they are set."""

    year = fields.Integer()
    confirm_by = LocalDate(allow_none=True)
    publish_by = LocalDate(allow_none=True)
    threshold = fields.Integer()
    stages = fields.List(fields.Nested(StageSchema))
    missing = fields.List(fields.String())
    findings = fields.List(fields.Nested(CheckFindingSchema))
