"""Class proposals against the rules of the domain: one row a case, with the two sides and the reason that decides.

Source: domain.md 2.1, 2.2, 7.1 and Lillestrøm's section C. "Rest known and low" stands for a procurement of which
everything else is known and harmless.
"""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from followup.domain.risk import Basis, FoaGround, Made, NewAssessment, RiskClass, RiskFacts
from followup.domain.risk_proposal import check_assessment, classify
from followup.domain.risk_reasons import REASONS, Side
from followup.domain.risk_tables import CountryRisk, RiskLevel
from followup.domain.sourced import Provenance
from followup.errors import Invalid

L, M, H, V, U = (
    RiskLevel.LOW,
    RiskLevel.MEDIUM_HIGH,
    RiskLevel.HIGH,
    RiskLevel.VERY_HIGH,
    RiskLevel.INSUFFICIENT,
)
FOA, COUNTRY = FoaGround, CountryRisk
HARMLESS = RiskFacts(nationally_prioritised=False, on_high_risk_list=False, climate=L, people=L)
NOWHERE = Basis(made_in=(Made(country="XX"),))

# what is known beside "rest known and low"            class  climate people  the reason that decides
CASES: list[tuple[dict[str, object], str, str, str, str]] = [
    ({}, "d", "d", "d", "people_low"),
    # the procurement as a whole
    ({"designated_locally": True}, "a", "a", "a", "designated"),
    ({"nationally_prioritised": True}, "a", "a", "a", "prioritised"),
    ({"nationally_prioritised": True, "designated_locally": True}, "a", "a", "a", "designated"),
    ({"nationally_prioritised": None}, "c", "c", "c", "category_unknown"),
    ({"nationally_prioritised": None, "designated_locally": True}, "a", "a", "a", "designated"),
    # the high-risk list: class B at any level, never low for not standing there
    ({"on_high_risk_list": True}, "b", "d", "b", "listed"),
    ({"on_high_risk_list": True, "list_level": V}, "b", "d", "b", "listed"),
    ({"on_high_risk_list": True, "list_level": H}, "b", "d", "b", "listed"),
    ({"on_high_risk_list": True, "list_level": M}, "b", "d", "b", "listed"),
    ({"on_high_risk_list": True, "list_level": L}, "b", "d", "b", "listed"),
    ({"on_high_risk_list": None, "list_level": L}, "b", "d", "b", "listed"),
    ({"on_high_risk_list": None}, "c", "d", "c", "list_unknown"),
    ({"on_high_risk_list": None, "goods_element": True}, "c", "d", "c", "list_unknown"),
    ({"on_high_risk_list": None, "goods_element": False}, "d", "d", "d", "no_goods"),
    ({"on_high_risk_list": True, "goods_element": False}, "b", "d", "b", "listed"),
    ({"on_high_risk_list": False, "goods_element": True}, "d", "d", "d", "people_low"),
    ({"on_high_risk_list": False, "people": None}, "c", "d", "c", "people_unknown"),
    # people and animals, as judged
    ({"people": V}, "b", "d", "b", "people_high"),
    ({"people": H}, "b", "d", "b", "people_high"),
    ({"people": M}, "c", "d", "c", "people_medium"),
    ({"people": U}, "c", "d", "c", "people_unknown"),
    ({"people": None}, "c", "d", "c", "people_unknown"),
    # climate and environment, as judged
    ({"climate": V}, "b", "b", "d", "climate_high"),
    ({"climate": H}, "b", "b", "d", "climate_high"),
    ({"climate": M}, "c", "c", "d", "climate_medium"),
    ({"climate": U}, "c", "c", "d", "climate_unknown"),
    ({"climate": None}, "c", "c", "d", "climate_unknown"),
    ({"climate": M, "people": H}, "b", "c", "b", "people_high"),
    ({"climate": H, "people": M}, "b", "b", "c", "climate_high"),
    # the matrices: two high values or more, a medium or a single high, no information, only low
    ({"matrix": (H, H, H)}, "b", "d", "b", "matrix_high"),
    ({"matrix": (V, H, L)}, "b", "d", "b", "matrix_high"),
    ({"matrix": (H, H, M)}, "b", "d", "b", "matrix_high"),
    ({"matrix": (H, H, U)}, "b", "d", "b", "matrix_high"),
    ({"matrix": (H, M, L)}, "c", "d", "c", "matrix_medium"),
    ({"matrix": (V, L, L)}, "c", "d", "c", "matrix_medium"),
    ({"matrix": (M, L, L)}, "c", "d", "c", "matrix_medium"),
    ({"matrix": (H, U, U)}, "c", "d", "c", "matrix_medium"),
    ({"matrix": (L, U, L)}, "c", "d", "c", "matrix_unsure"),
    ({"matrix": (L, None, None)}, "c", "d", "c", "matrix_unsure"),
    ({"matrix": (U, U, U)}, "c", "d", "c", "matrix_unsure"),
    ({"matrix": (L, L, L)}, "d", "d", "d", "matrix_low"),
    ({"matrix": (L, L, L), "people": None}, "d", "d", "d", "matrix_low"),
    ({"matrix": (H, H, M), "people": None}, "b", "d", "b", "matrix_high"),
    ({"environment": (H, H, M)}, "b", "b", "d", "environment_high"),
    ({"environment": (H, L, L)}, "c", "c", "d", "environment_medium"),
    ({"environment": (M, U, U)}, "c", "c", "d", "environment_medium"),
    ({"environment": (L, U, L)}, "c", "c", "d", "environment_unsure"),
    ({"environment": (L, L, L), "climate": None}, "d", "d", "d", "environment_low"),
    # one high value on each side is not two on one
    ({"matrix": (H, L, L), "environment": (L, H, L)}, "c", "c", "c", "matrix_medium"),
    # countries
    ({"country_risks": (COUNTRY.VERY_HIGH,)}, "b", "d", "b", "country_high"),
    ({"country_risks": (COUNTRY.HIGH,)}, "b", "d", "b", "country_high"),
    ({"country_risks": (COUNTRY.VERY_LOW, COUNTRY.HIGH)}, "b", "d", "b", "country_high"),
    ({"country_risks": (COUNTRY.RISK,)}, "c", "d", "c", "country_risk"),
    ({"country_risks": (COUNTRY.LOW,)}, "d", "d", "d", "people_low"),
    ({"country_risks": (COUNTRY.VERY_LOW,)}, "d", "d", "d", "people_low"),
    ({"basis": NOWHERE}, "c", "d", "c", "country_unknown"),
    ({"basis": NOWHERE, "country_risks": (COUNTRY.LOW,)}, "d", "d", "d", "people_low"),
    # FOA § 7-9, for Norwegian buyers; (3) has no class in the source
    ({"foa_ground": FOA.WEIGHT_30, "foa_weight": 30}, "c", "c", "d", "foa_2"),
    ({"foa_ground": FOA.WEIGHT_30, "foa_weight": 40, "climate": None}, "c", "c", "d", "foa_2"),
    ({"foa_ground": FOA.RANKED_TOP3, "foa_rank": 2}, "c", "c", "d", "foa_3"),
    ({"foa_ground": FOA.SPEC_INSTEAD}, "c", "c", "d", "foa_4"),
    ({"foa_ground": FOA.IMMATERIAL}, "d", "d", "d", "foa_5"),
    ({"foa_ground": FOA.IMMATERIAL, "climate": None}, "d", "d", "d", "foa_5"),
    ({"foa_ground": FOA.IMMATERIAL, "climate": H}, "b", "b", "d", "climate_high"),
    ({"foa_ground": FOA.IMMATERIAL, "on_high_risk_list": True}, "b", "d", "b", "listed"),
    ({"foa_ground": FOA.IMMATERIAL, "people": None}, "c", "d", "c", "people_unknown"),
    ({"foa_ground": FOA.NOT_APPLICABLE}, "d", "d", "d", "climate_low"),
    ({"foa_ground": FOA.NOT_APPLICABLE, "climate": None}, "c", "c", "d", "climate_unknown"),
    ({"foa_ground": FOA.PRE_2024, "climate": None}, "c", "c", "d", "climate_unknown"),
    ({"foa_ground": FOA.WEIGHT_30, "foa_weight": 30, "climate": H}, "b", "b", "d", "climate_high"),
    # several at once: the highest governs
    ({"foa_ground": FOA.WEIGHT_30, "foa_weight": 30, "people": H}, "b", "c", "b", "people_high"),
    ({"nationally_prioritised": True, "foa_ground": FOA.IMMATERIAL}, "a", "a", "a", "prioritised"),
    ({"on_high_risk_list": True, "country_risks": (COUNTRY.RISK,)}, "b", "d", "b", "listed"),
    ({"nationally_prioritised": None, "on_high_risk_list": None, "climate": None, "people": None}, "c", "c", "c",
     "category_unknown"),
]  # fmt: skip


