"""A supplier across organisations, and who buys from whom, on the wire."""

from __future__ import annotations

from marshmallow import fields

from followup.domain.code_of_conduct import Level
from followup.domain.follow_ups import FindingResult
from followup.domain.schedule import FollowUpKind
from followup.domain.sharing import Light
from followup.domain.supplier_across import MapFilter, Tie
from followup.errors import N_
from followup.schemas.base import Input, Output
from followup.schemas.crosswalks import outcomes_field
from followup.schemas.fields import CodedField, LocalDate, StrippedString


class MapFilterSchema(Input[MapFilter]):
    """What the contact map is narrowed to, by the page and by the API alike."""

    makes = MapFilter

    q = StrippedString(most=100, metadata={"label": N_("Supplier"), "hint": N_("A part of the name.")})
    after = StrippedString(most=500, metadata={"widget": "hidden"})


class ToldSchema(Output):
    """One result about the supplier, from a member or from elsewhere."""

    id = fields.String()
    who = fields.String()
    is_outside = fields.Boolean()
    kind = CodedField(FollowUpKind)
    category = fields.String(allow_none=True)
    done_on = LocalDate()
    light = CodedField(Light, allow_none=True)
    light_on = LocalDate()
    code_version = fields.String(allow_none=True)
    level = CodedField(Level, allow_none=True)
    reusable_until = LocalDate()
    areas = outcomes_field()


class BuyerSchema(Output):
    """A member that buys there, whence that is known, and whom one turns to."""

    organisation_id = fields.String(attribute="member.id")
    organisation_name = fields.String(attribute="member.name")
    ties = fields.List(CodedField(Tie))
    contacts = fields.Function(
        lambda buyer: [{"name": each.name, "email": each.email} for each in buyer.member.contacts]
    )


class LatestSchema(Output):
    """An area's latest outcome, and the result that assessed it."""

    area = fields.String()
    outcome = CodedField(FindingResult)
    done_on = LocalDate(attribute="told.done_on")
    who = fields.String(attribute="told.who")
    code_version = fields.String(attribute="told.code_version", allow_none=True)
    result_id = fields.String(attribute="told.id")


class AcrossSchema(Output):
    """A supplier across organisations."""

    supplier_id = fields.String(attribute="supplier.public_id")
    supplier_name = fields.String(attribute="supplier.name")
    results = fields.List(fields.Nested(ToldSchema))
    latest_by_area = fields.List(fields.Nested(LatestSchema), attribute="latest")
    buyers = fields.List(fields.Nested(BuyerSchema))


class MappedSupplierSchema(Output):
    """A supplier, and who is known to buy there."""

    supplier_id = fields.String(attribute="supplier.public_id")
    supplier_name = fields.String(attribute="supplier.name")
    country = fields.String(attribute="supplier.country", allow_none=True)
    buyers = fields.List(fields.Nested(BuyerSchema))
