"""Certificates and documents of a supplier: a list with its states, one of them with its files, and changing it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from followup.domain.certificates import NewCertificate
from followup.domain.permissions import Permission
from followup.models.certificates import SupplierCertificate
from followup.models.suppliers import Supplier
from followup.queries import certificates as queries
from followup.queries.certificates import Held
from followup.schemas.certificates import CertificateSchema, NewCertificateFormSchema, NewCertificateSchema
from followup.services import certificates
from followup.transaction import Transaction
from followup.web.endpoint import Room, Shown, Upload, see_other

room = Room("certificates")


@room.page("/suppliers/<supplier_id>/certificates", needs=Permission.CONTACT_READ)
def index(tx: Transaction, supplier_id: str) -> dict[str, Any]:
    """Return one's own certificates and documents of a supplier, what ends first at the top."""
    supplier = tx.get(Supplier, supplier_id, to=Permission.SUPPLIER_READ)
    return {"supplier": supplier, "held": queries.of_supplier(tx.session, supplier.id, tx.today), "on": tx.today}


@room.read("/suppliers/<supplier_id>/certificates", needs=Permission.CONTACT_READ, gives=CertificateSchema, many=True)
def list_certificates(tx: Transaction, supplier_id: str) -> Sequence[Held]:
    """Return one's own certificates and documents of a supplier, what ends first at the top."""
    supplier = tx.get(Supplier, supplier_id, to=Permission.SUPPLIER_READ)
    return queries.of_supplier(tx.session, supplier.id, tx.today)


@room.page("/certificates/<certificate_id>", needs=Permission.CONTACT_READ)
def show(tx: Transaction, certificate_id: str) -> dict[str, Any]:
    """Return one certificate with its files."""
    certificate = tx.get(SupplierCertificate, certificate_id, to=Permission.CONTACT_READ)
    return {
        "certificate": queries.shown(tx.session, certificate, tx.today),
        "supplier": tx.follow(Supplier, certificate.supplier_id),
    }


@room.read("/certificates/<certificate_id>", needs=Permission.CONTACT_READ, gives=CertificateSchema)
def get_certificate(tx: Transaction, certificate_id: str) -> Held:
    """Return one certificate with its files."""
    certificate = tx.get(SupplierCertificate, certificate_id, to=Permission.CONTACT_READ)
    return queries.shown(tx.session, certificate, tx.today)


def _new_form(tx: Transaction, supplier_id: str) -> Shown:
    return Shown(context={"supplier": tx.get(Supplier, supplier_id, to=Permission.SUPPLIER_READ), "certificate": None})


@room.form(
    "/suppliers/<supplier_id>/certificates/new",
    needs=Permission.CONTACT_CHANGE,
    takes=NewCertificateFormSchema,
    template="certificates/edit.html",
    shows=_new_form,
    uploads=True,
)
def add(tx: Transaction, new: NewCertificate, supplier_id: str, files: Sequence[Upload]) -> Any:
    """Keep a certificate or document of the supplier."""
    certificate = certificates.add(tx, supplier_id, new, files)
    return see_other("certificates.show", certificate_id=certificate.public_id, notice="saved")


@room.create(
    "/suppliers/<supplier_id>/certificates",
    needs=Permission.CONTACT_CHANGE,
    takes=NewCertificateSchema,
    gives=CertificateSchema,
)
def create_certificate(tx: Transaction, new: NewCertificate, supplier_id: str) -> Held:
    """Keep a certificate or document of the supplier; its files are added in the browser."""
    return queries.shown(tx.session, certificates.add(tx, supplier_id, new), tx.today)


def _edit_form(tx: Transaction, certificate_id: str) -> Shown:
    certificate = tx.get(SupplierCertificate, certificate_id, to=Permission.CONTACT_CHANGE)
    names = ("kind", "name", "issuer", "number", "valid_from", "valid_until")
    data = {name: getattr(certificate, name) for name in names}
    data["has_no_end"] = certificate.valid_until is None or None
    context = {"supplier": tx.follow(Supplier, certificate.supplier_id), "certificate": certificate}
    return Shown(data=data, version=certificate.version, context=context)


@room.form(
    "/certificates/<certificate_id>/edit",
    needs=Permission.CONTACT_CHANGE,
    takes=NewCertificateFormSchema,
    template="certificates/edit.html",
    shows=_edit_form,
    versioned=True,
    uploads=True,
)
def change(
    tx: Transaction, new: NewCertificate, certificate_id: str, version: int | None, files: Sequence[Upload]
) -> Any:
    """Correct or renew a certificate; files are added to those that are there."""
    certificates.change(tx, certificate_id, new, version, files)
    return see_other("certificates.show", certificate_id=certificate_id, notice="saved")


@room.change(
    "/certificates/<certificate_id>",
    needs=Permission.CONTACT_CHANGE,
    takes=NewCertificateSchema,
    gives=CertificateSchema,
)
def change_certificate(tx: Transaction, new: NewCertificate, certificate_id: str, version: int) -> Held:
    """Correct or renew a certificate."""
    return queries.shown(tx.session, certificates.change(tx, certificate_id, new, version), tx.today)


@room.action("/certificates/<certificate_id>/withdraw", needs=Permission.CONTACT_CHANGE, versioned=True)
def withdraw(tx: Transaction, certificate_id: str, version: int | None) -> Any:
    """Note that a certificate no longer counts."""
    certificates.withdraw(tx, certificate_id, version)
    return see_other("certificates.show", certificate_id=certificate_id, notice="withdrawn")
