"""Personal links as values: tokens, addresses, and how long they live."""

from __future__ import annotations

import re
from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followup.domain.assignments import (
    LINK_LOCKED,
    LINK_PAUSED,
    check_due,
    expires_on,
    is_alive,
    receipt_until,
    same_address,
    token,
    token_hash,
    wrong_address_reason,
)
from followup.errors import Invalid, Reason

TODAY = date(2026, 3, 2)


def test_tokens_are_distinct_and_look_alike() -> None:
    tokens = [token(b"key", f"asg_{n}", 1, n.to_bytes(16, "big")) for n in range(10_000)]
    assert len(set(tokens)) == len(tokens)
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{43}", t) for t in tokens)
    counts = Counter("".join(t[:42] for t in tokens))
    expected = 42 * len(tokens) / 64
    assert len(counts) == 64
    assert sum((n - expected) ** 2 / expected for n in counts.values()) < 120  # chi square, 63 degrees, p < 1e-5


def test_every_part_of_a_link_changes_its_token() -> None:
    base = (b"key", "asg_a", 1, b"n" * 16)
    others = [
        (b"kez", *base[1:]),
        (b"key", "asg_b", 1, b"n" * 16),
        (b"key", "asg_a", 2, b"n" * 16),
        (*base[:3], b"m" * 16),
    ]
    assert len({token(*parts) for parts in (base, *others)}) == 5


@given(st.text())
def test_any_text_can_be_looked_up_as_a_token(text: str) -> None:
    assert re.fullmatch(r"[0-9a-f]{64}", token_hash(text))


@pytest.mark.parametrize(
    ("typed", "is_same"),
    [
        ("anna@leverantör.example", True),
        (" anna@LEVERANTÖR.example ", True),
        ("Anna@leverantör.example", False),
        ("anna@leverantor.example", False),
        ("ann\u0430@leverantör.example", False),
        ("anna@leveranto\u0308r.example", True),
        ("", False),
        ("@", False),
        ("\ud800@leverantör.example", False),
    ],
)
def test_an_address_matches_exactly_but_for_the_case_of_its_domain(typed: str, is_same: bool) -> None:
    assert same_address(typed, "anna@leverantör.example") is is_same


def test_a_link_lives_thirty_days_after_the_deadline_and_never_more_than_half_a_year() -> None:
    assert expires_on(date(2026, 3, 30), TODAY) == date(2026, 4, 29)
    assert expires_on(date(2026, 8, 20), TODAY) == TODAY + timedelta(days=180)


def test_the_receipt_can_be_read_for_ninety_days_and_no_link_is_shortened_by_it() -> None:
    assert receipt_until(date(2026, 3, 3), TODAY) == TODAY + timedelta(days=90)
    assert receipt_until(date(2026, 8, 20), TODAY) == date(2026, 8, 20)


@pytest.mark.parametrize(
    ("day", "code"),
    [(TODAY, "link.due_past"), (TODAY + timedelta(days=151), "link.due_late"), (TODAY + timedelta(days=150), None)],
)
def test_a_deadline_must_lie_ahead_and_within_the_links_life(day: date, code: str | None) -> None:
    if code is None:
        check_due(day, TODAY)
        assert expires_on(day, TODAY) >= day
        return
    with pytest.raises(Invalid) as refused:
        check_due(day, TODAY)
    assert [r.code for r in refused.value.problems["due_on"]] == [code]


@pytest.mark.parametrize(
    ("change", "alive"),
    [
        ({}, True),
        ({"today": date(2026, 4, 29)}, True),
        ({"today": date(2026, 4, 30)}, False),
        ({"generation": 1}, False),
        ({"revoked_at": datetime(2026, 3, 1, tzinfo=UTC)}, False),
    ],
)
def test_a_link_is_alive_until_its_last_day_unless_replaced_or_revoked(change: dict[str, object], alive: bool) -> None:
    facts: dict[str, object] = {
        "generation": 2,
        "current": 2,
        "expires_on": date(2026, 4, 29),
        "revoked_at": None,
        "today": TODAY,
    }
    assert is_alive(**{**facts, **change}) is alive


@pytest.mark.parametrize(
    ("lately", "in_all", "reason"),
    [(0, 0, None), (4, 19, None), (5, 5, LINK_PAUSED), (0, 20, LINK_LOCKED), (5, 20, LINK_LOCKED)],
)
def test_wrong_addresses_first_pause_and_then_lock_a_link(lately: int, in_all: int, reason: Reason | None) -> None:
    assert wrong_address_reason(lately, in_all) is reason
