"""Who buys from whom: the suppliers of which the cooperation knows a buyer, and whom one turns to there."""

from __future__ import annotations

from typing import Any

from followup.domain.permissions import Permission
from followup.domain.supplier_across import MapFilter, buyers
from followup.queries import contact_map as queries
from followup.queries.paging import Page
from followup.schemas.supplier_across import MapFilterSchema, MappedSupplierSchema
from followup.transaction import Transaction
from followup.web.endpoint import Room
from followup.web.forms import Form

room = Room("contact_map")


@room.page("/contact-map", needs=Permission.RESULT_READ, query=MapFilterSchema)
def index(tx: Transaction, query: MapFilter) -> dict[str, Any]:
    """Return the suppliers with those who buy there."""
    return {"found": _mapped(tx, query), "query": query, "filter": Form(MapFilterSchema, {"q": query.q})}


@room.read("/contact-map", needs=Permission.RESULT_READ, gives=MappedSupplierSchema, many=True, query=MapFilterSchema)
def list_buyers(tx: Transaction, query: MapFilter) -> Page[dict[str, Any]]:
    """Return the suppliers with those who are known to buy there."""
    return _mapped(tx, query)


def _mapped(tx: Transaction, query: MapFilter) -> Page[dict[str, Any]]:
    reader: dict[str, Any] = {"organisation_id": tx.actor.organisation_id, "today": tx.today}
    found = queries.suppliers(tx.session, query, **reader)
    members = queries.members(tx.session, tx.actor.scope.cooperation_ids, tx.actor.organisation_id, tx.today)
    ties = queries.ties(tx.session, [row.id for row in found.rows], members, **reader)
    rows = [{"supplier": row, "buyers": buyers(ties.get(row.id, ()), members)} for row in found.rows]
    return Page(rows, found.next)
