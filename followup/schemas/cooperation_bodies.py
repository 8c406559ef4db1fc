"""Groups and seats on the wire and in forms."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from marshmallow import fields

from followup.domain.cooperation_bodies import BodyKind, NewBody, NewSeat, SeatPart
from followup.errors import N_
from followup.schemas.base import Input, Output
from followup.schemas.fields import CodedField, LocalDate, PublicIdField, StrippedString


class BodySchema(Input[NewBody]):
    """A group."""

    makes = NewBody

    kind = CodedField(BodyKind, required=True, metadata={"label": N_("Kind")})
    name = StrippedString(required=True, most=300, metadata={"label": N_("Name")})
    topic = StrippedString(most=4000, lines=True, metadata={"label": N_("Task of the group")})
    ended_on = LocalDate(metadata={"label": N_("Ended on"), "hint": N_("Leave it empty while the group goes on.")})


class SeatSchema(Input[NewSeat]):
    """A person takes a seat."""

    makes = NewSeat

    organisation_id = PublicIdField("org", required=True, metadata={"label": N_("Organisation"), "widget": "select"})
    name = StrippedString(
        required=True,
        most=200,
        metadata={"label": N_("Name"), "hint": N_("All staff of the cooperation read the name.")},
    )
    part = CodedField(SeatPart, required=True, metadata={"label": N_("Part in the group")})
    valid_from = LocalDate(required=True, metadata={"label": N_("From this day on")})


class LastDaySchema(Input[date]):
    """The last day of a seat or of a contact person."""

    valid_to = LocalDate(
        required=True, metadata={"label": N_("Last day"), "hint": N_("What held stays in the history.")}
    )

    def build(self, loaded: Mapping[str, Any]) -> date:
        """Return the day."""
        on = loaded["valid_to"]
        assert isinstance(on, date)
        return on


class ListedSeatSchema(Output):
    """A seat, also one that was left."""

    id = fields.String(attribute="public_id")
    version = fields.Integer()
    name = fields.String()
    organisation_name = fields.String()
    part = CodedField(SeatPart)
    valid_from = LocalDate()
    valid_to = LocalDate(allow_none=True)


class ListedBodySchema(Output):
    """A group."""

    id = fields.String(attribute="public_id")
    version = fields.Integer()
    kind = CodedField(BodyKind)
    name = fields.String()
    topic = fields.String(allow_none=True)
    ended_on = LocalDate(allow_none=True)
    seat_count = fields.Integer()


class BodyDetailsSchema(Output):
    """A group with who sits and sat in it."""

    id = fields.String(attribute="public_id")
    version = fields.Integer()
    kind = CodedField(BodyKind)
    name = fields.String()
    topic = fields.String(allow_none=True)
    ended_on = LocalDate(allow_none=True)
    seats = fields.List(fields.Nested(ListedSeatSchema))
