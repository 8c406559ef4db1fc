"""Obligations: what must be shown for, what a finding moves, and what all of a contract's come to."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followup.domain.follow_ups import FindingResult
from followup.domain.obligations import (
    OBLIGATION,
    STEP_TO,
    Fulfilment,
    ObligationStatus,
    ObligationStep,
    ShownObligation,
    check_day,
    check_shown,
    fulfilment,
    step_found,
)
from followup.errors import Invalid

S = ObligationStatus
TODAY = date(2026, 3, 2)


@given(st.sampled_from(S), st.sampled_from(S))
def test_from_every_state_a_person_can_state_every_other(before: S, after: S) -> None:
    assert OBLIGATION.after(before, STEP_TO[after]) is after


@pytest.mark.parametrize(
    ("statuses", "is_over", "expected"),
    [
        ((), False, None),
        ((S.UNFULFILLED,), False, Fulfilment.UNFULFILLED),
        ((S.UNFULFILLED, S.FULFILLED), False, Fulfilment.PARTLY),
        ((S.PARTLY,), False, Fulfilment.PARTLY),
        ((S.FULFILLED, S.FULFILLED), False, Fulfilment.FULFILLED),
        ((S.FULFILLED,), True, Fulfilment.FULFILLED),
        ((S.FULFILLED, S.PARTLY), True, Fulfilment.LAPSED),
        ((S.UNFULFILLED,), True, Fulfilment.LAPSED),
    ],
)
def test_what_obligations_come_to_together(statuses: tuple[S, ...], is_over: bool, expected: Fulfilment | None) -> None:
    assert fulfilment(statuses, is_over=is_over) is expected


@given(st.lists(st.sampled_from(S), min_size=1))
def test_only_all_fulfilled_is_fulfilled_and_only_the_end_lets_lapse(statuses: list[S]) -> None:
    running, over = fulfilment(statuses, is_over=False), fulfilment(statuses, is_over=True)
    assert (running is Fulfilment.FULFILLED) == (set(statuses) == {S.FULFILLED}) == (over is Fulfilment.FULFILLED)
    assert running is not Fulfilment.LAPSED
    assert over in (Fulfilment.FULFILLED, Fulfilment.LAPSED)


def test_fulfilled_by_hand_needs_a_note_or_a_file() -> None:
    bare = ShownObligation(status=S.FULFILLED)
    with pytest.raises(Invalid) as refused:
        check_shown(bare, has_files=False)
    assert refused.value.problems["note"][0].code == "obligation.not_shown"
    check_shown(bare, has_files=True)
    check_shown(ShownObligation(status=S.FULFILLED, note="Seen on site"), has_files=False)
    check_shown(ShownObligation(status=S.PARTLY), has_files=False)


@given(st.integers(-3, 3), st.sampled_from(FindingResult))
def test_a_finding_moves_an_obligation_unless_a_later_day_was_stated(days: int, result: FindingResult) -> None:
    step = step_found(result, TODAY, stated_on=TODAY + timedelta(days=days))
    assert (step is None) == (days > 0 or result is FindingResult.NOT_ASSESSED)


def test_what_a_follow_up_found_is_what_the_obligation_becomes() -> None:
    found = {result: step_found(result, TODAY, stated_on=None) for result in FindingResult}
    assert found == {
        FindingResult.FULFILLED: ObligationStep.FULFIL,
        FindingResult.PARTLY: ObligationStep.PARTLY_FULFIL,
        FindingResult.NOT_FULFILLED: ObligationStep.UNFULFIL,
        FindingResult.NOT_ASSESSED: None,
    }


def test_a_mistyped_year_is_refused() -> None:
    check_day(None, TODAY)
    check_day(date(2036, 3, 2), TODAY)
    with pytest.raises(Invalid):
        check_day(date(2206, 3, 2), TODAY)
