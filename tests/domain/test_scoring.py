"""What an assessed self-assessment comes to."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followup.domain.answers import Sent
from followup.domain.code_of_conduct import Area, QuestionKind, Reply, ShownIf
from followup.domain.plain_data import as_plain, from_plain
from followup.domain.questionnaires import Assessment
from followup.domain.scoring import VERSION, PartTally, Score, Tally, score
from tests.domain.test_answers import form, question

FORM = form(
    question("1", clause="policy", lead=True, area=Area.ENVIRONMENT),
    question("1a", clause="policy", shown_if=ShownIf(question="1", equals=Reply.YES), area=Area.ENVIRONMENT),
    question("2", clause="risk", lead=True, section="two"),
    question("3", QuestionKind.TEXT, section="two"),
)
ANSWERS = {q.key: Sent(value="yes") for q in FORM.questions}
A = Assessment


@pytest.mark.parametrize(
    ("assessments", "expected"),
    [
        ({}, Tally(met=0, counted=2)),
        ({"1": A.FULFILLED, "1a": A.NOT_FULFILLED, "2": A.PARTLY}, Tally(met=1, counted=2)),
        ({"1": A.FULFILLED, "2": A.NOT_RELEVANT}, Tally(met=1, counted=1, left_out=1)),
    ],
)
def test_the_score_is_the_share_of_lead_questions_met(assessments: dict[str, Assessment], expected: Tally) -> None:
    counted = score(FORM, ANSWERS, assessments)
    assert counted is not None
    assert counted.leads == expected


def test_what_nobody_answered_counts_as_not_met_even_when_it_was_called_fulfilled() -> None:
    counted = score(FORM, ANSWERS | {"2": Sent()}, {"1": A.FULFILLED, "2": A.FULFILLED})
    assert counted is not None
    assert counted.leads == Tally(met=1, counted=2, unanswered=1)


def test_there_is_no_score_where_no_lead_question_counts() -> None:
    assert score(FORM, ANSWERS, {"1": A.NOT_RELEVANT, "2": A.NOT_RELEVANT}) is None
    assert score(FORM, {"1a": Sent(value="yes"), "3": Sent(value="x")}, {}) is None


def test_areas_and_clauses_count_every_question_that_is_assessed() -> None:
    counted = score(FORM, ANSWERS, {"1": A.FULFILLED, "1a": A.NOT_FULFILLED, "2": A.FULFILLED})
    assert counted is not None
    assert counted.areas == (PartTally(key="environment", tally=Tally(met=1, counted=2)),)
    assert counted.clauses == (
        PartTally(key="policy", tally=Tally(met=1, counted=2)),
        PartTally(key="risk", tally=Tally(met=1, counted=1)),
    )


def test_a_question_that_was_not_asked_counts_nowhere() -> None:
    counted = score(FORM, {k: v for k, v in ANSWERS.items() if k != "1a"}, {"1": A.FULFILLED})
    assert counted is not None
    assert counted.clauses[0].tally == Tally(met=1, counted=1)


@given(st.dictionaries(st.sampled_from(["1", "1a", "2", "3"]), st.sampled_from(list(Assessment))))
def test_a_score_comes_back_from_the_database_as_it_was_counted(made: dict[str, Assessment]) -> None:
    counted = score(FORM, ANSWERS, made)
    if counted is not None:
        assert from_plain(Score, as_plain(counted)) == counted
        assert counted.version == VERSION
        assert 0 <= (counted.leads.percent or 0) <= 100


def test_a_share_is_never_rounded_up() -> None:
    assert Tally(met=2, counted=3).percent == 66
    assert Tally().percent is None
