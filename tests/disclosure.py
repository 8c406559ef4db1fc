"""Somebody who reads every edition and works out what is hidden: the least and the most that each number can be.

Knows how the figures hang together (sums of lines, parts of a whole, a year's flow between two year ends), which
organisations changed their figures between two editions, and nothing of how hiding is decided.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

Name = Hashable
NOTHING = 1e-7


@dataclass
class Attacker:
    """What is known, as numbers and as sums that are nought."""

    known: dict[Name, int] = field(default_factory=dict)
    sums: list[dict[Name, int]] = field(default_factory=list)

    def told(self, name: Name, value: int | None) -> None:
        if value is not None:
            assert self.known.get(name, value) == value, name
            self.known[name] = value

    def adds_up(self, whole: Name, parts: Iterable[Name]) -> None:
        self.is_nought({whole: -1, **dict.fromkeys(parts, 1)})

    def is_part(self, part: Name, whole: Name) -> None:
        self.is_nought({part: 1, ("rest", part, whole): 1, whole: -1})

    def is_nought(self, terms: Mapping[Name, int]) -> None:
        self.sums.append(dict(terms))

    def ranges(self, wanted: Iterable[Name]) -> dict[Name, tuple[float, float]]:
        """Return the least and the most that each can be; what is in no sum at all can be anything."""
        found: dict[Name, tuple[float, float]] = {}
        open_ = set()
        for name in wanted:
            if name in self.known:
                found[name] = (self.known[name], self.known[name])
            else:
                open_.add(name)
        for rows in self._parts():
            names = sorted({name for terms, _ in rows for name in terms}, key=repr)
            asked = open_ & set(names)
            if asked:
                program = _Program(names, rows)
                found |= {name: (-program.most({name: -1}), program.most({name: 1})) for name in asked}
        return {**dict.fromkeys(open_, (0, float("inf"))), **found}

    def _parts(self) -> list[list[tuple[dict[Name, int], int]]]:
        """Return the sums of unknowns, what hangs together together."""
        rows = []
        for terms in self.sums:
            unknown = {name: factor for name, factor in terms.items() if name not in self.known}
            value = -sum(factor * self.known[name] for name, factor in terms.items() if name in self.known)
            if unknown:
                rows.append((unknown, value))
            else:
                assert value == 0, terms
        parts: list[tuple[set[Name], list[tuple[dict[Name, int], int]]]] = []
        for row in rows:
            names, together = set(row[0]), [row]
            for part in [part for part in parts if part[0] & names]:
                parts.remove(part)
                names |= part[0]
                together += part[1]
            parts.append((names, together))
        return [together for _, together in parts]


class _Program:
    """A linear program of unknowns of nought and more, by the simplex method with Bland's rule."""

    def __init__(self, names: Sequence[Name], rows: Sequence[tuple[Mapping[Name, int], int]]) -> None:
        self.names = names
        width = len(names)
        self.table = []
        for number, (terms, value) in enumerate(rows):
            sign = -1 if value < 0 else 1
            row = [float(sign * terms.get(name, 0)) for name in names]
            row += [1.0 if other == number else 0.0 for other in range(len(rows))]
            self.table.append([*row, float(sign * value)])
        self.basis = list(range(width, width + len(rows)))
        rest = self._maximise([0.0] * width + [-1.0] * len(rows))
        assert abs(rest) < NOTHING, "no numbers fit what is published"
        self._forget(width)

    def most(self, wish: Mapping[Name, int]) -> float:
        return self._maximise([float(wish.get(name, 0)) for name in self.names])

    def _forget(self, width: int) -> None:
        """Drop the auxiliary unknowns, and the sums that follow from others."""
        for place, column in enumerate(self.basis):
            if column >= width:
                row = self.table[place]
                other = next((c for c in range(width) if abs(row[c]) > NOTHING), None)
                if other is not None:
                    self._pivot(place, other)
        kept = [place for place, column in enumerate(self.basis) if column < width]
        self.table = [[*self.table[place][:width], self.table[place][-1]] for place in kept]
        self.basis = [self.basis[place] for place in kept]

    def _maximise(self, costs: Sequence[float]) -> float:
        while True:
            gains = [
                cost - sum(costs[self.basis[place]] * row[column] for place, row in enumerate(self.table))
                for column, cost in enumerate(costs)
            ]
            column = next((c for c, gain in enumerate(gains) if gain > NOTHING), None)
            if column is None:
                return sum(costs[self.basis[place]] * row[-1] for place, row in enumerate(self.table))
            ways = [
                (row[-1] / row[column], self.basis[place], place)
                for place, row in enumerate(self.table)
                if row[column] > NOTHING
            ]
            if not ways:
                return float("inf")
            self._pivot(min(ways)[2], column)

    def _pivot(self, place: int, column: int) -> None:
        factor = self.table[place][column]
        chosen = self.table[place] = [value / factor for value in self.table[place]]
        for other, row in enumerate(self.table):
            if other != place and abs(row[column]) > 1e-12:
                times = row[column]
                self.table[other] = [value - times * top for value, top in zip(row, chosen, strict=True)]
        self.basis[place] = column
