"""Suppliers: the shared register, and one supplier with its names, our contracts there, and what others shared."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from followup.domain.mergers import NewAlias
from followup.domain.permissions import Permission
from followup.domain.rules import allows
from followup.domain.suppliers import ChangeSupplier, NewSupplier, SupplierFilter
from followup.models.suppliers import Supplier, SupplierAlias
from followup.queries import comparison, journal, mergers, sanctions
from followup.queries import contracts as contract_queries
from followup.queries import suppliers as queries
from followup.queries.paging import Page
from followup.queries.rows import AnyRow
from followup.schemas.risk import category_name
from followup.schemas.suppliers import (
    AliasSchema,
    ChangeSupplierSchema,
    ListedSupplierSchema,
    NewAliasSchema,
    NewSupplierSchema,
    SupplierFilterSchema,
    SupplierSchema,
)
from followup.services import suppliers
from followup.transaction import Transaction
from followup.web.endpoint import Room, Shown, see_other
from followup.web.forms import Form

room = Room("suppliers")


@room.page("/suppliers", needs=Permission.SUPPLIER_READ, query=SupplierFilterSchema)
def index(tx: Transaction, query: SupplierFilter) -> dict[str, Any]:
    """Return the register of suppliers, by name."""
    return {
        "found": queries.listed(tx.session, query),
        "query": query,
        "filter": Form(SupplierFilterSchema, {"q": query.q, "ours": query.ours or None}),
    }


@room.read(
    "/suppliers", needs=Permission.SUPPLIER_READ, gives=ListedSupplierSchema, many=True, query=SupplierFilterSchema
)
def list_suppliers(tx: Transaction, query: SupplierFilter) -> Page[queries.Listed]:
    """Return the register of suppliers, by name."""
    return queries.listed(tx.session, query)


@room.page("/suppliers/<supplier_id>", needs=Permission.SUPPLIER_READ)
def show(tx: Transaction, supplier_id: str) -> dict[str, Any]:
    """Return one supplier with what our organisation knows of it and what others shared."""
    supplier = tx.get(Supplier, supplier_id, to=Permission.SUPPLIER_READ)
    target = mergers.target_of(tx.session, supplier)
    merged = mergers.merged_into(tx.session, supplier.id) if target is None else ()
    kin = [supplier.id, *(row.id for row in merged)] if target is None else []
    is_inside = allows(tx.actor, Permission.CONTACT_READ)
    return {
        "supplier": supplier,
        "seen": queries.as_listed(supplier),
        "target": target,
        "merged": merged,
        "aliases": queries.aliases(tx.session, kin),
        "contracts": queries.contracts(tx.session, kin) if is_inside else (),
        "self_assessments": comparison.of_suppliers(tx.session, kin) if is_inside and kin else (),
        "deviations": queries.deviations(tx.session, kin) if is_inside else (),
        "results": _results(tx, kin),
        "sanctions": sanctions.of_supplier(tx.session, supplier.id) if is_inside else (),
        "life": lambda row: contract_queries.life_of(row, tx.today),
        "category_name": category_name,
        "on": tx.today,
        "history": journal.history(tx.session, [supplier.public_id]),
    }


def _results(tx: Transaction, kin: Sequence[int]) -> Sequence[AnyRow]:
    if not allows(tx.actor, Permission.RESULT_READ):
        return ()
    return queries.results(tx.session, kin, organisation_id=tx.actor.organisation_id, today=tx.today)


@room.read("/suppliers/<supplier_id>", needs=Permission.SUPPLIER_READ, gives=SupplierSchema)
def get_supplier(tx: Transaction, supplier_id: str) -> dict[str, Any]:
    """Return one supplier."""
    return as_data(tx, tx.get(Supplier, supplier_id, to=Permission.SUPPLIER_READ))


def _new_form(tx: Transaction) -> Shown:
    return Shown(data={"country": tx.actor.country})


@room.form(
    "/suppliers/new",
    needs=Permission.SUPPLIER_REGISTER,
    takes=NewSupplierSchema,
    template="suppliers/new.html",
    shows=_new_form,
)
def register(tx: Transaction, new: NewSupplier) -> Any:
    """Register a supplier for all organisations."""
    supplier = suppliers.register(tx, new)
    return see_other("suppliers.show", supplier_id=supplier.public_id, notice="registered")


@room.create("/suppliers", needs=Permission.SUPPLIER_REGISTER, takes=NewSupplierSchema, gives=SupplierSchema)
def create_supplier(tx: Transaction, new: NewSupplier) -> dict[str, Any]:
    """Register a supplier for all organisations."""
    return as_data(tx, suppliers.register(tx, new, origin="api"))


def _edit_form(tx: Transaction, supplier_id: str) -> Shown:
    supplier = tx.get(Supplier, supplier_id, to=Permission.SUPPLIER_CHANGE)
    seen = queries.as_listed(supplier)
    data = {"name": supplier.name, "country": supplier.country, "number": seen.number, "town": supplier.town}
    return Shown(data=data, version=supplier.version, context={"supplier": supplier, "seen": seen})


@room.form(
    "/suppliers/<supplier_id>/edit",
    needs=Permission.SUPPLIER_CHANGE,
    takes=ChangeSupplierSchema,
    template="suppliers/edit.html",
    shows=_edit_form,
    versioned=True,
)
def change(tx: Transaction, new: ChangeSupplier, supplier_id: str, version: int | None) -> Any:
    """Correct what the register says."""
    suppliers.change(tx, supplier_id, new, version)
    return see_other("suppliers.show", supplier_id=supplier_id, notice="saved")


@room.change(
    "/suppliers/<supplier_id>", needs=Permission.SUPPLIER_CHANGE, takes=ChangeSupplierSchema, gives=SupplierSchema
)
def change_supplier(tx: Transaction, new: ChangeSupplier, supplier_id: str, version: int) -> dict[str, Any]:
    """Correct what the register says; without a number the one that is there stays."""
    return as_data(tx, suppliers.change(tx, supplier_id, new, version))


def _alias_form(tx: Transaction, supplier_id: str) -> Shown:
    return Shown(context={"supplier": tx.get(Supplier, supplier_id, to=Permission.SUPPLIER_CHANGE)})


@room.form(
    "/suppliers/<supplier_id>/aliases/new",
    needs=Permission.SUPPLIER_CHANGE,
    takes=NewAliasSchema,
    template="suppliers/alias.html",
    shows=_alias_form,
)
def add_alias(tx: Transaction, new: NewAlias, supplier_id: str) -> Any:
    """Add another name that the supplier goes by."""
    suppliers.add_alias(tx, supplier_id, new)
    return see_other("suppliers.show", supplier_id=supplier_id, notice="saved")


@room.action("/aliases/<alias_id>/remove", needs=Permission.SUPPLIER_CHANGE)
def remove_alias(tx: Transaction, alias_id: str) -> Any:
    """Take away a name that the supplier does not go by."""
    supplier = suppliers.remove_alias(tx, alias_id)
    return see_other("suppliers.show", supplier_id=supplier.public_id, notice="removed")


@room.read("/suppliers/<supplier_id>/aliases", needs=Permission.SUPPLIER_READ, gives=AliasSchema, many=True)
def list_aliases(tx: Transaction, supplier_id: str) -> Sequence[AnyRow]:
    """Return the other names of a supplier, by name."""
    supplier = tx.get(Supplier, supplier_id, to=Permission.SUPPLIER_READ)
    return queries.aliases(tx.session, mergers.kin(tx.session, supplier.id))


@room.create(
    "/suppliers/<supplier_id>/aliases", needs=Permission.SUPPLIER_CHANGE, takes=NewAliasSchema, gives=AliasSchema
)
def create_alias(tx: Transaction, new: NewAlias, supplier_id: str) -> SupplierAlias:
    """Add another name that the supplier goes by."""
    return suppliers.add_alias(tx, supplier_id, new)


def as_data(tx: Transaction, supplier: Supplier) -> dict[str, Any]:
    """Return a supplier as the API gives it."""
    seen, target = queries.as_listed(supplier), mergers.target_of(tx.session, supplier)
    return {
        "public_id": supplier.public_id,
        "version": supplier.version,
        "name": supplier.name,
        "country": supplier.country,
        "town": supplier.town,
        "number": seen.number or None,
        "is_number_checked": seen.is_number_checked,
        "number_kind": seen.number_kind,
        "is_sole_trader": seen.is_sole_trader,
        "aliases": [row.name for row in queries.aliases(tx.session, mergers.kin(tx.session, supplier.id))],
        "merged_into_id": target.public_id if target else None,
    }
