"""The figures of a year: items that count, and their sums in all, by organisation, area, category and further splits.

Whoever counts gives items; what is counted, in which cuts and how often is the same for all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from followup.domain.code_of_conduct import Area
from followup.domain.codes import Coded
from followup.domain.deviations import Severity
from followup.domain.indicators import (
    DETAILS,
    MEDIAN_LEAST,
    OF_DEVIATIONS,
    OF_PERSONS,
    ONCE_PER_SUPPLIER,
    SUMMED,
    Indicator,
)
from followup.errors import N_


class Cut(Coded):
    """What a figure is about."""

    TOTAL = "total", N_("In all")
    ORGANISATION = "organisation", N_("By organisation")
    AREA = "area", N_("By purchasing area")
    CATEGORY = "category", N_("By category")
    DETAIL = "detail", N_("By grade or colour")
    TOPIC = "topic", N_("By requirement area")
    COUNTRY = "country", N_("By country of the site")


class FigureState(Coded):
    """Why a figure is or is not there; zero is a figure."""

    SHOWN = "shown", N_("Shown")
    SUPPRESSED = "suppressed", N_("Hidden: too few suppliers")
    NOT_REPORTED = "not_reported", N_("Not reported")
    TOO_FEW = "too_few", N_("Too few cases or suppliers")
    NOT_STATED = "not_stated", N_("Not stated")


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing that counts. Sealed: it names a supplier.

    Shape: `supplier` is the register's id, of which there is one per organisation number; `detail` the grade, step or
    colour; `joint` is the same for all organisations that report the same thing, which then counts once, for the one
    that led it and not for one that `benefits`. `topic` is a requirement area, `country` that of a deviation's site.
    Units: `days` from issue to closing, of closed deviations; `amount` in the indicator's unit, None if not stated.
    """

    indicator: Indicator
    supplier: str
    category: str = ""
    detail: str = ""
    days: int | None = None
    joint: str = ""
    benefits: bool = False
    topic: str = ""
    country: str = ""
    amount: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One number of the summary, or why there is none."""

    indicator: Indicator
    cut: Cut
    key: str
    value: int | None
    state: FigureState


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """One number before anything is hidden, with who stands behind it.

    Shape: `value` is None where nothing is stated; `largest` and `second` are what the two largest suppliers add.
    """

    cut: Cut
    key: str
    value: int | None
    suppliers: int
    largest: int = 0
    second: int = 0

    @property
    def place(self) -> str:
        """Return a name for it among the numbers of one indicator."""
        return f"{self.cut}:{self.key}"

    def as_figure(self, indicator: Indicator, *, is_hidden: bool = False) -> Figure:
        """Return the number as it is shown, or why it is not."""
        state = FigureState.SHOWN if self.value is not None else FigureState.NOT_STATED
        state = FigureState.SUPPRESSED if is_hidden else state
        value = self.value if state is FigureState.SHOWN else None
        return Figure(indicator=indicator, cut=self.cut, key=self.key, value=value, state=state)


_NO_CATEGORY = OF_PERSONS | {Indicator.LEVY, Indicator.LEVY_USED}


def counts(
    indicator: Indicator,
    items: Sequence[Item],
    by_member: Mapping[str, Sequence[Item]],
    areas: Mapping[str, str] | None = None,
) -> list[Count]:
    """Return an indicator's numbers, the total first; together the cells of a cut hold all items.

    Shape: `areas` has the purchasing area of each member that has one.
    """
    return [_count(indicator, cut, key, group) for cut, key, group in _groups(indicator, items, by_member, areas or {})]


def medians(items: Sequence[Item], threshold: int) -> list[Figure]:
    """Return the median of the days to close, in all and by grade, where enough stand behind it."""
    closed = once(item for item in items if item.indicator is Indicator.DEVIATIONS_CLOSED)
    groups = [(Cut.TOTAL, "", closed)]
    groups += [(Cut.DETAIL, grade, [item for item in closed if item.detail == grade]) for grade in Severity]
    return [_median(cut, key, group, threshold) for cut, key, group in groups]


def once(items: Iterable[Item]) -> list[Item]:
    """Return the items, what several organisations report jointly only once: that of the one that led it."""
    ordered = sorted(enumerate(items), key=lambda pair: not pair[1].benefits)
    found: dict[str | int, tuple[int, Item]] = {item.joint or place: (place, item) for place, item in ordered}
    return [item for _, item in sorted(found.values(), key=lambda pair: pair[0])]


def crossed(items: Iterable[Item], indicator: Indicator) -> list[tuple[str, str, Mapping[str, int]]]:
    """Return deviations by requirement area and country, each with how many of every grade; for own figures only."""
    found: dict[tuple[str, str], Counter[str]] = {}
    for item in items:
        if item.indicator is indicator:
            found.setdefault((item.topic, item.country), Counter())[item.detail] += 1
    return [(topic, country, grades) for (topic, country), grades in sorted(found.items())]


def _groups(
    indicator: Indicator, items: Sequence[Item], by_member: Mapping[str, Sequence[Item]], areas: Mapping[str, str]
) -> Iterator[tuple[Cut, str, Sequence[Item]]]:
    mine = once(item for item in items if item.indicator is indicator)
    yield Cut.TOTAL, "", mine
    if indicator is Indicator.PENALTY_AMOUNT and by_member:
        return  # an amount of one organisation or category is one supplier's
    if indicator is not Indicator.LIGHTS:
        yield from _by_organisation(indicator, by_member, areas)
    if indicator not in _NO_CATEGORY:
        for category in _keys(items, "category", _NO_CATEGORY):
            yield Cut.CATEGORY, category, [item for item in mine if item.category == category]
    for detail in DETAILS.get(indicator, ()):
        yield Cut.DETAIL, detail, [item for item in mine if item.detail == detail]
    if indicator in OF_DEVIATIONS:
        yield from _of_deviations(mine, items)


def _by_organisation(
    indicator: Indicator, by_member: Mapping[str, Sequence[Item]], areas: Mapping[str, str]
) -> Iterator[tuple[Cut, str, Sequence[Item]]]:
    own = {m: [i for i in by_member[m] if i.indicator is indicator] for m in sorted(by_member)}
    led = {item.joint for found in own.values() for item in found if item.joint and not item.benefits}
    for member, found in own.items():
        yield Cut.ORGANISATION, member, once(i for i in found if not (i.benefits and i.joint in led))
    for area in sorted({areas[member] for member in own if member in areas}):
        yield Cut.AREA, area, once(item for m, found in own.items() if areas.get(m) == area for item in found)


def _of_deviations(mine: Sequence[Item], items: Sequence[Item]) -> Iterator[tuple[Cut, str, Sequence[Item]]]:
    used = [item for item in items if item.indicator in OF_DEVIATIONS]
    topics = {item.topic for item in used}
    for topic in [*(a for a in Area if a in topics or a is not Area.ANIMAL_WELFARE), *([""] if "" in topics else [])]:
        yield Cut.TOPIC, topic, [item for item in mine if item.topic == topic]
    for country in sorted({item.country for item in used}):
        yield Cut.COUNTRY, country, [item for item in mine if item.country == country]


def _keys(items: Iterable[Item], name: str, but: frozenset[Indicator]) -> list[str]:
    return sorted({getattr(item, name) for item in items if item.indicator not in but})


def _count(indicator: Indicator, cut: Cut, key: str, group: Sequence[Item]) -> Count:
    each = Counter[str]()
    for item in group:
        each[item.supplier] += (item.amount or 0) if indicator in SUMMED else 1
    largest, second = [*sorted(each.values(), reverse=True), 0, 0][:2]
    return Count(
        cut=cut,
        key=key,
        value=_value(indicator, group, len(each)),
        suppliers=len(each),
        largest=largest,
        second=second,
    )


def _value(indicator: Indicator, group: Sequence[Item], suppliers: int) -> int | None:
    if indicator in ONCE_PER_SUPPLIER:
        return suppliers
    if indicator not in SUMMED:
        return len(group)
    stated = [item.amount for item in group if item.amount is not None]
    return None if group and not stated else sum(stated)


def _median(cut: Cut, key: str, group: Sequence[Item], threshold: int) -> Figure:
    days = sorted(item.days for item in group if item.days is not None)
    if len(days) < MEDIAN_LEAST or len({item.supplier for item in group}) < threshold:
        return Figure(indicator=Indicator.MEDIAN_DAYS, cut=cut, key=key, value=None, state=FigureState.TOO_FEW)
    middle = (days[(len(days) - 1) // 2] + days[len(days) // 2] + 1) // 2
    return Figure(indicator=Indicator.MEDIAN_DAYS, cut=cut, key=key, value=middle, state=FigureState.SHOWN)
