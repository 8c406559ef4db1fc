"""A page of questions as form fields, and what a page of answers brought, by question.

Names are "<key>.value", "<key>.comment" and "<key>.file"; several choices repeat "<key>.value", and the sites of a list
are rows "<key>.1.name", "<key>.1.country", "<key>.1.town".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from marshmallow import fields

from followup.domain.answer_kinds import SITES_MOST, Site, joined, sites
from followup.domain.answers import Answers, Given, takes_files
from followup.domain.code_of_conduct import Question, QuestionKind, Reply
from followup.domain.names import TEXT_LONGEST
from followup.errors import N_
from followup.schemas.base import Input
from followup.schemas.by_question import lines, schema_of
from followup.schemas.fields import CodedField, CountryField, LocalDate, StrippedString

SITE_ROWS_LEAST = 3
_RADIOS_MOST = 8
_ROW = re.compile(r"(?P<key>.+)\.(?P<row>[1-9][0-9]{0,2})\.(?P<part>name|country|town)")
_KEPT = N_("Needed for Not relevant. For Partly or No: say what is missing, and by when it will be there.")
_CHOICES = (QuestionKind.ONE_OF, QuestionKind.SEVERAL_OF)

Made = dict[str, fields.Field[Any]]


def answers_schema(
    questions: Iterable[tuple[int, Question]], language: str, answers: Answers | None = None
) -> type[Input[Any]]:
    """Return the schema by which a page of these questions is drawn, each with its number in the form.

    `answers` say how many sites are there already: a list always offers one row more.
    """
    made: Made = {}
    for number, question in questions:
        given = (answers or {}).get(question.key, Given())
        made |= _fields(number, question, language, given.value)
    return schema_of(made)


def site_rows(value: str) -> int:
    """Return how many rows a list of sites is drawn with: those that are there, and at least one that is empty."""
    return min(max(SITE_ROWS_LEAST, len(sites(value)) + 1), SITES_MOST)


def _fields(number: int, question: Question, language: str, value: str) -> Made:
    key, kind = question.key, question.kind
    hint = question.guidance.to(language) if question.guidance else ""
    told = {"label": f"{number}. {question.text.to(language)}", "hint": hint}
    made: Made = {}
    if kind is QuestionKind.SITES:
        made |= _sites(question, told, value)
    elif kind is not QuestionKind.FILE:
        made[f"{key}.value"] = _MAKERS[kind](question, told, language)
    if kind is QuestionKind.YES_PARTLY_NO:
        made[f"{key}.comment"] = lines({"label": N_("Comment"), "hint": _KEPT})
    if kind in _CHOICES:
        made[f"{key}.comment"] = lines({"label": N_("Comment")})
    if takes_files(question):
        made[f"{key}.file"] = _file(question, told, language)
    return made


def _sites(question: Question, told: Mapping[str, str], value: str) -> Made:
    """Return the list itself, to which what is missing in it is put, and the fields of its rows."""
    made: Made = {f"{question.key}.value": StrippedString(required=question.required, metadata=_with(told, "sites"))}
    for row in range(1, site_rows(value) + 1):
        at = f"{question.key}.{row}"
        made[f"{at}.name"] = StrippedString(required=True, metadata={"label": N_("Name of the site")})
        made[f"{at}.country"] = CountryField(required=True, metadata={"label": N_("Country")})
        made[f"{at}.town"] = StrippedString(required=True, metadata={"label": N_("Town")})
    return made


def _with(told: Mapping[str, object], widget: str, **more: object) -> dict[str, object]:
    return {**told, "widget": widget, **more}


def _one_of(question: Question, told: Mapping[str, str], language: str) -> fields.Field[Any]:
    options = _options(question, language)
    widget = "radio" if len(options) <= _RADIOS_MOST else "select"
    return StrippedString(required=question.required, metadata=_with(told, widget, choices=options))


def _several_of(question: Question, told: Mapping[str, str], language: str) -> fields.Field[Any]:
    said = _with(told, "checkboxes", choices=_options(question, language))
    return fields.List(StrippedString(), required=question.required, metadata=said)


def _options(question: Question, language: str) -> tuple[tuple[str, str], ...]:
    return tuple((option.code, option.text.to(language)) for option in question.options)


def _number(widget: str) -> Callable[[Question, Mapping[str, str], str], fields.Field[Any]]:
    def make(question: Question, told: Mapping[str, str], language: str) -> fields.Field[Any]:
        unit = question.unit.to(language) if question.unit else ""
        return StrippedString(required=question.required, metadata=_with(told, widget, suffix=unit))

    return make


_MAKERS: Mapping[QuestionKind, Callable[[Question, Mapping[str, str], str], fields.Field[Any]]] = {
    QuestionKind.YES_PARTLY_NO: lambda q, told, _: CodedField(
        Reply, required=q.required, metadata=_with(told, "radio")
    ),
    QuestionKind.ONE_OF: _one_of,
    QuestionKind.SEVERAL_OF: _several_of,
    QuestionKind.TEXT: lambda q, told, _: StrippedString(
        most=TEXT_LONGEST, lines=True, required=q.required, metadata=told
    ),
    QuestionKind.WHOLE_NUMBER: _number("number"),
    QuestionKind.NUMBER: _number("decimal"),
    QuestionKind.DATE: lambda q, told, _: LocalDate(required=q.required, metadata=told),
    QuestionKind.COUNTRY: lambda q, told, _: CountryField(required=q.required, metadata=told),
}


def _file(question: Question, told: Mapping[str, str], language: str) -> fields.Field[Any]:
    label = told["label"] if question.kind is QuestionKind.FILE else N_("Documents")
    hint = question.evidence.to(language) if question.evidence else told["hint"]
    needed = question.kind is QuestionKind.FILE and question.required
    return StrippedString(required=needed, metadata={"label": label, "hint": hint, "widget": "file", "multiple": True})


def collected(data: Mapping[str, object]) -> dict[str, object]:
    """Return a page as it was sent with one text a question: choices joined, and the rows of a list put together.

    Errors: none; what is of another form stays as it is, for `by_suffix` to refuse.
    """
    texts: dict[str, object] = {}
    rows: dict[str, dict[int, Site]] = {}
    for name, value in data.items():
        match = _ROW.fullmatch(name)
        if match and isinstance(value, str):
            here = rows.setdefault(match["key"], {})
            place = int(match["row"])
            here[place] = _filled(here.get(place, Site("", "", "")), match["part"], value)
        elif isinstance(value, list) and name.endswith(".value") and all(isinstance(item, str) for item in value):
            texts[name] = " ".join(item for item in value if item)
        else:
            texts[name] = value
    return {**texts, **{f"{key}.value": joined(here) for key, here in rows.items()}}


def _filled(site: Site, part: str, text: str) -> Site:
    match part:
        case "name":
            return Site(text, site.country, site.town)
        case "country":
            return Site(site.name, text, site.town)
        case _:
            return Site(site.name, site.country, text)
