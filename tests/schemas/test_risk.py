"""The questions of a risk assessment, and what the tables answer beforehand."""

from __future__ import annotations

from datetime import date

import pytest

from followup import i18n
from followup.domain.risk import Basis, FoaGround, Plan, RiskClass, RiskFacts
from followup.domain.risk_tables import CountryRisk, RiskLevel
from followup.errors import Invalid
from followup.schemas.contracts import ChangeContractSchema
from followup.schemas.risk import basis, categories_on, category, category_name, suggested
from followup.schemas.risk_assessments import AssessmentSchema, RiskFactsSchema, answers


def test_answers_become_facts_and_facts_become_answers_again() -> None:
    given = {
        "nationally_prioritised": "no", "designated_locally": "yes", "on_high_risk_list": "yes", "raw_material": "high",
        "component": "low", "final_production": "insufficient", "country_risk": "high", "people": "medium_high",
        "climate": "low", "foa_ground": "weight_30", "foa_weight": "35", "foa_rank": "2", "list_level": "low",
        "goods_element": "yes", "guide_consulted": "no", "environment_raw_material": "low",
        "climate_identified": "Load.", "climate_measures": "Measures.", "climate_follow_up": "Plan.",
        "people_identified": "Risk.", "people_measures": "Do.", "people_follow_up": "See.",
        "environment_component": "low", "environment_final_production": "high",
    }  # fmt: skip
    facts = RiskFactsSchema().read(given)
    assert facts == RiskFacts(
        nationally_prioritised=False, designated_locally=True, on_high_risk_list=True,
        matrix=(RiskLevel.HIGH, RiskLevel.LOW, RiskLevel.INSUFFICIENT), country_risks=(CountryRisk.HIGH,),
        people=RiskLevel.MEDIUM_HIGH, climate=RiskLevel.LOW, foa_ground=FoaGround.WEIGHT_30, foa_weight=35,
        foa_rank=2, list_level=RiskLevel.LOW, goods_element=True, guide_consulted=False,
        environment=(RiskLevel.LOW, RiskLevel.LOW, RiskLevel.HIGH),
        climate_plan=Plan(identified="Load.", measures="Measures.", follow_up="Plan."),
        people_plan=Plan(identified="Risk.", measures="Do.", follow_up="See."),
    )  # fmt: skip
    assert RiskFactsSchema().read({k: v for k, v in answers(facts).items() if v is not None}) == facts
    assert set(given) == set(RiskFactsSchema().fields)


def test_an_unanswered_step_stays_unanswered_and_is_not_the_sources_own_insufficient_information() -> None:
    facts = RiskFactsSchema().read({"raw_material": "low"})
    assert facts.matrix == (RiskLevel.LOW, None, None)
    assert {k for k, v in answers(facts).items() if v is not None} == {"raw_material"}


def test_answers_that_cannot_be_read_count_as_not_given() -> None:
    facts = RiskFactsSchema().readable({"people": "low", "foa_weight": "a third", "risk_class": "b", "climate": ""})
    assert facts == RiskFacts(people=RiskLevel.LOW)


def test_what_the_lists_say_of_a_category_is_kept_to_be_compared() -> None:
    kept = basis(category("textile"), [("sit_1", "BD")], ["SE"], {"BD": CountryRisk.HIGH, "SE": None})
    assert (kept.category, kept.sites) == ("textile", ("sit_1",))
    assert [(made.country, made.risk) for made in kept.made_in] == [("BD", CountryRisk.HIGH), ("SE", None)]
    assert any(row.startswith("workwear") for row in kept.told)
    assert basis(None, (), (), {}) == Basis()


def test_the_matrix_is_told_of_people_and_of_the_environment_apart() -> None:
    told = suggested(category("it"), "SE")
    assert told["final_production"] is RiskLevel.HIGH
    assert told["environment_final_production"] is RiskLevel.MEDIUM_HIGH


def test_nothing_answered_is_nothing_known() -> None:
    assert RiskFactsSchema().read({}) == RiskFacts()


def test_an_assessment_is_the_answers_and_a_class() -> None:
    new = AssessmentSchema().read({"people": "low", "risk_class": "c", "override_reason": "Because."})
    assert (new.risk_class, new.facts.people, new.override_reason) == (RiskClass.C, RiskLevel.LOW, "Because.")
    with pytest.raises(Invalid) as refused:
        AssessmentSchema().read({"people": "dreadful", "surprise": "x"})
    assert set(refused.value.problems) == {"people", "risk_class", "surprise"}


def test_the_tables_answer_for_a_category_and_a_missing_row_is_no_answer() -> None:
    textile = suggested(category("textile"), "SE")
    assert textile["nationally_prioritised"] is True
    assert textile["raw_material"] is RiskLevel.HIGH
    assert suggested(category("textile"), "NO")["nationally_prioritised"] is False
    assert suggested(category("cleaning"), "SE")["on_high_risk_list"] is None
    assert suggested(None, "SE") == {}


def test_categories_have_names_in_the_readers_language() -> None:
    assert category_name("cleaning") == "Cleaning"
    with i18n.speaking("sv"):
        assert category_name("cleaning") == "Lokalvård"
    assert category_name("gone") == "gone"
    assert category_name(None) == ""
    assert category("cleaning") in categories_on(date(2026, 3, 2))


def test_a_value_takes_the_forms_currency_unless_it_names_its_own() -> None:
    def value(text: str, **more: str) -> str:
        read = ChangeContractSchema().read({"title": "X", "value": text, **more}).value
        assert read is not None
        return f"{read.minor} {read.currency}"

    assert value("1 250 000", currency="NOK") == "125000000 NOK"
    assert value("900,50 EUR", currency="NOK") == "90050 EUR"
    with pytest.raises(Invalid) as refused:
        value("900")
    assert set(refused.value.problems) == {"value"}
