"""Answers to a questionnaire: reading one, which questions are seen, what is still missing, and what was sent in."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from followup.domain.answer_kinds import read_value, says, sites
from followup.domain.code_of_conduct import Question, QuestionKind, Questionnaire, Reply
from followup.domain.codes import Coded
from followup.domain.evidence import ScanState
from followup.domain.names import clean_text
from followup.domain.plain_data import as_plain
from followup.errors import N_, Reason

ANSWER_MISSING = Reason("answer.missing", N_("This question is not answered yet."))
COMMENT_MISSING = Reason("answer.comment_missing", N_("Say why the question is not relevant."))
FILE_MISSING = Reason("answer.file_missing", N_("Attach at least one file."))
SITE_INCOMPLETE = Reason("answer.site_incomplete", N_("Give the name, country and town of every site."))


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """An answer as it was given; a code, a number, a date and a country are kept as text."""

    value: str = ""
    comment: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileMark:
    """A file of an answer, by which it can be found and recognised.

    `scan` is what is known of it now, where that was looked up: it is no part of what was sent in.
    """

    public_id: str
    name: str
    size: int
    sha256: str
    is_handed_in: bool = False
    scan: ScanState | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """One answer as it was sent in; in a copy for another organisation also whether secrecy was asked for."""

    value: str = ""
    comment: str = ""
    files: tuple[FileMark, ...] = ()
    is_secrecy_asked: bool = False


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
_SHOWN_BY_NOTHING = (Reply.NO, Reply.NOT_RELEVANT)  # there is nothing that could be attached


def read(question: Question, value: str, comment: str) -> Given:
    """Return the answer as it is kept; what is left empty stays empty.

    Errors: Invalid at "<key>.value", "<key>.comment", or for a site at "<key>.<row>.<part>".
    """
    kept = read_value(question, value) if value.strip() else ""
    return Given(value=kept, comment=clean_text(comment, at=f"{question.key}.comment"))


def takes_files(question: Question) -> bool:
    """Return whether documents can be attached to the answer."""
    return question.kind is QuestionKind.FILE or question.evidence is not None or question.needs_evidence


def usable(files: Files, key: str) -> tuple[FileMark, ...]:
    """Return the files of a question that can be handed in and read: not those in which a virus was found."""
    return tuple(mark for mark in files.get(key, ()) if mark.scan is not ScanState.INFECTED)


def visible(form: Questionnaire, answers: Answers) -> tuple[Question, ...]:
    """Return the questions that are asked, given the answers so far; a question hangs only on an earlier one."""
    shown: dict[str, Question] = {}
    for question in form.questions:
        hangs_on = question.shown_if
        above = shown.get(hangs_on.question) if hangs_on else None
        if hangs_on is None or (above and says(above, answers.get(above.key, _NOTHING).value, hangs_on.equals)):
            shown[question.key] = question
    return tuple(shown.values())


def is_answered(question: Question, answers: Answers, files: Files) -> bool:
    """Return whether there is an answer, whole or not."""
    if question.kind is QuestionKind.FILE:
        return bool(usable(files, question.key))
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
    if question.kind is QuestionKind.SITES and not all(site.is_whole for site in sites(given.value)):
        return Missing(question, "value", SITE_INCOMPLETE)
    if question.needs_evidence and given.value not in _SHOWN_BY_NOTHING and not usable(files, question.key):
        return Missing(question, "file", FILE_MISSING)
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
            files=tuple(replace(mark, is_handed_in=False, scan=None) for mark in usable(files, q.key)),
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
