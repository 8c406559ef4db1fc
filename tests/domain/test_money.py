from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from followup.domain.money import Money, parse
from followup.errors import Invalid


@pytest.mark.parametrize(
    ("text", "minor"),
    [
        ("1 234,50", 123_450),
        ("1234.50", 123_450),
        ("1 234,5", 123_450),
        ("0", 0),
        ("0,05", 5),
        ("  12  ", 1_200),
        ("131 418", 13_141_800),
        ("1\u00a0234\u202f567,89", 123_456_789),
        ("007,10", 710),
        ("9999999999999,99", 999_999_999_999_999),
    ],
)
def test_an_amount_is_read_as_people_in_the_north_write_it(text: str, minor: int) -> None:
    assert parse(text, "SEK") == Money(minor, "SEK")


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "1e3",
        "1,234",
        "1.234",
        "12 34",
        "1 2345",
        "1,",
        ",5",
        "-1",
        "+1",
        "1 234,5 0",
        "NaN",
        "٣",
        "1_000",
        "1.2.3",
        "kr 5",
    ],
)
def test_an_amount_written_in_another_way_is_refused(text: str) -> None:
    with pytest.raises(Invalid) as refused:
        parse(text, "SEK", at="value")
    assert [reason.code for reason in refused.value.problems["value"]] == ["money.unreadable"]


def test_an_amount_of_more_than_fifteen_digits_is_refused() -> None:
    with pytest.raises(Invalid) as refused:
        parse("10000000000000", "SEK")
    assert refused.value.problems["amount"][0].code == "money.too_large"


def test_a_currency_with_an_unknown_minor_unit_is_refused() -> None:
    with pytest.raises(Invalid) as refused:
        Money(1, "JPY")
    assert refused.value.problems["currency"][0].code == "money.currency"


def test_two_currencies_do_not_add_up() -> None:
    with pytest.raises(ValueError, match="SEK and NOK"):
        Money(1, "SEK") + Money(1, "NOK")


def test_the_amount_is_exact_and_always_has_two_decimals() -> None:
    assert str(Money(13_141_800, "SEK").amount) == "131418.00"
    assert Money(-5, "NOK").amount == Decimal("-0.05")


def test_sums_differences_and_multiples_are_exact() -> None:
    assert 3 * Money(10, "SEK") + Money(5, "SEK") - Money(1, "SEK") == Money(34, "SEK")


def test_the_left_over_ore_go_to_the_largest_remainders_and_the_first_on_a_tie() -> None:
    assert [part.minor for part in Money(100, "SEK").split([1, 1, 1])] == [34, 33, 33]
    assert [part.minor for part in Money(10, "SEK").split([1, 2, 4])] == [1, 3, 6]
    assert [part.minor for part in Money(7, "SEK").split([0, 1])] == [0, 7]


@pytest.mark.parametrize("weights", [[], [0, 0], [2, -1]])
def test_weights_that_divide_nothing_are_refused(weights: list[int]) -> None:
    with pytest.raises(ValueError, match="weights"):
        Money(1, "SEK").split(weights)


@settings(max_examples=40)
@given(st.integers(-(10**15), 10**15), st.lists(st.integers(0, 10**7), min_size=1, max_size=21).filter(any))
def test_the_parts_always_sum_to_the_whole_and_none_is_an_ore_from_its_share(minor: int, weights: list[int]) -> None:
    parts = Money(minor, "SEK").split(weights)
    assert sum(part.minor for part in parts) == minor
    assert all(
        abs(part.minor * sum(weights) - minor * w) < sum(weights) for part, w in zip(parts, weights, strict=True)
    )


@settings(max_examples=40)
@given(st.integers(0, 10**15 - 1))
def test_what_is_shown_is_read_back_as_the_same_amount(minor: int) -> None:
    money = Money(minor, "NOK")
    assert parse(str(money.amount), "NOK") == money
