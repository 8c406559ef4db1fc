"""The portfolio: what has changed, where requirements matter most, hours and groups."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followup.domain.contracts import Criticality
from followup.domain.portfolio import (
    Ordering,
    Weighed,
    changes,
    commonest,
    efforts,
    group_shares,
    in_order_of,
    ranked,
    review_reasons,
    time_weight,
)
from followup.domain.risk import Basis, Made, RiskClass
from followup.domain.risk_tables import CountryRisk

TODAY = date(2026, 3, 2)
THEN = Basis(
    category="textile",
    told=("workwear=high/high/high",),
    sites=("sit_1",),
    made_in=(Made(country="BD", risk=CountryRisk.HIGH),),
)


def codes(valid_until: date | None, then: Basis | None, now: Basis) -> list[str]:
    return [reason.code.removeprefix("review.") for reason in review_reasons(valid_until, then, now, TODAY)]


def test_an_assessment_is_reviewed_within_sixty_days_of_its_end() -> None:
    assert codes(TODAY + timedelta(days=61), THEN, THEN) == []
    assert codes(TODAY + timedelta(days=60), THEN, THEN) == ["lapses"]
    assert codes(TODAY, THEN, THEN) == ["lapses"]
    assert codes(TODAY - timedelta(days=1), THEN, THEN) == ["lapsed"]
    assert codes(None, THEN, THEN) == ["undated"]


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (replace(THEN, category="gloves", told=()), ["category_changed"]),
        (replace(THEN, told=("workwear=very_high/high/high",)), ["list_changed"]),
        (replace(THEN, told=()), ["list_changed"]),
        (replace(THEN, sites=("sit_1", "sit_2")), ["site_added"]),
        (replace(THEN, sites=()), []),
        (replace(THEN, made_in=(*THEN.made_in, Made(country="SE"))), ["country_added"]),
        (replace(THEN, made_in=(Made(country="BD", risk=CountryRisk.RISK),)), ["country_changed"]),
        (replace(THEN, made_in=(Made(country="BD"),)), ["country_changed"]),
    ],
)
def test_what_has_changed_since_is_said(now: Basis, expected: list[str]) -> None:
    assert codes(TODAY + timedelta(days=300), THEN, now) == expected


def test_what_was_not_kept_is_not_claimed_to_have_changed() -> None:
    assert codes(TODAY + timedelta(days=300), None, THEN) == []
    assert changes(THEN, THEN) == ()


def item(value: int, risk: RiskClass | None = RiskClass.C, renews_on: date | None = None, **more: object) -> Weighed:
    made = Weighed(id=f"con_{value}_{risk}", title="X", value_minor=value, currency="SEK", risk_class=risk,
                   renews_on=renews_on)  # fmt: skip
    return replace(made, **more)


@pytest.mark.parametrize(
    ("renews_on", "is_planned", "weight"),
    [
        (date(2027, 3, 1), False, 3),
        (date(2027, 3, 2), False, 2),
        (date(2028, 3, 1), False, 2),
        (date(2028, 3, 2), False, 1),
        (None, False, 1),
        (None, True, 3),
    ],
)
def test_the_nearer_the_renewal_the_more_it_weighs(renews_on: date | None, is_planned: bool, weight: int) -> None:
    assert time_weight(renews_on, TODAY, is_planned=is_planned) == weight


def test_the_largest_product_is_a_hundred_and_the_rest_a_share_of_it() -> None:
    rows = ranked([item(100, RiskClass.D), item(100, RiskClass.A), item(50, RiskClass.A), item(0)], TODAY)
    assert [(row.of.value_minor, row.risk_weight, row.priority) for row in rows] == [
        (100, 4, 100), (50, 4, 50), (100, 1, 25), (0, 2, 0),
    ]  # fmt: skip


def test_what_has_no_class_counts_as_medium() -> None:
    unknown, medium = ranked([item(10, None)], TODAY), ranked([item(10, RiskClass.C)], TODAY)
    assert unknown[0].risk_weight == medium[0].risk_weight == 2


def test_two_currencies_are_never_weighed_against_each_other() -> None:
    with pytest.raises(ValueError, match="two currencies"):
        ranked([item(1), item(1, currency="NOK")], TODAY)
    assert commonest(["SEK", "NOK", "NOK"], "SEK") == "NOK"
    assert commonest(["SEK", "NOK"], "NOK") == "NOK"
    assert commonest([], "SEK") == "SEK"


values = st.lists(
    st.builds(
        Weighed,
        id=st.uuids().map(str),
        title=st.just("X"),
        value_minor=st.integers(0, 10**13),
        currency=st.just("SEK"),
        risk_class=st.none() | st.sampled_from(RiskClass),
        renews_on=st.none() | st.dates(date(2026, 3, 2), date(2036, 1, 1)),
        is_planned=st.booleans(),
    ),
    max_size=12,
)


@given(values, st.randoms(use_true_random=False))
def test_the_ranking_does_not_depend_on_the_order_of_the_rows(items: list[Weighed], chance: object) -> None:
    mixed = list(items)
    chance.shuffle(mixed)  # type: ignore[attr-defined] # a random.Random
    assert ranked(mixed, TODAY) == ranked(items, TODAY)


@given(values)
def test_priorities_fall_from_a_hundred_and_every_sorting_keeps_all_rows(items: list[Weighed]) -> None:
    rows = ranked(items, TODAY)
    priorities = [row.priority for row in rows]
    assert priorities == sorted(priorities, reverse=True)
    assert all(0 <= p <= 100 for p in priorities)
    assert all((row.priority == 0) == (row.of.value_minor == 0) for row in rows)
    for ordering in Ordering:
        assert {row.of.id for row in in_order_of(rows, ordering)} == {row.of.id for row in rows}


def test_hours_are_empty_until_somebody_decides_them() -> None:
    contracts = {RiskClass.A: 2, RiskClass.B: 1, None: 3}
    done = {RiskClass.A: (90, 2, 1), RiskClass.D: (0, 1, 1)}
    rows = {row.risk_class: row for row in efforts(contracts, done, {RiskClass.A: 40})}
    assert (rows[RiskClass.A].planned, rows[RiskClass.A].used, rows[RiskClass.A].untimed_count) == (
        80,
        Decimal("1.5"),
        1,
    )
    assert rows[RiskClass.B].planned is None
    assert rows[RiskClass.D].follow_up_count == 1
    assert rows[None].contract_count == 3
    assert None not in {row.risk_class for row in efforts({RiskClass.A: 1}, {}, {})}


def test_shares_are_of_the_contracts_that_have_a_group() -> None:
    shares = group_shares(
        {(Criticality.CRITICAL, RiskClass.A): 1, (Criticality.REGULAR, None): 2, (None, RiskClass.B): 9}
    )
    assert [(row.contract_count, row.share, row.guide) for row in shares] == [(1, 33, 10), (2, 67, 30), (0, 0, 60)]
    assert {row.share for row in group_shares({(None, None): 4})} == {None}
