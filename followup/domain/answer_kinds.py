"""The value of one answer by the kind of its question: read from what was typed, and taken apart again.

Every value is kept as one text: a code, a number, a date, a country, codes with spaces between, or a site a line.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from followup.domain.code_of_conduct import Question, QuestionKind, Reply
from followup.domain.names import clean_line, clean_text
from followup.errors import N_, Invalid, Reason

NO_REPLY = Reason("answer.no_reply", N_("Choose one of the answers."))
NO_NUMBER = Reason("answer.no_number", N_("Write a number, such as 12 or 12,5."))
NO_WHOLE_NUMBER = Reason("answer.no_whole_number", N_("Write a whole number, such as 12."))
NO_DATE = Reason("answer.no_date", N_("Write the date as year-month-day, such as 2026-03-02."))
NO_COUNTRY = Reason("answer.no_country", N_("Choose a country."))
NO_SITE = Reason("answer.no_site", N_("Write each site on a line of its own: name; country as two letters; town."))
TOO_MANY_SITES = Reason("answer.too_many_sites", N_("At most {most} sites fit here. Attach a list with the others."))

SITES_MOST = 100
_NUMBER = re.compile(r"[0-9]{1,15}(?:[.,][0-9]{1,4})?")
_WHOLE_NUMBER = re.compile(r"[0-9]{1,15}")
_COUNTRY = re.compile(r"[A-Z]{2}")
_FIRST_YEAR, _LAST_YEAR = 1900, 2199
_BETWEEN = "\t"  # cannot stand in a name, which is one line with single spaces
_LINE_ENDS = re.compile(r"[\t\r\n\v\f\x1c-\x1e\x85\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Site:
    """A place of production; what is not yet known is empty."""

    name: str
    country: str
    town: str

    @property
    def is_whole(self) -> bool:
        """Return whether all three are there."""
        return bool(self.name and self.country and self.town)


def read_value(question: Question, text: str) -> str:
    """Return a value that is not empty as it is kept.

    Errors: Invalid at "<key>.value", or for a site at "<key>.<row>.<part>".
    """
    return _READERS[question.kind](question, text if question.kind is QuestionKind.SITES else text.strip())


def says(question: Question, value: str, code: str) -> bool:
    """Return whether an answer is this reply, or has this choice among its choices."""
    return code in value.split() if question.kind is QuestionKind.SEVERAL_OF else value == code


def sites(value: str) -> tuple[Site, ...]:
    """Return the sites of an answer that was read."""
    return tuple(Site(*line.split(_BETWEEN)) for line in value.splitlines())


def joined(rows: Mapping[int, Site]) -> str:
    """Return the rows of a form as one text for `read`; a row between that is left empty keeps its number."""
    blank = Site("", "", "")
    return "\n".join(_line(rows.get(place, blank)) for place in range(1, max(rows, default=0) + 1))


def _line(site: Site) -> str:
    return _BETWEEN.join(_LINE_ENDS.sub(" ", part) for part in (site.name, site.country, site.town))


def _reply(question: Question, text: str) -> str:
    return _one(question, text, tuple(Reply))


def _option(question: Question, text: str) -> str:
    return _one(question, text, tuple(option.code for option in question.options))


def _one(question: Question, text: str, codes: tuple[str, ...]) -> str:
    if text not in codes:
        raise _wrong(question, NO_REPLY)
    return text


def _options(question: Question, text: str) -> str:
    chosen = text.split()
    codes = [option.code for option in question.options]
    if not set(chosen) <= set(codes):
        raise _wrong(question, NO_REPLY)
    return " ".join(code for code in codes if code in chosen)


def _number(question: Question, text: str) -> str:
    bare = _bare(text)
    if not _NUMBER.fullmatch(bare):
        raise _wrong(question, NO_NUMBER)
    return format(Decimal(bare.replace(",", ".")), "f")


def _whole_number(question: Question, text: str) -> str:
    bare = _bare(text)
    if not _WHOLE_NUMBER.fullmatch(bare):
        raise _wrong(question, NO_WHOLE_NUMBER)
    return str(int(bare))


def _bare(text: str) -> str:
    return re.sub(r"[ \u00a0\u202f]", "", text)


def _date(question: Question, text: str) -> str:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise _wrong(question, NO_DATE) from None
    if len(text) != 10 or not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise _wrong(question, NO_DATE)
    return day.isoformat()


def _country(question: Question, text: str) -> str:
    if not _COUNTRY.fullmatch(text):
        raise _wrong(question, NO_COUNTRY)
    return text


def _sites(question: Question, text: str) -> str:
    rows: list[str] = []
    for number, line in enumerate(text.split("\n"), start=1):
        parts = line.split(_BETWEEN if _BETWEEN in line else ";")
        if not any(part.strip() for part in parts):
            continue
        if len(parts) > 3:
            raise _wrong(question, NO_SITE)
        rows.append(_site(question, number, [*parts, "", ""]))
    if len(rows) > SITES_MOST:
        raise _wrong(question, TOO_MANY_SITES.but(most=SITES_MOST))
    return "\n".join(rows)


def _site(question: Question, number: int, parts: list[str]) -> str:
    at = f"{question.key}.{number}"
    country = parts[1].strip()
    if country and not _COUNTRY.fullmatch(country):
        raise Invalid.at(f"{at}.country", NO_COUNTRY)
    return _BETWEEN.join((clean_line(parts[0], at=f"{at}.name"), country, clean_line(parts[2], at=f"{at}.town")))


def _wrong(question: Question, reason: Reason) -> Invalid:
    return Invalid.at(f"{question.key}.value", reason)


_READERS: Mapping[QuestionKind, Callable[[Question, str], str]] = {
    QuestionKind.YES_PARTLY_NO: _reply,
    QuestionKind.ONE_OF: _option,
    QuestionKind.SEVERAL_OF: _options,
    QuestionKind.TEXT: lambda question, text: clean_text(text, at=f"{question.key}.value"),
    QuestionKind.WHOLE_NUMBER: _whole_number,
    QuestionKind.NUMBER: _number,
    QuestionKind.DATE: _date,
    QuestionKind.COUNTRY: _country,
    QuestionKind.SITES: _sites,
    QuestionKind.FILE: lambda question, text: "",
}
