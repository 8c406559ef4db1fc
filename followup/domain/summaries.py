"""The annual summary: what is counted and how, an organisation's confirmed figures, and the joint figures made of them.

An organisation confirms aggregates, which leave, and a sealed list of the items behind them, which only the compiling
job reads: so suppliers and joint follow-ups count once nationally and small cells are known.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from followup.domain.charges import Activity
from followup.domain.codes import Coded
from followup.domain.differences import NATIONWIDE, Earlier, Present, hidden_places
from followup.domain.figures import Count, counts, medians
from followup.domain.figures import Cut as Cut
from followup.domain.figures import Figure as Figure
from followup.domain.figures import FigureState as FigureState
from followup.domain.figures import Item as Item
from followup.domain.indicators import IDENTIFYING, NATIONAL, CountingRule, Indicator
from followup.domain.states import StateMachine
from followup.domain.suppression import THRESHOLD
from followup.errors import N_


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
class LevyUse:
    """What the secretariat reports as spent for one activity."""

    activity: Activity
    amount_minor: int
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberArea:
    """The purchasing area that a member belonged to."""

    organisation: str
    area: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryFigures:
    """The frozen figures of one year.

    Shape: per indicator the total, then one figure for each organisation, area, category and further split, by key.
    """

    year: int
    threshold: int
    members: tuple[str, ...]
    reported: tuple[str, ...]
    figures: tuple[Figure, ...]
    contributions: tuple[MemberContribution, ...]
    areas: tuple[MemberArea, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnFigures:
    """What one organisation confirms: its own aggregates of a year, whole and without a supplier.

    Shape: `rules` are those of the day of confirming; empty while the figures are only being looked at.
    """

    year: int
    figures: tuple[Figure, ...]
    rules: tuple[CountingRule, ...] = ()


_OF_LEVY = (Indicator.LEVY, Indicator.LEVY_USED)


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
    """Return an organisation's own figures, whole: in all, by category and by what each indicator is split."""
    found: list[Figure] = []
    for indicator in (one for one in Indicator if one not in NATIONAL):
        if indicator is Indicator.MEDIAN_DAYS:
            found += medians(items, threshold=0)
        else:
            found += [one.as_figure(indicator) for one in counts(indicator, items, {})]
    return tuple(found)


def compile_figures(
    *,
    year: int,
    members: Sequence[str],
    confirmed: Sequence[Confirmed],
    lights: Sequence[Item],
    contributions: Sequence[MemberContribution],
    areas: Mapping[str, str] | None = None,
    use: Sequence[LevyUse] = (),
    threshold: int = THRESHOLD,
    earlier: Sequence[Earlier] = (),
) -> SummaryFigures:
    """Return the joint figures, ready to be frozen: small cells hidden, a member without figures marked as such.

    Shape: `lights` has one item per supplier and category, with the colour as its detail; `areas` each member's
    purchasing area; `earlier` the editions that everybody can read already.
    Source: trust.md P2 for the suppression.
    """
    by_member = {one.organisation: one.items for one in confirmed}
    areas = {member: areas[member] for member in members if areas and member in areas}
    missing = sorted(set(members) - by_member.keys())
    counted = _counted((*(item for one in confirmed for item in one.items), *lights), by_member, areas)
    counted |= _levy(contributions, use, areas)
    present = Present(year=year, threshold=threshold, by_member={**by_member, NATIONWIDE: lights}, counted=counted)
    small = hidden_places(present, earlier)
    figures: list[Figure] = []
    for indicator in Indicator:
        if indicator is Indicator.MEDIAN_DAYS:
            figures += medians([item for one in confirmed for item in one.items], threshold)
            continue
        figures += _shown(indicator, counted[indicator], small.get(indicator, frozenset()), areas)
        figures += _not_reported(indicator, missing, by_member.keys(), areas)
    return SummaryFigures(
        year=year,
        threshold=threshold,
        members=tuple(sorted(members)),
        reported=tuple(sorted(by_member)),
        figures=tuple(figures),
        contributions=tuple(sorted(contributions, key=lambda one: one.organisation)),
        areas=tuple(MemberArea(organisation=member, area=area) for member, area in sorted(areas.items())),
    )


