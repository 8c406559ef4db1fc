"""Measures that wait for a renewal, as the contract and the procurement show them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session, aliased

from followup.domain.procurements import PROCUREMENT, ProcurementStatus
from followup.domain.renewals import MeasureStatus
from followup.domain.warnings import CONTRACT_STEPS
from followup.models.contracts import Contract
from followup.models.deviations import Deviation
from followup.models.procurements import Procurement
from followup.models.renewals import RenewalMeasure
from followup.models.users import User
from followup.queries.rows import AnyRow, AnySelect

OPEN = tuple(status for status in ProcurementStatus if not PROCUREMENT.is_final(status))


@dataclass(frozen=True, slots=True, kw_only=True)
class Renewal:
    """What waits for a contract's renewal, and the procurement that renews it.

    Shape: `procurement` with procurement_id, procurement_title, procurement_status, year; `measures` as
    `of_procurement`, but for the contract.
    """

    procurement: AnyRow | None
    measures: Sequence[AnyRow]

    @property
    def is_planned(self) -> bool:
        """Return whether a procurement that can still become a contract renews it."""
        return self.procurement is not None and self.procurement.procurement_status is not ProcurementStatus.CANCELLED

    @property
    def warned_days(self) -> str:
        """Return how many days before a contract's dates people are warned."""
        return ", ".join(map(str, CONTRACT_STEPS))


def of_contract(session: Session, contract: Contract) -> Renewal:
    """Return the contract's renewal and its measures, the oldest first, in one statement."""
    renewing = aliased(Procurement)
    statement = _measures(
        select(
            renewing.public_id.label("procurement_id"),
            renewing.title.label("procurement_title"),
            renewing.status.label("procurement_status"),
            renewing.year,
        )
        .select_from(Contract)
        .outerjoin(renewing, renewing.id == Contract.renewal_id)
        .outerjoin(RenewalMeasure, RenewalMeasure.contract_id == Contract.id)
        .where(Contract.id == contract.id)
    )
    rows = session.execute(statement).all()
    procurement = rows[0] if rows and rows[0].procurement_id else None
    return Renewal(procurement=procurement, measures=[row for row in rows if row.public_id is not None])


def of_procurement(session: Session, procurement_id: int) -> Sequence[AnyRow]:
    """Return the measures that wait for this procurement or were decided in it, contract by contract.

    Shape: public_id, body, status, raised_on, raised_by, deviation_id, deviation_number, decided_on, decided_by,
    decision_reason, contract_id, contract_title.
    """
    statement = _measures(
        select(Contract.public_id.label("contract_id"), Contract.title.label("contract_title"), Contract.sort)
        .select_from(RenewalMeasure)
        .join(Contract, Contract.id == RenewalMeasure.contract_id)
        .where(or_(_waits_for(procurement_id), RenewalMeasure.procurement_id == procurement_id))
    )
    return sorted(session.execute(statement).all(), key=lambda row: (row.sort, row.contract_id))


def _waits_for(procurement_id: int) -> ColumnElement[bool]:
    is_waiting = RenewalMeasure.status == MeasureStatus.WAITING
    return (Contract.renewal_id == procurement_id) & is_waiting & Contract.voided_at.is_(None)


def _measures(statement: AnySelect) -> AnySelect:
    raiser, decider = aliased(User), aliased(User)
    return (
        statement.add_columns(
            RenewalMeasure.public_id,
            RenewalMeasure.body,
            RenewalMeasure.status,
            RenewalMeasure.raised_on,
            raiser.name.label("raised_by"),
            RenewalMeasure.decided_on,
            decider.name.label("decided_by"),
            RenewalMeasure.decision_reason,
            Deviation.public_id.label("deviation_id"),
            Deviation.number.label("deviation_number"),
        )
        .outerjoin(Deviation, Deviation.id == RenewalMeasure.deviation_id)
        .outerjoin(raiser, raiser.id == RenewalMeasure.raised_by_id)
        .outerjoin(decider, decider.id == RenewalMeasure.decided_by_id)
        .order_by(RenewalMeasure.id)
    )


def undecided(session: Session, procurement_id: int) -> int:
    """Return how many measures still wait for this procurement."""
    statement = (
        select(func.count(RenewalMeasure.id))
        .join(Contract, Contract.id == RenewalMeasure.contract_id)
        .where(_waits_for(procurement_id))
    )
    return session.scalars(statement).one()


def waiting(session: Session, contract_id: int) -> Sequence[str]:
    """Return what waits for the contract's renewal, in people's words, the oldest first."""
    of_it = (RenewalMeasure.contract_id == contract_id, RenewalMeasure.status == MeasureStatus.WAITING)
    return session.scalars(select(RenewalMeasure.body).where(*of_it).order_by(RenewalMeasure.id)).all()


def procurements(session: Session) -> Sequence[AnyRow]:
    """Return the procurements that are planned or begun, by year and title: those that can renew a contract.

    Shape: public_id, title, year.
    """
    return session.execute(
        select(Procurement.public_id, Procurement.title, Procurement.year)
        .where(Procurement.status.in_(OPEN))
        .order_by(Procurement.year, Procurement.sort, Procurement.id)
    ).all()


def deviations(session: Session, contract_id: int) -> Sequence[AnyRow]:
    """Return the contract's deviations from which a measure may come, the newest first.

    Shape: public_id, number, title.
    """
    return session.execute(
        select(Deviation.public_id, Deviation.number, Deviation.title)
        .where(Deviation.contract_id == contract_id)
        .order_by(Deviation.number.desc())
    ).all()
