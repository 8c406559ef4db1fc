from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from babel.core import get_global
from hypothesis import given
from hypothesis import strategies as st

from followup.domain.money import Money
from followup.errors import Invalid
from followup.imports.values import civil_date, country_code, cpv_code, exact_amount, identifier, whole_count


@pytest.mark.parametrize(
    "text",
    ["2024-01-01", "2024-01-01Z", "2024-01-01+14:00", "2024-01-01T00:30:00+02:00", "2024-01-01T23:59:59.999-11:00"],
)
def test_a_date_is_its_first_ten_characters(text: str) -> None:
    assert civil_date(text) == date(2024, 1, 1)


@pytest.mark.parametrize(
    "text", ["", "2024", "20240101", "2024-13-01", "2023-02-29", "01.01.2024", "2024-W01-1", "2024-01-01 or so"]
)
def test_what_is_no_date_is_refused(text: str) -> None:
    assert code_of(civil_date, text) == "import.no_date"


@pytest.mark.parametrize(
    ("text", "minor"),
    [("0", 0), ("73000000.00", 7_300_000_000), ("65000000.0", 6_500_000_000), ("0.1", 10), ("12.3400", 1_234)],
)
def test_an_amount_is_exact(text: str, minor: int) -> None:
    assert exact_amount(text, "NOK") == Money(minor, "NOK")


@given(st.integers(0, 10**15 - 1))
def test_no_amount_is_lost_on_the_way(minor: int) -> None:
    assert exact_amount(f"{minor // 100}.{minor % 100:02}", "SEK").minor == minor


@pytest.mark.parametrize("text", ["", "-1", "+1", "1,5", "1 000", "1e5", "1.005", ".5", "5.", "NaN", "٣", "1_000"])
def test_an_amount_that_is_not_exact_is_refused_rather_than_rounded(text: str) -> None:
    assert code_of(lambda given: exact_amount(given, "NOK"), text) == "import.no_amount"


def test_an_amount_in_a_currency_with_another_minor_unit_is_refused() -> None:
    assert code_of(lambda given: exact_amount(given, "JPY"), "100") == "money.currency"


def test_a_cpv_code_is_kept_without_its_check_digit() -> None:
    assert cpv_code("33141420-0") == cpv_code("33141420") == "33141420"
    assert code_of(cpv_code, "3314142") == "import.no_cpv"


def test_a_count_is_whole_and_above_zero() -> None:
    assert whole_count("53") == whole_count("53.0") == 53
    assert [code_of(whole_count, text) for text in ("0", "-1", "1.5", "x")] == ["import.no_count"] * 4


def test_a_reference_without_a_letter_or_digit_is_none() -> None:
    assert [identifier(text) for text in ("-", "", "n/a", "24/117")] == ["", "", "n/a", "24/117"]


@pytest.mark.parametrize(
    ("text", "code"),
    [("NOR", "NO"), ("no", "NO"), ("USA", "US"), ("SWE", "SE"), ("Norge", None), ("ZZ", None), ("", None)],
)
def test_a_country_code_of_two_or_three_letters_becomes_one_of_two(text: str, code: str | None) -> None:
    assert country_code(text) == code


def test_the_table_of_countries_agrees_with_that_of_unicode() -> None:
    aliases = get_global("territory_aliases")
    ours = {three: country_code(three) for three in aliases if len(three) == 3 and country_code(three)}
    assert len(ours) == 249
    assert all(aliases[three][0] == two for three, two in ours.items())


def code_of(read: Callable[[str], object], text: str) -> str:
    with pytest.raises(Invalid) as refused:
        read(text)
    [[reason]] = refused.value.problems.values()
    return reason.code
