"""Planned procurements, and the rules that an organisation set for assessing risk."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from followup.domain.procurements import PROCUREMENT, ProcurementStatus
from followup.domain.risk import RiskClass
from followup.models.base import HasState, Identified, Internal, Journaled, Key, Versioned
from followup.models.types import Json, Line, coded


class Procurement(Identified, Versioned, Internal, Journaled, HasState):
    """Something that is to be bought: assessed before its start meeting, awarded as one or several contracts."""

    __tablename__ = "procurement"
    __table_args__ = (
        UniqueConstraint("id", "organisation_id"),
        Index("ix_procurement_organisation_id_year_sort_id", "organisation_id", "year", "sort", "id"),
        CheckConstraint("(value_minor IS NULL) = (currency IS NULL)", name="value"),
        CheckConstraint("value_minor IS NULL OR value_minor >= 0", name="value_positive"),
    )
    prefix = "prc"
    noun: ClassVar[str] = "procurement"
    journal_noun = "procurement"
    machine = PROCUREMENT

    title: Mapped[str] = mapped_column(Line)
    sort: Mapped[str] = mapped_column(Line)
    year: Mapped[int]
    case_number: Mapped[str] = mapped_column(Line, default="")
    need: Mapped[str | None]
    unit: Mapped[str | None] = mapped_column(Line)
    expert_group: Mapped[str | None] = mapped_column(Line)
    value_minor: Mapped[int | None] = mapped_column(Key)
    currency: Mapped[str | None] = mapped_column(String(3))
    cpv: Mapped[str | None] = mapped_column(String(10))
    category: Mapped[str | None] = mapped_column(String(40))
    start_meeting_on: Mapped[date | None]
    manager_id: Mapped[int | None] = mapped_column(Key, ForeignKey("app_user.id"), index=True)
    potential: Mapped[dict[str, object] | None] = mapped_column(Json)
    status: Mapped[ProcurementStatus] = mapped_column(coded(ProcurementStatus, "procurement_status"))
    cancel_reason: Mapped[str | None]
    settled_on: Mapped[date | None]
    risk_class: Mapped[RiskClass | None] = mapped_column(coded(RiskClass, "risk_class"))
    risk_since: Mapped[date | None]
    registered_at: Mapped[datetime]
    changed_at: Mapped[datetime]


class RiskPolicy(Identified, Internal, Journaled):
    """Who assesses and who approves in one organisation, how long an assessment holds, and hours per class.

    Each change is a row of its own; the one with the latest `valid_from` that has come holds.
    """

    __tablename__ = "risk_policy"
    __table_args__ = (UniqueConstraint("organisation_id", "valid_from"),)
    prefix = "rpo"
    journal_noun = "risk_policy"

    valid_from: Mapped[date]
    four_eyes_from: Mapped[RiskClass] = mapped_column(coded(RiskClass, "four_eyes_from"))
    assessors: Mapped[list[str]] = mapped_column(Json)
    approvers: Mapped[list[str]] = mapped_column(Json)
    review_months: Mapped[int]
    hours: Mapped[dict[str, object]] = mapped_column(Json)
    reason: Mapped[str]
    decided_by_id: Mapped[int] = mapped_column(Key, ForeignKey("app_user.id"), index=True)
