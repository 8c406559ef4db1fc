"""What of risk waits on whom, in one statement: classes to decide or to compare, procurements to assess."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, case, literal, null, or_, select, union_all
from sqlalchemy.orm import Session

from followup.domain.actors import Actor, Role
from followup.domain.procurements import CLOSED, ProcurementStatus
from followup.domain.risk import AssessmentStatus
from followup.domain.work import Item, Task, Waits, until
from followup.models.contracts import Contract, RiskAssessment
from followup.models.procurements import Procurement
from followup.models.suppliers import Supplier
from followup.queries import portfolio
from followup.queries.mergers import root_of
from followup.queries.rows import AnyRow, AnySelect

MOST = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskTasks:
    """What waits, and one's own contracts whose class is to be compared with what lists and register say today.

    Shape: `to_compare` as `portfolio.classified`.
    """

    items: Sequence[Item] = ()
    to_compare: Sequence[AnyRow] = ()


NOTHING = RiskTasks()


def waiting(session: Session, actor: Actor, today: date) -> RiskTasks:
    """Return what of risk waits on this person and on colleagues."""
    manages = Role.CONTRACT_MANAGER in actor.roles
    parts = [_to_compare(actor, today)] if manages else []
    parts += [_to_decide(), _planned(actor, today, manages=manages)]
    limited = [part.limit(MOST).subquery() for part in parts]
    rows = session.execute(union_all(*(select(*part.c) for part in limited))).all()
    return RiskTasks(
        items=[_item(row, actor) for row in rows if row.task != Task.REVIEW_RISK],
        to_compare=[row for row in rows if row.task == Task.REVIEW_RISK],
    )


def _item(row: AnyRow, actor: Actor) -> Item:
    is_own = row.proposed is not None and row.assessed_by_id == actor.user_id
    return Item(
        task=Task.of(row.task),
        waits=Waits.COLLEAGUE if is_own else Waits.ME,
        id=row.public_id,
        title=row.title,
        supplier=row.supplier_name,
        detail=row.proposed,
        due_on=None if row.proposed is not None else row.valid_until,
        risk_class=row.risk_class,
    )


def _of_contracts(task: Task) -> AnySelect:
    return (
        select(
            literal(str(task)).label("task"),
            Contract.id.label("id"),
            Contract.public_id,
            Contract.title,
            Supplier.name.label("supplier_name"),
            Contract.risk_class,
            RiskAssessment.risk_class.label("proposed"),
            RiskAssessment.assessed_by_id,
            RiskAssessment.valid_until,
            Contract.category,
            Contract.cpv,
            Contract.production_country,
            RiskAssessment.facts,
        )
        .select_from(RiskAssessment)
        .join(Contract, Contract.id == RiskAssessment.contract_id)
        .join(Supplier, Supplier.id == root_of(Contract.supplier_id))
    )


def _to_compare(actor: Actor, today: date) -> AnySelect:
    mine = or_(Contract.manager_id == actor.user_id, Contract.manager_id.is_(None))
    return (
        _of_contracts(Task.REVIEW_RISK)
        .where(RiskAssessment.status == AssessmentStatus.IN_FORCE, mine, portfolio.running(today))
        .order_by(RiskAssessment.valid_until, RiskAssessment.id)
    )


def _to_decide() -> AnySelect:
    return (
        _of_contracts(Task.DECIDE_RISK)
        .where(RiskAssessment.status == AssessmentStatus.PROPOSED, Contract.voided_at.is_(None))
        .order_by(RiskAssessment.id)
    )


def _planned(actor: Actor, today: date, *, manages: bool) -> AnySelect:
    """Return the open procurements whose class waits, or, for who manages, that have none and are soon to start."""
    waits = and_(RiskAssessment.procurement_id == Procurement.id, RiskAssessment.status == AssessmentStatus.PROPOSED)
    mine = or_(Procurement.manager_id == actor.user_id, Procurement.manager_id.is_(None))
    is_due = (Procurement.status == ProcurementStatus.PLANNED, Procurement.start_meeting_on <= until(today))
    unassessed = and_(mine, Procurement.risk_class.is_(None), *is_due, literal(manages))
    return (
        select(
            case(
                (RiskAssessment.id.is_not(None), str(Task.DECIDE_PLANNED_RISK)), else_=str(Task.ASSESS_PROCUREMENT)
            ).label("task"),
            Procurement.id.label("id"),
            Procurement.public_id,
            Procurement.title,
            literal("").label("supplier_name"),
            Procurement.risk_class,
            RiskAssessment.risk_class.label("proposed"),
            RiskAssessment.assessed_by_id,
            Procurement.start_meeting_on.label("valid_until"),
            Procurement.category,
            Procurement.cpv,
            null().label("production_country"),
            RiskAssessment.facts,
        )
        .select_from(Procurement)
        .outerjoin(RiskAssessment, waits)
        .where(Procurement.status.not_in(sorted(CLOSED)), or_(RiskAssessment.id.is_not(None), unassessed))
        .order_by(Procurement.start_meeting_on, Procurement.id)
    )
