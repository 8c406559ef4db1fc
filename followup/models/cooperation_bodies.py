"""How a cooperation is run: groups and seats, contact persons, decisions of members, meetings, responsibility."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from followup.domain.cooperation_bodies import BodyKind, ContactTopic, Outcome, Responsibility, SeatPart
from followup.models.base import Base, Cooperative, Identified, Journaled, Key, Versioned
from followup.models.types import Line, coded


class CooperationPeriod(Identified, Versioned, Cooperative, Journaled):
    """A strategy or programme period."""

    __tablename__ = "cooperation_period"
    __table_args__ = (UniqueConstraint("cooperation_id", "name"),)
    prefix = "per"
    journal_noun = "cooperation"

    secretariat_id: Mapped[int] = mapped_column(Key, ForeignKey("organisation.id"), index=True)
    name: Mapped[str] = mapped_column(Line)
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    source: Mapped[str] = mapped_column(Line)


class CooperationBody(Identified, Versioned, Cooperative, Journaled):
    """A group: steering group, purchasing council, expert group or office."""

    __tablename__ = "cooperation_body"
    __table_args__ = (UniqueConstraint("cooperation_id", "name"),)
    prefix = "bod"
    journal_noun = "body"

    secretariat_id: Mapped[int] = mapped_column(Key, ForeignKey("organisation.id"), index=True)
    kind: Mapped[BodyKind] = mapped_column(coded(BodyKind, "body_kind"))
    name: Mapped[str] = mapped_column(Line)
    topic: Mapped[str | None]
    ended_on: Mapped[date | None]


class BodySeat(Identified, Versioned, Cooperative, Journaled):
    """One person's seat in a group, and when."""

    __tablename__ = "body_seat"
    prefix = "sea"
    journal_noun = "body"

    secretariat_id: Mapped[int] = mapped_column(Key, ForeignKey("organisation.id"), index=True)
    body_id: Mapped[int] = mapped_column(Key, ForeignKey("cooperation_body.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(Key, ForeignKey("organisation.id"), index=True)
    name: Mapped[str] = mapped_column(Line)
    part: Mapped[SeatPart] = mapped_column(coded(SeatPart, "part"))
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]


class ContactPerson(Identified, Versioned, Cooperative, Journaled):
    """A member's contact person towards the cooperation, and when."""

    __tablename__ = "contact_person"
    __table_args__ = (Index("ix_contact_person_cooperation_id_organisation_id", "cooperation_id", "organisation_id"),)
    prefix = "cop"
    journal_noun = "contact_person"

    secretariat_id: Mapped[int] = mapped_column(Key, ForeignKey("organisation.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(Key, ForeignKey("organisation.id"), index=True)
    name: Mapped[str] = mapped_column(Line)
    email: Mapped[str] = mapped_column(Line)
    topic: Mapped[ContactTopic] = mapped_column(coded(ContactTopic, "topic"))
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]


class MemberDecision(Identified, Versioned, Cooperative, Journaled):
    """What one member decided on a matter of the cooperation: when, by which body, in which case, for what amount."""

    __tablename__ = "member_decision"
    __table_args__ = (Index("ix_member_decision_cooperation_id_decided_on_id", "cooperation_id", "decided_on", "id"),)
    prefix = "dec"
    journal_noun = "decision"

    secretariat_id: Mapped[int] = mapped_column(Key, ForeignKey("organisation.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(Key, ForeignKey("organisation.id"), index=True)
    matter: Mapped[str] = mapped_column(Line)
    outcome: Mapped[Outcome] = mapped_column(coded(Outcome, "outcome"))
    decided_on: Mapped[date]
    body: Mapped[str] = mapped_column(Line)
    case_number: Mapped[str] = mapped_column(Line)
    amount_minor: Mapped[int | None] = mapped_column(Key)
    currency: Mapped[str | None] = mapped_column(String(3))
    document_id: Mapped[int | None] = mapped_column(Key, ForeignKey("cooperation_document.id"), index=True)


class ResponsibilityTask(Identified, Versioned, Cooperative, Journaled):
    """One row of the responsibility matrix."""

    __tablename__ = "responsibility_task"
    __table_args__ = (UniqueConstraint("cooperation_id", "name"),)
    prefix = "rta"
    journal_noun = "responsibility"

    secretariat_id: Mapped[int] = mapped_column(Key, ForeignKey("organisation.id"), index=True)
    name: Mapped[str] = mapped_column(Line)
    position: Mapped[int]


class ResponsibilityPart(Base, Cooperative, Journaled):
    """One cell of the responsibility matrix: how a party is involved in a task."""

    __tablename__ = "responsibility_part"
    __table_args__ = (UniqueConstraint("task_id", "party"),)
    journal_noun = "responsibility"

    task_id: Mapped[int] = mapped_column(Key, ForeignKey("responsibility_task.id"))
    party: Mapped[str] = mapped_column(Line)
    part: Mapped[Responsibility] = mapped_column(coded(Responsibility, "responsibility"))


class Meeting(Identified, Versioned, Cooperative, Journaled):
    """A meeting of a group or of all members."""

    __tablename__ = "meeting"
    __table_args__ = (Index("ix_meeting_cooperation_id_held_on_id", "cooperation_id", "held_on", "id"),)
    prefix = "mee"
    journal_noun = "meeting"

    secretariat_id: Mapped[int] = mapped_column(Key, ForeignKey("organisation.id"), index=True)
    body_id: Mapped[int | None] = mapped_column(Key, ForeignKey("cooperation_body.id"), index=True)
    title: Mapped[str] = mapped_column(Line)
    held_on: Mapped[date]
    place: Mapped[str | None] = mapped_column(Line)
    agenda: Mapped[str | None]
    minutes_id: Mapped[int | None] = mapped_column(Key, ForeignKey("cooperation_document.id"), index=True)
    is_cancelled: Mapped[bool]
