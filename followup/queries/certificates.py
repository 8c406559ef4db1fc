"""Certificates and documents of suppliers, with their files, as pages and the API read them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from followup.domain.answers import FileMark
from followup.domain.certificates import CertificateKind, CertificateState, state
from followup.models.certificates import SupplierCertificate
from followup.queries import evidence
from followup.queries.mergers import kin_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A certificate that one's own organisation has of a supplier, and whether it holds today."""

    public_id: str
    version: int
    organisation_id: int
    kind: CertificateKind
    name: str
    issuer: str | None
    number: str | None
    valid_from: date | None
    valid_until: date | None
    is_withdrawn: bool
    state: CertificateState
    files: Sequence[FileMark]


def of_supplier(session: Session, supplier_id: int, today: date) -> Sequence[Held]:
    """Return the organisation's certificates of a supplier and what was merged into it: what ends first at the top."""
    mine = select(SupplierCertificate).where(SupplierCertificate.supplier_id.in_(kin_of(supplier_id)))
    rows = session.scalars(mine).all()
    files = evidence.of_certificates(session, [row.id for row in rows])
    held = [as_held(row, today, files.get(row.id, ())) for row in rows]
    return sorted(held, key=lambda one: (one.is_withdrawn, one.valid_until or date.max, one.name, one.public_id))


def shown(session: Session, certificate: SupplierCertificate, today: date) -> Held:
    """Return one certificate with its files."""
    files = evidence.of_certificates(session, [certificate.id])
    return as_held(certificate, today, files.get(certificate.id, ()))


def as_held(row: SupplierCertificate, today: date, files: Sequence[FileMark] = ()) -> Held:
    """Return a stored certificate with its state today."""
    is_withdrawn = row.withdrawn_at is not None
    return Held(
        public_id=row.public_id,
        version=row.version,
        organisation_id=row.organisation_id,
        kind=row.kind,
        name=row.name,
        issuer=row.issuer,
        number=row.number,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        is_withdrawn=is_withdrawn,
        state=state(row.valid_from, row.valid_until, today, withdrawn=is_withdrawn),
        files=files,
    )
