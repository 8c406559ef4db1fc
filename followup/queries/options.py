"""Options to extend a contract, as its page and the checks read them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from followup.domain.options import KnownOption
from followup.models.contracts import ContractOption
from followup.models.users import User
from followup.queries.rows import AnyRow


def of_contract(session: Session, contract_id: int) -> Sequence[AnyRow]:
    """Return the contract's options, the one that ends first first.

    Shape: public_id, extends_to_on, decide_by_on, status, decided_on, decided_by.
    """
    return session.execute(
        select(
            ContractOption.public_id,
            ContractOption.extends_to_on,
            ContractOption.decide_by_on,
            ContractOption.status,
            ContractOption.decided_on,
            User.name.label("decided_by"),
        )
        .outerjoin(User, User.id == ContractOption.decided_by_id)
        .where(ContractOption.contract_id == contract_id)
        .order_by(ContractOption.extends_to_on)
    ).all()


def known(session: Session, contract_id: int) -> list[KnownOption]:
    """Return the contract's options as the rules read them."""
    return [
        KnownOption(extends_to_on=row.extends_to_on, decide_by_on=row.decide_by_on, status=row.status)
        for row in of_contract(session, contract_id)
    ]
