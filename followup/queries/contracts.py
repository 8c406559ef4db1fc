"""Contracts as lists and pages read them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from followup.domain.contracts import ContractFilter, ContractLife, ToComplete, life, to_complete
from followup.domain.follow_ups import FollowUpStatus, reason_of
from followup.domain.money import Money
from followup.domain.names import sort_key
from followup.domain.notices import SettledContract
from followup.domain.plain_data import from_plain
from followup.domain.schedule import FollowUpKind
from followup.domain.sharing import Light
from followup.errors import Reason
from followup.models.code_of_conduct import Clause, CodeVersion
from followup.models.contracts import Contract, ContractClause
from followup.models.deviations import Deviation
from followup.models.follow_ups import FollowUp
from followup.models.sharing import SharedResult
from followup.models.suppliers import Supplier, SupplierContact
from followup.models.users import User
from followup.queries.paging import Page, page
from followup.queries.rows import AnyRow, AnySelect


def listed(session: Session, query: ContractFilter, *, user_id: int | None = None) -> Page[AnyRow]:
    """Return one page of the organisation's contracts, by title.

    Shape: public_id, title, number, supplier_name, ends_on, starts_on, risk_class, voided_at, sort, id.
    """
    statement = (
        select(
            Contract.id,
            Contract.public_id,
            Contract.title,
            Contract.sort,
            Contract.number,
            Contract.starts_on,
            Contract.ends_on,
            Contract.risk_class,
            Contract.voided_at,
            Supplier.name.label("supplier_name"),
            Supplier.public_id.label("supplier_id"),
        )
        .join(Supplier, Supplier.id == Contract.supplier_id)
        .where(*_narrowed(query, user_id))
    )
    return page(session, statement, (Contract.sort, Contract.id), after=query.after)


def _narrowed(query: ContractFilter, user_id: int | None) -> list[Any]:
    wanted: list[Any] = []
    if query.q:
        wanted.append(matching(query.q))
    if query.risk_class:
        wanted.append(Contract.risk_class == query.risk_class)
    if query.supplier_id:
        wanted.append(Supplier.public_id == query.supplier_id)
    if query.code_version:
        version = select(CodeVersion.id).where(CodeVersion.key == query.code_version).scalar_subquery()
        wanted.append(Contract.code_version_id == version)
    if query.mine:
        wanted.append(Contract.manager_id == user_id)
    return wanted


def matching(q: str) -> ColumnElement[bool]:
    """Return the condition that a contract, joined with its supplier, has the words in title, numbers or supplier.

    The sort keys are compared, since they are folded alike on both databases.
    """
    key = sort_key(q, "sv")
    return or_(
        Contract.sort.contains(key, autoescape=True),
        Supplier.sort_sv.contains(key, autoescape=True),
        Contract.number.icontains(q, autoescape=True),
        Contract.case_number.icontains(q, autoescape=True),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What stands around one contract."""

    supplier: AnyRow
    manager: AnyRow | None
    version: AnyRow | None
    contact_count: int


def around(session: Session, contract: Contract) -> Around:
    """Return the contract's supplier, manager and clause version in one statement."""
    contacts = (
        select(func.count(SupplierContact.id))
        .where(SupplierContact.supplier_id == contract.supplier_id)
        .scalar_subquery()
    )
    row = session.execute(
        select(
            Supplier.public_id.label("supplier_id"),
            Supplier.name.label("supplier_name"),
            Supplier.number,
            Supplier.country,
            User.public_id.label("manager_id"),
            User.name.label("manager_name"),
            CodeVersion.key,
            CodeVersion.title,
            contacts.label("contact_count"),
        )
        .select_from(Contract)
        .join(Supplier, Supplier.id == Contract.supplier_id)
        .outerjoin(User, User.id == Contract.manager_id)
        .outerjoin(CodeVersion, CodeVersion.id == Contract.code_version_id)
        .where(Contract.id == contract.id)
    ).one()
    return Around(
        supplier=row,
        manager=row if row.manager_id else None,
        version=row if row.key else None,
        contact_count=row.contact_count,
    )


def clauses(session: Session, contract_id: int) -> Sequence[AnyRow]:
    """Return the clauses that bind in the contract, in clause order.

    Shape: id (of the contract clause), public_id, key, number, title, obligation, areas, level.
    """
    return session.execute(
        select(
            ContractClause.id,
            ContractClause.public_id,
            ContractClause.bound_on,
            Clause.key,
            Clause.number,
            Clause.title,
            Clause.obligation,
            Clause.areas,
            Clause.level,
        )
        .join(Clause, Clause.id == ContractClause.clause_id)
        .where(ContractClause.contract_id == contract_id)
        .order_by(Clause.position)
    ).all()


