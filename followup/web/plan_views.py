"""The plan: as a year, a month, a board, by person, what is late; and the plan of one contract."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

from flask import url_for

from followup.domain.calendar import add_months
from followup.domain.follow_ups import reason_of
from followup.domain.permissions import Permission
from followup.domain.plan_views import (
    EARLIER,
    MONTHS,
    NOBODY,
    YEARS_AHEAD,
    Counted,
    PlanFilter,
    PlanState,
    WaitsOn,
    month_of,
    neighbours,
    workloads,
    year_plan,
)
from followup.domain.rules import allows
from followup.errors import N_
from followup.i18n import explain, gettext, month, weekday
from followup.models.contracts import Contract
from followup.models.suppliers import Supplier
from followup.queries import blocked, follow_up_policies
from followup.queries import follow_ups as people
from followup.queries import plan_views as queries
from followup.queries.follow_up_policies import Followed
from followup.queries.paging import Page
from followup.queries.rows import AnyRow
from followup.schemas.plan_views import (
    YEAR_LEAST,
    YEAR_MOST,
    ContractPlanSchema,
    CountedSchema,
    LateSchema,
    OpenWorkSchema,
    PlanFilterSchema,
    PlannedSchema,
)
from followup.schemas.risk import categories_on, category_name
from followup.transaction import Transaction
from followup.web import plan_pictures
from followup.web.endpoint import Room
from followup.web.forms import Form

room = Room("plan_views")
VIEWS = (
    ("year", N_("Year wheel")),
    ("calendar", N_("Calendar")),
    ("board", N_("Board")),
    ("workload", N_("Workload")),
    ("late", N_("Late and why")),
)
_KEPT = ("year", "q", "kind", "category", "person_id", "contract_id", "supplier_id")
_YEARS_BACK = 3
_STATES = {str(state): state for state in PlanState}


def _around(tx: Transaction, query: PlanFilter, here: str, **carried: object) -> dict[str, Any]:
    """Return what stands on each page of the plan: the other views, what it is narrowed to, and words for rows."""
    year = query.year_on(tx.today)
    kept = {name: value for name in _KEPT if (value := getattr(query, name))}
    doers = [(row.public_id, row.name) for row in people.doers(tx.session)]
    years = sorted({year, *range(tx.today.year - _YEARS_BACK, tx.today.year + YEARS_AHEAD + 1)})
    form = Form(
        PlanFilterSchema,
        {**{name: kept.get(name) for name in _KEPT}, "year": year},
        choices={
            "year": [(str(each), str(each)) for each in years],
            "category": sorted(((c.key, category_name(c.key)) for c in categories_on(tx.today)), key=lambda c: c[1]),
            "person_id": [(NOBODY, gettext("Nobody in particular")), *doers],
        },
    )
    return {
        **_subject(tx, query),
        "query": query,
        "year": year,
        "kept": kept,
        "carried": carried,
        "filter": form,
        "here": f"plan_views.{here}",
        "tabs": [(url_for(f"plan_views.{name}", **kept), gettext(text), name == here) for name, text in VIEWS],
        "states": _STATES,
        "month": month,
        "weekday": weekday,
        "reason_of": reason_of,
        "on": tx.today,
    }


def _subject(tx: Transaction, query: PlanFilter) -> dict[str, Any]:
    """Return the contract and the supplier that the plan is narrowed to."""
    contract, supplier = query.contract_id, query.supplier_id
    return {
        "contract": tx.get(Contract, contract, to=Permission.CONTRACT_READ) if contract else None,
        "supplier": tx.get(Supplier, supplier, to=Permission.SUPPLIER_READ) if supplier else None,
    }


@room.page("/plan", needs=Permission.FOLLOW_UP_READ, query=PlanFilterSchema)
def year(tx: Transaction, query: PlanFilter) -> dict[str, Any]:
    """Return the year: how much is done, to come and late in each month, by kind."""
    plan = year_plan(queries.counts(tx.session, query, tx.today))
    around = _around(tx, query, "year")
    picture = plan_pictures.wheel(plan, around["year"], tx.today)
    return {**around, "plan": plan, "months": MONTHS, "EARLIER": EARLIER, "picture": picture}


@room.read("/plan", needs=Permission.FOLLOW_UP_READ, gives=CountedSchema, many=True, query=PlanFilterSchema)
def count_year(tx: Transaction, query: PlanFilter) -> Sequence[Counted]:
    """Return how many follow-ups of the year there are, by month, kind and state."""
    return queries.counts(tx.session, query, tx.today)


@room.page("/plan/calendar", needs=Permission.FOLLOW_UP_READ, query=PlanFilterSchema)
def calendar(tx: Transaction, query: PlanFilter) -> dict[str, Any]:
    """Return a month with what is due on each day, and all of one day where one is asked for."""
    year, number, day = query.year_on(tx.today), query.month_on(tx.today), query.day_on(tx.today)
    found = queries.in_month(tx.session, query, _days(year, number), tx.today)
    around = _around(tx, query, "calendar", month=number)
    kept = {name: value for name, value in around["kept"].items() if name != "year"}
    before, after = (
        url_for("plan_views.calendar", **kept, year=y, month=m) if YEAR_LEAST <= y <= YEAR_MOST else ""
        for y, m in neighbours(year, number)
    )
    return {
        **around,
        "number": number,
        "weeks": month_of(year, number, tx.actor.country, found),
        "count": sum(count for on, (count, _) in found.items() if on.month == number),
        "before": before,
        "after": after,
        "months": MONTHS,
        "day": day,
        "of_day": queries.within(tx.session, query, (day, day), tx.today) if day else None,
    }


def _days(year: int, number: int) -> tuple[date, date]:
    """Return the first and the last day that a calendar of the month shows."""
    weeks = month_of(year, number, "SE", {})
    return weeks[0][0].on, weeks[-1][-1].on


@room.read("/plan/calendar", needs=Permission.FOLLOW_UP_READ, gives=PlannedSchema, many=True, query=PlanFilterSchema)
def list_month(tx: Transaction, query: PlanFilter) -> Page[AnyRow]:
    """Return the follow-ups that are due in a month, or on a day of it."""
    first = date(query.year_on(tx.today), query.month_on(tx.today), 1)
    on = query.day_on(tx.today)
    days = (on, on) if on else (first, add_months(first, 1) - date.resolution)
    return queries.within(tx.session, query, days, tx.today)


@room.page("/plan/board", needs=Permission.FOLLOW_UP_READ, query=PlanFilterSchema)
def board(tx: Transaction, query: PlanFilter) -> dict[str, Any]:
    """Return the year's follow-ups by state, or one page of those in the state that is asked for."""
    counted = queries.counts(tx.session, query, tx.today)
    around = _around(tx, query, "board", state=query.state)
    return {
        **around,
        "counts": {s: sum(c.count for c in counted if c.state is s) for s in PlanState},
        "late_counts": {s: sum(c.count for c in counted if c.state is s and c.is_late) for s in PlanState},
        "columns": queries.board(tx.session, query, tx.today) if query.state is None else {},
        "found": queries.in_state(tx.session, query, tx.today) if query.state else None,
    }


