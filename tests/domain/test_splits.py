"""Costs shared exactly, grants with own share, and the reconciliation of a year."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from followup.domain.budgets import Line, Reconciliation
from followup.domain.charges import Activity, SplitKey, creditable
from followup.domain.funding import Grant
from followup.domain.money import Money
from followup.domain.populations import called
from followup.domain.splits import NewSharedCost, Sharer, shared
from followup.errors import Invalid


def sharers(*inhabitants: int | None) -> list[Sharer]:
    return [
        Sharer(public_id=f"org_{n}", name=f"Member {n}", inhabitants=count, is_host=n == 0)
        for n, count in enumerate(inhabitants)
    ]


def cost(split: SplitKey, amount: str = "", **amounts: str) -> NewSharedCost:
    return NewSharedCost(year=2026, name="Cost", split=split, source="19/455", amount=amount, amounts=amounts)


@settings(max_examples=40)
@given(
    st.integers(1, 10**12),
    st.lists(st.integers(0, 3_000_000), min_size=1, max_size=21).filter(any),
    st.sampled_from([SplitKey.EQUAL, SplitKey.INHABITANTS, SplitKey.HOST]),
)
def test_every_ore_is_placed_and_nobody_is_more_than_an_ore_from_the_exact_share(
    minor: int, inhabitants: list[int], split: SplitKey
) -> None:
    members = sharers(*inhabitants)
    found = shared(cost(split, str(Decimal(minor).scaleb(-2))), members, currency="SEK")
    assert sum(found.parts.values()) == found.whole.minor == minor
    weights = {
        SplitKey.EQUAL: [1] * len(members),
        SplitKey.INHABITANTS: inhabitants,
        SplitKey.HOST: [1] + [0] * (len(members) - 1),
    }[split]
    for member, weight in zip(members, weights, strict=True):
        exact = minor * weight
        assert abs(found.parts.get(member.public_id, 0) * sum(weights) - exact) < sum(weights)


@settings(max_examples=40)
@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=13).filter(any))
def test_fixed_amounts_are_the_whole_and_stay_as_they_were_typed(minors: list[int]) -> None:
    typed = {f"org_{n}": str(Decimal(minor).scaleb(-2)) for n, minor in enumerate(minors)}
    found = shared(cost(SplitKey.FIXED, **typed), sharers(*minors), currency="NOK")
    assert found.whole == Money(sum(minors), "NOK")
    assert found.parts == {f"org_{n}": minor for n, minor in enumerate(minors) if minor}


def test_a_hundred_ore_among_three_are_34_33_and_33() -> None:
    parts = shared(cost(SplitKey.EQUAL, "1,00"), sharers(None, None, None), currency="SEK").parts
    assert list(parts.values()) == [34, 33, 33]


@pytest.mark.parametrize(
    ("asked", "members", "field", "code"),
    [
        (cost(SplitKey.INHABITANTS, "1"), sharers(5, None), "split", "split.no_population"),
        (cost(SplitKey.INHABITANTS, "1"), sharers(0, 0), "split", "split.no_inhabitants"),
        (cost(SplitKey.HOST, "1"), sharers(1, 1)[1:], "split", "split.no_host"),
        (cost(SplitKey.EQUAL, "1"), [], "split", "split.no_sharers"),
        (cost(SplitKey.EQUAL), sharers(1), "amount", "split.no_amount"),
        (cost(SplitKey.FIXED), sharers(1), "split", "split.no_amounts"),
        (cost(SplitKey.FIXED, org_9="1"), sharers(1), "org_9.amount", "split.not_a_sharer"),
        (cost(SplitKey.FIXED, "3", org_0="2"), sharers(1), "amount", "split.other_sum"),
        (cost(SplitKey.EQUAL, "one"), sharers(1), "amount", "money.unreadable"),
    ],
)
def test_what_cannot_be_shared_is_refused_with_the_reason(
    asked: NewSharedCost, members: list[Sharer], field: str, code: str
) -> None:
    with pytest.raises(Invalid) as refused:
        shared(asked, members, currency="SEK")
    assert [reason.code for reason in refused.value.problems[field]] == [code]


def test_credits_together_are_at_most_the_invoice() -> None:
    invoice = Money(1_000, "SEK")
    assert creditable(Money(400, "SEK"), invoice, [-600]) == Money(400, "SEK")
    for amount, code in ((401, "charge.too_much"), (0, "charge.nothing_credited")):
        with pytest.raises(Invalid) as refused:
            creditable(Money(amount, "SEK"), invoice, [-600])
        assert refused.value.problems["amount"][0].code == code


def year(*lines: Line) -> Reconciliation:
    return Reconciliation(
        levy=Money(1_000, "SEK"), costs=Money(200, "SEK"), grants=Money(300, "SEK"), credited=Money(50, "SEK"),
        lines=lines,
    )  # fmt: skip


def test_what_came_in_agrees_with_what_was_used_only_when_all_is_reported() -> None:
    staff = Line(activity=Activity.STAFF, budget=Money(1_000, "SEK"), outcome=Money(900, "SEK"))
    audits = Line(activity=Activity.AUDITS, budget=Money(450, "SEK"), outcome=None)
    assert (year(staff, audits).remaining, year(staff, audits).unreported) == (None, (Activity.AUDITS,))
    done = Line(activity=Activity.AUDITS, budget=Money(450, "SEK"), outcome=Money(550, "SEK"))
    assert year(staff, done).received == Money(1_450, "SEK")
    assert year(staff, done).remaining == Money(0, "SEK")


def test_nothing_reported_is_not_zero() -> None:
    assert (year().used, year().budgeted, year().remaining) == (None, None, None)
    nothing = Line(activity=Activity.STAFF, budget=None, outcome=Money(0, "SEK"))
    assert (year(nothing).used, year(nothing).remaining) == (Money(0, "SEK"), Money(1_450, "SEK"))


def test_the_klimasats_grant_and_its_own_share_are_the_whole_project() -> None:
    grant = Grant(Money(147_000_000, "NOK"), Money(49_000_000, "NOK"))
    assert (grant.total, grant.own_percent) == (Money(196_000_000, "NOK"), Decimal("25.0"))


@pytest.mark.parametrize(
    ("text", "same"), [("01", "1"), ("232100-0214", "2321000214"), ("region  SKÅNE", "Region Skåne"), ("0", "00")]
)
def test_a_member_is_found_however_a_spreadsheet_wrote_it(text: str, same: str) -> None:
    assert called(text) == called(same)
