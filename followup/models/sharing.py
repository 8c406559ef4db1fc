"""What an organisation let its cooperation read: reduced copies, never the rows themselves."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from followup.domain.code_of_conduct import Level
from followup.domain.schedule import FollowUpKind
from followup.domain.sharing import Light
from followup.models.base import Cooperative, Identified, Journaled, Key, Versioned
from followup.models.types import Json, Line, coded


class SharedResult(Identified, Versioned, Cooperative, Journaled):
    """The allow-listed facts of one completed follow-up; its owner can withdraw it.

    Shape: `areas` has the harmonised outcome by area, reached by the mapping of that name.
    """

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
    areas: Mapped[dict[str, str]] = mapped_column(Json, default=dict, server_default="{}")
    mapping: Mapped[str | None] = mapped_column(String(40))
    remedied_on: Mapped[date | None]
    reusable_until: Mapped[date]
    shared_by_id: Mapped[int] = mapped_column(Key, ForeignKey("app_user.id"), index=True)
    shared_at: Mapped[datetime]
    expired_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    withdraw_reason: Mapped[str | None]


class OutsideResult(Identified, Versioned, Cooperative, Journaled):
    """A follow-up that somebody outside the cooperation made and told of, with where it comes from.

    Shape: `areas` has the harmonised outcome by area, reached by the mapping of that name.
    """

    __tablename__ = "outside_result"
    __table_args__ = (
        UniqueConstraint("cooperation_id", "supplier_id", "holder", "kind", "done_on"),
        Index("ix_outside_result_cooperation_id_done_on_id", "cooperation_id", "done_on", "id"),
    )
    prefix = "out"
    journal_noun = "outside_result"

    organisation_id: Mapped[int] = mapped_column(Key, ForeignKey("organisation.id"), index=True)
    supplier_id: Mapped[int] = mapped_column(Key, ForeignKey("supplier.id"), index=True)
    category: Mapped[str | None] = mapped_column(String(40))
    holder: Mapped[str] = mapped_column(Line)
    kind: Mapped[FollowUpKind] = mapped_column(coded(FollowUpKind, "kind"))
    method: Mapped[str] = mapped_column(Line)
    done_on: Mapped[date]
    code_version: Mapped[str | None] = mapped_column(String(40))
    level: Mapped[Level | None] = mapped_column(coded(Level, "level"))
    areas: Mapped[dict[str, str]] = mapped_column(Json)
    mapping: Mapped[str | None] = mapped_column(String(40))
    light: Mapped[Light | None] = mapped_column(coded(Light, "light"))
    critical_count: Mapped[int | None]
    major_count: Mapped[int | None]
    minor_count: Mapped[int | None]
    source: Mapped[str] = mapped_column(Line)
    received_on: Mapped[date]
    reusable_until: Mapped[date]
    entered_by_id: Mapped[int] = mapped_column(Key, ForeignKey("app_user.id"), index=True)
    withdrawn_at: Mapped[datetime | None]
    withdraw_reason: Mapped[str | None]
