from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from followup.domain.mergers import Entry, Likeness, likenesses, proposals

NATIONAL = "5560160680"


def entry(key: int, name: str = "Nordlys AS", country: str | None = "NO", **more: object) -> Entry:
    return Entry(id=key, name=name, country=country, **more)


def test_one_name_in_one_country_is_alike_however_it_is_written() -> None:
    assert likenesses(entry(1), entry(2, "NORDLYS  as.")) == (Likeness.NAME,)
    assert likenesses(entry(1), entry(2, country="SE")) == ()
    assert likenesses(entry(1), entry(2, "Sydlys AS")) == ()


def test_another_name_of_the_one_may_be_a_name_of_the_other() -> None:
    assert likenesses(entry(1, aliases=("Sydlys AS",)), entry(2, "Sydlys AS")) == (Likeness.ALIAS,)
    assert likenesses(entry(1, "A", aliases=("Both",)), entry(2, "B", aliases=("BOTH",))) == (Likeness.ALIAS,)


def test_a_number_that_is_not_checked_is_compared_with_every_number() -> None:
    checked = entry(1, "A", "SE", number=NATIONAL)
    assert likenesses(checked, entry(2, "B", "SE", given="556016 0680")) == (Likeness.NUMBER,)
    assert likenesses(entry(3, "C", given="x-12"), entry(2, "B", given="X 12")) == (Likeness.NUMBER,)
    assert likenesses(entry(3, "C", given="-"), entry(2, "B", given=".")) == ()


def test_two_checked_numbers_of_one_register_are_two_suppliers_and_of_two_registers_may_be_one() -> None:
    one, other = entry(1, country="SE", number=NATIONAL), entry(2, country="SE", number="2321000214")
    assert likenesses(one, other) == ()
    assert likenesses(one, entry(2, country="SE", number="213800KUD8LAJWSQ9D15")) == (Likeness.NAME,)


def test_the_one_with_a_checked_number_stays_or_else_the_oldest() -> None:
    numbered = entry(9, number="988077917")
    pairs = proposals([entry(3), entry(1), numbered])
    assert {(pair.goes, pair.stays) for pair in pairs} == {(1, 9), (3, 9)}
    assert {(pair.goes, pair.stays) for pair in proposals([entry(3), entry(1)])} == {(3, 1)}


@given(
    st.lists(
        st.tuples(st.sampled_from("ABC"), st.sampled_from(["SE", "NO", None]), st.sampled_from("12 -")), max_size=12
    )
)
def test_what_is_proposed_is_alike_once_and_never_with_itself(rows: list[tuple[str, str | None, str]]) -> None:
    entries = {n: entry(n, name, country, given=given) for n, (name, country, given) in enumerate(rows, start=1)}
    pairs = proposals(entries.values())
    assert len({(pair.goes, pair.stays) for pair in pairs}) == len(pairs)
    for pair in pairs:
        assert pair.goes != pair.stays
        assert pair.why == likenesses(entries[pair.goes], entries[pair.stays]) != ()


def test_ten_thousand_of_one_name_are_as_many_proposals_and_no_more() -> None:
    assert len(proposals(entry(n) for n in range(10_000))) == 9_999
