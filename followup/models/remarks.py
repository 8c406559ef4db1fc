"""What buyer and supplier write to each other about a self-assessment, on the whole or at one answer."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from followup.models.base import Assigned, Identified, Journaled, Key, belongs_to
from followup.models.types import Line


class Remark(Identified, Assigned, Journaled):
    """One entry of a thread; both sides see it from the moment it is written, and nobody changes it afterwards."""

    __tablename__ = "remark"
    __table_args__ = (belongs_to("invitation"), Index("ix_remark_invitation_id_id", "invitation_id", "id"))
    prefix = "rem"
    journal_noun = "invitation"

    invitation_id: Mapped[int] = mapped_column(Key)
    question_key: Mapped[str | None] = mapped_column(String(60))
    is_from_buyer: Mapped[bool]
    user_id: Mapped[int | None] = mapped_column(Key, ForeignKey("app_user.id"), index=True)
    contributor_id: Mapped[int | None] = mapped_column(Key, ForeignKey("contributor.id"), index=True)
    author_name: Mapped[str] = mapped_column(Line)
    text: Mapped[str]
    written_at: Mapped[datetime]
