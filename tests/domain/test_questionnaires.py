"""Which questions are asked, what the assessment comes to, and when an answer is due."""

from __future__ import annotations

from datetime import date

import pytest

from followup.domain.answers import Sent
from followup.domain.code_of_conduct import QuestionKind, Reply, ShownIf
from followup.domain.follow_ups import FindingResult
from followup.domain.questionnaires import (
    INVITATION,
    Assessment,
    InvitationStatus,
    InvitationStep,
    asked,
    findings,
    proposed_due_on,
    receipt,
    to_assess,
)
from followup.domain.risk import RiskClass
from followup.errors import Conflict
from tests.domain.test_answers import form, question

FORM = form(
    question("1", clause="policy", lead=True),
    question("1a", clause="policy", shown_if=ShownIf(question="1", equals=Reply.YES)),
    question("2", clause="risk", lead=True, section="two"),
    question("3", QuestionKind.TEXT, section="two"),
)
ANSWERS = {q.key: Sent(value="yes") for q in FORM.questions}
A = Assessment


def test_only_clauses_that_bind_are_asked_about_and_the_minutes_shrink() -> None:
    cut = asked(FORM, {"risk"})
    assert [q.key for q in cut.questions] == ["2", "3"]
    assert [s.id for s in cut.sections] == ["two"]
    assert (FORM.minutes.value, cut.minutes.value) == (20, 10)


def test_a_question_that_hangs_on_one_that_is_not_asked_is_not_asked_either() -> None:
    hanging = form(
        question("1", clause="policy"), question("2", clause="risk", shown_if=ShownIf(question="1", equals=Reply.NO))
    )
    assert asked(hanging, {"risk"}).questions == ()


def test_the_worst_assessed_answer_makes_the_finding_of_a_clause() -> None:
    found = findings(FORM, {"1": A.FULFILLED, "1a": A.PARTLY, "2": A.NOT_RELEVANT})
    assert found == {"policy": FindingResult.PARTLY, "risk": FindingResult.NOT_ASSESSED}
    assert findings(FORM, {"1": A.NOT_FULFILLED, "1a": A.PARTLY})["policy"] is FindingResult.NOT_FULFILLED
    assert findings(FORM, {"2": A.FULFILLED})["risk"] is FindingResult.FULFILLED


def test_yes_partly_no_answers_must_be_assessed_and_others_may_be() -> None:
    assert to_assess(FORM, ANSWERS) == ("1", "1a", "2")


@pytest.mark.parametrize(
    ("country", "risk", "due"),
    [
        ("SE", RiskClass.B, date(2026, 3, 30)),
        ("NO", RiskClass.B, date(2026, 4, 13)),
        ("SE", RiskClass.D, date(2026, 3, 30)),
        ("SE", None, date(2026, 3, 30)),
    ],
)
def test_the_answer_time_is_four_weeks_in_sweden_and_six_in_norway(
    country: str, risk: RiskClass | None, due: date
) -> None:
    assert proposed_due_on(risk, date(2026, 3, 2), country) == due


def test_the_answer_time_does_not_end_on_a_day_off() -> None:
    assert proposed_due_on(RiskClass.B, date(2026, 3, 6), "SE") == date(2026, 4, 7)  # 3 April is Good Friday


def test_a_receipt_number_names_its_year() -> None:
    assert receipt(417, date(2026, 3, 2)) == "2026-000417"


def test_answers_are_sent_once_until_they_are_sent_back() -> None:
    submitted = INVITATION.after(InvitationStatus.INVITED, InvitationStep.SUBMIT)
    with pytest.raises(Conflict):
        INVITATION.after(submitted, InvitationStep.SUBMIT)
    returned = INVITATION.after(submitted, InvitationStep.RETURN)
    assert INVITATION.after(returned, InvitationStep.SUBMIT) is InvitationStatus.SUBMITTED
