"""Saved views on the wire and in forms; and what is left of a saved query when a list is opened with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from marshmallow import Schema, ValidationError, fields

from followup.domain.views import NewView
from followup.errors import N_
from followup.schemas.base import Input, Output
from followup.schemas.fields import StrippedString

PASSING = ("after", "chosen")  # belongs to one look at the list, not to the way of looking


class NewViewSchema(Input[NewView]):
    """The name of a view; what it holds comes along as the list's own query."""

    makes = NewView

    name = StrippedString(required=True, most=100, metadata={"label": N_("Name of the view")})
    query = StrippedString(most=2_000, metadata={"widget": "hidden"})

    def build(self, loaded: Mapping[str, Any]) -> NewView:
        """Return the view with its query taken apart."""
        return NewView(name=loaded["name"], query=apart(loaded.get("query", "")))


class ViewSchema(Output):
    """A saved view."""

    id = fields.String(attribute="public_id")
    name = fields.String()
    query = fields.Dict(keys=fields.String())


def apart(text: str) -> dict[str, str]:
    """Return the text of a query as names and values, several values of one name with commas between them."""
    found: dict[str, list[str]] = {}
    for name, value in parse_qsl(text):
        found.setdefault(name, []).append(value)
    return {name: ",".join(values) for name, values in found.items()}


def accepted(query: Mapping[str, str], schema: type[Schema]) -> dict[str, str | list[str]]:
    """Return what the list's schema takes of a saved query: a name or a code that is no more is left out."""
    declared = schema().load_fields
    found: dict[str, str | list[str]] = {}
    for name, text in query.items():
        described = declared.get(name)
        if described is None or name in PASSING or not isinstance(text, str):
            continue
        if isinstance(described, fields.List):
            if items := [item for item in text.split(",") if _takes(described.inner, item)]:
                found[name] = items
        elif text and _takes(described, text):
            found[name] = text
    return found


def _takes(described: fields.Field[Any], text: str) -> bool:
    try:
        described.deserialize(text)
    except ValidationError:
        return False
    return True
