"""Search across what one may see."""

from __future__ import annotations

from typing import Any

from followup.domain.permissions import Permission
from followup.domain.rules import allows
from followup.queries import search as queries
from followup.schemas.search import SearchSchema
from followup.transaction import Transaction
from followup.web.endpoint import Room
from followup.web.forms import Form

room = Room("search")
LEAST = 2  # characters; one alone finds everything
_SEARCHED = {
    "contracts": (Permission.CONTRACT_READ, queries.contracts),
    "suppliers": (Permission.SUPPLIER_READ, queries.suppliers),
    "deviations": (Permission.DEVIATION_READ, queries.deviations),
    "follow_ups": (Permission.FOLLOW_UP_READ, queries.follow_ups),
}


@room.page("/search", needs=Permission.WORK_READ, query=SearchSchema)
def show(tx: Transaction, query: str) -> dict[str, Any]:
    """Return what was found, by kind; only kinds that one may read are searched."""
    found = {
        kind: look(tx.session, query)
        for kind, (needs, look) in _SEARCHED.items()
        if len(query) >= LEAST and allows(tx.actor, needs)
    }
    return {"q": query, "found": found, "least": LEAST, "most": queries.MOST, "form": Form(SearchSchema, {"q": query})}
