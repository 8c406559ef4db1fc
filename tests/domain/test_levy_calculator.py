"""What another rate means, and what one follow-up cost; exact where it is paid, rounded only where it is shown."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as some

from followup.domain.levy_calculator import RateQuestion, answer
from followup.domain.member_returns import MemberReturn, Tally, each, in_all, returned
from followup.domain.money import Money
from followup.domain.spared import Spared

SEK = "SEK"


def test_from_50_ore_to_one_krona_with_two_positions() -> None:
    # Source: RS/29/2022 (131 418 inhabitants, 0.50 to 1.00, two positions); 10 551 707 in the 21 regions at 2023-12-31.
    question = RateQuestion(from_ore=50, to_ore=100, positions=2, position_kronor=900_000)
    found = answer(
        question, [("o1", "Jämtland", 131_418, True), ("o2", "The others", 10_551_707 - 131_418, False)], currency=SEK
    )
    assert found.own is not None
    assert (found.own.before, found.own.after) == (Money(65_709_00, SEK), Money(131_418_00, SEK))
    assert found.own.difference == Money(65_709_00, SEK)
    assert found.all.difference == Money(5_275_853_50, SEK)
    assert found.left == Money(3_475_853_50, SEK)
    assert found.each_position == Money(2_637_926_75, SEK)
    assert str(found.own_percent) == "1.2"
    assert found.own_share == Money(22_418_40, SEK)


def test_nothing_is_assumed_about_what_a_position_costs_or_who_lives_where() -> None:
    found = answer(RateQuestion(to_ore=100, positions=2), [("o1", "Unknown", None, True)], currency=SEK)
    assert found.positions_cost is None
    assert found.left is None
    assert found.own_percent is None
    assert found.all.before is None
    assert found.own is not None
    assert found.own.difference is None


@settings(max_examples=40, deadline=None)
@given(some.lists(some.integers(0, 3_000_000), min_size=1, max_size=8), some.integers(0, 500), some.integers(0, 500))
def test_what_all_pay_more_is_the_sum_of_what_each_pays_more(people: list[int], before: int, after: int) -> None:
    members = [(str(place), "Member", count, False) for place, count in enumerate(people)]
    found = answer(RateQuestion(from_ore=before, to_ore=after), members, currency=SEK)
    assert found.all.difference == Money(sum(people) * (after - before), SEK)
    assert sum(m.difference.minor for m in found.members if m.difference) == sum(people) * (after - before)


def test_a_cost_by_nothing_is_no_cost_and_is_rounded_half_up_for_showing_only() -> None:
    assert each(Money(100, SEK), 0) is None
    assert each(Money(5, SEK), 2) == Money(3, SEK)


def test_what_was_paid_is_the_contribution_and_the_parts_and_unknown_is_not_zero() -> None:
    counted = {Tally.PAID: 100_00, Tally.RECEIVED: 4, Tally.TRAINED: 0}
    one = returned((1, "o1", "One"), counted, Spared(covered=4), currency=SEK, parts=(("Host", Money(20_00, SEK)),))
    assert one.cost == Money(120_00, SEK)
    assert one.per_follow_up == Money(30_00, SEK)
    assert one.trained == 0
    nothing = MemberReturn(organisation_id="o2", name="Two")
    assert (nothing.cost, nothing.trained, nothing.per_follow_up) == (None, None, None)
    whole = in_all([one, nothing])
    assert (whole.cost, whole.trained, whole.spared.count) == (Money(120_00, SEK), 0, 4)
    assert in_all([nothing]).cost is None
