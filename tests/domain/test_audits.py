"""What an audit's results are worth, and when evidence is too old."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from followup.domain.audits import GRADES, AuditResult, is_stale, worst
from followup.domain.follow_ups import FindingResult

RESULTS = st.lists(st.sampled_from(list(AuditResult)))


@settings(max_examples=40)
@given(RESULTS)
def test_the_worst_result_does_not_depend_on_the_order(results: list[AuditResult]) -> None:
    assert worst(results) is worst(sorted(results)) is worst(reversed(results))


@settings(max_examples=40)
@given(RESULTS)
def test_a_clause_is_fulfilled_only_where_no_result_is_a_deviation(results: list[AuditResult]) -> None:
    has_deviation = any(result in GRADES for result in results)
    assert (worst(results) in (FindingResult.NOT_FULFILLED, FindingResult.PARTLY)) is has_deviation


def test_what_nobody_assessed_is_not_assessed() -> None:
    assert worst([]) is worst([AuditResult.NOT_ASSESSED]) is FindingResult.NOT_ASSESSED


@pytest.mark.parametrize(
    ("dated_on", "stale"),
    [
        (None, False),
        (date(2024, 2, 29), False),
        (date(2024, 2, 28), False),
        (date(2024, 2, 27), True),
        (date(2026, 2, 28), False),
    ],
)
def test_evidence_is_too_old_after_twenty_four_months(dated_on: date | None, stale: bool) -> None:
    assert is_stale(dated_on, date(2026, 2, 28)) is stale
