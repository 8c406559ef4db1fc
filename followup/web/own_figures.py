"""An organisation's own figures of a year with the rows behind each, confirmed by a person, and over the years."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from followup.documents.edition_parts import GROUPS
from followup.documents.edition_parts import WORDS as STATES
from followup.domain.code_of_conduct import Area
from followup.domain.editions import check_year
from followup.domain.figure_corrections import LEFT_OUT
from followup.domain.figures import crossed
from followup.domain.indicators import COUNTING, NATIONAL, OUT_OF, Indicator, Unit, unit
from followup.domain.money import CURRENCIES
from followup.domain.permissions import Permission
from followup.domain.plain_data import from_plain
from followup.domain.rates import TrendLine, YearFigures, per_inhabitants, share, trend, whole_of
from followup.domain.sanctions import Rung
from followup.domain.sharing import Light
from followup.domain.summaries import NONE, Cut, FigureState, OwnFigures, OwnFilter
from followup.i18n import gettext, money, number
from followup.queries import figure_corrections as queries
from followup.queries.own_figures import Line
from followup.schemas.figure_corrections import TrendLineSchema
from followup.schemas.risk import category_name
from followup.schemas.summaries import OwnFiguresSchema, OwnFilterSchema
from followup.services import own_figures
from followup.transaction import Transaction
from followup.web.endpoint import Room, see_other

room = Room("own_figures")

LINES_SHOWN = 100
YEARS_SHOWN = 6
PAGES = {
    "contract": ("contracts.show", "contract_id"),
    "follow_up": ("follow_ups.show", "follow_up_id"),
    "deviation": ("deviations.show", "deviation_id"),
    "result": ("sharing.show", "result_id"),
    "supplier": ("suppliers.show", "supplier_id"),
    "sanction": ("sanctions.show", "sanction_id"),
    "joint": ("joint_follow_ups.show", "joint_id"),
}
_OWN = tuple(i for i in Indicator if i not in NATIONAL)
_SPLIT = tuple(
    (id_, heading, tuple(i for i in indicators if i in _OWN and i is not Indicator.MEDIAN_DAYS))
    for id_, heading, indicators in GROUPS
    if id_ != "resources"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One figure as the page shows it: with its rule, what it is a share of, and what was confirmed if that differs."""

    indicator: Indicator
    rule: str
    value: int | None
    whole: Indicator | None
    share: Decimal | None
    per_inhabitants: Decimal | None


@room.page("/summaries/own/<int:year>", needs=Permission.CONTRACT_READ, query=OwnFilterSchema)
def show(tx: Transaction, query: OwnFilter, year: int) -> dict[str, Any]:
    """Return the organisation's own figures, whole, with the rows behind the one that is asked for."""
    looked = own_figures.look(tx, check_year(year))
    standing = queries.standing(tx.session, tx.actor.organisation_id, year)
    is_confirmed = standing.figures is not None and standing.reopened_at is None
    now = _by_cell(looked.figures)
    shown = [line for line in looked.lines if query.asks_for(line.item)]
    return {
        "year": year,
        "query": query,
        "now": now,
        "kept": _by_cell(from_plain(OwnFigures, standing.figures)) if is_confirmed else None,
        "confirmed": standing if is_confirmed else None,
        "standing": standing,
        "is_over": tx.today.year > year,
        "word": _words(standing.currency or CURRENCIES[0]),
        "lines": shown[query.after : query.after + LINES_SHOWN],
        "line_count": len(shown),
        "next": query.after + LINES_SHOWN if len(shown) > query.after + LINES_SHOWN else None,
        "pages": PAGES,
        "none_mark": NONE,
        "left_out": LEFT_OUT,
        "category_name": category_name,
        "corrections": looked.corrections,
        "indicator_of": Indicator.of,
        **_tables(looked.figures, looked.lines, standing.inhabitants),
    }


