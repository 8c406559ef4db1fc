"""What people type to come in: address and password, a new password, a one-time code."""

from __future__ import annotations

from collections.abc import Mapping

from marshmallow import ValidationError

from followup.domain.names import nfc
from followup.domain.sign_in import Credentials
from followup.errors import N_, Invalid, Reason
from followup.schemas.base import Input
from followup.schemas.fields import StrippedString

NOT_THE_SAME = Reason("password.not_the_same", N_("The two passwords are not the same. Type both again."))
LONGEST = 200
CODE_LABEL, CODE_HINT = N_("One-time code"), N_("Six digits from the app on your phone.")


class PasswordField(StrippedString):
    """A password: any characters, kept exactly but for Unicode form and white space around it."""

    def _deserialize(self, value: object, attr: str | None, data: Mapping[str, object] | None, **kwargs: object) -> str:
        if not isinstance(value, str):
            raise ValidationError("field.string")
        text = nfc(value.strip())
        if not text:
            raise ValidationError("field.required")
        if len(text) > LONGEST:
            raise ValidationError(f"field.long|most={LONGEST}")
        return text


class CredentialsSchema(Input[Credentials]):
    """The first step."""

    makes = Credentials

    email = StrippedString(
        required=True,
        metadata={"label": N_("E-mail address"), "widget": "email", "autocomplete": "username"},
    )
    password = PasswordField(
        required=True, metadata={"label": N_("Password"), "widget": "password", "autocomplete": "current-password"}
    )


class CodeSchema(Input[str]):
    """The second step."""

    code = StrippedString(
        required=True,
        most=20,
        metadata={"label": CODE_LABEL, "hint": CODE_HINT, "widget": "number", "autocomplete": "one-time-code"},
    )

    def build(self, loaded: Mapping[str, object]) -> str:
        """Return the code as typed."""
        return str(loaded["code"])


class NewPasswordSchema(Input[str]):
    """A password, typed twice."""

    password = PasswordField(
        required=True,
        metadata={
            "label": N_("New password"),
            "hint": N_("At least 12 characters. Three or four words that do not belong together are easy to remember."),
            "widget": "password",
            "autocomplete": "new-password",
        },
    )
    again = PasswordField(
        required=True,
        metadata={"label": N_("The same password again"), "widget": "password", "autocomplete": "new-password"},
    )

    def build(self, loaded: Mapping[str, object]) -> str:
        """Return the password.

        Errors: Invalid("password.not_the_same") at again.
        """
        if loaded["password"] != loaded["again"]:
            raise Invalid.at("again", NOT_THE_SAME)
        return str(loaded["password"])
