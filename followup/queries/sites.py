"""What is known of one production site: contracts, audits and what they found, deviations, incidents that name it."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from followup.domain.audits import AuditResult
from followup.domain.incident_reach import site_key
from followup.models.audits import Audit, AuditFinding
from followup.models.contracts import Contract, ContractSite
from followup.models.deviations import Deviation
from followup.models.follow_ups import FollowUp
from followup.models.incidents import Incident
from followup.models.suppliers import Supplier, SupplierSite
from followup.queries.mergers import root_of
from followup.queries.rows import AnyRow

MOST = 50  # of each that a page shows, the latest
INCIDENTS_MOST = 500  # of one country, whose names are compared
_WITHOUT_FINDING = (AuditResult.CONFORMING, AuditResult.NOT_ASSESSED)


def contracts(session: Session, site_id: int) -> Sequence[AnyRow]:
    """Return the contracts for which something is made there, the one that ends last first.

    Shape: public_id, title, number, starts_on, ends_on, voided_at, risk_class, supplier_name.
    """
    return session.execute(
        select(
            Contract.public_id,
            Contract.title,
            Contract.number,
            Contract.starts_on,
            Contract.ends_on,
            Contract.voided_at,
            Contract.risk_class,
            Supplier.name.label("supplier_name"),
        )
        .join(ContractSite, ContractSite.contract_id == Contract.id)
        .join(Supplier, Supplier.id == root_of(Contract.supplier_id))
        .where(ContractSite.site_id == site_id)
        .order_by(Contract.ends_on.is_(None).desc(), Contract.ends_on.desc(), Contract.id.desc())
        .limit(MOST)
    ).all()


def audits(session: Session, site_id: int) -> Sequence[AnyRow]:
    """Return the audits of the site, the latest first.

    Shape: public_id, starts_on, ends_on, status, kind, contract_title.
    """
    columns = (Audit.public_id, Audit.starts_on, Audit.ends_on, Audit.status, FollowUp.kind)
    return session.execute(
        select(*columns, Contract.title.label("contract_title"))
        .join(FollowUp, FollowUp.id == Audit.follow_up_id)
        .join(Contract, Contract.id == Audit.contract_id)
        .where(Audit.site_id == site_id)
        .order_by(Audit.starts_on.desc(), Audit.id.desc())
        .limit(MOST)
    ).all()


def findings(session: Session, site_id: int) -> Sequence[AnyRow]:
    """Return what the audits of the site found, good and bad, the latest first.

    Shape: public_id, requirement, area, result, audit_id (public), starts_on, deviation_id (public; None without).
    """
    columns = (AuditFinding.public_id, AuditFinding.requirement, AuditFinding.area, AuditFinding.result)
    return session.execute(
        select(
            *columns,
            Audit.public_id.label("audit_id"),
            Audit.starts_on,
            Deviation.public_id.label("deviation_id"),
        )
        .join(Audit, Audit.id == AuditFinding.audit_id)
        .outerjoin(Deviation, Deviation.id == AuditFinding.deviation_id)
        .where(Audit.site_id == site_id, AuditFinding.result.not_in(_WITHOUT_FINDING))
        .order_by(Audit.starts_on.desc(), AuditFinding.position, AuditFinding.id)
        .limit(MOST)
    ).all()


def deviations(session: Session, site_id: int) -> Sequence[AnyRow]:
    """Return the deviations at the site, the open ones first.

    Shape: public_id, number, title, severity, status, due_on, closed_on, contract_title.
    """
    columns = (Deviation.public_id, Deviation.number, Deviation.title, Deviation.severity, Deviation.status)
    return session.execute(
        select(*columns, Deviation.due_on, Deviation.closed_on, Contract.title.label("contract_title"))
        .join(Contract, Contract.id == Deviation.contract_id)
        .where(Deviation.site_id == site_id)
        .order_by(Deviation.closed_on.is_not(None), Deviation.due_on, Deviation.id)
        .limit(MOST)
    ).all()


def incidents(session: Session, site: SupplierSite) -> Sequence[AnyRow]:
    """Return the incidents in one's cooperations that name a site so in this country, the latest first.

    Shape: public_id, title, site, status, reported_on.
    """
    columns = (Incident.public_id, Incident.title, Incident.site, Incident.status, Incident.reported_on)
    of_country = select(*columns).where(Incident.site_country == site.country, Incident.site != "")
    rows = session.execute(of_country.order_by(Incident.reported_on.desc(), Incident.id.desc()).limit(INCIDENTS_MOST))
    wanted = site_key(site.name)
    return [row for row in rows if site_key(row.site) == wanted][:MOST]
