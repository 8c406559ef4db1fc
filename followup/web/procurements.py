"""Planned procurements: the year's plan, one procurement, its start meeting, its award and its end."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from flask import request, url_for

from followup.domain.permissions import Permission
from followup.domain.procurements import (
    CONTRACTS_MOST,
    Award,
    NewProcurement,
    PlanFilter,
    Potential,
    ProcurementStatus,
)
from followup.domain.risk import RiskClass
from followup.domain.risk_areas import area_label
from followup.i18n import gettext
from followup.models.procurements import Procurement
from followup.queries import contracts as contract_queries
from followup.queries import journal, renewals, risk, risk_areas, suppliers
from followup.queries import procurements as queries
from followup.queries.paging import Page
from followup.schemas.procurements import (
    POTENTIAL,
    AwardCountSchema,
    AwardSchema,
    CancelSchema,
    ListedProcurementSchema,
    PlanFilterSchema,
    PlannedProcurementSchema,
    ProcurementSchema,
    StartSchema,
    award_form,
    procurement_form,
)
from followup.schemas.risk import categories_on, category_name
from followup.services import procurements
from followup.services.organisations import CURRENCIES
from followup.transaction import Transaction
from followup.web.endpoint import Room, Shown, see_other
from followup.web.forms import Form
from followup.web.shell import said

room = Room("procurements")
_ONE = "/procurements/<procurement_id>"
_WORDS: dict[str, Any] = {
    "area_label": lambda key: gettext(area_label(key)),
    "potential": lambda size: gettext(Potential.of(size).label),
}


@room.page("/procurements", needs=Permission.PROCUREMENT_READ, query=PlanFilterSchema)
def index(tx: Transaction, query: PlanFilter) -> dict[str, Any]:
    """Return the procurement plan of a year."""
    year = query.year or tx.today.year
    counts = queries.counts(tx.session, year)
    years = sorted({*queries.years(tx.session), tx.today.year, tx.today.year + 1, year}, reverse=True)
    asked = {"year": year, "mine": "yes" if query.mine else None}
    return {
        "year": year,
        "found": queries.plan(tx.session, year, query, user_id=tx.actor.user_id),
        "asked": {name: value for name, value in asked.items() if value},
        "query": query,
        "tabs": [(url_for("procurements.index", year=y), str(y), y == year) for y in years],
        **_WORDS,
        "classes": [(level, queries.classes(counts).get(level, 0)) for level in (*RiskClass, None)],
        "states": [(state, sum(row.n for row in counts if row.status is state)) for state in ProcurementStatus],
        "value": queries.value,
        "category_name": category_name,
        "on": tx.today,
    }


@room.read(
    "/procurements",
    needs=Permission.PROCUREMENT_READ,
    gives=ListedProcurementSchema,
    many=True,
    query=PlanFilterSchema,
)
def list_procurements(tx: Transaction, query: PlanFilter) -> Page[Any]:
    """Return the procurement plan of a year, of this one unless another is asked for."""
    return queries.plan(tx.session, query.year or tx.today.year, query, user_id=tx.actor.user_id)


@room.page(_ONE, needs=Permission.PROCUREMENT_READ)
def show(tx: Transaction, procurement_id: str) -> dict[str, Any]:
    """Return one planned procurement with its risk, what waits for it and the contracts that came of it."""
    procurement = tx.get(Procurement, procurement_id, to=Permission.PROCUREMENT_READ)
    assessments = risk.of_procurement(tx.session, procurement.id)
    around = queries.contracts(tx.session, procurement.id)
    return {
        "procurement": procurement,
        "manager": queries.manager(tx.session, procurement),
        "value": queries.value(procurement),
        "category": category_name(procurement.category),
        "assessments": assessments,
        "contracts": [row for row in around if not row.is_renewed],
        "renewed": [row for row in around if row.is_renewed],
        "measures": renewals.of_procurement(tx.session, procurement.id),
        **_WORDS,
        "judged": _judged(procurement, risk_areas.chosen(tx.session, tx.actor).areas),
        "on": tx.today,
        "history": journal.history(tx.session, [procurement.public_id, *(a.row.public_id for a in assessments)]),
    }


@room.read(_ONE, needs=Permission.PROCUREMENT_READ, gives=PlannedProcurementSchema)
def get_procurement(tx: Transaction, procurement_id: str) -> dict[str, Any]:
    """Return one planned procurement."""
    return _as_data(tx, tx.get(Procurement, procurement_id, to=Permission.PROCUREMENT_READ))


def _judged(procurement: Procurement, areas: Iterable[object]) -> list[tuple[str, str | None]]:
    """Return each area with the potential that was judged; areas of another division only where they were judged."""
    sizes = {key: str(size) for key, size in (procurement.potential or {}).items()}
    keys = dict.fromkeys([*(str(area) for area in areas), *sizes])
    return [(key, sizes.get(key)) for key in keys]


def _form(tx: Transaction, data: dict[str, Any], **more: Any) -> Shown:
    category = data.get("category")
    keys = dict.fromkeys([*(found.key for found in categories_on(tx.today)), *([category] if category else [])])
    currency = data.get("currency") or CURRENCIES.get(tx.actor.country, "EUR")
    return Shown(
        data={**data, "currency": currency},
        choices={
            "manager_id": [(m.public_id, m.name) for m in contract_queries.managers(tx.session)],
            "category": sorted(((k, category_name(k)) for k in keys), key=lambda pair: pair[1].casefold()),
        },
        schema=procurement_form(risk_areas.chosen(tx.session, tx.actor).areas),
        **more,
    )


def _new_form(tx: Transaction) -> Shown:
    return _form(tx, {"year": tx.today.year}, context={"procurement": None})


@room.form(
    "/procurements/new",
    needs=Permission.PROCUREMENT_PLAN,
    takes=ProcurementSchema,
    template="procurements/edit.html",
    shows=_new_form,
)
def register(tx: Transaction, new: NewProcurement) -> Any:
    """Plan a procurement."""
    made = procurements.register(tx, new)
    return see_other("procurements.show", procurement_id=made.public_id, notice="registered")


@room.create(
    "/procurements", needs=Permission.PROCUREMENT_PLAN, takes=ProcurementSchema, gives=PlannedProcurementSchema
)
def create_procurement(tx: Transaction, new: NewProcurement) -> dict[str, Any]:
    """Plan a procurement."""
    return _as_data(tx, procurements.register(tx, new, origin="api"))


def _edit_form(tx: Transaction, procurement_id: str) -> Shown:
    procurement = tx.get(Procurement, procurement_id, to=Permission.PROCUREMENT_CHANGE)
    data = _as_data(tx, procurement)
    sizes = {f"{POTENTIAL}{area}": size for area, size in data["potential"].items()}
    return _form(tx, {**data, **sizes}, version=procurement.version, context={"procurement": procurement})


@room.form(
    f"{_ONE}/edit",
    needs=Permission.PROCUREMENT_CHANGE,
    takes=ProcurementSchema,
    template="procurements/edit.html",
    shows=_edit_form,
    versioned=True,
)
def change(tx: Transaction, new: NewProcurement, procurement_id: str, version: int | None) -> Any:
    """Save a changed procurement."""
    procurements.change(tx, procurement_id, new, version)
    return see_other("procurements.show", procurement_id=procurement_id, notice="saved")


@room.change(_ONE, needs=Permission.PROCUREMENT_CHANGE, takes=ProcurementSchema, gives=PlannedProcurementSchema)
def change_procurement(tx: Transaction, new: NewProcurement, procurement_id: str, version: int) -> dict[str, Any]:
    """Save a changed procurement."""
    return _as_data(tx, procurements.change(tx, procurement_id, new, version))


def _start_form(tx: Transaction, procurement_id: str) -> Shown:
    procurement = tx.get(Procurement, procurement_id, to=Permission.PROCUREMENT_CHANGE)
    planned = procurement.start_meeting_on or tx.today
    return Shown(
        data={"held_on": min(planned, tx.today)}, version=procurement.version, context={"procurement": procurement}
    )


@room.form(
    f"{_ONE}/start",
    needs=Permission.PROCUREMENT_CHANGE,
    takes=StartSchema,
    template="procurements/start.html",
    shows=_start_form,
    versioned=True,
)
def start(tx: Transaction, held_on: date, procurement_id: str, version: int | None) -> Any:
    """Note that the start meeting was held."""
    procurements.start(tx, procurement_id, held_on, version)
    return see_other("procurements.show", procurement_id=procurement_id, notice="started")


def _award_form(tx: Transaction, procurement_id: str) -> Shown:
    procurement = tx.get(Procurement, procurement_id, to=Permission.PROCUREMENT_CHANGE)
    asked = request.args.get("contracts", "1")
    count = min(max(int(asked), 1), CONTRACTS_MOST) if asked.isascii() and asked.isdigit() and len(asked) < 3 else 1
    known = suppliers.choices(tx.session)
    versions = [(v.key, said(v.title)) for v in contract_queries.versions(tx.session)]
    return Shown(
        choices={**{f"supplier_id.{n}": known for n in range(1, count + 1)}, "code_version": versions},
        version=procurement.version,
        schema=award_form(count),
        context={
            "procurement": procurement,
            "numbers": range(1, count + 1),
            "how_many": Form(AwardCountSchema, {"contracts": count}, prefix="count"),
            "left": renewals.undecided(tx.session, procurement.id),
        },
    )


@room.form(
    f"{_ONE}/award",
    needs=Permission.PROCUREMENT_CHANGE,
    takes=AwardSchema,
    template="procurements/award.html",
    shows=_award_form,
    versioned=True,
)
def award(tx: Transaction, new: Award, procurement_id: str, version: int | None) -> Any:
    """Close the procurement with its contracts."""
    procurements.award(tx, procurement_id, new, version)
    return see_other("procurements.show", procurement_id=procurement_id, notice="awarded")


def _cancel_form(tx: Transaction, procurement_id: str) -> Shown:
    procurement = tx.get(Procurement, procurement_id, to=Permission.PROCUREMENT_CHANGE)
    return Shown(version=procurement.version, context={"procurement": procurement})


@room.form(
    f"{_ONE}/cancel",
    needs=Permission.PROCUREMENT_CHANGE,
    takes=CancelSchema,
    template="procurements/cancel.html",
    shows=_cancel_form,
    versioned=True,
)
def cancel(tx: Transaction, reason: str, procurement_id: str, version: int | None) -> Any:
    """Give the procurement up."""
    procurements.cancel(tx, procurement_id, reason, version)
    return see_other("procurements.show", procurement_id=procurement_id, notice="given_up")


def _as_data(tx: Transaction, procurement: Procurement) -> dict[str, Any]:
    """Return the procurement as the API gives it and as its form holds it."""
    names = (
        *("public_id", "version", "title", "year", "status", "need", "unit", "category", "cpv", "expert_group"),
        *("start_meeting_on", "case_number", "risk_class", "risk_since", "currency"),
    )
    manager = queries.manager(tx.session, procurement)
    made = queries.contracts(tx.session, procurement.id)
    return {
        **{name: getattr(procurement, name) for name in names},
        "value": queries.value(procurement),
        "manager_id": manager.public_id if manager else None,
        "potential": procurement.potential or {},
        "contract_ids": [row.public_id for row in made if not row.is_renewed],
    }