@room.read("/plan/board", needs=Permission.FOLLOW_UP_READ, gives=PlannedSchema, many=True, query=PlanFilterSchema)
def list_state(tx: Transaction, query: PlanFilter) -> Page[AnyRow]:
    """Return the year's follow-ups, or those in one state."""
    return queries.in_state(tx.session, query, tx.today)


@room.page("/plan/workload", needs=Permission.FOLLOW_UP_READ, query=PlanFilterSchema)
def workload(tx: Transaction, query: PlanFilter) -> dict[str, Any]:
    """Return who has how much to do in each month, and what it is."""
    minutes = follow_up_policies.in_force(tx.session, Followed.by(tx.actor), tx.today).efforts.minutes
    loads = workloads(queries.open_work(tx.session, query, tx.today), minutes)
    around = _around(tx, query, "workload", month=query.month)
    chart, picture = plan_pictures.people(loads)
    return {
        **around,
        "loads": loads,
        "most": max((load.count for each in loads for load in each.months.values()), default=0),
        "has_hours": bool(minutes),
        "as_text": _as_text(around["kept"], query.month),
        "has_earlier": any(EARLIER in each.months for each in loads),
        "months": MONTHS,
        "chart": chart,
        "picture": picture,
        "hours": plan_pictures.hours,
        "name_of": plan_pictures.name_of,
        "found": queries.listed(tx.session, query, tx.today),
    }


