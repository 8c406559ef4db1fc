"""Sanctions: proposed by rule, the supplier heard, decided by the contract's owner; and the letters that say so."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from followup.domain.penalties import PenaltyTrigger
from followup.domain.sanctions import SANCTION, AlertStance, LetterKind, PenaltyUnit, Rung, SanctionStatus
from followup.models.base import (
    Assigned,
    Cooperative,
    HasState,
    Identified,
    Internal,
    Journaled,
    Key,
    Versioned,
    belongs_to,
)
from followup.models.types import Json, Line, Sha256, coded


class Sanction(Identified, Versioned, Internal, Journaled, HasState):
    """One step of the ladder for one contract.

    Units: money in minor units of `currency`; `units_count` commenced weeks or days.
    """

    __tablename__ = "sanction"
    __table_args__ = (
        belongs_to("contract"),
        belongs_to("deviation"),
        belongs_to("contract_clause"),
        UniqueConstraint("id", "organisation_id"),
        Index("ix_sanction_organisation_id_status_id", "organisation_id", "status", "id"),
    )
    prefix = "san"
    noun: ClassVar[str] = "sanction"
    journal_noun = "sanction"
    machine = SANCTION

    contract_id: Mapped[int] = mapped_column(Key, index=True)
    deviation_id: Mapped[int | None] = mapped_column(Key, index=True)
    contract_clause_id: Mapped[int | None] = mapped_column(Key, index=True)
    owner_id: Mapped[int | None] = mapped_column(Key, ForeignKey("app_user.id"), index=True)
    supplier_id: Mapped[int] = mapped_column(Key, ForeignKey("supplier.id"), index=True)
    rung: Mapped[Rung] = mapped_column(coded(Rung, "rung"))
    status: Mapped[SanctionStatus] = mapped_column(coded(SanctionStatus, "sanction_status"))
    why: Mapped[dict[str, object]] = mapped_column(Json)
    proposed_at: Mapped[datetime]
    proposed_by_id: Mapped[int | None] = mapped_column(Key, ForeignKey("app_user.id"), index=True)
    trigger: Mapped[PenaltyTrigger | None] = mapped_column(coded(PenaltyTrigger, "trigger"))
    late_from_on: Mapped[date | None]
    late_to_on: Mapped[date | None]
    unit: Mapped[PenaltyUnit | None] = mapped_column(coded(PenaltyUnit, "unit"))
    unit_minor: Mapped[int | None] = mapped_column(Key)
    cap_count: Mapped[int | None]
    units_count: Mapped[int | None]
    amount_minor: Mapped[int | None] = mapped_column(Key)
    currency: Mapped[str | None] = mapped_column(String(3))
    heard_on: Mapped[date | None]
    hearing_due_on: Mapped[date | None]
    statement: Mapped[str | None]
    stated_on: Mapped[date | None]
    decided_by_id: Mapped[int | None] = mapped_column(Key, ForeignKey("app_user.id"), index=True)
    decided_on: Mapped[date | None]
    decision_note: Mapped[str | None]


class Letter(Identified, Assigned, Journaled):
    """One letter as it was made: its facts are kept, so that the same file can be made again byte by byte."""

    __tablename__ = "letter"
    __table_args__ = (
        belongs_to("contract"),
        belongs_to("deviation"),
        belongs_to("sanction"),
        UniqueConstraint("organisation_id", "number"),
    )
    prefix = "let"
    journal_noun = "letter"

    number: Mapped[int]
    contract_id: Mapped[int] = mapped_column(Key, index=True)
    deviation_id: Mapped[int | None] = mapped_column(Key, index=True)
    sanction_id: Mapped[int | None] = mapped_column(Key, index=True)
    kind: Mapped[LetterKind] = mapped_column(coded(LetterKind, "letter_kind"))
    language: Mapped[str] = mapped_column(String(2))
    case_number: Mapped[str | None] = mapped_column(Line)
    facts: Mapped[dict[str, object]] = mapped_column(Json)
    sha256: Mapped[str] = mapped_column(Sha256)
    made_at: Mapped[datetime]
    made_by_id: Mapped[int] = mapped_column(Key, ForeignKey("app_user.id"), index=True)


class JointAlert(Identified, Versioned, Cooperative, Journaled):
    """Facts about something serious that stays unremedied, to the organisations that buy from the supplier."""

    __tablename__ = "joint_alert"
    prefix = "jal"
    journal_noun = "joint_alert"

    secretariat_id: Mapped[int] = mapped_column(Key, ForeignKey("organisation.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(Key, ForeignKey("organisation.id"), index=True)
    supplier_id: Mapped[int] = mapped_column(Key, ForeignKey("supplier.id"), index=True)
    facts: Mapped[str]
    severity: Mapped[str] = mapped_column(String(40))
    asked_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    ended_on: Mapped[date | None]
    outcome: Mapped[str | None]


class AlertDecision(Identified, Versioned, Cooperative, Journaled):
    """What one alerted organisation decides for itself."""

    __tablename__ = "alert_decision"
    __table_args__ = (UniqueConstraint("joint_alert_id", "organisation_id"),)
    prefix = "ald"
    journal_noun = "joint_alert"

    joint_alert_id: Mapped[int] = mapped_column(Key, ForeignKey("joint_alert.id"))
    organisation_id: Mapped[int] = mapped_column(Key, ForeignKey("organisation.id"), index=True)
    contract_count: Mapped[int]
    stance: Mapped[AlertStance | None] = mapped_column(coded(AlertStance, "alert_stance"))
    note: Mapped[str | None]
    decided_by_id: Mapped[int | None] = mapped_column(Key, ForeignKey("app_user.id"), index=True)
    decided_on: Mapped[date | None]
