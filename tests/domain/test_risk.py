from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from followup.domain.risk import FoaGround, NewAssessment, RiskClass, RiskFacts
from followup.domain.risk_policies import DEFAULT_RULES
from followup.domain.risk_proposal import check_assessment, classify
from followup.domain.risk_tables import CountryRisk, RiskLevel
from followup.domain.sourced import Provenance
from followup.errors import Invalid

LOW, MEDIUM, HIGH, VERY_HIGH, UNSURE = (
    RiskLevel.LOW,
    RiskLevel.MEDIUM_HIGH,
    RiskLevel.HIGH,
    RiskLevel.VERY_HIGH,
    RiskLevel.INSUFFICIENT,
)
HARMLESS = RiskFacts(nationally_prioritised=False, on_high_risk_list=False, climate=LOW, people=LOW)


def test_nothing_known_is_class_c_and_says_what_is_missing() -> None:
    proposal = classify(RiskFacts())
    assert proposal.risk_class is RiskClass.C
    assert {r.reason.code for r in proposal.reasons} == {
        "risk.category_unknown",
        "risk.list_unknown",
        "risk.climate_unknown",
        "risk.people_unknown",
    }


def test_class_d_needs_every_question_answered_with_low() -> None:
    assert classify(HARMLESS).risk_class is RiskClass.D


@pytest.mark.parametrize(
    ("change", "expected", "code"),
    [
        ({"nationally_prioritised": True}, "a", "risk.prioritised"),
        ({"designated_locally": True}, "a", "risk.designated"),
        ({"on_high_risk_list": True}, "b", "risk.listed"),
        ({"matrix": (HIGH, HIGH, MEDIUM)}, "b", "risk.matrix_high"),
        ({"matrix": (VERY_HIGH, HIGH, LOW)}, "b", "risk.matrix_high"),
        ({"country_risks": (CountryRisk.LOW, CountryRisk.HIGH)}, "b", "risk.country_high"),
        ({"country_risks": (CountryRisk.VERY_HIGH,)}, "b", "risk.country_high"),
        ({"climate": HIGH}, "b", "risk.climate_high"),
        ({"people": VERY_HIGH}, "b", "risk.people_high"),
        ({"matrix": (HIGH, LOW, LOW)}, "c", "risk.matrix_medium"),
        ({"matrix": (MEDIUM, LOW)}, "c", "risk.matrix_medium"),
        ({"matrix": (UNSURE, LOW)}, "c", "risk.matrix_unsure"),
        ({"country_risks": (CountryRisk.RISK,)}, "c", "risk.country_risk"),
        ({"climate": MEDIUM}, "c", "risk.climate_medium"),
        ({"climate": UNSURE}, "c", "risk.climate_unknown"),
        ({"climate": None}, "c", "risk.climate_unknown"),
        ({"people": MEDIUM}, "c", "risk.people_medium"),
        ({"people": UNSURE}, "c", "risk.people_unknown"),
        ({"people": None}, "c", "risk.people_unknown"),
        ({"on_high_risk_list": None}, "c", "risk.list_unknown"),
        ({"nationally_prioritised": None}, "c", "risk.category_unknown"),
        ({"foa_ground": FoaGround.WEIGHT_30}, "c", "risk.foa_2"),
        ({"foa_ground": FoaGround.RANKED_TOP3}, "c", "risk.foa_3"),
        ({"foa_ground": FoaGround.SPEC_INSTEAD}, "c", "risk.foa_4"),
        ({"foa_ground": FoaGround.IMMATERIAL}, "d", "risk.foa_5"),
        ({"foa_ground": FoaGround.IMMATERIAL, "climate": None}, "d", "risk.foa_5"),
        ({"foa_ground": FoaGround.NOT_APPLICABLE, "climate": None}, "c", "risk.climate_unknown"),
        ({"foa_ground": FoaGround.PRE_2024, "climate": None}, "c", "risk.climate_unknown"),
        ({"matrix": (LOW, LOW), "people": None}, "d", "risk.matrix_low"),
        ({"country_risks": (CountryRisk.LOW, CountryRisk.VERY_LOW)}, "d", "risk.people_low"),
        ({"foa_ground": FoaGround.IMMATERIAL, "on_high_risk_list": True}, "b", "risk.listed"),
        ({"foa_ground": FoaGround.IMMATERIAL, "people": None}, "c", "risk.people_unknown"),
    ],
)
def test_each_criterion_gives_its_class_and_its_reason(change: dict[str, object], expected: str, code: str) -> None:
    proposal = classify(replace(HARMLESS, **change))
    assert proposal.risk_class == expected
    assert code in {r.reason.code for r in proposal.reasons if r.risk_class == expected}


