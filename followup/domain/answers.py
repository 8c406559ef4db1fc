"""Answers to a questionnaire: reading one, which questions are seen, what is still missing, and what was sent in."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from followup.domain.code_of_conduct import Question, QuestionKind, Questionnaire, Reply
from followup.domain.codes import Coded
from followup.domain.names import clean_text
from followup.domain.plain_data import as_plain
from followup.errors import N_, Invalid, Reason

NO_REPLY = Reason("answer.no_reply", N_("Choose one of the answers."))
NO_NUMBER = Reason("answer.no_number", N_("Write a number, such as 12 or 12,5."))
NO_DATE = Reason("answer.no_date", N_("Write the date as year-month-day, such as 2026-03-02."))
NO_COUNTRY = Reason("answer.no_country", N_("Choose a country."))
ANSWER_MISSING = Reason("answer.missing", N_("This question is not answered yet."))
COMMENT_MISSING = Reason("answer.comment_missing", N_("Say why the question is not relevant."))
FILE_MISSING = Reason("answer.file_missing", N_("Attach at least one file."))

_NUMBER = re.compile(r"[0-9]{1,15}(?:[.,][0-9]{1,4})?")
_COUNTRY = re.compile(r"[A-Z]{2}")
_FIRST_YEAR, _LAST_YEAR = 1900, 2199


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """An answer as it was given; a code, a number, a date and a country are kept as text."""

    value: str = ""
    comment: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileMark:
    """A file of an answer, by which it can be found and recognised."""

    public_id: str
    name: str
    size: int
    sha256: str
    is_handed_in: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """One answer as it was sent in."""

    value: str = ""
    comment: str = ""
    files: tuple[FileMark, ...] = ()


@dataclass(frozen=True, slots=True)
class Missing:
    """What one question still lacks; `field` is "value", "comment" or "file"."""

    question: Question
    field: str
    reason: Reason


class SectionState(Coded):
    """How far one section of the form has come."""

    NOT_STARTED = "not_started", N_("Not started")
    STARTED = "started", N_("Begun")
    DONE = "done", N_("Done")


@dataclass(frozen=True, slots=True)
class Progress:
    """One section in the list of tasks."""

    section: str
    state: SectionState
    answered: int
    shown: int


Answers = Mapping[str, Given]
Files = Mapping[str, Sequence[FileMark]]
_NOTHING = Given()


def read(question: Question, value: str, comment: str) -> Given:
    """Return the answer as it is kept; what is left empty stays empty.

    Errors: Invalid at "<key>.value" or "<key>.comment".
    """
    at = f"{question.key}.value"
    text = value.strip()
    kept = _READERS[question.kind](text, at) if text else ""
    return Given(value=kept, comment=clean_text(comment, at=f"{question.key}.comment"))


def _reply(text: str, at: str) -> str:
    if text not in tuple(Reply):
        raise Invalid.at(at, NO_REPLY)
    return text


def _number(text: str, at: str) -> str:
    bare = re.sub(r"[ \u00a0\u202f]", "", text)
    if not _NUMBER.fullmatch(bare):
        raise Invalid.at(at, NO_NUMBER)
    return format(Decimal(bare.replace(",", ".")), "f")


def _date(text: str, at: str) -> str:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise Invalid.at(at, NO_DATE) from None
    if len(text) != 10 or not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise Invalid.at(at, NO_DATE)
    return day.isoformat()


def _country(text: str, at: str) -> str:
    if not _COUNTRY.fullmatch(text):
        raise Invalid.at(at, NO_COUNTRY)
    return text


_READERS: Mapping[QuestionKind, Callable[[str, str], str]] = {
    QuestionKind.YES_PARTLY_NO: _reply,
    QuestionKind.TEXT: lambda text, at: clean_text(text, at=at),
    QuestionKind.NUMBER: _number,
    QuestionKind.DATE: _date,
    QuestionKind.COUNTRY: _country,
    QuestionKind.FILE: lambda text, at: "",
}


def takes_files(question: Question) -> bool:
    """Return whether documents can be attached to the answer."""
    return question.kind is QuestionKind.FILE or question.evidence is not None


def visible(form: Questionnaire, answers: Answers) -> tuple[Question, ...]:
    """Return the questions that are asked, given the answers so far; a question hangs only on an earlier one."""
    shown: dict[str, Question] = {}
    for question in form.questions:
        hangs_on = question.shown_if
        if hangs_on is None or (
            hangs_on.question in shown and answers.get(hangs_on.question, _NOTHING).value == hangs_on.equals
        ):
            shown[question.key] = question
    return tuple(shown.values())


def is_answered(question: Question, answers: Answers, files: Files) -> bool:
    """Return whether there is an answer, whole or not."""
    if question.kind is QuestionKind.FILE:
        return bool(files.get(question.key))
    return bool(answers.get(question.key, _NOTHING).value)


def incomplete(form: Questionnaire, answers: Answers, files: Files) -> tuple[Missing, ...]:
    """Return what must still be answered before the form can be sent, in the order of the form."""
    found = (_missing(question, answers, files) for question in visible(form, answers))
    return tuple(missing for missing in found if missing is not None)


def _missing(question: Question, answers: Answers, files: Files) -> Missing | None:
    given = answers.get(question.key, _NOTHING)
    if not is_answered(question, answers, files):
        if not question.required:
            return None
        is_file = question.kind is QuestionKind.FILE
        return Missing(question, "file", FILE_MISSING) if is_file else Missing(question, "value", ANSWER_MISSING)
    if question.kind is QuestionKind.YES_PARTLY_NO and given.value == Reply.NOT_RELEVANT and not given.comment:
        return Missing(question, "comment", COMMENT_MISSING)
    return None


def progress(form: Questionnaire, answers: Answers, files: Files) -> tuple[Progress, ...]:
    """Return how far each section has come, in the order of the form."""
    shown = visible(form, answers)
    missing = {m.question.key for m in incomplete(form, answers, files)}
    found = []
    for section in form.sections:
        here = [q for q in shown if q.section == section.id]
        answered = sum(is_answered(q, answers, files) for q in here)
        state = SectionState.STARTED if answered else SectionState.NOT_STARTED
        if answered and not missing.intersection(q.key for q in here):
            state = SectionState.DONE
        found.append(Progress(section.id, state, answered, len(here)))
    return tuple(found)


def next_section(form: Questionnaire, answers: Answers, files: Files) -> str | None:
    """Return the section to go on with: the first that lacks an answer, or None when the form can be sent."""
    missing = incomplete(form, answers, files)
    return missing[0].question.section if missing else None


def opened(form: Questionnaire, keys: Iterable[str]) -> frozenset[str]:
    """Return the questions that may be changed when these are sent back: they, and those that hang on them."""
    found = set(keys)
    for question in form.questions:
        if question.shown_if is not None and question.shown_if.question in found:
            found.add(question.key)
    return frozenset(found)


def stamp(questions: Iterable[Question], answers: Answers, files: Files) -> int:
    """Return a number that changes when one of these answers does: what a page's save is based on.

    Units: less than a thousand million, so that it travels as a form's version.
    """
    seen = [[q.key, _plain(answers.get(q.key, _NOTHING)), [f.sha256 for f in files.get(q.key, ())]] for q in questions]
    return int(hashlib.sha256(_canonical(seen)).hexdigest()[:7], 16)


def sent(form: Questionnaire, answers: Answers, files: Files) -> dict[str, Sent]:
    """Return what is sent in: every question that was seen, also the voluntary ones that were left empty."""
    return {
        q.key: Sent(
            value=answers.get(q.key, _NOTHING).value,
            comment=answers.get(q.key, _NOTHING).comment,
            files=tuple(replace(mark, is_handed_in=False) for mark in files.get(q.key, ())),
        )
        for q in visible(form, answers)
    }


def as_stored(answers: Mapping[str, Sent]) -> dict[str, dict[str, object]]:
    """Return what was sent in as JSON values."""
    return {key: as_plain(answer) for key, answer in answers.items()}


def fingerprint(stored: Mapping[str, object]) -> str:
    """Return the SHA-256 of exactly what was sent in, files included by their own hashes.

    Shape: `stored` as `as_stored` makes it.
    """
    return hashlib.sha256(_canonical(stored)).hexdigest()


def grouped(digest: str) -> str:
    """Return a fingerprint as people can compare it: in groups of eight."""
    return " ".join(digest[i : i + 8] for i in range(0, len(digest), 8))


def _plain(given: Given) -> list[str]:
    return [given.value, given.comment]


def _canonical(value: object) -> bytes:
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
