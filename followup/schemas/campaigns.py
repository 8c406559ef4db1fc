"""Campaigns on the wire and in forms."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError, fields

from followup.domain.campaigns import (
    MANY,
    MOST,
    NONE_CHOSEN,
    CampaignFilter,
    CampaignState,
    Choice,
    MoreSuppliers,
    NewCampaign,
)
from followup.domain.forms import OFFERED
from followup.domain.risk import RiskClass
from followup.domain.schedule import FollowUpKind
from followup.errors import N_
from followup.schemas.base import Input, Output
from followup.schemas.fields import REQUIRED, CodedField, Instant, LocalDate, PublicIdField, StrippedString
from followup.schemas.risk import check_category

_LIST: dict[str, str | list[Any] | dict[Any, Any]] = {**REQUIRED, "invalid": "field.list"}
_FORM_KEYS = frozenset(key for keys in OFFERED.values() for key in keys)
_ANSWER_BY = {"label": N_("Answer by"), "hint": N_("A day off moves to the next working day.")}


def _sent(kind: FollowUpKind) -> None:
    if kind not in OFFERED:
        raise ValidationError("field.choice")


def _known(key: str) -> None:
    if key and key not in _FORM_KEYS:
        raise ValidationError("field.choice")


def _few(chosen: list[Any]) -> None:
    if not chosen:
        raise ValidationError([NONE_CHOSEN])
    if len(chosen) > MOST:
        raise ValidationError([MANY])


def _ticked() -> fields.List[Any]:
    return fields.List(
        PublicIdField("fup"),
        required=True,
        validate=_few,
        error_messages={**_LIST, "required": [NONE_CHOSEN]},
        metadata={"widget": "hidden", "label": N_("Ticked")},
    )


class ChoiceSchema(Input[Choice]):
    """Which planned follow-ups could be sent, which form, and by when it is answered."""

    makes = Choice

    kind = CodedField(FollowUpKind, validate=_sent, metadata={"label": N_("Kind"), "widget": "select"})
    form_key = StrippedString(most=60, validate=_known, metadata={"label": N_("Form"), "widget": "select"})
    due_from = LocalDate(metadata={"label": N_("Planned from")})
    due_until = LocalDate(metadata={"label": N_("Planned until")})
    risk_class = CodedField(RiskClass, metadata={"label": N_("Risk class"), "widget": "select"})
    category = StrippedString(most=40, validate=check_category, metadata={"label": N_("Category"), "widget": "select"})
    manager_id = PublicIdField("usr", metadata={"label": N_("Contract manager"), "widget": "select"})
    due_on = LocalDate(metadata=_ANSWER_BY)


class NewCampaignSchema(Input[NewCampaign]):
    """A campaign that is to be sent."""

    name = StrippedString(
        required=True,
        most=100,
        metadata={"label": N_("Name of the campaign"), "hint": N_("Only your own organisation reads it.")},
    )
    due_on = LocalDate(required=True, metadata=_ANSWER_BY)
    form_key = StrippedString(most=60, validate=_known, metadata={"label": N_("Form"), "widget": "hidden"})
    chosen = _ticked()

    def build(self, loaded: Mapping[str, Any]) -> NewCampaign:
        """Return the campaign; without a form the rules say which."""
        return NewCampaign(
            name=loaded["name"],
            due_on=loaded["due_on"],
            chosen=tuple(loaded["chosen"]),
            form_key=loaded.get("form_key") or None,
        )


class MoreSuppliersSchema(Input[MoreSuppliers]):
    """More suppliers for a campaign."""

    due_on = LocalDate(required=True, metadata=_ANSWER_BY)
    chosen = _ticked()

    def build(self, loaded: Mapping[str, Any]) -> MoreSuppliers:
        """Return the suppliers and their day."""
        return MoreSuppliers(due_on=loaded["due_on"], chosen=tuple(loaded["chosen"]))


class CampaignFilterSchema(Input[CampaignFilter]):
    """What the suppliers of a campaign are narrowed to, by the page and by the API alike."""

    makes = CampaignFilter

    state = CodedField(CampaignState, metadata={"label": N_("State"), "widget": "select"})
    after = StrippedString(most=500, metadata={"widget": "hidden"})


class CampaignPageSchema(Input[str]):
    """Which page of the campaigns."""

    after = StrippedString(most=500, metadata={"widget": "hidden"})

    def build(self, loaded: Mapping[str, Any]) -> str:
        """Return where the page before ended."""
        return str(loaded.get("after", ""))


class ListedCampaignSchema(Output):
    """A row of the list."""

    id = fields.String(attribute="public_id")
    name = fields.String()
    form = fields.String(attribute="form_key", allow_none=True)
    due_on = LocalDate()
    made_at = Instant()
    asked = fields.Integer()
    answered = fields.Integer()
    late = fields.Integer()


class CampaignSchema(Output):
    """One campaign with its figures; `counts` by state."""

    id = fields.String(attribute="public_id")
    name = fields.String()
    form = fields.String(attribute="form_key", allow_none=True)
    due_on = LocalDate()
    made_at = Instant()
    asked = fields.Integer()
    answered = fields.Integer()
    counts = fields.Dict(keys=fields.String(), values=fields.Integer())


class AskedSupplierSchema(Output):
    """One supplier of a campaign."""

    id = fields.String(attribute="public_id")
    state = CodedField(CampaignState)
    contract_id = fields.String()
    contract_title = fields.String()
    supplier_name = fields.String()
    due_on = LocalDate()
    submitted_at = Instant(allow_none=True)
    reminders = fields.Integer()
