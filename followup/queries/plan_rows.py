"""What the statements over the plan are made of: how far a follow-up has come, in which month, what is asked for."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, case, extract, func, or_, select
from sqlalchemy.orm import aliased

from followup.domain.calendar import year_bounds
from followup.domain.follow_ups import FollowUpStatus
from followup.domain.plan_views import EARLIER, NOBODY, PlanFilter, PlanState
from followup.models.contracts import Contract
from followup.models.follow_ups import FollowUp
from followup.models.questionnaires import Invitation
from followup.models.suppliers import Supplier
from followup.models.users import User
from followup.queries import contract_lists
from followup.queries.follow_ups import due_next, is_asking, is_open
from followup.queries.mergers import root_of
from followup.queries.rows import AnySelect

KEY = (FollowUp.due_on, FollowUp.id)
SETTLED = {
    FollowUpStatus.COMPLETED: PlanState.DONE,
    FollowUpStatus.SKIPPED: PlanState.SKIPPED,
    FollowUpStatus.COVERED: PlanState.COVERED,
}


def state_of() -> ColumnElement[str]:
    """Return how far a follow-up has come, as the code of a PlanState."""
    settled = [(FollowUp.status == status, str(state)) for status, state in SETTLED.items()]
    begun = or_(FollowUp.status == FollowUpStatus.STARTED, Invitation.status.is_not(None))
    return case(*settled, (begun, str(PlanState.UNDER_WAY)), else_=str(PlanState.PLANNED))


def is_late(today: date) -> ColumnElement[bool]:
    """Return the condition that a follow-up is late: open, and not with a supplier whose time has not run out."""
    return and_(is_open(), due_next(today) < today)


def how_far(today: date) -> tuple[ColumnElement[Any], ...]:
    """Return the columns state and is_late."""
    return state_of().label("state"), is_late(today).label("is_late")


def month_of(query: PlanFilter, today: date) -> ColumnElement[int]:
    """Return the month in which a follow-up is due, EARLIER before the year."""
    first, _ = year_bounds(query.year_on(today))
    return case((FollowUp.due_on < first, EARLIER), else_=extract("month", FollowUp.due_on))


def _in_year(query: PlanFilter, today: date) -> ColumnElement[bool]:
    """Return the condition that a follow-up is due in the year; this year has what is open from earlier ones too."""
    first, last = year_bounds(query.year_on(today))
    within = FollowUp.due_on.between(first, last)
    return or_(within, and_(is_open(), FollowUp.due_on < first)) if first.year == today.year else within


def columns(today: date) -> tuple[Any, ...]:
    """Return what is shown of a follow-up wherever the plan lists it; see `plan_views.listed`."""
    return (
        FollowUp.id,
        FollowUp.public_id,
        FollowUp.version,
        FollowUp.kind,
        FollowUp.status,
        *how_far(today),
        FollowUp.due_on,
        due_next(today).label("next_on"),
        FollowUp.done_on,
        FollowUp.joint_id,
        Contract.public_id.label("contract_id"),
        Contract.title.label("contract_title"),
        Contract.risk_class,
        Supplier.name.label("supplier_name"),
        User.public_id.label("person_id"),
        User.name.label("person_name"),
    )


def joined(*wanted: Any) -> AnySelect:
    """Return a statement over follow-ups with their contract, supplier, person and the questions being answered."""
    return (
        select(*wanted)
        .select_from(FollowUp)
        .join(Contract, Contract.id == FollowUp.contract_id)
        .join(Supplier, Supplier.id == root_of(Contract.supplier_id))
        .outerjoin(User, User.id == FollowUp.assigned_to_id)
        .outerjoin(Invitation, is_asking())
    )


def rows(query: PlanFilter, today: date, within: ColumnElement[bool] | None = None) -> AnySelect:
    """Return a statement for what the plan is narrowed to, of the year or of the days that are asked for instead."""
    wanted = _in_year(query, today) if within is None else within
    statement = joined(*columns(today)).where(Contract.voided_at.is_(None), wanted, *_asked_for(query))
    return statement.where(contract_lists.matching(query.q)) if query.q else statement


def narrowed(query: PlanFilter, today: date, *wanted: Any) -> AnySelect:
    """Return a statement over the year's follow-ups for counting: the supplier is joined only to be searched."""
    statement = (
        select(*wanted)
        .select_from(FollowUp)
        .join(Contract, Contract.id == FollowUp.contract_id)
        .outerjoin(Invitation, is_asking())
        .where(Contract.voided_at.is_(None), _in_year(query, today), *_asked_for(query))
    )
    if query.q:
        statement = statement.join(Supplier, Supplier.id == root_of(Contract.supplier_id))
        statement = statement.where(contract_lists.matching(query.q))
    return statement


def _asked_for(query: PlanFilter) -> list[ColumnElement[bool]]:
    person = aliased(User)
    wanted: list[ColumnElement[bool]] = []
    if query.kind:
        wanted.append(FollowUp.kind == query.kind)
    if query.category:
        wanted.append(Contract.category == query.category)
    if query.contract_id:
        wanted.append(Contract.public_id == query.contract_id)
    if query.supplier_id:
        wanted.append(Contract.supplier_id.in_(_same_supplier(query.supplier_id)))
    if query.person_id == NOBODY:
        wanted.append(FollowUp.assigned_to_id.is_(None))
    elif query.person_id:
        called = select(person.id).where(person.public_id == query.person_id)
        wanted.append(FollowUp.assigned_to_id == called.scalar_subquery())
    return wanted


def _same_supplier(public_id: str) -> AnySelect:
    """Return the keys of all entries of the register that count as the same supplier."""
    entry, kin = aliased(Supplier), aliased(Supplier)
    root = select(func.coalesce(entry.merged_into_id, entry.id)).where(entry.public_id == public_id).scalar_subquery()
    return select(kin.id).where(or_(kin.id == root, kin.merged_into_id == root))
