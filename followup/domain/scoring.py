"""What an assessed self-assessment comes to: the share of lead questions met, and the same by area and by clause."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from followup.domain.answers import Sent
from followup.domain.code_of_conduct import Question, QuestionKind, Questionnaire
from followup.domain.questionnaires import Assessment

VERSION = 1  # raised when the counting changes; a score that was kept says by which version it was counted


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many questions that count are met; of those not met, how many nobody answered; and what is left out."""

    met: int = 0
    counted: int = 0
    unanswered: int = 0
    left_out: int = 0

    @property
    def percent(self) -> int | None:
        """Return the share as a whole per cent, rounded down so that it is never more than was met."""
        return 100 * self.met // self.counted if self.counted else None


@dataclass(frozen=True, slots=True, kw_only=True)
class PartTally:
    """One area or clause, by its key."""

    key: str
    tally: Tally


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """The whole, counted over the lead questions; areas and clauses, counted over every question that is assessed."""

    version: int
    leads: Tally
    areas: tuple[PartTally, ...] = ()
    clauses: tuple[PartTally, ...] = ()


def score(form: Questionnaire, answers: Mapping[str, Sent], assessments: Mapping[str, Assessment]) -> Score | None:
    """Return what the assessment comes to, or None when no lead question counts.

    Unanswered and unassessed count as not met; what the buyer holds not relevant is left out; a question that was not
    asked after the other answers counts nowhere.
    Source: issue D (default of this service).
    """
    asked = [q for q in form.questions if q.key in answers]
    leads = _tally((q for q in asked if q.lead), answers, assessments)
    if not leads.counted:
        return None
    counts = [q for q in asked if q.kind is QuestionKind.YES_PARTLY_NO or q.key in assessments]

    def parts(keys: Iterable[str | None], of: Mapping[str, str | None]) -> tuple[PartTally, ...]:
        return tuple(
            PartTally(key=key, tally=_tally((q for q in counts if of[q.key] == key), answers, assessments))
            for key in dict.fromkeys(keys)
            if key is not None
        )

    areas = {q.key: q.area.value if q.area else None for q in counts}
    clauses = {q.key: q.clause for q in counts}
    return Score(
        version=VERSION, leads=leads, areas=parts(areas.values(), areas), clauses=parts(clauses.values(), clauses)
    )


def _tally(questions: Iterable[Question], answers: Mapping[str, Sent], assessments: Mapping[str, Assessment]) -> Tally:
    met = counted = unanswered = left_out = 0
    for question in questions:
        made, sent = assessments.get(question.key), answers[question.key]
        if made is Assessment.NOT_RELEVANT:
            left_out += 1
            continue
        is_answered = bool(sent.value or sent.files)
        counted += 1
        unanswered += not is_answered
        met += is_answered and made is Assessment.FULFILLED
    return Tally(met=met, counted=counted, unanswered=unanswered, left_out=left_out)
