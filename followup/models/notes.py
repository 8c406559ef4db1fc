"""Notes that staff write on a contract."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from followup.models.base import Identified, Internal, Journaled, Key, belongs_to


class Note(Identified, Internal, Journaled):
    """One note; it is never changed, only followed by another."""

    __tablename__ = "note"
    __table_args__ = (belongs_to("contract"),)
    prefix = "not"
    journal_noun = "contract"

    contract_id: Mapped[int] = mapped_column(Key, index=True)
    body: Mapped[str]
    written_by_id: Mapped[int] = mapped_column(Key, ForeignKey("app_user.id"), index=True)
    written_at: Mapped[datetime]
