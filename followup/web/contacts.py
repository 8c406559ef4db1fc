"""What one's own organisation knows of a supplier: the persons there and the sites, with their countries' risk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from followup import i18n
from followup.domain.permissions import Permission
from followup.domain.risk_tables import CountryRisk
from followup.domain.suppliers import NewContact, NewSite
from followup.models.suppliers import Supplier, SupplierContact, SupplierSite
from followup.queries import countries, mergers
from followup.queries import suppliers as queries
from followup.schemas.risk import tables
from followup.schemas.suppliers import LANGUAGES, ContactSchema, NewContactSchema, NewSiteSchema, SiteSchema
from followup.services import suppliers
from followup.transaction import Transaction
from followup.web.endpoint import Room, Shown, see_other

room = Room("contacts")


@dataclass(frozen=True, slots=True)
class SeenSite:
    """A site with the risk of its country; without one, too little is known of the country."""

    public_id: str
    organisation_id: int
    name: str
    country: str
    town: str | None
    tier: int
    country_risk: CountryRisk | None


@room.page("/suppliers/<supplier_id>/contacts", needs=Permission.CONTACT_READ)
def index(tx: Transaction, supplier_id: str) -> dict[str, Any]:
    """Return one's own contact persons and sites at a supplier."""
    supplier = tx.get(Supplier, supplier_id, to=Permission.SUPPLIER_READ)
    return {
        "supplier": supplier,
        "contacts": queries.contacts(tx.session, mergers.kin(tx.session, supplier.id)),
        "sites": _sites(tx, supplier),
    }


@room.read("/suppliers/<supplier_id>/contacts", needs=Permission.CONTACT_READ, gives=ContactSchema, many=True)
def list_contacts(tx: Transaction, supplier_id: str) -> Sequence[SupplierContact]:
    """Return one's own contact persons at a supplier, by name."""
    supplier = tx.get(Supplier, supplier_id, to=Permission.SUPPLIER_READ)
    return queries.contacts(tx.session, mergers.kin(tx.session, supplier.id))


@room.read("/suppliers/<supplier_id>/sites", needs=Permission.CONTACT_READ, gives=SiteSchema, many=True)
def list_sites(tx: Transaction, supplier_id: str) -> Sequence[SeenSite]:
    """Return the sites one knows of, final production first, with the risk of their countries."""
    return _sites(tx, tx.get(Supplier, supplier_id, to=Permission.SUPPLIER_READ))


def _sites(tx: Transaction, supplier: Supplier) -> Sequence[SeenSite]:
    return _seen(tx, queries.sites(tx.session, mergers.kin(tx.session, supplier.id)))


def _seen(tx: Transaction, rows: Sequence[SupplierSite]) -> Sequence[SeenSite]:
    risks = countries.risk_of(tx.session, {row.country for row in rows}, tx.today, tables().countries)
    return [
        SeenSite(row.public_id, row.organisation_id, row.name, row.country, row.town, row.tier, risks[row.country])
        for row in rows
    ]


def _contact_form(tx: Transaction, supplier_id: str) -> Shown:
    supplier = tx.get(Supplier, supplier_id, to=Permission.SUPPLIER_READ)
    language = {"SE": "sv", "NO": "nb"}.get(supplier.country or "", "en")
    return Shown(data={"language": language}, choices=_languages(), context={"supplier": supplier, "contact": None})


@room.form(
    "/suppliers/<supplier_id>/contacts/new",
    needs=Permission.CONTACT_CHANGE,
    takes=NewContactSchema,
    template="contacts/contact.html",
    shows=_contact_form,
)
def add_contact(tx: Transaction, new: NewContact, supplier_id: str) -> Any:
    """Add a person at the supplier."""
    suppliers.add_contact(tx, supplier_id, new)
    return see_other("contacts.index", supplier_id=supplier_id, notice="saved")


@room.create(
    "/suppliers/<supplier_id>/contacts",
    needs=Permission.CONTACT_CHANGE,
    takes=NewContactSchema,
    gives=ContactSchema,
)
def create_contact(tx: Transaction, new: NewContact, supplier_id: str) -> SupplierContact:
    """Add a person at the supplier."""
    return suppliers.add_contact(tx, supplier_id, new)


