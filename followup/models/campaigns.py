"""Self-assessments sent to many suppliers at once, and followed together."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from followup.models.base import Identified, Internal, Journaled, Key, Versioned
from followup.models.types import Line


class Campaign(Identified, Versioned, Internal, Journaled):
    """One form to many suppliers, with one day to answer by."""

    __tablename__ = "campaign"
    __table_args__ = (
        UniqueConstraint("id", "organisation_id"),
        Index("ix_campaign_organisation_id_made_at_id", "organisation_id", "made_at", "id"),
    )
    prefix = "cam"
    journal_noun = "campaign"

    name: Mapped[str] = mapped_column(Line)
    form_key: Mapped[str | None] = mapped_column(String(60))
    due_on: Mapped[date]
    made_at: Mapped[datetime]
    made_by_id: Mapped[int] = mapped_column(Key, ForeignKey("app_user.id"), index=True)
