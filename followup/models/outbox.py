"""Mail that waits to leave: written in the transaction of its cause, delivered by a job."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from followup.domain.codes import Coded
from followup.errors import N_
from followup.models.base import Identified, Internal, Key
from followup.models.types import Json, Line, coded


class OutboxStatus(Coded):
    """Where a mail is on its way."""

    PENDING = "pending", N_("Waiting")
    SENDING = "sending", N_("Being sent")
    SENT = "sent", N_("Sent")
    FAILED = "failed", N_("Not delivered")
    HELD = "held", N_("Held back")


class OutboxMessage(Identified, Internal):
    """One mail to one address. The link's token is derived at sending and never stored."""

    __tablename__ = "outbox_message"
    __table_args__ = (Index("ix_outbox_message_status_next_at", "status", "next_at"),)
    prefix = "out"

    organisation_id: Mapped[int | None] = mapped_column(  # type: ignore[assignment] # the system's own have no owner
        Key, ForeignKey("organisation.id"), index=True
    )
    kind: Mapped[str] = mapped_column(String(60))
    recipient: Mapped[str] = mapped_column(Line)
    locale: Mapped[str] = mapped_column(String(2))
    facts: Mapped[dict[str, object]] = mapped_column(Json)
    dedupe_key: Mapped[str] = mapped_column(String(200), unique=True)
    subject_id: Mapped[str | None] = mapped_column(String(60), index=True)
    status: Mapped[OutboxStatus] = mapped_column(coded(OutboxStatus, "status"))
    attempts: Mapped[int] = mapped_column(default=0)
    next_at: Mapped[datetime]
    lease: Mapped[str | None] = mapped_column(String(40))
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    text_sent: Mapped[str | None]
    error: Mapped[str | None] = mapped_column(Line)
