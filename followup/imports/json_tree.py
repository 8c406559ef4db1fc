"""Strict JSON: no name twice, no NaN, no number turned into a float, no depth that could exhaust the reader."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from followup.domain.names import clean_text
from followup.errors import N_, Reason
from followup.imports.strict import (
    BROKEN,
    BYTES_MOST,
    DEPTH_MOST,
    LACKING,
    PARTS_MOST,
    QUOTED_MOST,
    TOO_DEEP,
    TOO_MANY,
    TWICE,
    Spot,
    decoded,
    spot_at,
)

T = TypeVar("T")

NO_NUMBER = Reason("import.no_number", N_("“{text}” is not a number that can be read exactly."))
NO_TEXT = Reason("import.no_text", N_("This should be a text."))
NO_LIST = Reason("import.no_list", N_("This should be a list."))
NO_TABLE = Reason("import.no_table", N_("This should be a table of names and values."))

_TOKEN = re.compile(r'"(?:[^"\\]++|\\.)*+"?|[\[{]|[\]}]|,', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Number:
    """A JSON number as it was written, so that nothing is lost on the way through a float."""

    text: str


@dataclass(frozen=True, slots=True)
class _Refused:
    """Stands in the tree where something may not stand, until its path is known."""

    reason: Reason


@dataclass(frozen=True, slots=True, eq=False)
class Value:
    """A JSON value and its path; what is absent or null is an empty one."""

    spot: Spot
    data: object = None

    def get(self, name: str) -> Value:
        """Return the value of that name.

        Errors: Invalid when this is no table.
        """
        spot = Spot(self.spot.file, self.spot.place + _step(name))
        if self.data is None:
            return Value(spot)
        if not isinstance(self.data, dict):
            raise self.spot.refusal(NO_TABLE)
        return Value(spot, self.data.get(name))

    def each(self, name: str) -> list[Value]:
        """Return the values of the list of that name.

        Errors: Invalid when it is no list.
        """
        found = self.get(name)
        if found.data is None:
            return []
        if not isinstance(found.data, list):
            raise found.spot.refusal(NO_LIST)
        return [Value(Spot(found.spot.file, f"{found.spot.place}[{n}]"), data) for n, data in enumerate(found.data)]

    @property
    def own_text(self) -> str:
        """Return the line or the number that this is, cleaned; empty when absent.

        Errors: Invalid when it is neither text nor number.
        """
        return self.spot.line(self.written)

    @property
    def own_lines(self) -> str:
        """Return the text that this is, cleaned, with its lines; empty when absent."""
        return self.spot.read(clean_text, self.written)

    @property
    def written(self) -> str:
        """Return the text or number just as it stands in the file."""
        if isinstance(self.data, Number):
            return self.data.text
        if self.data is not None and not isinstance(self.data, str):
            raise self.spot.refusal(NO_TEXT)
        return self.data or ""

    def text(self, name: str) -> str:
        """Return the line or number of that name; empty when absent."""
        return self.get(name).own_text

    def needed(self, name: str) -> str:
        """Return the line of that name.

        Errors: Invalid when it is missing or blank.
        """
        text = self.text(name)
        if not text:
            raise self.spot.refusal(LACKING.but(name=name))
        return text

    def optional(self, name: str, how: Callable[[str], T]) -> T | None:
        """Return the text or number of that name as `how` reads it; None when absent or blank."""
        found = self.get(name)
        return found.spot.read(how, found.own_text) if found.own_text else None


def read_json(file: str, data: bytes, *, bytes_most: int = BYTES_MOST, parts_most: int = PARTS_MOST) -> Value:
    """Return the root of a JSON file in which every name stands once and every number is a number.

    Errors: Invalid at `file:line:column` where the form is wrong, at `file:$.path` where a value is.
    Source: trust.md I1.
    """
    text = decoded(file, data, most=bytes_most)
    _scan(file, text, parts_most)
    try:
        root = json.loads(
            text, object_pairs_hook=_table, parse_constant=_constant, parse_int=Number, parse_float=Number
        )
    except json.JSONDecodeError as error:
        raise Spot(file, f"{error.lineno}:{error.colno}").refusal(BROKEN.but(detail=error.msg)) from None
    if (refused := _refused(root)) is not None:
        raise Spot(file, "$" + refused[0]).refusal(refused[1])
    return Value(Spot(file, "$"), root)


def _scan(file: str, text: str, parts_most: int) -> None:
    """Refuse what is too deep or too much before anything is built from it."""
    depth = parts = 0
    for token in _TOKEN.finditer(text):
        sign = token[0][0]
        parts += sign in "[{,"
        depth += (sign in "[{") - (sign in "]}")
        if depth > DEPTH_MOST:
            raise spot_at(file, text, token.start()).refusal(TOO_DEEP.but(most=DEPTH_MOST))
        if parts > parts_most:
            raise spot_at(file, text, token.start()).refusal(TOO_MANY.but(most=parts_most))


def _table(pairs: list[tuple[str, object]]) -> object:
    table = dict(pairs)
    if len(table) == len(pairs):
        return table
    names = [name for name, _ in pairs]
    return _Refused(TWICE.but(name=next(name for name in names if names.count(name) > 1)[:QUOTED_MOST]))


def _constant(text: str) -> object:
    return _Refused(NO_NUMBER.but(text=text))


def _refused(value: object) -> tuple[str, Reason] | None:
    """Return the path and the reason of the first value that may not stand there."""
    if isinstance(value, _Refused):
        return "", value.reason
    for step, inner in _inner(value):
        if (found := _refused(inner)) is not None:
            return step + found[0], found[1]
    return None


def _inner(value: object) -> Iterator[tuple[str, object]]:
    if isinstance(value, dict):
        yield from ((_step(name), inner) for name, inner in value.items())
    elif isinstance(value, list):
        yield from ((f"[{n}]", inner) for n, inner in enumerate(value))


def _step(name: str) -> str:
    return f".{name}" if name.isidentifier() and name.isascii() else f"[{json.dumps(name)[:QUOTED_MOST]}]"
