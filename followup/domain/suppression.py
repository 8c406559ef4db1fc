"""Small cells: which numbers of a published table stay hidden, so that no supplier behind them can be worked out.

A figure is a total and lines of cells that each add up to it: by organisation, by category, by grade. A cell with too
few suppliers, or with one or two that make up nearly all of it, is hidden, and with it as many others of its line as
it takes for its value to have room. Where no choice of cells does it, the whole line is hidden; where that does not
either, all of the figure.

Figures that an attacker can compute from each other are one family. What comes in and what goes out (deviations
issued, closed, closed in time) hides the same cells. What is left at the end of the year (open, overdue) is shown for
a whole line or not at all, and stays hidden once it was: else two years and what happened between them give it away.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

THRESHOLD = 3  # Source: trust.md P2, a setting from 3 to 10
ROOM = 5  # Source: trust.md t-P2, the values that a hidden cell can have must span at least this much
ONE_PERCENT, TWO_PERCENT = 75, 85  # Source: trust.md P2, what the one and the two largest may make up
SUMS_MOST = 200  # more sums of organisations than editions of one year can have; a guard of the loop
TOTAL = ""  # the name of the total among the lines


@dataclass(frozen=True, slots=True)
class Cell:
    """A number of a table, how many suppliers stand behind it, and what the two largest of them add to it."""

    key: str
    value: int
    suppliers: int
    largest: int = 0
    second: int = 0

    def identifies(self, threshold: int) -> bool:
        """Return whether the number alone says too much about a supplier."""
        if not threshold or not self.suppliers:
            return False
        one, two = self.largest * 100, (self.largest + self.second) * 100
        dominated = one > ONE_PERCENT * self.value or two > TWO_PERCENT * self.value
        return self.suppliers < threshold or dominated


@dataclass(frozen=True, slots=True)
class Table:
    """One figure with its lines by name; keys are unique over the total and all lines."""

    total: Cell
    lines: Mapping[str, Sequence[Cell]]

    def cells(self) -> dict[str, Cell]:
        """Return all numbers of the figure by key."""
        return {cell.key: cell for cell in (self.total, *(cell for line in self.lines.values() for cell in line))}

    def keys(self) -> frozenset[str]:
        """Return all keys of the figure."""
        return frozenset(self.cells())


@dataclass(frozen=True, slots=True)
class Family:
    """Figures that are computed from each other; a figure on its own is a family too.

    Shape: `outflow` and `stock` begin with the whole, followed by parts of it.
    """

    inflow: str
    outflow: tuple[str, ...] = ()
    stock: tuple[str, ...] = ()

    @property
    def flows(self) -> tuple[str, ...]:
        """Return what happens in the year."""
        return (self.inflow, *self.outflow)

    def parts(self, name: str) -> tuple[str, ...]:
        """Return the figures that are a part of this one."""
        return next((line[1:] for line in (self.outflow, self.stock) if line[:1] == (name,)), ())


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """What other editions already tell about the cells of one figure.

    Shape: `closed` must not be shown, since it was hidden or would show what changed; `known` can be read elsewhere
    with the value it has now; `sums` are parts of a line whose sum can be worked out.
    """

    closed: frozenset[str] = frozenset()
    known: frozenset[str] = frozenset()
    sums: tuple[frozenset[str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Stock:
    """Which lines of what was left a year ago were shown and which were hidden; neither where nothing was published."""

    shown: frozenset[str] = frozenset()
    hidden: frozenset[str] = frozenset()


NO_PAST, NO_STOCK = Past(), Stock()


def hidden(total: Cell, lines: Sequence[Sequence[Cell]], threshold: int = THRESHOLD) -> frozenset[str]:
    """Return the keys of what must not be shown of a figure on its own that nothing was published of before.

    Shape: zeros are shown unless their whole line is hidden.
    Source: trust.md P2.
    """
    table = Table(total, {str(place): line for place, line in enumerate(lines, 1)})
    return protect({"": table}, Family(""), threshold)[""]


def protect(
    tables: Mapping[str, Table],
    family: Family,
    threshold: int = THRESHOLD,
    past: Mapping[str, Past] | None = None,
    before: Stock = NO_STOCK,
) -> dict[str, frozenset[str]]:
    """Return the keys of what must not be shown, by figure of the family.

    Source: trust.md P2.
    """
    view = _View(tables, family, threshold, past or {}, before)
    gone = frozenset(name for name in view.names if view.is_closed(name, tables[name].total.key))
    if TOTAL in before.hidden:
        gone |= frozenset(family.stock) & view.names
    while True:
        gone = view.with_computable(gone)
        found, lost = view.lines(gone)
        if not lost:
            return {name: tables[name].keys() if name in gone else found[name] for name in view.names}
        gone |= lost


class _View:
    """The figures of a family side by side."""

    def __init__(
        self,
        tables: Mapping[str, Table],
        family: Family,
        threshold: int,
        past: Mapping[str, Past],
        before: Stock,
    ) -> None:
        self.tables, self.family, self.threshold, self.past, self.before = tables, family, threshold, past, before
        self.names = frozenset(name for name in (*family.flows, *family.stock) if name in tables)
        self.cells = {name: tables[name].cells() for name in self.names}

    def of(self, name: str) -> Past:
        return self.past.get(name, NO_PAST)

    def is_closed(self, name: str, key: str) -> bool:
        """Return whether a number must not be shown, for its own sake or for that of a part of it."""
        cell = self.cells[name].get(key)
        if cell is None:
            return False
        parts = [self.cells[part].get(key) for part in self.family.parts(name) if part in self.names]
        small = [p for p in parts if p and p.identifies(self.threshold) and cell.value - self._least(p) < ROOM]
        return bool(small) or cell.identifies(self.threshold) or key in self.of(name).closed

    def _least(self, part: Cell) -> int:
        """Return what a part is known to be at least: a total may be known to be near what it is."""
        others = any(past.known or past.sums for past in self.past.values())
        return part.value if others and part.key == self.tables[self.family.inflow].total.key else 0

    def with_computable(self, gone: frozenset[str]) -> frozenset[str]:
        """Return what is hidden whole, with what its totals could be computed from."""
        wholes = {self.family.inflow, *self.family.outflow[:1], *self.family.stock[:1]}
        return self.names if TOTAL in self.before.shown and gone & wholes else gone

    def lines(self, gone: frozenset[str]) -> tuple[dict[str, frozenset[str]], frozenset[str]]:
        """Return what is hidden by figure, and the figures of which not even whole lines can be hidden."""
        found: dict[str, frozenset[str]] = {name: frozenset() for name in self.names}
        lost: set[str] = set()
        for cut in self.tables[self.family.inflow].lines:
            line = _Line(self, cut, gone)
            flows = line.hidden()
            for name in self.names - gone:
                is_stock = name in self.family.stock
                part = frozenset(line.keys) if is_stock and line.stock_hidden else frozenset() if is_stock else flows
                found[name] |= part
            lost |= line.lost
        return found, frozenset(lost - gone)


class _Line:
    """One line of all figures of a family: which of its keys are hidden in all of the flows."""

    def __init__(self, view: _View, cut: str, gone: frozenset[str]) -> None:
        self.view, self.cut, self.gone = view, cut, gone
        self.keys = [cell.key for cell in view.tables[view.family.inflow].lines[cut]]
        self.lost: set[str] = set()
        stock = [name for name in view.family.stock if name in view.names - gone]
        self.stock_hidden = cut in view.before.hidden or any(self.closed(name) for name in stock)
        self.is_linked = cut in view.before.shown and bool(stock) and view.family.inflow not in gone
        guarded = [*view.family.flows, *(stock if self.stock_hidden and self.is_linked else ())]
        self.guarded = [name for name in guarded if name in view.names - gone]
        self.apart = stock if self.stock_hidden and not self.is_linked else []

    def closed(self, name: str) -> list[str]:
        """Return the keys that must not be shown in a figure."""
        return [key for key in self.keys if self.view.is_closed(name, key)]

    def hidden(self) -> frozenset[str]:
        """Return the keys to hide in the flows; `lost` then says which figures cannot be guarded at all."""
        secret = {name: set(self.closed(name)) for name in (*self.guarded, *self.apart)}
        for name in self.apart:
            for part in self._sums():
                self._check_whole(name, secret[name], [key for key in self.keys if key in part])
        for name in self.guarded:  # a part is at most its whole, so the whole needs room where the part does
            secret[name].update(*(secret[part] for part in self.view.family.parts(name) if part in secret))
        chosen = {key for name in self.guarded for key in secret[name]}
        groups = self._sums()
        before = -1
        while len(chosen) != before:
            before = len(chosen)
            for group in groups:
                for name in self.guarded:
                    chosen |= self._chosen_in(name, secret[name], group, chosen)
        return frozenset(chosen)

    def _sums(self) -> list[frozenset[str]]:
        """Return the parts of the line whose sum can be worked out, the line itself among them, the smallest first."""
        whole = frozenset(self.keys)
        found = {whole, *(part for name in self.view.names for part in self.view.of(name).sums if part < whole)}
        while True:
            more = {large - small for large in found for small in found if small < large} - found
            if not more or len(found) > SUMS_MOST:
                return sorted(found, key=lambda part: (len(part), sorted(part)))
            found |= more

    def _chosen_in(self, name: str, secret: set[str], group: Iterable[str], chosen: set[str]) -> set[str]:
        """Return what else to hide among keys whose sum is known, so that the secret ones of a figure have room."""
        keys = [key for key in self.keys if key in group]
        known = self.view.of(name).known
        unknown = [key for key in keys if key in chosen and key not in known]
        if not secret & set(unknown) or name in self.lost:
            return set()
        others = sorted((k for k in keys if k not in chosen and k not in known), key=lambda k: (self.room(name, k), k))
        others = [key for key in others if self._value(name, key) > 0]
        while len(unknown) < 2 or sum(self.room(name, key) for key in unknown) < ROOM:
            if not others:
                self._check_whole(name, secret, keys)
                return set(keys)
            lacking = ROOM - sum(self.room(name, key) for key in unknown)
            best = next((key for key in others if self.room(name, key) >= lacking), others[-1])
            others.remove(best)
            unknown.append(best)
        return set(unknown)

    def _check_whole(self, name: str, secret: set[str], keys: Sequence[str]) -> None:
        """Note a figure as lost where not even hiding all of these keys gives it room."""
        unknown = [key for key in keys if key not in self.view.of(name).known]
        if secret & set(unknown) and (len(unknown) < 2 or sum(self._free(name, key) for key in unknown) < ROOM):
            self.lost.add(name)

    def room(self, name: str, key: str) -> int:
        """Return by how much a hidden cell can give to others: who knows that zeros are shown knows it is not zero."""
        return max(self._free(name, key) - 1, 0)

    def _free(self, name: str, key: str) -> int:
        """Return by how much a cell can change together with the figures that it could be computed from."""
        value, family = self._value(name, key), self.view.family
        if not self.is_linked:
            return value
        if name != family.inflow:
            return min(value, self._value(family.inflow, key))
        others = [*family.outflow[:1], *(family.stock[:1] if self.stock_hidden else ())]
        return min(value, sum(self._value(other, key) for other in others))

    def _value(self, name: str, key: str) -> int:
        cell = self.view.cells[name].get(key) if name in self.view.cells else None
        return cell.value if cell else 0
