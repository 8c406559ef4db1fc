"""Traffic lights on their way to the public, the supplier's check of the facts, and what the public reads."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from followup.domain.publications import PUBLICATION, LegalBasis, PublicationStatus
from followup.domain.sharing import Light
from followup.models.base import (
    Assigned,
    Base,
    HasState,
    Identified,
    Journaled,
    Key,
    Public,
    Submitted,
    Versioned,
    belongs_to,
)
from followup.models.types import Json, Sha256, coded


class Publication(Identified, Versioned, Submitted, Journaled, HasState):
    """One text about one supplier in one category; seen by its owner, and by the secretariat once it was sent out.

    Shape: `text` and `next_step` by language; `reply` is the supplier's, printed beside.
    """

    __tablename__ = "publication"
    __table_args__ = (
        belongs_to("contract"),
        UniqueConstraint("id", "organisation_id"),
        Index("ix_publication_organisation_id_status_id", "organisation_id", "status", "id"),
    )
    prefix = "pub"
    noun: ClassVar[str] = "publication"
    journal_noun = "publication"
    machine = PUBLICATION

    cooperation_id: Mapped[int] = mapped_column(Key, ForeignKey("cooperation.id"), index=True)
    contract_id: Mapped[int] = mapped_column(Key, index=True)
    supplier_id: Mapped[int] = mapped_column(Key, ForeignKey("supplier.id"), index=True)
    category: Mapped[str | None] = mapped_column(String(40))
    status: Mapped[PublicationStatus] = mapped_column(coded(PublicationStatus, "publication_status"))
    edition: Mapped[int]
    corrects_id: Mapped[int | None] = mapped_column(Key, ForeignKey("publication.id"), index=True)
    light: Mapped[Light] = mapped_column(coded(Light, "light"))
    light_on: Mapped[date]
    followed_up_on: Mapped[date]
    remedied_on: Mapped[date | None]
    plan_on: Mapped[date | None]
    text: Mapped[dict[str, str]] = mapped_column(Json)
    next_step: Mapped[dict[str, str]] = mapped_column(Json)
    legal_basis: Mapped[LegalBasis | None] = mapped_column(coded(LegalBasis, "legal_basis"))
    secrecy_tested_on: Mapped[date | None]
    secrecy_tested_by_id: Mapped[int | None] = mapped_column(Key, ForeignKey("app_user.id"), index=True)
    author_id: Mapped[int] = mapped_column(Key, ForeignKey("app_user.id"), index=True)
    sent_by_id: Mapped[int | None] = mapped_column(Key, ForeignKey("app_user.id"), index=True)
    reply: Mapped[str | None]
    published_by_id: Mapped[int | None] = mapped_column(Key, ForeignKey("app_user.id"), index=True)
    published_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    withdraw_reason: Mapped[str | None]

    @property
    def author_ids(self) -> tuple[int, ...]:
        """Return who may not publish it: whoever wrote or sent it."""
        return tuple(i for i in (self.author_id, self.sent_by_id) if i is not None)


class PublicationCheck(Identified, Versioned, Assigned, Journaled):
    """The text as the supplier was sent it, and what the supplier answered; a returned mail stops the clock."""

    __tablename__ = "publication_check"
    __table_args__ = (belongs_to("publication"),)
    prefix = "pck"
    journal_noun = "publication"

    publication_id: Mapped[int] = mapped_column(Key, index=True)
    light: Mapped[Light] = mapped_column(coded(Light, "light"))
    light_on: Mapped[date]
    category: Mapped[str | None] = mapped_column(String(40))
    text: Mapped[dict[str, str]] = mapped_column(Json)
    next_step: Mapped[dict[str, str]] = mapped_column(Json)
    sent_on: Mapped[date]
    due_on: Mapped[date]
    undeliverable_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    is_correct: Mapped[bool | None]
    answer: Mapped[str | None]


class PublishedLight(Base, Public, Journaled):
    """What the public reads of one supplier in one category: the frozen content, or its tombstone once withdrawn."""

    __tablename__ = "published_light"
    __table_args__ = (UniqueConstraint("slug", "key", "edition"), UniqueConstraint("publication_id"))
    journal_noun = "publication"

    publication_id: Mapped[int] = mapped_column(Key, ForeignKey("publication.id"))
    slug: Mapped[str] = mapped_column(String(60))
    key: Mapped[str] = mapped_column(String(40))
    edition: Mapped[int]
    supplier_name: Mapped[str]
    sort_key: Mapped[str]
    category: Mapped[str | None] = mapped_column(String(40))
    light: Mapped[Light] = mapped_column(coded(Light, "light"))
    light_on: Mapped[date]
    content: Mapped[dict[str, object] | None] = mapped_column(Json)
    sha256: Mapped[str] = mapped_column(Sha256)
    published_at: Mapped[datetime]
    replaced_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    is_demonstration: Mapped[bool] = mapped_column(default=False)