@dataclass(frozen=True, slots=True)
class FollowedUp:
    """A follow-up of the contract: why it is due, and what of it the cooperation may read.

    Shape: `results` has (public_id, light, light_on) per cooperation.
    """

    public_id: str
    kind: FollowUpKind
    status: FollowUpStatus
    due_on: date
    done_on: date | None
    reason: Reason
    results: tuple[tuple[str, Light, date], ...]


def chain(session: Session, contract_id: int) -> Sequence[FollowedUp]:
    """Return the contract's follow-ups, the latest first, each with what was shared of it."""
    shared = (SharedResult.follow_up_id == FollowUp.id) & SharedResult.withdrawn_at.is_(None)
    rows = session.execute(
        select(
            FollowUp.public_id,
            FollowUp.kind,
            FollowUp.status,
            FollowUp.due_on,
            FollowUp.done_on,
            FollowUp.why,
            SharedResult.public_id.label("result_id"),
            SharedResult.light,
            SharedResult.light_on,
        )
        .outerjoin(SharedResult, shared)
        .where(FollowUp.contract_id == contract_id)
        .order_by(FollowUp.due_on.desc(), FollowUp.id.desc())
    )
    return [_followed_up(list(same)) for _, same in groupby(rows, key=lambda row: row.public_id)]


def _followed_up(rows: Sequence[AnyRow]) -> FollowedUp:
    row = rows[0]
    return FollowedUp(
        row.public_id,
        row.kind,
        row.status,
        row.due_on,
        row.done_on,
        reason_of(row.why),
        tuple((r.result_id, r.light, r.light_on) for r in rows if r.result_id is not None),
    )


def deviations(session: Session, contract_id: int) -> Sequence[AnyRow]:
    """Return the contract's deviations, the newest first.

    Shape: public_id, number, title, severity, status, found_on, closure_due_on, contract_clause_id, follow_up_id.
    """
    return session.execute(
        select(
            Deviation.public_id,
            Deviation.number,
            Deviation.title,
            Deviation.severity,
            Deviation.status,
            Deviation.found_on,
            Deviation.plan_due_on,
            Deviation.closure_due_on,
            Deviation.contract_clause_id,
            FollowUp.public_id.label("follow_up_id"),
        )
        .join(FollowUp, FollowUp.id == Deviation.follow_up_id)
        .where(Deviation.contract_id == contract_id)
        .order_by(Deviation.number.desc())
    ).all()


def managers(session: Session) -> Sequence[AnyRow]:
    """Return the organisation's users as (public_id, name), by name."""
    statement: AnySelect = select(User.public_id, User.name).where(User.is_integration.is_(False)).order_by(User.name)
    return session.execute(statement).all()


def versions(session: Session) -> Sequence[AnyRow]:
    """Return the adopted versions as (key, title), newest first."""
    return session.execute(
        select(CodeVersion.key, CodeVersion.title).order_by(CodeVersion.in_force_from.desc(), CodeVersion.key)
    ).all()


def value(contract: Contract) -> Money | None:
    """Return the contract's value."""
    return (
        Money(contract.value_minor, contract.currency)
        if contract.value_minor is not None and contract.currency
        else None
    )


def provenance(contract: Contract) -> SettledContract | None:
    """Return what the notice said when the contract was imported, or None where a person registered it."""
    return from_plain(SettledContract, contract.source) if contract.source else None


def life_of(contract: Any, today: date) -> ContractLife:
    """Return where in its life a contract (or a listed row) stands."""
    return life(contract.starts_on, contract.ends_on, today, voided=contract.voided_at is not None)


def missing(contract: Contract, around_it: Around) -> tuple[ToComplete, ...]:
    """Return what the contract lacks; one that a notice calls unlimited lacks no end."""
    notice = provenance(contract)
    is_unlimited = notice is not None and notice.period.is_unlimited
    return to_complete(
        (
            (ToComplete.STARTS_ON, contract.starts_on is not None),
            (ToComplete.ENDS_ON, contract.ends_on is not None or is_unlimited),
            (ToComplete.CLAUSES, contract.code_version_id is not None),
            (ToComplete.RISK_CLASS, contract.risk_class is not None),
            (ToComplete.MANAGER, contract.manager_id is not None),
            (ToComplete.CONTACT, around_it.contact_count > 0),
            (ToComplete.SUPPLIER_NUMBER, around_it.supplier.number is not None),
            (ToComplete.VALUE, contract.value_minor is not None),
            (ToComplete.CPV, contract.cpv is not None),
        )
    )
