"""Incidents, the organisations that they reach, and the one question to each supplier concerned."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from followup.domain.incidents import (
    INCIDENT,
    INCIDENT_PARTY,
    INCIDENT_QUESTION,
    IncidentStatus,
    PartyStatus,
    QuestionStatus,
    SiteUse,
    Stance,
)
from followup.models.base import Cooperative, HasState, Identified, Journaled, Key, Versioned
from followup.models.types import Line, coded


class Incident(Identified, Versioned, Cooperative, Journaled, HasState):
    """What was told of a site or a supplier; the secretariat informs and never decides for an organisation."""

    __tablename__ = "incident"
    prefix = "inc"
    noun: ClassVar[str] = "incident"
    journal_noun = "incident"
    machine = INCIDENT

    secretariat_id: Mapped[int] = mapped_column(Key, ForeignKey("organisation.id"), index=True)
    title: Mapped[str] = mapped_column(Line)
    facts: Mapped[str]
    source: Mapped[str] = mapped_column(Line)
    reported_on: Mapped[date]
    supplier_id: Mapped[int | None] = mapped_column(Key, ForeignKey("supplier.id"), index=True)
    site: Mapped[str] = mapped_column(Line, default="")
    site_country: Mapped[str | None] = mapped_column(String(2))
    category: Mapped[str | None] = mapped_column(String(40))
    question: Mapped[str | None]
    question_due_on: Mapped[date | None]
    status: Mapped[IncidentStatus] = mapped_column(coded(IncidentStatus, "incident_status"))
    conclusion: Mapped[str | None]
    opened_by_id: Mapped[int] = mapped_column(Key, ForeignKey("app_user.id"), index=True)
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]


class IncidentParty(Identified, Versioned, Cooperative, Journaled, HasState):
    """An organisation that an incident reaches, with counts only; which contracts they are stays its own."""

    __tablename__ = "incident_party"
    __table_args__ = (UniqueConstraint("incident_id", "organisation_id"),)
    prefix = "ipa"
    noun: ClassVar[str] = "incident_party"
    journal_noun = "incident_party"
    machine = INCIDENT_PARTY

    incident_id: Mapped[int] = mapped_column(Key, ForeignKey("incident.id"))
    organisation_id: Mapped[int] = mapped_column(Key, ForeignKey("organisation.id"), index=True)
    contract_count: Mapped[int]
    supplier_count: Mapped[int]
    status: Mapped[PartyStatus] = mapped_column(coded(PartyStatus, "party_status"))
    stance: Mapped[Stance | None] = mapped_column(coded(Stance, "stance"))
    note: Mapped[str | None]
    decided_by_id: Mapped[int | None] = mapped_column(Key, ForeignKey("app_user.id"), index=True)
    decided_on: Mapped[date | None]


class IncidentQuestion(Identified, Versioned, Cooperative, Journaled, HasState):
    """The one question to one supplier, asked by one organisation for all that buy from it."""

    __tablename__ = "incident_question"
    __table_args__ = (UniqueConstraint("incident_id", "supplier_id"),)
    prefix = "inq"
    noun: ClassVar[str] = "incident_question"
    journal_noun = "incident_question"
    machine = INCIDENT_QUESTION

    incident_id: Mapped[int] = mapped_column(Key, ForeignKey("incident.id"))
    supplier_id: Mapped[int] = mapped_column(Key, ForeignKey("supplier.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(Key, ForeignKey("organisation.id"), index=True)
    is_named: Mapped[bool]
    due_on: Mapped[date]
    status: Mapped[QuestionStatus] = mapped_column(coded(QuestionStatus, "question_status"))
    answer: Mapped[SiteUse | None] = mapped_column(coded(SiteUse, "answer"))
    note: Mapped[str | None]
    answered_on: Mapped[date | None]
