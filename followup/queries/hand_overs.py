"""How much work one person holds, and who could take it over."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from followup.domain.follow_ups import OPEN
from followup.domain.hand_overs import Load
from followup.domain.procurements import PROCUREMENT, ProcurementStatus
from followup.domain.sanctions import SANCTION, SanctionStatus
from followup.models.contracts import Contract, ContractClause
from followup.models.follow_ups import FollowUp
from followup.models.procurements import Procurement
from followup.models.sanctions import Sanction
from followup.models.users import User
from followup.queries.rows import AnyRow

PLANNED = tuple(status for status in ProcurementStatus if not PROCUREMENT.is_final(status))


def contracts(user_id: int) -> Select[Contract]:
    """Return the statement for the contracts that a person manages or stands in for; voided ones stay."""
    holds = (Contract.manager_id == user_id) | (Contract.deputy_id == user_id)
    return select(Contract).where(holds, Contract.voided_at.is_(None))


def obligations(user_id: int) -> Select[ContractClause]:
    """Return the statement for the obligations that a person sees to."""
    return (
        select(ContractClause)
        .join(Contract, Contract.id == ContractClause.contract_id)
        .where(ContractClause.owner_id == user_id, Contract.voided_at.is_(None))
    )


def follow_ups(user_id: int) -> Select[FollowUp]:
    """Return the statement for the open follow-ups that were given to a person."""
    return (
        select(FollowUp)
        .join(Contract, Contract.id == FollowUp.contract_id)
        .where(FollowUp.assigned_to_id == user_id, FollowUp.status.in_(OPEN), Contract.voided_at.is_(None))
    )


def procurements(user_id: int) -> Select[Procurement]:
    """Return the statement for the procurements, not yet ended, that a person manages."""
    return select(Procurement).where(Procurement.manager_id == user_id, Procurement.status.in_(PLANNED))


def sanctions(user_id: int) -> Select[Sanction]:
    """Return the statement for the steps against suppliers that a person is to decide."""
    open_ones = tuple(status for status in SanctionStatus if not SANCTION.is_final(status))
    return select(Sanction).where(Sanction.owner_id == user_id, Sanction.status.in_(open_ones))


def load(session: Session, user_id: int) -> Load:
    """Return how much work a person holds, in one statement."""
    row = session.execute(
        select(
            _count(select(Contract.id).where(Contract.manager_id == user_id, Contract.voided_at.is_(None))),
            _count(select(Contract.id).where(Contract.deputy_id == user_id, Contract.voided_at.is_(None))),
            _count(obligations(user_id).with_only_columns(ContractClause.id)),
            _count(follow_ups(user_id).with_only_columns(FollowUp.id)),
            _count(procurements(user_id).with_only_columns(Procurement.id)),
        )
    ).one()
    managed, deputy, owned, given, planned = row
    return Load(
        managed_count=managed,
        deputy_count=deputy,
        obligation_count=owned,
        follow_up_count=given,
        procurement_count=planned,
    )


def _count(statement: Select[int]) -> ColumnElement[int]:
    return select(func.count()).select_from(statement.subquery()).scalar_subquery()


def people(session: Session) -> Sequence[AnyRow]:
    """Return the organisation's people, those who have left too, by name.

    Shape: id, public_id, name, email, language, status.
    """
    return session.execute(
        select(User.id, User.public_id, User.name, User.email, User.language, User.status)
        .where(User.is_integration.is_(False))
        .order_by(User.name, User.id)
    ).all()
