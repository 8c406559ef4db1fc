"""Charts as SVG: bars, stacked bars and lines, each with its figures as a table beside it.

Widths are percentages: a chart fills a page of any width with text of one size, and a document at a fixed width.
Colours are presentation attributes for documents, with classes by which a page's stylesheet paints them for dark mode;
in stacked bars a pattern, in lines a marker and a name at the end, say the same without colour.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from html import escape
from itertools import pairwise

from followup.i18n import number

Value = int | Decimal

_INK, _MUTED, _GRID = "#1a2328", "#525c61", "#dbd6ca"
_GAP = 'stroke="#ffffff" class="c-gap"'
_TONES = {
    "one": "#11495c",
    "two": "#b0602a",
    "three": "#5b7f3a",
    "four": "#7a5c99",
    "green": "#23733a",
    "yellow": "#bf8600",
    "red": "#b3261e",
    "grey": "#5c676b",
}
_ORDER = ("one", "two", "three", "four")
_SERIES_MOST = len(_ORDER)
_PATTERNS = {"one": "plain", "green": "plain", "two": "rising", "yellow": "rising", "three": "dots", "red": "dots"}

_TEXT = 15
_LINE = 24
_BAR = 14
_PLOT = 200


class Svg(str):
    """A picture that templates print as it is: every text in it was escaped when it was drawn."""

    __slots__ = ()

    def __html__(self) -> str:
        """Return the picture itself."""
        return str(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """One row of figures across the categories; None is "no figure", never zero.

    `tone` is empty for the next of four plain colours, or green, yellow, red, grey for traffic lights.
    """

    name: str
    values: Sequence[Value | None]
    tone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """What a chart shows, whatever its form.

    Shape: each series has one value per category.
    """

    id: str
    title: str
    summary: str
    category_name: str
    categories: Sequence[str]
    series: Sequence[Series]
    show: Callable[[Value], str] = number
    missing: str = "–"

    def __post_init__(self) -> None:
        """Refuse rows of another length and more series than can be told apart."""
        if not self.series or any(len(row.values) != len(self.categories) for row in self.series):
            raise ValueError("each series needs one value per category")
        if sum(not row.tone for row in self.series) > _SERIES_MOST:
            raise ValueError(f"at most {_SERIES_MOST} series can be told apart")

    @property
    def header(self) -> tuple[str, ...]:
        """Return the head of the table beside the chart."""
        return (self.category_name, *(row.name for row in self.series))

    @property
    def rows(self) -> tuple[tuple[str, ...], ...]:
        """Return the figures as texts: the category, then one per series."""
        columns = [[self.written(value) for value in row.values] for row in self.series]
        return tuple((name, *texts) for name, *texts in zip(self.categories, *columns, strict=True))

    def written(self, value: Value | None) -> str:
        """Return a figure as text, or the mark for "no figure"."""
        return self.missing if value is None else self.show(value)

    def tones(self) -> tuple[str, ...]:
        """Return one tone per series: its own, or the next plain one."""
        plain = iter(_ORDER)
        return tuple(row.tone or next(plain) for row in self.series)


def bars(chart: Chart, width: str = "100%") -> Svg:
    """Return one horizontal bar per category, its name above and its figure at the right; the first series only."""
    row, tone = chart.series[0], chart.tones()[0]
    most = max((value for value in row.values if value is not None), default=0) or 1
    parts: list[str] = []
    for place, (name, value) in enumerate(zip(chart.categories, row.values, strict=True)):
        top = place * (_LINE + _BAR + 10)
        parts += _named(name, chart.written(value), top)
        parts.append(f'<rect x="0" y="{top + _LINE}" width="100%" height="{_BAR}" rx="2" {_paint("grid-fill")}/>')
        if value:
            parts.append(
                f'<rect x="0" y="{top + _LINE}" width="{_share(value, most)}" height="{_BAR}" rx="2" {_fill(tone)}/>'
            )
    return _svg(chart, parts, width, len(chart.categories) * (_LINE + _BAR + 10))


def stacked(chart: Chart, width: str = "100%") -> Svg:
    """Return one horizontal bar per category, divided by series; as wide as its sum against the largest sum."""
    tones = chart.tones()
    sums = [sum(row.values[place] or 0 for row in chart.series) for place in range(len(chart.categories))]
    most = max(sums, default=0) or 1
    parts = _legend(chart, tones)
    start = len(chart.series) * _LINE + 12
    for place, name in enumerate(chart.categories):
        top = start + place * (_LINE + _BAR + 12)
        parts += _named(name, chart.show(sums[place]), top)
        before: Value = 0
        for row, tone in zip(chart.series, tones, strict=True):
            value = row.values[place] or 0
            if value:
                parts.append(
                    f'<rect x="{_share(before, most)}" y="{top + _LINE}" width="{_share(value, most)}" '
                    f'height="{_BAR + 4}" {_pattern_fill(chart, tone)} stroke-width="1.5" {_GAP}/>'
                )
            before += value
    return _svg(chart, parts, width, start + len(chart.categories) * (_LINE + _BAR + 12), _patterns(chart, tones))


def lines(chart: Chart, width: str = "100%") -> Svg:
    """Return one line per series over the categories in order, from zero; a gap where there is no figure."""
    tones = chart.tones()
    most = max((v for row in chart.series for v in row.values if v is not None), default=0) or 1
    parts = _legend(chart, tones, marked=True)
    top = len(chart.series) * _LINE + 36
    for share in (0, Decimal("0.5"), 1):
        y = top + _PLOT - int(_PLOT * share)
        parts.append(f'<line x1="0" x2="100%" y1="{y}" y2="{y}" {_paint("base" if share == 0 else "grid")}/>')
        parts.append(_text(chart.show(most * share if share else 0), "0", y - 6, muted=True))
    places = [_place(index, len(chart.categories)) for index in range(len(chart.categories))]
    for name, x in zip(chart.categories, places, strict=True):
        parts.append(_text(name, x, top + _PLOT + 22, muted=True, anchor="middle"))
    for order, (row, tone) in enumerate(zip(chart.series, tones, strict=True)):
        heights = [None if v is None else top + _PLOT - int(_PLOT * Decimal(v) / Decimal(most)) for v in row.values]
        points = list(zip(places, heights, strict=True))
        for (x1, y1), (x2, y2) in pairwise(points):
            if y1 is not None and y2 is not None:
                parts.append(f'<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" stroke-width="2.5" {_stroke(tone)}/>')
        parts += [_marker(order, tone, x, y) for x, y in points if y is not None]
    return _svg(chart, parts, width, top + _PLOT + 34)


def _svg(chart: Chart, parts: Sequence[str], width: str, height: int, defs: str = "") -> Svg:
    name = escape(chart.id)
    return Svg(
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{escape(width)}" height="{height}" role="img" '
        f'aria-labelledby="{name}-title {name}-desc" font-family="Lato, sans-serif" font-size="{_TEXT}">'
        f'<title id="{name}-title">{escape(chart.title)}</title><desc id="{name}-desc">{escape(chart.summary)}</desc>'
        f"{defs}{''.join(parts)}</svg>"
    )


def _named(name: str, figure: str, top: int) -> list[str]:
    return [_text(name, "0", top + 17), _text(figure, "100%", top + 17, anchor="end", bold=True)]


def _text(text: str, x: str, y: int, *, muted: bool = False, anchor: str = "start", bold: bool = False) -> str:
    weight = ' font-weight="700"' if bold else ""
    paint = _paint("muted" if muted else "text")
    return f'<text x="{x}" y="{y}" text-anchor="{anchor}"{weight} {paint}>{escape(text)}</text>'


def _legend(chart: Chart, tones: Sequence[str], *, marked: bool = False) -> list[str]:
    parts = []
    for order, (row, tone) in enumerate(zip(chart.series, tones, strict=True)):
        y = order * _LINE
        swatch = f'<rect x="0" y="{y + 4}" width="{_BAR}" height="{_BAR}" {_pattern_fill(chart, tone)}/>'
        parts += [_marker(order, tone, "7", y + 11) if marked else swatch]
        parts.append(_text(row.name, "24", y + 16))
    return parts


def _marker(order: int, tone: str, x: str, y: int) -> str:
    """Return the series' own shape at a point: disc, square, ring or open square."""
    solid = order < 2
    paint = (
        _fill(tone)
        if solid
        else f'fill="#ffffff" class="c-{tone} c-line c-hole" stroke="{_TONES[tone]}" stroke-width="2.5"'
    )
    if order % 2 == 0:
        return f'<circle cx="{x}" cy="{y}" r="5" {paint}/>'
    return f'<rect x="{x}" y="{y}" width="9" height="9" transform="translate(-4.5 -4.5)" {paint}/>'


