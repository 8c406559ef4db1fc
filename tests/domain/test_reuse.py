"""Reuse: young enough, of at least the same level, by a similar method; every reason is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from followup.domain.calendar import add_months
from followup.domain.code_of_conduct import Level
from followup.domain.reuse import STANDS_FOR, Offer, Slot, counts_until, judge
from followup.domain.schedule import FollowUpKind
from followup.domain.sharing import REUSE_MONTHS, Light

K = FollowUpKind
TODAY = date(2026, 3, 2)
SLOT = Slot(kind=K.OFFICE_AUDIT, level=Level.ADVANCED, code_version="se-2021")
OFFER = Offer(
    kind=K.OFFICE_AUDIT,
    level=Level.ADVANCED,
    code_version="se-2021",
    done_on=date(2024, 3, 2),
    reusable_until=date(2027, 3, 2),
    light=Light.GREEN,
    light_on=TODAY,
)


def codes(slot: Slot, offer: Offer, today: date = TODAY) -> tuple[list[str], list[str]]:
    found = judge(slot, offer, today)
    return [reason.code for reason in found.reasons], [reason.code for reason in found.against]


def test_a_young_result_of_the_same_level_and_method_can_stand_for_it() -> None:
    assert codes(SLOT, OFFER) == (["reuse.young", "reuse.level", "reuse.same_method"], [])
    assert judge(SLOT, OFFER, TODAY).suits


@pytest.mark.parametrize(
    ("slot", "offer", "against"),
    [
        (SLOT, replace(OFFER, reusable_until=date(2026, 3, 1)), ["reuse.old"]),
        (SLOT, replace(OFFER, level=Level.BASIC), ["reuse.low"]),
        (SLOT, replace(OFFER, level=None), ["reuse.level_unknown"]),
        (replace(SLOT, level=None), OFFER, ["reuse.own_level_unknown"]),
        (SLOT, replace(OFFER, kind=K.SELF_ASSESSMENT), ["reuse.weaker"]),
        (replace(SLOT, kind=K.TRACEABILITY), OFFER, ["reuse.weaker"]),
        (replace(SLOT, kind=K.KICK_OFF), replace(OFFER, kind=K.KICK_OFF), ["reuse.weaker"]),
        (replace(SLOT, last_done_on=OFFER.done_on), OFFER, ["reuse.not_newer"]),
        (replace(SLOT, is_asked=True), OFFER, ["reuse.asked"]),
    ],
)
def test_what_stands_against_it_is_told(slot: Slot, offer: Offer, against: list[str]) -> None:
    assert codes(slot, offer)[1] == against


def test_the_last_day_of_three_years_still_counts() -> None:
    assert codes(SLOT, OFFER, OFFER.reusable_until)[1] == []


def test_a_stronger_method_and_a_higher_level_stand_for_less() -> None:
    assert codes(SLOT, replace(OFFER, kind=K.SITE_AUDIT, level=Level.SPEARHEAD)) == (
        ["reuse.young", "reuse.level", "reuse.stronger"],
        [],
    )


def test_the_light_and_other_terms_are_for_the_person_to_weigh() -> None:
    slot = replace(SLOT, code_version="se-2018", is_at_a_deviation=True)
    found = judge(slot, replace(OFFER, light=Light.RED), TODAY)
    assert found.suits
    assert [reason.code for reason in found.notes] == ["light.red", "reuse.other_terms", "reuse.at_a_deviation"]


def test_the_next_one_is_counted_from_the_result_by_the_shorter_of_interval_and_three_years() -> None:
    assert counts_until(date(2024, 2, 29), 12) == date(2025, 2, 28)
    assert counts_until(date(2024, 3, 2), 60) == date(2027, 3, 2)
    assert counts_until(date(2024, 3, 2), None) is None


@settings(max_examples=60)
@given(
    st.sampled_from(FollowUpKind),
    st.sampled_from(FollowUpKind),
    st.sampled_from([*Level, None]),
    st.sampled_from([*Level, None]),
    st.dates(date(2020, 1, 1), date(2030, 12, 31)),
)
def test_whatever_suits_is_young_enough_of_the_level_and_of_the_method(
    planned: FollowUpKind, done: FollowUpKind, ours: Level | None, theirs: Level | None, done_on: date
) -> None:
    until = add_months(done_on, REUSE_MONTHS)
    offer = replace(OFFER, kind=done, level=theirs, done_on=done_on, reusable_until=until)
    found = judge(replace(SLOT, kind=planned, level=ours), offer, TODAY)
    assert len(found.reasons) + len(found.against) == 3
    fits = ours is not None and theirs is not None and theirs >= ours and until >= TODAY
    assert found.suits is (fits and done in STANDS_FOR.get(planned, ()))
