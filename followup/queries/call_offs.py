"""Framework agreements and what is called off from them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from followup.models.contracts import Contract
from followup.models.suppliers import Supplier
from followup.queries.lives import life_on
from followup.queries.mergers import root_of
from followup.queries.rows import AnyRow


def of_framework(session: Session, contract_id: int, today: date) -> Sequence[AnyRow]:
    """Return the contracts called off from the framework agreement, by title.

    Shape: public_id, title, number, supplier_name, ends_on, risk_class, life.
    """
    return session.execute(
        select(
            Contract.public_id,
            Contract.title,
            Contract.number,
            Contract.ends_on,
            Contract.risk_class,
            Supplier.name.label("supplier_name"),
            life_on(today).label("life"),
        )
        .join(Supplier, Supplier.id == root_of(Contract.supplier_id))
        .where(Contract.framework_id == contract_id)
        .order_by(Contract.sort, Contract.id)
    ).all()


def count(session: Session, contract_id: int) -> int:
    """Return how many contracts that are not voided are called off from this one."""
    statement = select(func.count(Contract.id)).where(
        Contract.framework_id == contract_id, Contract.voided_at.is_(None)
    )
    return session.scalar(statement) or 0


def frameworks(session: Session, *, for_contract: Contract) -> list[tuple[str, str]]:
    """Return the framework agreements that this contract can be called off from, as (public_id, title), by title."""
    is_choice = Contract.is_framework & Contract.voided_at.is_(None) & (Contract.id != for_contract.id)
    statement = (
        select(Contract.public_id, Contract.title, Contract.number)
        .where(is_choice | (Contract.id == for_contract.framework_id))
        .order_by(Contract.sort, Contract.id)
    )
    return [
        (row.public_id, f"{row.title}, {row.number}" if row.number else row.title) for row in session.execute(statement)
    ]
