"""Last year's answers: what a supplier has told the same buyer before, and what of it may be offered to confirm."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from followup.domain.answers import Given, Sent, read
from followup.domain.code_of_conduct import Question, QuestionKind, Questionnaire
from followup.errors import Invalid

# Figures, dates and files are asked anew each time: last year's are not this year's.
# Source: peers.md 6, "carry-over"; issue D.
CARRIED = frozenset(
    {
        QuestionKind.YES_PARTLY_NO,
        QuestionKind.ONE_OF,
        QuestionKind.SEVERAL_OF,
        QuestionKind.TEXT,
        QuestionKind.COUNTRY,
        QuestionKind.SITES,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierAnswer:
    """One answer as it was sent in before, to which question, and when."""

    question: Question
    sent: Sent
    sent_at: datetime


Earlier = Mapping[str, EarlierAnswer]


def offered(form: Questionnaire, earlier: Earlier) -> dict[str, EarlierAnswer]:
    """Return the earlier answers that still answer a question of this form, by question key."""
    return {q.key: earlier[q.key] for q in form.questions if q.key in earlier and _still_answers(q, earlier[q.key])}


def _still_answers(question: Question, before: EarlierAnswer) -> bool:
    if question.kind not in CARRIED or question.kind is not before.question.kind or not before.sent.value:
        return False
    try:
        read(question, before.sent.value, before.sent.comment)
    except Invalid:  # a choice that is no longer there
        return False
    return True


def as_given(before: EarlierAnswer) -> Given:
    """Return the earlier answer as it is given again; its files stay where they were."""
    return Given(value=before.sent.value, comment=before.sent.comment)
