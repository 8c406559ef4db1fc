"""Hand-over: first two people are chosen and what would move is shown, then it moves."""

from __future__ import annotations

from typing import Any

from flask import request

from followup.domain.hand_overs import HandOver
from followup.domain.permissions import Permission
from followup.queries import hand_overs as queries
from followup.queries import obligations
from followup.schemas.hand_overs import HandOverSchema
from followup.services import hand_overs
from followup.transaction import Transaction
from followup.web.endpoint import Room, Shown, see_other

room = Room("hand_overs")


def _form(tx: Transaction) -> Shown:
    people = {row.public_id: row for row in queries.people(tx.session)}
    takers = {row.public_id: row.name for row in obligations.owners(tx.session)}
    giver = people.get(request.values.get("from_id", ""))
    taker_id = request.values.get("to_id", "")
    is_ready = giver is not None and taker_id in takers and giver.public_id != taker_id
    return Shown(
        data={"from_id": giver.public_id if giver else None, "to_id": taker_id or None},
        choices={
            "from_id": [(key, row.name) for key, row in people.items()],
            "to_id": list(takers.items()),
        },
        context={
            "giver": giver,
            "taker_name": takers.get(taker_id, ""),
            "is_same": giver is not None and giver.public_id == taker_id,
            "load": queries.load(tx.session, giver.id) if giver is not None and is_ready else None,
        },
    )


@room.form(
    "/hand-over",
    needs=Permission.CONTRACT_HAND_OVER,
    takes=HandOverSchema,
    template="hand_overs/show.html",
    shows=_form,
)
def hand_over(tx: Transaction, wanted: HandOver) -> Any:
    """Give all of one person's work to another."""
    hand_overs.hand_over(tx, wanted)
    return see_other("work.show", notice="handed_over")
