"""Shared results on the wire and in forms."""

from __future__ import annotations

from collections.abc import Mapping

from marshmallow import fields

from followup.domain.code_of_conduct import Level
from followup.domain.schedule import FollowUpKind
from followup.domain.sharing import Light, ResultFilter
from followup.errors import N_
from followup.schemas.base import Input, Output
from followup.schemas.crosswalks import outcomes_field
from followup.schemas.fields import CodedField, Instant, LocalDate, PublicIdField, StrippedString


class ResultFilterSchema(Input[ResultFilter]):
    """What the list is narrowed to, by the page and by the API alike."""

    makes = ResultFilter

    q = StrippedString(most=100, metadata={"label": N_("Supplier"), "hint": N_("A part of the name.")})
    light = CodedField(Light, metadata={"label": N_("Traffic light"), "widget": "select"})
    supplier_id = PublicIdField("sup", metadata={"widget": "hidden"})
    after = StrippedString(most=500, metadata={"widget": "hidden"})


class WithdrawSchema(Input[str]):
    """Why a result is taken back; stays in the organisation."""

    reason = StrippedString(
        required=True,
        most=1000,
        lines=True,
        metadata={"label": N_("Reason"), "hint": N_("Only your own organisation reads it.")},
    )

    def build(self, loaded: dict[str, str]) -> str:  # type: ignore[override] # one text field
        """Return the reason."""
        return loaded["reason"]


class SharedResultSchema(Output):
    """A shared result as the API gives it; `follow_up_id` only to its owner."""

    id = fields.String(attribute="public_id")
    organisation_id = fields.String(attribute="organisation_public_id")
    organisation_name = fields.String()
    supplier_id = fields.String()
    supplier_name = fields.String()
    category = fields.String(allow_none=True)
    kind = CodedField(FollowUpKind)
    done_on = LocalDate()
    code_version = fields.String(allow_none=True)
    level = CodedField(Level, allow_none=True)
    critical_count = fields.Integer()
    major_count = fields.Integer()
    minor_count = fields.Integer()
    open_count = fields.Integer()
    light = CodedField(Light)
    light_on = LocalDate()
    remedied_on = LocalDate(allow_none=True)
    reusable_until = LocalDate()
    shared_at = Instant()


class OneSharedResultSchema(SharedResultSchema):
    """One shared result with its outcomes by area and, for its owner, the follow-up it came from."""

    version = fields.Integer()
    areas = outcomes_field()
    mapping = fields.String(allow_none=True)
    follow_up_id = fields.String(allow_none=True)


class OfferSchema(Output):
    """All that would leave the organisation if a follow-up were shared now."""

    supplier_name = fields.String()
    category = fields.String(allow_none=True)
    kind = CodedField(FollowUpKind)
    done_on = LocalDate()
    code_version = fields.String(allow_none=True)
    level = CodedField(Level, allow_none=True)
    critical_count = fields.Integer()
    major_count = fields.Integer()
    minor_count = fields.Integer()
    open_count = fields.Integer()
    light = CodedField(Light)
    light_on = LocalDate()
    areas = outcomes_field()
    mapping = fields.String(allow_none=True)
    remedied_on = LocalDate(allow_none=True)
    reusable_until = LocalDate()


class NothingSchema(Input[None]):
    """No fields: what is asked stands in the address."""

    def build(self, loaded: Mapping[str, object]) -> None:
        """Return nothing."""
