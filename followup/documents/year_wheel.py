"""A year as a wheel: twelve months, each as full as its work is much, divided into done, still to come and late.

Each part has a pattern of its own, so that it can be told without colour; the figures stand in a table beside it. The
area of a part, not its length, is its share, since a ring grows outwards.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape

from followup.documents.charts import Svg

_SIZE, _MIDDLE = 520, 260
_INNER, _OUTER, _NAMES = 74, 206, 236
_GAP = 1.1  # Units: degrees between two months
_TURN = 30.0  # Units: degrees of a month
_TEXT = 19
_INK, _MUTED, _GRID, _PAPER = "#1a2328", "#525c61", "#dbd6ca", "#ffffff"
_DONE, _LATE = "#11495c", "#b3261e"


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """One month of the wheel: its name and how many are done, still to come and late."""

    name: str
    done: int
    coming: int
    late: int

    @property
    def total(self) -> int:
        """Return how many there are."""
        return self.done + self.coming + self.late


@dataclass(frozen=True, slots=True, kw_only=True)
class Wheel:
    """What the picture shows.

    Shape: twelve months, January first; `legend` names done, still to come and late; `today` where it is that year.
    """

    id: str
    title: str
    summary: str
    middle: str
    note: str
    months: Sequence[Month]
    legend: tuple[str, str, str]
    today: date | None = None


def drawn(wheel: Wheel) -> Svg:
    """Return the wheel as a picture, January at the top and on with the clock, a hand for today."""
    name = escape(wheel.id)
    most = max((month.total for month in wheel.months), default=0) or 1
    parts: list[str] = []
    for place, month in enumerate(wheel.months):
        parts += _month(name, place, month, most)
    if wheel.today is not None:
        parts.append(_hand(wheel.today))
    parts += _centre(wheel)
    parts += _legend(name, wheel.legend)
    return Svg(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_SIZE} {_SIZE + 44}" width="100%" role="img" '
        f'aria-labelledby="{name}-title {name}-desc" font-family="Lato, sans-serif" font-size="{_TEXT}">'
        f'<title id="{name}-title">{escape(wheel.title)}</title><desc id="{name}-desc">{escape(wheel.summary)}</desc>'
        f"<defs>{_hatched(name)}</defs>{''.join(parts)}</svg>"
    )


def _month(name: str, place: int, month: Month, most: int) -> Iterator[str]:
    """Yield the month's ground, its parts from the inside out, and its name with the number."""
    start = place * _TURN + _GAP
    end = (place + 1) * _TURN - _GAP
    yield f'<path d="{_ring(start, end, _INNER, _OUTER)}" class="c-track" fill="{_GRID}"/>'
    before = 0
    for count, paint in ((month.done, _solid()), (month.coming, _hollow()), (month.late, f'fill="url(#{name}-late)"')):
        if count:
            inner, outer = _radius(before / most), _radius((before + count) / most)
            yield f'<path d="{_ring(start, end, inner, outer)}" {paint}/>'
        before += count
    x, y = _at((start + end) / 2, _NAMES)
    muted = f'class="c-muted" fill="{_MUTED}"'
    yield f'<text x="{x}" y="{y}" text-anchor="middle" {muted}>{escape(month.name)}</text>'
    if month.total:
        bold = f'class="c-text" fill="{_INK}" font-weight="700"'
        yield f'<text x="{x}" y="{float(y) + 20:.1f}" text-anchor="middle" {bold}>{month.total}</text>'


def _centre(wheel: Wheel) -> list[str]:
    ink, muted = f'class="c-text" fill="{_INK}"', f'class="c-muted" fill="{_MUTED}"'
    return [
        f'<text x="{_MIDDLE}" y="{_MIDDLE + 4}" text-anchor="middle" font-size="34" font-weight="700" {ink}>'
        f"{escape(wheel.middle)}</text>",
        f'<text x="{_MIDDLE}" y="{_MIDDLE + 28}" text-anchor="middle" font-size="17" {muted}>'
        f"{escape(wheel.note)}</text>",
    ]


def _hand(today: date) -> str:
    """Return a line across the ring at today's place in the year."""
    days = (date(today.year + 1, 1, 1) - date(today.year, 1, 1)).days
    turn = 360 * ((today - date(today.year, 1, 1)).days + 0.5) / days
    (x1, y1), (x2, y2) = _at(turn, _INNER - 8), _at(turn, _OUTER + 6)
    line = f'class="c-base" stroke="{_INK}" stroke-width="2.5"'
    return (
        f'<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" {line}/>'
        f'<circle cx="{x1}" cy="{y1}" r="5" class="c-text" fill="{_INK}"/>'
    )


def _legend(name: str, texts: tuple[str, str, str]) -> Iterator[str]:
    paints = (_solid(), _hollow(), f'fill="url(#{name}-late)"')
    widths = [30 + 9.2 * len(text) + 26 for text in texts]
    x, y = (_SIZE - sum(widths) + 26) / 2, _SIZE + 12
    for text, paint, width in zip(texts, paints, widths, strict=True):
        yield f'<rect x="{x:.1f}" y="{y}" width="20" height="20" {paint}/>'
        yield f'<text x="{x + 28:.1f}" y="{y + 16}" font-size="18" class="c-text" fill="{_INK}">{escape(text)}</text>'
        x += width


def _solid() -> str:
    return f'class="c-one c-fill" fill="{_DONE}"'


def _hollow() -> str:
    return f'class="c-one c-line c-hole" fill="{_PAPER}" stroke="{_DONE}" stroke-width="2"'


def _hatched(name: str) -> str:
    return (
        f'<pattern id="{name}-late" width="9" height="9" patternUnits="userSpaceOnUse" '
        'patternTransform="rotate(45)">'
        f'<rect width="9" height="9" class="c-red c-fill" fill="{_LATE}"/>'
        f'<path d="M0 0v9" stroke-width="3" class="c-gap" stroke="{_PAPER}"/></pattern>'
    )


def _radius(share: float) -> float:
    """Return how far out a share of the ring's area reaches."""
    return math.sqrt(_INNER**2 + share * (_OUTER**2 - _INNER**2))


def _at(turn: float, radius: float) -> tuple[str, str]:
    """Return a point, `turn` degrees on from the top with the clock."""
    angle = math.radians(turn - 90)
    return f"{_MIDDLE + radius * math.cos(angle):.1f}", f"{_MIDDLE + radius * math.sin(angle):.1f}"


def _ring(start: float, end: float, inner: float, outer: float) -> str:
    """Return the path of a part of a ring."""
    (x1, y1), (x2, y2) = _at(start, outer), _at(end, outer)
    (x3, y3), (x4, y4) = _at(end, inner), _at(start, inner)
    return f"M{x1} {y1}A{outer:.1f} {outer:.1f} 0 0 1 {x2} {y2}L{x3} {y3}A{inner:.1f} {inner:.1f} 0 0 0 {x4} {y4}Z"
