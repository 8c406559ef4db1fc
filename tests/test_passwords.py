"""Passwords as they are kept."""

import pytest

from followup.passwords import CHEAPEST, PROFILE, Passwords


@pytest.fixture(scope="module")
def cheap() -> Passwords:
    return Passwords(CHEAPEST)


def test_a_password_fits_its_own_hash_only(cheap: Passwords) -> None:
    kept = cheap.hashed("one long sentence")
    assert cheap.fits(kept, "one long sentence")
    assert not cheap.fits(kept, "another sentence")


def test_the_same_password_is_kept_differently_each_time(cheap: Passwords) -> None:
    assert cheap.hashed("one long sentence") != cheap.hashed("one long sentence")


def test_nothing_fits_where_nothing_is_kept(cheap: Passwords) -> None:
    assert not cheap.fits(None, "one long sentence")
    assert not cheap.fits("", "one long sentence")
    assert not cheap.fits("not a hash", "one long sentence")


def test_the_product_hashes_with_argon2id_19_mib_two_rounds_one_lane() -> None:
    kept = Passwords(PROFILE).hashed("one long sentence")
    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
