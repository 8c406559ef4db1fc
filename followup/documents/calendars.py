"""A calendar as a file that calendar programs read (RFC 5545): whole days, each of which keeps its identity."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from icalendar import Calendar
from icalendar import Event as _Event
from icalendar.enums import STATUS, TRANSP

TYPE = "text/calendar; charset=utf-8"
REFRESH = timedelta(hours=6)  # Source: default of this service; how often a program is asked to look again


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Something on one day; `uid` stays the same and `sequence` rises however often it is moved."""

    uid: str
    on: date
    title: str
    address: str
    sequence: int
    changed_at: datetime
    is_cancelled: bool = False


def written(entries: Iterable[Entry], *, name: str, uid: str, language: str) -> bytes:
    """Return the file; the same arguments give the same bytes."""
    calendar = Calendar.new(
        name=name,
        uid=uid,
        prodid=f"-//followup//Follow-ups//{language.upper()}",
        version="2.0",
        refresh_interval=REFRESH,
        subcomponents=[_event(entry) for entry in entries],
    )
    content: bytes = calendar.to_ical()
    return content


def _event(entry: Entry) -> _Event:
    return _Event.new(
        uid=entry.uid,
        start=entry.on,
        end=entry.on + timedelta(days=1),
        summary=entry.title,
        url=entry.address,
        sequence=entry.sequence,
        stamp=entry.changed_at,
        last_modified=entry.changed_at,
        status=STATUS.CANCELLED if entry.is_cancelled else STATUS.CONFIRMED,
        transparency=TRANSP.TRANSPARENT,
    )
