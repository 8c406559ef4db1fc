"""The documents of a cooperation in dated versions, and the log of who was given which."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from followup.domain.joint_documents import DOCUMENT, DocumentKind, DocumentStatus
from followup.models.base import Base, Cooperative, HasState, Identified, Journaled, Key, Versioned
from followup.models.types import Line, coded


class CooperationDocument(Identified, Versioned, Cooperative, Journaled, HasState):
    """One version of one document; `series` ties the versions of the same document together.

    Shape: `topic` is the category or the step that it is about, where it is about one.
    """

    __tablename__ = "cooperation_document"
    __table_args__ = (
        UniqueConstraint("cooperation_id", "series", "number"),
        Index("ix_cooperation_document_cooperation_id_kind_id", "cooperation_id", "kind", "id"),
    )
    prefix = "cdo"
    noun: ClassVar[str] = "document"
    journal_noun = "document"
    machine = DOCUMENT

    secretariat_id: Mapped[int] = mapped_column(Key, ForeignKey("organisation.id"), index=True)
    series: Mapped[str] = mapped_column(String(40))
    number: Mapped[int]
    kind: Mapped[DocumentKind] = mapped_column(coded(DocumentKind, "document_kind"))
    topic: Mapped[str | None] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(Line)
    language: Mapped[str] = mapped_column(String(2))
    text: Mapped[str]
    status: Mapped[DocumentStatus] = mapped_column(coded(DocumentStatus, "document_status"))
    in_force_on: Mapped[date | None]
    decision: Mapped[str | None] = mapped_column(Line)
    is_public: Mapped[bool]
    written_by_id: Mapped[int] = mapped_column(Key, ForeignKey("app_user.id"), index=True)


class DocumentDistribution(Base, Cooperative, Journaled):
    """That a member was given a version, and how."""

    __tablename__ = "document_distribution"
    __table_args__ = (UniqueConstraint("document_id", "organisation_id", "sent_at"),)
    journal_noun = "document"

    document_id: Mapped[int] = mapped_column(Key, ForeignKey("cooperation_document.id"))
    organisation_id: Mapped[int] = mapped_column(Key, ForeignKey("organisation.id"), index=True)
    recipient: Mapped[str] = mapped_column(Line)
    sent_at: Mapped[datetime]
