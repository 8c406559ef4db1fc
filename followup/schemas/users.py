"""Users on the wire and in forms."""

from __future__ import annotations

from collections.abc import Mapping

from marshmallow import fields, validate

from followup.domain.actors import Role
from followup.domain.users import Account, NewToken, NewUser, UserFilter, UserStatus
from followup.errors import N_
from followup.i18n import LANGUAGES
from followup.schemas.base import Input, Output
from followup.schemas.fields import REQUIRED, CodedField, EmailField, LocalDate, StrippedString, YesNo

_ROLE_MESSAGES = {**REQUIRED, "invalid": "field.list"}


def _roles() -> fields.List[Role]:
    return fields.List(
        CodedField(Role),
        required=True,
        validate=validate.Length(min=1, error="field.required"),
        error_messages=_ROLE_MESSAGES,
        metadata={"label": N_("Roles"), "hint": N_("Only what the person needs; more can be given later.")},
    )


def _language() -> StrippedString:
    return StrippedString(
        required=True,
        validate=validate.OneOf(list(LANGUAGES), error="field.choice"),
        metadata={"label": N_("Language"), "widget": "select", "hint": N_("For pages and mails.")},
    )


class NewUserSchema(Input[NewUser]):
    """A person to invite, or an integration to register."""

    name = StrippedString(required=True, most=200, metadata={"label": N_("Name"), "autocomplete": "off"})
    email = EmailField(required=True, metadata={"label": N_("E-mail address"), "autocomplete": "off"})
    language = _language()
    roles = _roles()

    def build(self, loaded: Mapping[str, object]) -> NewUser:
        """Return the user."""
        return NewUser(
            name=str(loaded["name"]),
            email=str(loaded["email"]),
            language=str(loaded["language"]),
            roles=_set_of(loaded["roles"]),
        )


class RolesSchema(Input[frozenset[Role]]):
    """Exactly the roles a user is to have."""

    roles = _roles()

    def build(self, loaded: Mapping[str, object]) -> frozenset[Role]:
        """Return the roles."""
        return _set_of(loaded["roles"])


def _set_of(roles: object) -> frozenset[Role]:
    return frozenset(role for role in roles if isinstance(role, Role)) if isinstance(roles, list) else frozenset()


class NewTokenSchema(Input[NewToken]):
    """A bearer token to make."""

    makes = NewToken

    label = StrippedString(
        required=True,
        most=100,
        metadata={"label": N_("What it is for"), "hint": N_("Such as the program that will use it.")},
    )
    expires_on = LocalDate(
        required=True, metadata={"label": N_("Last day"), "hint": N_("At most a year from today. Then make a new one.")}
    )


class AccountSchema(Input[Account]):
    """What a person may change about themselves."""

    makes = Account

    name = StrippedString(required=True, most=200, metadata={"label": N_("Name"), "autocomplete": "name"})
    language = _language()
    wants_digest = YesNo(
        load_default=False,
        metadata={
            "label": N_("Mail me each working day what is late or due soon"),
            "hint": N_("Only when there is something. Without it you are reminded of each follow-up by itself."),
        },
    )


class UserFilterSchema(Input[UserFilter]):
    """What the list is narrowed to."""

    makes = UserFilter

    q = StrippedString(most=100, metadata={"label": N_("Search"), "hint": N_("Name or e-mail address.")})
    status = CodedField(UserStatus, metadata={"label": N_("State")})
    after = StrippedString(most=500, metadata={"widget": "hidden"})


class ListedUserSchema(Output):
    """A user in the list."""

    id = fields.String(attribute="public_id")
    name = fields.String()
    email = fields.String()
    status = CodedField(UserStatus)
    is_integration = fields.Boolean()
    roles = fields.List(CodedField(Role))


class UserSchema(ListedUserSchema):
    """One user."""

    version = fields.Integer()
    language = fields.String()