def _tables(figures: OwnFigures, lines: Sequence[Line], inhabitants: int | None) -> dict[str, Any]:
    """Return the tables of the page: in all, by category, of deviations, by step and by colour."""
    now = _by_cell(figures)
    items = [line.item for line in lines]
    return {
        "rows": [_row(indicator, now, inhabitants) for indicator in _OWN],
        "groups": _SPLIT,
        "categories": sorted({f.key for f in figures.figures if f.cut is Cut.CATEGORY}, key=category_name),
        "lights": [(light, _light_count(lines, light)) for light in Light],
        "crossed": [(i, crossed(items, i)) for i in (Indicator.DEVIATIONS_ISSUED, Indicator.DEVIATIONS_OPEN)],
        "topic_names": {area.value: gettext(area.label) for area in Area},
        "countries": {f.key for f in figures.figures if f.cut is Cut.COUNTRY},
        "rungs": [(rung, now.get((Indicator.SANCTIONS_DECIDED, Cut.DETAIL, rung), 0)) for rung in Rung],
    }


@room.read("/own-figures/<int:year>", needs=Permission.CONTRACT_READ, gives=OwnFiguresSchema)
def get_own_figures(tx: Transaction, year: int) -> dict[str, Any]:
    """Return the organisation's own figures of a year as they are today, whole, with the rows behind them."""
    looked = own_figures.look(tx, check_year(year))
    return {
        "year": year,
        "figures": looked.figures.figures,
        "lines": looked.lines,
        "corrections": looked.corrections,
    }


@room.page("/summaries/over-the-years", needs=Permission.CONTRACT_READ)
def years(tx: Transaction) -> dict[str, Any]:
    """Return the organisation's confirmed figures side by side, each year by the rules of that year."""
    found = _years(tx)
    standing = queries.standing(tx.session, tx.actor.organisation_id, tx.today.year)
    return {
        "lines": found,
        "years": [cell.year for cell in found[0].cells] if found else [],
        "word": _words(standing.currency or CURRENCIES[0]),
        "state_words": STATES,
    }


@room.read("/own-figures", needs=Permission.CONTRACT_READ, gives=TrendLineSchema, many=True)
def list_own_figures(tx: Transaction) -> Sequence[TrendLine]:
    """Return the organisation's confirmed figures over the years, each year by the rules of that year."""
    return _years(tx)


def _years(tx: Transaction) -> Sequence[TrendLine]:
    rows = queries.years(tx.session, tx.actor.organisation_id)[-YEARS_SHOWN:]
    read = [from_plain(OwnFigures, row.figures) for row in rows]
    return trend([YearFigures(year=one.year, figures=one.figures, rules=one.rules) for one in read])


@room.action("/summaries/own/<int:year>/confirm", needs=Permission.SUMMARY_CONFIRM)
def confirm(tx: Transaction, year: int) -> Any:
    """Confirm the organisation's figures of a finished year."""
    own_figures.confirm(tx, check_year(year))
    return see_other("own_figures.show", year=year, notice="confirmed")


def _by_cell(figures: OwnFigures) -> Mapping[tuple[str, str, str], int | None]:
    return {(f.indicator, f.cut, f.key): f.value for f in figures.figures}


def _row(indicator: Indicator, now: Mapping[tuple[str, str, str], int | None], inhabitants: int | None) -> Row:
    value = now.get((indicator, Cut.TOTAL, ""))
    return Row(
        indicator=indicator,
        rule=COUNTING[indicator],
        value=value,
        whole=OUT_OF.get(indicator),
        share=share(value, whole_of(indicator, Cut.TOTAL, now, "")),
        per_inhabitants=per_inhabitants(indicator, value, inhabitants),
    )


def _words(currency: str) -> Callable[[Indicator, int | None], str]:
    """Return what writes a figure in the language in force: a number, hours, an amount, or that there is none."""

    def word(indicator: Indicator, value: int | None) -> str:
        if value is None:
            return gettext(
                STATES[FigureState.TOO_FEW if indicator is Indicator.MEDIAN_DAYS else FigureState.NOT_STATED]
            )
        if unit(indicator) is Unit.MONEY:
            return money(Decimal(value).scaleb(-2), currency)
        return gettext("{n} h", n=number(_hours(value))) if unit(indicator) is Unit.MINUTES else number(value)

    return word


def _hours(minutes: int) -> Decimal:
    return (Decimal(minutes) / 60).quantize(Decimal("0.1"), ROUND_HALF_UP)


def _light_count(lines: Sequence[Line], light: Light) -> int:
    return sum(line.item.indicator is Indicator.LIGHTS and line.item.detail == light for line in lines)
