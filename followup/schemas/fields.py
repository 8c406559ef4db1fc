"""Fields: one strict reading for JSON and forms alike. Messages are codes of `schemas/base.py`, with `|name=value`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from email_validator import EmailNotValidError, validate_email
from marshmallow import ValidationError, fields

from followup.domain import money, names
from followup.domain.codes import Coded
from followup.domain.ids import is_id
from followup.domain.money import Money
from followup.errors import Invalid

REQUIRED: dict[str, str | list[Any] | dict[Any, Any]] = {
    "required": "field.required",
    "null": "field.null",
    "validator_failed": "field.invalid",
}
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_WHOLE = re.compile(r"-?[0-9]{1,18}")


class _Field(fields.Field[Any]):
    default_error_messages = {**REQUIRED}


class StrippedString(_Field):
    """One line of text (or several with `lines=True`): stripped, NFC, without control characters."""

    def __init__(self, *, least: int = 0, most: int = 300, lines: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.least, self.most, self.lines = least, most, lines

    def _serialize(self, value: str | None, attr: str | None, obj: object, **kwargs: object) -> str | None:
        return value

    def _deserialize(self, value: object, attr: str | None, data: Mapping[str, object] | None, **kwargs: object) -> str:
        if not isinstance(value, str):
            raise ValidationError("field.string")
        try:
            text = names.clean_text(value) if self.lines else names.clean_line(value)
        except Invalid as error:
            raise ValidationError([r for reasons in error.problems.values() for r in reasons]) from None
        if self.required and not text:
            raise ValidationError("field.required")
        if len(text) < self.least:
            raise ValidationError(f"field.short|least={self.least}")
        if len(text) > self.most:
            raise ValidationError(f"field.long|most={self.most}")
        return text


class LocalDate(_Field):
    """A civil date as year-month-day."""

    def _serialize(self, value: date | None, attr: str | None, obj: object, **kwargs: object) -> str | None:
        return value.isoformat() if value else None

    def _deserialize(
        self, value: object, attr: str | None, data: Mapping[str, object] | None, **kwargs: object
    ) -> date:
        if not isinstance(value, str) or not _DATE.fullmatch(value.strip()):
            raise ValidationError("field.date")
        try:
            return date.fromisoformat(value.strip())
        except ValueError:
            raise ValidationError("field.date") from None


class Instant(fields.AwareDateTime):
    """An instant, as ISO 8601 with its zone. Output only."""


class WholeNumber(_Field):
    """A whole number in a range; text digits are read as a form sends them."""

    def __init__(self, *, least: int = 0, most: int = 2**53, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.least, self.most = least, most

    def _serialize(self, value: int | None, attr: str | None, obj: object, **kwargs: object) -> int | None:
        return value

    def _deserialize(self, value: object, attr: str | None, data: Mapping[str, object] | None, **kwargs: object) -> int:
        if isinstance(value, bool) or not isinstance(value, int | str):
            raise ValidationError("field.integer")
        text = str(value).strip()
        if not text.isascii() or not _WHOLE.fullmatch(text):
            raise ValidationError("field.integer")
        if not self.least <= int(text) <= self.most:
            raise ValidationError(f"field.range|least={self.least}|most={self.most}")
        return int(text)


class CodedField(_Field):
    """One of a Coded enum's codes; a form draws its labels."""

    def __init__(self, codes: type[Coded], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.codes = codes

    def _serialize(self, value: Coded | None, attr: str | None, obj: object, **kwargs: object) -> str | None:
        return None if value is None else str(value)

    def _deserialize(
        self, value: object, attr: str | None, data: Mapping[str, object] | None, **kwargs: object
    ) -> Coded:
        for member in self.codes:
            if member.value == value:
                return member
        raise ValidationError("field.choice")


class PublicIdField(_Field):
    """A public id of one noun."""

    def __init__(self, prefix: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.prefix = prefix

    def _serialize(self, value: str | None, attr: str | None, obj: object, **kwargs: object) -> str | None:
        return value

    def _deserialize(self, value: object, attr: str | None, data: Mapping[str, object] | None, **kwargs: object) -> str:
        if not isinstance(value, str) or not is_id(value, self.prefix):
            raise ValidationError("field.id")
        return value


class EmailField(StrippedString):
    """An e-mail address; its domain is lowered, its local part kept as it is."""

    def _deserialize(self, value: object, attr: str | None, data: Mapping[str, object] | None, **kwargs: object) -> str:
        text = super()._deserialize(value, attr, data, **kwargs)
        try:
            checked = validate_email(text, check_deliverability=False, allow_smtputf8=False, test_environment=True)
        except EmailNotValidError:
            raise ValidationError("field.email") from None
        return checked.normalized


class CountryField(_Field):
    """Two letters of ISO 3166-1, in capitals."""

    def _serialize(self, value: str | None, attr: str | None, obj: object, **kwargs: object) -> str | None:
        return value

    def _deserialize(self, value: object, attr: str | None, data: Mapping[str, object] | None, **kwargs: object) -> str:
        if not isinstance(value, str) or not re.fullmatch(r"[A-Z]{2}", value.strip().upper()) or not value.isascii():
            raise ValidationError("field.country")
        return value.strip().upper()


class YesNo(_Field):
    """True or false; a form's checkbox sends "yes"."""

    def _serialize(self, value: bool | None, attr: str | None, obj: object, **kwargs: object) -> bool | None:
        return value

    def _deserialize(
        self, value: object, attr: str | None, data: Mapping[str, object] | None, **kwargs: object
    ) -> bool:
        if value in (True, "yes", "true"):
            return True
        if value in (False, "no", "false"):
            return False
        raise ValidationError("field.boolean")


class MoneyField(_Field):
    """An amount with its currency: `{"minor": 13141800, "currency": "SEK"}` in JSON, "131 418,00 SEK" from a form."""

    def __init__(self, *, currency: str = "SEK", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.currency = currency

    def _serialize(
        self, value: Money | None, attr: str | None, obj: object, **kwargs: object
    ) -> dict[str, object] | None:
        return None if value is None else {"minor": value.minor, "currency": value.currency}

    def _deserialize(
        self, value: object, attr: str | None, data: Mapping[str, object] | None, **kwargs: object
    ) -> Money:
        if isinstance(value, Mapping):
            return self._from_json(value)
        if not isinstance(value, str):
            raise ValidationError("field.invalid")
        text, currency = value.strip(), self.currency
        if match := re.fullmatch(r"(.*?)\s*([A-Za-z]{3})", text):
            text, currency = match[1], match[2].upper()
        try:
            return money.parse(text, currency)
        except Invalid as error:
            raise ValidationError([r for reasons in error.problems.values() for r in reasons]) from None

    @staticmethod
    def _from_json(value: Mapping[object, object]) -> Money:
        minor, currency = value.get("minor"), value.get("currency")
        if isinstance(minor, bool) or not isinstance(minor, int) or not 0 <= minor < 10**15:
            raise ValidationError("field.invalid")
        if (
            not isinstance(currency, str)
            or not re.fullmatch(r"[A-Z]{3}", currency)
            or set(value) != {"minor", "currency"}
        ):
            raise ValidationError("field.invalid")
        return Money(minor, currency)
