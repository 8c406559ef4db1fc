"""Warnings: which step before a day has come, over clock jumps, leap days and days that have passed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followup.domain.message import NOT_ONE_LINE
from followup.domain.messages import ContractWarning
from followup.domain.names import TEXT_LONGEST
from followup.domain.warnings import (
    CERTIFICATE_STEPS,
    CONTRACT_STEPS,
    LINE_LONGEST,
    Deadline,
    DeadlineKind,
    alerts,
    as_line,
    deadlines,
    is_ahead,
    notice_on,
    step_reached,
)

END = date(2028, 12, 31)
D = DeadlineKind
days = st.dates(min_value=date(2000, 1, 1), max_value=date(2090, 1, 1))


@pytest.mark.parametrize(
    ("left", "step"),
    [(366, None), (365, 365), (181, 365), (180, 180), (91, 180), (90, 90), (31, 90), (30, 30), (0, 30), (-1, None)],
)
def test_the_nearest_step_that_has_come_is_the_one(left: int, step: int | None) -> None:
    assert step_reached(END, END - timedelta(days=left), CONTRACT_STEPS) == step


@given(days, st.integers(-400, 400), st.sampled_from([CONTRACT_STEPS, CERTIFICATE_STEPS]))
def test_a_step_has_come_and_no_nearer_one_has(on: date, left: int, steps: tuple[int, ...]) -> None:
    step = step_reached(on, on - timedelta(days=left), steps)
    if step is None:
        assert left < 0 or left > max(steps)
    else:
        assert 0 <= left <= step
        assert not any(left <= nearer for nearer in steps if nearer < step)


@given(days, st.lists(st.integers(-10, 400), min_size=1, max_size=60))
def test_whatever_nights_are_missed_each_step_is_reached_once_at_most(on: date, nights: list[int]) -> None:
    """Nights run in order; the step only ever falls, so that the same step never comes back after another."""
    told: list[int] = []
    for left in sorted(nights, reverse=True):
        step = step_reached(on, on - timedelta(days=left), CONTRACT_STEPS)
        if step is not None and step not in told:
            told.append(step)
    assert told == sorted(told, reverse=True)


@pytest.mark.parametrize(
    ("ends_on", "notice_days", "expected"),
    [
        (date(2028, 3, 1), 1, date(2028, 2, 29)),
        (date(2027, 3, 1), 1, date(2027, 2, 28)),
        (date(2028, 2, 29), 366, date(2027, 2, 28)),
        (date(2028, 2, 29), 365, date(2027, 3, 1)),
        (END, 90, date(2028, 10, 2)),
        (None, 90, None),
        (END, None, None),
        (date(2026, 1, 1), 10**7, None),
    ],
)
def test_the_last_day_to_give_notice(ends_on: date | None, notice_days: int | None, expected: date | None) -> None:
    assert notice_on(ends_on, notice_days) == expected


def test_a_leap_day_is_warned_of_like_any_other() -> None:
    leap = date(2028, 2, 29)
    assert step_reached(leap, date(2027, 3, 1), CONTRACT_STEPS) == 365
    assert step_reached(leap, date(2027, 2, 28), CONTRACT_STEPS) is None
    assert step_reached(leap, leap, CONTRACT_STEPS) == 30
    assert step_reached(leap, date(2028, 3, 1), CONTRACT_STEPS) is None


def test_all_that_must_be_decided_the_earliest_first() -> None:
    found = deadlines(END, 90, [("opt_b", date(2028, 6, 30)), ("opt_a", date(2029, 6, 30))])
    assert found == [
        Deadline(kind=D.OPTION, on=date(2028, 6, 30), about="opt_b"),
        Deadline(kind=D.NOTICE, on=date(2028, 10, 2)),
        Deadline(kind=D.END, on=END),
        Deadline(kind=D.OPTION, on=date(2029, 6, 30), about="opt_a"),
    ]


def test_a_contract_without_an_end_has_nothing_to_warn_of_but_its_options() -> None:
    assert deadlines(None, 90) == []
    assert [found.kind for found in deadlines(None, None, [("opt_a", END)])] == [D.OPTION]


def test_no_notice_period_adds_nothing_to_the_end() -> None:
    assert [found.kind for found in deadlines(END, 0)] == [D.END]


@given(days, st.integers(0, 800), st.integers(-500, 500))
def test_every_alert_is_of_a_deadline_that_has_not_passed(ends_on: date, notice: int, left: int) -> None:
    today = ends_on - timedelta(days=left)
    for alert in alerts(deadlines(ends_on, notice), today):
        assert today <= alert.deadline.on <= today + timedelta(days=alert.step)


def test_the_start_page_looks_ninety_days_ahead() -> None:
    today = date(2026, 3, 2)
    assert [is_ahead(today + timedelta(days=n), today) for n in (-1, 0, 90, 91)] == [False, True, True, False]


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc", "Cf", "Zl", "Zp"], include_characters="\n\t=?")))
def test_whatever_a_person_wrote_can_stand_in_a_mail(text: str) -> None:
    line = as_line(text)
    assert len(line) <= LINE_LONGEST <= TEXT_LONGEST
    warning = ContractWarning(
        recipient_address="bo@region.example",
        locale="en",
        dedupe_key="k",
        path="/contracts/con_a",
        buyer_name="Region",
        supplier_name="Supplier",
        contract_title="Gloves",
        what=D.END,
        falls_on=END,
        days=30,
        measures=(line,),
    )
    assert warning.measures == (line,)
    assert NOT_ONE_LINE.code not in str(warning.facts())
