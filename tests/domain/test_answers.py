"""Reading single answers, which questions are seen, and when a form is complete."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followup.domain.answers import (
    FileMark,
    Given,
    SectionState,
    Sent,
    as_stored,
    fingerprint,
    grouped,
    incomplete,
    next_section,
    opened,
    progress,
    read,
    sent,
    stamp,
    visible,
)
from followup.domain.code_of_conduct import Question, QuestionKind, Questionnaire, QuestionSection, Reply, ShownIf
from followup.domain.plain_data import from_plain
from followup.domain.sourced import Number, Provenance, Text, Unit
from followup.errors import Invalid


def said(text: str) -> Text:
    return Text(text, text, text)


def question(
    key: str, kind: QuestionKind = QuestionKind.YES_PARTLY_NO, *, section: str = "one", **more: object
) -> Question:
    return Question(key=key, section=section, kind=kind, text=said(key), source="TEST", **more)


def form(*questions: Question) -> Questionnaire:
    sections = dict.fromkeys(q.section for q in questions)
    return Questionnaire(
        key="self_assessment",
        title=said("Form"),
        introduction=said("Hello"),
        minutes=Number(key="minutes", unit=Unit.MINUTES, provenance=Provenance.DEFAULT, source="TEST", value=20),
        weights_source="TEST",
        sections=tuple(QuestionSection(id=s, title=said(s)) for s in sections),
        questions=questions,
    )


LEAD = question("1", lead=True)
WHO = question("1a", QuestionKind.TEXT, shown_if=ShownIf(question="1", equals=Reply.YES))
PAPERS = question("2", QuestionKind.FILE, section="two")
FREE = question("3", QuestionKind.NUMBER, section="two", required=False)
FORM = form(LEAD, WHO, PAPERS, FREE)
FILE = FileMark(public_id="evi_a", name="policy.pdf", size=3, sha256="0" * 64)


@pytest.mark.parametrize(
    ("kind", "text", "kept"),
    [
        (QuestionKind.YES_PARTLY_NO, "partly", "partly"),
        (QuestionKind.NUMBER, "12", "12"),
        (QuestionKind.NUMBER, "1 250,5", "1250.5"),
        (QuestionKind.NUMBER, "007", "7"),
        (QuestionKind.DATE, "2024-02-29", "2024-02-29"),
        (QuestionKind.COUNTRY, "SE", "SE"),
        (QuestionKind.TEXT, "  rader\r\nfler ", "rader\nfler"),
        (QuestionKind.TEXT, "x" * 20_000, "x" * 20_000),
    ],
)
def test_an_answer_is_kept_in_one_form(kind: QuestionKind, text: str, kept: str) -> None:
    assert read(question("1", kind), text, "") == Given(value=kept)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (QuestionKind.YES_PARTLY_NO, "maybe"),
        (QuestionKind.NUMBER, "1e9"),
        (QuestionKind.NUMBER, "-1"),
        (QuestionKind.NUMBER, "٣"),
        (QuestionKind.NUMBER, "1" * 16),
        (QuestionKind.NUMBER, "NaN"),
        (QuestionKind.DATE, "2023-02-29"),
        (QuestionKind.DATE, "20240229"),
        (QuestionKind.DATE, "0001-01-01"),
        (QuestionKind.COUNTRY, "Sweden"),
        (QuestionKind.COUNTRY, "ſe"),
        (QuestionKind.TEXT, "nul\x00"),
        (QuestionKind.TEXT, "\ud800"),
        (QuestionKind.TEXT, "x" * 20_001),
    ],
)
def test_an_unreadable_answer_is_refused_at_its_own_field(kind: QuestionKind, text: str) -> None:
    with pytest.raises(Invalid) as refused:
        read(question("1", kind), text, "")
    assert list(refused.value.problems) == ["1.value"]


def test_a_comment_that_cannot_be_kept_is_refused_at_the_comment() -> None:
    with pytest.raises(Invalid) as refused:
        read(LEAD, "yes", "nul\x00")
    assert list(refused.value.problems) == ["1.comment"]


@given(st.text(max_size=300))
def test_what_was_read_reads_the_same_again(text: str) -> None:
    for kind in QuestionKind:
        try:
            once = read(question("1", kind), text, text)
        except Invalid:
            continue
        assert read(question("1", kind), once.value, once.comment) == once


def test_a_question_that_hangs_on_another_is_seen_only_after_that_answer() -> None:
    assert [q.key for q in visible(FORM, {})] == ["1", "2", "3"]
    assert [q.key for q in visible(FORM, {"1": Given(value="yes")})] == ["1", "1a", "2", "3"]


def test_a_question_that_hangs_on_an_unseen_one_is_unseen() -> None:
    chain = form(
        LEAD,
        question("2", shown_if=ShownIf(question="1", equals=Reply.NO)),
        question("3", shown_if=ShownIf(question="2", equals=Reply.YES)),
    )
    answers = {"1": Given(value="yes"), "2": Given(value="yes")}
    assert [q.key for q in visible(chain, answers)] == ["1"]


def test_what_is_missing_is_named_by_question_and_field() -> None:
    missing = incomplete(FORM, {"1": Given(value="yes")}, {})
    assert [(m.question.key, m.field) for m in missing] == [("1a", "value"), ("2", "file")]


def test_not_relevant_needs_a_reason_and_a_voluntary_question_needs_nothing() -> None:
    answers = {"1": Given(value="not_relevant")}
    assert [(m.question.key, m.field) for m in incomplete(FORM, answers, {"2": [FILE]})] == [("1", "comment")]
    answers = {"1": Given(value="not_relevant", comment="We only sell services.")}
    assert incomplete(FORM, answers, {"2": [FILE]}) == ()


def test_sections_tell_how_far_they_have_come_and_where_to_go_on() -> None:
    states = lambda answers, files: [p.state for p in progress(FORM, answers, files)]  # noqa: E731
    assert states({}, {}) == [SectionState.NOT_STARTED, SectionState.NOT_STARTED]
    assert states({"1": Given(value="yes")}, {}) == [SectionState.STARTED, SectionState.NOT_STARTED]
    assert states({"1": Given(value="no")}, {"2": [FILE]}) == [SectionState.DONE, SectionState.DONE]
    assert next_section(FORM, {}, {}) == "one"
    assert next_section(FORM, {"1": Given(value="no")}, {}) == "two"
    assert next_section(FORM, {"1": Given(value="no")}, {"2": [FILE]}) is None


def test_sending_back_opens_what_hangs_on_a_question_too() -> None:
    assert opened(FORM, ["1"]) == {"1", "1a"}
    assert opened(FORM, ["2"]) == {"2"}


def test_what_is_sent_holds_the_seen_questions_only_and_survives_storage() -> None:
    answers = {"1": Given(value="no", comment="Not yet"), "1a": Given(value="a name that must not travel")}
    sent_in = sent(FORM, answers, {"2": [replace(FILE, is_handed_in=True)]})
    assert list(sent_in) == ["1", "2", "3"]
    stored = as_stored(sent_in)
    assert {key: from_plain(Sent, value) for key, value in stored.items()} == sent_in
    assert sent_in["2"].files == (FILE,)


def test_the_fingerprint_changes_with_every_part_of_an_answer() -> None:
    base = {"1": Given(value="no")}
    variants = [
        as_stored(sent(FORM, base, {})),
        as_stored(sent(FORM, {"1": Given(value="partly")}, {})),
        as_stored(sent(FORM, {"1": Given(value="no", comment="x")}, {})),
        as_stored(sent(FORM, base, {"2": [FILE]})),
        as_stored(sent(FORM, base, {"2": [replace(FILE, sha256="1" * 64)]})),
    ]
    assert len({fingerprint(v) for v in variants}) == len(variants)
    assert fingerprint(variants[0]) == fingerprint(dict(reversed(variants[0].items())))


def test_a_fingerprint_is_shown_in_groups() -> None:
    assert grouped("0123456789abcdef") == "01234567 89abcdef"


@given(st.text(max_size=20), st.text(max_size=20))
def test_a_stamp_fits_a_forms_version_and_tells_two_drafts_apart(one: str, two: str) -> None:
    stamps = [stamp([LEAD], {"1": Given(value=v)}, {}) for v in (one, two)]
    assert all(0 <= s < 10**9 for s in stamps)
    assert (stamps[0] == stamps[1]) == (one == two)
