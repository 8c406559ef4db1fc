"""Certificates and documents of suppliers, each with the day it ends to hold."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from followup.domain.certificates import CertificateKind
from followup.models.base import Identified, Internal, Journaled, Key, Versioned
from followup.models.types import Line, coded


class SupplierCertificate(Identified, Versioned, Internal, Journaled):
    """A certificate or document that one organisation has of a supplier."""

    __tablename__ = "supplier_certificate"
    __table_args__ = (
        UniqueConstraint("id", "organisation_id"),
        Index("ix_supplier_certificate_organisation_id_valid_until", "organisation_id", "valid_until"),
        CheckConstraint("valid_until IS NULL OR valid_from IS NULL OR valid_until >= valid_from", name="dates"),
    )
    prefix = "cer"
    journal_noun = "supplier"

    supplier_id: Mapped[int] = mapped_column(Key, ForeignKey("supplier.id"), index=True)
    kind: Mapped[CertificateKind] = mapped_column(coded(CertificateKind, "kind"))
    name: Mapped[str] = mapped_column(Line)
    issuer: Mapped[str | None] = mapped_column(Line)
    number: Mapped[str | None] = mapped_column(Line)
    valid_from: Mapped[date | None]
    valid_until: Mapped[date | None]
    withdrawn_at: Mapped[datetime | None]
