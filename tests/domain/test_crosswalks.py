"""Results under different generations of the terms, on one scale per requirement area."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from followup.domain.crosswalks import Crosswalk, worst
from followup.domain.follow_ups import FindingResult
from followup.schemas.crosswalks import crosswalk

FULFILLED, PARTLY, NOT, UNSEEN = (
    FindingResult.FULFILLED,
    FindingResult.PARTLY,
    FindingResult.NOT_FULFILLED,
    FindingResult.NOT_ASSESSED,
)
GENERATIONS = ("se-2017", "se-2021", "no-oecd6")


def areas(version: str, **found: FindingResult) -> dict[str, str]:
    return dict(crosswalk().outcomes(version, found).areas)


def test_the_three_generations_are_mapped_under_a_key_that_is_kept() -> None:
    assert set(crosswalk().versions) == set(GENERATIONS)
    assert {crosswalk().outcomes(version, {}).mapping for version in GENERATIONS} == {crosswalk().key}


def test_the_same_shortcoming_is_the_same_area_in_every_generation() -> None:
    clauses = {"se-2017": "risk_analysis", "se-2021": "identify", "no-oecd6": "identify"}
    for version, clause in clauses.items():
        assert areas(version, **{clause: PARTLY})["risk_analysis"] == "partly"


def test_an_area_that_the_terms_do_not_have_is_left_out_and_not_called_unassessed() -> None:
    assert "environment" not in areas("no-oecd6")
    assert "complaints" not in areas("se-2017")
    assert areas("se-2021")["environment"] == "not_assessed"


def test_terms_that_nobody_has_mapped_give_nothing() -> None:
    outcomes = crosswalk().outcomes("own-terms", {"policy": FULFILLED})
    assert (outcomes.areas, outcomes.mapping) == ({}, None)
    assert crosswalk().outcomes(None, {"policy": FULFILLED}).mapping is None


def test_of_several_clauses_the_worst_that_was_assessed_counts() -> None:
    assert worst([FULFILLED, NOT, PARTLY]) is NOT
    assert worst([UNSEEN, FULFILLED]) is FULFILLED
    assert worst([UNSEEN]) is worst([]) is UNSEEN
    assert areas("se-2017", deviations=FULFILLED, action_plan=PARTLY)["deviations"] == "partly"


RANK = [FULFILLED, PARTLY, NOT]


@settings(max_examples=40, deadline=None)
@given(data=st.data(), version=st.sampled_from(GENERATIONS))
def test_a_worse_finding_never_makes_any_area_better(data: st.DataObject, version: str) -> None:
    mapped: Crosswalk = crosswalk()
    clauses = mapped.clauses_of(version)
    found = {clause: data.draw(st.sampled_from(RANK)) for clause in clauses}
    clause = data.draw(st.sampled_from(clauses))
    worse = {**found, clause: data.draw(st.sampled_from(RANK[RANK.index(found[clause]) :]))}
    before, after = mapped.outcomes(version, found).areas, mapped.outcomes(version, worse).areas
    assert before.keys() == after.keys()
    for area in before:
        assert RANK.index(FindingResult.of(after[area])) >= RANK.index(FindingResult.of(before[area]))
