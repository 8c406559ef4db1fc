"""Figures over the years, each as it was published in its year and counted by the rule of that year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from followup.documents.charts import Chart, Series, Svg, lines
from followup.documents.edition_names import word
from followup.documents.edition_parts import Table
from followup.domain.editions import Edition
from followup.domain.indicators import Indicator, Unit, unit
from followup.domain.summaries import Cut
from followup.i18n import gettext

_SERIES_MOST = 4  # what a chart can tell apart
_OTHER_RULE = "*"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """The years side by side: charts, and one table of all figures."""

    charts: tuple[tuple[Chart, Svg], ...]
    table: Table


def trend(editions: Sequence[Edition], charted: Sequence[tuple[str, str, Sequence[Indicator]]]) -> Trend:
    """Return the figures of the years in the language in force.

    Shape: `editions` one of each year, the oldest first; `charted` is (id, heading, indicators) of each chart, which
    draws those that are plain numbers.
    """
    cells = [edition.cells() for edition in editions]
    counted = [i for i in Indicator if any((i, Cut.TOTAL, "") in one for one in cells)]
    years = tuple(str(edition.year) for edition in editions)
    table = Table(
        id="over-the-years",
        heading=gettext("All figures"),
        header=(gettext("Figure"), *years),
        rows=tuple((gettext(i.label), *_row(editions, i)) for i in counted),
        note=gettext("A star marks a year in which the figure was counted by another rule than the year before."),
    )
    charts = tuple(
        _chart(id_, heading, found, years, editions)
        for id_, heading, indicators in charted
        if (found := [i for i in indicators if i in counted and unit(i) is Unit.COUNT])
    )
    return Trend(charts=tuple((chart, lines(chart)) for chart in charts), table=table)


def _row(editions: Sequence[Edition], indicator: Indicator) -> tuple[str, ...]:
    found, before = [], None
    for edition in editions:
        figure = edition.cells().get((indicator, Cut.TOTAL, ""))
        rule = next((rule.text for rule in edition.rules if rule.indicator is indicator), None)
        star = _OTHER_RULE if before is not None and rule is not None and rule != before else ""
        told = gettext("not counted") if figure is None else word(figure, edition.currency)
        found.append(told + star)
        before = rule or before
    return tuple(found)


def _chart(
    id_: str, heading: str, indicators: Sequence[Indicator], years: tuple[str, ...], editions: Sequence[Edition]
) -> Chart:
    rows = []
    for indicator in indicators[:_SERIES_MOST]:
        figures = [edition.cells().get((indicator, Cut.TOTAL, "")) for edition in editions]
        values = [figure.value if figure is not None else None for figure in figures]
        rows.append(Series(name=gettext(indicator.label), values=values))
    last = "; ".join(f"{row.name} {years[-1]}: {row.values[-1] if row.values[-1] is not None else '–'}" for row in rows)
    return Chart(
        id=f"trend-{id_}",
        title=gettext(heading),
        summary=last,
        category_name=gettext("Year"),
        categories=years,
        series=rows,
    )