def test_there_are_sixty_cases_and_every_reason_decides_in_one() -> None:
    assert len(CASES) >= 60
    assert {f"risk.{code}" for *_, code in CASES} == set(REASONS)


@pytest.mark.parametrize(("known", "whole", "climate", "people", "code"), CASES)
def test_a_case_of_the_table(known: dict[str, object], whole: str, climate: str, people: str, code: str) -> None:
    proposal = classify(replace(HARMLESS, **known))
    assert proposal.risk_class == whole
    assert (proposal.of(Side.CLIMATE), proposal.of(Side.PEOPLE)) == (climate, people)
    deciding = REASONS[f"risk.{code}"]
    assert deciding in proposal.reasons
    assert deciding.risk_class == whole


def test_every_reason_has_a_source_with_its_text_and_a_default_says_that_it_is_one() -> None:
    for known in REASONS.values():
        assert known.rule.title
        assert known.rule.says
        assert known.rule.title.startswith("Default of this service") == (known.provenance is Provenance.DEFAULT)
        assert not known.rule.link or known.rule.link.startswith("https://")


levels = st.sampled_from(RiskLevel)
steps = st.lists(levels | st.none(), min_size=3, max_size=3).map(tuple)
anything = st.builds(
    RiskFacts,
    nationally_prioritised=st.none() | st.booleans(),
    designated_locally=st.booleans(),
    on_high_risk_list=st.none() | st.booleans(),
    list_level=st.none() | levels,
    goods_element=st.none() | st.booleans(),
    matrix=st.just(()) | steps,
    environment=st.just(()) | steps,
    country_risks=st.lists(st.sampled_from(CountryRisk), max_size=3).map(tuple),
    foa_ground=st.none() | st.sampled_from(FoaGround),
    climate=st.none() | levels,
    people=st.none() | levels,
    basis=st.none() | st.just(NOWHERE),
)


