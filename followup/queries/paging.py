"""Keyset paging: a deep page costs what the first one costs."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, literal, tuple_
from sqlalchemy.orm import InstrumentedAttribute, Session

from followup.errors import N_, Invalid, Reason
from followup.queries.rows import AnyRow, AnySelect

R = TypeVar("R")
SIZE = 50
BAD_CURSOR = Reason("page.cursor", N_("This page address is damaged. Start from the first page."))
_LARGEST = 2**63 - 1  # what either database can compare a key with

Key = Sequence[InstrumentedAttribute[Any]]


@dataclass(frozen=True, slots=True)
class Page(Generic[R]):
    """Some rows and the way to the next ones."""

    rows: Sequence[R]
    next: str | None


def page(
    session: Session,
    statement: AnySelect,
    key: Key,
    *,
    after: str | None = None,
    size: int = SIZE,
    descending: bool = False,
) -> Page[AnyRow]:
    """Return one page of the statement in the order of `key`, which must be selected and end in the id.

    Columns of the key that can be empty come first in it and are empty together: such rows stand last in either
    direction, by the rest of the key. They are a second part with a statement of its own, asked only where the first
    does not fill the page, so that each part is one range of an index and both databases agree.

    Errors: Invalid("page.cursor").
    """
    here = _place(key, after) if after else None
    rest = [column for column in key if not _may_be_empty(column)]
    is_known = here is None or here[0] is not None
    rows: list[AnyRow] = []
    if is_known:
        known = statement.where(*(column.is_not(None) for column in key if _may_be_empty(column)))
        rows += session.execute(_onward(known, key, here, descending).limit(size + 1)).all()
    if len(rest) < len(key) and len(rows) <= size:
        unknown = statement.where(key[0].is_(None))
        place = None if is_known or here is None else here[len(key) - len(rest) :]
        rows += session.execute(_onward(unknown, rest, place, descending).limit(size + 1 - len(rows))).all()
    if len(rows) <= size:
        return Page(rows, None)
    return Page(rows[:size], _cursor([getattr(rows[size - 1], column.key) for column in key]))


def _may_be_empty(column: InstrumentedAttribute[Any]) -> bool:
    return bool(getattr(column.expression, "nullable", False))


def _onward(statement: AnySelect, key: Key, place: Sequence[object] | None, descending: bool) -> AnySelect:
    """Return the statement in the key's order, from the place on."""
    if place is not None:
        here = tuple_(*(literal(value, column.type) for column, value in zip(key, place, strict=True)))
        beyond: ColumnElement[bool] = tuple_(*key) < here if descending else tuple_(*key) > here
        statement = statement.where(beyond)
    return statement.order_by(*(column.desc() if descending else column for column in key))


def _place(key: Key, after: str) -> list[object]:
    """Return where the page before ended, each value as its column has it; what may be empty is so together."""
    values = _values(after)
    if len(values) != len(key):
        raise Invalid.at("after", BAD_CURSOR)
    place = [None if value is None else _typed(column, value) for column, value in zip(key, values, strict=True)]
    is_empty = place[0] is None and _may_be_empty(key[0])
    if any((value is None) != (is_empty and _may_be_empty(c)) for c, value in zip(key, place, strict=True)):
        raise Invalid.at("after", BAD_CURSOR)
    return place


def _typed(column: InstrumentedAttribute[Any], value: object) -> object:
    wanted = column.type.python_type
    try:
        if wanted is date:
            return date.fromisoformat(str(value))
        typed = wanted(value)
    except (TypeError, ValueError, OverflowError):
        raise Invalid.at("after", BAD_CURSOR) from None
    is_text = isinstance(typed, str)
    if (is_text and not _can_be_stored(typed)) or (isinstance(typed, int) and abs(typed) > _LARGEST):
        raise Invalid.at("after", BAD_CURSOR)
    return typed


def _can_be_stored(text: str) -> bool:
    """Return whether both databases take the text: no zero character, no half of a character."""
    return "\x00" not in text and not any("\ud800" <= character <= "\udfff" for character in text)


def _cursor(values: Sequence[object]) -> str:
    plain = [v.isoformat() if isinstance(v, date) else v for v in values]
    return base64.urlsafe_b64encode(json.dumps(plain, ensure_ascii=False).encode()).decode().rstrip("=")


def _values(cursor: str) -> list[object]:
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, RecursionError):
        raise Invalid.at("after", BAD_CURSOR) from None
    if not isinstance(values, list):
        raise Invalid.at("after", BAD_CURSOR)
    return values
