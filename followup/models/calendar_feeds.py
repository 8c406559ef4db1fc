"""Addresses under which a calendar program fetches planned follow-ups; each can be revoked."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from followup.models.base import Identified, Internal, Journaled, Key
from followup.models.types import Sha256


class CalendarFeed(Identified, Internal, Journaled):
    """One address, of a person (`user_id`): that person's follow-ups, or the whole organisation's."""

    __tablename__ = "calendar_feed"
    prefix = "cal"
    journal_noun = "calendar_feed"

    user_id: Mapped[int] = mapped_column(Key, ForeignKey("app_user.id"), index=True)
    is_whole: Mapped[bool]
    nonce: Mapped[bytes] = mapped_column(LargeBinary(16))
    token_hash: Mapped[str] = mapped_column(Sha256, unique=True)
    made_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
