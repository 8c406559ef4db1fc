"""Questions and answers in the reader's language, ready to be drawn: for the supplier's pages and for staff alike."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from followup import i18n
from followup.domain.answer_kinds import sites
from followup.domain.answers import Answers, FileMark, Files, Given, Sent, takes_files, visible
from followup.domain.code_of_conduct import Question, QuestionKind, Questionnaire, Reply
from followup.domain.sourced import Text
from followup.errors import N_
from followup.i18n import gettext

ONLY_IF = N_("Answer this only if you answered “{reply}” to question {number}.")


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionView:
    """One question with its answer, ready to be drawn."""

    key: str
    number: int
    kind: QuestionKind
    section: str
    clause: str | None
    text: str
    guidance: str
    good_example: str
    assessment_guide: str
    unit: str
    evidence: str
    needs_evidence: bool
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
    language = i18n.language()
    views = [
        _view(q, form, answers, files, is_asked=q.key in asked, is_open=q.key in may_change) for q in form.questions
    ]
    return [
        SectionView(id=s.id, title=s.title.to(language), questions=[v for v in views if v.section == s.id])
        for s in form.sections
    ]


def of_sent(form: Questionnaire, sent: Mapping[str, Sent]) -> list[SectionView]:
    """Return the form by its headings with the answers that were sent in."""
    answers = {key: Given(value=answer.value, comment=answer.comment) for key, answer in sent.items()}
    return sections(form, answers, {key: answer.files for key, answer in sent.items()})


def heading(question: Question, number: int) -> str:
    """Return a question as the heading of its own page."""
    return f"{number}. {question.text.to(i18n.language())}"


def numbered(form: Questionnaire) -> dict[str, int]:
    """Return each question's number as people see it; its key is never shown."""
    return {q.key: number for number, q in enumerate(form.questions, start=1)}


def _view(
    question: Question, form: Questionnaire, answers: Answers, files: Files, *, is_asked: bool, is_open: bool
) -> QuestionView:
    language, numbers = i18n.language(), numbered(form)
    given = answers.get(question.key, Given())
    return QuestionView(
        key=question.key,
        number=numbers[question.key],
        kind=question.kind,
        section=question.section,
        clause=question.clause,
        text=question.text.to(language),
        guidance=_said(question.guidance),
        good_example=_said(question.good_example),
        assessment_guide=_said(question.assessment_guide),
        unit=_said(question.unit),
        evidence=_said(question.evidence),
        needs_evidence=question.needs_evidence,
        condition=_condition(question, form),
        is_lead=question.lead,
        is_choice=question.kind is QuestionKind.YES_PARTLY_NO,
        takes_files=takes_files(question),
        is_asked=is_asked,
        is_open=is_open,
        value=given.value,
        answer=spoken(question, given.value),
        comment=given.comment,
        files=files.get(question.key, ()),
    )


def typed(questions: Iterable[Question], answers: Answers) -> dict[str, object]:
    """Return the answers as the fields of a page hold them.

    Shape: as `schemas.questions.answers_schema` names its fields.
    """
    data: dict[str, object] = {}
    for question in questions:
        given = answers.get(question.key, Given())
        data[f"{question.key}.comment"] = given.comment
        if question.kind is QuestionKind.SITES:
            for row, site in enumerate(sites(given.value), start=1):
                at = f"{question.key}.{row}"
                data |= {f"{at}.name": site.name, f"{at}.country": site.country, f"{at}.town": site.town}
        else:
            several = question.kind is QuestionKind.SEVERAL_OF
            data[f"{question.key}.value"] = given.value.split() if several else given.value
    return data


def _said(text: Text | None) -> str:
    return text.to(i18n.language()) if text else ""


def _condition(question: Question, form: Questionnaire) -> str:
    hangs_on = question.shown_if
    if hangs_on is None:
        return ""
    above = form.question(hangs_on.question)
    return gettext(ONLY_IF, reply=spoken(above, hangs_on.equals), number=numbered(form)[above.key])


def spoken(question: Question, value: str) -> str:
    """Return the answer in the reader's language; free text as it was written, a list of sites line by line."""
    say = _SPOKEN.get(question.kind)
    return say(question, value) if say and value else value


def _choices(question: Question, value: str) -> str:
    texts = {option.code: option.text.to(i18n.language()) for option in question.options}
    return "; ".join(texts.get(code, code) for code in value.split())


def _number(question: Question, value: str) -> str:
    return f"{i18n.number(Decimal(value))} {_said(question.unit)}".strip()


def _sites(question: Question, value: str) -> str:
    places = ((site.name, site.town, i18n.country(site.country) if site.country else "") for site in sites(value))
    return "\n".join(", ".join(part for part in place if part) for place in places)


_SPOKEN: Mapping[QuestionKind, Callable[[Question, str], str]] = {
    QuestionKind.YES_PARTLY_NO: lambda _, value: gettext(Reply.of(value).label),
    QuestionKind.ONE_OF: _choices,
    QuestionKind.SEVERAL_OF: _choices,
    QuestionKind.WHOLE_NUMBER: _number,
    QuestionKind.NUMBER: _number,
    QuestionKind.DATE: lambda _, value: i18n.day(date.fromisoformat(value)),
    QuestionKind.COUNTRY: lambda _, value: i18n.country(value),
    QuestionKind.SITES: _sites,
}
