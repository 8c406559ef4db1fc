"""The two links that hang on an audit: the supplier's, for documents and the report, and an external auditor's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import CompoundSelect, or_, select, union
from sqlalchemy.orm import Session

from followup.domain.assignments import AssignmentKind
from followup.domain.audits import AuditStatus
from followup.domain.document_requests import WAITING
from followup.domain.follow_up_rules import FollowUpKind
from followup.models.assignments import Assignment
from followup.models.audits import Audit, AuditReport, DocumentRequest
from followup.models.contracts import Contract
from followup.models.follow_ups import FollowUp
from followup.models.organisations import Organisation
from followup.models.suppliers import Supplier, SupplierSite
from followup.queries.mergers import root_of

_UNSCOPED = {"followup_unscoped": True}


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditTold:
    """What both sides may know of an audit: which it is, when and where, why, and who buys from whom."""

    audit_id: str
    status: AuditStatus
    kind: FollowUpKind
    starts_on: date
    ends_on: date
    place: str | None
    purpose: str | None
    site: str | None
    country: str | None
    buyer_name: str
    supplier_name: str
    contract_title: str
    contract_number: str


def told(session: Session, audit_id: int) -> AuditTold:
    """Return what may be told of an audit, also to the holder of a link.

    Past the scope, since the audit itself hangs on another link or on none. The caller has come to the key by a row
    that hangs on the holder's own link; nothing internal is among the columns.
    """
    row = session.execute(
        select(
            Audit.public_id.label("audit_id"),
            Audit.status,
            FollowUp.kind,
            Audit.starts_on,
            Audit.ends_on,
            Audit.place,
            Audit.purpose,
            SupplierSite.name.label("site"),
            SupplierSite.country,
            Organisation.name.label("buyer_name"),
            Supplier.name.label("supplier_name"),
            Contract.title.label("contract_title"),
            Contract.number.label("contract_number"),
        )
        .join(FollowUp, FollowUp.id == Audit.follow_up_id)
        .join(Contract, Contract.id == Audit.contract_id)
        .join(Organisation, Organisation.id == Audit.organisation_id)
        .join(Supplier, Supplier.id == root_of(Audit.supplier_id))
        .outerjoin(SupplierSite, SupplierSite.id == Audit.site_id)
        .where(Audit.id == audit_id),
        execution_options=_UNSCOPED,
    ).one()
    return AuditTold(**row._mapping)


def supplier_link(session: Session, audit_id: int) -> Assignment | None:
    """Return the supplier's link of an audit, if one was issued: the newest."""
    hung = or_(
        Assignment.id.in_(select(DocumentRequest.assignment_id).where(DocumentRequest.audit_id == audit_id)),
        Assignment.id.in_(select(AuditReport.assignment_id).where(AuditReport.audit_id == audit_id)),
    )
    wanted = select(Assignment).where(hung).order_by(Assignment.id.desc()).limit(1)
    return session.scalars(wanted).one_or_none()


def visitor_link(session: Session, audit: Audit) -> Assignment | None:
    """Return the external auditor's link of an audit, if one was issued."""
    return session.scalars(select(Assignment).where(Assignment.id == audit.assignment_id)).one_or_none()


def visited(session: Session) -> Audit | None:
    """Return the audit that hangs on the link in use; None for a link of another kind."""
    return session.scalars(select(Audit)).one_or_none()


def audit_of(session: Session, assignment: Assignment) -> str:
    """Return the public id of the audit that a link is for."""
    if assignment.kind is AssignmentKind.AUDIT_VISIT:
        wanted = select(Audit.public_id).where(Audit.assignment_id == assignment.id)
    else:
        asked = select(DocumentRequest.audit_id).where(DocumentRequest.assignment_id == assignment.id)
        sent = select(AuditReport.audit_id).where(AuditReport.assignment_id == assignment.id)
        wanted = select(Audit.public_id).where(or_(Audit.id.in_(asked), Audit.id.in_(sent)))
    return session.scalars(wanted).one()


def audit_key(session: Session) -> int | None:
    """Return the key of the audit that the supplier's link in use is for; None for a link of another kind."""
    asked = session.scalars(select(DocumentRequest.audit_id).limit(1)).one_or_none()
    return asked or session.scalars(select(AuditReport.audit_id).limit(1)).one_or_none()


def waiting(today: date) -> CompoundSelect[int | None]:
    """Return the links through which the supplier has a document to send or a report to check, as a subquery."""
    asked = select(DocumentRequest.assignment_id).where(DocumentRequest.status.in_(WAITING))
    out = (
        select(AuditReport.assignment_id)
        .join(Audit, Audit.id == AuditReport.audit_id)
        .where(
            Audit.status == AuditStatus.WITH_SUPPLIER,
            AuditReport.commented_at.is_(None),
            AuditReport.due_on >= today,
        )
    )
    return union(asked, out)