def test_reasons_come_with_the_highest_class_first_and_each_has_a_source() -> None:
    proposal = classify(RiskFacts(designated_locally=True, on_high_risk_list=True, foa_ground=FoaGround.IMMATERIAL))
    ranks = [r.risk_class.rank for r in proposal.reasons]
    assert ranks == sorted(ranks, reverse=True)
    assert all(r.source for r in proposal.reasons)
    assert {r.reason.code: r.provenance for r in proposal.reasons}["risk.listed"] is Provenance.SOURCED
    assert {r.reason.code: r.provenance for r in proposal.reasons}["risk.people_unknown"] is Provenance.DEFAULT


known = st.builds(
    RiskFacts,
    nationally_prioritised=st.booleans(),
    designated_locally=st.booleans(),
    on_high_risk_list=st.booleans(),
    matrix=st.lists(st.sampled_from(RiskLevel), max_size=4).map(tuple),
    country_risks=st.lists(st.sampled_from(CountryRisk), max_size=3).map(tuple),
    foa_ground=st.none() | st.sampled_from(FoaGround),
    climate=st.sampled_from(RiskLevel),
    people=st.sampled_from(RiskLevel),
)
LEAST: dict[str, object] = {
    "nationally_prioritised": False,
    "on_high_risk_list": False,
    "climate": LOW,
    "people": LOW,
    "foa_ground": FoaGround.IMMATERIAL,
}


@settings(max_examples=40)
@given(known, st.sampled_from(sorted(LEAST)))
def test_not_knowing_is_never_lower_than_knowing_the_least(facts: RiskFacts, name: str) -> None:
    unknown, least = replace(facts, **{name: None}), replace(facts, **{name: LEAST[name]})
    assert classify(unknown).risk_class >= classify(least).risk_class


@settings(max_examples=40)
@given(known)
def test_insufficient_information_counts_as_medium(facts: RiskFacts) -> None:
    def with_level(level: RiskLevel) -> RiskClass:
        matrix = tuple(level if cell in (UNSURE, MEDIUM) else cell for cell in facts.matrix)
        return classify(replace(facts, matrix=matrix, climate=level, people=level)).risk_class

    assert with_level(UNSURE) is with_level(MEDIUM)


@settings(max_examples=40)
@given(known)
def test_the_proposal_is_the_highest_class_that_anything_speaks_for(facts: RiskFacts) -> None:
    proposal = classify(facts)
    assert proposal.risk_class is max(r.risk_class for r in proposal.reasons)


def test_a_is_the_highest_class() -> None:
    a, b, c, d = RiskClass
    assert a > b > c > d
    assert d < c <= b < a
    assert max(RiskClass) is a
    assert [r.label for r in RiskClass] == ["Risk class A", "Risk class B", "Risk class C", "Risk class D"]


def test_four_eyes_are_needed_from_class_b_up() -> None:
    assert [DEFAULT_RULES.needs_approval(r) for r in RiskClass] == [True, True, False, False]


def test_an_assessment_says_why_where_it_must() -> None:
    facts = replace(HARMLESS, foa_ground=FoaGround.SPEC_INSTEAD)
    proposal = classify(facts)
    other = next(c for c in RiskClass if c is not proposal.risk_class)

    def refused(new: NewAssessment, country: str) -> set[str]:
        try:
            check_assessment(new, proposal, country)
        except Invalid as error:
            return set(error.problems)
        return set()

    assert refused(NewAssessment(facts=facts, risk_class=other), "SE") == {
        "override_reason",
        "foa_ground",
        "justification",
    }
    assert refused(NewAssessment(facts=facts, risk_class=proposal.risk_class), "NO") == {"justification"}
    whole = NewAssessment(facts=facts, risk_class=other, override_reason="Why.", justification="How.")
    assert refused(whole, "NO") == set()
