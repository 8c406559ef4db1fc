"""A second person from the host, in a form and on the wire."""

from __future__ import annotations

from collections.abc import Mapping

from marshmallow import fields

from followup.domain.actors import Role
from followup.domain.guests import NewGuest
from followup.domain.users import UserStatus
from followup.errors import N_
from followup.schemas.base import Input, Output
from followup.schemas.fields import CodedField, EmailField


class NewGuestSchema(Input[NewGuest]):
    """Whom to name."""

    makes = NewGuest

    email = EmailField(
        required=True,
        metadata={
            "label": N_("E-mail address of the person"),
            "hint": N_("The address the person signs in with at the host."),
            "autocomplete": "off",
        },
    )


class LetGoSchema(Input[None]):
    """Nothing needs to be said."""

    def build(self, loaded: Mapping[str, object]) -> None:
        """Return nothing."""


class GuestSchema(Output):
    """A person of another organisation with a role here."""

    id = fields.String(attribute="public_id")
    name = fields.String()
    email = fields.String()
    status = CodedField(UserStatus)
    role = CodedField(Role)
    organisation_name = fields.String()
