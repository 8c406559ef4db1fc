"""What must stay hidden of an edition beside everything that is published already: years, corrections, other circles.

A number that is harmless alone can give another one away: a correction shows what changed, a member that reports late
is the difference of two totals, a year's deviations are the difference of two year ends.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from followup.domain.figures import Count, Cut, Figure, FigureState, Item, counts
from followup.domain.indicators import IDENTIFYING, Indicator
from followup.domain.suppression import ROOM, TOTAL, Cell, Family, Past, Stock, Table, protect

_I = Indicator
FAMILIES = (
    Family(
        _I.DEVIATIONS_ISSUED,
        (_I.DEVIATIONS_CLOSED, _I.DEVIATIONS_CLOSED_IN_TIME),
        (_I.DEVIATIONS_OPEN, _I.DEVIATIONS_OVERDUE),
    ),
    *(Family(i) for i in Indicator if i in IDENTIFYING and not i.startswith(("deviations", "median"))),
)
NATIONWIDE = ""  # stands for a member where items are of all members together
DERIVED = frozenset({Cut.TOTAL, Cut.AREA})  # an area is shown where all of its members are, so it tells nothing new


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """An edition that everybody can read already.

    Shape: `is_own` is one of the same cooperation; `then` are the items that it was made of, by organisation, where
    that is still known.
    """

    year: int
    is_own: bool
    reported: tuple[str, ...]
    figures: tuple[Figure, ...]
    then: Mapping[str, Sequence[Item]] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Present:
    """What an edition is about to be made of: the items of each organisation that reported, and the counts of them."""

    year: int
    threshold: int
    by_member: Mapping[str, Sequence[Item]]
    counted: Mapping[Indicator, Sequence[Count]]


def hidden_places(present: Present, earlier: Sequence[Earlier] = ()) -> dict[Indicator, frozenset[str]]:
    """Return the places of what must not be shown, by indicator.

    Source: trust.md P2, t-P2.
    """
    found: dict[Indicator, frozenset[str]] = {}
    for family in FAMILIES:
        named = [Indicator.of(name) for name in (*family.flows, *family.stock)]
        tables: dict[str, Table] = {name: _table(present.counted[name]) for name in named if present.counted.get(name)}
        past: dict[str, Past] = {name: _past(present, name, earlier) for name in named if name in tables}
        if family.inflow in tables:
            stock = _stock(present, family.stock[:1], earlier)
            hidden = protect(tables, family, present.threshold, past, stock)
            found |= {Indicator.of(name): places for name, places in hidden.items()}
    return found


def _table(counted: Sequence[Count]) -> Table:
    lines: dict[str, list[Cell]] = {}
    for count in counted:
        if count.cut not in DERIVED:
            lines.setdefault(count.cut, []).append(_cell(count))
    return Table(_cell(next(count for count in counted if count.cut is Cut.TOTAL)), lines)


def _cell(count: Count) -> Cell:
    return Cell(count.place, count.value or 0, count.suppliers, count.largest, count.second)


def _past(present: Present, indicator: Indicator, earlier: Sequence[Earlier]) -> Past:
    now = {count.place: count for count in present.counted[indicator]}
    closed: set[str] = set()
    known: set[str] = set()
    sums: list[frozenset[str]] = []
    for edition in earlier:
        if edition.year != present.year:
            continue
        shown = _comparable(edition, indicator, now)
        if not shown:
            closed |= _cover(edition, indicator, now)
            continue
        if _uncovers(edition, indicator, present):
            closed.add(Cut.TOTAL + ":")
        known |= {place for place, figure in shown.items() if figure.value == now[place].value}
        closed |= shown.keys() - known - _harmless(present, indicator, edition)
        closed |= {place for place, figure in shown.items() if figure.state is FigureState.SUPPRESSED}
        sums += _sums(shown, now)
    return Past(closed=frozenset(closed), known=frozenset(known - closed), sums=tuple(sums))


def _comparable(edition: Earlier, indicator: Indicator, now: Mapping[str, Count]) -> dict[str, Figure]:
    """Return what an edition says about the same cells; nothing where it hides all of the figure."""
    mine = [figure for figure in edition.figures if figure.indicator is indicator]
    total = next((figure for figure in mine if figure.cut is Cut.TOTAL), None)
    if total is None or total.state is not FigureState.SHOWN:
        return {}
    cuts = [cut for cut in Cut if cut is not Cut.AREA] if edition.is_own else [Cut.ORGANISATION]
    known = (FigureState.SHOWN, FigureState.SUPPRESSED)
    return {
        place: figure
        for figure in mine
        if figure.cut in cuts and figure.state in known and (place := f"{figure.cut}:{figure.key}") in now
    }


def _harmless(present: Present, indicator: Indicator, edition: Earlier) -> frozenset[str]:
    """Return the places where enough suppliers stand behind the difference, as a table of its own would show it."""
    if edition.then is None:
        return frozenset()
    changed: dict[str, list[Item]] = {}
    for member in {**edition.then, **present.by_member}:
        before, after = Counter(edition.then.get(member, ())), Counter(present.by_member.get(member, ()))
        changed[member] = [*(after - before).elements(), *(before - after).elements()]
    table = _table(counts(indicator, [item for items in changed.values() for item in items], changed))
    family = Family(indicator)
    return table.keys() - protect({indicator: table}, family, present.threshold)[indicator]


def _sums(shown: Mapping[str, Figure], now: Mapping[str, Count]) -> list[frozenset[str]]:
    """Return the two parts of the line of organisations whose sums an edition's total gives away."""
    line = frozenset(place for place, count in now.items() if count.cut is Cut.ORGANISATION)
    own = {place: figure for place, figure in shown.items() if figure.cut is Cut.ORGANISATION}
    then = frozenset(place for place, figure in own.items() if figure.state is FigureState.SUPPRESSED)
    return [then, line - then] if then and then < line else []