def _patterns(chart: Chart, tones: Sequence[str]) -> str:
    return f"<defs>{''.join(_pattern(chart, tone) for tone in dict.fromkeys(tones))}</defs>"


def _pattern(chart: Chart, tone: str) -> str:
    drawn = {
        "plain": "",
        "rising": f'<path d="M-2 2 2-2M-2 10 10-2M6 10 10 6" stroke-width="1.2" {_hole()}/>',
        "dots": f'<circle cx="4" cy="4" r="1.3" {_hole(filled=True)}/>',
        "bars": f'<path d="M4 0v8" stroke-width="1.6" {_hole()}/>',
    }[_PATTERNS.get(tone, "bars")]
    return (
        f'<pattern id="{escape(chart.id)}-{tone}" width="8" height="8" patternUnits="userSpaceOnUse">'
        f'<rect width="8" height="8" {_fill(tone)}/>{drawn}</pattern>'
    )


def _hole(*, filled: bool = False) -> str:
    if filled:
        return 'fill="#ffffff" class="c-ground"'
    return f'fill="none" {_GAP}'


def _pattern_fill(chart: Chart, tone: str) -> str:
    return f'fill="url(#{escape(chart.id)}-{tone})"'


def _fill(tone: str) -> str:
    return f'class="c-{tone} c-fill" fill="{_TONES[tone]}"'


def _stroke(tone: str) -> str:
    return f'class="c-{tone} c-line" stroke="{_TONES[tone]}"'


def _paint(part: str) -> str:
    return {
        "text": f'class="c-text" fill="{_INK}"',
        "muted": f'class="c-muted" fill="{_MUTED}"',
        "grid": f'class="c-grid" stroke="{_GRID}"',
        "grid-fill": f'class="c-track" fill="{_GRID}"',
        "base": f'class="c-base" stroke="{_INK}"',
    }[part]


def _share(value: Value, most: Value) -> str:
    return f"{Decimal(value) * 100 / Decimal(most):.2f}%"


def _place(index: int, count: int) -> str:
    """Return where the category stands: the middle of its equal share of the width, clear of the scale's figures."""
    left = Decimal(8)
    return f"{left + (Decimal(index) + Decimal('0.5')) * (100 - left) / count:.2f}%"
