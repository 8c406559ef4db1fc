"""One answer in a cell of a workbook: as people write it, and back to what the form's page would have sent."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache

from followup.domain.answer_kinds import NO_REPLY, sites
from followup.domain.code_of_conduct import Question, QuestionKind, Reply
from followup.domain.exchange_cells import NO_TEXT, Cell, fold
from followup.domain.guards import unguarded
from followup.errors import N_, Invalid
from followup.i18n import LANGUAGES, countries, gettext, language, speaking

ANSWER, COMMENT = N_("Answer"), N_("Comment")  # the two columns of the sheet in which people write

_DOTTED = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})")  # as a Norwegian spreadsheet writes it, the day first
_CLOSE = Decimal("0.0000001")  # a number that a spreadsheet has computed is not exact in its last binary digit
_BETWEEN = "; "


def choices(question: Question) -> dict[str, str]:
    """Return the answers that a question offers, in the language in force.

    Shape: code -> label; empty where anything can be written.
    """
    if question.kind is QuestionKind.YES_PARTLY_NO:
        return {str(reply): gettext(reply.label) for reply in Reply}
    if question.kind in (QuestionKind.ONE_OF, QuestionKind.SEVERAL_OF):
        return {option.code: option.text.to(language()) for option in question.options}
    return dict(countries()) if question.kind is QuestionKind.COUNTRY else {}


def written(question: Question, value: str) -> str:
    """Return an answer as it stands in a cell, in the language in force; several choices and sites one a line."""
    known = choices(question)
    if question.kind is QuestionKind.SEVERAL_OF:
        return "\n".join(known.get(code, code) for code in value.split())
    if question.kind is QuestionKind.SITES:
        named = dict(countries())
        return "\n".join(
            _BETWEEN.join((site.name, named.get(site.country, site.country), site.town)) for site in sites(value)
        )
    return known.get(value, value)


def typed(question: Question, cell: Cell) -> str:
    """Return what the page would have sent for this cell; words that no language knows are left as they are.

    Errors: Invalid("exchange.no_text"), Invalid("answer.no_reply") at "<key>.value".
    """
    at = f"{question.key}.value"
    if isinstance(cell, date) and question.kind is QuestionKind.DATE:
        return cell.isoformat()
    if isinstance(cell, Decimal) and question.kind is QuestionKind.NUMBER:
        return _plain(_rounded(cell))
    text = as_text(cell, at)
    match question.kind:
        case QuestionKind.SEVERAL_OF:
            return _several(text, _codes(question), at)
        case QuestionKind.SITES:
            return _sites(text, _countries())
        case QuestionKind.DATE:
            found = _DOTTED.fullmatch(text)
            return f"{found[3]}-{found[2]:0>2}-{found[1]:0>2}" if found else text
        case QuestionKind.COUNTRY:
            return _countries().get(fold(text), text.upper() if len(text) == 2 else text)
        case QuestionKind.YES_PARTLY_NO | QuestionKind.ONE_OF:
            return _codes(question).get(fold(text), text)
        case _:
            return text


def as_text(cell: Cell, at: str) -> str:
    """Return the text of a cell, without the apostrophe that keeps it from being a formula.

    Errors: Invalid("exchange.no_text") where the spreadsheet has made a date or a truth of it.
    """
    if isinstance(cell, bool | date):
        raise Invalid.at(at, NO_TEXT)
    if isinstance(cell, Decimal):
        return _plain(cell)
    return "" if cell is None else unguarded(str(cell).replace("\r\n", "\n").replace("\r", "\n").strip())


def _plain(number: Decimal) -> str:
    return f"{number:.0f}" if number == number.to_integral_value() else f"{number:f}"


def _rounded(number: Decimal) -> Decimal:
    near = round(number, 4)
    return near.normalize() if abs(near - number) < _CLOSE else number


def _codes(question: Question) -> Mapping[str, str]:
    """Return each name of a choice in any language, folded, with its code; a label goes before another's code."""
    found: dict[str, str] = {}
    for spoken in (language(), *LANGUAGES):
        with speaking(spoken):
            for code, label in choices(question).items():
                found.setdefault(fold(label), code)
    for code in choices(question):
        found.setdefault(fold(code), code)
    return found


def _countries() -> Mapping[str, str]:
    return _countries_by_name(language())


@lru_cache
def _countries_by_name(first: str) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for spoken in (first, *LANGUAGES):
        with speaking(spoken):
            for code, name in countries():
                found.setdefault(fold(name), code)
    return found


def _several(text: str, codes: Mapping[str, str], at: str) -> str:
    chosen: list[str] = []
    for line in text.split("\n"):
        parts = [line] if fold(line) in codes else line.split(";")
        chosen += [part for part in parts if fold(part)]
    if not all(fold(part) in codes for part in chosen):
        raise Invalid.at(at, NO_REPLY)
    return " ".join(codes[fold(part)] for part in chosen)


def _sites(text: str, named: Mapping[str, str]) -> str:
    """Return the sites with codes for the countries; the form's reader refuses too many parts."""
    lines = []
    for line in text.split("\n"):
        parts = [part.strip() for part in line.split("\t" if "\t" in line else ";")]
        if len(parts) > 1:
            parts[1] = named.get(fold(parts[1]), parts[1].upper() if len(parts[1]) == 2 else parts[1])
        lines.append("\t".join(parts))
    return "\n".join(lines)
