"""What organisations nominate for next year, and each year's plan of joint follow-ups."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from followup.domain.nominations import JOINT_PLAN, NOMINATION, JointPlanStatus, NominationStatus
from followup.domain.schedule import FollowUpKind
from followup.models.base import Cooperative, HasState, Identified, Journaled, Key, Versioned
from followup.models.types import Line, coded


class JointPlan(Identified, Versioned, Cooperative, Journaled, HasState):
    """One year's plan: what the secretariat proposes and the steering group adopts."""

    __tablename__ = "joint_plan"
    __table_args__ = (UniqueConstraint("cooperation_id", "year"),)
    prefix = "jpl"
    noun: ClassVar[str] = "joint_plan"
    journal_noun = "joint_plan"
    machine = JOINT_PLAN

    secretariat_id: Mapped[int] = mapped_column(Key, ForeignKey("organisation.id"), index=True)
    year: Mapped[int]
    status: Mapped[JointPlanStatus] = mapped_column(coded(JointPlanStatus, "joint_plan_status"))
    note: Mapped[str | None]
    proposed_by_id: Mapped[int | None] = mapped_column(Key, ForeignKey("app_user.id"), index=True)
    adopted_on: Mapped[date | None]
    decision: Mapped[str | None] = mapped_column(Line)


class Nomination(Identified, Versioned, Cooperative, Journaled, HasState):
    """A product or a supplier that an organisation asks the cooperation to follow up in a year."""

    __tablename__ = "nomination"
    __table_args__ = (Index("ix_nomination_cooperation_id_year_id", "cooperation_id", "year", "id"),)
    prefix = "nom"
    noun: ClassVar[str] = "nomination"
    journal_noun = "nomination"
    machine = NOMINATION

    organisation_id: Mapped[int] = mapped_column(Key, ForeignKey("organisation.id"), index=True)
    secretariat_id: Mapped[int] = mapped_column(Key, ForeignKey("organisation.id"), index=True)
    year: Mapped[int]
    category: Mapped[str | None] = mapped_column(String(40))
    product: Mapped[str] = mapped_column(Line, default="")
    supplier_id: Mapped[int | None] = mapped_column(Key, ForeignKey("supplier.id"), index=True)
    kind: Mapped[FollowUpKind | None] = mapped_column(coded(FollowUpKind, "kind"))
    reason: Mapped[str]
    status: Mapped[NominationStatus] = mapped_column(coded(NominationStatus, "nomination_status"))
    answer: Mapped[str | None]
    joint_id: Mapped[int | None] = mapped_column(Key, ForeignKey("joint_follow_up.id"), index=True)
    made_by_id: Mapped[int] = mapped_column(Key, ForeignKey("app_user.id"), index=True)
    made_at: Mapped[datetime]
