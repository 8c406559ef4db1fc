"""Requests for secrecy about answers, and what the buyer's test by law came to."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from followup.domain.secrecy import SECRECY, SecrecyStatus
from followup.models.base import Assigned, HasState, Identified, Journaled, Key, Versioned, belongs_to
from followup.models.types import Line, coded


class SecrecyRequest(Identified, Versioned, Assigned, Journaled, HasState):
    """One answer that the supplier asks to be kept secret, with the reason; a request, which the buyer decides on."""

    __tablename__ = "secrecy_request"
    __table_args__ = (belongs_to("invitation"), UniqueConstraint("invitation_id", "question_key"))
    prefix = "sec"
    noun: ClassVar[str] = "secrecy"
    journal_noun = "secrecy"
    machine = SECRECY

    invitation_id: Mapped[int] = mapped_column(Key)
    question_key: Mapped[str] = mapped_column(String(60))
    reason: Mapped[str]
    requested_at: Mapped[datetime]
    status: Mapped[SecrecyStatus] = mapped_column(coded(SecrecyStatus, "secrecy_status"))
    law: Mapped[str | None] = mapped_column(Line)
    note: Mapped[str | None]
    decided_by_id: Mapped[int | None] = mapped_column(Key, ForeignKey("app_user.id"), index=True)
    decided_on: Mapped[date | None]
