"""Audits: how a follow-up on site or at an office is prepared, held and reported; what the supplier is asked for."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from followup.domain.audits import (
    AUDIT,
    REQUEST,
    AuditPart,
    AuditResult,
    AuditStatus,
    CheckStatus,
    RequestStatus,
)
from followup.domain.code_of_conduct import Area
from followup.domain.joint_follow_ups import Payer
from followup.models.base import (
    Assigned,
    HasState,
    Identified,
    Internal,
    Journaled,
    Key,
    Versioned,
    belongs_to,
)
from followup.models.types import Json, Line, Sha256, coded


class Audit(Identified, Versioned, Assigned, Journaled, HasState):
    """One audit of one supplier under one contract; the link it hangs on is that of an external auditor, if any.

    Units: `cost_minor` in minor units of `currency`.
    """

    __tablename__ = "audit"
    __table_args__ = (
        belongs_to("follow_up"),
        belongs_to("contract"),
        UniqueConstraint("id", "organisation_id"),
        UniqueConstraint("follow_up_id"),
        Index("ix_audit_organisation_id_status_id", "organisation_id", "status", "id"),
    )
    prefix = "aud"
    noun: ClassVar[str] = "audit"
    journal_noun = "audit"
    machine = AUDIT

    follow_up_id: Mapped[int] = mapped_column(Key)
    contract_id: Mapped[int] = mapped_column(Key, index=True)
    supplier_id: Mapped[int] = mapped_column(Key, ForeignKey("supplier.id"), index=True)
    site_id: Mapped[int | None] = mapped_column(Key, ForeignKey("supplier_site.id"), index=True)
    status: Mapped[AuditStatus] = mapped_column(coded(AuditStatus, "audit_status"))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    place: Mapped[str | None] = mapped_column(Line)
    purpose: Mapped[str | None]
    opening_note: Mapped[str | None]
    closing_note: Mapped[str | None]
    summary: Mapped[str | None]
    internal_note: Mapped[str | None]
    payer: Mapped[Payer | None] = mapped_column(coded(Payer, "payer"))
    cost_minor: Mapped[int | None] = mapped_column(Key)
    currency: Mapped[str | None]
    begun_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    finished_by_id: Mapped[int | None] = mapped_column(Key, ForeignKey("app_user.id"), index=True)


class AuditMember(Identified, Internal, Journaled):
    """Somebody who takes part: an auditor of one's own or from outside, or an observer from another organisation."""

    __tablename__ = "audit_member"
    __table_args__ = (belongs_to("audit"),)
    prefix = "aum"
    journal_noun = "audit"

    audit_id: Mapped[int] = mapped_column(Key, index=True)
    part: Mapped[AuditPart] = mapped_column(coded(AuditPart, "part"))
    auditor_id: Mapped[int | None] = mapped_column(Key, ForeignKey("auditor.id"), index=True)
    user_id: Mapped[int | None] = mapped_column(Key, ForeignKey("app_user.id"), index=True)
    name: Mapped[str] = mapped_column(Line)
    employer: Mapped[str | None] = mapped_column(Line)
    independent_at: Mapped[datetime | None]


class AuditFinding(Identified, Versioned, Assigned, Journaled):
    """One requirement of the protocol: how far it was looked at, and apart from that what was found.

    Shape: `requirement` is number, title and obligation as they were when the audit was prepared. `note` is what the
    supplier reads, `internal_note` what only auditors and the buyer do.
    """

    __tablename__ = "audit_finding"
    __table_args__ = (
        belongs_to("audit"),
        belongs_to("contract_clause"),
        belongs_to("deviation"),
        UniqueConstraint("id", "organisation_id"),
        Index("ix_audit_finding_audit_id_position", "audit_id", "position"),
    )
    prefix = "auf"
    journal_noun = "audit"

    audit_id: Mapped[int] = mapped_column(Key)
    contract_clause_id: Mapped[int | None] = mapped_column(Key, index=True)
    deviation_id: Mapped[int | None] = mapped_column(Key, index=True)
    position: Mapped[int]
    requirement: Mapped[dict[str, object]] = mapped_column(Json)
    area: Mapped[Area | None] = mapped_column(coded(Area, "area"))
    check: Mapped[CheckStatus] = mapped_column(coded(CheckStatus, "check"))
    result: Mapped[AuditResult] = mapped_column(coded(AuditResult, "audit_result"))
    note: Mapped[str | None]
    evidence_seen: Mapped[str | None]
    internal_note: Mapped[str | None]


class DocumentRequest(Identified, Versioned, Assigned, Journaled, HasState):
    """One document that the supplier is asked for before or after an audit, by their link."""

    __tablename__ = "document_request"
    __table_args__ = (belongs_to("audit"), UniqueConstraint("id", "organisation_id"))
    prefix = "dor"
    noun: ClassVar[str] = "document_request"
    journal_noun = "document_request"
    machine = REQUEST

    audit_id: Mapped[int] = mapped_column(Key, index=True)
    wanted: Mapped[str]
    due_on: Mapped[date]
    status: Mapped[RequestStatus] = mapped_column(coded(RequestStatus, "request_status"))
    answer: Mapped[str | None]
    sent_at: Mapped[datetime | None]
    decision_note: Mapped[str | None]


class AuditReport(Identified, Versioned, Assigned, Journaled):
    """The report as it was sent to the supplier, what the supplier said of its facts, and whether it became final.

    Shape: `content` is all that the report says, without anything internal; written once.
    """

    __tablename__ = "audit_report"
    __table_args__ = (belongs_to("audit"), UniqueConstraint("organisation_id", "number"))
    prefix = "aur"
    journal_noun = "audit"

    audit_id: Mapped[int] = mapped_column(Key, index=True)
    number: Mapped[int]
    content: Mapped[dict[str, object]] = mapped_column(Json)
    sha256: Mapped[str] = mapped_column(Sha256)
    sent_at: Mapped[datetime]
    due_on: Mapped[date]
    comment: Mapped[str | None]
    commented_at: Mapped[datetime | None]
    commenter_name: Mapped[str | None] = mapped_column(Line)
    commenter_role: Mapped[str | None] = mapped_column(Line)
    is_final: Mapped[bool]


class Auditor(Identified, Versioned, Internal, Journaled):
    """Who may audit for the organisation: competence, time and price.

    Shape: `competences` lists kinds of audit, areas and languages by code. Units: `day_cost_minor` in minor units.
    """

    __tablename__ = "auditor"
    prefix = "adr"
    journal_noun = "auditor"

    user_id: Mapped[int | None] = mapped_column(Key, ForeignKey("app_user.id"), index=True)
    name: Mapped[str] = mapped_column(Line)
    email: Mapped[str] = mapped_column(Line)
    employer: Mapped[str | None] = mapped_column(Line)
    competences: Mapped[dict[str, object]] = mapped_column(Json)
    competent_until: Mapped[date | None]
    days_per_year: Mapped[int | None]
    day_cost_minor: Mapped[int | None] = mapped_column(Key)
    currency: Mapped[str | None]
    retired_at: Mapped[datetime | None]
