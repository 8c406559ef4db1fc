"""Suppliers: the shared register, one supplier with our contacts, sites and contracts there, and what others shared."""

from __future__ import annotations

from typing import Any

from followup import i18n
from followup.domain.permissions import Permission, allows
from followup.domain.suppliers import ChangeSupplier, NewContact, NewSite, NewSupplier, SupplierFilter
from followup.models.suppliers import Supplier, SupplierContact
from followup.queries import contracts as contract_queries
from followup.queries import journal
from followup.queries import suppliers as queries
from followup.queries.paging import Page
from followup.schemas.risk import category_name
from followup.schemas.suppliers import (
    LANGUAGES,
    ChangeSupplierSchema,
    ListedSupplierSchema,
    NewContactSchema,
    NewSiteSchema,
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
    is_inside = allows(tx.actor, Permission.CONTACT_READ)
    return {
        "supplier": supplier,
        "seen": queries.as_listed(supplier),
        "contacts": queries.contacts(tx.session, supplier.id) if is_inside else (),
        "sites": queries.sites(tx.session, supplier.id) if is_inside else (),
        "contracts": queries.contracts(tx.session, supplier.id) if is_inside else (),
        "results": queries.results(tx.session, supplier.id) if allows(tx.actor, Permission.RESULT_READ) else (),
        "life": lambda row: contract_queries.life_of(row, tx.today),
        "category_name": category_name,
        "on": tx.today,
        "history": journal.history(tx.session, [supplier.public_id]),
    }


@room.read("/suppliers/<supplier_id>", needs=Permission.SUPPLIER_READ, gives=SupplierSchema)
def get_supplier(tx: Transaction, supplier_id: str) -> dict[str, Any]:
    """Return one supplier."""
    return _as_data(tx.get(Supplier, supplier_id, to=Permission.SUPPLIER_READ))


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
    return _as_data(suppliers.register(tx, new, origin="api"))


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
    return _as_data(suppliers.change(tx, supplier_id, new, version))


def _contact_form(tx: Transaction, supplier_id: str) -> Shown:
    supplier = tx.get(Supplier, supplier_id, to=Permission.SUPPLIER_READ)
    language = {"SE": "sv", "NO": "nb"}.get(supplier.country or "", "en")
    return Shown(data={"language": language}, choices=_languages(), context={"supplier": supplier, "contact": None})


@room.form(
    "/suppliers/<supplier_id>/contacts/new",
    needs=Permission.CONTACT_CHANGE,
    takes=NewContactSchema,
    template="suppliers/contact.html",
    shows=_contact_form,
)
def add_contact(tx: Transaction, new: NewContact, supplier_id: str) -> Any:
    """Add a person at the supplier."""
    suppliers.add_contact(tx, supplier_id, new)
    return see_other("suppliers.show", supplier_id=supplier_id, notice="saved")


def _changed_contact_form(tx: Transaction, contact_id: str) -> Shown:
    contact = tx.get(SupplierContact, contact_id, to=Permission.CONTACT_CHANGE)
    data = {name: getattr(contact, name) for name in ("name", "email", "language", "phone")}
    context = {"supplier": tx.follow(Supplier, contact.supplier_id), "contact": contact}
    return Shown(data=data, choices=_languages(), version=contact.version, context=context)


@room.form(
    "/contacts/<contact_id>/edit",
    needs=Permission.CONTACT_CHANGE,
    takes=NewContactSchema,
    template="suppliers/contact.html",
    shows=_changed_contact_form,
    versioned=True,
)
def change_contact(tx: Transaction, new: NewContact, contact_id: str, version: int | None) -> Any:
    """Change a person at the supplier."""
    contact = suppliers.change_contact(tx, contact_id, new, version)
    return see_other("suppliers.show", supplier_id=tx.follow(Supplier, contact.supplier_id).public_id, notice="saved")


def _site_form(tx: Transaction, supplier_id: str) -> Shown:
    return Shown(context={"supplier": tx.get(Supplier, supplier_id, to=Permission.SUPPLIER_READ)})


@room.form(
    "/suppliers/<supplier_id>/sites/new",
    needs=Permission.CONTACT_CHANGE,
    takes=NewSiteSchema,
    template="suppliers/site.html",
    shows=_site_form,
)
def add_site(tx: Transaction, new: NewSite, supplier_id: str) -> Any:
    """Add a place where something is made."""
    suppliers.add_site(tx, supplier_id, new)
    return see_other("suppliers.show", supplier_id=supplier_id, notice="saved")


def _languages() -> dict[str, list[tuple[str, str]]]:
    return {"language": [(code, i18n.LANGUAGES[code]) for code in LANGUAGES]}


def _as_data(supplier: Supplier) -> dict[str, Any]:
    seen = queries.as_listed(supplier)
    return {
        "public_id": supplier.public_id,
        "version": supplier.version,
        "name": supplier.name,
        "country": supplier.country,
        "town": supplier.town,
        "number": seen.number or None,
        "is_number_checked": seen.is_number_checked,
        "is_sole_trader": seen.is_sole_trader,
    }
