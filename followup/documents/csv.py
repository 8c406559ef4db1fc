"""Rows as CSV: one form for Nordic spreadsheets, one for programs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import chain, islice

from followup.documents.cells import Cell, safe, wall_clock

_ROWS_AT_ONCE = 500
_QUOTED = re.compile(
    '[;,"\t\r\n]'
)  # both separators: whoever opens the file with the wrong one must not find a formula
_BYTE_ORDER_MARK = "\ufeff"


def write(header: Sequence[str], rows: Iterable[Sequence[Cell]], *, nordic: bool, mark: str = "") -> Iterator[bytes]:
    """Return the file in pieces.

    Nordic: semicolons, decimal comma and a byte order mark, as Excel expects it in Sweden and Norway. Otherwise commas,
    decimal points and instants in ISO 8601 with their offset (RFC 4180). Dates are year-month-day in both.
    `mark`, such as "Demonstration, invented figures", stands in a last column of every line, the first one included.
    Errors: ValueError for a row that is not as long as the header.
    """
    extra = (mark,) if mark else ()
    first: Sequence[Cell] = header
    lines = (_line((*row, *extra), len(header) + len(extra), nordic=nordic) for row in chain([first], rows))
    if nordic:
        yield _BYTE_ORDER_MARK.encode()
    while piece := "".join(islice(lines, _ROWS_AT_ONCE)):
        yield piece.encode()


def _line(row: Sequence[Cell], width: int, *, nordic: bool) -> str:
    if len(row) != width:
        raise ValueError(f"a row has {len(row)} cells and the header {width}")
    return (";" if nordic else ",").join(_written(safe(value), nordic=nordic) for value in row) + "\r\n"


def _written(value: Cell, *, nordic: bool) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return '"' + value.replace('"', '""') + '"' if _QUOTED.search(value) else value
    if isinstance(value, Decimal):
        return f"{value:f}".replace(".", ",") if nordic else f"{value:f}"
    if isinstance(value, datetime):
        return f"{wall_clock(value):%Y-%m-%d %H:%M}" if nordic else value.isoformat()
    return value.isoformat() if isinstance(value, date) else str(value)
