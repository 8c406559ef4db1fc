"""The one rule for what may stand in a cell of a CSV or Excel file, headers included."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from followup.domain.guards import guarded

Cell = str | int | Decimal | date | datetime | None

_HALF_A_PAIR = re.compile("[\ud800-\udfff]")
_ZONE = ZoneInfo("Europe/Stockholm")  # Oslo has the same clock


def safe(value: Cell) -> Cell:
    """Return the value as it may stand in a cell: texts that could run as formulas begin with an apostrophe.

    Numbers and dates have a type of their own in the file and are left alone; yes and no become 1 and 0.
    Source: trust.md I7.
    """
    if isinstance(value, bool):
        return int(value)
    if not isinstance(value, str):
        return value
    text = _HALF_A_PAIR.sub("\ufffd", value)
    return guarded(text)


def wall_clock(value: datetime) -> datetime:
    """Return the instant as clocks in Sweden and Norway show it, without a zone, which spreadsheets do not know."""
    return value.astimezone(_ZONE).replace(tzinfo=None)
