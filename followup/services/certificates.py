"""Certificates and documents of a supplier, each organisation's own: added with its files, corrected, withdrawn."""

from __future__ import annotations

from collections.abc import Sequence

from followup.domain.certificates import WITHDRAWN, NewCertificate
from followup.domain.journal import CERTIFICATE_ADDED, CERTIFICATE_CHANGED, CERTIFICATE_WITHDRAWN
from followup.domain.permissions import Permission
from followup.errors import Conflict
from followup.models.certificates import SupplierCertificate
from followup.models.suppliers import Supplier
from followup.services import evidence
from followup.services.evidence import StoredUpload
from followup.transaction import Transaction


def add(
    tx: Transaction, supplier_id: str, new: NewCertificate, uploads: Sequence[StoredUpload] = ()
) -> SupplierCertificate:
    """Keep a certificate or document of a supplier, with its files, known to one's own organisation only."""
    supplier = tx.get(Supplier, supplier_id, to=Permission.SUPPLIER_READ)
    tx.require(Permission.CONTACT_CHANGE)
    certificate = tx.add(
        SupplierCertificate(
            supplier_id=supplier.id,
            kind=new.kind,
            name=new.name,
            issuer=new.issuer or None,
            number=new.number or None,
            valid_from=new.valid_from,
            valid_until=new.valid_until,
        )
    )
    tx.journal(
        CERTIFICATE_ADDED,
        supplier,
        certificate=certificate.public_id,
        kind=str(new.kind),
        valid_until=new.valid_until,
    )
    _attach(tx, certificate, uploads)
    return certificate


def change(
    tx: Transaction,
    certificate_id: str,
    new: NewCertificate,
    version: int | None,
    uploads: Sequence[StoredUpload] = (),
) -> SupplierCertificate:
    """Correct or renew a certificate; files that are sent are added to those that are there.

    Errors: Conflict("stale"), Conflict("certificate.withdrawn").
    """
    certificate = tx.get(SupplierCertificate, certificate_id, to=Permission.CONTACT_CHANGE)
    tx.check_version(certificate, version)
    _check_in_use(certificate)
    certificate.kind, certificate.name = new.kind, new.name
    certificate.issuer, certificate.number = new.issuer or None, new.number or None
    certificate.valid_from, certificate.valid_until = new.valid_from, new.valid_until
    tx.journal(CERTIFICATE_CHANGED, tx.follow(Supplier, certificate.supplier_id), certificate=certificate.public_id)
    tx.flush()
    _attach(tx, certificate, uploads)
    return certificate


def withdraw(tx: Transaction, certificate_id: str, version: int | None = None) -> SupplierCertificate:
    """Note that a certificate no longer counts; it stays to be read.

    Errors: Conflict("stale"), Conflict("certificate.withdrawn").
    """
    certificate = tx.get(SupplierCertificate, certificate_id, to=Permission.CONTACT_CHANGE)
    tx.check_version(certificate, version)
    _check_in_use(certificate)
    certificate.withdrawn_at = tx.now
    tx.journal(CERTIFICATE_WITHDRAWN, tx.follow(Supplier, certificate.supplier_id), certificate=certificate.public_id)
    tx.flush()
    return certificate


def _check_in_use(certificate: SupplierCertificate) -> None:
    if certificate.withdrawn_at is not None:
        raise Conflict(WITHDRAWN)


def _attach(tx: Transaction, certificate: SupplierCertificate, uploads: Sequence[StoredUpload]) -> None:
    for upload in uploads:
        evidence.add(tx, upload, certificate=certificate)
