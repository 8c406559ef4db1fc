"""Strategic procurement in the words of eForms, and back from the goals of a notice."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followup.domain.plain_data import as_plain, from_plain
from followup.domain.strategic import (
    GOALS,
    Green,
    GreenCriteria,
    Innovative,
    Purpose,
    Social,
    Strategic,
    of_goals,
)
from followup.errors import Invalid

EVERY_GOAL = sorted({goal for kind in GOALS.values() for goal in kind.values()})


@given(st.lists(st.sampled_from([*EVERY_GOAL, "environmental.recycling"]), unique=True), st.text(max_size=20))
def test_whatever_goals_a_notice_names_they_can_be_kept_and_come_back(goals: list[str], text: str) -> None:
    found = of_goals(goals, text)
    assert from_plain(Strategic, as_plain(found)) == found
    assert of_goals(list(reversed(goals)), text) == found


def test_a_detail_brings_its_purpose() -> None:
    found = of_goals(["environmental.circularEconomy", "euGPPCriteria", "social.humanRightsInSupplyChains"])
    assert found.purposes == (Purpose.ENVIRONMENT, Purpose.SOCIAL)
    assert (found.green, found.social) == ((Green.CIRCULAR,), (Social.HUMAN_RIGHTS,))
    assert found.green_criteria == (GreenCriteria.EU,)


def test_a_goal_as_such_names_the_purpose_and_no_detail() -> None:
    assert of_goals(["environmental", "social"]) == Strategic(purposes=(Purpose.ENVIRONMENT, Purpose.SOCIAL))
    assert as_plain(of_goals([])) == {}


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("purposes", {"purposes": (Purpose.NONE, Purpose.SOCIAL)}),
        ("green_criteria", {"green_criteria": (GreenCriteria.NONE, GreenCriteria.EU)}),
        ("green", {"green": (Green.WATER,), "purposes": (Purpose.SOCIAL,)}),
        ("social", {"social": (Social.OTHER,)}),
        ("innovative", {"innovative": (Innovative.MARKET,), "purposes": (Purpose.ENVIRONMENT,)}),
    ],
)
def test_what_contradicts_itself_is_refused_at_its_field(field: str, given: dict[str, Any]) -> None:
    with pytest.raises(Invalid) as refused:
        Strategic(**given)
    assert set(refused.value.problems) == {field}
