"""Small cells: which numbers of a published table stay hidden, so that no supplier behind them can be worked out.

A figure is a total and lines of cells that each add up to it: by organisation, by category, by grade. A cell with too
few suppliers is hidden, and with it as many others of its line as it takes for its value to have room. Where no choice
of cells does it, the whole line is hidden; where that does not either, all of the figure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

THRESHOLD = 3  # Source: trust.md P2, a setting from 3 to 10
ROOM = 5  # Source: trust.md t-P2, the values that a hidden cell can have must span at least this much


@dataclass(frozen=True, slots=True)
class Cell:
    """A number of a table and how many suppliers stand behind it."""

    key: str
    value: int
    suppliers: int


def hidden(total: Cell, lines: Sequence[Sequence[Cell]], threshold: int = THRESHOLD) -> frozenset[str]:
    """Return the keys of what must not be shown.

    Shape: keys are unique over the total and all lines; zeros are shown unless their whole line is hidden.
    Source: trust.md P2.
    """
    everything = frozenset({total.key, *(cell.key for line in lines for cell in line)})
    if _is_few(total, threshold):
        return everything
    found: set[str] = set()
    for line in lines:
        part = _hidden_in(line, threshold)
        if part is None:
            if total.value < ROOM or len(line) < 2:
                return everything
            part = list(line)
        found |= {cell.key for cell in part}
    return frozenset(found)


def _hidden_in(line: Sequence[Cell], threshold: int) -> list[Cell] | None:
    """Return the cells to hide in one line, or None where hiding cells does not protect them."""
    chosen = [cell for cell in line if _is_few(cell, threshold)]
    others = sorted((c for c in line if c.value > 0 and c not in chosen), key=lambda c: (c.value, c.key))
    while chosen and not _is_safe(chosen):
        if not others:
            return None
        lacking = ROOM + 1 - _room(chosen)
        best = next((cell for cell in others if cell.value >= lacking), others[-1])
        others.remove(best)
        chosen.append(best)
    return chosen


def _is_few(cell: Cell, threshold: int) -> bool:
    return 0 < cell.suppliers < threshold


def _room(chosen: Sequence[Cell]) -> int:
    """Return by how much each hidden cell can vary: their sum is known, and none is zero since zeros are shown."""
    return sum(cell.value for cell in chosen) - len(chosen)


def _is_safe(chosen: Sequence[Cell]) -> bool:
    return len(chosen) > 1 and _room(chosen) >= ROOM
