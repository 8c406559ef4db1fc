"""The shared register of suppliers, and each organisation's own contacts and sites there."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from followup.domain.suppliers import NumberKind
from followup.models.base import Identified, Internal, Journaled, Key, Reference, Versioned
from followup.models.types import Line, coded


class Supplier(Identified, Versioned, Journaled, Reference):
    """A company, once for all organisations; without a number it is counted by its own id."""

    __tablename__ = "supplier"
    __table_args__ = (
        UniqueConstraint("country", "number"),
        Index("ix_supplier_sort_sv_id", "sort_sv", "id"),
        Index("ix_supplier_sort_nb_id", "sort_nb", "id"),
    )
    prefix = "sup"
    journal_noun = "supplier"

    name: Mapped[str] = mapped_column(Line)
    sort_sv: Mapped[str] = mapped_column(Line)
    sort_nb: Mapped[str] = mapped_column(Line)
    country: Mapped[str | None] = mapped_column(String(2))
    number: Mapped[str | None] = mapped_column(String(40))
    number_given: Mapped[str | None] = mapped_column(Line)
    number_kind: Mapped[NumberKind | None] = mapped_column(coded(NumberKind, "number_kind"))
    merged_into_id: Mapped[int | None] = mapped_column(Key, ForeignKey("supplier.id"), index=True)
    merged_on: Mapped[date | None]
    town: Mapped[str | None] = mapped_column(Line)
    is_invented: Mapped[bool] = mapped_column(default=False)


class SupplierAlias(Identified, Journaled, Reference):
    """Another name that a supplier goes by."""

    __tablename__ = "supplier_alias"
    __table_args__ = (UniqueConstraint("supplier_id", "sort_sv"), Index("ix_supplier_alias_sort_sv", "sort_sv"))
    prefix = "ali"
    journal_noun = "supplier"

    supplier_id: Mapped[int] = mapped_column(Key, ForeignKey("supplier.id"))
    name: Mapped[str] = mapped_column(Line)
    sort_sv: Mapped[str] = mapped_column(Line)
    sort_nb: Mapped[str] = mapped_column(Line)


class SupplierContact(Identified, Versioned, Internal, Journaled):
    """A person at the supplier; belongs to the organisation that has the contact."""

    __tablename__ = "supplier_contact"
    __table_args__ = (
        UniqueConstraint("id", "organisation_id"),
        UniqueConstraint("organisation_id", "supplier_id", "email"),
    )
    prefix = "ctt"
    journal_noun = "supplier"

    supplier_id: Mapped[int] = mapped_column(Key, ForeignKey("supplier.id"), index=True)
    name: Mapped[str] = mapped_column(Line)
    email: Mapped[str] = mapped_column(Line)
    phone: Mapped[str | None] = mapped_column(String(40))
    language: Mapped[str] = mapped_column(String(2))


class SupplierSite(Identified, Internal, Journaled):
    """A production site that one organisation knows of."""

    __tablename__ = "supplier_site"
    __table_args__ = (UniqueConstraint("id", "organisation_id"),)
    prefix = "sit"
    journal_noun = "supplier"

    supplier_id: Mapped[int] = mapped_column(Key, ForeignKey("supplier.id"), index=True)
    name: Mapped[str] = mapped_column(Line)
    country: Mapped[str] = mapped_column(String(2))
    town: Mapped[str | None] = mapped_column(Line)
    tier: Mapped[int] = mapped_column(default=0)
