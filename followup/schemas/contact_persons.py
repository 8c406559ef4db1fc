"""Contact persons of the members, on the wire and in forms."""

from __future__ import annotations

from marshmallow import fields

from followup.domain.cooperation_bodies import ContactTopic, NewContactPerson
from followup.errors import N_
from followup.schemas.base import Input, Output
from followup.schemas.fields import CodedField, EmailField, LocalDate, PublicIdField, StrippedString


class ContactPersonSchema(Input[NewContactPerson]):
    """Whom the cooperation turns to at a member."""

    makes = NewContactPerson

    organisation_id = PublicIdField("org", required=True, metadata={"label": N_("Organisation"), "widget": "select"})
    name = StrippedString(
        required=True,
        most=200,
        metadata={"label": N_("Name"), "hint": N_("All staff of the cooperation read the name.")},
    )
    email = EmailField(
        required=True,
        most=254,
        metadata={"label": N_("E-mail address"), "hint": N_("Documents and news are sent to this address.")},
    )
    topic = CodedField(ContactTopic, required=True, metadata={"label": N_("Answers for")})
    valid_from = LocalDate(required=True, metadata={"label": N_("From this day on")})


class ListedContactPersonSchema(Output):
    """A contact person."""

    id = fields.String(attribute="public_id")
    version = fields.Integer()
    organisation_id = fields.String()
    organisation_name = fields.String()
    name = fields.String()
    email = fields.String()
    topic = CodedField(ContactTopic)
    valid_from = LocalDate()
    valid_to = LocalDate(allow_none=True)
