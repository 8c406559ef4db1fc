"""The penalty: commenced weeks up to a cap, and nothing where the supplier's own supplier refuses."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followup.domain.money import Money
from followup.domain.penalties import (
    NewPenalty,
    PenaltyExemption,
    PenaltyRule,
    PenaltyTerms,
    PenaltyTrigger,
    PenaltyUnit,
    calculated,
    check_days,
    commenced_weeks,
    penalty,
)
from followup.domain.sourced import Provenance
from followup.errors import Invalid

RULE = PenaltyRule(
    clause="se-2021/penalty",
    triggers=tuple(PenaltyTrigger),
    exemptions=(PenaltyExemption.SUB_SUPPLIER_REFUSES,),
    source="SDD",
    provenance=Provenance.SOURCED,
)


@pytest.mark.parametrize(
    ("days", "kronor"), [(-3, 0), (0, 0), (1, 20_000), (7, 20_000), (8, 40_000), (15, 60_000), (100, 200_000)]
)
def test_each_commenced_week_counts_up_to_the_cap(days: int, kronor: int) -> None:
    assert penalty(RULE, days_late=days, weekly_minor=20_000_00, cap_weeks=10) == kronor * 100


def test_nothing_is_charged_when_the_suppliers_own_supplier_refuses() -> None:
    refused = frozenset({PenaltyExemption.SUB_SUPPLIER_REFUSES})
    assert penalty(RULE, days_late=100, weekly_minor=20_000_00, cap_weeks=10, exempt=refused) == 0


@given(st.integers(0, 10_000), st.integers(0, 10**9), st.integers(0, 200))
def test_a_penalty_never_passes_its_cap_and_never_shrinks_with_time(days: int, weekly: int, cap: int) -> None:
    now = penalty(RULE, days_late=days, weekly_minor=weekly, cap_weeks=cap)
    assert 0 <= now <= cap * weekly
    assert now <= penalty(RULE, days_late=days + 1, weekly_minor=weekly, cap_weeks=cap)
    assert commenced_weeks(days) * 7 - 7 < days or days == 0


FIRST = date(2026, 3, 3)


def terms(unit: PenaltyUnit, cap: int = 10, minor: int = 20_000_00) -> PenaltyTerms:
    return PenaltyTerms(amount=Money(minor, "SEK"), unit=unit, cap_count=cap)


@pytest.mark.parametrize(("days", "kronor"), [(1, 20_000), (7, 20_000), (8, 40_000), (15, 60_000), (100, 200_000)])
def test_a_calculation_by_dates_gives_the_amounts_of_the_table(days: int, kronor: int) -> None:
    found = calculated(terms(PenaltyUnit.WEEK), FIRST, FIRST + timedelta(days=days - 1))
    assert (found.days_late, found.amount_minor) == (days, kronor * 100)
    assert found.is_capped is (days == 100)


@given(st.integers(1, 5_000), st.integers(0, 10**9), st.integers(1, 400), st.sampled_from(PenaltyUnit))
def test_every_step_of_a_calculation_is_exact(days: int, minor: int, cap: int, unit: PenaltyUnit) -> None:
    found = calculated(terms(unit, cap, minor), FIRST, FIRST + timedelta(days=days - 1))
    size = 7 if unit is PenaltyUnit.WEEK else 1
    assert (found.units_commenced - 1) * size < days <= found.units_commenced * size
    assert found.units_count == min(found.units_commenced, cap)
    assert found.amount_minor == found.units_count * minor
    later = calculated(terms(unit, cap, minor), FIRST, FIRST + timedelta(days=days))
    assert found.amount_minor <= later.amount_minor <= cap * minor


def test_a_dagmulkt_counts_days() -> None:
    found = calculated(terms(PenaltyUnit.DAY, cap=50, minor=5_000_00), FIRST, FIRST + timedelta(days=7))
    assert (found.units_count, found.amount_minor) == (8, 40_000_00)


def test_days_to_come_and_days_the_wrong_way_round_do_not_count() -> None:
    for first, last in ((FIRST, FIRST - timedelta(days=1)), (FIRST, FIRST + timedelta(days=2))):
        new = NewPenalty(trigger=PenaltyTrigger.NO_REPORT, late_from_on=first, late_to_on=last)
        with pytest.raises(Invalid):
            check_days(new, today=FIRST)