def _cover(edition: Earlier, indicator: Indicator, now: Mapping[str, Count]) -> frozenset[str]:
    """Return which of the other organisations stay hidden, so that what fewer of them hid whole is no difference."""
    if not any(figure.indicator is indicator and figure.state is FigureState.SUPPRESSED for figure in edition.figures):
        return frozenset()
    then = {f"{Cut.ORGANISATION}:{member}" for member in edition.reported}
    line = {place: count.value or 0 for place, count in now.items() if count.cut is Cut.ORGANISATION}
    if not then < line.keys():
        return frozenset()
    chosen: list[str] = []
    for place in sorted(line.keys() - then, key=lambda place: (-line[place], place)):
        if sum(line[one] - 1 for one in chosen) < ROOM and line[place]:
            chosen.append(place)
    return frozenset(chosen)


def _uncovers(edition: Earlier, indicator: Indicator, present: Present) -> bool:
    """Return whether a total of some of its organisations would show too much of what an edition hides of others."""
    places = [count for count in present.counted[indicator] if count.cut is Cut.ORGANISATION]
    shared = {count.key: count.value or 0 for count in places if count.key in edition.reported}
    if not shared or len(shared) == len(edition.reported):
        return False
    mine = [figure for figure in edition.figures if figure.indicator is indicator]
    others = [figure for figure in mine if figure.cut is Cut.ORGANISATION and figure.key not in shared]
    hidden = [figure for figure in others if figure.state is FigureState.SUPPRESSED]
    whole = next(figure.value or 0 for figure in mine if figure.cut is Cut.TOTAL)
    rest = whole - sum(shared.values()) - sum(figure.value or 0 for figure in others)
    return len(hidden) == 1 or (len(hidden) > 1 and rest - len(hidden) < ROOM)


def _stock(present: Present, stock: Sequence[str], earlier: Sequence[Earlier]) -> Stock:
    """Return what everybody can read of what was left a year ago."""
    shown: set[str] = set()
    hidden: set[str] = set()
    for edition in earlier:
        if edition.year != present.year - 1 or not stock:
            continue
        states: dict[str, set[FigureState]] = {}
        for figure in edition.figures:
            is_shared = edition.is_own or (figure.cut is Cut.ORGANISATION and figure.key in present.by_member)
            if figure.indicator == stock[0] and is_shared:
                states.setdefault(TOTAL if figure.cut is Cut.TOTAL else figure.cut, set()).add(figure.state)
        shown |= {line for line, found in states.items() if FigureState.SHOWN in found}
        hidden |= {line for line, found in states.items() if FigureState.SUPPRESSED in found}
    return Stock(shown=frozenset(shown), hidden=frozenset(hidden))
