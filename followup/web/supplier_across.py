"""A supplier across organisations: who followed up, when, with what result, until when it can be reused; who buys."""

from __future__ import annotations

from typing import Any

from flask import url_for

from followup.domain.permissions import Permission
from followup.domain.supplier_across import Tie, Told, buyers, latest_by_area, standings
from followup.models.suppliers import Supplier
from followup.queries import contact_map
from followup.queries import supplier_across as queries
from followup.schemas.crosswalks import area_name, crosswalk
from followup.schemas.risk import category_name
from followup.schemas.supplier_across import AcrossSchema
from followup.transaction import Transaction
from followup.web.endpoint import Room

room = Room("supplier_across")


@room.page("/suppliers/<supplier_id>/across", needs=Permission.RESULT_READ)
def show(tx: Transaction, supplier_id: str) -> dict[str, Any]:
    """Return what the reader's cooperations know of the supplier."""
    return {
        **_across(tx, supplier_id),
        "area_name": area_name,
        "category_name": category_name,
        "page_of": page_of,
        "on": tx.today,
    }


@room.read("/suppliers/<supplier_id>/across", needs=Permission.RESULT_READ, gives=AcrossSchema)
def get_across(tx: Transaction, supplier_id: str) -> dict[str, Any]:
    """Return what the reader's cooperations know of the supplier: results, latest outcome by area, and who buys."""
    return _across(tx, supplier_id)


def page_of(told: Told) -> str:
    """Return the address of a result."""
    if told.is_outside:
        return url_for("outside_results.show", outside_result_id=told.id)
    return url_for("sharing.show", result_id=told.id)


def _across(tx: Transaction, supplier_id: str) -> dict[str, Any]:
    supplier = tx.get(Supplier, supplier_id, to=Permission.SUPPLIER_READ)
    root = supplier.merged_into_id or supplier.id
    reader: dict[str, Any] = {"organisation_id": tx.actor.organisation_id, "today": tx.today}
    found = queries.results(tx.session, supplier.public_id, **reader)
    members = contact_map.members(tx.session, tx.actor.scope.cooperation_ids, tx.actor.organisation_id, tx.today)
    shared = [(told.organisation, Tie.SHARED) for told in found if told.organisation is not None]
    ties = contact_map.ties(tx.session, [root], members, **reader, wanted=(Tie.OWN, Tie.JOINT, Tie.PLANS))
    return {
        "supplier": supplier,
        "results": found,
        "latest": latest_by_area(found, [area.key for area in crosswalk().areas], tx.today),
        "standings": standings(found, tx.today),
        "buyers": buyers([*shared, *ties.get(root, ())], members),
    }
