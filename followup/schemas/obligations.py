"""Obligations on the wire and in forms."""

from __future__ import annotations

from marshmallow import fields

from followup.domain.code_of_conduct import Level
from followup.domain.follow_ups import FindingResult
from followup.domain.obligations import (
    Fulfilment,
    GivenObligation,
    ObligationFilter,
    ObligationState,
    ObligationStatus,
    ShownObligation,
)
from followup.domain.risk import RiskClass
from followup.domain.schedule import FollowUpKind
from followup.errors import N_
from followup.schemas.actions import FilesField
from followup.schemas.base import Input, Output
from followup.schemas.fields import CodedField, LocalDate, PublicIdField, StrippedString, YesNo


class ObligationFilterSchema(Input[ObligationFilter]):
    """What the list is narrowed to, by the page and by the API alike."""

    makes = ObligationFilter

    state = CodedField(ObligationState, metadata={"label": N_("State"), "widget": "hidden"})
    mine = YesNo(metadata={"label": N_("Only mine")})
    after = StrippedString(most=500, metadata={"widget": "hidden"})


class GivenObligationSchema(Input[GivenObligation]):
    """Who sees to an obligation, and by when."""

    makes = GivenObligation

    owner_id = PublicIdField(
        "usr",
        required=True,
        metadata={"label": N_("Owner"), "widget": "select", "hint": N_("Sees to it that it is shown.")},
    )
    due_on = LocalDate(
        metadata={"label": N_("To be shown by"), "hint": N_("It stands in the owner's work 14 days before.")}
    )


class ShownObligationSchema(Input[ShownObligation]):
    """How far an obligation has come, and what shows it."""

    makes = ShownObligation

    status = CodedField(ObligationStatus, required=True, metadata={"label": N_("State"), "widget": "radio"})
    note = StrippedString(
        most=2000,
        lines=True,
        metadata={"label": N_("Note"), "hint": N_("How it was shown, or what is missing.")},
    )
    files = FilesField(
        metadata={
            "label": N_("Files that show it"),
            "widget": "file",
            "multiple": True,
            "hint": N_("They stay inside your organisation."),
        }
    )


class ObligationFindingSchema(Output):
    """What one follow-up found."""

    follow_up_id = fields.String()
    kind = CodedField(FollowUpKind)
    done_on = LocalDate(allow_none=True)
    result = CodedField(FindingResult)
    note = fields.String(allow_none=True)


class ObligationSchema(Output):
    """An obligation as the API gives it."""

    id = fields.String(attribute="public_id")
    version = fields.Integer()
    contract_id = fields.String()
    code_version = fields.String(attribute="version_key")
    clause = fields.String(attribute="key")
    number = fields.String()
    title = fields.Dict(keys=fields.String(), values=fields.String())
    level = CodedField(Level)
    bound_on = LocalDate()
    owner_id = fields.String(allow_none=True)
    due_on = LocalDate(allow_none=True)
    status = CodedField(ObligationStatus)
    status_on = LocalDate(allow_none=True)
    status_note = fields.String(allow_none=True)
    state = CodedField(Fulfilment)
    findings = fields.List(fields.Nested(ObligationFindingSchema))
    deviation_ids = fields.List(fields.String())
    evidence_ids = fields.List(fields.String())


class ListedObligationSchema(Output):
    """A row of the list."""

    id = fields.String(attribute="public_id")
    number = fields.String()
    title = fields.Dict(keys=fields.String(), values=fields.String())
    status = CodedField(ObligationStatus)
    due_on = LocalDate(allow_none=True)
    contract_id = fields.String()
    contract_title = fields.String()
    supplier_name = fields.String()
    risk_class = CodedField(RiskClass, allow_none=True)
