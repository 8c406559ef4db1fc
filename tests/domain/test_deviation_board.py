"""The board's ages, divisions and days to close."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from followup.domain.deviation_board import Age, Closed, Counted, Group, Side, age_of, closings, division, sent_between
from followup.domain.deviations import Severity

TODAY = date(2026, 3, 2)
C, M, N = Severity.CRITICAL, Severity.MAJOR, Severity.MINOR


@pytest.mark.parametrize(
    ("days", "age"),
    [
        (0, Age.TO_30),
        (30, Age.TO_30),
        (31, Age.TO_90),
        (90, Age.TO_90),
        (91, Age.TO_180),
        (180, Age.TO_180),
        (181, Age.OVER_180),
        (4000, Age.OVER_180),
    ],
)
def test_an_age_changes_on_the_day_after_its_last(days: int, age: Age) -> None:
    assert age_of(TODAY - timedelta(days=days), TODAY) is age


@settings(max_examples=40)
@given(st.dates(date(2020, 1, 1), date(2030, 12, 31)), st.integers(0, 1000))
def test_the_days_of_an_age_are_just_those_that_have_it(today: date, days: int) -> None:
    sent = today - timedelta(days=days)
    for age in Age:
        first, last = sent_between(age, today)
        is_within = (first is None or sent >= first) and (last is None or sent <= last)
        assert is_within == (age_of(sent, today) is age)


def counted(count: int, severity: Severity = M, supplier: str = "s", country: str | None = "BA") -> Counted:
    keys = {Side.AGE: Age.TO_90, Side.COUNTRY: country, Side.SUPPLIER: supplier}
    return Counted(count=count, severity=severity, keys=keys, names={Side.SUPPLIER: supplier.upper()})


def told(groups: object) -> list[tuple[str | None, int]]:
    return [(group.key, group.total) for group in groups if isinstance(group, Group)]  # type: ignore[attr-defined]


def test_groups_stand_by_size_with_the_unstated_last_and_the_rest_counted() -> None:
    rows = [counted(1, supplier="a"), counted(3, C, supplier="b"), counted(2, supplier="a"), counted(9, country=None)]
    found = division(Side.SUPPLIER, rows)
    assert told(found.groups) == [("s", 9), ("a", 3), ("b", 3)]
    assert found.groups[2].counts == {C: 3, M: 0, N: 0}
    assert told(division(Side.COUNTRY, rows).groups) == [("BA", 6), (None, 9)]
    few = division(Side.SUPPLIER, rows, most=1)
    assert (told(few.groups), few.more_groups, few.more_count) == ([("s", 9)], 2, 6)


def test_all_ages_stand_in_their_own_order_also_where_there_are_none() -> None:
    assert told(division(Side.AGE, [counted(2)]).groups) == [("to_30", 0), ("to_90", 2), ("to_180", 0), ("over_180", 0)]


def closed(*days: int, severity: Severity = M, year: int = 2026, is_in_time: bool | None = True) -> list[Closed]:
    return [Closed(count=1, severity=severity, year=year, days=d, is_in_time=is_in_time) for d in days]


def test_four_cases_have_no_median_and_five_have_one() -> None:
    four = closings(closed(10, 20, 30, 40), [2026])
    assert [(row.severity, row.count, row.median) for row in four] == [
        (None, 4, None),
        (C, 0, None),
        (M, 4, None),
        (N, 0, None),
    ]
    five = closings(closed(10, 20, 30, 40, 500), [2026])[0]
    assert (five.count, five.median, five.lower, five.upper) == (5, 30, 20, 40)


def test_grades_and_years_are_counted_apart_and_an_unknown_end_is_neither_in_time_nor_late() -> None:
    rows = [
        *closed(10, 11, 12, severity=N),
        *closed(90, 91, 92, is_in_time=False),
        *closed(5, is_in_time=None),
        *closed(400, year=2025),
    ]
    found = {(row.year, row.severity): row for row in closings(rows, [2026, 2025])}
    assert (found[2026, None].count, found[2026, None].median) == (7, 12)
    assert (found[2026, None].in_time_count, found[2026, None].late_count) == (3, 3)
    assert (found[2026, N].in_time_count, found[2026, N].median) == (3, None)
    assert found[2025, None].count == 1


@settings(max_examples=40)
@given(st.lists(st.integers(0, 900), min_size=5, max_size=30))
def test_half_of_the_cases_lie_between_the_quartiles(days: list[int]) -> None:
    row = closings(closed(*days), [2026])[0]
    assert row.lower is not None
    assert row.median is not None
    assert row.upper is not None
    assert row.lower <= row.median <= row.upper
    assert 2 * sum(row.lower <= day <= row.upper for day in days) >= len(days)