def canonical_json(content: Mapping[str, object]) -> bytes:
    """Return plain values as JSON in the one form whose hash is published."""
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def fingerprint(content: Mapping[str, object]) -> str:
    """Return the SHA-256 of the canonical form."""
    return hashlib.sha256(canonical_json(content)).hexdigest()


def _shown(
    indicator: Indicator, found: Sequence[Count], small: frozenset[str], areas: Mapping[str, str]
) -> list[Figure]:
    """Return an indicator's figures; an area that could tell of a hidden member is hidden too."""
    if indicator in IDENTIFYING:
        members = {one.key for one in found if one.cut is Cut.ORGANISATION and one.place in small}
        small |= {f"{Cut.AREA}:{areas[member]}" for member in members if member in areas}
    figures = [one.as_figure(indicator, is_hidden=one.place in small) for one in found]
    if indicator in _OF_LEVY:  # where nobody has entered an amount, none is known: that is not nought
        silent = {one.place for one in found if not one.suppliers}
        return [_silent(f) if one.place in silent else f for one, f in zip(found, figures, strict=True)]
    return figures


def _silent(figure: Figure) -> Figure:
    return replace(figure, value=None, state=FigureState.NOT_REPORTED)


def _not_reported(
    indicator: Indicator, missing: Sequence[str], reported: Collection[str], areas: Mapping[str, str]
) -> list[Figure]:
    if indicator in NATIONAL or indicator in (Indicator.MEDIAN_DAYS, Indicator.PENALTY_AMOUNT):
        return []
    known = {areas[member] for member in reported if member in areas}
    silent = sorted({areas[member] for member in missing if member in areas} - known)
    places = [*((Cut.ORGANISATION, key) for key in missing), *((Cut.AREA, key) for key in silent)]
    return [
        Figure(indicator=indicator, cut=cut, key=key, value=None, state=FigureState.NOT_REPORTED) for cut, key in places
    ]


def _counted(
    items: Sequence[Item], by_member: Mapping[str, Sequence[Item]], areas: Mapping[str, str]
) -> dict[Indicator, Sequence[Count]]:
    return {i: counts(i, items, by_member, areas) for i in Indicator if i not in (Indicator.MEDIAN_DAYS, *_OF_LEVY)}


def _levy(
    contributions: Sequence[MemberContribution], use: Sequence[LevyUse], areas: Mapping[str, str]
) -> dict[Indicator, Sequence[Count]]:
    """Return what was paid, by member, and what was used, by activity."""
    paid = {
        one.organisation: [Item(indicator=Indicator.LEVY, supplier="", amount=one.amount_minor)]
        for one in contributions
    }
    used = [
        Item(indicator=Indicator.LEVY_USED, supplier="", detail=one.activity.value, amount=one.amount_minor)
        for one in use
    ]
    return {
        Indicator.LEVY: counts(Indicator.LEVY, [item for own in paid.values() for item in own], paid, areas),
        Indicator.LEVY_USED: counts(Indicator.LEVY_USED, used, {}),
    }


NONE = "-"  # in addresses: without a category, an area or a country


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnFilter:
    """Which list behind one's own figures is shown; `after` is how many of its lines were shown before."""

    indicator: Indicator | None = None
    category: str | None = None
    detail: str | None = None
    topic: str | None = None
    country: str | None = None
    after: int = 0

    def asks_for(self, item: Item) -> bool:
        """Return whether an item stands behind the figure that is asked for; a median's are the deviations closed."""
        counted = Indicator.DEVIATIONS_CLOSED if self.indicator is Indicator.MEDIAN_DAYS else self.indicator
        places = (
            (self.category, item.category),
            (self.detail, item.detail),
            (self.topic, item.topic),
            (self.country, item.country),
        )
        return item.indicator is counted and all(wanted is None or wanted == (has or NONE) for wanted, has in places)
