"""The board of deviations: what is open by age, area, country, supplier and site, and how long closing took."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import url_for

from followup.documents.charts import Chart, Series, Svg, lines, stacked
from followup.domain.code_of_conduct import Area
from followup.domain.deviation_board import (
    Age,
    Closing,
    Division,
    Group,
    Kept,
    Side,
    Unstated,
    by_grade,
    closings,
    division,
)
from followup.domain.deviation_steps import DeviationStage
from followup.domain.deviations import Severity
from followup.domain.indicators import MEDIAN_LEAST
from followup.domain.permissions import Permission
from followup.i18n import country, gettext
from followup.queries import deviation_board as queries
from followup.schemas.deviation_board import BoardSchema
from followup.transaction import Transaction
from followup.web.endpoint import Room

room = Room("deviation_board")
YEARS = 5  # Source: default of this service
TONES = {Severity.CRITICAL: "red", Severity.MAJOR: "yellow", Severity.MINOR: "grey"}
_FILTERS = {
    Side.AGE: "age",
    Side.AREA: "area",
    Side.COUNTRY: "country",
    Side.SUPPLIER: "supplier_id",
    Side.SITE: "site_id",
}


@room.page("/deviations/board", needs=Permission.DEVIATION_READ)
def show(tx: Transaction) -> dict[str, Any]:
    """Return the board; each of its numbers opens the list behind it."""
    board = _board(tx)
    drawn = [(each, _picture(each)) for each in board["divisions"]]
    return {
        **board,
        "drawn": drawn,
        "grades": list(Severity),
        "closed_chart": _closing_chart(board["closings"]),
        "name": name_of,
        "behind": behind,
        "closed_behind": closed_behind,
        "in_time": Kept.IN_TIME,
        "late": Kept.LATE,
        "least": MEDIAN_LEAST,
    }


@room.read("/deviations/board", needs=Permission.DEVIATION_READ, gives=BoardSchema)
def get_board(tx: Transaction) -> dict[str, Any]:
    """Return what is open by age, area, country, supplier and site, and how long closing took, by year and grade."""
    return _board(tx)


def _board(tx: Transaction) -> dict[str, Any]:
    counted = queries.open_counts(tx.session, tx.today)
    years = range(tx.today.year, tx.today.year - YEARS, -1)
    found = closings(queries.closed(tx.session, years), years)
    return {
        "on": tx.today,
        "by_grade": by_grade(counted),
        "open_count": sum(row.count for row in counted),
        "divisions": [division(side, counted) for side in Side],
        "closings": [row for row in found if row.count],
    }


def name_of(side: Side, group: Group) -> str:
    """Return what a line of the board is called in the reader's language."""
    if group.key is None:
        return gettext(Unstated.of(side.value).label)
    if side is Side.AGE:
        return gettext(Age.of(group.key).label)
    if side is Side.AREA:
        return gettext(Area.of(group.key).label)
    return country(group.key) if side is Side.COUNTRY else group.name


def behind(side: Side | None = None, group: Group | None = None, severity: Severity | None = None) -> str:
    """Return the address of the list behind one number of the board."""
    narrowed: dict[str, str] = {"stage": DeviationStage.SENT.value}
    if side and group:
        narrowed |= {_FILTERS[side]: group.key} if group.key is not None else {"unstated": side.value}
    if severity:
        narrowed["severity"] = severity.value
    return url_for("deviations.index", **narrowed)  # type: ignore[arg-type] # all of them are texts


def closed_behind(row: Closing, kept: Kept | None = None) -> str:
    """Return the address of the list of what was closed in a year."""
    narrowed = {"stage": DeviationStage.ALL.value, "closed_in": str(row.year)}
    narrowed |= {"severity": row.severity.value} if row.severity else {}
    narrowed |= {"kept": kept.value} if kept else {}
    return url_for("deviations.index", **narrowed)  # type: ignore[arg-type] # all of them are texts


def _picture(of: Division) -> tuple[Chart, Svg] | None:
    """Return a division drawn; none where nothing is stated for any of them."""
    if not any(group.key is not None and group.total for group in of.groups):
        return None
    chart = Chart(
        id=f"by-{of.side}",
        title=gettext("Open deviations: {side}", side=gettext(of.side.label)),
        summary=gettext("How many deviations of each grade are open. The table beside says the same."),
        category_name=gettext(of.side.label),
        categories=[name_of(of.side, group) for group in of.groups],
        series=[
            Series(name=gettext(grade.label), values=[group.counts[grade] for group in of.groups], tone=TONES[grade])
            for grade in Severity
        ],
    )
    return chart, stacked(chart)


def _closing_chart(rows: Sequence[Closing]) -> tuple[Chart, Svg] | None:
    """Return the medians year by year; none where no year has enough."""
    medians = {(row.severity, row.year): row.median for row in rows if row.median is not None}
    if not medians:
        return None
    years = sorted({row.year for row in rows})
    grades = [each for each in (None, *Severity) if any(severity is each for severity, _ in medians)]
    chart = Chart(
        id="closing",
        title=gettext("Median days to close"),
        summary=gettext("Calendar days from sending to closing, year by year. The table below says the same."),
        category_name=gettext("Year"),
        categories=[str(year) for year in years],
        series=[
            Series(
                name=gettext(grade.label) if grade else gettext("All grades"),
                values=[medians.get((grade, year)) for year in years],
            )
            for grade in grades
        ],
    )
    return chart, lines(chart)