def _as_text(kept: dict[str, Any], number: int | None) -> str:
    """Return what the page is narrowed to as the text of a query, by which one comes back to it."""
    return urlencode(kept if number is None else {**kept, "month": number})


@room.read("/plan/workload", needs=Permission.FOLLOW_UP_READ, gives=OpenWorkSchema, many=True, query=PlanFilterSchema)
def count_workload(tx: Transaction, query: PlanFilter) -> list[dict[str, Any]]:
    """Return how many open follow-ups each person has, by month and kind."""
    minutes = follow_up_policies.in_force(tx.session, Followed.by(tx.actor), tx.today).efforts.minutes
    return [
        {
            **{name: getattr(row, name) for name in ("person_id", "name", "month", "kind", "is_late", "count")},
            "minutes_each": minutes.get(row.kind),
        }
        for row in queries.open_work(tx.session, query, tx.today)
    ]


@room.page("/plan/late", needs=Permission.FOLLOW_UP_READ, query=PlanFilterSchema)
def late(tx: Transaction, query: PlanFilter) -> dict[str, Any]:
    """Return what is late, on whom it waits, why it was due, and what a person said about it."""
    counts = queries.late_counts(tx.session, query, tx.today, tx.actor.user_id)
    around = _around(tx, query, "late", waits=query.waits)
    return {
        **around,
        "counts": counts,
        "total": sum(count for count, _, _ in counts.values()),
        "unexplained": sum(unexplained for _, unexplained, _ in counts.values()),
        "longest": max(((tx.today - since).days for _, _, since in counts.values()), default=0),
        "waiting": {str(waits): waits for waits in WaitsOn},
        "found": queries.late(tx.session, query, tx.today, tx.actor.user_id),
    }


@room.read("/plan/late", needs=Permission.FOLLOW_UP_READ, gives=LateSchema, many=True, query=PlanFilterSchema)
def list_late(tx: Transaction, query: PlanFilter) -> Page[Any]:
    """Return what is late, the longest first."""
    found = queries.late(tx.session, query, tx.today, tx.actor.user_id)
    return Page([_explained(row) for row in found.rows], found.next)


@room.page("/plan/contracts/<contract_id>", needs=Permission.FOLLOW_UP_READ)
def of_contract(tx: Transaction, contract_id: str) -> dict[str, Any]:
    """Return the plan of one contract: what is open with its reason, and what cannot be done and why."""
    contract = tx.get(Contract, contract_id, to=Permission.FOLLOW_UP_READ)
    return {
        "contract": contract,
        "rows": queries.of_contract(tx.session, contract.id, tx.today),
        "blocked": blocked.of_contract(tx.session, contract, Followed.by(tx.actor), tx.today),
        "may_plan": contract.voided_at is None and allows(tx.actor, Permission.FOLLOW_UP_PLAN, contract),
        "states": _STATES,
        "reason_of": reason_of,
        "on": tx.today,
    }


@room.read("/plan/contracts/<contract_id>", needs=Permission.FOLLOW_UP_READ, gives=ContractPlanSchema)
def get_plan_of_contract(tx: Transaction, contract_id: str) -> dict[str, Any]:
    """Return the plan of one contract."""
    contract = tx.get(Contract, contract_id, to=Permission.FOLLOW_UP_READ)
    found = blocked.of_contract(tx.session, contract, Followed.by(tx.actor), tx.today)
    return {
        "contract_id": contract.public_id,
        "planned": [_explained(row) for row in queries.of_contract(tx.session, contract.id, tx.today)],
        "blocked": [
            {"kind": p.kind, "due_on": p.due_on, "why": explain(p.reason), "blocked": explain(p.blocked)}
            for p in found
            if p.blocked is not None
        ],
    }


def _explained(row: AnyRow) -> dict[str, Any]:
    return {**row._mapping, "why": explain(reason_of(row.why))}
