"""Figures that organisations confirm, the annual summary made of them, and its published editions."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from followup.domain.summaries import SUMMARY, SummaryStatus
from followup.models.base import (
    Base,
    Cooperative,
    HasState,
    Identified,
    Journaled,
    Key,
    Public,
    Restricted,
    Versioned,
)
from followup.models.types import Json, Line, Sha256, coded


class ConfirmedFigures(Identified, Versioned, Cooperative, Journaled):
    """An organisation's own aggregates for a year, confirmed by a person; these leave."""

    __tablename__ = "confirmed_figures"
    __table_args__ = (UniqueConstraint("cooperation_id", "organisation_id", "year"),)
    prefix = "fig"
    journal_noun = "figures"

    organisation_id: Mapped[int] = mapped_column(Key, ForeignKey("organisation.id"), index=True)
    year: Mapped[int]
    figures: Mapped[dict[str, object]] = mapped_column(Json)
    sha256: Mapped[str] = mapped_column(Sha256)
    confirmed_by_id: Mapped[int] = mapped_column(Key, ForeignKey("app_user.id"), index=True)
    confirmed_at: Mapped[datetime]


class SealedFigures(Base, Restricted):
    """The list behind confirmed figures (supplier, cell, days): only the compiling job reads it."""

    __tablename__ = "sealed_figures"

    confirmed_figures_id: Mapped[int] = mapped_column(Key, ForeignKey("confirmed_figures.id"), unique=True)
    items: Mapped[list[dict[str, object]]] = mapped_column(Json)


class AnnualSummary(Identified, Versioned, Cooperative, Journaled, HasState):
    """One edition of one year's summary; frozen when published. The secretariat that compiles it also publishes it."""

    __tablename__ = "annual_summary"
    __table_args__ = (UniqueConstraint("cooperation_id", "year", "edition"),)
    prefix = "sum"
    noun: ClassVar[str] = "summary"
    journal_noun = "summary"
    machine = SUMMARY

    secretariat_id: Mapped[int] = mapped_column(Key, ForeignKey("organisation.id"), index=True)
    year: Mapped[int]
    edition: Mapped[int]
    status: Mapped[SummaryStatus] = mapped_column(coded(SummaryStatus, "status"))
    figures: Mapped[dict[str, object]] = mapped_column(Json)
    sources: Mapped[list[str]] = mapped_column(Json)
    sha256: Mapped[str] = mapped_column(Sha256)
    compiled_by_id: Mapped[int] = mapped_column(Key, ForeignKey("app_user.id"), index=True)
    compiled_at: Mapped[datetime]
    reviewed_by_id: Mapped[int | None] = mapped_column(Key, ForeignKey("app_user.id"), index=True)
    reviewed_at: Mapped[datetime | None]
    published_by_id: Mapped[int | None] = mapped_column(Key, ForeignKey("app_user.id"), index=True)
    published_at: Mapped[datetime | None]

    @property
    def author_ids(self) -> tuple[int, ...]:
        """Return who may not publish it: whoever compiled or reviewed it."""
        return tuple(i for i in (self.compiled_by_id, self.reviewed_by_id) if i is not None)


class PublishedEdition(Base, Public, Journaled):
    """What the public reads: the frozen content and nothing else."""

    __tablename__ = "published_edition"
    __table_args__ = (UniqueConstraint("slug", "year", "edition"),)
    journal_noun = "summary"

    slug: Mapped[str] = mapped_column(String(60))
    cooperation_name: Mapped[str] = mapped_column(Line)
    year: Mapped[int]
    edition: Mapped[int]
    content: Mapped[dict[str, object]] = mapped_column(Json)
    sha256: Mapped[str] = mapped_column(Sha256)
    published_at: Mapped[datetime]
    is_demonstration: Mapped[bool] = mapped_column(default=False)
