"""A version as a value: order of levels, round trip, fingerprint, and the faults that adoption must find."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from followup.domain.code_checks import crosswalk_problems, problems
from followup.domain.code_of_conduct import (
    Area,
    ClauseText,
    CodeVersion,
    Content,
    Level,
    Part,
    Question,
    QuestionKind,
    Questionnaire,
    QuestionSection,
    Reply,
    RequirementArea,
    Section,
    ShownIf,
    as_data,
    fingerprint,
    from_data,
)
from followup.domain.plain_data import as_plain, from_plain
from followup.domain.sourced import Library, Number, Period, Provenance, SdgTarget, Source, Text, Unit
from followup.errors import Invalid

LIBRARY = Library(
    sources=(Source(key="OWN", title="Own", publisher="us"), Source(key="SDD", title="Clause", publisher="them")),
    sdg_targets=(SdgTarget(key="8.7", title=Text("forced labour", "tvångsarbete", "tvangsarbeid"), source="OWN"),),
)
MINUTES = Number(key="minutes", unit=Unit.MINUTES, value=5, provenance=Provenance.DEFAULT, source="OWN")


def t(text: str) -> Text:
    return Text(text, f"{text} sv", f"{text} nb")


def a_clause(**changes: object) -> ClauseText:
    clause = ClauseText(
        id="policy",
        part=Part.PROCESS,
        level=Level.ADVANCED,
        section="process",
        areas=(Area.HUMAN_RIGHTS,),
        title=t("Policy"),
        obligation=t("Have a policy"),
        evidence=t("The policy"),
        source="SDD 2.1",
        sdg_targets=("8.7",),
    )
    return replace(clause, **changes)  # type: ignore[arg-type] # names of fields


def a_question(**changes: object) -> Question:
    question = Question(
        key="1.1",
        section="policy",
        kind=QuestionKind.YES_PARTLY_NO,
        text=t("Is there a policy?"),
        source="SDD 2.1",
        clause="policy",
        lead=True,
        weight=3,
    )
    return replace(question, **changes)  # type: ignore[arg-type] # names of fields


DETAIL = a_question(
    key="1.1a", kind=QuestionKind.DATE, lead=False, weight=0, shown_if=ShownIf(question="1.1", equals=Reply.YES)
)


def a_form(*questions: Question, **changes: object) -> Questionnaire:
    form = Questionnaire(
        key="self_assessment",
        title=t("Self-assessment"),
        introduction=t("Answer this"),
        minutes=MINUTES,
        weights_source="OWN",
        sections=(QuestionSection(id="policy", title=t("Policy")),),
        questions=questions or (a_question(), DETAIL),
    )
    return replace(form, **changes)  # type: ignore[arg-type] # names of fields


def a_version(**changes: object) -> CodeVersion:
    version = CodeVersion(
        key="se-2030",
        country="SE",
        title=t("Clause of 2030"),
        issuer=t("Us"),
        in_force=Period(from_on=date(2030, 1, 1)),
        languages=("en", "sv", "nb"),
        source="OWN",
        sections=(Section(id="process", title=t("Process"), body=t("Do it")),),
        clauses=(a_clause(),),
        questionnaires=(a_form(),),
    )
    return replace(version, **changes)  # type: ignore[arg-type] # names of fields


def found(version: CodeVersion) -> dict[str, list[str]]:
    return {path: [reason.code for reason in reasons] for path, reasons in problems(version, LIBRARY).items()}


def test_basic_reaches_less_far_than_advanced() -> None:
    assert Level.BASIC < Level.ADVANCED
    assert Level.ADVANCED > Level.BASIC
    assert Level.BASIC <= Level.BASIC
    assert not Level.BASIC >= Level.ADVANCED
    assert max(Level.BASIC, Level.ADVANCED) is Level.ADVANCED


@pytest.mark.parametrize(
    ("language", "text"), [("sv", "Policy sv"), ("nb", "Policy nb"), ("en", "Policy"), ("fi", "Policy")]
)
def test_a_text_is_given_in_the_language_or_in_english(language: str, text: str) -> None:
    assert t("Policy").to(language) == text


@pytest.mark.parametrize(
    ("day", "covered"),
    [(date(2029, 12, 31), False), (date(2030, 1, 1), True), (date(2031, 5, 1), True), (date(2031, 5, 2), False)],
)
def test_both_days_of_a_period_belong_to_it(day: date, covered: bool) -> None:
    assert Period(from_on=date(2030, 1, 1), until_on=date(2031, 5, 1)).covers(day) is covered


def test_a_period_without_known_ends_excludes_nothing() -> None:
    assert Period().covers(date(1900, 1, 1))


def test_a_version_is_the_same_after_a_journey_through_json() -> None:
    assert from_data(json.loads(json.dumps(as_data(a_version())))) == a_version()


@settings(max_examples=40)
@given(st.one_of(st.builds(ClauseText), st.builds(Question), st.builds(Number), st.builds(Period), st.builds(Section)))
def test_any_row_is_the_same_after_a_journey_through_json(
    row: ClauseText | Question | Number | Period | Section,
) -> None:
    assert from_plain(type(row), json.loads(json.dumps(as_plain(row)))) == row


def test_the_fingerprint_changes_with_any_word_and_not_with_the_dates() -> None:
    ended = a_version(in_force=Period(until_on=date(2040, 1, 1)))
    assert fingerprint(ended) == fingerprint(a_version())
    assert fingerprint(a_version(clauses=(a_clause(evidence=t("A policy")),))) != fingerprint(a_version())


def test_stored_data_that_is_wrong_is_refused_with_every_path() -> None:
    data = as_data(a_version()) | {"in_force": {"from_on": "2030-02-30"}, "clauses": "none", "extra": 1}
    del data["country"]
    with pytest.raises(Invalid) as caught:
        from_data(data)
    assert {path: [r.code for r in reasons] for path, reasons in caught.value.problems.items()} == {
        "in_force.from_on": ["plain_data.no_date"],
        "clauses": ["plain_data.no_list"],
        "extra": ["plain_data.unknown"],
        "country": ["plain_data.missing"],
    }


def test_only_a_dataclass_becomes_plain_data() -> None:
    with pytest.raises(TypeError):
        as_plain("text")


def test_a_sound_version_has_no_problems() -> None:
    assert found(a_version()) == {}


FORM = "questionnaires.self_assessment"


@pytest.mark.parametrize(
    ("version", "path", "code"),
    [
        (a_version(languages=("en", "sv")), "languages", "code.language_missing"),
        (a_version(title=Text("Clause", " ", "Vilkår")), "title.sv", "content.no_text"),
        (a_version(source=""), "source", "content.no_source"),
        (a_version(source="hearsay"), "source", "content.no_source"),
        (a_version(source="SDD 2; RSK 4"), "source", "content.unknown_source"),
        (a_version(clauses=(a_clause(source="XYZ 1"),)), "clauses.1.source", "content.unknown_source"),
        (a_version(clauses=(a_clause(sdg_targets=("99.9",)),)), "clauses.1.sdg_targets", "content.unknown_target"),
        (a_version(clauses=(a_clause(section="nowhere"),)), "clauses.policy.section", "code.no_section"),
        (a_version(clauses=(a_clause(), a_clause())), "clauses", "code.repeated"),
        (
            a_version(clauses=(a_clause(numbers=(replace(MINUTES, value=None),)),)),
            "clauses.1.numbers.1.value",
            "content.no_value",
        ),
        (a_version(clauses=(a_clause(numbers=(MINUTES, MINUTES)),)), "clauses.policy.numbers", "code.repeated"),
        (a_version(sections=a_version().sections * 2), "sections", "code.repeated"),
        (a_version(questionnaires=(a_form(), a_form())), "questionnaires", "code.repeated"),
        (
            a_version(questionnaires=(a_form(weights_source=""),)),
            "questionnaires.1.weights_source",
            "content.no_source",
        ),
        (a_version(questionnaires=(a_form(a_question(), a_question()),)), f"{FORM}.questions", "code.repeated"),
        (a_version(questionnaires=(a_form(a_question(clause="x")),)), f"{FORM}.questions.1.1.clause", "code.no_clause"),
        (
            a_version(questionnaires=(a_form(a_question(section="x")),)),
            f"{FORM}.questions.1.1.section",
            "code.no_section",
        ),
        (a_version(questionnaires=(a_form(DETAIL),)), f"{FORM}.questions.1.1a.shown_if", "code.no_question"),
        (
            a_version(questionnaires=(a_form(DETAIL, a_question()),)),
            f"{FORM}.questions.1.1a.shown_if",
            "code.no_question",
        ),
        (
            a_version(questionnaires=(a_form(a_question(kind=QuestionKind.TEXT)),)),
            f"{FORM}.questions.1.1.kind",
            "code.not_scored",
        ),
        (a_version(questionnaires=(a_form(a_question(weight=0)),)), f"{FORM}.questions.1.1.weight", "code.no_weight"),
    ],
)
def test_a_planted_fault_keeps_a_version_from_adoption(version: CodeVersion, path: str, code: str) -> None:
    assert found(version) == {path: [code]}


def a_content(*clauses: str) -> Content:
    area = RequirementArea(key="policy", title=t("Policy"), clauses=clauses, source="OWN")
    return Content(library=LIBRARY, versions=(a_version(),), crosswalk=(area,))


def test_a_crosswalk_that_places_every_clause_has_no_problems() -> None:
    assert crosswalk_problems(a_content("se-2030/policy")) == {}


def test_a_crosswalk_that_leads_nowhere_or_forgets_a_clause_is_found() -> None:
    found_there = crosswalk_problems(a_content("se-2030/polity"))
    assert {path: [r.code for r in reasons] for path, reasons in found_there.items()} == {
        "crosswalk.policy": ["code.no_clause"],
        "se-2030/policy": ["code.not_placed"],
    }


def test_a_crosswalk_row_without_a_source_is_found() -> None:
    content = a_content("se-2030/policy")
    unsourced = replace(content, crosswalk=(replace(content.crosswalk[0], source=""),))
    assert list(crosswalk_problems(unsourced)) == ["crosswalk.1.source"]
