"""The annual summary: what is counted and how, an organisation's confirmed figures, and the joint figures made of them.

An organisation confirms aggregates, which leave, and a sealed list of the items behind them, which only the compiling
job reads: so suppliers and joint follow-ups count once nationally and small cells are known.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from followup.domain.codes import Coded
from followup.domain.deviations import Severity
from followup.domain.indicators import IDENTIFYING, MEDIAN_LEAST, ONCE_PER_SUPPLIER, Indicator
from followup.domain.sharing import Light
from followup.domain.states import StateMachine
from followup.domain.suppression import THRESHOLD, Cell, hidden
from followup.errors import N_


class Cut(Coded):
    """What a figure is about."""

    TOTAL = "total", N_("In all")
    ORGANISATION = "organisation", N_("By organisation")
    CATEGORY = "category", N_("By category")
    DETAIL = "detail", N_("By grade or colour")


class FigureState(Coded):
    """Why a figure is or is not there; zero is a figure."""

    SHOWN = "shown", N_("Shown")
    SUPPRESSED = "suppressed", N_("Hidden: too few suppliers")
    NOT_REPORTED = "not_reported", N_("Not reported")
    TOO_FEW = "too_few", N_("Too few cases or suppliers")


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing that counts. Sealed: it names a supplier.

    Shape: `supplier` is the register's id, of which there is one per organisation number; `detail` the grade or
    colour; `joint` is the same for all organisations that report the same thing, which then counts once.
    Units: `days` from issue to closing, of closed deviations.
    """

    indicator: Indicator
    supplier: str
    category: str = ""
    detail: str = ""
    days: int | None = None
    joint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One number of the summary, or why there is none."""

    indicator: Indicator
    cut: Cut
    key: str
    value: int | None
    state: FigureState


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmed:
    """What one organisation confirmed for a year, with its sealed items."""

    organisation: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberContribution:
    """What one member paid for the year, and the population it was computed from.

    Units: `rate_ore` per inhabitant and year.
    """

    organisation: str
    inhabitants: int
    amount_minor: int
    currency: str
    rate_ore: int = 0
    population_on: date | None = None
    population_source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryFigures:
    """The frozen figures of one year.

    Shape: per indicator the total, then one figure for each organisation, category and grade or colour, by key.
    """

    year: int
    threshold: int
    members: tuple[str, ...]
    reported: tuple[str, ...]
    figures: tuple[Figure, ...]
    contributions: tuple[MemberContribution, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnFigures:
    """What one organisation confirms: its own aggregates of a year, whole and without a supplier."""

    year: int
    figures: tuple[Figure, ...]


class SummaryStatus(Coded):
    """The life of an edition."""

    DRAFT = "draft", N_("Draft")
    REVIEWED = "reviewed", N_("Reviewed")
    PUBLISHED = "published", N_("Published")
    SUPERSEDED = "superseded", N_("Replaced by a newer edition")


class SummaryStep(Coded):
    """What can be done to an edition."""

    REVIEW = "review", N_("Mark as reviewed")
    RETURN = "return", N_("Return to draft")
    PUBLISH = "publish", N_("Publish")
    SUPERSEDE = "supersede", N_("Replace")


SUMMARY = StateMachine(
    initial=SummaryStatus.DRAFT,
    steps={
        (SummaryStatus.DRAFT, SummaryStep.REVIEW): SummaryStatus.REVIEWED,
        (SummaryStatus.REVIEWED, SummaryStep.RETURN): SummaryStatus.DRAFT,
        (SummaryStatus.REVIEWED, SummaryStep.PUBLISH): SummaryStatus.PUBLISHED,
        (SummaryStatus.PUBLISHED, SummaryStep.SUPERSEDE): SummaryStatus.SUPERSEDED,
    },
)


def organisation_figures(items: Sequence[Item]) -> tuple[Figure, ...]:
    """Return an organisation's own figures, whole: in all, by category, by grade."""
    own = [indicator for indicator in Indicator if indicator is not Indicator.LIGHTS]
    return tuple(figure for indicator in own for figure in _figures(indicator, items, {}, threshold=0))


def compile_figures(
    *,
    year: int,
    members: Sequence[str],
    confirmed: Sequence[Confirmed],
    lights: Sequence[Item],
    contributions: Sequence[MemberContribution],
    threshold: int = THRESHOLD,
) -> SummaryFigures:
    """Return the joint figures, ready to be frozen: small cells hidden, a member without figures marked as such.

    Shape: `lights` has one item per supplier and category, with the colour as its detail.
    Source: trust.md P2 for the suppression; it looks at one indicator of one edition at a time.
    """
    by_member = {one.organisation: one.items for one in confirmed}
    items = (*(item for one in confirmed for item in one.items), *lights)
    figures: list[Figure] = []
    for indicator in Indicator:
        figures += _figures(indicator, items, by_member, threshold=threshold)
        figures += _not_reported(indicator, sorted(set(members) - by_member.keys()))
    return SummaryFigures(
        year=year,
        threshold=threshold,
        members=tuple(sorted(members)),
        reported=tuple(sorted(by_member)),
        figures=tuple(figures),
        contributions=tuple(sorted(contributions, key=lambda paid: paid.organisation)),
    )


