"""Frozen dataclasses to plain values and back: one strict path for the content's files and for the database.

What is left at its default is left out, so that a field added later changes neither stored data nor a fingerprint.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum, StrEnum
from functools import lru_cache
from types import UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from followup.errors import N_, Invalid, Reason

T = TypeVar("T")

MISSING = Reason("plain_data.missing", N_("This is missing. Add it."))
UNKNOWN = Reason("plain_data.unknown", N_("This name is not known here. Check the spelling or take it away."))
NO_TABLE = Reason("plain_data.no_table", N_("This should be a table of names and values."))
NO_LIST = Reason("plain_data.no_list", N_("This should be a list."))
NO_CHOICE = Reason("plain_data.no_choice", N_("“{value}” is not one of: {choices}."))

_WRONG: Mapping[object, Reason] = {
    str: Reason("plain_data.no_text", N_("This should be a text.")),
    int: Reason("plain_data.no_number", N_("This should be a whole number.")),
    bool: Reason("plain_data.no_truth", N_("This should be true or false.")),
    date: Reason("plain_data.no_date", N_("This should be a date such as 2026-03-02.")),
}


def as_plain(row: object) -> dict[str, object]:
    """Return a dataclass as names and plain values, without what is left at its default."""
    if not is_dataclass(row) or isinstance(row, type):
        raise TypeError(f"not a dataclass: {row!r}")
    values = {f.name: (getattr(row, f.name), f.default) for f in fields(row)}
    return {name: _plain(value) for name, (value, default) in values.items() if value != default}


def _plain(value: object) -> object:
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return as_plain(value) if is_dataclass(value) else value


def from_plain(kind: Callable[..., T], data: object, path: str = "") -> T:
    """Return the dataclass `kind` made of plain values.

    Errors: Invalid, with the path of every missing, unknown or wrong value below `path`.
    """
    reader = _Reader(tells_where=False)
    values = reader.fields(kind, data, path)
    if reader.problems:  # read again, slowly, to say where
        reader = _Reader(tells_where=True)
        reader.fields(kind, data, path)
        raise Invalid(reader.problems)
    return kind(**values)


@lru_cache
def _shape(kind: Callable[..., object]) -> Mapping[str, tuple[object, bool]]:
    """Return each field's type and whether it must be given."""
    hints = get_type_hints(kind)
    parameters = inspect.signature(kind).parameters
    return {name: (hints[name], p.default is inspect.Parameter.empty) for name, p in parameters.items()}


class _Sort(Enum):
    """How the values of a type are read."""

    OPTIONAL, LIST, TABLE, CHOICE, PLAIN = range(5)


@lru_cache
def _sort(hint: object) -> tuple[_Sort, Any]:
    """Return how a type is read, and what of it is needed for that."""
    if get_origin(hint) is UnionType:
        return _Sort.OPTIONAL, get_args(hint)[0]
    if get_origin(hint) is tuple:
        return _Sort.LIST, get_args(hint)[0]
    if isinstance(hint, type) and is_dataclass(hint):
        return _Sort.TABLE, hint
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return _Sort.CHOICE, {member.value: member for member in hint}
    return _Sort.PLAIN, hint


class _Reader:
    """Reads everything before it complains, so that a writer sees all faults at once."""

    def __init__(self, *, tells_where: bool) -> None:
        self.problems: dict[str, list[Reason]] = {}
        self.join: Callable[[str, object], str] = _join if tells_where else _nowhere

    def fault(self, path: str, reason: Reason) -> None:
        self.problems.setdefault(path, []).append(reason)

    def fields(self, kind: Callable[..., object], data: object, path: str) -> dict[str, object]:
        if not isinstance(data, Mapping):
            self.fault(path, NO_TABLE)
            return {}
        shape = _shape(kind)
        for name in data.keys() - shape.keys():
            self.fault(self.join(path, name), UNKNOWN)
        for name, (_, needed) in shape.items():
            if needed and name not in data:
                self.fault(self.join(path, name), MISSING)
        return {n: self.value(hint, data[n], self.join(path, n)) for n, (hint, _) in shape.items() if n in data}

    def value(self, hint: object, raw: object, path: str) -> object:
        sort, inner = _sort(hint)
        match sort:
            case _Sort.OPTIONAL:
                return None if raw is None else self.value(inner, raw, path)
            case _Sort.LIST:
                return self.items(inner, raw, path)
            case _Sort.TABLE:
                values = self.fields(inner, raw, path)
                return None if self.problems else inner(**values)
            case _Sort.CHOICE:
                return self.choice(inner, raw, path)
        return self.plain(inner, raw, path)

    def items(self, hint: object, raw: object, path: str) -> tuple[object, ...]:
        if not isinstance(raw, list | tuple):
            self.fault(path, NO_LIST)
            return ()
        return tuple(self.value(hint, item, self.join(path, place)) for place, item in enumerate(raw, start=1))

    def choice(self, members: Mapping[str, StrEnum], raw: object, path: str) -> object:
        if not isinstance(raw, str) or raw not in members:
            self.fault(path, NO_CHOICE.but(value=str(raw), choices=", ".join(members)))
            return None
        return members[raw]

    def plain(self, hint: object, raw: object, path: str) -> object:
        if hint is date and isinstance(raw, str):
            raw = _as_date(raw)
        if type(raw) is not hint or isinstance(raw, datetime):
            self.fault(path, _WRONG[hint])
        return raw


def _as_date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _join(path: str, name: object) -> str:
    return f"{path}.{name}" if path else str(name)


def _nowhere(path: str, name: object) -> str:
    return ""
