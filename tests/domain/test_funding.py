from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from followup.domain.funding import (
    REGIONS_COMPONENTS,
    Grant,
    RateComponent,
    components_on,
    contribution,
    rate_on,
)
from followup.domain.money import Money
from followup.errors import Invalid

# 31 December 2023, Statistics Sweden.
POPULATIONS = (
    2_454_821, 404_589, 301_944, 472_298, 368_856, 203_686, 246_667, 61_029, 157_973, 1_421_781, 343_746,
    1_767_016, 283_548, 308_116, 280_813, 287_253, 285_642, 242_148, 132_572, 278_729, 248_480,
)  # fmt: skip


@pytest.mark.parametrize(
    ("year", "ore"), [(2016, 40), (2017, 40), (2018, 50), (2022, 50), (2023, 100), (2024, 100), (2044, 100)]
)
def test_the_rate_of_each_year(year: int, ore: int) -> None:
    assert rate_on(year, REGIONS_COMPONENTS) == Money(ore, "SEK")


def test_the_krona_replaces_the_earlier_parts_and_is_not_added_to_them() -> None:
    assert [part.ore for part in components_on(2022, REGIONS_COMPONENTS)] == [40, 10]
    assert [part.ore for part in components_on(2023, REGIONS_COMPONENTS)] == [100]


def test_before_the_first_decision_there_is_no_rate_rather_than_nought() -> None:
    with pytest.raises(Invalid) as refused:
        rate_on(2015, REGIONS_COMPONENTS)
    assert refused.value.problems["year"][0].code == "funding.no_rate"


def test_a_part_added_after_a_replacement_counts_and_one_that_has_ended_does_not() -> None:
    later = RateComponent(name="Training", ore=7, valid_from=date(2024, 1, 1), valid_to=date(2024, 6, 30), source="x")
    rates = [rate_on(year, (*REGIONS_COMPONENTS, later)).minor for year in (2023, 2024, 2025)]
    assert rates == [100, 107, 100]


@pytest.mark.parametrize(
    ("year", "minor", "shown"),
    [
        (2016, 5_256_720, "52567.20"),
        (2017, 5_256_720, "52567.20"),
        (2018, 6_570_900, "65709.00"),
        (2022, 6_570_900, "65709.00"),
        (2023, 13_141_800, "131418.00"),
    ],
)
def test_jämtland_härjedalen_pays_what_its_memo_says(year: int, minor: int, shown: str) -> None:
    paid = contribution(131_418, rate_on(year, REGIONS_COMPONENTS))
    assert (paid.minor, str(paid.amount)) == (minor, shown)


@pytest.mark.parametrize(("ore", "shown"), [(100, "10551707.00"), (50, "5275853.50"), (40, "4220682.80")])
def test_the_21_regions_together(ore: int, shown: str) -> None:
    paid = [contribution(inhabitants, Money(ore, "SEK")) for inhabitants in POPULATIONS]
    assert len(paid) == 21
    assert str(sum(paid[1:], paid[0]).amount) == shown


def test_a_negative_number_of_inhabitants_is_refused() -> None:
    with pytest.raises(Invalid) as refused:
        contribution(-1, Money(100, "SEK"))
    assert refused.value.problems["inhabitants"][0].code == "funding.inhabitants_negative"


def test_a_grant_with_its_own_share() -> None:
    grant = Grant(Money(147_000_000, "NOK"), Money(49_000_000, "NOK"))
    assert grant.total == Money(196_000_000, "NOK")
    assert grant.own_percent == Decimal("25.0")


@settings(max_examples=40)
@given(st.lists(st.integers(0, 3_000_000), min_size=1, max_size=25), st.integers(1, 500))
def test_the_members_together_pay_the_rate_times_all_inhabitants(inhabitants: list[int], ore: int) -> None:
    rate = Money(ore, "SEK")
    assert sum(contribution(n, rate).minor for n in inhabitants) == contribution(sum(inhabitants), rate).minor
