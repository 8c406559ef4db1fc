"""The questions of a risk assessment, and what the tables answer beforehand."""

from __future__ import annotations

from datetime import date

import pytest

from followup import i18n
from followup.domain.risk import FoaGround, RiskClass, RiskFacts
from followup.domain.risk_tables import CountryRisk, RiskLevel
from followup.errors import Invalid
from followup.schemas.contracts import ChangeContractSchema
from followup.schemas.risk import (
    FACTS,
    AssessmentSchema,
    RiskFactsSchema,
    answers,
    categories_on,
    category,
    category_name,
    suggested,
)


def test_answers_become_facts_and_facts_become_answers_again() -> None:
    given = {
        "nationally_prioritised": "no", "designated_locally": "yes", "on_high_risk_list": "yes", "raw_material": "high",
        "component": "low", "final_production": "insufficient", "country_risk": "high", "people": "medium_high",
        "climate": "low", "foa_ground": "weight_30",
    }  # fmt: skip
    facts = RiskFactsSchema().read(given)
    assert facts == RiskFacts(
        nationally_prioritised=False, designated_locally=True, on_high_risk_list=True,
        matrix=(RiskLevel.HIGH, RiskLevel.LOW, RiskLevel.INSUFFICIENT), country_risks=(CountryRisk.HIGH,),
        people=RiskLevel.MEDIUM_HIGH, climate=RiskLevel.LOW, foa_ground=FoaGround.WEIGHT_30,
    )  # fmt: skip
    assert RiskFactsSchema().read({k: v for k, v in answers(facts).items() if v is not None}) == facts
    assert set(given) == set(FACTS)


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