def _changed_contact_form(tx: Transaction, contact_id: str) -> Shown:
    contact = tx.get(SupplierContact, contact_id, to=Permission.CONTACT_CHANGE)
    data = {name: getattr(contact, name) for name in ("name", "email", "language", "phone")}
    context = {"supplier": tx.follow(Supplier, contact.supplier_id), "contact": contact}
    return Shown(data=data, choices=_languages(), version=contact.version, context=context)


@room.form(
    "/contacts/<contact_id>/edit",
    needs=Permission.CONTACT_CHANGE,
    takes=NewContactSchema,
    template="contacts/contact.html",
    shows=_changed_contact_form,
    versioned=True,
)
def change_contact(tx: Transaction, new: NewContact, contact_id: str, version: int | None) -> Any:
    """Change a person at the supplier."""
    contact = suppliers.change_contact(tx, contact_id, new, version)
    return see_other("contacts.index", supplier_id=tx.follow(Supplier, contact.supplier_id).public_id, notice="saved")


@room.read("/contacts/<contact_id>", needs=Permission.CONTACT_READ, gives=ContactSchema)
def get_contact(tx: Transaction, contact_id: str) -> SupplierContact:
    """Return one contact person."""
    return tx.get(SupplierContact, contact_id, to=Permission.CONTACT_READ)


@room.change("/contacts/<contact_id>", needs=Permission.CONTACT_CHANGE, takes=NewContactSchema, gives=ContactSchema)
def update_contact(tx: Transaction, new: NewContact, contact_id: str, version: int) -> SupplierContact:
    """Change a person at the supplier."""
    return suppliers.change_contact(tx, contact_id, new, version)


def _site_form(tx: Transaction, supplier_id: str) -> Shown:
    supplier = tx.get(Supplier, supplier_id, to=Permission.SUPPLIER_READ)
    return Shown(context={"supplier": supplier, "site": None})


@room.form(
    "/suppliers/<supplier_id>/sites/new",
    needs=Permission.CONTACT_CHANGE,
    takes=NewSiteSchema,
    template="contacts/site.html",
    shows=_site_form,
)
def add_site(tx: Transaction, new: NewSite, supplier_id: str) -> Any:
    """Add a place where something is made."""
    suppliers.add_site(tx, supplier_id, new)
    return see_other("contacts.index", supplier_id=supplier_id, notice="saved")


@room.create("/suppliers/<supplier_id>/sites", needs=Permission.CONTACT_CHANGE, takes=NewSiteSchema, gives=SiteSchema)
def create_site(tx: Transaction, new: NewSite, supplier_id: str) -> SeenSite:
    """Add a place where something is made."""
    return _seen(tx, [suppliers.add_site(tx, supplier_id, new)])[0]


@room.read("/sites/<site_id>", needs=Permission.CONTACT_READ, gives=SiteSchema)
def get_site(tx: Transaction, site_id: str) -> SeenSite:
    """Return one site with its country's risk."""
    return _seen(tx, [tx.get(SupplierSite, site_id, to=Permission.CONTACT_READ)])[0]


def _changed_site_form(tx: Transaction, site_id: str) -> Shown:
    site = tx.get(SupplierSite, site_id, to=Permission.CONTACT_CHANGE)
    data = {name: getattr(site, name) for name in ("name", "country", "town", "tier")}
    return Shown(data=data, context={"supplier": tx.follow(Supplier, site.supplier_id), "site": site})


@room.form(
    "/sites/<site_id>/edit",
    needs=Permission.CONTACT_CHANGE,
    takes=NewSiteSchema,
    template="contacts/site.html",
    shows=_changed_site_form,
)
def change_site(tx: Transaction, new: NewSite, site_id: str) -> Any:
    """Correct what one knows of a site."""
    site = suppliers.change_site(tx, site_id, new)
    return see_other("contacts.index", supplier_id=tx.follow(Supplier, site.supplier_id).public_id, notice="saved")


def _languages() -> dict[str, list[tuple[str, str]]]:
    return {"language": [(code, i18n.LANGUAGES[code]) for code in LANGUAGES]}
