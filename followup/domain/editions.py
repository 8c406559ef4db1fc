"""A published edition: the frozen content of an annual summary, complete in itself and readable without a database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from followup.domain.indicators import CountingRule as CountingRule
from followup.domain.indicators import Indicator
from followup.domain.indicators import counting_rules as counting_rules
from followup.domain.organisations import OrganisationKind
from followup.domain.plain_data import as_plain, from_plain
from followup.domain.sourced import Text
from followup.domain.summaries import Cut, Figure, SummaryFigures
from followup.errors import N_, NotFound, Reason

FORMAT = "followup annual summary 1"
FIRST_YEAR, LAST_YEAR = 2000, 2099  # what an address may ask for; not a rule of any law
EDITIONS_MOST = 999

NO_CATEGORY = N_("Without a category")


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedOrganisation:
    """A member, by the key that the figures use."""

    key: str
    name: str
    kind: OrganisationKind


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedCategory:
    """A category, by the key that the figures use."""

    key: str
    name: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """All that is published. Codes, not texts, wherever a program knows the text of a code.

    Shape: members and categories by key, rules in the order of the indicators; `erratum` says what it corrects of the
    edition before.
    """

    format: str
    slug: str
    cooperation: str
    publisher: str
    country: str
    currency: str
    year: int
    edition: int
    published_on: date
    is_demonstration: bool
    organisations: tuple[NamedOrganisation, ...]
    categories: tuple[NamedCategory, ...]
    rules: tuple[CountingRule, ...]
    figures: SummaryFigures
    erratum: Text | None = None

    def cells(self) -> Mapping[tuple[Indicator, Cut, str], Figure]:
        """Return the figures by what they are about."""
        return {(f.indicator, f.cut, f.key): f for f in self.figures.figures}

    def keys(self, cut: Cut) -> tuple[str, ...]:
        """Return the keys of a cut that have any figure, in their own order."""
        return tuple(sorted({f.key for f in self.figures.figures if f.cut is cut}))


def named_categories(keys: Sequence[str], names: Mapping[str, Text]) -> tuple[NamedCategory, ...]:
    """Return the categories with their names; a key that has no name keeps itself."""
    known = {key: names.get(key, Text(en=key, sv=key, nb=key)) for key in sorted(keys) if key}
    return tuple(NamedCategory(key=key, name=name) for key, name in known.items())


def content(edition: Edition) -> dict[str, object]:
    """Return the edition as plain values, as it is stored, hashed and given away as JSON."""
    return as_plain(edition)


def from_content(stored: Mapping[str, object]) -> Edition:
    """Return the edition that `content` was taken from."""
    return from_plain(Edition, stored)


def check_year(year: int) -> int:
    """Return a year that an address may name.

    Errors: NotFound.
    """
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise NotFound
    return year


def check_edition(edition: int) -> int:
    """Return the number of an edition that an address may name.

    Errors: NotFound.
    """
    if not 1 <= edition <= EDITIONS_MOST:
        raise NotFound
    return edition


NOT_PUBLISHED = Reason(
    "edition.not_published", N_("No annual summary for {year} is published. Published are: {known}.")
)
NOTHING_PUBLISHED = Reason("edition.none", N_("No annual summary is published yet."))
SEVERAL = Reason("edition.several", N_("Several cooperations have published {year}. Name one of: {known}."))
