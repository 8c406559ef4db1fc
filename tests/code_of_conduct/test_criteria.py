"""What the criteria banks promise: complete, sourced, in three languages, and nothing that leads nowhere."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from followup.domain.code_checks import bank_problems
from followup.domain.code_of_conduct import Area, Level, fingerprint
from followup.domain.criteria import CriteriaBank, Criterion, CriterionKind, EvidenceType, Modality, first_fitting
from followup.domain.sourced import LANGUAGES, Provenance
from followup.schemas.code_of_conduct import read_adopted

from .content import FOLDER, banks, content, tables

KEYS = ("criteria-2026", "animal-welfare-2026")
every_bank = pytest.mark.parametrize("key", KEYS)
CATEGORIES = {category.key for category in tables().categories}
CLAUSES = {clause.id for version in content().versions for clause in version.clauses}


def bank(key: str = "criteria-2026") -> CriteriaBank:
    return {b.key: b for b in banks()}[key]


def codes(changed: CriteriaBank) -> list[str]:
    found = bank_problems(changed, content().library, CATEGORIES, CLAUSES)
    return [reason.code for reasons in found.values() for reason in reasons]


def with_first(**change: object) -> CriteriaBank:
    """The bank with its first criterion changed."""
    group, *others = bank().groups
    first, *more = group.criteria
    changed = replace(group, criteria=(replace(first, **change), *more))  # type: ignore[arg-type] # a field each
    return replace(bank(), groups=(changed, *others))


def all_criteria() -> list[Criterion]:
    return [criterion for b in banks() for _, criterion in b.criteria]


def test_the_banks_of_the_manifest_are_there() -> None:
    assert tuple(b.key for b in banks()) == KEYS


@every_bank
def test_nothing_keeps_a_bank_from_adoption(key: str) -> None:
    assert bank_problems(bank(key), content().library, CATEGORIES, CLAUSES) == {}


@every_bank
def test_an_adopted_bank_is_never_edited(key: str) -> None:
    assert read_adopted(FOLDER)[key] == fingerprint(bank(key))


def test_an_edit_of_an_adopted_bank_is_noticed_and_a_day_in_force_is_none() -> None:
    adopted = read_adopted(FOLDER)["criteria-2026"]
    assert fingerprint(with_first(modality=Modality.MAY)) != adopted
    later = replace(bank().in_force, until_on=bank().in_force.from_on)
    assert fingerprint(replace(bank(), in_force=later)) == adopted


def test_every_category_of_the_risk_tables_has_criteria_or_is_said_to_have_none() -> None:
    served = {name for group in bank().groups for name in group.categories}
    unserved = {row.category for row in bank().without}
    assert served | unserved == CATEGORIES
    assert served & unserved == set()


def test_every_kind_level_modality_and_kind_of_evidence_is_used() -> None:
    found = all_criteria()
    assert {c.kind for c in found} == set(CriterionKind)
    assert {c.level for c in found} == set(Level)
    assert {c.modality for c in found} == set(Modality)
    assert {kind for c in found for kind in c.evidence} == set(EvidenceType)
    assert {area for c in found for area in c.areas} == set(Area)


def test_the_spearhead_is_rewarded_and_never_demanded() -> None:
    demanded = [c.id for c in all_criteria() if c.level is Level.SPEARHEAD and c.modality is Modality.SHALL]
    assert demanded == []


def test_what_is_rewarded_is_not_a_shall_and_what_is_demanded_is_one() -> None:
    loose = {c.id for c in all_criteria() if (c.kind is CriterionKind.AWARD) is (c.modality is Modality.SHALL)}
    assert loose == set()


def test_a_group_is_neither_empty_nor_endless() -> None:
    sizes = {group.key: len(group.criteria) for b in banks() for group in b.groups}
    assert {key: size for key, size in sizes.items() if not 2 <= size <= 8} == {}
    assert 40 <= len(all_criteria()) <= 80


def test_each_criterion_says_its_level_and_modality_are_decided_by_somebody() -> None:
    for b in banks():
        assert b.decision.provenance is Provenance.DEFAULT
        assert all(b.decision.by.to(language) for language in LANGUAGES)


def test_what_is_our_own_is_a_default_and_only_facts_are_sourced() -> None:
    wrong = [c.id for c in all_criteria() if c.source.startswith("OWN") and c.provenance is not Provenance.DEFAULT]
    assert wrong == []
    assert Provenance.SOURCED in {c.provenance for c in all_criteria()}


def test_animal_welfare_stands_alone_in_an_optional_bank() -> None:
    assert bank("animal-welfare-2026").is_optional
    assert {c.areas for _, c in bank("animal-welfare-2026").criteria} == {(Area.ANIMAL_WELFARE,)}
    assert not bank().is_optional
    assert Area.ANIMAL_WELFARE not in {area for _, c in bank().criteria for area in c.areas}


def test_all_four_kinds_of_text_differ_within_a_criterion() -> None:
    same = [c.id for c in all_criteria() if len({c.title.en, c.text.en, c.verification.en, c.follow_up.en}) < 4]
    assert same == []


def test_no_requirement_is_said_twice() -> None:
    times = Counter(c.text.en for c in all_criteria())
    assert [text for text, count in times.items() if count > 1] == []


@pytest.mark.parametrize(
    ("category", "cpv", "first"),
    [("gloves", None, "consumables"), ("it", None, "ict"), (None, "34100000", "transport"), ("food", "3", "food")],
)
def test_the_groups_about_a_purchase_come_first(category: str | None, cpv: str | None, first: str) -> None:
    ordered = [group.key for group in first_fitting(bank().groups, category, cpv)]
    assert ordered[:2] == [first, "general"]


def test_a_category_decides_before_a_cpv_code_and_without_both_only_the_general_fits() -> None:
    ict = next(group for group in bank().groups if group.key == "ict")
    assert not ict.fits("food", "30200000")
    assert ict.fits(None, "30200000")
    assert [g.key for g in bank().groups if g.fits(None, None) or g.is_for_all] == ["general"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"id": "elsewhere_x"}, "code.no_prefix"),
        ({"evidence": ()}, "code.no_evidence"),
        ({"areas": ()}, "code.no_area"),
        ({"source": ""}, "content.no_source"),
        ({"source": "HEARSAY"}, "content.unknown_source"),
        ({"sdg_targets": ("99.9",)}, "content.unknown_target"),
    ],
)
def test_what_a_criterion_lacks_is_found(change: dict[str, object], code: str) -> None:
    assert codes(with_first(**change)) == [code]


def test_a_criterion_named_as_a_clause_or_given_twice_is_found() -> None:
    clause = f"{bank().groups[0].key}_clause"
    found = bank_problems(with_first(id=clause), content().library, CATEGORIES, {clause})
    assert [r.code for reasons in found.values() for r in reasons] == ["code.is_a_clause"]
    assert codes(with_first(id=bank().groups[0].criteria[1].id)) == ["code.repeated"]


def test_a_category_that_nobody_mentions_and_one_that_is_none_are_found() -> None:
    assert codes(replace(bank(), without=bank().without[1:])) == ["code.not_covered"]
    first, *others = bank().groups
    assert codes(replace(bank(), groups=(replace(first, categories=("nothing",)), *others))) == ["code.no_row"]


def test_a_missing_language_is_found() -> None:
    assert codes(replace(bank(), languages=("en", "sv"))) == ["code.language_missing"]