def canonical_json(content: Mapping[str, object]) -> bytes:
    """Return plain values as JSON in the one form whose hash is published."""
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def fingerprint(content: Mapping[str, object]) -> str:
    """Return the SHA-256 of the canonical form."""
    return hashlib.sha256(canonical_json(content)).hexdigest()


def _figures(
    indicator: Indicator, items: Sequence[Item], by_member: Mapping[str, Sequence[Item]], *, threshold: int
) -> list[Figure]:
    if indicator is Indicator.MEDIAN_DAYS:
        return _medians(items, threshold)
    cells: dict[Cut, list[Cell]] = {cut: [] for cut in Cut}
    for cut, key, group in _groups(indicator, items, by_member):
        suppliers = len({item.supplier for item in group})
        cells[cut].append(Cell(f"{cut}:{key}", suppliers if indicator in ONCE_PER_SUPPLIER else len(group), suppliers))
    lines = [cells[cut] for cut in Cut if cut is not Cut.TOTAL and cells[cut]]
    small = hidden(cells[Cut.TOTAL][0], lines, threshold) if indicator in IDENTIFYING else frozenset()
    return [_figure(indicator, cut, cell, small) for cut in Cut for cell in cells[cut]]


def _groups(
    indicator: Indicator, items: Sequence[Item], by_member: Mapping[str, Sequence[Item]]
) -> Iterator[tuple[Cut, str, list[Item]]]:
    """Yield what stands behind each cell of an indicator; together the cells of a cut hold all items."""
    mine = _once(item for item in items if item.indicator is indicator)
    yield Cut.TOTAL, "", mine
    if indicator is not Indicator.LIGHTS:
        for member in sorted(by_member):
            yield Cut.ORGANISATION, member, [item for item in by_member[member] if item.indicator is indicator]
    for category in sorted({item.category for item in items}):
        yield Cut.CATEGORY, category, [item for item in mine if item.category == category]
    for detail in _details(indicator):
        yield Cut.DETAIL, detail, [item for item in mine if item.detail == detail]


def _details(indicator: Indicator) -> tuple[str, ...]:
    if indicator is Indicator.LIGHTS:
        return tuple(light for light in Light if light is not Light.GREY)
    return tuple(Severity) if indicator in IDENTIFYING else ()


def _once(items: Iterable[Item]) -> list[Item]:
    """Return the items, what several organisations report jointly only once."""
    return list({item.joint or place: item for place, item in enumerate(items)}.values())


def _figure(indicator: Indicator, cut: Cut, cell: Cell, small: frozenset[str]) -> Figure:
    key = cell.key.removeprefix(f"{cut}:")
    if cell.key in small:
        return Figure(indicator=indicator, cut=cut, key=key, value=None, state=FigureState.SUPPRESSED)
    return Figure(indicator=indicator, cut=cut, key=key, value=cell.value, state=FigureState.SHOWN)


def _medians(items: Sequence[Item], threshold: int) -> list[Figure]:
    closed = _once(item for item in items if item.indicator is Indicator.DEVIATIONS_CLOSED)
    groups = [(Cut.TOTAL, "", closed)]
    groups += [(Cut.DETAIL, grade, [item for item in closed if item.detail == grade]) for grade in Severity]
    return [_median(cut, key, group, threshold) for cut, key, group in groups]


def _median(cut: Cut, key: str, group: Sequence[Item], threshold: int) -> Figure:
    days = sorted(item.days for item in group if item.days is not None)
    if len(days) < MEDIAN_LEAST or len({item.supplier for item in group}) < threshold:
        return Figure(indicator=Indicator.MEDIAN_DAYS, cut=cut, key=key, value=None, state=FigureState.TOO_FEW)
    middle = (days[(len(days) - 1) // 2] + days[len(days) // 2] + 1) // 2
    return Figure(indicator=Indicator.MEDIAN_DAYS, cut=cut, key=key, value=middle, state=FigureState.SHOWN)


def _not_reported(indicator: Indicator, missing: Sequence[str]) -> list[Figure]:
    if indicator in (Indicator.LIGHTS, Indicator.MEDIAN_DAYS):
        return []
    return [
        Figure(indicator=indicator, cut=Cut.ORGANISATION, key=member, value=None, state=FigureState.NOT_REPORTED)
        for member in missing
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnFilter:
    """Which list behind one's own figures is shown; `after` is how many of its lines were shown before."""

    indicator: Indicator | None = None
    category: str | None = None
    after: int = 0
