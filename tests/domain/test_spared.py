"""Spared follow-ups: the members' numbers sum to the whole, and no follow-up of a plan is counted twice."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from followup.domain.money import Money
from followup.domain.spared import Covered, Spared, spared, total

organisations = st.integers(1, 5)
amounts = st.one_of(st.none(), st.builds(Money, st.integers(0, 10**6), st.sampled_from(["SEK", "NOK"])))
coverages = st.lists(
    st.builds(
        Covered,
        slot=st.integers(1, 30),
        organisation_id=organisations,
        is_performed=st.booleans(),
        minutes=st.one_of(st.none(), st.integers(0, 600)),
        cost=amounts,
    ),
    max_size=20,
)


def test_three_regions_with_one_joint_audit_are_spared_two() -> None:
    slots = [Covered(slot=n, organisation_id=n, is_performed=n == 1) for n in (1, 2, 3)]
    numbers = spared(slots)
    assert {key: number.count for key, number in numbers.items()} == {1: 0, 2: 1, 3: 1}
    assert total(numbers.values()).count == 2


def test_who_leads_without_a_follow_up_of_its_own_has_done_one_more_than_it_was_spared() -> None:
    numbers = spared([Covered(slot=n, organisation_id=n, is_performed=False) for n in (2, 3)], led=[1])
    assert {key: number.count for key, number in numbers.items()} == {1: -1, 2: 1, 3: 1}
    assert total(numbers.values()).count == 1


def test_hours_and_cost_are_summed_where_they_are_stated_and_never_made_up() -> None:
    numbers = spared(
        [
            Covered(slot=1, organisation_id=1, is_performed=False, minutes=90, cost=Money(1000, "SEK")),
            Covered(slot=2, organisation_id=1, is_performed=False),
            Covered(slot=3, organisation_id=1, is_performed=True, minutes=500, cost=Money(9999, "SEK")),
        ]
    )
    assert numbers[1] == Spared(
        covered=3, performed=1, minutes=90, without_minutes=1, costs=(Money(1000, "SEK"),), without_cost=1
    )


@settings(max_examples=60)
@given(coverages, st.lists(organisations, max_size=4))
def test_the_members_numbers_sum_to_the_whole(covered: list[Covered], led: list[int]) -> None:
    numbers = spared(covered, led)
    slots = {one.slot: one for one in covered}
    performed = sum(one.is_performed for one in slots.values()) + len(led)
    assert total(numbers.values()).count == len(slots) - performed
    assert sum(number.count for number in numbers.values()) == total(numbers.values()).count
    saved = [one for one in slots.values() if not one.is_performed]
    assert total(numbers.values()).minutes == sum(one.minutes or 0 for one in saved)
    assert total(numbers.values()).without_cost == sum(one.cost is None for one in saved)


@settings(max_examples=60)
@given(coverages)
def test_a_follow_up_that_comes_twice_counts_once(covered: list[Covered]) -> None:
    assert spared([*covered, *covered]) == spared(covered)
