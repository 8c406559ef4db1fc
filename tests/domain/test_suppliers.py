from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followup.domain.suppliers import (
    COUNTRIES,
    NumberKind,
    OrganisationNumber,
    kept_number,
    kind_of,
    name_key,
    parse_organisation_number,
    shown_number,
    supplier_key,
)


@pytest.mark.parametrize(
    ("text", "country", "compact", "written"),
    [
        ("232100-0214", "SE", "2321000214", "232100-0214"),
        ("16232100-0214", "SE", "2321000214", "232100-0214"),
        ("SE232100021401", "SE", "2321000214", "232100-0214"),
        ("123456-7897", "SE", "1234567897", "123456-7897"),
        ("988 077 917", "NO", "988077917", "988 077 917"),
        ("NO988077917MVA", "NO", "988077917", "988 077 917"),
        ("no 988 077 917 mva", "NO", "988077917", "988 077 917"),
        ("\u00a0988\u00a0077\u00a0917 ", "NO", "988077917", "988 077 917"),
        ("DK-13585628", "DK", "13585628", "13585628"),
        ("2077474-0", "FI", "20774740", "2077474-0"),
        ("FI20774740", "FI", "20774740", "2077474-0"),
        ("DE 136.695.976", "DE", "DE136695976", "DE136695976"),
        ("GR094259216", "GR", "EL094259216", "EL094259216"),
        ("EL 094259216", "GR", "EL094259216", "EL094259216"),
        ("nl4495445b01", "NL", "NL004495445B01", "NL004495445B01"),
        ("XI980780684", "GB", "XI980780684", "XI980780684"),
        ("2138 00KU D8LA JWSQ 9D15", "SE", "213800KUD8LAJWSQ9D15", "213800KUD8LAJWSQ9D15"),
        ("213800kud8lajwsq9d15", "CN", "213800KUD8LAJWSQ9D15", "213800KUD8LAJWSQ9D15"),
    ],
)
def test_a_number_is_read_however_it_is_printed(text: str, country: str, compact: str, written: str) -> None:
    number = parse_organisation_number(text, country)
    assert number == OrganisationNumber(country, compact)
    assert number.written == written


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("123456-7891", "SE"),
        ("988 077 918", "NO"),
        ("988077917", "SE"),
        ("232100-0214", "NO"),
        ("23232100-0214", "SE"),
        ("000000000", "NO"),
        ("00000000", "FI"),
        ("000000-0000", "SE"),
        ("٩٨٨٠٧٧٩١٧", "NO"),
        ("9880779170", "NO"),
        ("-", "NO"),
        ("", "SE"),
        ("988077917", "DE"),
        ("136695976", "DE"),
        ("DE136695977", "DE"),
        ("DE136695976", "FR"),
        ("DE136695976", "SE"),
        ("GB980780684", "GB"),
        ("213800KUD8LAJWSQ9D16", "GB"),
        ("213800KUD8LAJWSQ9D15", ""),
        ("988077917", ""),
    ],
)
def test_what_is_no_number_of_that_country_is_none(text: str, country: str) -> None:
    assert parse_organisation_number(text, country) is None


@pytest.mark.parametrize("text", ["640823-3234", "19640823-3234", "640883-3231"])
def test_a_swedish_sole_trader_is_known_by_a_date_where_an_organisation_has_none(text: str) -> None:
    number = parse_organisation_number(text, "SE")
    assert number is not None
    assert number.is_sole_trader


def test_an_organisation_is_no_sole_trader() -> None:
    numbers = [parse_organisation_number(*known) for known in (("232100-0214", "SE"), ("988 077 917", "NO"))]
    assert [number.is_sole_trader for number in numbers if number is not None] == [False, False]


@pytest.mark.parametrize(
    "text", ["641323-0001", "640800-0005", "640832-0007", "640892-0004", "16640823-3234", "19232100-0214"]
)
def test_a_personal_number_without_a_date_or_with_the_wrong_century_is_none(text: str) -> None:
    assert parse_organisation_number(text, "SE") is None


