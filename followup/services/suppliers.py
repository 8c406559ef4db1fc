"""Suppliers: the shared register, and each organisation's own contacts and sites there."""

from __future__ import annotations

from followup.domain.journal import (
    ALIAS_ADDED,
    ALIAS_REMOVED,
    CONTACT_ADDED,
    CONTACT_CHANGED,
    SITE_ADDED,
    SITE_CHANGED,
    SUPPLIER_CHANGED,
    SUPPLIER_REGISTERED,
)
from followup.domain.mergers import NewAlias
from followup.domain.names import sort_keys
from followup.domain.permissions import Permission
from followup.domain.suppliers import ChangeSupplier, NewContact, NewSite, NewSupplier, kept_number, kind_of, name_key
from followup.errors import N_, Invalid, Reason
from followup.models.suppliers import Supplier, SupplierAlias, SupplierContact, SupplierSite
from followup.services import assignments
from followup.transaction import Transaction

OWN_NAME = Reason("alias.own_name", N_("The supplier is registered by this name. Write another one it goes by."))


def register(tx: Transaction, new: NewSupplier, *, origin: str = "form", invented: bool = False) -> Supplier:
    """Register a supplier for all organisations.

    Errors: Conflict("supplier.known") when the number is known.
    """
    tx.require(Permission.SUPPLIER_REGISTER)
    sort_sv, sort_nb = sort_keys(new.name)
    number, given = kept_number(new.number, new.country)
    supplier = tx.add(
        Supplier(
            name=new.name,
            sort_sv=sort_sv,
            sort_nb=sort_nb,
            country=new.country,
            number=number,
            number_given=given,
            number_kind=kind_of(new.country, number),
            town=new.town or None,
            is_invented=invented,
        )
    )
    tx.journal(SUPPLIER_REGISTERED, supplier, origin=origin)
    return supplier


def change(tx: Transaction, supplier_id: str, new: ChangeSupplier, version: int | None) -> Supplier:
    """Correct what the register says of a supplier; without a new number the old one stays.

    Errors: Conflict("stale"), Conflict("supplier.known").
    """
    supplier = tx.get(Supplier, supplier_id, to=Permission.SUPPLIER_CHANGE)
    tx.check_version(supplier, version)
    sort_sv, sort_nb = sort_keys(new.name)
    values: dict[str, object] = {"name": new.name, "sort_sv": sort_sv, "sort_nb": sort_nb}
    values |= {"country": new.country, "town": new.town or None}
    if new.number:
        number, given = kept_number(new.number, new.country)
        values |= {"number": number, "number_given": given, "number_kind": kind_of(new.country, number)}
    changed = [name for name, value in values.items() if getattr(supplier, name) != value]
    for name in changed:
        setattr(supplier, name, values[name])
    if changed:
        told = [name for name in changed if not name.startswith("sort_") and name != "number_kind"]
        tx.journal(SUPPLIER_CHANGED, supplier, fields=", ".join(told))
        tx.flush()
    return supplier


def add_contact(tx: Transaction, supplier_id: str, new: NewContact) -> SupplierContact:
    """Add a person at the supplier, known to one's own organisation only.

    Errors: Conflict("contact.known") for the same address twice.
    """
    supplier = tx.get(Supplier, supplier_id, to=Permission.SUPPLIER_READ)
    tx.require(Permission.CONTACT_CHANGE)
    contact = tx.add(
        SupplierContact(
            supplier_id=supplier.id, name=new.name, email=new.email, language=new.language, phone=new.phone or None
        )
    )
    tx.journal(CONTACT_ADDED, supplier, contact=contact.public_id)
    return contact


def change_contact(tx: Transaction, contact_id: str, new: NewContact, version: int | None) -> SupplierContact:
    """Change a person at the supplier; a link that was sent to another address than the new one is revoked.

    Errors: Conflict("stale"), Conflict("contact.known").
    """
    contact = tx.get(SupplierContact, contact_id, to=Permission.CONTACT_CHANGE)
    tx.check_version(contact, version)
    contact.name, contact.email, contact.language, contact.phone = new.name, new.email, new.language, new.phone or None
    tx.journal(CONTACT_CHANGED, tx.follow(Supplier, contact.supplier_id), contact=contact.public_id)
    tx.flush()
    assignments.revoke_of_contact(tx, contact)
    return contact


def add_site(tx: Transaction, supplier_id: str, new: NewSite) -> SupplierSite:
    """Add a place where the supplier has something made, known to one's own organisation only."""
    supplier = tx.get(Supplier, supplier_id, to=Permission.SUPPLIER_READ)
    tx.require(Permission.CONTACT_CHANGE)
    site = tx.add(
        SupplierSite(supplier_id=supplier.id, name=new.name, country=new.country, town=new.town or None, tier=new.tier)
    )
    tx.journal(SITE_ADDED, supplier, country=new.country)
    return site


def change_site(tx: Transaction, site_id: str, new: NewSite) -> SupplierSite:
    """Correct what one's own organisation knows of a site."""
    site = tx.get(SupplierSite, site_id, to=Permission.CONTACT_CHANGE)
    site.name, site.country, site.town, site.tier = new.name, new.country, new.town or None, new.tier
    tx.journal(SITE_CHANGED, tx.follow(Supplier, site.supplier_id), country=new.country)
    tx.flush()
    return site


def add_alias(tx: Transaction, supplier_id: str, new: NewAlias) -> SupplierAlias:
    """Add another name that the supplier goes by, for all organisations.

    Errors: Invalid("alias.own_name") at name, Conflict("alias.known").
    """
    supplier = tx.get(Supplier, supplier_id, to=Permission.SUPPLIER_CHANGE)
    if name_key(new.name) == name_key(supplier.name):
        raise Invalid.at("name", OWN_NAME)
    sort_sv, sort_nb = sort_keys(new.name)
    alias = tx.add(SupplierAlias(supplier_id=supplier.id, name=new.name, sort_sv=sort_sv, sort_nb=sort_nb))
    tx.journal(ALIAS_ADDED, supplier)
    return alias


def remove_alias(tx: Transaction, alias_id: str) -> Supplier:
    """Take away a name that the supplier does not go by. Returns the supplier."""
    alias = tx.get(SupplierAlias, alias_id, to=Permission.SUPPLIER_CHANGE)
    supplier = tx.follow(Supplier, alias.supplier_id)
    tx.journal(ALIAS_REMOVED, supplier)
    tx.session.delete(alias)
    tx.flush()
    return supplier
