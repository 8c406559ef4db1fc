"""A tree of three levels as a picture: one root, what comes from it, and whom each of them reaches. Drawn as rows.

It keeps its text at every width, since long names are broken into lines; the figures stand in a table beside it.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from followup.documents.charts import Svg

_LINE, _GAP, _STEP = 20, 12, 28  # Units: pixels
_WIDTHS = (32, 28, 27)  # characters of each level that fit beside each other on the narrowest screen
_SHAPES = (
    "M0-8 8 0 0 8-8 0z",
    "M-6.5-6.5h13v13h-13z",
    "M-6 0a6 6 0 1 0 12 0a6 6 0 1 0-12 0z",
)
_INK, _MUTED, _GRID = "#1a2328", "#525c61", "#dbd6ca"


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A name, what is said of it, and what comes below; hollow as long as something about it is open."""

    name: str
    note: str = ""
    is_hollow: bool = False
    below: Sequence[Node] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    """What the picture shows."""

    id: str
    title: str
    summary: str
    root: Node


@dataclass(frozen=True, slots=True)
class _Placed:
    """A node in its row: the height of its first line, its own lines, and where its line comes from."""

    node: Node
    level: int
    y: int
    lines: tuple[str, ...]
    from_y: int


def drawn(tree: Tree) -> Svg:
    """Return the tree as a picture: a diamond for the root, then squares, then discs, with a line to each."""
    rows = list(_rows(tree.root, 0, _LINE, 0))
    last = rows[-1]
    parts = [_line(row) for row in rows if row.level] + [_row(row) for row in rows]
    name = escape(tree.id)
    return Svg(
        f'<svg xmlns="http://www.w3.org/2000/svg" width="100%" height="{last.y + _height(last)}" role="img" '
        f'aria-labelledby="{name}-title {name}-desc" font-family="Lato, sans-serif" font-size="15">'
        f'<title id="{name}-title">{escape(tree.title)}</title><desc id="{name}-desc">{escape(tree.summary)}</desc>'
        f"{''.join(parts)}</svg>"
    )


def _rows(node: Node, level: int, y: int, from_y: int) -> Iterator[_Placed]:
    """Yield the node and everything below it, each at its height."""
    placed = _Placed(node, level, y, tuple(textwrap.wrap(node.name, _WIDTHS[level])) or ("–",), from_y)
    yield placed
    next_y = y + _height(placed)
    for child in node.below:
        for row in _rows(child, level + 1, next_y, y):
            yield row
            next_y = row.y + _height(row)


def _height(row: _Placed) -> int:
    return (len(row.lines) + bool(row.node.note)) * _LINE + _GAP


def _x(level: int) -> int:
    return 10 + level * _STEP


def _line(row: _Placed) -> str:
    """Return the way from the node above: down, and across."""
    x, y = _x(row.level - 1), row.y - 5
    return f'<path d="M{x} {row.from_y + 5}V{y}H{_x(row.level) - 10}" {_grid()}/>'


def _grid() -> str:
    return f'class="c-grid" stroke="{_GRID}" stroke-width="2" fill="none"'


def _row(row: _Placed) -> str:
    x, weight = _x(row.level), "" if row.level == 2 else ' font-weight="700"'
    paint = f'class="c-base" fill="none" stroke="{_INK}" stroke-width="2.2"'
    solid = f'class="c-text" fill="{_INK}"'
    shape = f'<path d="{_SHAPES[row.level]}" transform="translate({x} {row.y - 5})" '
    parts = [shape, paint if row.node.is_hollow else solid, "/>"]
    for number, text in enumerate(row.lines):
        parts.append(f'<text x="{x + 16}" y="{row.y + number * _LINE}" {solid}{weight}>{escape(text)}</text>')
    if row.node.note:
        y = row.y + len(row.lines) * _LINE
        note = escape(row.node.note)
        parts.append(f'<text x="{x + 16}" y="{y}" font-size="14" class="c-muted" fill="{_MUTED}">{note}</text>')
    return "".join(parts)
