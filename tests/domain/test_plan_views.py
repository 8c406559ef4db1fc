"""The plan as people see it: sums that agree, weeks that cover the month, people in order."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from followup.domain.plan_views import (
    EARLIER,
    NOBODY,
    Counted,
    OpenWork,
    PlanFilter,
    PlanState,
    month_of,
    neighbours,
    workloads,
    year_plan,
)
from followup.domain.schedule import FollowUpKind
from followup.errors import Invalid

K = FollowUpKind
TODAY = date(2026, 3, 2)
rows = st.lists(
    st.builds(
        Counted,
        month=st.integers(0, 12),
        kind=st.sampled_from(K),
        state=st.sampled_from(PlanState),
        is_late=st.booleans(),
        count=st.integers(1, 999),
    ),
    max_size=20,
)


@given(rows)
@settings(max_examples=60)
def test_the_months_the_kinds_and_the_year_sum_to_the_same(counted: list[Counted]) -> None:
    plan = year_plan(counted)
    everything = sum(row.count for row in counted)
    assert plan.total.total + plan.total.skipped == everything
    assert sum(tally.total + tally.skipped for tally in plan.months.values()) == everything
    assert sum(t.total + t.skipped for kind in plan.kinds.values() for t in kind.values()) == everything
    assert list(plan.kinds) == [kind for kind in K if kind in plan.kinds]


def test_done_also_by_a_shared_result_counts_as_done_and_late_only_as_late() -> None:
    plan = year_plan(
        [
            Counted(1, K.SITE_AUDIT, PlanState.DONE, False, 2),
            Counted(1, K.SITE_AUDIT, PlanState.COVERED, False, 1),
            Counted(1, K.SITE_AUDIT, PlanState.UNDER_WAY, True, 4),
            Counted(EARLIER, K.KICK_OFF, PlanState.PLANNED, True, 1),
            Counted(2, K.KICK_OFF, PlanState.SKIPPED, False, 5),
        ]
    )
    assert (plan.months[1].done, plan.months[1].coming, plan.months[1].late) == (3, 0, 4)
    assert (plan.total.total, plan.total.skipped, plan.has_earlier) == (8, 5, True)


def test_people_stand_by_name_and_what_nobody_has_comes_last() -> None:
    made = [
        OpenWork(person_id=key, name=name, month=5, kind=K.SITE_AUDIT, is_late=False, count=1)
        for key, name in (("usr_1", "örjan"), (None, None), ("usr_2", "Anna"))
    ]
    assert [load.person_id for load in workloads(made, {})] == ["usr_2", "usr_1", NOBODY]


def test_minutes_are_counted_only_for_kinds_that_have_them() -> None:
    made = [
        OpenWork(person_id=None, name=None, month=5, kind=kind, is_late=late, count=count)
        for kind, late, count in ((K.SITE_AUDIT, False, 2), (K.SITE_AUDIT, True, 1), (K.KICK_OFF, False, 3))
    ]
    [load] = workloads(made, {K.SITE_AUDIT: 90})
    assert (load.total.count, load.total.late, load.total.minutes, load.total.untimed) == (6, 1, 270, 3)


@given(st.integers(2024, 2044), st.integers(1, 12), st.sampled_from(["SE", "NO"]))
@settings(max_examples=60)
def test_the_weeks_of_a_month_are_whole_and_cover_it_once(year: int, month: int, country: str) -> None:
    weeks = month_of(year, month, country, {})
    days = [day for week in weeks for day in week]
    assert all(len(week) == 7 and week[0].on.weekday() == 0 for week in weeks)
    assert [day.on for day in days] == [days[0].on + timedelta(days=n) for n in range(len(days))]
    inside = [day.on for day in days if day.is_in_month]
    assert {(day.year, day.month) for day in inside} == {(year, month)}
    before, after = neighbours(year, month)
    assert (inside[0] - timedelta(days=1)).timetuple()[:2] == before
    assert (inside[-1] + timedelta(days=1)).timetuple()[:2] == after


def test_a_holiday_is_told_apart_from_a_weekend() -> None:
    days = {day.on: day for week in month_of(2026, 5, "SE", {}) for day in week}
    assert days[date(2026, 5, 14)].is_holiday
    assert days[date(2026, 5, 16)].is_off
    assert not days[date(2026, 5, 16)].is_holiday


def test_without_a_month_the_present_one_is_shown_and_january_of_other_years() -> None:
    assert PlanFilter().month_on(TODAY) == 3
    assert PlanFilter(year=2027).month_on(TODAY) == 1
    assert PlanFilter(month=EARLIER).month_on(TODAY) == 3
    assert PlanFilter(month=5, day=31).day_on(TODAY) == date(2026, 5, 31)
    with pytest.raises(Invalid):
        PlanFilter(month=6, day=31).day_on(TODAY)
