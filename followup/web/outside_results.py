"""Results from elsewhere: the list, one of them, entering, correcting and taking back."""

from __future__ import annotations

from typing import Any

from flask import request

from followup.domain.outside_results import NewOutsideResult, OutsideFacts, OutsideFilter
from followup.domain.permissions import Permission
from followup.models.sharing import OutsideResult
from followup.queries import categories, contracts, journal, suppliers
from followup.queries import outside_results as queries
from followup.queries.paging import Page
from followup.queries.rows import AnyRow
from followup.schemas.crosswalks import area_name, crosswalk, in_order
from followup.schemas.outside_results import (
    OutsideFactsSchema,
    OutsideFilterSchema,
    OutsideResultOutput,
    OutsideResultSchema,
    as_drawn,
)
from followup.schemas.risk import categories_on, category_name
from followup.schemas.sharing import WithdrawSchema
from followup.services import outside_results
from followup.transaction import Transaction
from followup.web.endpoint import Room, Shown, see_other
from followup.web.forms import Choice, Form
from followup.web.shell import said

room = Room("outside_results")
_ONE = "/outside-results/<outside_result_id>"


@room.page("/outside-results", needs=Permission.RESULT_READ, query=OutsideFilterSchema)
def index(tx: Transaction, query: OutsideFilter) -> dict[str, Any]:
    """Return what was told from elsewhere, the latest done first."""
    return {
        "found": _listed(tx, query),
        "query": query,
        "filter": Form(OutsideFilterSchema, {"q": query.q, "supplier_id": query.supplier_id}),
        "category_name": category_name,
        "cooperates": bool(tx.actor.scope.cooperation_ids),
        "on": tx.today,
    }


@room.read(
    "/outside-results", needs=Permission.RESULT_READ, gives=OutsideResultOutput, many=True, query=OutsideFilterSchema
)
def list_outside_results(tx: Transaction, query: OutsideFilter) -> Page[AnyRow]:
    """Return what was told from elsewhere, the latest done first."""
    return _listed(tx, query)


@room.page(_ONE, needs=Permission.RESULT_READ)
def show(tx: Transaction, outside_result_id: str) -> dict[str, Any]:
    """Return one result from elsewhere; who entered it also sees what happened to it."""
    result, row = _one(tx, outside_result_id)
    is_mine = result.organisation_id == tx.actor.organisation_id
    return {
        "subject": result,
        "result": row,
        "is_mine": is_mine,
        "reason": result.withdraw_reason if is_mine else None,
        "areas": [(area_name(key), outcome) for key, outcome in in_order(row.areas)],
        "category_name": category_name,
        "on": tx.today,
        "history": journal.history(tx.session, [result.public_id]) if is_mine else [],
    }


@room.read(_ONE, needs=Permission.RESULT_READ, gives=OutsideResultOutput)
def get_outside_result(tx: Transaction, outside_result_id: str) -> AnyRow:
    """Return one result from elsewhere."""
    return _one(tx, outside_result_id)[1]


def _enter_form(tx: Transaction) -> Shown:
    known = categories.cooperations(tx.session, tx.actor.scope.cooperation_ids)
    return Shown(
        data={
            "supplier_id": request.args.get("supplier_id"),
            "received_on": tx.today,
            "cooperation_id": known[0].public_id if known else None,
        },
        choices={
            **_choices(tx),
            "supplier_id": suppliers.choices(tx.session),
            "cooperation_id": [(one.public_id, one.name) for one in known],
        },
        schema=as_drawn(OutsideResultSchema),
        context={"several": len(known) > 1},
    )


@room.form(
    "/outside-results/new",
    needs=Permission.OUTSIDE_RESULT_ENTER,
    takes=OutsideResultSchema,
    template="outside_results/enter.html",
    shows=_enter_form,
)
def enter(tx: Transaction, new: NewOutsideResult) -> Any:
    """Enter a result from elsewhere."""
    row = outside_results.enter(tx, new, crosswalk())
    return see_other("outside_results.show", outside_result_id=row.public_id, notice="result_entered")


@room.create(
    "/outside-results", needs=Permission.OUTSIDE_RESULT_ENTER, takes=OutsideResultSchema, gives=OutsideResultOutput
)
def create_outside_result(tx: Transaction, new: NewOutsideResult) -> AnyRow:
    """Enter a result from elsewhere."""
    return _one(tx, outside_results.enter(tx, new, crosswalk()).public_id)[1]


def _change_form(tx: Transaction, outside_result_id: str) -> Shown:
    result, row = _one(tx, outside_result_id)
    tx.require(Permission.OUTSIDE_RESULT_CHANGE, result)
    schema = as_drawn(OutsideFactsSchema)
    told = {f"areas.{key}": outcome for key, outcome in in_order(result.areas)}
    stored = {name: getattr(result, name) for name in schema().load_fields if "." not in name}
    return Shown(
        data={**stored, **told},
        choices=_choices(tx),
        version=result.version,
        schema=schema,
        context={"result": row, "several": False},
    )


@room.form(
    f"{_ONE}/change",
    needs=Permission.OUTSIDE_RESULT_CHANGE,
    takes=OutsideFactsSchema,
    template="outside_results/enter.html",
    shows=_change_form,
    versioned=True,
)
def change(tx: Transaction, facts: OutsideFacts, outside_result_id: str, version: int | None) -> Any:
    """Correct a result from elsewhere."""
    outside_results.change(tx, outside_result_id, facts, version, crosswalk())
    return see_other("outside_results.show", outside_result_id=outside_result_id, notice="saved")


@room.change(_ONE, needs=Permission.OUTSIDE_RESULT_CHANGE, takes=OutsideFactsSchema, gives=OutsideResultOutput)
def change_outside_result(tx: Transaction, facts: OutsideFacts, outside_result_id: str, version: int) -> AnyRow:
    """Correct a result from elsewhere."""
    outside_results.change(tx, outside_result_id, facts, version, crosswalk())
    return _one(tx, outside_result_id)[1]


def _withdraw_form(tx: Transaction, outside_result_id: str) -> Shown:
    result, row = _one(tx, outside_result_id)
    tx.require(Permission.OUTSIDE_RESULT_CHANGE, result)
    return Shown(context={"result": row})


@room.form(
    f"{_ONE}/withdraw",
    needs=Permission.OUTSIDE_RESULT_CHANGE,
    takes=WithdrawSchema,
    template="outside_results/withdraw.html",
    shows=_withdraw_form,
)
def withdraw(tx: Transaction, reason: str, outside_result_id: str) -> Any:
    """Take a result from elsewhere back."""
    outside_results.withdraw(tx, outside_result_id, reason)
    return see_other("outside_results.show", outside_result_id=outside_result_id, notice="withdrawn")


def _listed(tx: Transaction, query: OutsideFilter) -> Page[AnyRow]:
    return queries.listed(tx.session, query, organisation_id=tx.actor.organisation_id, today=tx.today)


def _one(tx: Transaction, outside_result_id: str) -> tuple[OutsideResult, AnyRow]:
    result = tx.get(OutsideResult, outside_result_id, to=Permission.RESULT_READ)
    return result, queries.shown(tx.session, result.id, organisation_id=tx.actor.organisation_id, today=tx.today)


def _choices(tx: Transaction) -> dict[str, list[Choice]]:
    named = [(found.key, category_name(found.key)) for found in categories_on(tx.today)]
    mapped = crosswalk().versions
    return {
        "category": sorted(named, key=lambda pair: pair[1].casefold()),
        "code_version": [(row.key, said(row.title)) for row in contracts.versions(tx.session) if row.key in mapped],
    }
