"""Keyset paging: a deep page costs what the first one costs."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, tuple_
from sqlalchemy.orm import InstrumentedAttribute, Session

from followup.errors import N_, Invalid, Reason
from followup.queries.rows import AnyRow, AnySelect

R = TypeVar("R")
SIZE = 50
BAD_CURSOR = Reason("page.cursor", N_("This page address is damaged. Start from the first page."))


@dataclass(frozen=True, slots=True)
class Page(Generic[R]):
    """Some rows and the way to the next ones."""

    rows: Sequence[R]
    next: str | None


def page(
    session: Session,
    statement: AnySelect,
    key: Sequence[InstrumentedAttribute[Any]],
    *,
    after: str | None = None,
    size: int = SIZE,
    descending: bool = False,
) -> Page[AnyRow]:
    """Return one page of the statement in the order of `key`, which must be selected, not null, and end in the id.

    Errors: Invalid("page.cursor").
    """
    if after:
        statement = statement.where(_beyond(key, after, descending=descending))
    order = [column.desc() for column in key] if descending else list(key)
    rows = session.execute(statement.order_by(*order).limit(size + 1)).all()
    if len(rows) <= size:
        return Page(rows, None)
    last = rows[size - 1]
    return Page(rows[:size], _cursor([getattr(last, column.key) for column in key]))


def _beyond(key: Sequence[InstrumentedAttribute[Any]], after: str, *, descending: bool) -> ColumnElement[bool]:
    values = _values(after)
    if len(values) != len(key):
        raise Invalid.at("after", BAD_CURSOR)
    here = tuple_(*(_typed(column, value) for column, value in zip(key, values, strict=True)))
    return tuple_(*key) < here if descending else tuple_(*key) > here


def _typed(column: InstrumentedAttribute[Any], value: object) -> object:
    wanted = column.type.python_type
    try:
        if wanted is date:
            return date.fromisoformat(str(value))
        return wanted(value)
    except (TypeError, ValueError):
        raise Invalid.at("after", BAD_CURSOR) from None


def _cursor(values: Sequence[object]) -> str:
    plain = [v.isoformat() if isinstance(v, date) else v for v in values]
    return base64.urlsafe_b64encode(json.dumps(plain).encode()).decode().rstrip("=")


def _values(cursor: str) -> list[object]:
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except ValueError:
        raise Invalid.at("after", BAD_CURSOR) from None
    if not isinstance(values, list):
        raise Invalid.at("after", BAD_CURSOR)
    return values
