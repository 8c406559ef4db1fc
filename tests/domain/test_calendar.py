from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import holidays
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from followup.domain.calendar import (
    ZONES,
    add_months,
    add_working_days,
    days_left,
    is_overdue,
    is_working_day,
    next_working_day,
    today_in,
    year_bounds,
)

assert holidays.country_holidays("SE", years=2026)  # the half second of importing belongs to no test

days = st.dates(date(2024, 1, 1), date(2044, 12, 31))
countries = st.sampled_from(sorted(ZONES))


@pytest.mark.parametrize(
    ("day", "sweden", "norway"),
    [
        (date(2026, 3, 2), True, True),  # an ordinary Monday
        (date(2026, 3, 7), False, False),  # Saturday
        (date(2026, 3, 8), False, False),  # Sunday
        (date(2026, 1, 1), False, False),  # New Year
        (date(2026, 1, 6), False, True),  # Epiphany
        (date(2026, 4, 2), True, False),  # Maundy Thursday
        (date(2026, 4, 3), False, False),  # Good Friday
        (date(2026, 4, 6), False, False),  # Easter Monday
        (date(2026, 5, 1), False, False),  # 1 May
        (date(2026, 5, 14), False, False),  # Ascension Day
        (date(2026, 5, 25), True, False),  # Whit Monday
        (date(2027, 5, 17), True, False),  # Norway's Constitution Day
        (date(2029, 6, 6), False, True),  # Sweden's National Day
        (date(2026, 6, 19), False, True),  # midsummer eve
        (date(2026, 12, 24), False, True),  # Christmas eve
        (date(2026, 12, 25), False, False),  # Christmas Day
        (date(2026, 12, 31), False, True),  # New Year's eve
    ],
)
def test_offices_are_open_on_working_days_only(day: date, sweden: bool, norway: bool) -> None:
    assert (is_working_day(day, "SE"), is_working_day(day, "NO")) == (sweden, norway)


def test_a_day_off_moves_to_the_next_working_day() -> None:
    assert next_working_day(date(2026, 4, 3), "SE") == date(2026, 4, 7)
    assert next_working_day(date(2026, 12, 24), "SE") == date(2026, 12, 28)
    assert next_working_day(date(2026, 12, 24), "NO") == date(2026, 12, 24)


def test_ten_working_days_around_easter_skip_the_holidays() -> None:
    assert add_working_days(date(2026, 3, 27), 10, "SE") == date(2026, 4, 14)
    assert add_working_days(date(2026, 3, 27), 10, "NO") == date(2026, 4, 15)
    assert add_working_days(date(2026, 3, 28), 0, "SE") == date(2026, 3, 30)
    with pytest.raises(ValueError, match="forwards"):
        add_working_days(date(2026, 3, 27), -1, "SE")


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2026, 8, 31), 1, date(2026, 9, 30)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2026, 1, 15), -1, date(2025, 12, 15)),
        (date(2026, 3, 2), 36, date(2029, 3, 2)),
        (date(2026, 3, 2), 0, date(2026, 3, 2)),
    ],
)
def test_months_are_added_and_clipped_to_the_end_of_the_month(day: date, months: int, expected: date) -> None:
    assert add_months(day, months) == expected


@given(days, st.integers(0, 120))
def test_adding_months_keeps_the_day_or_takes_the_months_last(day: date, months: int) -> None:
    later = add_months(day, months)
    assert (later.year - day.year) * 12 + later.month - day.month == months
    assert later.day == day.day or (later.day < day.day and (later + timedelta(days=1)).day == 1)


@settings(max_examples=50)
@given(days, countries, st.integers(1, 15))
def test_working_days_are_counted_one_by_one(day: date, country: str, count: int) -> None:
    later = add_working_days(day, count, country)
    between = [day + timedelta(days=n) for n in range(1, (later - day).days + 1)]
    assert is_working_day(later, country)
    assert sum(is_working_day(d, country) for d in between) == count


@settings(max_examples=50)
@given(days, countries)
def test_no_run_of_days_off_is_longer_than_six(day: date, country: str) -> None:
    assert (next_working_day(day, country) - day).days <= 6


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (datetime(2026, 3, 2, 22, 59, tzinfo=UTC), date(2026, 3, 2)),
        (datetime(2026, 3, 2, 23, 0, tzinfo=UTC), date(2026, 3, 3)),
        (datetime(2026, 3, 29, 0, 59, tzinfo=UTC), date(2026, 3, 29)),  # the night the clocks go forward
        (datetime(2026, 3, 29, 22, 0, tzinfo=UTC), date(2026, 3, 30)),
        (datetime(2026, 10, 24, 22, 0, tzinfo=UTC), date(2026, 10, 25)),  # the night they go back
        (datetime(2026, 10, 25, 22, 59, tzinfo=UTC), date(2026, 10, 25)),
        (datetime(2026, 10, 25, 23, 0, tzinfo=UTC), date(2026, 10, 26)),
        (datetime(2026, 12, 31, 23, 0, tzinfo=UTC), date(2027, 1, 1)),
    ],
)
def test_today_is_the_civil_date_in_the_zone(now: datetime, expected: date) -> None:
    assert today_in(now, ZONES["SE"]) == today_in(now, ZONES["NO"]) == expected


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="without a zone"):
        today_in(datetime(2026, 3, 2), "Europe/Stockholm")  # noqa: DTZ001


def test_the_deadline_itself_is_still_in_time() -> None:
    due_on = date(2026, 3, 2)
    assert not is_overdue(due_on, due_on)
    assert is_overdue(due_on, date(2026, 3, 3))
    assert [days_left(due_on, today) for today in (date(2026, 2, 28), due_on, date(2026, 3, 4))] == [2, 0, -2]


def test_a_year_has_its_first_and_last_day() -> None:
    assert year_bounds(2024) == (date(2024, 1, 1), date(2024, 12, 31))
