"""Follow-ups done once for several organisations: what overlaps, who takes part, and whose own slots they covered."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from followup.domain.code_of_conduct import Level
from followup.domain.joint_follow_ups import JOINT, PARTICIPANT, JointStatus, ParticipantStatus, Payer
from followup.domain.schedule import FollowUpKind
from followup.models.base import Base, Cooperative, HasState, Identified, Journaled, Key, Versioned
from followup.models.types import Json, Line, coded


class Overlap(Base, Cooperative):
    """The same supplier or site in several organisations' plans for one year; written anew by the job that looks.

    Shape: `organisations` lists, per organisation: its public id, slots, first due date, highest level, generations.
    """

    __tablename__ = "overlap"
    __table_args__ = (UniqueConstraint("cooperation_id", "supplier_id", "site", "kind", "year"),)

    supplier_id: Mapped[int] = mapped_column(Key, ForeignKey("supplier.id"), index=True)
    site: Mapped[str] = mapped_column(Line, default="")
    kind: Mapped[FollowUpKind] = mapped_column(coded(FollowUpKind, "kind"))
    year: Mapped[int]
    organisations: Mapped[list[dict[str, object]]] = mapped_column(Json)
    found_at: Mapped[datetime]


class JointFollowUp(Identified, Versioned, Cooperative, Journaled, HasState):
    """One follow-up of one supplier, led by one organisation for those that take part."""

    __tablename__ = "joint_follow_up"
    __table_args__ = (Index("ix_joint_follow_up_cooperation_id_year_id", "cooperation_id", "year", "id"),)
    prefix = "jnt"
    noun: ClassVar[str] = "joint"
    journal_noun = "joint"
    machine = JOINT

    secretariat_id: Mapped[int] = mapped_column(Key, ForeignKey("organisation.id"), index=True)
    lead_id: Mapped[int] = mapped_column(Key, ForeignKey("organisation.id"), index=True)
    joint_plan_id: Mapped[int | None] = mapped_column(Key, ForeignKey("joint_plan.id"), index=True)
    supplier_id: Mapped[int] = mapped_column(Key, ForeignKey("supplier.id"), index=True)
    site: Mapped[str] = mapped_column(Line, default="")
    kind: Mapped[FollowUpKind] = mapped_column(coded(FollowUpKind, "kind"))
    category: Mapped[str | None] = mapped_column(String(40))
    year: Mapped[int]
    due_on: Mapped[date]
    level: Mapped[Level | None] = mapped_column(coded(Level, "level"))
    code_version: Mapped[str | None] = mapped_column(String(40))
    payer: Mapped[Payer] = mapped_column(coded(Payer, "payer"))
    why: Mapped[str]
    status: Mapped[JointStatus] = mapped_column(coded(JointStatus, "joint_status"))
    done_on: Mapped[date | None]
    minutes_used: Mapped[int | None]
    cancel_reason: Mapped[str | None]


class JointParticipant(Identified, Versioned, Cooperative, Journaled, HasState):
    """One organisation in a joint follow-up; it decides for itself."""

    __tablename__ = "joint_participant"
    __table_args__ = (UniqueConstraint("joint_id", "organisation_id"),)
    prefix = "jpa"
    noun: ClassVar[str] = "participant"
    journal_noun = "participant"
    machine = PARTICIPANT

    joint_id: Mapped[int] = mapped_column(Key, ForeignKey("joint_follow_up.id"))
    organisation_id: Mapped[int] = mapped_column(Key, ForeignKey("organisation.id"), index=True)
    slot_count: Mapped[int]
    status: Mapped[ParticipantStatus] = mapped_column(coded(ParticipantStatus, "participant_status"))
    reason: Mapped[str | None]
    decided_by_id: Mapped[int | None] = mapped_column(Key, ForeignKey("app_user.id"), index=True)
    decided_on: Mapped[date | None]


class Coverage(Identified, Cooperative, Journaled):
    """An own slot that a joint or another's follow-up covered: spared follow-ups are counted of these.

    Units: `minutes` that the organisation's own rule gives a follow-up of the kind; empty where it has decided none.
    """

    __tablename__ = "coverage"
    __table_args__ = (
        UniqueConstraint("follow_up_id"),
        Index("ix_coverage_cooperation_id_covered_on_id", "cooperation_id", "covered_on", "id"),
    )
    prefix = "cov"
    journal_noun = "coverage"

    organisation_id: Mapped[int] = mapped_column(Key, ForeignKey("organisation.id"), index=True)
    follow_up_id: Mapped[int] = mapped_column(Key, ForeignKey("follow_up.id"))
    supplier_id: Mapped[int] = mapped_column(Key, ForeignKey("supplier.id"), index=True)
    kind: Mapped[FollowUpKind] = mapped_column(coded(FollowUpKind, "kind"))
    category: Mapped[str | None] = mapped_column(String(40))
    result_id: Mapped[int] = mapped_column(Key, ForeignKey("shared_result.id"), index=True)
    joint_id: Mapped[int | None] = mapped_column(Key, ForeignKey("joint_follow_up.id"), index=True)
    covered_on: Mapped[date]
    is_performed: Mapped[bool]
    minutes: Mapped[int | None]
    cost_minor: Mapped[int | None] = mapped_column(Key)
    currency: Mapped[str | None] = mapped_column(String(3))
