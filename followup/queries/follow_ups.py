"""Follow-ups as lists, boards and pages read them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import ColumnElement, Date, and_, case, literal, or_, select
from sqlalchemy.orm import Session, aliased

from followup.domain.actors import Role
from followup.domain.follow_ups import OPEN, SOON_DAYS, FollowUpFilter, FollowUpStatus, ListState
from followup.domain.questionnaires import STAGES, InvitationStatus, Stage
from followup.domain.users import UserStatus
from followup.models.code_of_conduct import Clause, CodeVersion
from followup.models.contracts import Contract, ContractClause
from followup.models.deviations import Deviation
from followup.models.follow_ups import Finding, FollowUp
from followup.models.organisations import Cooperation
from followup.models.questionnaires import Invitation
from followup.models.sharing import SharedResult
from followup.models.suppliers import Supplier
from followup.models.users import Membership, User
from followup.queries.mergers import root_of
from followup.queries.paging import Page, page
from followup.queries.rows import AnyRow

LOOKING_BACK = frozenset({ListState.COMPLETED, ListState.SKIPPED})


def listed(session: Session, query: FollowUpFilter, *, today: date, user_id: int | None = None) -> Page[AnyRow]:
    """Return one page of the organisation's follow-ups by due date, what lies behind newest first.

    Those of voided contracts are left out.

    Shape: public_id, kind, status, due_on, next_on, done_on, contract_id, contract_title, supplier_name, risk_class,
    assigned_name. `next_on` is the supplier's last day to answer while the supplier is being asked.
    """
    next_on = due_next(today)
    statement = (
        select(
            FollowUp.id,
            FollowUp.public_id,
            FollowUp.kind,
            FollowUp.status,
            FollowUp.due_on,
            next_on.label("next_on"),
            FollowUp.done_on,
            Contract.public_id.label("contract_id"),
            Contract.title.label("contract_title"),
            Contract.risk_class,
            Supplier.name.label("supplier_name"),
            User.name.label("assigned_name"),
        )
        .join(Contract, Contract.id == FollowUp.contract_id)
        .join(Supplier, Supplier.id == root_of(Contract.supplier_id))
        .outerjoin(User, User.id == FollowUp.assigned_to_id)
        .outerjoin(Invitation, is_asking())
        .where(Contract.voided_at.is_(None), *_in_state(query.state, next_on, today))
    )
    if query.kind:
        statement = statement.where(FollowUp.kind == query.kind)
    if query.mine:
        statement = statement.where(is_mine(user_id))
    looks_back = query.state in LOOKING_BACK
    return page(session, statement, (FollowUp.due_on, FollowUp.id), after=query.after, descending=looks_back)


def is_asking() -> ColumnElement[bool]:
    """Return the condition that joins a follow-up to its questions as long as the supplier is being asked."""
    return and_(Invitation.follow_up_id == FollowUp.id, Invitation.status.in_(STAGES[Stage.OPEN]))


def due_next(today: date) -> ColumnElement[date]:
    """Return the day by which a follow-up, joined by `is_asking`, is late or not: the supplier's while it answers."""
    return case(
        (Invitation.status == InvitationStatus.SUBMITTED, literal(today, Date())),
        (Invitation.status.is_not(None), Invitation.due_on),
        else_=FollowUp.due_on,
    )


def is_late(session: Session, follow_up: FollowUp, today: date) -> bool:
    """Return whether one follow-up is late: open, and not with a supplier whose time has not run out."""
    statement = select(FollowUp.id).outerjoin(Invitation, is_asking()).where(FollowUp.id == follow_up.id)
    return session.scalar(statement.where(is_open(), due_next(today) < today)) is not None


def is_open() -> ColumnElement[bool]:
    """Return the condition that a follow-up is not settled."""
    return FollowUp.status.in_(OPEN)


def is_mine(user_id: int | None) -> ColumnElement[bool]:
    """Return the condition that a follow-up was given to this user or is of a contract that the user manages."""
    return or_(FollowUp.assigned_to_id == user_id, Contract.manager_id == user_id)


def _in_state(state: ListState, next_on: ColumnElement[date], today: date) -> tuple[ColumnElement[bool], ...]:
    if state is ListState.ALL:
        return ()
    if state is ListState.LATE:
        return is_open(), next_on < today
    if state is ListState.SOON:
        return is_open(), next_on >= today, next_on <= today + timedelta(days=SOON_DAYS)
    if state is ListState.OPEN:
        return (is_open(),)
    return (FollowUp.status == FollowUpStatus.of(state.value),)


