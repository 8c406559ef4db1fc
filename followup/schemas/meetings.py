"""Meetings on the wire and in forms."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import fields

from followup.domain.cooperation_bodies import NewMeeting
from followup.errors import N_
from followup.schemas.base import Input, Output
from followup.schemas.fields import LocalDate, PublicIdField, StrippedString


class MeetingFilterSchema(Input[str | None]):
    """Where the list goes on."""

    after = StrippedString(most=500, metadata={"widget": "hidden"})

    def build(self, loaded: Mapping[str, Any]) -> str | None:
        """Return the place."""
        return loaded.get("after")


class MeetingSchema(Input[NewMeeting]):
    """A meeting."""

    makes = NewMeeting

    title = StrippedString(required=True, most=300, metadata={"label": N_("Title")})
    body_id = PublicIdField(
        "bod",
        metadata={"label": N_("Group"), "widget": "select", "hint": N_("Leave it empty for a meeting of all members.")},
    )
    held_on = LocalDate(required=True, metadata={"label": N_("Day of the meeting")})
    place = StrippedString(most=300, metadata={"label": N_("Place")})
    agenda = StrippedString(most=4000, lines=True, metadata={"label": N_("Agenda")})
    minutes_id = PublicIdField(
        "cdo",
        metadata={
            "label": N_("Minutes of the meeting"),
            "widget": "select",
            "hint": N_("Write them as a document first, of the kind Minutes of a meeting."),
        },
    )


class ListedMeetingSchema(Output):
    """A meeting."""

    id = fields.String(attribute="public_id")
    version = fields.Integer()
    title = fields.String()
    body_id = fields.String(allow_none=True)
    body_name = fields.String(allow_none=True)
    held_on = LocalDate()
    place = fields.String(allow_none=True)
    agenda = fields.String(allow_none=True)
    minutes_id = fields.String(allow_none=True)
    is_cancelled = fields.Boolean()
