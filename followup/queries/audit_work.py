"""What is to be done around audits: what the supplier is reminded of by the audit's link, and what waits on us."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, String, and_, cast, exists, func, literal, null, or_, select
from sqlalchemy.orm import Session

from followup.domain.audits import AuditStatus, RequestStatus
from followup.domain.document_requests import WAITING
from followup.domain.follow_up_rules import REMINDER_OFFSETS
from followup.domain.work import Task
from followup.models.assignments import Assignment
from followup.models.audits import Audit, AuditReport, DocumentRequest
from followup.models.contracts import Contract
from followup.models.organisations import Organisation
from followup.models.outbox import OutboxMessage
from followup.models.suppliers import Supplier
from followup.queries.mergers import root_of
from followup.queries.reminders import Awaited, awaited, with_letters
from followup.queries.rows import AnySelect


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """What the supplier has not sent, and the report whose facts can still be checked, with the earliest day."""

    link: Assignment
    due_on: date
    documents: int = 0
    report_number: str = ""


def asked(session: Session, on: date) -> Sequence[Awaited]:
    """Return the audits around which something waits on a supplier who holds a living link, of every organisation.

    A report only waits until its day: afterwards the buyer may make it final without the supplier.
    """
    found: dict[int, Awaited] = {}
    for row in (*session.execute(_documents(on)), *session.execute(_reports(on))):
        one = awaited(row, Audit, REMINDER_OFFSETS)
        told_on = row.told_at.astimezone(ZoneInfo(row.zone)).date() if row.told_at else None
        before = found.get(one.key)
        if before is not None:
            days = [day for day in (before.told_until, told_on) if day]
            one, told_on = replace(one, due_on=min(before.due_on, one.due_on)), max(days, default=None)
        found[one.key] = replace(one, told_until=told_on)
    return with_letters(session, [found[key] for key in sorted(found)])


def _of_link(on: date, noun: type[DocumentRequest | AuditReport], *columns: Any) -> AnySelect:
    alive = Assignment.revoked_at.is_(None), Assignment.closed_at.is_(None), Assignment.expires_on >= on
    return (
        select(Audit.id, Audit.public_id, Audit.organisation_id, Organisation.zone, Organisation.country, *columns)
        .select_from(noun)
        .join(Audit, Audit.id == noun.audit_id)
        .join(Organisation, Organisation.id == Audit.organisation_id)
        .join(Assignment, Assignment.id == noun.assignment_id)
        .outerjoin(OutboxMessage, OutboxMessage.subject_id == noun.public_id)
        .where(Audit.status != AuditStatus.CANCELLED, *alive)
        .group_by(Audit.id, Organisation.id)
    )


def _documents(on: date) -> AnySelect:
    due, told = func.min(DocumentRequest.due_on), func.max(OutboxMessage.created_at)
    columns = due.label("due_on"), told.label("told_at")
    return _of_link(on, DocumentRequest, *columns).where(DocumentRequest.status.in_(WAITING))


def _reports(on: date) -> AnySelect:
    due, told = func.min(AuditReport.due_on), func.max(OutboxMessage.created_at)
    columns = due.label("due_on"), told.label("told_at")
    return _of_link(on, AuditReport, *columns).where(_is_out(), AuditReport.due_on >= on)


def _is_out() -> ColumnElement[bool]:
    """Return the condition that a report is with the supplier, who has not spoken of its facts."""
    newest = select(func.max(AuditReport.id)).where(AuditReport.audit_id == Audit.id).correlate(Audit)
    return and_(
        Audit.status == AuditStatus.WITH_SUPPLIER,
        AuditReport.id == newest.scalar_subquery(),
        AuditReport.commented_at.is_(None),
    )


def missing(session: Session, audit_id: int, today: date) -> Missing | None:
    """Return what the supplier is to be reminded of around one audit, or None."""
    links = select(Assignment).order_by(Assignment.id.desc()).limit(1)
    waiting = DocumentRequest.audit_id == audit_id, DocumentRequest.status.in_(WAITING)
    due_on, count = session.execute(select(func.min(DocumentRequest.due_on), func.count()).where(*waiting)).one()
    out = select(AuditReport).join(Audit, Audit.id == AuditReport.audit_id)
    report = session.scalars(out.where(Audit.id == audit_id, _is_out(), AuditReport.due_on >= today)).one_or_none()
    keys = select(DocumentRequest.assignment_id).where(*waiting) if count else [report.assignment_id if report else 0]
    link = session.scalars(links.where(Assignment.id.in_(keys))).one_or_none()
    days = [day for day in (due_on, report.due_on if report else None) if day]
    if link is None or not days or link.revoked_at is not None or link.closed_at is not None:
        return None
    number = str(report.number) if report else ""
    return Missing(link=link, due_on=min(days), documents=count, report_number=number)


def waiting(of_mine: ColumnElement[bool], today: date) -> Sequence[AnySelect]:
    """Return statements for documents to look at, documents that did not come, and reports that can be made final.

    Shape: task, public_id, title, supplier, risk_class, detail (none).
    """
    conditions = {
        Task.REVIEW_DOCUMENTS: _has_request(RequestStatus.SENT),
        Task.RING_ABOUT_DOCUMENTS: _is_late(today),
        Task.FINISH_REPORT: _can_be_final(today),
    }
    return [
        select(literal(str(task)).label("task"), Audit.public_id, Contract.title, Supplier.name.label("supplier"))
        .add_columns(Contract.risk_class, cast(null(), String).label("detail"))
        .join(Contract, Contract.id == Audit.contract_id)
        .join(Supplier, Supplier.id == root_of(Contract.supplier_id))
        .where(of_mine, Audit.status != AuditStatus.CANCELLED, condition)
        for task, condition in conditions.items()
    ]


def _has_request(*states: RequestStatus) -> ColumnElement[bool]:
    return exists().where(DocumentRequest.audit_id == Audit.id, DocumentRequest.status.in_(states)).correlate(Audit)


def _is_late(today: date) -> ColumnElement[bool]:
    mine = DocumentRequest.audit_id == Audit.id, DocumentRequest.status.in_(WAITING)
    return exists().where(*mine, DocumentRequest.due_on < today).correlate(Audit)


def _can_be_final(today: date) -> ColumnElement[bool]:
    newest = select(func.max(AuditReport.id)).where(AuditReport.audit_id == Audit.id).correlate(Audit)
    over = or_(AuditReport.commented_at.is_not(None), AuditReport.due_on < today)
    out = exists().where(AuditReport.id == newest.scalar_subquery(), over).correlate(Audit)
    return and_(Audit.status == AuditStatus.WITH_SUPPLIER, out)
