"""Entries of the register that seem to be one supplier: proposals, both side by side, merging, and the way back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from followup.domain.mergers import Merge
from followup.domain.permissions import Permission
from followup.domain.rules import allows
from followup.models.suppliers import Supplier
from followup.queries import mergers as queries
from followup.queries import suppliers as supplier_queries
from followup.schemas.suppliers import (
    ConfirmMergeSchema,
    DuplicateSchema,
    MergeSchema,
    SupplierSchema,
    UnmergeSchema,
)
from followup.services import mergers
from followup.transaction import Transaction
from followup.web.endpoint import Room, Shown, see_other
from followup.web.suppliers import as_data

room = Room("mergers")


@room.page("/suppliers/duplicates", needs=Permission.SUPPLIER_READ)
def duplicates(tx: Transaction) -> dict[str, Any]:
    """Return the entries that seem to be the same supplier, with why."""
    found = queries.duplicates(tx.session)
    seen = {key: supplier_queries.as_listed(row) for key, row in found.entries.items()}
    return {"pairs": found.proposals, "seen": seen, "has_more": found.has_more, "most": queries.MOST}


@room.read("/suppliers/duplicates", needs=Permission.SUPPLIER_READ, gives=DuplicateSchema, many=True)
def list_duplicates(tx: Transaction) -> Sequence[dict[str, object]]:
    """Return the entries that seem to be the same supplier, with why."""
    found = queries.duplicates(tx.session)
    return [
        {
            "goes_id": found.entries[pair.goes].public_id,
            "goes_name": found.entries[pair.goes].name,
            "stays_id": found.entries[pair.stays].public_id,
            "stays_name": found.entries[pair.stays].name,
            "why": pair.why,
        }
        for pair in found.proposals
    ]


def _choose_form(tx: Transaction, supplier_id: str) -> Shown:
    supplier = tx.get(Supplier, supplier_id, to=Permission.SUPPLIER_MERGE)
    others = [choice for choice in supplier_queries.choices(tx.session) if choice[0] != supplier_id]
    return Shown(choices={"into_id": others}, context={"supplier": supplier})


@room.form(
    "/suppliers/<supplier_id>/merge",
    needs=Permission.SUPPLIER_MERGE,
    takes=MergeSchema,
    template="mergers/choose.html",
    shows=_choose_form,
)
def choose(tx: Transaction, new: Merge, supplier_id: str) -> Any:
    """Lead on to both entries side by side; nothing is changed yet."""
    goes, into = (tx.get(Supplier, key, to=Permission.SUPPLIER_MERGE) for key in (supplier_id, new.into_id))
    return see_other("mergers.merge", supplier_id=goes.public_id, into_id=into.public_id)


def _both(tx: Transaction, supplier_id: str, into_id: str) -> Shown:
    entries = [tx.get(Supplier, key, to=Permission.SUPPLIER_MERGE) for key in (supplier_id, into_id)]
    context = {
        "goes": supplier_queries.as_listed(entries[0]),
        "stays": supplier_queries.as_listed(entries[1]),
        "hanging": queries.hanging(tx.session, *(entry.id for entry in entries)),
        "is_inside": allows(tx.actor, Permission.CONTACT_READ),
    }
    return Shown(context=context)


@room.form(
    "/suppliers/<supplier_id>/merge/<into_id>",
    needs=Permission.SUPPLIER_MERGE,
    takes=ConfirmMergeSchema,
    template="mergers/merge.html",
    shows=_both,
)
def merge(tx: Transaction, confirmed: bool, supplier_id: str, into_id: str) -> Any:
    """Merge the first entry into the second."""
    mergers.merge(tx, supplier_id, into_id)
    return see_other("suppliers.show", supplier_id=into_id, notice="merged")


@room.create("/suppliers/<supplier_id>/merge", needs=Permission.SUPPLIER_MERGE, takes=MergeSchema, gives=SupplierSchema)
def create_merger(tx: Transaction, new: Merge, supplier_id: str) -> dict[str, Any]:
    """Merge one entry into another."""
    return as_data(tx, mergers.merge(tx, supplier_id, new.into_id))


@room.action("/suppliers/<supplier_id>/unmerge", needs=Permission.SUPPLIER_MERGE)
def unmerge(tx: Transaction, supplier_id: str) -> Any:
    """Let a merged entry stand alone again."""
    mergers.unmerge(tx, supplier_id)
    return see_other("suppliers.show", supplier_id=supplier_id, notice="unmerged")


@room.create(
    "/suppliers/<supplier_id>/unmerge", needs=Permission.SUPPLIER_MERGE, takes=UnmergeSchema, gives=SupplierSchema
)
def undo_merger(tx: Transaction, nothing: None, supplier_id: str) -> dict[str, Any]:
    """Let a merged entry stand alone again."""
    return as_data(tx, mergers.unmerge(tx, supplier_id))
