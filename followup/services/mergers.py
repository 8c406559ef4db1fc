"""Merging two entries of the register that are one supplier, with a way back.

A merger is a pointer and nothing else: what hangs on the entry that goes keeps hanging on it, so undoing it loses
nothing. Chains are refused; all that counts is `queries/mergers.root_of`.
"""

from __future__ import annotations

from sqlalchemy import exists, select

from followup.domain.journal import SUPPLIER_LET_GO, SUPPLIER_MERGED, SUPPLIER_TOOK_IN, SUPPLIER_UNMERGED
from followup.domain.mergers import ALREADY, HAS_OTHERS, ITSELF, NOT_MERGED, TARGET_GONE
from followup.domain.permissions import Permission
from followup.errors import Conflict, Invalid
from followup.models.suppliers import Supplier
from followup.transaction import Transaction


def merge(tx: Transaction, supplier_id: str, into_id: str) -> Supplier:
    """Let one entry count as another from now on. Returns the one that goes.

    Errors: Invalid("merger.itself"), Conflict("merger.already", "merger.target_gone", "merger.has_others").
    """
    goes = tx.get(Supplier, supplier_id, to=Permission.SUPPLIER_MERGE)
    stays = tx.get(Supplier, into_id, to=Permission.SUPPLIER_MERGE)
    if goes.id == stays.id:
        raise Invalid.at("into_id", ITSELF)
    _hold(tx, goes, stays)
    if goes.merged_into_id is not None:
        raise Conflict(ALREADY.but(name=goes.name))
    if stays.merged_into_id is not None:
        raise Conflict(TARGET_GONE.but(name=stays.name))
    if tx.session.scalar(select(exists().where(Supplier.merged_into_id == goes.id))):
        raise Conflict(HAS_OTHERS.but(name=goes.name))
    goes.merged_into_id, goes.merged_on = stays.id, tx.today
    tx.journal(SUPPLIER_MERGED, goes, into=stays.public_id)
    tx.journal(SUPPLIER_TOOK_IN, stays, other=goes.public_id)
    tx.flush()
    return goes


def unmerge(tx: Transaction, supplier_id: str) -> Supplier:
    """Let a merged entry stand alone again, with all that hangs on it.

    Errors: Conflict("merger.not_merged").
    """
    supplier = tx.get(Supplier, supplier_id, to=Permission.SUPPLIER_MERGE)
    if supplier.merged_into_id is None:
        raise Conflict(NOT_MERGED)
    stayed = tx.follow(Supplier, supplier.merged_into_id)
    supplier.merged_into_id = supplier.merged_on = None
    tx.journal(SUPPLIER_UNMERGED, supplier, into=stayed.public_id)
    tx.journal(SUPPLIER_LET_GO, stayed, other=supplier.public_id)
    tx.flush()
    return supplier


def _hold(tx: Transaction, *entries: Supplier) -> None:
    """Lock both entries, so that two mergers at the same time cannot make a chain."""
    rows = select(Supplier).where(Supplier.id.in_([entry.id for entry in entries])).order_by(Supplier.id)
    tx.session.scalars(rows.with_for_update(), execution_options={"populate_existing": True}).all()
