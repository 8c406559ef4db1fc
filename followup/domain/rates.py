"""What is derived from the figures: shares, figures per 100 000 inhabitants, and years side by side, each by its rules.

Rounded half up from whole numbers, so that every form of a summary shows the same digits.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from followup.domain.figures import Cut, Figure
from followup.domain.indicators import OUT_OF, CountingRule, Indicator, Unit, unit

PER = 100_000  # Source: domain.md 7.9, both absolute and per 100 000 inhabitants
_ONE, _TWO = Decimal("0.1"), Decimal("0.01")


def share(value: int | None, whole: int | None) -> Decimal | None:
    """Return how much of the whole it is.

    Units: percent with one decimal; None where either is not known or the whole is nought.
    """
    if value is None or not whole:
        return None
    return (Decimal(100 * value) / Decimal(whole)).quantize(_ONE, ROUND_HALF_UP)


def per_inhabitants(indicator: Indicator, value: int | None, inhabitants: int | None) -> Decimal | None:
    """Return the figure per 100 000 inhabitants, of what is counted; amounts and medians have none.

    Units: two decimals.
    """
    if value is None or not inhabitants or unit(indicator) is not Unit.COUNT:
        return None
    return (Decimal(PER * value) / Decimal(inhabitants)).quantize(_TWO, ROUND_HALF_UP)


def whole_of(
    indicator: Indicator, cut: Cut, figures: Mapping[tuple[str, str, str], int | None], key: str
) -> int | None:
    """Return the denominator's figure in the same cell; None for an indicator that has none."""
    whole = OUT_OF.get(indicator)
    return figures.get((whole, cut, key)) if whole is not None else None


@dataclass(frozen=True, slots=True, kw_only=True)
class YearFigures:
    """The figures of one year with the rules that they were counted by; rules may not be known."""

    year: int
    figures: tuple[Figure, ...]
    rules: tuple[CountingRule, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendCell:
    """One year's figure in all; `is_counted_anew` where the rule differs from the one of the year before."""

    year: int
    figure: Figure | None
    rule: str
    is_counted_anew: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendLine:
    """One indicator over the years; a figure that a year did not have is none, not nought."""

    indicator: Indicator
    cells: tuple[TrendCell, ...]


def trend(years: Sequence[YearFigures]) -> tuple[TrendLine, ...]:
    """Return each indicator that any of the years has, the earliest year first."""
    ordered = sorted(years, key=lambda one: one.year)
    totals = {one.year: {f.indicator: f for f in one.figures if f.cut is Cut.TOTAL} for one in ordered}
    rules = {one.year: {rule.indicator: rule.text for rule in one.rules} for one in ordered}
    lines = []
    for indicator in Indicator:
        cells, before = [], ""
        for one in ordered:
            rule = rules[one.year].get(indicator, "")
            figure = totals[one.year].get(indicator)
            is_new = bool(before and rule and rule != before)
            cells.append(TrendCell(year=one.year, figure=figure, rule=rule, is_counted_anew=is_new))
            before = rule or before
        if any(cell.figure is not None for cell in cells):
            lines.append(TrendLine(indicator=indicator, cells=tuple(cells)))
    return tuple(lines)
