"""What an organisation let its cooperation read: reduced copies, never the rows themselves."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from followup.domain.code_of_conduct import Level
from followup.domain.schedule import FollowUpKind
from followup.domain.sharing import Light
from followup.models.base import Cooperative, Identified, Journaled, Key, Versioned
from followup.models.types import coded


class SharedResult(Identified, Versioned, Cooperative, Journaled):
    """The allow-listed facts of one completed follow-up; its owner can withdraw it."""

    __tablename__ = "shared_result"
    __table_args__ = (
        UniqueConstraint("cooperation_id", "follow_up_id"),
        Index("ix_shared_result_cooperation_id_done_on_id", "cooperation_id", "done_on", "id"),
    )
    prefix = "res"
    journal_noun = "result"

    organisation_id: Mapped[int] = mapped_column(Key, ForeignKey("organisation.id"), index=True)
    follow_up_id: Mapped[int] = mapped_column(Key, ForeignKey("follow_up.id"), index=True)
    joint_id: Mapped[int | None] = mapped_column(Key, ForeignKey("joint_follow_up.id"), index=True)
    supplier_id: Mapped[int] = mapped_column(Key, ForeignKey("supplier.id"), index=True)
    category: Mapped[str | None] = mapped_column(String(40))
    kind: Mapped[FollowUpKind] = mapped_column(coded(FollowUpKind, "kind"))
    done_on: Mapped[date]
    code_version: Mapped[str | None] = mapped_column(String(40))
    level: Mapped[Level | None] = mapped_column(coded(Level, "level"))
    critical_count: Mapped[int]
    major_count: Mapped[int]
    minor_count: Mapped[int]
    open_count: Mapped[int]
    light: Mapped[Light] = mapped_column(coded(Light, "light"))
    light_on: Mapped[date]
    remedied_on: Mapped[date | None]
    reusable_until: Mapped[date]
    shared_by_id: Mapped[int] = mapped_column(Key, ForeignKey("app_user.id"), index=True)
    shared_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    withdraw_reason: Mapped[str | None]
