"""What the harmonised content is made of: text in three languages, and rows that say where they come from."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, fields, is_dataclass
from datetime import date

from followup.domain.codes import Coded
from followup.errors import N_, Problems, Reason

LANGUAGES = ("en", "sv", "nb")
_KEY = re.compile(r"[A-Z][A-Z0-9]*\b")

NO_TEXT = Reason("content.no_text", N_("The text is missing in this language."))
NO_SOURCE = Reason("content.no_source", N_("Say where this comes from."))
UNKNOWN_SOURCE = Reason("content.unknown_source", N_("“{source}” is not in the list of sources."))
UNKNOWN_TARGET = Reason("content.unknown_target", N_("“{target}” is not in the list of development targets."))
NO_VALUE = Reason("content.no_value", N_("A number without a value is unknown; say so, or give the value."))


class Provenance(Coded):
    """How far a number or a row can be relied on; shown beside it."""

    SOURCED = "sourced", N_("From the source")
    DERIVED = "derived", N_("Calculated from the source")
    DEFAULT = "default", N_("Default of this service, can be changed")
    UNKNOWN = "unknown", N_("Not stated in the source")


class Unit(Coded):
    """What a number counts."""

    DAYS = "days", N_("calendar days")
    WORKING_DAYS = "working_days", N_("working days")
    MINUTES = "minutes", N_("minutes")
    WEEKS = "weeks", N_("commenced weeks")
    MONTHS = "months", N_("months")
    PERCENT = "percent", N_("percent")
    COUNT = "count", N_("number")
    AMOUNT = "amount", N_("amount per commenced week")


@dataclass(frozen=True, slots=True)
class Text:
    """One text in the three languages of the service."""

    en: str
    sv: str
    nb: str

    def to(self, language: str) -> str:
        """Return the text in the language, in English where the language is not one of ours."""
        return {"sv": self.sv, "nb": self.nb}.get(language, self.en)


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A number with where it comes from; without a value it is left to the contract or not known."""

    key: str
    unit: Unit
    provenance: Provenance
    source: str
    value: int | None = None
    note: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """From when until when something holds, both days inclusive; empty where that is not known."""

    from_on: date | None = None
    until_on: date | None = None
    note: Text | None = None

    def covers(self, day: date) -> bool:
        """Return whether it holds that day; what is not known does not exclude it."""
        return (self.from_on is None or self.from_on <= day) and (self.until_on is None or day <= self.until_on)


UNDATED = Period()


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A document or site that rows refer to by its key and a place in it: `source = "SDD 2.4; UHM routine 1"`."""

    key: str
    title: str
    publisher: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SdgTarget:
    """A target of the Sustainable Development Goals that clauses are tagged with."""

    key: str
    title: Text
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """What every row may refer to."""

    sources: tuple[Source, ...]
    sdg_targets: tuple[SdgTarget, ...]


def gaps(row: object, library: Library, path: str = "") -> Problems:
    """Return what a row and everything in it lacks: a language, a source, a value, a known target.

    Shape: dotted path to reasons; lists are counted from 1. Empty when nothing is wrong.
    """
    sources = {source.key for source in library.sources}
    targets = {target.key for target in library.sdg_targets}
    found: dict[str, list[Reason]] = {}
    for place, part in _parts(row, path):
        for name, reason in _missing(part, sources, targets):
            found.setdefault(f"{place}.{name}" if place else name, []).append(reason)
    return found


def _missing(part: object, sources: Collection[str], targets: Collection[str]) -> Iterator[tuple[str, Reason]]:
    if isinstance(part, Text):
        yield from ((code, NO_TEXT) for code in LANGUAGES if not part.to(code).strip())
        return
    if isinstance(part, Number) and (part.value is None) != (part.provenance is Provenance.UNKNOWN):
        yield "value", NO_VALUE
    for name in ("source", "weights_source"):
        source = getattr(part, name, None)
        if isinstance(source, str):
            yield from ((name, reason) for reason in _unsourced(source, sources))
    for target in getattr(part, "sdg_targets", ()):
        if isinstance(target, str) and target not in targets:
            yield "sdg_targets", UNKNOWN_TARGET.but(target=target)


def _unsourced(text: str, sources: Collection[str]) -> Iterator[Reason]:
    """Each reference begins with a key in capitals; a later part that does not is a remark."""
    first, *more = (_KEY.match(part.strip()) for part in text.split(";"))
    if first is None:
        yield NO_SOURCE
    for key in (first, *more):
        if key is not None and key[0] not in sources:
            yield UNKNOWN_SOURCE.but(source=key[0])


def _parts(value: object, path: str) -> Iterator[tuple[str, object]]:
    """Walk every dataclass in the value, itself first."""
    if isinstance(value, tuple):
        for place, item in enumerate(value, start=1):
            yield from _parts(item, f"{path}.{place}")
    elif is_dataclass(value) and not isinstance(value, type):
        yield path, value
        for field in fields(value):
            yield from _parts(getattr(value, field.name), f"{path}.{field.name}" if path else field.name)
