"""Forms whose fields are made from questions: names are "<question key>.<what>"."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import fields

from followup.errors import Invalid, Reason
from followup.schemas.base import REASONS, Input
from followup.schemas.fields import StrippedString

_UNKNOWN = REASONS["field.unknown"]


def by_suffix(
    data: Mapping[str, object], suffixes: tuple[str, ...], single: tuple[str, ...]
) -> dict[str, dict[str, str]]:
    """Return "<key>.<suffix>" names sorted by suffix, and the single names under "".

    Errors: Invalid for a name of another form, or one that comes twice.
    """
    found: dict[str, dict[str, str]] = {suffix: {} for suffix in (*suffixes, "")}
    problems: dict[str, list[Reason]] = {}
    for name, value in data.items():
        key, _, suffix = name.rpartition(".")
        place = "" if name in single else suffix if key else None
        if place is None or place not in found or not isinstance(value, str):
            problems[name] = [_UNKNOWN]
            continue
        found[place][name if place == "" else key] = value
    if problems:
        raise Invalid(problems)
    return found


def lines(metadata: Mapping[str, str]) -> fields.Field[Any]:
    """Return a field of several lines."""
    return StrippedString(lines=True, metadata=dict(metadata))


def schema_of(made: dict[str, fields.Field[Any]]) -> type[Input[Any]]:
    """Return the schema of these fields."""
    schema = Input.from_dict(made)
    assert issubclass(schema, Input)
    return schema
