"""Last year's answers: what may be confirmed again, and what is asked anew."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from followup.domain.answers import Given, Sent
from followup.domain.code_of_conduct import Option, Question, QuestionKind, Questionnaire
from followup.domain.earlier_answers import EarlierAnswer, as_given, offered
from followup.domain.sourced import Number, Text

LAST_YEAR = datetime(2025, 3, 2, 9, tzinfo=UTC)
WORDS = Text(en="Which?", sv="Vilka?", nb="Hvilke?")
SAID = {
    QuestionKind.YES_PARTLY_NO: "yes",
    QuestionKind.ONE_OF: "own",
    QuestionKind.SEVERAL_OF: "own hired",
    QuestionKind.TEXT: "We have a policy.",
    QuestionKind.COUNTRY: "MY",
    QuestionKind.SITES: "Mill\tMY\tPenang",
    QuestionKind.WHOLE_NUMBER: "12",
    QuestionKind.NUMBER: "12.5",
    QuestionKind.DATE: "2025-01-31",
    QuestionKind.FILE: "",
}


def form(question: Question) -> Questionnaire:
    return Questionnaire(
        key="form",
        title=WORDS,
        introduction=WORDS,
        minutes=Number(key="minutes", unit="minutes", provenance="default", source="TEST", value=5),
        weights_source="TEST",
        sections=(),
        questions=(question,),
    )


def question(kind: QuestionKind, *codes: str) -> Question:
    options = tuple(Option(code=code, text=WORDS) for code in codes or ("own", "hired"))
    return Question(key="q", section="s", kind=kind, text=WORDS, source="TEST", options=options)


def answered(asked: Question) -> dict[str, EarlierAnswer]:
    return {"q": EarlierAnswer(question=asked, sent=Sent(value=SAID[asked.kind], comment="why"), sent_at=LAST_YEAR)}


@pytest.mark.parametrize("kind", list(QuestionKind))
def test_words_and_choices_are_offered_again_but_never_figures_dates_or_files(kind: QuestionKind) -> None:
    asked = question(kind)
    anew = {QuestionKind.WHOLE_NUMBER, QuestionKind.NUMBER, QuestionKind.DATE, QuestionKind.FILE}
    assert bool(offered(form(asked), answered(asked))) is (kind not in anew)


def test_an_answer_is_not_offered_where_the_question_has_changed() -> None:
    before = question(QuestionKind.ONE_OF, "own", "hired")
    assert offered(form(question(QuestionKind.ONE_OF, "hired", "none")), answered(before)) == {}
    assert offered(form(question(QuestionKind.TEXT)), answered(before)) == {}
    assert offered(form(replace(before, key="other")), answered(before)) == {}


def test_what_is_confirmed_is_the_words_and_not_the_files() -> None:
    assert as_given(answered(question(QuestionKind.TEXT))["q"]) == Given(value="We have a policy.", comment="why")
