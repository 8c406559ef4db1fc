"""Obligations as lists, pages and the work list read them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from followup.domain.actors import Actor, Role
from followup.domain.obligations import ObligationFilter, ObligationState, ObligationStatus
from followup.domain.users import UserStatus
from followup.domain.work import Item, Task, Waits, until
from followup.models.code_of_conduct import Clause, CodeVersion
from followup.models.contracts import Contract, ContractClause
from followup.models.deviations import Deviation
from followup.models.evidence import Evidence
from followup.models.follow_ups import Finding, FollowUp
from followup.models.suppliers import Supplier
from followup.models.users import Membership, User
from followup.queries.mergers import root_of
from followup.queries.paging import Page, page
from followup.queries.rows import AnyRow

MOST = 100


def listed(session: Session, query: ObligationFilter, *, today: date, user_id: int | None = None) -> Page[AnyRow]:
    """Return one page of the organisation's obligations by the day they are due, what has no day last.

    Those of voided contracts are left out.

    Shape: public_id, status, due_on, number, title, owner_name, contract_id, contract_title, supplier_name, risk_class,
    is_over.
    """
    statement = (
        select(
            ContractClause.id,
            ContractClause.public_id,
            ContractClause.status,
            ContractClause.due_on,
            Clause.number,
            Clause.title,
            User.name.label("owner_name"),
            Contract.public_id.label("contract_id"),
            Contract.title.label("contract_title"),
            Contract.risk_class,
            _is_over(today).label("is_over"),
            Supplier.name.label("supplier_name"),
        )
        .join(Clause, Clause.id == ContractClause.clause_id)
        .join(Contract, Contract.id == ContractClause.contract_id)
        .join(Supplier, Supplier.id == root_of(Contract.supplier_id))
        .outerjoin(User, User.id == ContractClause.owner_id)
        .where(Contract.voided_at.is_(None), *_in_state(query.state, today))
    )
    if query.mine:
        statement = statement.where(ContractClause.owner_id == user_id)
    return page(session, statement, (ContractClause.due_on, ContractClause.id), after=query.after)


def _is_over(today: date) -> ColumnElement[bool]:
    return and_(Contract.ends_on.is_not(None), Contract.ends_on < today)


def _is_in_force(today: date) -> ColumnElement[bool]:
    return or_(Contract.ends_on.is_(None), Contract.ends_on >= today)


def _in_state(state: ObligationState, today: date) -> tuple[ColumnElement[bool], ...]:
    is_fulfilled = ContractClause.status == ObligationStatus.FULFILLED
    return {
        ObligationState.OPEN: (~is_fulfilled, _is_in_force(today)),
        ObligationState.LATE: (~is_fulfilled, _is_in_force(today), ContractClause.due_on < today),
        ObligationState.FULFILLED: (is_fulfilled,),
        ObligationState.LAPSED: (~is_fulfilled, _is_over(today)),
        ObligationState.ALL: (),
    }[state]


def of_contract(session: Session, contract_id: int) -> Sequence[AnyRow]:
    """Return the clauses that bind in the contract, those of the terms first, each with how far it has come.

    Shape: id (of the contract clause), public_id, bound_on, status, status_on, due_on, key, number, title, obligation,
    areas, level, standard_id, version_key, version_title, version_kind, owner_name.
    """
    return session.execute(
        select(
            ContractClause.id,
            ContractClause.public_id,
            ContractClause.bound_on,
            ContractClause.status,
            ContractClause.status_on,
            ContractClause.due_on,
            Clause.key,
            Clause.number,
            Clause.title,
            Clause.obligation,
            Clause.areas,
            Clause.level,
            Clause.public_id.label("standard_id"),
            CodeVersion.key.label("version_key"),
            CodeVersion.title.label("version_title"),
            CodeVersion.kind.label("version_kind"),
            User.name.label("owner_name"),
        )
        .join(Clause, Clause.id == ContractClause.clause_id)
        .join(CodeVersion, CodeVersion.id == Clause.code_version_id)
        .outerjoin(User, User.id == ContractClause.owner_id)
        .where(ContractClause.contract_id == contract_id)
        .order_by(CodeVersion.kind.desc(), Clause.position, ContractClause.id)
    ).all()


def around(session: Session, obligation: ContractClause, today: date) -> AnyRow:
    """Return what stands around one obligation, in one statement.

    Shape: key, number, title, obligation, areas, level, standard_id, version_*, contract_*, risk_class, voided_at,
    is_over, supplier_*, owner_*.
    """
    return session.execute(
        select(
            Clause.key,
            Clause.number,
            Clause.title,
            Clause.obligation,
            Clause.areas,
            Clause.level,
            Clause.public_id.label("standard_id"),
            CodeVersion.key.label("version_key"),
            CodeVersion.title.label("version_title"),
            CodeVersion.kind.label("version_kind"),
            Contract.public_id.label("contract_id"),
            Contract.title.label("contract_title"),
            Contract.number.label("contract_number"),
            Contract.risk_class,
            Contract.ends_on,
            Contract.voided_at,
            _is_over(today).label("is_over"),
            Supplier.public_id.label("supplier_id"),
            Supplier.name.label("supplier_name"),
            User.public_id.label("owner_id"),
            User.name.label("owner_name"),
        )
        .select_from(ContractClause)
        .join(Clause, Clause.id == ContractClause.clause_id)
        .join(CodeVersion, CodeVersion.id == Clause.code_version_id)
        .join(Contract, Contract.id == ContractClause.contract_id)
        .join(Supplier, Supplier.id == root_of(Contract.supplier_id))
        .outerjoin(User, User.id == ContractClause.owner_id)
        .where(ContractClause.id == obligation.id)
    ).one()


def findings(session: Session, obligation: ContractClause) -> Sequence[AnyRow]:
    """Return what follow-ups found on the obligation, the latest first.

    Shape: follow_up_id, kind, done_on, result, note.
    """
    return session.execute(
        select(FollowUp.public_id.label("follow_up_id"), FollowUp.kind, FollowUp.done_on, Finding.result, Finding.note)
        .join(FollowUp, FollowUp.id == Finding.follow_up_id)
        .where(Finding.contract_clause_id == obligation.id)
        .order_by(FollowUp.done_on.desc(), Finding.id.desc())
    ).all()


def deviations(session: Session, obligation: ContractClause) -> Sequence[AnyRow]:
    """Return the deviations from the obligation, the newest first.

    Shape: public_id, number, title, severity, status, due_on.
    """
    return session.execute(
        select(
            Deviation.public_id,
            Deviation.number,
            Deviation.title,
            Deviation.severity,
            Deviation.status,
            Deviation.due_on,
        )
        .where(Deviation.contract_clause_id == obligation.id)
        .order_by(Deviation.number.desc())
    ).all()


def files(session: Session, obligation: ContractClause) -> Sequence[AnyRow]:
    """Return the files that show how the obligation is met, the newest first.

    Shape: public_id, name, size, added_at, added_by.
    """
    return session.execute(
        select(
            *(Evidence.public_id, Evidence.name, Evidence.size, Evidence.scan, Evidence.added_at),
            User.name.label("added_by"),
        )
        .outerjoin(User, User.id == Evidence.added_by_id)
        .where(Evidence.contract_clause_id == obligation.id)
        .order_by(Evidence.id.desc())
    ).all()


def has_files(session: Session, obligation: ContractClause) -> bool:
    """Return whether any file hangs on the obligation."""
    some = select(Evidence.id).where(Evidence.contract_clause_id == obligation.id).limit(1)
    return session.scalars(some).one_or_none() is not None


def owners(session: Session) -> Sequence[AnyRow]:
    """Return the people who can be given obligations and contracts: active contract managers, by name.

    Shape: id, public_id, name.
    """
    manages = select(Membership.user_id).where(Membership.role == Role.CONTRACT_MANAGER)
    return session.execute(
        select(User.id, User.public_id, User.name)
        .where(User.status == UserStatus.ACTIVE, User.is_integration.is_(False), User.id.in_(manages))
        .order_by(User.name, User.id)
    ).all()


def to_do(session: Session, actor: Actor, today: date) -> Iterator[Item]:
    """Yield the obligations of this person that are late or due soon."""
    statement = (
        select(
            ContractClause.public_id,
            ContractClause.due_on,
            Clause.number,
            Contract.title,
            Contract.risk_class,
            Supplier.name.label("supplier"),
        )
        .join(Clause, Clause.id == ContractClause.clause_id)
        .join(Contract, Contract.id == ContractClause.contract_id)
        .join(Supplier, Supplier.id == root_of(Contract.supplier_id))
        .where(ContractClause.owner_id == actor.user_id, ContractClause.due_on <= until(today))
        .where(Contract.voided_at.is_(None), *_in_state(ObligationState.OPEN, today))
        .order_by(ContractClause.due_on, ContractClause.id)
        .limit(MOST)
    )
    for row in session.execute(statement):
        yield Item(
            task=Task.FULFIL_OBLIGATION,
            waits=Waits.ME,
            id=row.public_id,
            title=f"{row.title} ({row.number})" if row.number else row.title,
            supplier=row.supplier,
            due_on=row.due_on,
            risk_class=row.risk_class,
        )
