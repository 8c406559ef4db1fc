"""The civil calendar: working days in Sweden and Norway, months, today, and what "overdue" means."""

from __future__ import annotations

from calendar import isleap
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from followup.domain.codes import Coded
from followup.errors import N_

ZONES: Mapping[str, str] = {"SE": "Europe/Stockholm", "NO": "Europe/Oslo"}

# Sweden's eves are free by custom, not by law; Norway's list has no such part: 24 December is a working day.
_CATEGORIES: Mapping[str, tuple[str, ...]] = {"SE": ("public", "de_facto"), "NO": ("public",)}
_SATURDAY = 5
_FEBRUARY = 1  # counted from January, which is 0
_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


class Holiday(Coded):
    """Every day off that has a name in Sweden or Norway."""

    NEW_YEARS_DAY = "new_years_day", N_("New Year's Day")
    EPIPHANY = "epiphany", N_("Epiphany")
    MAUNDY_THURSDAY = "maundy_thursday", N_("Maundy Thursday")
    GOOD_FRIDAY = "good_friday", N_("Good Friday")
    EASTER_SUNDAY = "easter_sunday", N_("Easter Sunday")
    EASTER_MONDAY = "easter_monday", N_("Easter Monday")
    LABOUR_DAY = "labour_day", N_("1 May")
    CONSTITUTION_DAY = "constitution_day", N_("17 May")
    ASCENSION_DAY = "ascension_day", N_("Ascension Day")
    PENTECOST = "pentecost", N_("Pentecost")
    PENTECOST_MONDAY = "pentecost_monday", N_("Pentecost Monday")
    NATIONAL_DAY = "national_day", N_("Sweden's National Day")
    MIDSUMMER_EVE = "midsummer_eve", N_("Midsummer Eve")
    MIDSUMMER_DAY = "midsummer_day", N_("Midsummer Day")
    ALL_SAINTS_DAY = "all_saints_day", N_("All Saints' Day")
    CHRISTMAS_EVE = "christmas_eve", N_("Christmas Eve")
    CHRISTMAS_DAY = "christmas_day", N_("Christmas Day")
    BOXING_DAY = "boxing_day", N_("Second Day of Christmas")
    NEW_YEARS_EVE = "new_years_eve", N_("New Year's Eve")


_NAMED: Mapping[str, Holiday] = {  # as the holidays package calls them in English
    **{str(holiday.label): holiday for holiday in Holiday},
    "May Day": Holiday.LABOUR_DAY,
    "Labor Day": Holiday.LABOUR_DAY,
    "Constitution Day": Holiday.CONSTITUTION_DAY,
    "National Day": Holiday.NATIONAL_DAY,
}


@lru_cache(maxsize=512)
def _days_off(country: str, year: int) -> Mapping[date, Holiday]:
    from holidays import country_holidays  # half a second to import: only who asks for a working day pays for it

    found = country_holidays(country, years=year, expand=False, categories=_CATEGORIES[country], language="en_US")
    return {day: _NAMED[name.partition(";")[0]] for day, name in found.items()}


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


def last_holiday(day: date, country: str, within: int) -> tuple[date, Holiday] | None:
    """Return the latest named day off among the day itself and those before it, and what it is called.

    Units: `within` in calendar days. A holiday that falls on a weekend counts, since many take the days around it.
    """
    for back in range(within + 1):
        earlier = day - timedelta(days=back)
        holiday = _days_off(country, earlier.year).get(earlier)
        if holiday is not None:
            return earlier, holiday
    return None


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
    last = 29 if month == _FEBRUARY and isleap(year) else _DAYS[month]
    return date(year, month + 1, min(day.day, last))


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
