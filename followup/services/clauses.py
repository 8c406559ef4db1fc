"""Clauses of the standard terms: binding those of one adopted version in a contract. Criteria of the bank stay."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import exists, or_, select

from followup.domain.code_of_conduct import Level, VersionKind
from followup.domain.journal import CLAUSE_BOUND, CLAUSE_UNBOUND, CLAUSES_BOUND
from followup.errors import N_, Conflict, Invalid, Reason
from followup.models.code_of_conduct import Clause, CodeVersion
from followup.models.contracts import Contract, ContractClause
from followup.models.deviations import Deviation
from followup.models.evidence import Evidence
from followup.models.follow_ups import Finding
from followup.models.questionnaires import Invitation
from followup.transaction import Transaction

UNKNOWN_VERSION = Reason("contract.unknown_version", N_("There is no adopted version “{key}” of the code of conduct."))
CLAUSES_KEPT = Reason(
    "contract.clauses_kept",
    N_("Follow-ups have already been made on these clauses, so the version can no longer be exchanged."),
)


def bind(tx: Transaction, contract: Contract, key: str, level: Level) -> None:
    """Bind the clauses of an adopted version, up to the level, in place of the standard terms bound before.

    Errors: Invalid("contract.unknown_version"), Conflict("contract.clauses_kept") once something rests on them.
    """
    version = tx.session.scalars(
        select(CodeVersion).where(CodeVersion.key == key, CodeVersion.kind == VersionKind.TERMS)
    ).one_or_none()
    if version is None:
        raise Invalid.at("code_version", UNKNOWN_VERSION.but(key=key))
    if contract.code_version_id == version.id and contract.level == level:
        return
    _unbind(tx, contract)
    clauses = tx.session.scalars(
        select(Clause).where(Clause.code_version_id == version.id).order_by(Clause.position)
    ).all()
    binding = [c for c in clauses if c.level <= level]
    obligation = {
        "contract_id": contract.id,
        "organisation_id": contract.organisation_id,
        "bound_on": tx.today,
        "status": ContractClause.machine.initial,
    }
    rows = [{**obligation, "clause_id": clause.id} for clause in binding]
    tx.add_all(ContractClause, rows, CLAUSE_BOUND, lambda row: {"on": tx.today})
    contract.code_version_id, contract.level, contract.changed_at = version.id, level, tx.now
    tx.journal(CLAUSES_BOUND, contract, version=key, count=len(binding))


def _unbind(tx: Transaction, contract: Contract) -> None:
    bound = tx.session.scalars(
        select(ContractClause)
        .join(Clause, Clause.id == ContractClause.clause_id)
        .join(CodeVersion, CodeVersion.id == Clause.code_version_id)
        .where(ContractClause.contract_id == contract.id, CodeVersion.kind == VersionKind.TERMS)
    ).all()
    if bound and _is_used(tx, contract, bound):
        raise Conflict(CLAUSES_KEPT)
    for row in bound:
        tx.session.delete(row)
        tx.journal(CLAUSE_UNBOUND, row)
    tx.flush()


def _is_used(tx: Transaction, contract: Contract, bound: Sequence[ContractClause]) -> bool:
    """Return whether anything already rests on the clauses: a question, a finding, a deviation, or what was shown."""
    if any(row.status_on is not None for row in bound):
        return True
    keys = [row.id for row in bound]
    found = exists().where(Finding.contract_clause_id.in_(keys))
    shown = exists().where(Evidence.contract_clause_id.in_(keys))
    asked = exists().where(Invitation.contract_id == contract.id)
    deviates = exists().where(Deviation.contract_id == contract.id)
    return bool(tx.session.scalar(select(or_(found, shown, asked, deviates))))
