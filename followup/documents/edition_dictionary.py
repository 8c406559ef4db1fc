"""The data dictionary of an edition: what each column, figure, cut and word for no figure means."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from followup.documents.edition_parts import WORDS
from followup.domain.editions import Edition
from followup.domain.indicators import COUNTING, Indicator
from followup.domain.summaries import Cut, FigureState
from followup.errors import N_
from followup.i18n import LANGUAGES, gettext, speaking

FORMAT = "followup data dictionary 1"
LICENCE = "CC BY 4.0"  # a default of this service
LICENCE_ADDRESS = "https://creativecommons.org/licenses/by/4.0/"

# The columns of the CSV file, in their order: its head, what stands in it.
COLUMNS: tuple[tuple[str, str], ...] = (
    (N_("Year"), N_("The calendar year that the figure is about.")),
    (N_("Edition"), N_("The number of the edition. A correction is a new edition.")),
    (N_("Code"), N_("What is counted, as a code that stays the same in all languages and years.")),
    (N_("Figure"), N_("What is counted, in words.")),
    (N_("Broken down by"), N_("What the figure is divided by.")),
    (N_("Key"), N_("Which part it is, as a code; empty for all parts together.")),
    (N_("About"), N_("Which part it is, in words.")),
    (N_("Value"), N_("The figure; empty where there is none, and then the state says why.")),
    (N_("Unit"), N_("What the value is counted in.")),
    (N_("State"), N_("Empty for a figure, otherwise why there is none.")),
    (N_("Out of"), N_("The code of the figure that this one is a part of.")),
    (N_("Share in per cent"), N_("The value as a part of that figure, rounded to a tenth.")),
    (N_("Per 100,000 inhabitants"), N_("The value per 100,000 inhabitants of the members that reported.")),
)
_STATES: Mapping[FigureState, str] = {
    FigureState.SUPPRESSED: N_("Too few suppliers stand behind it, or it would give away another hidden figure."),
    FigureState.NOT_REPORTED: N_("The organisation has not confirmed its figures for the year."),
    FigureState.TOO_FEW: N_("Too few cases or suppliers for a median."),
    FigureState.NOT_STATED: N_("There is something to count, but nobody has stated its amount."),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that is explained: of which sort it is, its code, its name and what it means."""

    sort: str
    code: str
    name: str
    meaning: str


def entries(edition: Edition) -> tuple[Entry, ...]:
    """Return all that is explained, in the language in force; the rules are those of the edition."""
    return (*columns(), *_indicators(edition), *states())


def explained() -> tuple[Entry, ...]:
    """Return what is explained of every edition made today, in the language in force."""
    rules = (Entry("figure", i.value, gettext(i.label), gettext(COUNTING[i])) for i in Indicator)
    return (*columns(), *rules, *states())


def columns() -> Iterator[Entry]:
    """Yield the columns of the CSV file."""
    for head, meaning in COLUMNS:
        yield Entry("column", head.lower().replace(",", "").replace(" ", "_"), gettext(head), gettext(meaning))


def states() -> Iterator[Entry]:
    """Yield the cuts, and the words for why there is no figure."""
    for cut in Cut:
        yield Entry("cut", cut.value, gettext(cut.label), "")
    for state, meaning in _STATES.items():
        yield Entry("state", state.value, gettext(WORDS[state]), gettext(meaning))


def _indicators(edition: Edition) -> Iterator[Entry]:
    for rule in edition.rules:
        yield Entry("figure", rule.indicator.value, gettext(rule.indicator.label), gettext(rule.text))


def in_all_languages(edition: Edition) -> dict[str, object]:
    """Return the dictionary as plain values, each name and meaning in every language."""
    told: dict[tuple[str, str], dict[str, dict[str, str]]] = {}
    for code in sorted(LANGUAGES):
        with speaking(code):
            for entry in entries(edition):
                texts = told.setdefault((entry.sort, entry.code), {"name": {}, "meaning": {}})
                texts["name"][code], texts["meaning"][code] = entry.name, entry.meaning
    return {
        "format": FORMAT,
        "licence": LICENCE,
        "entries": [{"sort": sort, "code": code, **texts} for (sort, code), texts in told.items()],
    }
