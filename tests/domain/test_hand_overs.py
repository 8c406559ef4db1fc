"""Hand-over: afterwards the giver holds nothing and nobody stands in for themselves."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from followup.domain.hand_overs import Load, handed

people = st.one_of(st.none(), st.integers(1, 4))


@given(people, people)
def test_the_giver_is_gone_and_nobody_is_their_own_deputy(manager: int | None, deputy: int | None) -> None:
    giver, taker = 1, 2
    after = handed(manager, deputy, giver=giver, taker=taker)
    assert giver not in after
    assert after[0] is None or after[0] != after[1]
    if giver in (manager, deputy):
        assert taker in after
    if manager not in (giver, None):
        assert after[0] == manager


def test_a_deputy_who_takes_over_leaves_the_deputys_place_empty() -> None:
    assert handed(1, 2, giver=1, taker=2) == (2, None)
    assert handed(2, 1, giver=1, taker=2) == (2, None)
    assert handed(1, 3, giver=1, taker=2) == (2, 3)


def test_a_load_is_counted_together() -> None:
    assert Load(managed_count=2, obligation_count=3, procurement_count=1).total == 6
    assert Load().total == 0
