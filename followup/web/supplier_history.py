"""All that happened with one supplier, in one order of time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import url_for

from followup.domain.permissions import Permission
from followup.domain.supplier_history import Happening, History, HistoryFilter, Matter, history
from followup.models.suppliers import Supplier
from followup.queries import mergers
from followup.queries import supplier_history as queries
from followup.schemas.supplier_history import HappeningSchema, HistoryFilterSchema
from followup.transaction import Transaction
from followup.web.endpoint import Room
from followup.web.forms import Form

room = Room("supplier_history")
_PAGES = {
    Matter.CONTRACT: ("contracts.show", "contract_id"),
    Matter.FOLLOW_UP: ("follow_ups.show", "follow_up_id"),
    Matter.SELF_ASSESSMENT: ("questionnaires.show", "invitation_id"),
    Matter.AUDIT: ("audits.show", "audit_id"),
    Matter.DEVIATION: ("deviations.show", "deviation_id"),
    Matter.SANCTION: ("sanctions.show", "sanction_id"),
    Matter.RESULT: ("sharing.show", "result_id"),
}


@room.page("/suppliers/<supplier_id>/history", needs=Permission.CONTRACT_READ, query=HistoryFilterSchema)
def show(tx: Transaction, supplier_id: str, query: HistoryFilter) -> dict[str, Any]:
    """Return the contracts, follow-ups, self-assessments, audits, deviations, sanctions and results, the last first."""
    supplier = tx.get(Supplier, supplier_id, to=Permission.SUPPLIER_READ)
    kin = mergers.kin(tx.session, supplier.id)
    return {
        "supplier": supplier,
        "found": _history(tx, kin, query),
        "is_merged": len(kin) > 1,
        "query": query,
        "filter": Form(HistoryFilterSchema, {"matter": query.matter, "year": query.year}),
        "page_of": page_of,
    }


@room.read(
    "/suppliers/<supplier_id>/history",
    needs=Permission.CONTRACT_READ,
    gives=HappeningSchema,
    many=True,
    query=HistoryFilterSchema,
)
def list_history(tx: Transaction, supplier_id: str, query: HistoryFilter) -> Sequence[Happening]:
    """Return the latest happenings, the last first; narrow them to a year or a matter for earlier ones."""
    supplier = tx.get(Supplier, supplier_id, to=Permission.SUPPLIER_READ)
    return _history(tx, mergers.kin(tx.session, supplier.id), query).happenings


def _history(tx: Transaction, kin: Sequence[int], query: HistoryFilter) -> History:
    found = queries.of_supplier(tx.session, kin, query, organisation_id=tx.actor.organisation_id, today=tx.today)
    return history(found, query, tx.today)


def page_of(happening: Happening) -> str:
    """Return the address of what a happening is about."""
    endpoint, name = _PAGES[happening.matter]
    return url_for(endpoint, **{name: happening.id})  # type: ignore[arg-type] # a text
