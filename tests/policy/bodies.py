"""A body that a schema accepts, made of its fields; what only a person can know stands in `KNOWN`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from marshmallow import fields as plain
from marshmallow.validate import OneOf

from followup.schemas import fields
from followup.web.endpoint import Route

DAY = date(2026, 3, 2)


class NoBody(AssertionError):
    """A schema asks for something that the walker cannot make: give it a line in `KNOWN`."""


def body_of(route: Route, known: Mapping[str, Any], ids: Mapping[str, str]) -> dict[str, Any]:
    """Return a body as JSON: what is required, and what is known of this route or schema."""
    if route.takes is None:
        return {}
    given = dict(known)
    made: dict[str, Any] = {}
    for name, field in route.takes().load_fields.items():
        key = field.data_key or name
        if key in given:
            made[key] = given.pop(key)
        elif field.required:
            made[key] = value_of(field, ids)
    if given and made:
        raise NoBody(f"{route.takes.__name__} has no {sorted(given)}")
    return made | given


def value_of(field: plain.Field[Any], ids: Mapping[str, str]) -> Any:
    """Return a value that the field accepts."""
    choices = next((v.choices for v in field.validators if isinstance(v, OneOf)), None)
    if choices:
        return next(iter(choices))
    if isinstance(field, fields.PublicIdField):
        return ids[field.prefix]
    if isinstance(field, plain.List):
        return [value_of(field.inner, ids)]
    for kind, value in _VALUES:
        if isinstance(field, kind):
            return value
    if isinstance(field, fields.CodedField):
        return str(next(iter(field.codes)))
    if isinstance(field, fields.WholeNumber):
        return field.least
    raise NoBody(f"no value for a {type(field).__name__}")


_VALUES: tuple[tuple[type, Any], ...] = (
    (fields.EmailField, "boris@supplier.test"),
    (fields.StrippedString, "Written by the walker"),
    (fields.LocalDate, DAY.isoformat()),
    (fields.CountryField, "SE"),
    (fields.YesNo, True),
    (fields.MoneyField, {"minor": 100_00, "currency": "SEK"}),
)


def as_form(body: Mapping[str, Any]) -> dict[str, Any]:
    """Return the JSON body as a browser would send it."""
    sent: dict[str, Any] = {}
    for key, value in body.items():
        if value is True:
            sent[key] = "yes"
        elif isinstance(value, dict):
            sent[key] = f"{value['minor'] / 100:.2f} {value['currency']}"
        elif value is not None and value is not False:
            sent[key] = value
    return sent