@settings(max_examples=100)
@given(anything)
def test_the_higher_side_governs(facts: RiskFacts) -> None:
    proposal = classify(facts)
    assert proposal.risk_class is max(proposal.of(Side.CLIMATE), proposal.of(Side.PEOPLE))


@settings(max_examples=100)
@given(anything, st.data())
def test_knowing_of_more_risk_never_lowers_the_class(facts: RiskFacts, data: st.DataObject) -> None:
    """Each answer is made worse, or given its worst value where nothing was known."""
    worse: dict[str, object] = {
        "nationally_prioritised": True,
        "designated_locally": True,
        "on_high_risk_list": True,
        "list_level": L,
        "climate": V,
        "people": V,
        "matrix": (V, V, V),
        "environment": (V, V, V),
        "country_risks": (*facts.country_risks, CountryRisk.VERY_HIGH),
    }
    name = data.draw(st.sampled_from(sorted(worse)))
    assert classify(replace(facts, **{name: worse[name]})).risk_class >= classify(facts).risk_class


@settings(max_examples=100)
@given(anything)
def test_not_knowing_what_was_low_never_lowers_the_class(facts: RiskFacts) -> None:
    for name in ("climate", "people", "on_high_risk_list", "nationally_prioritised"):
        known = getattr(facts, name)
        if known is False or known is L:
            assert classify(replace(facts, **{name: None})).risk_class >= classify(facts).risk_class


@settings(max_examples=60)
@given(anything, st.randoms(use_true_random=False))
def test_the_order_in_which_things_are_told_does_not_matter(facts: RiskFacts, chance: object) -> None:
    def shuffled(values: tuple[object, ...]) -> tuple[object, ...]:
        mixed = list(values)
        chance.shuffle(mixed)  # type: ignore[attr-defined] # a random.Random
        return tuple(mixed)

    other = replace(
        facts,
        matrix=shuffled(facts.matrix),
        environment=shuffled(facts.environment),
        country_risks=shuffled(facts.country_risks),
    )
    assert classify(other) == classify(facts)


@pytest.mark.parametrize(
    ("facts", "justification", "country", "refused"),
    [
        ({"foa_ground": FOA.WEIGHT_30, "foa_weight": 30}, "", "NO", set()),
        ({"foa_ground": FOA.WEIGHT_30, "foa_weight": 29}, "", "NO", {"foa_weight"}),
        ({"foa_ground": FOA.WEIGHT_30}, "", "NO", {"foa_weight"}),
        ({"foa_ground": FOA.RANKED_TOP3, "foa_rank": 3}, "", "NO", set()),
        ({"foa_ground": FOA.RANKED_TOP3, "foa_rank": 4}, "", "NO", {"foa_rank"}),
        ({"foa_ground": FOA.RANKED_TOP3}, "", "NO", {"foa_rank"}),
        ({"foa_ground": FOA.SPEC_INSTEAD}, "", "NO", {"justification"}),
        ({"foa_ground": FOA.SPEC_INSTEAD}, "Better effect.", "NO", set()),
        ({"foa_ground": FOA.IMMATERIAL}, "", "NO", {"justification"}),
        ({"foa_ground": FOA.NOT_APPLICABLE}, "", "NO", set()),
        ({"foa_ground": FOA.PRE_2024}, "", "NO", set()),
        ({"foa_ground": FOA.PRE_2024}, "", "SE", {"foa_ground"}),
        ({"foa_weight": 30}, "", "NO", {"foa_weight"}),
        ({"foa_rank": 1}, "", "NO", {"foa_rank"}),
        ({"list_level": H}, "", "SE", {"list_level"}),
    ],
)
def test_the_grounds_say_what_they_need(
    facts: dict[str, object], justification: str, country: str, refused: set[str]
) -> None:
    known = replace(HARMLESS, **facts)
    proposal = classify(known)
    new = NewAssessment(facts=known, risk_class=proposal.risk_class, justification=justification)
    try:
        check_assessment(new, proposal, country)
        found: set[str] = set()
    except Invalid as error:
        found = set(error.problems)
    assert found == refused


def test_the_letters_are_always_labelled() -> None:
    assert [level.label for level in RiskClass] == [f"Risk class {letter}" for letter in "ABCD"]
