"""The portfolio as a whole: classes to look at again, where requirements matter most, hours, groups."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from followup.documents.charts import Chart, Series, bars, stacked
from followup.domain.contracts import Criticality
from followup.domain.money import Money
from followup.domain.permissions import Permission
from followup.domain.plain_data import from_plain
from followup.domain.portfolio import (
    RISK_WEIGHTS,
    TIME_WEIGHTS,
    UNKNOWN_WEIGHT,
    Effort,
    GroupShare,
    Ordering,
    Ranked,
    commonest,
    efforts,
    group_shares,
    in_order_of,
    ranked,
    review_reasons,
)
from followup.domain.risk import RiskClass, RiskFacts
from followup.domain.work import Item, Task, Waits
from followup.errors import Reason
from followup.i18n import gettext
from followup.queries import countries, risk, risk_policies
from followup.queries import portfolio as queries
from followup.queries.rows import AnyRow
from followup.schemas.portfolio import (
    EffortSchema,
    GroupSchema,
    OrderingSchema,
    PrioritySchema,
    ReviewedSchema,
    YearSchema,
)
from followup.schemas.risk import basis, category_by, tables
from followup.services.organisations import CURRENCIES
from followup.transaction import Transaction
from followup.web.endpoint import Room
from followup.web.forms import Form

room = Room("portfolio")
SHOWN, TOP = 200, 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewed:
    """A contract whose class should be looked at again, and why."""

    id: str
    title: str
    supplier: str
    risk_class: RiskClass
    valid_until: date | None
    reasons: tuple[Reason, ...]

    @property
    def codes(self) -> list[str]:
        """Return the reasons as programs read them."""
        return [reason.code for reason in self.reasons]


def _reviewed(tx: Transaction, rows: Sequence[AnyRow]) -> Sequence[Reviewed]:
    """Return those contracts whose class has aged or rests on what has changed since."""
    if not rows:
        return ()
    sites = risk.sites(tx.session, [row.id for row in rows])
    placed = {row.id: [(site.site_id, site.country) for site in sites.get(row.id, ())] for row in rows}
    further = {row.id: [row.production_country] if row.production_country else [] for row in rows}
    places = {c for some in placed.values() for _, c in some} | {c for some in further.values() for c in some}
    risks = countries.risk_of(tx.session, places, tx.today, tables().countries)
    found = []
    for row in rows:
        then = from_plain(RiskFacts, row.facts).basis
        now = basis(category_by(row.category, row.cpv, tx.today), placed[row.id], further[row.id], risks)
        if reasons := review_reasons(row.valid_until, then, now, tx.today):
            found.append(_as_reviewed(row, reasons))
    return found


def _as_reviewed(row: AnyRow, reasons: tuple[Reason, ...]) -> Reviewed:
    return Reviewed(
        id=row.public_id,
        title=row.title,
        supplier=row.supplier_name,
        risk_class=row.risk_class,
        valid_until=row.valid_until,
        reasons=reasons,
    )


def to_review(tx: Transaction, rows: Sequence[AnyRow]) -> Sequence[Item]:
    """Return the classes to look at again, as work, of contracts that are one's own."""
    return [
        Item(
            task=Task.REVIEW_RISK,
            waits=Waits.ME,
            id=found.id,
            title=found.title,
            supplier=found.supplier,
            due_on=found.valid_until,
            risk_class=found.risk_class,
        )
        for found in _reviewed(tx, rows)
    ]


@room.page("/portfolio", needs=Permission.CONTRACT_READ)
def review(tx: Transaction) -> dict[str, Any]:
    """Return the yearly review: what has lapsed or will, and what has changed since it was assessed."""
    rules = risk_policies.in_force(tx.session, tx.today)
    found = _reviewed(tx, queries.classified(tx.session, tx.today))
    counts = queries.contract_counts(tx.session, tx.today)
    return {
        "found": found[:SHOWN],
        "total": len(found),
        "rules": rules,
        "counts": [(level, counts.get(level, 0)) for level in (*RiskClass, None)],
        "on": tx.today,
    }


@room.read("/portfolio/review", needs=Permission.CONTRACT_READ, gives=ReviewedSchema, many=True)
def list_review(tx: Transaction) -> Sequence[Reviewed]:
    """Return the contracts whose class should be looked at again."""
    return _reviewed(tx, queries.classified(tx.session, tx.today))


def _ranking(tx: Transaction) -> tuple[tuple[Ranked, ...], str, Sequence[Any]]:
    """Return the ranking in the commonest currency, that currency, and what stands in another."""
    items = queries.weighed(tx.session, tx.today)
    currency = commonest([item.currency for item in items], CURRENCIES.get(tx.actor.country, "EUR"))
    return (
        ranked([item for item in items if item.currency == currency], tx.today),
        currency,
        [item for item in items if item.currency != currency],
    )


