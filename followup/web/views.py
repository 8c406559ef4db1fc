"""Saved views of the contract list: one's own, keeping the list as it stands, removing one."""

from __future__ import annotations

from typing import Any

from flask import request

from followup.domain.permissions import Permission
from followup.domain.views import CONTRACTS, NewView
from followup.queries import views as queries
from followup.schemas.contract_lists import ContractFilterSchema
from followup.schemas.views import NewViewSchema, ViewSchema, accepted
from followup.services import views
from followup.transaction import Transaction
from followup.web.contract_lists import address
from followup.web.endpoint import Room, Shown, see_other

room = Room("views")


@room.page("/contracts/views", needs=Permission.VIEW_SAVE)
def index(tx: Transaction) -> dict[str, Any]:
    """Return one's own views, each with the address that it leads to."""
    return {"views": [{**view, "url": address(view["query"])} for view in list_views(tx)]}


@room.read("/contracts/views", needs=Permission.VIEW_SAVE, gives=ViewSchema, many=True)
def list_views(tx: Transaction) -> list[dict[str, Any]]:
    """Return one's own views of the contract list, each with what the list takes of it today."""
    return [
        {"public_id": view.public_id, "name": view.name, "query": accepted(view.query, ContractFilterSchema)}
        for view in queries.of_person(tx.session, tx.actor.user_id, CONTRACTS)
    ]


def _new_form(tx: Transaction) -> Shown:
    return Shown(data={"query": request.query_string.decode("ascii", "replace")})


@room.form(
    "/contracts/views/new",
    needs=Permission.VIEW_SAVE,
    takes=NewViewSchema,
    template="views/new.html",
    shows=_new_form,
)
def save(tx: Transaction, new: NewView) -> Any:
    """Keep the list as it stands under a name."""
    query = accepted(new.query, ContractFilterSchema)
    kept = {name: value if isinstance(value, str) else ",".join(value) for name, value in query.items()}
    views.save(tx, CONTRACTS, NewView(name=new.name, query=kept))
    return see_other("contracts.index", notice="saved", **query)


@room.action("/contracts/views/<view_id>/remove", needs=Permission.VIEW_SAVE)
def remove(tx: Transaction, view_id: str) -> Any:
    """Take away one of one's own views."""
    views.remove(tx, view_id)
    return see_other("views.index", notice="removed")
