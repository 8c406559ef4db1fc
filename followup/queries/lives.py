"""The two states of a contract that follow from other rows, as SQL: its life, and what its obligations come to.

`domain/contracts.py` says the same of one contract; a property test holds the two together.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, case, exists, null, type_coerce

from followup.domain.contracts import ContractLife
from followup.domain.obligations import Fulfilment, ObligationStatus
from followup.models.contracts import Contract, ContractClause
from followup.models.types import coded

_LIFE = coded(ContractLife, "life")
_FULFILMENT = coded(Fulfilment, "fulfilment")


def life_on(today: date) -> ColumnElement[Any]:
    """Return where in its life each contract stands on the day."""
    return type_coerce(
        case(
            (Contract.voided_at.is_not(None), ContractLife.VOIDED.value),
            (Contract.starts_on.is_(None), ContractLife.UNDATED.value),
            (Contract.starts_on > today, ContractLife.COMING.value),
            (Contract.ends_on < today, ContractLife.ENDED.value),
            else_=ContractLife.RUNNING.value,
        ),
        _LIFE,
    )


def obligations_on(today: date) -> ColumnElement[Any]:
    """Return what each contract's clauses come to on the day; nothing where none binds."""
    clause = ContractClause.contract_id == Contract.id
    is_over = (Contract.starts_on <= today) & (Contract.ends_on < today)
    return type_coerce(
        case(
            (Contract.voided_at.is_not(None), null()),
            (~exists().where(clause), null()),
            (
                ~exists().where(clause, ContractClause.status != ObligationStatus.FULFILLED),
                Fulfilment.FULFILLED.value,
            ),
            (is_over, Fulfilment.LAPSED.value),
            (
                exists().where(clause, ContractClause.status != ObligationStatus.UNFULFILLED),
                Fulfilment.PARTLY.value,
            ),
            else_=Fulfilment.UNFULFILLED.value,
        ),
        _FULFILMENT,
    )
