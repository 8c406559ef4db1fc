"""Self-assessments side by side: years of one supplier, or several suppliers, question by question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from followup.domain.answers import Sent
from followup.domain.code_of_conduct import Question, QuestionKind, Questionnaire, Reply
from followup.domain.codes import Coded
from followup.domain.questionnaires import FORM, Assessment
from followup.domain.scoring import Score
from followup.errors import N_

SUPPLIERS_MOST = 4  # a default of this service: what a chart can tell apart
COLUMNS_MOST = 12  # a default of this service: three years of four suppliers


class AnswerState(Coded):
    """Whether there is an answer; what was never asked is not a gap."""

    ANSWERED = "answered", N_("Answer given")
    NOT_ANSWERED = "not_answered", N_("Not answered")
    NOT_ASKED = "not_asked", N_("Not asked")


class Change(Coded):
    """What became of an answer since the same supplier's one before."""

    BETTER = "better", N_("Better")
    WORSE = "worse", N_("Worse")
    OTHER = "other", N_("Changed")


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparisonFilter:
    """Which suppliers' answers to which form are put side by side; without suppliers, nothing is."""

    form: str = FORM
    supplier_id: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """One self-assessment that was sent in: a column of the comparison. `serial` orders what was sent on one day."""

    public_id: str
    serial: int = 0
    supplier_id: str
    supplier_name: str
    contract_title: str
    sent_on: date
    form: Questionnaire
    sent: Mapping[str, Sent]
    assessments: Mapping[str, Assessment] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)
    is_assessed: bool = False
    score: Score | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """What one column says to one question."""

    state: AnswerState
    sent: Sent
    question: Question | None = None
    assessment: Assessment | None = None
    change: Change | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedQuestion:
    """One question with a cell for each column."""

    question: Question
    cells: tuple[Cell, ...]


def state_of(question: str, sent: Mapping[str, Sent]) -> AnswerState:
    """Return whether the question was asked and answered, out of what was sent in: all that was seen."""
    answer = sent.get(question)
    if answer is None:
        return AnswerState.NOT_ASKED
    return AnswerState.ANSWERED if answer.value or answer.files else AnswerState.NOT_ANSWERED


def in_order(columns: Sequence[Answered]) -> list[Answered]:
    """Return the columns supplier by supplier, each from the first year to the last; the newest, when too many."""
    kept = sorted(columns, key=lambda c: (c.sent_on, c.serial))[-COLUMNS_MOST:]
    return sorted(kept, key=lambda c: (c.supplier_name.casefold(), c.supplier_id, c.sent_on, c.serial))


def compared(columns: Sequence[Answered]) -> list[ComparedQuestion]:
    """Return every question that any column asked, in the order of the latest form, then those it no longer asks."""
    latest_first = sorted(columns, key=lambda c: (c.sent_on, c.serial), reverse=True)
    questions: dict[str, Question] = {}
    for column in latest_first:
        for question in column.form.questions:
            questions.setdefault(question.key, question)
    asked = [{q.key: q for q in column.form.questions} for column in columns]
    return [
        ComparedQuestion(question=question, cells=_cells(key, columns, asked)) for key, question in questions.items()
    ]


def _cells(key: str, columns: Sequence[Answered], asked: Sequence[Mapping[str, Question]]) -> tuple[Cell, ...]:
    cells: list[Cell] = []
    before: dict[str, Cell] = {}
    for column, questions in zip(columns, asked, strict=True):
        state = state_of(key, column.sent)
        cell = Cell(
            state=state,
            sent=column.sent.get(key, Sent()),
            question=questions.get(key),
            assessment=column.assessments.get(key),
            change=_change(before.get(column.supplier_id), state, column, key),
        )
        if state is not AnswerState.NOT_ASKED:
            before[column.supplier_id] = cell
        cells.append(cell)
    return tuple(cells)


_GOOD: Mapping[str, int] = {
    Assessment.FULFILLED.value: 2,
    Assessment.PARTLY.value: 1,
    Assessment.NOT_FULFILLED.value: 0,
    Reply.YES.value: 2,
    Reply.NO.value: 0,
}


def _change(before: Cell | None, state: AnswerState, column: Answered, key: str) -> Change | None:
    """Return what changed: by the assessments where both have one, else by the replies."""
    if before is None or state is AnswerState.NOT_ASKED:
        return None
    made, sent = column.assessments.get(key), column.sent[key]
    if made is not None and before.assessment is not None:
        if made is before.assessment:
            return None
        return _ranked(before.assessment, made)
    if sent.value == before.sent.value:
        return None
    is_choice = before.question is not None and before.question.kind is QuestionKind.YES_PARTLY_NO
    return _ranked(before.sent.value, sent.value) if is_choice else Change.OTHER


def _ranked(before: str, after: str) -> Change:
    if before not in _GOOD or after not in _GOOD:
        return Change.OTHER
    return Change.BETTER if _GOOD[after] > _GOOD[before] else Change.WORSE
