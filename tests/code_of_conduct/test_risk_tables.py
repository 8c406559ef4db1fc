"""The risk tables: what is known, what is insufficient, and what nobody has told us stay three different things."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from followup.domain import risk_reasons
from followup.domain.code_checks import risk_problems
from followup.domain.code_of_conduct import Area
from followup.domain.risk_reasons import RiskReason
from followup.domain.risk_tables import Cells, CountryRisk, HighRiskRow, RiskLevel, RiskTables, highest
from followup.domain.sourced import Provenance
from followup.schemas.risk import suggested

from .content import content, tables

TODAY = date(2026, 3, 2)


def codes(changed: RiskTables) -> list[str]:
    return [reason.code for reasons in risk_problems(changed, content().library).values() for reason in reasons]


def test_the_tables_are_complete_and_sourced() -> None:
    assert risk_problems(tables(), content().library) == {}


def test_every_reason_for_a_class_has_its_rule() -> None:
    reasons = [value for value in vars(risk_reasons).values() if isinstance(value, RiskReason)]
    rules = {rule.criterion: (rule.risk_class, rule.provenance, rule.text.en) for rule in tables().class_rules.rules}
    used = {r.reason.code.removeprefix("risk."): (r.risk_class, r.provenance, r.reason.text) for r in reasons}
    # the sentence about the list is fuller where it is written down
    used["listed"] = (*used["listed"][:2], "The category stands on the high-risk list, at any level.")
    assert used == rules


def test_the_third_paragraph_has_no_class_in_the_source_and_says_so() -> None:
    assert tables().class_rules.rule("foa_3").provenance is Provenance.DEFAULT


@pytest.mark.parametrize(
    ("total", "expected"),
    [
        (0, CountryRisk.VERY_HIGH),
        (80, CountryRisk.VERY_HIGH),
        (81, CountryRisk.HIGH),
        (160, CountryRisk.HIGH),
        (161, CountryRisk.RISK),
        (240, CountryRisk.RISK),
        (241, CountryRisk.LOW),
        (320, CountryRisk.LOW),
        (321, CountryRisk.VERY_LOW),
        (400, CountryRisk.VERY_LOW),
    ],
)
def test_a_sum_of_indices_falls_in_one_class(total: int, expected: CountryRisk) -> None:
    assert tables().countries.risk(total) is expected


@pytest.mark.parametrize("total", [-1, 401])
def test_a_sum_that_no_indices_can_give_is_refused(total: int) -> None:
    with pytest.raises(ValueError, match="not a sum"):
        tables().countries.risk(total)


@pytest.mark.parametrize(
    ("cpv", "key"),
    [
        ("33141420", "gloves"),
        ("33141110", "wound"),
        ("33141000", "consumables"),
        ("33169000", "surg_instr"),
        ("30213000", "it"),
    ],
)
def test_the_longest_prefix_names_the_category(cpv: str, key: str) -> None:
    found = tables().category_for(cpv, TODAY)
    assert found is not None
    assert found.key == key


def test_a_code_in_no_category_has_none() -> None:
    assert tables().category_for("72000000", TODAY) is None


def test_a_division_of_2021_does_not_hold_in_2020() -> None:
    assert tables().category_for("33600000", date(2020, 12, 31)) is None


def test_insufficient_information_is_its_own_value_and_never_low() -> None:
    milk = {row.area: row.cells for row in tables().matrix("milk_eggs")}
    assert milk[Area.HUMAN_RIGHTS].final_production is RiskLevel.INSUFFICIENT
    assert highest([RiskLevel.LOW, RiskLevel.INSUFFICIENT]) is RiskLevel.INSUFFICIENT
    assert highest([RiskLevel.MEDIUM_HIGH, RiskLevel.INSUFFICIENT]) is RiskLevel.MEDIUM_HIGH


def test_a_category_that_nobody_assessed_is_empty_and_not_low() -> None:
    assert tables().cells(tables().category("furniture")) == Cells()
    assert highest([None, None]) is None


def test_a_category_takes_the_highest_risk_of_all_areas() -> None:
    high, medium = RiskLevel.HIGH, RiskLevel.MEDIUM_HIGH
    assert tables().cells(tables().category("surg_instr")) == Cells(high, high, medium)
    assert tables().cells(tables().category("workwear_out")).raw_material is RiskLevel.VERY_HIGH


def test_a_row_can_stand_on_the_list_without_known_values() -> None:
    [row] = tables().on_high_risk_list(tables().category("it"))
    assert (row.cells, row.provenance) == (Cells(), Provenance.UNKNOWN)


def test_the_row_of_work_gloves_is_not_used_for_gloves_of_health_care() -> None:
    gloves = tables().category("gloves")
    assert tables().on_high_risk_list(gloves) == ()
    assert gloves.nationally_prioritised


def test_a_table_that_the_source_gives_no_date_says_so_and_invents_none() -> None:
    for dated in (tables().high_risk_dated, tables().matrices_dated):
        assert (dated.from_on, dated.until_on) == (None, None)
        assert dated.note is not None
    assert tables().countries.as_of_on == date(2022, 6, 28)


@pytest.mark.parametrize("row", [row for row in tables().high_risk_list if row.provenance is Provenance.UNKNOWN])
def test_a_row_that_nobody_sourced_is_empty_and_says_why(row: HighRiskRow) -> None:
    assert row.cells == Cells()
    assert row.note is not None


def test_a_sourced_row_has_every_cell_and_no_cell_is_guessed_elsewhere() -> None:
    told = [row for row in (*tables().high_risk_list, *tables().matrices) if row.provenance is Provenance.SOURCED]
    assert [row for row in told if None in row.cells.all()] == []
    rows = (*tables().high_risk_list, *tables().matrices)
    assert {row.provenance for row in rows} == {Provenance.SOURCED, Provenance.UNKNOWN}


def test_not_standing_on_the_list_answers_nothing() -> None:
    absent = [c for c in tables().categories if not tables().on_high_risk_list(c)]
    assert absent
    assert {suggested(c, "SE")["on_high_risk_list"] for c in absent} == {None}


def test_the_areas_of_the_regions_are_a_to_h() -> None:
    assert {c.area for c in tables().categories if c.area} == set("ABCDEFGH")
    assert {bool(c.area) for c in tables().categories if c.nationally_prioritised} == {True}


@pytest.mark.parametrize("change", [{"high_risk": ("nothing",)}, {"matrix": "nothing"}, {"parent": "nothing"}])
def test_a_reference_that_leads_nowhere_is_found(change: dict[str, object]) -> None:
    first, *others = tables().categories
    assert codes(replace(tables(), categories=(replace(first, **change), *others))) == ["code.no_row"]  # type: ignore[arg-type] # one of three fields


def test_a_category_given_twice_is_found() -> None:
    assert codes(replace(tables(), categories=(*tables().categories, tables().categories[0]))) == ["code.repeated"]


def test_a_forgotten_class_or_threshold_is_found() -> None:
    rules = replace(tables().class_rules, classes=tables().class_rules.classes[1:])
    assert codes(replace(tables(), class_rules=rules)) == ["code.no_rule"]
    countries = replace(tables().countries, thresholds=tables().countries.thresholds[1:])
    assert codes(replace(tables(), countries=countries)) == ["code.no_rule"]


def test_a_row_with_an_unknown_source_is_found() -> None:
    first, *others = tables().high_risk_list
    changed = replace(tables(), high_risk_list=(replace(first, source="HEARSAY"), *others))
    assert codes(changed) == ["content.unknown_source"]
