"""Figures that organisations confirm, the annual summary made of them, and its published editions."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from followup.domain.summaries import SUMMARY, SummaryStatus
from followup.models.base import (
    Base,
    Cooperative,
    HasState,
    Identified,
    Internal,
    Journaled,
    Key,
    Public,
    Restricted,
    Submitted,
    Versioned,
)
from followup.models.types import Json, Line, Sha256, coded


class ConfirmedFigures(Identified, Versioned, Submitted, Journaled):
    """An organisation's own aggregates for a year, confirmed by a person; these leave, to its secretariat only."""

    __tablename__ = "confirmed_figures"
    __table_args__ = (UniqueConstraint("cooperation_id", "organisation_id", "year"),)
    prefix = "fig"
    journal_noun = "figures"

    cooperation_id: Mapped[int] = mapped_column(Key, ForeignKey("cooperation.id"), index=True)
    year: Mapped[int]
    figures: Mapped[dict[str, object]] = mapped_column(Json)
    sha256: Mapped[str] = mapped_column(Sha256)
    confirmed_by_id: Mapped[int] = mapped_column(Key, ForeignKey("app_user.id"), index=True)
    confirmed_at: Mapped[datetime]
    reopened_at: Mapped[datetime | None]
    reopen_reason: Mapped[str | None]


class SealedFigures(Base, Restricted):
    """The list behind confirmed figures (supplier, cell, days): only the compiling job reads it."""

    __tablename__ = "sealed_figures"

    confirmed_figures_id: Mapped[int] = mapped_column(Key, ForeignKey("confirmed_figures.id"), unique=True)
    items: Mapped[list[dict[str, object]]] = mapped_column(Json)


class FigureCorrection(Identified, Versioned, Internal, Journaled):
    """One thing that an organisation counts or leaves out by hand in its own figures of a year, and why.

    Shape: `item` is the public id of what is left out, or of what is counted beside what the records say.
    """

    __tablename__ = "figure_correction"
    __table_args__ = (UniqueConstraint("organisation_id", "year", "indicator", "item"),)
    prefix = "fco"
    journal_noun = "figures"

    year: Mapped[int]
    indicator: Mapped[str] = mapped_column(String(60))
    item: Mapped[str] = mapped_column(String(60))
    adds: Mapped[bool]
    supplier_id: Mapped[int | None] = mapped_column(Key, ForeignKey("supplier.id"), index=True)
    category: Mapped[str | None] = mapped_column(String(40))
    detail: Mapped[str | None] = mapped_column(String(40))
    reason: Mapped[str]
    made_by_id: Mapped[int] = mapped_column(Key, ForeignKey("app_user.id"), index=True)
    made_at: Mapped[datetime]
    undone_at: Mapped[datetime | None]


class SummaryCycle(Identified, Versioned, Cooperative, Journaled):
    """One year's work on the summary: the dates, and from how many suppliers on an identifying figure is shown."""

    __tablename__ = "summary_cycle"
    __table_args__ = (
        UniqueConstraint("cooperation_id", "year"),
        CheckConstraint("threshold BETWEEN 3 AND 10", name="threshold"),
    )
    prefix = "cyc"
    journal_noun = "summary_cycle"

    secretariat_id: Mapped[int] = mapped_column(Key, ForeignKey("organisation.id"), index=True)
    year: Mapped[int]
    confirm_by: Mapped[date]
    publish_by: Mapped[date]
    threshold: Mapped[int]
    note: Mapped[str | None]
    opened_by_id: Mapped[int] = mapped_column(Key, ForeignKey("app_user.id"), index=True)
    opened_at: Mapped[datetime]
    reminded_at: Mapped[datetime | None]


class AnnualSummary(Identified, Versioned, Cooperative, Journaled, HasState):
    """One edition of one year's summary; frozen when published. The secretariat that compiles it also publishes it.

    Shape: `checks` are what the cross-checks found; `accepted_checks` the reason given by code for each that stands;
    `erratum` by language says what a later edition corrects.
    """

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
    checks: Mapped[list[dict[str, object]]] = mapped_column(Json, default=list, server_default="[]")
    accepted_checks: Mapped[dict[str, str]] = mapped_column(Json, default=dict, server_default="{}")
    erratum: Mapped[dict[str, str] | None] = mapped_column(Json)
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
    replaced_by: Mapped[int | None]
    is_demonstration: Mapped[bool] = mapped_column(default=False)
