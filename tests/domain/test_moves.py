"""Moving by hand: where a follow-up lands, what is warned of, and what stays known."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from followup.domain.calendar import is_working_day
from followup.domain.follow_ups import BY_HAND, reason_of, stored
from followup.domain.moves import DayOff, Move, day_off, in_month, moved
from followup.errors import Invalid
from followup.i18n import explain

CHOSEN = {"fup_x": 1}
days = st.dates(date(2024, 1, 1), date(2044, 12, 31))
months = days.map(lambda day: day.replace(day=1))


@given(days, months, st.sampled_from(["SE", "NO"]))
@settings(max_examples=60)
def test_in_another_month_it_lands_on_a_working_day_of_that_month(due_on: date, month: date, country: str) -> None:
    landed = in_month(due_on, month, country)
    assert (landed.year, landed.month) == (month.year, month.month)
    assert is_working_day(landed, country)


def test_it_keeps_its_day_where_that_is_a_working_day_and_takes_the_last_of_a_short_month() -> None:
    assert in_month(date(2026, 5, 4), date(2026, 6, 1), "SE") == date(2026, 6, 4)
    assert in_month(date(2026, 3, 31), date(2026, 4, 1), "SE") == date(2026, 4, 30)
    assert in_month(date(2026, 3, 31), date(2026, 2, 1), "SE") == date(2026, 2, 27)  # the 28th is a Saturday


def test_a_day_off_is_warned_of_with_the_next_working_day() -> None:
    warned = day_off(date(2026, 6, 6), "SE")
    assert warned is not None
    assert explain(warned).startswith("6 Jun 2026 is a day off. The next working day is 8 Jun 2026.")
    assert day_off(date(2026, 6, 8), "SE") is None
    assert day_off(date(2026, 5, 18), "NO") is None
    assert day_off(date(2027, 5, 17), "NO") is not None
    assert day_off(date(2027, 5, 17), "SE") is None


def test_a_day_off_is_kept_unless_the_next_working_day_is_asked_for() -> None:
    saturday, monday = date(2026, 6, 6), date(2026, 6, 8)
    keeps = Move(chosen=CHOSEN, reason="x", due_on=saturday)
    takes = Move(chosen=CHOSEN, reason="x", due_on=saturday, day_off=DayOff.NEXT)
    assert keeps.new_date(date(2026, 5, 4), "SE") == saturday
    assert takes.new_date(date(2026, 5, 4), "SE") == monday


@pytest.mark.parametrize(
    ("asked", "path", "code"),
    [
        ({"chosen": {}}, "chosen", "move.none_chosen"),
        ({"chosen": {f"fup_{n}": 1 for n in range(201)}}, "chosen", "move.many"),
        ({"chosen": CHOSEN}, "", "move.nothing"),
        ({"chosen": CHOSEN, "due_on": date(2026, 6, 1), "month": date(2026, 6, 1)}, "month", "move.one_of_two"),
    ],
)
def test_a_move_of_nothing_or_to_nowhere_is_refused(asked: dict[str, object], path: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        Move(**{"due_on": None, "reason": "x", **asked})  # type: ignore[arg-type] # what a test leaves out
    assert [reason.code for reason in refused.value.problems[path]] == [code]


def test_a_mistyped_year_is_refused_where_it_was_typed() -> None:
    for asked, path in (({"due_on": date(2206, 6, 1)}, "due_on"), ({"month": date(2199, 6, 1)}, "month")):
        with pytest.raises(Invalid) as refused:
            Move(chosen=CHOSEN, reason="x", **asked).check(date(2026, 3, 2))  # type: ignore[arg-type] # one of the two
        assert list(refused.value.problems) == [path]


def test_the_reason_tells_from_which_planned_date_it_was_moved_also_when_it_is_moved_again() -> None:
    planned, first, second = date(2026, 5, 4), date(2026, 6, 1), date(2026, 7, 1)
    why = stored(BY_HAND.but(due=planned, note="A tip"))
    once = moved(why, planned, first, "Holidays")
    assert explain(reason_of(once)) == "Due 1 Jun 2026: moved by hand from 4 May 2026. Holidays"
    twice = moved(once, first, second, "Strike")
    assert explain(reason_of(twice)) == "Due 1 Jul 2026: moved by hand from 4 May 2026. Strike"
    back = moved(twice, second, planned, "It works after all")
    assert explain(reason_of(back)) == "Due 4 May 2026: moved by hand from 1 Jul 2026. It works after all"


def test_a_note_that_looks_like_a_date_stays_a_note() -> None:
    why = moved({}, date(2026, 5, 4), date(2026, 6, 1), "2026-09-01")
    assert explain(reason_of(why)).endswith("2026-09-01")
