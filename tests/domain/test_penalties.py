"""The penalty: commenced weeks up to a cap, and nothing where the supplier's own supplier refuses."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followup.domain.penalties import PenaltyExemption, PenaltyRule, PenaltyTrigger, commenced_weeks, penalty
from followup.domain.sourced import Provenance

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
