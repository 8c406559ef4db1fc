"""What a written edition of the annual summary is made of: tables, sections, names, and the words for no figure."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from followup.documents.charts import Chart, Svg
from followup.domain.editions import NO_CATEGORY, Edition, content
from followup.domain.indicators import MEDIAN_LEAST, Indicator
from followup.domain.names import sort_key
from followup.domain.summaries import Cut, FigureState, MemberContribution, fingerprint
from followup.errors import N_
from followup.i18n import day, gettext, language

I = Indicator  # noqa: E741 (a table of indicators reads better with a short name)

WORDS: Mapping[FigureState, str] = {
    FigureState.SUPPRESSED: N_("hidden"),
    FigureState.NOT_REPORTED: N_("not reported"),
    FigureState.TOO_FEW: N_("too few"),
    FigureState.NOT_STATED: N_("not stated"),
}
GROUPS: tuple[tuple[str, str, tuple[Indicator, ...]], ...] = (
    (
        "contracts",
        N_("Contracts and suppliers"),
        (I.ACTIVE_CONTRACTS, I.CONTRACTS_WITH_CLAUSE, I.CONTRACTS_WITH_ORIGIN, I.SUPPLIERS_FOLLOWED_UP),
    ),
    (
        "self-assessments",
        N_("Self-assessments"),
        (
            I.SELF_ASSESSMENTS_SENT,
            I.SELF_ASSESSMENTS_ANSWERED,
            I.SELF_ASSESSMENTS_IN_TIME,
            I.SELF_ASSESSMENTS_ASSESSED,
        ),
    ),
    (
        "audits",
        N_("Audits"),
        (
            I.AUDITS_REPORTED,
            I.OFFICE_AUDITS_BEGUN,
            I.OFFICE_AUDITS_REPORTED,
            I.OFFICE_AUDITS_CLOSED,
            I.SITE_AUDITS_BEGUN,
            I.SITE_AUDITS_REPORTED,
            I.SITE_AUDITS_CLOSED,
        ),
    ),
    (
        "cooperation",
        N_("Sharing and reuse"),
        (
            I.RESULTS_SHARED,
            I.RESULTS_REUSED,
            I.JOINT_BENEFITED,
            I.FOLLOW_UPS_SPARED,
            I.SPARED_MINUTES,
            I.SPARED_VALUE,
        ),
    ),
    (
        "deviations",
        N_("Deviations"),
        (
            I.DEVIATIONS_ISSUED,
            I.DEVIATIONS_CLOSED,
            I.DEVIATIONS_CLOSED_IN_TIME,
            I.DEVIATIONS_OPEN,
            I.DEVIATIONS_OVERDUE,
            I.MEDIAN_DAYS,
        ),
    ),
    ("measures", N_("Sanctions and traffic lights"), (I.SANCTIONS_DECIDED, I.PENALTY_AMOUNT, I.LIGHTS)),
    (
        "resources",
        N_("Training and contributions"),
        (I.CONTACT_PERSONS, I.CONTACT_PERSONS_TRAINED, I.LEVY, I.LEVY_USED),
    ),
)


def grouped(present: Collection[Indicator]) -> Iterator[tuple[str, str, tuple[Indicator, ...]]]:
    """Yield the groups with those of their figures that are there; what is in no group comes last."""
    for id_, heading, indicators in GROUPS:
        if found := tuple(one for one in indicators if one in present):
            yield id_, heading, found
    placed = {one for _, _, indicators in GROUPS for one in indicators}
    if others := tuple(one for one in Indicator if one in present and one not in placed):
        yield "others", N_("Other figures"), others


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table of finished texts; the first `texts` columns are not figures."""

    id: str
    heading: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    texts: int = 1
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Tables under one heading."""

    id: str
    heading: str
    tables: tuple[Table, ...]


class Html(str):
    """A part of a page that templates print as it is: every text in it was escaped when it was written."""

    __slots__ = ()

    def __html__(self) -> str:
        """Return the part itself."""
        return str(self)


_EMPTY = Html()


class KeyFigure(NamedTuple):
    """One figure at the top, with how it is counted."""

    figure: str
    text: str
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """An edition as a person reads it; `erratum` says what it corrects, `html` is all of it but the title."""

    title: str
    cooperation: str
    lead: str
    mark: str
    facts: tuple[tuple[str, str], ...]
    key_figures: tuple[KeyFigure, ...]
    charts: tuple[tuple[Chart, Svg], ...]
    sections: tuple[Section, ...]
    reading: tuple[str, ...]
    erratum: str = ""
    html: Html = _EMPTY


def mark(edition: Edition) -> str:
    """Return the mark that every form of a demonstration's figures carries, or nothing."""
    return gettext("Demonstration, invented figures") if edition.is_demonstration else ""


def facts(edition: Edition) -> tuple[tuple[str, str], ...]:
    """Return what identifies the edition."""
    figures = edition.figures
    return (
        (gettext("Year"), str(edition.year)),
        (gettext("Edition"), str(edition.edition)),
        (gettext("Published on"), day(edition.published_on)),
        (gettext("Published by"), edition.publisher),
        (
            gettext("Members that reported"),
            gettext("{reported} of {members}", reported=len(figures.reported), members=len(figures.members)),
        ),
        (gettext("Fingerprint (SHA-256)"), fingerprint(content(edition))),
    )


def named(edition: Edition, cut: Cut) -> list[tuple[str, str]]:
    """Return the keys of a cut with their names in the language in force, by name."""
    if cut is Cut.ORGANISATION:
        pairs = [(one.key, one.name) for one in edition.organisations if one.key in edition.figures.members]
    else:
        names = {one.key: one.name.to(language()) for one in edition.categories}
        pairs = [(key, names.get(key) or gettext(NO_CATEGORY)) for key in edition.keys(Cut.CATEGORY)]
    alphabet = "nb" if language() == "nb" else "sv"
    return sorted(pairs, key=lambda pair: (pair[0] == "", sort_key(pair[1], alphabet), pair[0]))


def paid(edition: Edition) -> list[tuple[str, MemberContribution]]:
    """Return the contributions with the members' names, by name."""
    names = {one.key: one.name for one in edition.organisations}
    pairs = [(names[one.organisation], one) for one in edition.figures.contributions]
    alphabet = "nb" if language() == "nb" else "sv"
    return sorted(pairs, key=lambda pair: sort_key(pair[0], alphabet))


def reading(edition: Edition) -> tuple[str, ...]:
    """Return how the figures are to be read."""
    figures = edition.figures
    return (
        gettext("The figures are those that each organisation has confirmed for the year."),
        gettext("Zero is a figure. “Not reported” means that the organisation has not confirmed its figures."),
        gettext(
            "“Hidden” means that fewer than {least} suppliers stand behind a result that could identify them, or that "
            "the number would give away another that is hidden. Numbers of activities are always shown.",
            least=figures.threshold,
        ),
        gettext("“Too few” means fewer than {least} cases or too few suppliers for a median.", least=MEDIAN_LEAST),
        gettext("A supplier counts once in all, so the organisations can add up to more than the total."),
        gettext("A dash means that the figure is not divided in this way."),
        gettext("A green light says that no open deviation was known, not that the supplier is sustainable."),
        gettext("A published edition never changes. A correction is a new edition, and the old one stays."),
        gettext("The fingerprint is that of the JSON file: whoever has the file can check that nothing was altered."),
    )
