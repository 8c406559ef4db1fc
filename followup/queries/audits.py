"""Audits as lists, pages and the report read them: what stands around one, who takes part, and its protocol."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from followup.domain.audits import LATELY_MONTHS, AuditFilter, AuditPart, AuditStatus, CheckStatus
from followup.domain.calendar import add_months
from followup.domain.deviations import OPEN
from followup.domain.schedule import FollowUpKind
from followup.models.audits import Audit, AuditFinding, AuditMember, Auditor
from followup.models.code_of_conduct import Clause
from followup.models.contracts import Contract, ContractClause
from followup.models.deviations import Deviation
from followup.models.evidence import Evidence
from followup.models.follow_ups import FollowUp
from followup.models.sharing import SharedResult
from followup.models.suppliers import Supplier, SupplierSite
from followup.models.users import User
from followup.queries.mergers import kin_of, root_of
from followup.queries.paging import Page, page
from followup.queries.rows import AnyRow

_PARTS = tuple(AuditPart)


def listed(session: Session, query: AuditFilter) -> Page[AnyRow]:
    """Return one page of the organisation's audits, the latest prepared first.

    Shape: public_id, status, kind, starts_on, ends_on, place, contract_id, contract_title, supplier_name, site_name,
    requirement_count, done_count.
    """
    rows = select(func.count(AuditFinding.id)).where(AuditFinding.audit_id == Audit.id)
    statement = (
        select(
            Audit.id,
            Audit.public_id,
            Audit.status,
            FollowUp.kind,
            Audit.starts_on,
            Audit.ends_on,
            Audit.place,
            Contract.public_id.label("contract_id"),
            Contract.title.label("contract_title"),
            Supplier.name.label("supplier_name"),
            SupplierSite.name.label("site_name"),
            rows.scalar_subquery().label("requirement_count"),
            rows.where(AuditFinding.check == CheckStatus.DONE).scalar_subquery().label("done_count"),
        )
        .join(FollowUp, FollowUp.id == Audit.follow_up_id)
        .join(Contract, Contract.id == Audit.contract_id)
        .join(Supplier, Supplier.id == root_of(Audit.supplier_id))
        .outerjoin(SupplierSite, SupplierSite.id == Audit.site_id)
    )
    if query.status:
        statement = statement.where(Audit.status == query.status)
    return page(session, statement, (Audit.id,), after=query.after, descending=True)


def around(session: Session, audit: Audit) -> AnyRow:
    """Return what stands around one audit, in one statement.

    Shape: follow_up_*, kind, done_on, contract_*, supplier_*, site_*, finished_name; all ids are public.
    """
    return session.execute(
        select(
            FollowUp.public_id.label("follow_up_id"),
            FollowUp.status.label("follow_up_status"),
            FollowUp.kind,
            FollowUp.done_on,
            Contract.public_id.label("contract_id"),
            Contract.title.label("contract_title"),
            Contract.number.label("contract_number"),
            Supplier.public_id.label("supplier_id"),
            Supplier.name.label("supplier_name"),
            SupplierSite.public_id.label("site_id"),
            SupplierSite.name.label("site_name"),
            SupplierSite.town.label("site_town"),
            SupplierSite.country.label("site_country"),
            User.name.label("finished_name"),
        )
        .select_from(Audit)
        .join(FollowUp, FollowUp.id == Audit.follow_up_id)
        .join(Contract, Contract.id == Audit.contract_id)
        .join(Supplier, Supplier.id == root_of(Audit.supplier_id))
        .outerjoin(SupplierSite, SupplierSite.id == Audit.site_id)
        .outerjoin(User, User.id == Audit.finished_by_id)
        .where(Audit.id == audit.id)
    ).one()


def of_follow_up(session: Session, follow_up_id: int) -> AnyRow | None:
    """Return the audit that was prepared for a follow-up.

    Shape: public_id, status, starts_on, ends_on.
    """
    wanted = select(Audit.public_id, Audit.status, Audit.starts_on, Audit.ends_on)
    return session.execute(wanted.where(Audit.follow_up_id == follow_up_id)).one_or_none()


def is_live(session: Session, follow_up_id: int) -> bool:
    """Return whether an audit of this follow-up is being prepared or held: only it then completes the follow-up."""
    live = (Audit.follow_up_id == follow_up_id, Audit.status != AuditStatus.CANCELLED)
    return session.scalar(select(Audit.id).where(*live)) is not None


def members(session: Session, audit_id: int) -> Sequence[AnyRow]:
    """Return who takes part, the lead auditor first.

    Shape: public_id, part, name, employer, independent_at, user_key, user_id (public), competent_until.
    """
    rows = session.execute(
        select(
            AuditMember.public_id,
            AuditMember.part,
            AuditMember.name,
            AuditMember.employer,
            AuditMember.independent_at,
            AuditMember.user_id.label("user_key"),
            User.public_id.label("user_id"),
            Auditor.competent_until,
        )
        .outerjoin(User, User.id == AuditMember.user_id)
        .outerjoin(Auditor, Auditor.id == AuditMember.auditor_id)
        .where(AuditMember.audit_id == audit_id)
        .order_by(AuditMember.id)
    ).all()
    return sorted(rows, key=lambda row: _PARTS.index(row.part))


def protocol(session: Session, audit_id: int) -> Sequence[AnyRow]:
    """Return the rows of the protocol in the order of the clauses.

    Shape: id, public_id, version, position, requirement (number, title, obligation), area, check, result, note,
    evidence_seen, internal_note, clause_id, deviation_id (both public), deviation_number, deviation_status, severity.
    """
    return session.execute(
        select(
            AuditFinding.id,
            AuditFinding.public_id,
            AuditFinding.version,
            AuditFinding.position,
            AuditFinding.requirement,
            AuditFinding.area,
            AuditFinding.check,
            AuditFinding.result,
            AuditFinding.note,
            AuditFinding.evidence_seen,
            AuditFinding.internal_note,
            ContractClause.public_id.label("clause_id"),
            Deviation.public_id.label("deviation_id"),
            Deviation.number.label("deviation_number"),
            Deviation.status.label("deviation_status"),
            Deviation.severity,
        )
        .outerjoin(ContractClause, ContractClause.id == AuditFinding.contract_clause_id)
        .outerjoin(Deviation, Deviation.id == AuditFinding.deviation_id)
        .where(AuditFinding.audit_id == audit_id)
        .order_by(AuditFinding.position, AuditFinding.id)
    ).all()


def files(session: Session, finding_ids: Sequence[int]) -> Mapping[int, list[AnyRow]]:
    """Return the files of these rows of a protocol, the oldest first; one statement.

    Shape: by the row's key: finding_key, public_id, name, size, scan, dated_on.
    """
    found: dict[int, list[AnyRow]] = {}
    wanted = (
        select(
            Evidence.audit_finding_id.label("finding_key"),
            Evidence.public_id,
            Evidence.name,
            Evidence.size,
            Evidence.scan,
            Evidence.dated_on,
        )
        .where(Evidence.audit_finding_id.in_(finding_ids))
        .order_by(Evidence.id)
    )
    for row in session.execute(wanted):
        found.setdefault(row.finding_key, []).append(row)
    return found


def requirements(session: Session, contract_id: int) -> Sequence[AnyRow]:
    """Return the clauses that bind in a contract, as an audit's scope is chosen among them.

    Shape: id, public_id (of the contract's clause), position, number, title, obligation, areas.
    """
    return session.execute(
        select(
            ContractClause.id,
            ContractClause.public_id,
            Clause.position,
            Clause.number,
            Clause.title,
            Clause.obligation,
            Clause.areas,
        )
        .join(Clause, Clause.id == ContractClause.clause_id)
        .where(ContractClause.contract_id == contract_id)
        .order_by(Clause.position, ContractClause.id)
    ).all()


def deviating(session: Session, contract_id: int, today: date) -> frozenset[int]:
    """Return the contract's clauses with a deviation that is open or was closed lately: what a follow-up audit is for.

    Shape: keys of the contract's clauses. Source: default of this service, `LATELY_MONTHS`.
    """
    lately = or_(Deviation.status.in_(sorted(OPEN)), Deviation.closed_on >= add_months(today, -LATELY_MONTHS))
    wanted = select(Deviation.contract_clause_id).where(Deviation.contract_id == contract_id, lately)
    return frozenset(key for key in session.scalars(wanted) if key is not None)


def sites(session: Session, supplier_id: int) -> Sequence[SupplierSite]:
    """Return the supplier's sites that the organisation knows of, final production first."""
    wanted = select(SupplierSite).where(SupplierSite.supplier_id.in_(kin_of(supplier_id)))
    return session.scalars(wanted.order_by(SupplierSite.tier, SupplierSite.id)).all()


def auditors(session: Session) -> Sequence[AnyRow]:
    """Return those of the register of auditors who are used, by name.

    Shape: public_id, name, employer, competent_until.
    """
    wanted = select(Auditor.public_id, Auditor.name, Auditor.employer, Auditor.competent_until)
    return session.execute(wanted.where(Auditor.retired_at.is_(None)).order_by(Auditor.name, Auditor.id)).all()


def last_known(session: Session, supplier_id: int, kind: FollowUpKind, *, organisation_id: int | None) -> date | None:
    """Return when the supplier was last audited in this way, by ourselves or as far as results are shared with us."""
    of_supplier = root_of(supplier_id)
    own = select(func.max(FollowUp.done_on)).join(Contract, Contract.id == FollowUp.contract_id)
    mine = session.scalars(
        own.where(
            FollowUp.kind == kind,
            FollowUp.organisation_id == organisation_id,
            root_of(Contract.supplier_id) == of_supplier,
        )
    ).one()
    theirs = session.scalars(
        select(func.max(SharedResult.done_on)).where(
            SharedResult.kind == kind,
            SharedResult.withdrawn_at.is_(None),
            root_of(SharedResult.supplier_id) == of_supplier,
        )
    ).one()
    return max((day for day in (mine, theirs) if day is not None), default=None)
