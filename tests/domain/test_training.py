"""Who counts as trained: a valid training meant for contact persons, on the day that is asked about."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from followup.domain.training import Share, Taken, is_valid, share

ON = date(2026, 3, 2)


def test_a_training_holds_to_the_day_before_it_is_repeated() -> None:
    assert is_valid(date(2024, 3, 3), 24, ON)
    assert not is_valid(date(2024, 3, 2), 24, ON)
    assert is_valid(date(2001, 1, 1), None, ON)
    assert not is_valid(date(2026, 3, 3), None, ON)


def test_a_person_counts_once_whatever_they_took() -> None:
    taken = [Taken(contact_id=1, done_on=date(2025, n, 1), valid_months=None) for n in (1, 2, 3)]
    assert share([1, 2, 3], taken, ON) == Share(1, 3)
    assert share([1, 2, 3], taken, ON).percent == 33


def test_where_nobody_is_named_nothing_is_said() -> None:
    assert share([], [], ON).percent is None
    assert share([1], [], ON).percent == 0


@settings(max_examples=40)
@given(
    st.sets(st.integers(1, 9)),
    st.lists(
        st.builds(
            Taken,
            contact_id=st.integers(1, 12),
            done_on=st.dates(date(2020, 1, 1), date(2027, 1, 1)),
            valid_months=st.none() | st.integers(1, 60),
        )
    ),
)
def test_the_share_is_never_more_than_all_and_never_grows_by_what_is_not_a_contact(
    contacts: set[int], taken: list[Taken]
) -> None:
    found = share(contacts, taken, ON)
    assert 0 <= found.trained <= found.contacts == len(contacts)
    assert found == share(contacts, [one for one in taken if one.contact_id in contacts], ON)
    earlier = share(contacts, taken, ON - timedelta(days=3650))
    assert earlier.trained == 0  # nothing was taken by then
