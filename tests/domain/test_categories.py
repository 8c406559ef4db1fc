"""What holds from a day to a day: of one thing at most one at a time, and nothing is ever written over."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from followup.domain.categories import check_end, check_other_area, day_before, still_holds, to_close
from followup.domain.sourced import UNDATED, Period
from followup.errors import Conflict, Invalid

FIRST = date(2026, 1, 1)
DAYS = st.integers(0, 400).map(lambda n: FIRST + timedelta(days=n))


@settings(max_examples=60)
@given(st.lists(st.tuples(DAYS, st.none() | st.integers(0, 90)), max_size=8))
def test_whatever_is_recorded_in_whatever_order_at_most_one_holds_on_any_day(
    wanted: list[tuple[date, int | None]],
) -> None:
    kept: list[Period] = []
    for since, length in wanted:
        until = None if length is None else since + timedelta(days=length)
        try:
            place = to_close(kept, since, until)
        except Invalid:
            continue
        if place is not None:
            kept[place] = Period(from_on=kept[place].from_on, until_on=day_before(since))
        kept.append(Period(from_on=since, until_on=until))
    for n in range(500):
        day = FIRST + timedelta(days=n)
        assert sum(period.covers(day) for period in kept) <= 1


def test_what_holds_without_an_end_ends_the_day_before_the_next_begins() -> None:
    ended = Period(from_on=date(2021, 1, 1), until_on=date(2023, 12, 31))
    running = Period(from_on=date(2024, 1, 1))
    assert to_close([running, ended], date(2027, 1, 1)) == 0
    assert day_before(date(2027, 1, 1)) == date(2026, 12, 31)


def test_what_holds_since_nobody_knows_when_can_be_followed_too() -> None:
    assert to_close([UNDATED], date(2027, 1, 1)) == 0


def test_nothing_begins_before_what_is_already_decided_for_later() -> None:
    with pytest.raises(Invalid) as refused:
        to_close([Period(from_on=date(2027, 1, 1))], date(2026, 6, 1))
    assert "valid_from" in refused.value.problems


def test_nothing_begins_within_a_period_with_a_decided_end() -> None:
    decided = Period(from_on=date(2025, 1, 1), until_on=date(2027, 12, 31))
    with pytest.raises(Invalid):
        to_close([decided], date(2027, 12, 31))
    assert to_close([decided], date(2028, 1, 1)) is None


def test_an_end_before_the_beginning_is_refused() -> None:
    with pytest.raises(Invalid):
        to_close([], date(2026, 6, 1), date(2026, 5, 31))
    with pytest.raises(Invalid):
        check_end(Period(from_on=date(2026, 6, 1)), date(2026, 5, 31))
    check_end(Period(from_on=date(2026, 6, 1)), date(2026, 6, 1))


def test_only_what_holds_today_or_later_can_be_ended() -> None:
    today = date(2026, 3, 2)
    assert still_holds(UNDATED, today)
    assert still_holds(Period(until_on=today), today)
    assert not still_holds(Period(until_on=day_before(today)), today)


def test_a_category_is_not_given_to_the_area_that_has_it() -> None:
    check_other_area("A", "B")
    with pytest.raises(Conflict):
        check_other_area("A", "A")
