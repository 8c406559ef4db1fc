"""Colleagues whom the holder of a link lets answer chosen sections, each by a narrower link of their own."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from followup.models.base import Assigned, Identified, Journaled, Key, Versioned, belongs_to
from followup.models.types import Json, Line, Sha256


class Contributor(Identified, Versioned, Assigned, Journaled):
    """One colleague: may answer the sections named, cannot send anything in and cannot invite others.

    Source: trust.md L8.
    """

    __tablename__ = "contributor"
    __table_args__ = (belongs_to("invitation"),)
    prefix = "cob"
    journal_noun = "contributor"

    invitation_id: Mapped[int] = mapped_column(Key, index=True)
    sections: Mapped[list[str]] = mapped_column(Json)
    name: Mapped[str] = mapped_column(Line)
    email: Mapped[str] = mapped_column(Line)
    language: Mapped[str] = mapped_column(String(2))
    nonce: Mapped[bytes] = mapped_column(LargeBinary(16))
    token_hash: Mapped[str] = mapped_column(Sha256, unique=True)
    invited_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]
