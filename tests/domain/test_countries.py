from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followup.domain.countries import INDICES, IndexRow, converted, ratings, standing
from followup.domain.risk_tables import CountryRisk
from followup.schemas.risk import tables

TABLE = tables().countries
TENTHS = st.integers(0, 1000)


def row(*values: int | None) -> IndexRow:
    return IndexRow(country="BD", on=date(2022, 6, 28), source="Made up", **dict(zip(INDICES, values, strict=True)))


@pytest.mark.parametrize(
    ("total", "risk"),
    [
        (4000, CountryRisk.VERY_LOW),
        (3201, CountryRisk.VERY_LOW),
        (3200, CountryRisk.LOW),
        (2401, CountryRisk.LOW),
        (2400, CountryRisk.RISK),
        (1601, CountryRisk.RISK),
        (1600, CountryRisk.HIGH),
        (801, CountryRisk.HIGH),
        (800, CountryRisk.VERY_HIGH),
        (0, CountryRisk.VERY_HIGH),
    ],
)
def test_a_threshold_itself_belongs_to_the_class_of_more_risk(total: int, risk: CountryRisk) -> None:
    values = [min(1000, max(0, total - 1000 * n)) for n in range(4)]
    found = standing(row(*values), TABLE)
    assert (found.total, found.risk) == (total, risk)


@given(st.tuples(TENTHS, TENTHS, TENTHS, TENTHS), st.integers(0, 3), st.integers(0, 1000))
def test_more_points_never_mean_more_risk(values: tuple[int, ...], place: int, more: int) -> None:
    better = [*values]
    better[place] = min(1000, better[place] + more)
    order = list(CountryRisk)
    risks = [standing(row(*each), TABLE).risk for each in (values, better)]
    assert order.index(risks[0]) >= order.index(risks[1])


@given(st.tuples(TENTHS, TENTHS, TENTHS, TENTHS), st.sets(st.integers(0, 3), min_size=1))
def test_a_country_of_which_an_index_is_missing_has_no_class(values: tuple[int, ...], missing: set[int]) -> None:
    found = standing(row(*(None if n in missing else value for n, value in enumerate(values))), TABLE)
    assert (found.total, found.risk) == (None, None)


def test_a_rating_is_converted_as_the_clause_says_and_nothing_else_is_one() -> None:
    assert [converted(rating, TABLE) for rating in ratings(TABLE)] == [900, 700, 500, 300, 100, 50]
    assert ratings(TABLE) == ["1", "2", "3", "4", "5", "5+"]
    assert [converted(text, TABLE) for text in ("", "6", "5 +", "90")] == [None] * 4