def around(session: Session, follow_up: FollowUp) -> AnyRow:
    """Return what stands around one follow-up, in one statement.

    Shape: contract_*, risk_class, voided_at, supplier_*, version_title, assigned_*, settled_name, invitation_*.
    """
    assigned, settled = aliased(User), aliased(User)
    return session.execute(
        select(
            Contract.public_id.label("contract_id"),
            Contract.title.label("contract_title"),
            Contract.number.label("contract_number"),
            Contract.risk_class,
            Contract.voided_at,
            Supplier.public_id.label("supplier_id"),
            Supplier.name.label("supplier_name"),
            CodeVersion.title.label("version_title"),
            assigned.public_id.label("assigned_id"),
            assigned.name.label("assigned_name"),
            settled.name.label("settled_name"),
            Invitation.public_id.label("invitation_id"),
            Invitation.status.label("invitation_status"),
            Invitation.due_on.label("invitation_due_on"),
        )
        .select_from(FollowUp)
        .join(Contract, Contract.id == FollowUp.contract_id)
        .join(Supplier, Supplier.id == root_of(Contract.supplier_id))
        .outerjoin(CodeVersion, CodeVersion.id == Contract.code_version_id)
        .outerjoin(assigned, assigned.id == FollowUp.assigned_to_id)
        .outerjoin(settled, settled.id == FollowUp.settled_by_id)
        .outerjoin(Invitation, Invitation.follow_up_id == FollowUp.id)
        .where(FollowUp.id == follow_up.id)
    ).one()


def bound_clauses(session: Session, contract_id: int) -> Sequence[AnyRow]:
    """Return the clauses that a follow-up of the contract looks at, in clause order.

    Shape: id, public_id (both of the contract's clause), number, title.
    """
    return session.execute(
        select(ContractClause.id, ContractClause.public_id, Clause.number, Clause.title)
        .join(Clause, Clause.id == ContractClause.clause_id)
        .where(ContractClause.contract_id == contract_id)
        .order_by(Clause.position)
    ).all()


def clauses_with_findings(session: Session, follow_up: FollowUp) -> Sequence[AnyRow]:
    """Return the clauses that bind and what the follow-up found for each, in clause order.

    Shape: public_id (of the contract's clause), number, title, result, note.
    """
    found = and_(Finding.contract_clause_id == ContractClause.id, Finding.follow_up_id == follow_up.id)
    return session.execute(
        select(ContractClause.public_id, Clause.number, Clause.title, Finding.result, Finding.note)
        .join(Clause, Clause.id == ContractClause.clause_id)
        .outerjoin(Finding, found)
        .where(ContractClause.contract_id == follow_up.contract_id)
        .order_by(Clause.position)
    ).all()


def deviations(session: Session, follow_up: FollowUp) -> Sequence[AnyRow]:
    """Return the deviations found in the follow-up, in the order of their numbers.

    Shape: public_id, number, title, severity, status, due_on, clause.
    """
    return session.execute(
        select(
            Deviation.public_id,
            Deviation.number,
            Deviation.title,
            Deviation.severity,
            Deviation.status,
            Deviation.due_on,
            Clause.number.label("clause"),
        )
        .outerjoin(ContractClause, ContractClause.id == Deviation.contract_clause_id)
        .outerjoin(Clause, Clause.id == ContractClause.clause_id)
        .where(Deviation.follow_up_id == follow_up.id)
        .order_by(Deviation.number)
    ).all()


def next_steps(session: Session, follow_up: FollowUp) -> Sequence[AnyRow]:
    """Return the follow-ups that were planned in the very save that completed this one: what was agreed on next.

    Shape: public_id, kind, due_on, status, why.
    """
    if follow_up.done_on is None:
        return ()
    same = (FollowUp.contract_id == follow_up.contract_id, FollowUp.planned_at == follow_up.settled_at)
    wanted = select(FollowUp.public_id, FollowUp.kind, FollowUp.due_on, FollowUp.status, FollowUp.why)
    return session.execute(wanted.where(*same, FollowUp.id != follow_up.id).order_by(FollowUp.id)).all()


def shared(session: Session, follow_up: FollowUp) -> Sequence[AnyRow]:
    """Return where the follow-up's result has been shared.

    Shape: public_id, light, light_on, shared_at, withdrawn_at, cooperation_name.
    """
    return session.execute(
        select(
            SharedResult.public_id,
            SharedResult.light,
            SharedResult.light_on,
            SharedResult.shared_at,
            SharedResult.withdrawn_at,
            Cooperation.name.label("cooperation_name"),
        )
        .join(Cooperation, Cooperation.id == SharedResult.cooperation_id)
        .where(SharedResult.follow_up_id == follow_up.id)
        .order_by(SharedResult.id)
    ).all()


DOERS = (Role.AUDITOR, Role.CONTRACT_MANAGER)


def doers(session: Session) -> Sequence[AnyRow]:
    """Return the people to whom a follow-up can be given, by name.

    Shape: public_id, name.
    """
    can = select(Membership.user_id).where(Membership.role.in_(DOERS))
    return session.execute(
        select(User.public_id, User.name)
        .where(User.status == UserStatus.ACTIVE, User.is_integration.is_(False), User.id.in_(can))
        .order_by(User.name, User.id)
    ).all()
