"""Follow-ups, planned and done, and what was found clause by clause."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from followup.domain.follow_ups import FOLLOW_UP, FindingResult, FollowUpStatus
from followup.domain.schedule import FollowUpKind
from followup.models.base import Base, HasState, Identified, Internal, Journaled, Key, Versioned, belongs_to
from followup.models.types import Json, coded


class FollowUp(Identified, Versioned, Internal, Journaled, HasState):
    """One follow-up of one contract. The key holds no date, since dates move."""

    __tablename__ = "follow_up"
    __table_args__ = (
        belongs_to("contract"),
        UniqueConstraint("id", "organisation_id"),
        UniqueConstraint("contract_id", "kind", "subject", "ordinal"),
        Index("ix_follow_up_organisation_id_status_due_on_id", "organisation_id", "status", "due_on", "id"),
        Index("ix_follow_up_organisation_id_due_on_id", "organisation_id", "due_on", "id"),
    )
    prefix = "fup"
    noun: ClassVar[str] = "follow_up"
    journal_noun = "follow_up"
    machine = FOLLOW_UP

    contract_id: Mapped[int] = mapped_column(Key, index=True)
    kind: Mapped[FollowUpKind] = mapped_column(coded(FollowUpKind, "kind"))
    subject: Mapped[str] = mapped_column(String(60), default="")
    ordinal: Mapped[int]
    status: Mapped[FollowUpStatus] = mapped_column(coded(FollowUpStatus, "status"))
    due_on: Mapped[date]
    why: Mapped[dict[str, object]] = mapped_column(Json)
    planned_at: Mapped[datetime]
    assigned_to_id: Mapped[int | None] = mapped_column(Key, ForeignKey("app_user.id"), index=True)
    done_on: Mapped[date | None]
    settled_at: Mapped[datetime | None]
    settled_by_id: Mapped[int | None] = mapped_column(Key, ForeignKey("app_user.id"), index=True)
    minutes_used: Mapped[int | None]
    participants: Mapped[str | None]
    summary: Mapped[str | None]
    skip_reason: Mapped[str | None]
    late_note: Mapped[str | None]
    joint_id: Mapped[int | None] = mapped_column(Key, ForeignKey("joint_follow_up.id"), index=True)


class Finding(Base, Internal, Journaled):
    """What one follow-up found for one clause of the contract."""

    __tablename__ = "finding"
    __table_args__ = (
        belongs_to("follow_up"),
        belongs_to("contract_clause"),
        UniqueConstraint("follow_up_id", "contract_clause_id"),
    )
    journal_noun = "follow_up"

    follow_up_id: Mapped[int] = mapped_column(Key)
    contract_clause_id: Mapped[int] = mapped_column(Key, index=True)
    result: Mapped[FindingResult] = mapped_column(coded(FindingResult, "result"))
    note: Mapped[str | None]
