"""The civil calendar: working days in Sweden and Norway, months, today, and what "overdue" means."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

ZONES: Mapping[str, str] = {"SE": "Europe/Stockholm", "NO": "Europe/Oslo"}

# Sweden's eves are free by custom, not by law; Norway's list has no such part: 24 December is a working day.
_CATEGORIES: Mapping[str, tuple[str, ...]] = {"SE": ("public", "de_facto"), "NO": ("public",)}
_SATURDAY = 5


@lru_cache(maxsize=512)
def _days_off(country: str, year: int) -> frozenset[date]:
    from holidays import country_holidays  # half a second to import: only who asks for a working day pays for it

    return frozenset(country_holidays(country, years=year, expand=False, categories=_CATEGORIES[country]))


def is_working_day(day: date, country: str) -> bool:
    """Return whether offices are open on this day.

    Source: the holidays package: public holidays, in Sweden also midsummer, Christmas and New Year's eves.
    """
    return day.weekday() < _SATURDAY and day not in _days_off(country, day.year)


def next_working_day(day: date, country: str) -> date:
    """Return the day itself if it is a working day, else the first one after it."""
    while not is_working_day(day, country):
        day += timedelta(days=1)
    return day


def add_working_days(day: date, count: int, country: str) -> date:
    """Return the count-th working day after the day.

    Units: `count` in working days, not negative; 0 gives the day itself or the next working day.
    """
    if count < 0:
        raise ValueError("working days are counted forwards")
    if count == 0:
        return next_working_day(day, country)
    for _ in range(count):
        day = next_working_day(day + timedelta(days=1), country)
    return day


def add_months(day: date, months: int) -> date:
    """Return the same day so many months on; a day that the month lacks becomes its last: 29 February, the 31st."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def today_in(now: datetime, zone: str) -> date:
    """Return the civil date of an instant in a zone."""
    if now.tzinfo is None:
        raise ValueError("an instant without a zone has no civil date")
    return now.astimezone(ZoneInfo(zone)).date()


def is_overdue(due_on: date, today: date) -> bool:
    """Return whether the deadline has passed; the day itself is still in time."""
    return today > due_on


def days_left(due_on: date, today: date) -> int:
    """Return the days until the deadline; negative when it has passed."""
    return (due_on - today).days


def year_bounds(year: int) -> tuple[date, date]:
    """Return the first and the last day of the calendar year."""
    return date(year, 1, 1), date(year, 12, 31)
