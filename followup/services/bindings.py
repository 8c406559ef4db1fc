"""Binding the clauses of standard terms in many contracts at once, by the rules of `clauses.py`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, update

from followup.domain.code_of_conduct import Level
from followup.domain.journal import CLAUSE_BOUND, CLAUSE_UNBOUND, CLAUSES_BOUND
from followup.models.contracts import Contract, ContractClause
from followup.queries import exchange as queries
from followup.queries.rows import AnyRow
from followup.transaction import Transaction

_SET = {"followup_set": True, "synchronize_session": False}


@dataclass(frozen=True, slots=True)
class Binding:
    """A contract in which the clauses of a version are to bind, up to a level, in place of those that bound before."""

    key: int
    public_id: str
    version: str
    level: Level
    is_new: bool = True


def bind_all(tx: Transaction, binding: Sequence[Binding]) -> None:
    """Bind the clauses in contracts on whose clauses nothing rests; the caller has asked."""
    if not binding:
        return
    _unbind(tx, [one.key for one in binding if not one.is_new])
    by_version: dict[str, list[AnyRow]] = {}
    for row in queries.terms(tx.session):
        by_version.setdefault(row.version, []).append(row)
    obligations: list[dict[str, object]] = []
    for one in binding:
        clauses = [row for row in by_version[one.version] if row.level <= one.level]
        obligations += (_obligation(tx, one, row) for row in clauses)
        tx.journal(CLAUSES_BOUND, Contract(public_id=one.public_id), version=one.version, count=len(clauses))
    for some in queries.chunks(obligations):
        tx.add_all(ContractClause, some, CLAUSE_BOUND, lambda row: {"on": tx.today})
    _note(tx, binding, {version: rows[0].version_id for version, rows in by_version.items()})


def _obligation(tx: Transaction, one: Binding, clause: AnyRow) -> dict[str, object]:
    return {
        "contract_id": one.key,
        "organisation_id": tx.actor.organisation_id,
        "clause_id": clause.clause_id,
        "bound_on": tx.today,
        "status": ContractClause.machine.initial,
    }


def _unbind(tx: Transaction, keys: Sequence[int]) -> None:
    bound = queries.bound_terms(tx.session, keys)
    for row in bound:
        tx.journal(CLAUSE_UNBOUND, ContractClause(public_id=row.public_id))
    for some in queries.chunks(row.id for row in bound):
        tx.session.execute(delete(ContractClause).where(ContractClause.id.in_(some)), execution_options=_SET)


def _note(tx: Transaction, binding: Sequence[Binding], versions: dict[str, int]) -> None:
    """Write in the contracts which clauses bind."""
    groups: dict[tuple[str, Level], list[int]] = {}
    for one in binding:
        groups.setdefault((one.version, one.level), []).append(one.key)
    for (version, level), keys in groups.items():
        values = {"code_version_id": versions[version], "level": level, "changed_at": tx.now}
        for some in queries.chunks(keys):
            tx.session.execute(update(Contract).where(Contract.id.in_(some)).values(values), execution_options=_SET)