@room.page("/portfolio/priorities", needs=Permission.CONTRACT_READ, query=OrderingSchema)
def priorities(tx: Transaction, query: Ordering) -> dict[str, Any]:
    """Return where requirements matter most: value × risk × time to renewal."""
    rows, currency, elsewhere = _ranking(tx)
    lacking, first = queries.without_value(tx.session, tx.today, most=SHOWN)
    chart = _priority_chart(rows[:TOP]) if rows else None
    return {
        "rows": in_order_of(rows, query)[:SHOWN],
        "total": len(rows),
        "currency": currency,
        "elsewhere": elsewhere[:SHOWN],
        "lacking": lacking,
        "lacking_first": first,
        "ordering": query,
        "orderings": list(Ordering),
        "filter": Form(OrderingSchema, {"by": query}),
        "chart": chart,
        "picture": bars(chart) if chart else None,
        "risk_weights": RISK_WEIGHTS,
        "unknown_weight": UNKNOWN_WEIGHT,
        "time_weights": TIME_WEIGHTS,
        "as_money": lambda item: Money(item.value_minor, item.currency),
    }


def _priority_chart(rows: Sequence[Ranked]) -> Chart:
    return Chart(
        id="priorities",
        title=gettext("Where requirements matter most"),
        summary=gettext("The first {n} by value × risk × time to renewal, the largest as 100.", n=len(rows)),
        category_name=gettext("Contract or procurement"),
        categories=[row.of.title for row in rows],
        series=[Series(name=gettext("Priority"), values=[row.priority for row in rows])],
    )


@room.read("/portfolio/priorities", needs=Permission.CONTRACT_READ, gives=PrioritySchema, many=True)
def list_priorities(tx: Transaction) -> Sequence[Ranked]:
    """Return contracts and planned procurements by value × risk × time to renewal, in the commonest currency."""
    return _ranking(tx)[0]


def _efforts(tx: Transaction, year: int) -> tuple[Effort, ...]:
    rules = risk_policies.in_force(tx.session, tx.today)
    contracts = queries.contract_counts(tx.session, tx.today)
    return efforts(contracts, queries.time_used(tx.session, year), rules.hours)


@room.page("/portfolio/hours", needs=Permission.CONTRACT_READ, query=YearSchema)
def hours(tx: Transaction, query: int | None) -> dict[str, Any]:
    """Return hours planned and used per class: the classes exist to steer resources."""
    year = query or tx.today.year
    rows = _efforts(tx, year)
    chart = Chart(
        id="hours",
        title=gettext("Hours per risk class, {year}", year=str(year)),
        summary=gettext("Hours planned by the organisation's rules beside hours noted on follow-ups."),
        category_name=gettext("Risk class"),
        categories=[
            gettext("{name}: {what}", name=_class_name(row), what=what)
            for row in rows
            for what in (gettext("planned hours"), gettext("used hours"))
        ],
        series=[Series(name=gettext("Hours"), values=[value for row in rows for value in (row.planned, row.used)])],
    )
    return {"year": year, "this_year": tx.today.year, "rows": rows, "chart": chart, "picture": bars(chart)}


def _class_name(row: Effort) -> str:
    return gettext(row.risk_class.label) if row.risk_class else gettext("Not classified")


@room.read("/portfolio/hours", needs=Permission.CONTRACT_READ, gives=EffortSchema, many=True, query=YearSchema)
def list_hours(tx: Transaction, query: int | None) -> Sequence[Effort]:
    """Return hours planned and used per class in a year."""
    return _efforts(tx, query or tx.today.year)


@room.page("/portfolio/groups", needs=Permission.CONTRACT_READ)
def groups(tx: Transaction) -> dict[str, Any]:
    """Return the portfolio groups, an axis of their own, beside the rule of thumb and beside the risk classes."""
    counts = queries.group_counts(tx.session, tx.today)
    chart = Chart(
        id="groups",
        title=gettext("Contracts per portfolio group and risk class"),
        summary=gettext("Two axes that do not follow from each other."),
        category_name=gettext("Portfolio group"),
        categories=[gettext(group.label) for group in Criticality],
        series=[
            Series(name=gettext(level.label), values=[counts.get((group, level), 0) for group in Criticality])
            for level in RiskClass
        ],
    )
    return {
        "shares": group_shares(counts),
        "without": sum(n for (group, _), n in counts.items() if group is None),
        "chart": chart,
        "picture": stacked(chart),
    }


@room.read("/portfolio/groups", needs=Permission.CONTRACT_READ, gives=GroupSchema, many=True)
def list_groups(tx: Transaction) -> Sequence[GroupShare]:
    """Return each portfolio group's share of the running contracts."""
    return group_shares(queries.group_counts(tx.session, tx.today))
