"""Renewals: what can be decided about a measure, and in which year a contract is procured anew."""

from __future__ import annotations

from datetime import date

import pytest

from followup.domain.renewals import MEASURE, MeasureStatus, MeasureStep, check_year, likely_year
from followup.errors import Conflict, Invalid

TODAY = date(2026, 3, 2)


def test_a_measure_is_decided_once_and_waits_again_only_when_it_was_taken_in() -> None:
    taken = MEASURE.after(MeasureStatus.WAITING, MeasureStep.TAKE_IN)
    assert MEASURE.allowed(taken) == (MeasureStep.WAIT_AGAIN,)
    assert MEASURE.after(taken, MeasureStep.WAIT_AGAIN) is MeasureStatus.WAITING
    assert MEASURE.is_final(MEASURE.after(MeasureStatus.WAITING, MeasureStep.DECLINE))
    with pytest.raises(Conflict):
        MEASURE.after(taken, MeasureStep.DECLINE)


@pytest.mark.parametrize(
    ("ends_on", "year"), [(date(2028, 12, 31), 2028), (date(2020, 1, 1), 2026), (None, 2026), (TODAY, 2026)]
)
def test_a_renewal_is_expected_in_the_year_of_the_end(ends_on: date | None, year: int) -> None:
    assert likely_year(ends_on, TODAY) == year


def test_a_mistyped_year_is_refused() -> None:
    check_year(2046, TODAY)
    with pytest.raises(Invalid):
        check_year(2206, TODAY)
