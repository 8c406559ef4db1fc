"""Taking criteria of the bank into a contract, and out again while nothing rests on them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from followup.domain.code_of_conduct import Part
from followup.domain.criteria import NOT_A_CRITERION, NOT_OFFERED, NOT_TAKEN, RESTED_UPON
from followup.domain.journal import CLAUSE_BOUND, CLAUSE_UNBOUND, CRITERION_BOUND, CRITERION_TAKEN_OUT
from followup.domain.permissions import Permission
from followup.domain.sourced import Period
from followup.errors import Conflict, Invalid
from followup.models.code_of_conduct import Clause, CodeVersion
from followup.models.contracts import Contract, ContractClause
from followup.queries import criteria as queries
from followup.services.contracts import VOIDED
from followup.transaction import Transaction


def bind(tx: Transaction, contract_id: str, criterion_ids: Sequence[str]) -> int:
    """Take criteria into a contract from today; one that it already holds stays as it is. Returns how many were new.

    Errors: Invalid("criterion.unknown") or ("criterion.not_offered") at "criterion_ids";
    Conflict("contract.voided").
    """
    contract = _open(tx, contract_id)
    held = set(tx.session.scalars(select(ContractClause.clause_id).where(ContractClause.contract_id == contract.id)))
    new = [clause for clause in _asked_for(tx, criterion_ids) if clause.id not in held]
    for clause in new:
        bound = tx.add(
            ContractClause(
                contract_id=contract.id,
                organisation_id=contract.organisation_id,
                clause_id=clause.id,
                bound_on=tx.today,
                status=ContractClause.machine.initial,
            )
        )
        tx.journal(CLAUSE_BOUND, bound, on=tx.today)
        tx.journal(CRITERION_BOUND, contract, key=clause.key)
    if new:
        contract.changed_at = tx.now
    return len(new)


def take_out(tx: Transaction, contract_id: str, contract_clause_id: str) -> None:
    """Take a criterion out of a contract again.

    Errors: Conflict("criterion.rested_upon"), Conflict("criterion.not_taken") for a standard clause,
    Conflict("contract.voided").
    """
    contract = _open(tx, contract_id)
    bound = tx.get(ContractClause, contract_clause_id, to=Permission.CONTRACT_CHANGE)
    clause = tx.follow(Clause, bound.clause_id)
    if clause.part is not Part.CRITERION or bound.contract_id != contract.id:
        raise Conflict(NOT_TAKEN)
    if queries.is_rested_upon(tx.session, bound):
        raise Conflict(RESTED_UPON)
    tx.session.delete(bound)
    tx.journal(CLAUSE_UNBOUND, bound)
    contract.changed_at = tx.now
    tx.journal(CRITERION_TAKEN_OUT, contract, key=clause.key)
    tx.flush()


def _open(tx: Transaction, contract_id: str) -> Contract:
    contract = tx.get(Contract, contract_id, to=Permission.CONTRACT_CHANGE)
    if contract.voided_at is not None:
        raise Conflict(VOIDED)
    return contract


def _asked_for(tx: Transaction, criterion_ids: Sequence[str]) -> Sequence[Clause]:
    rows = tx.session.execute(
        select(Clause, CodeVersion)
        .join(CodeVersion, CodeVersion.id == Clause.code_version_id)
        .where(Clause.public_id.in_(criterion_ids), Clause.part == Part.CRITERION)
        .order_by(CodeVersion.id, Clause.position)
    ).all()
    if len(rows) != len(set(criterion_ids)):
        raise Invalid.at("criterion_ids", NOT_A_CRITERION)
    for _, bank in rows:
        if not Period(from_on=bank.in_force_from, until_on=bank.in_force_to).covers(tx.today):
            raise Invalid.at("criterion_ids", NOT_OFFERED)
    return [clause for clause, _ in rows]
