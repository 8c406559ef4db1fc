"""Questions and answers in the reader's language, ready to be drawn: for the supplier's pages and for staff alike."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from followup import i18n
from followup.domain.answers import Answers, FileMark, Files, Given, Sent, takes_files, visible
from followup.domain.code_of_conduct import Question, QuestionKind, Questionnaire, Reply
from followup.errors import N_
from followup.i18n import gettext

ONLY_IF = N_("Answer this only if you answered “{reply}” to question {number}.")


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionView:
    """One question with its answer, ready to be drawn."""

    key: str
    number: int
    section: str
    clause: str | None
    text: str
    guidance: str
    evidence: str
    condition: str
    is_lead: bool
    is_choice: bool
    takes_files: bool
    is_asked: bool
    is_open: bool
    value: str
    answer: str
    comment: str
    files: Sequence[FileMark]


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionView:
    """A heading with its questions."""

    id: str
    title: str
    questions: Sequence[QuestionView]


def sections(
    form: Questionnaire, answers: Answers, files: Files, *, may_change: Collection[str] = ()
) -> list[SectionView]:
    """Return the form by its headings; `may_change` names the questions that are open."""
    asked = {q.key for q in visible(form, answers)}
    numbers = numbered(form)
    language = i18n.language()
    views = [
        _view(q, numbers, answers, files, is_asked=q.key in asked, is_open=q.key in may_change) for q in form.questions
    ]
    return [
        SectionView(id=s.id, title=s.title.to(language), questions=[v for v in views if v.section == s.id])
        for s in form.sections
    ]


def of_sent(form: Questionnaire, sent: Mapping[str, Sent]) -> list[SectionView]:
    """Return the form by its headings with the answers that were sent in."""
    answers = {key: Given(value=answer.value, comment=answer.comment) for key, answer in sent.items()}
    return sections(form, answers, {key: answer.files for key, answer in sent.items()})


def numbered(form: Questionnaire) -> dict[str, int]:
    """Return each question's number as people see it; its key is never shown."""
    return {q.key: number for number, q in enumerate(form.questions, start=1)}


def _view(
    question: Question, numbers: Mapping[str, int], answers: Answers, files: Files, *, is_asked: bool, is_open: bool
) -> QuestionView:
    language = i18n.language()
    given = answers.get(question.key, Given())
    return QuestionView(
        key=question.key,
        number=numbers[question.key],
        section=question.section,
        clause=question.clause,
        text=question.text.to(language),
        guidance=question.guidance.to(language) if question.guidance else "",
        evidence=question.evidence.to(language) if question.evidence else "",
        condition=_condition(question, numbers),
        is_lead=question.lead,
        is_choice=question.kind is QuestionKind.YES_PARTLY_NO,
        takes_files=takes_files(question),
        is_asked=is_asked,
        is_open=is_open,
        value=given.value,
        answer=_spoken(question.kind, given.value),
        comment=given.comment,
        files=files.get(question.key, ()),
    )


def _condition(question: Question, numbers: Mapping[str, int]) -> str:
    hangs_on = question.shown_if
    if hangs_on is None:
        return ""
    return gettext(ONLY_IF, reply=hangs_on.equals, number=numbers[hangs_on.question])


def _spoken(kind: QuestionKind, value: str) -> str:
    """Return the answer in the reader's language; free text as it was written."""
    if not value:
        return ""
    match kind:
        case QuestionKind.YES_PARTLY_NO:
            return gettext(Reply.of(value).label)
        case QuestionKind.DATE:
            return i18n.day(date.fromisoformat(value))
        case QuestionKind.COUNTRY:
            return i18n.country(value)
        case QuestionKind.NUMBER:
            return i18n.number(Decimal(value))
        case _:
            return value