@pytest.mark.parametrize(
    ("text", "country", "kind", "is_personal"),
    [
        ("232100-0214", "SE", NumberKind.NATIONAL, False),
        ("SE232100021401", "SE", NumberKind.NATIONAL, False),
        ("DE136695976", "DE", NumberKind.VAT, False),
        ("ESB58378431", "ES", NumberKind.VAT, False),
        ("ES54362315K", "ES", NumberKind.VAT, True),
        ("ESX5253868R", "ES", NumberKind.VAT, True),
        ("BG7523169263", "BG", NumberKind.VAT, True),
        ("BG175074752", "BG", NumberKind.VAT, False),
        ("LV16117519997", "LV", NumberKind.VAT, True),
        ("213800KUD8LAJWSQ9D15", "SE", NumberKind.LEI, False),
    ],
)
def test_a_number_knows_its_register_and_whether_it_is_a_persons_own(
    text: str, country: str, kind: NumberKind, is_personal: bool
) -> None:
    number = parse_organisation_number(text, country)
    assert number is not None
    assert (number.kind, number.is_sole_trader) == (kind, is_personal)
    assert kind_of(country, number.compact) is kind
    assert shown_number(country, number.compact, None) == ("" if is_personal else number.written)


@given(st.from_regex(r"(18|19|20)?[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])-?[0-9]{4}", fullmatch=True))
def test_what_is_written_like_a_swedish_persons_number_is_never_shown(text: str) -> None:
    assert shown_number("SE", *kept_number(text, "SE")) == ""


@given(st.text(max_size=24), st.sampled_from([*COUNTRIES, "DE", "ES", "GR", "IE", "NL", "CZ", "GB", "CN", "", "EU"]))
def test_whatever_is_read_reads_itself_back(text: str, country: str) -> None:
    number = parse_organisation_number(text, country)
    assert number is None or parse_organisation_number(number.written, country) == number


@given(st.integers(10_000_000, 99_999_999))
def test_a_norwegian_number_has_one_right_last_digit_at_most(first: int) -> None:
    right = [digit for digit in range(10) if parse_organisation_number(f"{first}{digit}", "NO")]
    total = sum(int(d) * w for d, w in zip(str(first), (3, 2, 7, 6, 5, 4, 3, 2), strict=True))
    assert right == ([(11 - total % 11) % 11] if total % 11 != 1 else [])


def test_names_meet_without_regard_to_case_punctuation_and_blanks() -> None:
    assert name_key("Kons  AS") == name_key("KONS AS.") == name_key("kons-as")
    assert name_key("Ås") != name_key("As")
    assert name_key("A\u030as") == name_key("Ås")
    assert name_key("***") == "***"


def test_a_checked_number_alone_decides_who_a_supplier_is() -> None:
    number = parse_organisation_number("988 077 917", "NO")
    again = parse_organisation_number("NO988077917MVA", "NO")
    assert supplier_key("Ett navn AS", "NO", number) == supplier_key("Et annet navn", "NO", again) == "NO:988077917"


def test_without_a_checked_number_country_name_and_what_was_given_must_agree() -> None:
    keys = {
        supplier_key("Nordlys AS", "NO", None),
        supplier_key("Nordlys AS", "SE", None),
        supplier_key("Nordlys AS", None, None),
        supplier_key("Nordlys AS", "NO", None, "12345"),
        supplier_key("Sydlys AS", "NO", None),
        supplier_key("Nordlys AS", "NO", OrganisationNumber("NO", "988077917")),
    }
    assert len(keys) == 6
    assert supplier_key("NORDLYS  AS", "NO", None, "12-345") == supplier_key("Nordlys AS", "NO", None, "12345")


@given(
    st.sampled_from(["DE136695976", "EL094259216", "NL004495445B01", "213800KUD8LAJWSQ9D15", "FR40303265045"]),
    st.integers(0, 19),
    st.sampled_from("0123456789"),
)
def test_a_vat_number_or_lei_with_one_digit_mistyped_is_not_taken_for_the_same(
    right: str, place: int, digit: str
) -> None:
    place %= len(right)
    mistyped = right[:place] + digit + right[place + 1 :]
    country = {"EL": "GR", "21": "SE"}.get(right[:2], right[:2])
    read = parse_organisation_number(mistyped, country)
    assert (read is not None and read.compact == right) is (mistyped == right)
