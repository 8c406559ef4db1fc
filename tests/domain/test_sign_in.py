"""The rules of the way in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followup.domain.sign_in import (
    MOST_FAILURES,
    MOST_FAILURES_OF_NETWORK,
    address_key,
    check_failures,
    code_digits,
    network_key,
)
from followup.errors import Invalid


@pytest.mark.parametrize(
    ("remote", "network"),
    [
        ("192.0.2.77", "192.0.2.0/24"),
        ("::ffff:192.0.2.77", "192.0.2.0/24"),
        ("2001:db8:1:2::3", "2001:db8:1::/48"),
        ("127.0.0.1", None),
        ("::1", None),
        ("", None),
        (None, None),
        ("not an address", None),
    ],
)
def test_a_caller_is_known_by_the_network_and_never_by_the_full_address(
    remote: str | None, network: str | None
) -> None:
    assert network_key(remote) == network


def test_an_address_is_counted_under_one_key_however_it_is_written() -> None:
    assert address_key(" Anna@Buyer.Test ") == address_key("anna@buyer.test")
    assert "anna" not in address_key("anna@buyer.test")


@given(st.text())
def test_a_code_has_one_form_and_only_digits(text: str) -> None:
    assert code_digits(code_digits(text)) == code_digits(text)
    assert set(code_digits(text)) <= set("0123456789")


def test_a_code_may_be_grouped_as_the_app_shows_it() -> None:
    assert code_digits(" 123 456 ") == code_digits("123-456") == "123456"


def test_the_fifth_failure_of_an_address_or_the_fiftieth_of_a_network_is_one_too_many() -> None:
    check_failures(MOST_FAILURES - 1, MOST_FAILURES_OF_NETWORK - 1)
    with pytest.raises(Invalid):
        check_failures(MOST_FAILURES, 0)
    with pytest.raises(Invalid):
        check_failures(0, MOST_FAILURES_OF_NETWORK)
