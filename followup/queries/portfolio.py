"""The portfolio as a whole: what may have lapsed, what is worth how much, hours and groups."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import ColumnElement, and_, case, func, literal, or_, select
from sqlalchemy.orm import Session

from followup.domain.calendar import year_bounds
from followup.domain.contracts import Criticality
from followup.domain.follow_ups import FollowUpStatus
from followup.domain.portfolio import Weighed
from followup.domain.procurements import CLOSED
from followup.domain.risk import AssessmentStatus, RiskClass
from followup.models.contracts import Contract, RiskAssessment
from followup.models.follow_ups import FollowUp
from followup.models.procurements import Procurement
from followup.models.suppliers import Supplier
from followup.queries.mergers import root_of
from followup.queries.rows import AnyRow, AnySelect

MOST = 1_000  # contracts whose class is compared at a time, those that lapse first


def running(today: date) -> ColumnElement[bool]:
    """Return the condition that a contract is neither voided nor ended."""
    return and_(Contract.voided_at.is_(None), or_(Contract.ends_on.is_(None), Contract.ends_on >= today))


def classified(session: Session, today: date) -> Sequence[AnyRow]:
    """Return the running contracts whose class rests on an assessment, with it, the soonest to lapse first.

    Shape: id, public_id, title, supplier_name, category, cpv, production_country, risk_class, valid_until, facts.
    """
    rests_on = and_(RiskAssessment.contract_id == Contract.id, RiskAssessment.status == AssessmentStatus.IN_FORCE)
    statement = (
        select(
            Contract.id,
            Contract.public_id,
            Contract.title,
            Supplier.name.label("supplier_name"),
            Contract.category,
            Contract.cpv,
            Contract.production_country,
            Contract.risk_class,
            RiskAssessment.valid_until,
            RiskAssessment.facts,
        )
        .select_from(Contract)
        .join(Supplier, Supplier.id == root_of(Contract.supplier_id))
        .join(RiskAssessment, rests_on)
        .where(running(today), Contract.risk_class.is_not(None))
        .order_by(func.coalesce(RiskAssessment.valid_until, date.min), Contract.id)
        .limit(MOST)
    )
    return session.execute(statement).all()


def weighed(session: Session, today: date) -> Sequence[Weighed]:
    """Return running contracts and open procurements that have a value."""
    columns = ("title", "supplier", "value_minor", "currency", "risk_class", "renews_on", "is_planned")
    rows = [*session.execute(_valued_contracts(today)), *session.execute(_valued_procurements())]
    return [Weighed(id=row.public_id, **{name: getattr(row, name) for name in columns}) for row in rows]


def _valued_contracts(today: date) -> AnySelect:
    return (
        select(
            Contract.public_id,
            Contract.title,
            Supplier.name.label("supplier"),
            Contract.value_minor,
            Contract.currency,
            Contract.risk_class,
            Contract.ends_on.label("renews_on"),
            literal(False).label("is_planned"),
        )
        .select_from(Contract)
        .join(Supplier, Supplier.id == root_of(Contract.supplier_id))
        .where(running(today), Contract.value_minor.is_not(None))
    )


def _valued_procurements() -> AnySelect:
    return select(
        Procurement.public_id,
        Procurement.title,
        literal("").label("supplier"),
        Procurement.value_minor,
        Procurement.currency,
        Procurement.risk_class,
        Procurement.start_meeting_on.label("renews_on"),
        literal(True).label("is_planned"),
    ).where(Procurement.status.not_in(sorted(CLOSED)), Procurement.value_minor.is_not(None))


def without_value(session: Session, today: date, *, most: int) -> tuple[int, Sequence[AnyRow]]:
    """Return how many running contracts have no value, and the first of them as (public_id, title, risk_class)."""
    lacking = (running(today), Contract.value_minor.is_(None))
    total = func.count().over().label("total")
    statement = select(Contract.public_id, Contract.title, Contract.risk_class, total).where(*lacking)
    rows = session.execute(statement.order_by(Contract.sort, Contract.id).limit(most)).all()
    return (rows[0].total if rows else 0), rows


def contract_counts(session: Session, today: date) -> Mapping[RiskClass | None, int]:
    """Return how many contracts run per class."""
    statement = select(Contract.risk_class, func.count(Contract.id).label("n")).where(running(today))
    return {row.risk_class: row.n for row in session.execute(statement.group_by(Contract.risk_class))}


def group_counts(session: Session, today: date) -> Mapping[tuple[Criticality | None, RiskClass | None], int]:
    """Return how many contracts run per portfolio group and class."""
    statement = select(Contract.criticality, Contract.risk_class, func.count(Contract.id).label("n"))
    grouped = statement.where(running(today)).group_by(Contract.criticality, Contract.risk_class)
    return {(row.criticality, row.risk_class): row.n for row in session.execute(grouped)}


def time_used(session: Session, year: int) -> Mapping[RiskClass | None, tuple[int, int, int]]:
    """Return (minutes, follow-ups, follow-ups without minutes) of the year per class of the contract today."""
    first, last = year_bounds(year)
    statement = (
        select(
            Contract.risk_class,
            func.coalesce(func.sum(FollowUp.minutes_used), 0).label("minutes"),
            func.count(FollowUp.id).label("n"),
            func.sum(case((FollowUp.minutes_used.is_(None), 1), else_=0)).label("untimed"),
        )
        .join(Contract, Contract.id == FollowUp.contract_id)
        .where(FollowUp.status == FollowUpStatus.COMPLETED, FollowUp.done_on.between(first, last))
        .where(Contract.voided_at.is_(None))
        .group_by(Contract.risk_class)
    )
    return {row.risk_class: (int(row.minutes), row.n, int(row.untimed)) for row in session.execute(statement)}
