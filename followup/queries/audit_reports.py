"""Reports of audits: those that were sent, and what the next one would say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from followup.domain.audit_reports import (
    ReportContent,
    ReportFinding,
    ReportPerson,
    ReportState,
    state_of,
    text_of,
)
from followup.domain.audits import AuditStatus
from followup.domain.plain_data import from_plain
from followup.models.audits import Audit, AuditFinding, AuditMember, AuditReport, DocumentRequest
from followup.queries import audit_links
from followup.queries.rows import AnyRow


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenReport:
    """One report and where it stands."""

    public_id: str
    organisation_id: int
    version: int
    number: int
    sha256: str
    sent_at: datetime
    due_on: date
    comment: str | None
    commented_at: datetime | None
    commenter_name: str | None
    commenter_role: str | None
    is_final: bool
    state: ReportState


def of_audit(session: Session, audit_id: int, status: AuditStatus, today: date) -> Sequence[SeenReport]:
    """Return all reports of one audit, the newest first; also for the holder of the link they hang on."""
    mine = select(AuditReport).where(AuditReport.audit_id == audit_id).order_by(AuditReport.number.desc())
    rows = session.scalars(mine).all()
    return [seen(row, status, today, is_newest=row is rows[0]) for row in rows]


def seen(report: AuditReport, status: AuditStatus, today: date, *, is_newest: bool) -> SeenReport:
    """Return a report with where it stands."""
    names = SeenReport.__dataclass_fields__.keys() - {"state"}
    return SeenReport(
        **{name: getattr(report, name) for name in names},
        state=state_of(
            is_newest=is_newest,
            status=status,
            is_final=report.is_final,
            commented_at=report.commented_at,
            due_on=report.due_on,
            today=today,
        ),
    )


def newest(session: Session, audit_id: int) -> AuditReport | None:
    """Return the report that was sent last."""
    mine = select(AuditReport).where(AuditReport.audit_id == audit_id).order_by(AuditReport.number.desc())
    return session.scalars(mine.limit(1)).one_or_none()


def one(session: Session, report: AuditReport, today: date) -> SeenReport:
    """Return one report with where it stands."""
    last = newest(session, report.audit_id)
    status = audit_links.told(session, report.audit_id).status
    return seen(report, status, today, is_newest=last is not None and last.id == report.id)


def content_of(report: AuditReport) -> ReportContent:
    """Return what a report says, as it was sent."""
    return from_plain(ReportContent, report.content)


def ids_of(session: Session, audit_id: int) -> list[str]:
    """Return the public ids of an audit's reports and requests, under which their history stands."""
    reports = session.scalars(select(AuditReport.public_id).where(AuditReport.audit_id == audit_id))
    requests = session.scalars(select(DocumentRequest.public_id).where(DocumentRequest.audit_id == audit_id))
    return [*reports, *requests]


def next_content(session: Session, audit: Audit) -> ReportContent:
    """Return what a report would say now: nothing that is only for the inside."""
    told = audit_links.told(session, audit.id)
    number = f" ({told.contract_number})" if told.contract_number else ""
    return ReportContent(
        buyer=told.buyer_name,
        supplier=told.supplier_name,
        contract=f"{told.contract_title}{number}",
        kind=told.kind,
        starts_on=told.starts_on,
        ends_on=told.ends_on,
        site=told.site or "",
        country=told.country or "",
        place=told.place or "",
        purpose=told.purpose or "",
        opening_note=audit.opening_note or "",
        closing_note=audit.closing_note or "",
        summary=audit.summary or "",
        people=tuple(_people(session, audit.id)),
        findings=tuple(_findings(session, audit.id)),
    )


def _people(session: Session, audit_id: int) -> list[ReportPerson]:
    wanted = select(AuditMember.part, AuditMember.name, AuditMember.employer).where(AuditMember.audit_id == audit_id)
    rows = session.execute(wanted.order_by(AuditMember.id)).all()
    order = {"lead": 0, "auditor": 1}
    rows = sorted(rows, key=lambda row: order.get(row.part, len(order)))
    return [ReportPerson(part=row.part, name=row.name, employer=row.employer or "") for row in rows]


def _findings(session: Session, audit_id: int) -> list[ReportFinding]:
    wanted = (
        select(
            AuditFinding.requirement,
            AuditFinding.area,
            AuditFinding.check,
            AuditFinding.result,
            AuditFinding.note,
            AuditFinding.evidence_seen,
        )
        .where(AuditFinding.audit_id == audit_id)
        .order_by(AuditFinding.position, AuditFinding.id)
    )
    return [_finding(row, row.requirement) for row in session.execute(wanted)]


def _finding(row: AnyRow, requirement: Mapping[str, object]) -> ReportFinding:
    return ReportFinding(
        number=str(requirement.get("number") or ""),
        title=text_of(requirement.get("title")),
        obligation=text_of(requirement.get("obligation")),
        area=str(row.area or ""),
        check=row.check,
        result=row.result,
        note=row.note or "",
        evidence_seen=row.evidence_seen or "",
    )
