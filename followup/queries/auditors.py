"""The register of auditors: who is in it, and how many days each is booked by audits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from followup.domain.auditors import days_in_year
from followup.domain.audits import AuditPart, AuditStatus
from followup.models.audits import Audit, AuditMember, Auditor
from followup.models.users import User
from followup.queries.paging import Page, page
from followup.queries.rows import AnyRow

PAGE = 50


def listed(session: Session, after: str | None) -> Page[AnyRow]:
    """Return one page of the register, the one added last first.

    Shape: id, public_id, name, email, employer, user_name, competences, competent_until, days_per_year,
    day_cost_minor, currency, retired_at.
    """
    statement = select(
        Auditor.id,
        Auditor.public_id,
        Auditor.name,
        Auditor.email,
        Auditor.employer,
        User.name.label("user_name"),
        Auditor.competences,
        Auditor.competent_until,
        Auditor.days_per_year,
        Auditor.day_cost_minor,
        Auditor.currency,
        Auditor.retired_at,
    ).outerjoin(User, User.id == Auditor.user_id)
    return page(session, statement, (Auditor.id,), after=after, descending=True)


def booked(session: Session, auditor_ids: Sequence[int], year: int) -> dict[int, int]:
    """Return how many days of a year each is booked by audits that are not cancelled; observers do not count.

    Units: days from the first to the last day of each audit.
    """
    days = dict.fromkeys(auditor_ids, 0)
    wanted = (
        select(AuditMember.auditor_id, Audit.starts_on, Audit.ends_on)
        .join(Audit, Audit.id == AuditMember.audit_id)
        .where(
            AuditMember.auditor_id.in_(auditor_ids),
            AuditMember.part != AuditPart.OBSERVER,
            Audit.status != AuditStatus.CANCELLED,
            Audit.starts_on <= date(year, 12, 31),
            Audit.ends_on >= date(year, 1, 1),
        )
    )
    for row in session.execute(wanted):
        days[row.auditor_id] += days_in_year(row.starts_on, row.ends_on, year)
    return days


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditOfAuditor:
    """One audit that somebody takes part in."""

    public_id: str
    status: AuditStatus
    part: AuditPart
    starts_on: date
    ends_on: date


def audits_of(session: Session, auditor_id: int, *, most: int = 50) -> Sequence[AuditOfAuditor]:
    """Return the audits that an auditor takes or took part in, the latest first."""
    wanted = (
        select(Audit.public_id, Audit.status, AuditMember.part, Audit.starts_on, Audit.ends_on)
        .join(AuditMember, AuditMember.audit_id == Audit.id)
        .where(AuditMember.auditor_id == auditor_id)
        .order_by(Audit.starts_on.desc(), Audit.id.desc())
        .limit(most)
    )
    return [AuditOfAuditor(**row._mapping) for row in session.execute(wanted)]


def offered(session: Session) -> Sequence[AnyRow]:
    """Return those who are used, by name.

    Shape: id, public_id, name, email, employer, user_id, competent_until.
    """
    columns = (Auditor.id, Auditor.public_id, Auditor.name, Auditor.email, Auditor.employer, Auditor.user_id)
    in_use = select(*columns, Auditor.competent_until).where(Auditor.retired_at.is_(None))
    return session.execute(in_use.order_by(Auditor.name, Auditor.id)).all()


def of_audit(session: Session, audit_id: int) -> Sequence[AnyRow]:
    """Return those from outside who take part in an audit as auditors, and could be given a link to it.

    Shape: public_id, name, email, employer, competent_until.
    """
    return session.execute(
        select(Auditor.public_id, Auditor.name, Auditor.email, Auditor.employer, Auditor.competent_until)
        .join(AuditMember, AuditMember.auditor_id == Auditor.id)
        .where(
            AuditMember.audit_id == audit_id,
            AuditMember.part != AuditPart.OBSERVER,
            Auditor.user_id.is_(None),
            Auditor.retired_at.is_(None),
        )
        .order_by(Auditor.name)
    ).all()


def users(session: Session) -> Sequence[AnyRow]:
    """Return the organisation's people, whom the register can name.

    Shape: public_id, name.
    """
    people = select(User.public_id, User.name).where(User.is_integration.is_(False))
    return session.execute(people.order_by(User.name)).all()
