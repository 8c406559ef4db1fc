"""What the harmonised content promises, version by version."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace

import pytest

from followup.domain.code_checks import crosswalk_problems, penalty_problems, problems
from followup.domain.code_of_conduct import NUMBERS, Area, CodeVersion, Level, QuestionKind, Reply, fingerprint
from followup.domain.penalties import PenaltyExemption, PenaltyTrigger
from followup.domain.sourced import LANGUAGES, Provenance, Text, Unit, gaps
from followup.schemas.code_of_conduct import read_adopted, read_penalties
from followup.schemas.crosswalks import crosswalk

from .content import FOLDER, banks, content, form_banks, policies, tables, version

KEYS = ("se-2017", "se-2021", "no-oecd6")
every_version = pytest.mark.parametrize("key", KEYS)


def texts(value: object, path: str = "") -> Iterator[tuple[str, Text]]:
    if isinstance(value, Text):
        yield path, value
    elif isinstance(value, tuple):
        for item in value:
            yield from texts(item, path)
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield from texts(getattr(value, field.name), f"{path}.{field.name}")


def all_texts() -> list[tuple[str, Text]]:
    return [pair for part in (content(), policies(), tables(), banks(), form_banks()) for pair in texts(part)]


def test_the_three_generations_are_there() -> None:
    assert tuple(v.key for v in content().versions) == KEYS


def test_the_folder_holds_no_program() -> None:
    assert {file.suffix for file in FOLDER.rglob("*") if file.is_file()} == {".md", ".toml"}


@every_version
def test_nothing_keeps_a_version_from_adoption(key: str) -> None:
    assert problems(version(key), content().library) == {}


def test_every_clause_of_every_version_stands_in_the_crosswalk() -> None:
    assert crosswalk_problems(content()) == {}


def test_the_library_itself_is_sourced() -> None:
    assert gaps(content().library, content().library) == {}
    keys = [source.key for source in content().library.sources]
    assert len(keys) == len(set(keys))


@every_version
def test_an_adopted_version_is_never_edited(key: str) -> None:
    assert read_adopted(FOLDER)[key] == fingerprint(version(key))


def test_every_adopted_version_is_still_there() -> None:
    others = {crosswalk().key, *(bank.key for bank in (*banks(), *form_banks()))}
    assert set(read_adopted(FOLDER)) == {*KEYS, *others}


def test_an_adopted_crosswalk_is_never_edited() -> None:
    assert read_adopted(FOLDER)[crosswalk().key] == fingerprint(crosswalk())


@pytest.mark.parametrize(("key", "numbers"), [("se-2017", 6), ("se-2021", 7), ("no-oecd6", 6)])
def test_a_generation_has_its_own_number_of_process_requirements(key: str, numbers: int) -> None:
    assert [c.number for c in version(key).process_requirements()] == [f"2.{n}" for n in range(1, numbers + 1)]


@every_version
def test_each_process_requirement_has_exactly_one_lead_question(key: str) -> None:
    asked = [q.clause for q in version(key).questionnaire().questions if q.lead]
    assert sorted(map(str, asked)) == sorted(clause.id for clause in version(key).process_requirements())


@every_version
def test_the_four_areas_of_the_code_have_a_section(key: str) -> None:
    sections = {section.id for section in version(key).sections}
    assert set(Area) - {Area.ANIMAL_WELFARE} <= sections


@every_version
def test_every_commitment_is_asked_about(key: str) -> None:
    asked = {q.area for q in version(key).questionnaire().questions if q.area}
    owed = {area for clause in version(key).clauses if clause.part == "commitment" for area in clause.areas}
    assert owed - asked <= {Area.HUMAN_RIGHTS}  # which the process questions ask about


@every_version
def test_a_self_assessment_is_neither_thin_nor_endless(key: str) -> None:
    form = version(key).questionnaire()
    assert 16 <= len(form.questions) <= 24
    assert all(form.in_section(section.id) for section in form.sections)
    assert form.minutes.provenance is Provenance.DEFAULT


def test_a_question_key_means_the_same_kind_of_answer_in_every_version() -> None:
    kinds: dict[str, set[QuestionKind]] = {}
    forms = [v.questionnaire() for v in content().versions] + [form for bank in form_banks() for form in bank.forms]
    for form in forms:
        for question in form.questions:
            kinds.setdefault(question.key, set()).add(question.kind)
    assert {key for key, found in kinds.items() if len(found) > 1} == set()


@every_version
def test_every_scored_question_serves_development_targets_that_exist(key: str) -> None:
    known = {target.key for target in content().library.sdg_targets}
    served = {q.key: version(key).targets_of(q) for q in version(key).questionnaire().questions if q.weight}
    about_animals = [q.key for q in version(key).questionnaire().questions if q.area is Area.ANIMAL_WELFARE]
    assert [question for question, targets in served.items() if not targets] == about_animals  # no target is
    assert {target for targets in served.values() for target in targets} <= known


def test_a_questions_own_targets_go_before_those_of_its_clause() -> None:
    asked = replace(version().questionnaire().question("2.1"), sdg_targets=("17.16",))
    assert version().targets_of(asked) == ("17.16",)
    assert version().targets_of(replace(asked, sdg_targets=())) == version().clause("policy").sdg_targets


def test_every_kind_of_question_is_used() -> None:
    of_bank = {q.kind for bank in form_banks() for form in bank.forms for q in form.questions}
    assert {q.kind for q in version().questionnaire().questions} | of_bank == set(QuestionKind)


@every_version
def test_a_scored_question_says_what_would_show_it(key: str) -> None:
    assert [q.key for q in version(key).questionnaire().questions if q.weight and q.evidence is None] == []


def test_a_detail_is_asked_only_after_a_yes() -> None:
    detail = version().questionnaire().question("2.1a")
    assert detail.shown_if is not None
    assert (detail.shown_if.question, detail.shown_if.equals) == ("2.1", Reply.YES)


def test_older_contracts_cite_eight_core_conventions_and_newer_ten() -> None:
    counted = {
        key: sum(name.startswith("ILO ") for name in version(key).clause("labour_rights").conventions) for key in KEYS
    }
    assert counted == {"se-2017": 8, "se-2021": 10, "no-oecd6": 8}


@pytest.mark.parametrize(
    ("key", "clause", "number", "value"),
    [
        ("se-2021", "traceability", "traceability_answer_days", 28),
        ("se-2021", "audit", "audit_possible_days", 28),
        ("se-2021", "severe_deviations", "severe_report_days", 14),
        ("no-oecd6", "self_assessment", "self_assessment_answer_days", 42),
    ],
)
def test_numbers_of_the_source_are_days_and_sourced(key: str, clause: str, number: str, value: int) -> None:
    found = {n.key: n for n in version(key).clause(clause).numbers}[number]
    assert (found.value, found.unit, found.provenance) == (value, Unit.DAYS, Provenance.SOURCED)


def test_the_penalty_is_left_to_the_contract() -> None:
    numbers = version().clause("penalty").numbers
    assert {n.key: n.value for n in numbers} == {"penalty_per_commenced_week": None, "penalty_cap_weeks": None}
    assert all(n.note is not None and n.provenance is Provenance.UNKNOWN for n in numbers)


def test_a_penalty_is_never_charged_when_the_suppliers_own_supplier_refuses() -> None:
    rules = read_penalties(FOLDER)
    assert penalty_problems(rules, content()) == {}
    [rule] = rules
    assert rule.clause == "se-2021/penalty"
    assert rule.exemptions == (PenaltyExemption.SUB_SUPPLIER_REFUSES,)
    assert set(rule.triggers) == set(PenaltyTrigger)


def test_a_penalty_without_a_rule_and_a_rule_without_a_clause_are_found() -> None:
    [rule] = read_penalties(FOLDER)
    assert list(penalty_problems((), content())) == ["penalties"]
    lost = replace(rule, clause="se-2021/nothing")
    assert [r.code for r in penalty_problems((rule, lost), content())["penalties"]] == ["code.no_clause"]


@every_version
def test_every_number_of_a_clause_has_a_name(key: str) -> None:
    assert {number.key for clause in version(key).clauses for number in clause.numbers} <= set(NUMBERS)


def test_the_basic_level_binds_the_core_conventions_and_no_process() -> None:
    basic = version().clauses_at(Level.BASIC)
    assert [c.id for c in basic if c.part == "commitment"] == ["labour_rights"]
    assert [c for c in basic if c.part == "process"] == []
    assert version().clauses_at(Level.ADVANCED) == version().clauses


def test_the_swedish_clause_leaves_communication_out_and_the_norwegian_has_it() -> None:
    area = {area.key: area for area in content().crosswalk}["communication"]
    assert area.clauses_of("se-2021") == ()
    assert area.clauses_of("no-oecd6") == ("communicate",)


def test_a_day_that_no_source_tells_is_empty() -> None:
    assert version("no-oecd6").in_force.from_on is None
    assert version("se-2021").in_force.until_on is None
    assert all(v.in_force.note is not None for v in content().versions)


def test_long_texts_are_not_the_same_in_two_languages() -> None:
    same = [
        path for path, text in all_texts() if len(text.en) > 40 and len({text.en, text.sv, text.nb}) < len(LANGUAGES)
    ]
    assert same == []


def test_swedish_is_swedish_and_norwegian_is_norwegian() -> None:
    swedish = re.compile(r"[äö]|\b(?:och|inte|åtgärd|leverantör\w*|avtalet)\b", re.IGNORECASE)
    norwegian = re.compile(r"[æø]|\b(?:og|ikke|tiltak\w*|leverandør\w*|avvik)\b", re.IGNORECASE)
    names = re.compile(r"DFØ|\d+(?: og | och )\d+")
    wrong = [
        text
        for _, text in all_texts()
        if swedish.search(names.sub("", text.nb)) or norwegian.search(names.sub("", text.sv))
    ]
    assert wrong == []


def test_texts_have_no_stray_spaces_and_questions_end_as_questions() -> None:
    assert [t for _, t in all_texts() for s in (t.en, t.sv, t.nb) if s != s.strip() or "  " in s] == []
    asked = [
        q.text for v in content().versions for q in v.questionnaire().questions if q.kind is QuestionKind.YES_PARTLY_NO
    ]
    assert [t.en for t in asked if not (t.en.endswith("?") and t.sv.endswith("?") and t.nb.endswith("?"))] == []


def test_an_edit_of_an_adopted_version_is_noticed() -> None:
    adopted: CodeVersion = version()
    first, *others = adopted.clauses
    edited = replace(adopted, clauses=(replace(first, source="OWN"), *others))
    assert fingerprint(edited) != read_adopted(FOLDER)[adopted.key]
