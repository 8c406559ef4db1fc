"""Planned procurements as the year's plan and their own pages read them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import Session

from followup.domain.money import Money
from followup.domain.procurements import PlanFilter
from followup.domain.risk import AssessmentStatus, RiskClass
from followup.models.contracts import Contract, RiskAssessment
from followup.models.procurements import Procurement
from followup.models.suppliers import Supplier
from followup.models.users import User
from followup.queries.mergers import root_of
from followup.queries.paging import Page, page
from followup.queries.rows import AnyRow


def plan(session: Session, year: int, query: PlanFilter, *, user_id: int | None = None) -> Page[AnyRow]:
    """Return one page of the year's plan, by title.

    Shape: public_id, title, year, status, risk_class, potential, category, value_minor, currency, start_meeting_on,
    manager_name, waits (a class waits for approval), contract_count, sort, id.
    """
    waits = exists().where(RiskAssessment.procurement_id == Procurement.id)
    contract_count = (
        select(func.count(Contract.id)).where(Contract.procurement_id == Procurement.id).correlate(Procurement)
    )
    statement = (
        select(
            Procurement.id,
            Procurement.public_id,
            Procurement.title,
            Procurement.sort,
            Procurement.year,
            Procurement.status,
            Procurement.risk_class,
            Procurement.potential,
            Procurement.category,
            Procurement.value_minor,
            Procurement.currency,
            Procurement.start_meeting_on,
            User.name.label("manager_name"),
            waits.where(RiskAssessment.status == AssessmentStatus.PROPOSED).label("waits"),
            contract_count.scalar_subquery().label("contract_count"),
        )
        .outerjoin(User, User.id == Procurement.manager_id)
        .where(Procurement.year == year)
    )
    if query.mine:
        statement = statement.where(Procurement.manager_id == user_id)
    return page(session, statement, (Procurement.sort, Procurement.id), after=query.after)


def counts(session: Session, year: int) -> Sequence[AnyRow]:
    """Return how many procurements of the year stand where, per class.

    Shape: risk_class, status, n.
    """
    statement = select(Procurement.risk_class, Procurement.status, func.count(Procurement.id).label("n"))
    grouped = statement.where(Procurement.year == year).group_by(Procurement.risk_class, Procurement.status)
    return session.execute(grouped).all()


def years(session: Session) -> Sequence[int]:
    """Return the years for which anything is planned, the latest first."""
    return session.scalars(select(Procurement.year).distinct().order_by(Procurement.year.desc())).all()


def contracts(session: Session, procurement_id: int) -> Sequence[AnyRow]:
    """Return the contracts that came of it and those that it renews, by title.

    Shape: public_id, title, supplier_name, risk_class, starts_on, ends_on, is_renewed.
    """
    is_renewed = (Contract.renewal_id == procurement_id).label("is_renewed")
    return session.execute(
        select(
            Contract.public_id,
            Contract.title,
            Supplier.name.label("supplier_name"),
            Contract.risk_class,
            Contract.starts_on,
            Contract.ends_on,
            is_renewed,
        )
        .select_from(Contract)
        .join(Supplier, Supplier.id == root_of(Contract.supplier_id))
        .where(or_(Contract.procurement_id == procurement_id, Contract.renewal_id == procurement_id))
        .order_by(Contract.sort, Contract.id)
    ).all()


def manager(session: Session, procurement: Procurement) -> AnyRow | None:
    """Return who answers for it as (public_id, name)."""
    return session.execute(select(User.public_id, User.name).where(User.id == procurement.manager_id)).one_or_none()


def value(row: AnyRow | Procurement) -> Money | None:
    """Return the estimated value."""
    if row.value_minor is None or not row.currency:
        return None
    return Money(row.value_minor, row.currency)


def classes(rows: Sequence[AnyRow]) -> dict[RiskClass | None, int]:
    """Return how many there are per class out of `counts`."""
    found: dict[RiskClass | None, int] = {}
    for row in rows:
        found[row.risk_class] = found.get(row.risk_class, 0) + row.n
    return found
