"""Contracts: registering, completing, binding clauses, voiding."""

from __future__ import annotations

from dataclasses import fields

from sqlalchemy import select

from followup.domain.code_of_conduct import Level
from followup.domain.contracts import ChangeContract, NewContract
from followup.domain.journal import CLAUSES_BOUND, CONTRACT_CHANGED, CONTRACT_REGISTERED, CONTRACT_VOIDED
from followup.domain.names import sort_key
from followup.domain.permissions import Permission
from followup.errors import Conflict, Invalid, N_, Reason
from followup.models.code_of_conduct import Clause, CodeVersion
from followup.models.contracts import Contract, ContractClause
from followup.models.suppliers import Supplier
from followup.models.users import User
from followup.transaction import Transaction

UNKNOWN_VERSION = Reason("contract.unknown_version", N_("There is no adopted version “{key}” of the code of conduct."))
CLAUSES_KEPT = Reason(
    "contract.clauses_kept", N_("Follow-ups have already been made on these clauses, so the version can no longer be exchanged.")
)
VOIDED = Reason("contract.voided", N_("The contract is voided and can no longer be changed."))


def register(tx: Transaction, new: NewContract, *, origin: str = "form") -> Contract:
    """Register a contract with what is known; the clauses of the version bind from today.

    Errors: NotFound for a supplier that is not there; Invalid for an unknown version.
    """
    supplier = tx.get(Supplier, new.supplier_id, to=Permission.SUPPLIER_READ)
    contract = tx.add(
        Contract(
            title=new.title,
            sort=sort_key(new.title, "sv"),
            number=new.number,
            supplier_id=supplier.id,
            manager_id=tx.actor.user_id,
            starts_on=new.starts_on,
            ends_on=new.ends_on,
            registered_at=tx.now,
            changed_at=tx.now,
        )
    )
    tx.journal(CONTRACT_REGISTERED, contract, origin=origin)
    if new.code_version:
        bind_clauses(tx, contract, new.code_version, Level.ADVANCED)
    return contract


def change(tx: Transaction, contract_id: str, new: ChangeContract, version: int | None) -> Contract:
    """Save what a person changed on the contract's page.

    Errors: Conflict("stale"), Conflict("contract.voided"), Invalid.
    """
    contract = tx.get(Contract, contract_id, to=Permission.CONTRACT_CHANGE)
    tx.check_version(contract, version)
    if contract.voided_at is not None:
        raise Conflict(VOIDED)
    before = {f.name: getattr(contract, f.name, None) for f in fields(new)}
    _take_over(tx, contract, new)
    changed = [name for name, value in before.items() if getattr(contract, name, None) != value]
    contract.changed_at = tx.now
    tx.journal(CONTRACT_CHANGED, contract, fields=", ".join(changed))
    if new.code_version:
        bind_clauses(tx, contract, new.code_version, new.level)
    tx.flush()
    return contract


def _take_over(tx: Transaction, contract: Contract, new: ChangeContract) -> None:
    contract.title, contract.sort = new.title, sort_key(new.title, "sv")
    contract.number, contract.case_number = new.number, new.case_number
    contract.starts_on, contract.ends_on, contract.signed_on = new.starts_on, new.ends_on, new.signed_on
    contract.cpv, contract.category = new.cpv or None, new.category
    contract.value_minor = new.value.minor if new.value else None
    contract.currency = new.value.currency if new.value else None
    contract.production_country, contract.production_town = new.production_country, new.production_town or None
    contract.manager_id = tx.get(User, new.manager_id, to=Permission.WORK_READ).id if new.manager_id else None


def bind_clauses(tx: Transaction, contract: Contract, key: str, level: Level) -> None:
    """Bind the clauses of an adopted version, up to the level, in place of those bound before.

    Errors: Invalid("contract.unknown_version"), Conflict("contract.clauses_kept") once follow-ups rest on them.
    """
    version = tx.session.scalars(select(CodeVersion).where(CodeVersion.key == key)).one_or_none()
    if version is None:
        raise Invalid.at("code_version", UNKNOWN_VERSION.but(key=key))
    if contract.code_version_id == version.id and contract.level == level:
        return
    bound = tx.session.scalars(select(ContractClause).where(ContractClause.contract_id == contract.id)).all()
    if bound and contract.planned_at is not None:
        raise Conflict(CLAUSES_KEPT)
    for row in bound:
        tx.session.delete(row)
    tx.flush()
    clauses = tx.session.scalars(select(Clause).where(Clause.code_version_id == version.id).order_by(Clause.position)).all()
    binding = [c for c in clauses if c.level <= level]
    for clause in binding:
        tx.add(
            ContractClause(
                contract_id=contract.id, organisation_id=contract.organisation_id, clause_id=clause.id, bound_on=tx.today
            )
        )
    contract.code_version_id, contract.level, contract.changed_at = version.id, level, tx.now
    tx.journal(CLAUSES_BOUND, contract, version=key, count=len(binding))


def void(tx: Transaction, contract_id: str, reason: str) -> Contract:
    """Mark a contract that was registered by mistake; nothing is deleted."""
    contract = tx.get(Contract, contract_id, to=Permission.CONTRACT_CHANGE)
    if contract.voided_at is not None:
        raise Conflict(VOIDED)
    contract.voided_at, contract.void_reason, contract.changed_at = tx.now, reason, tx.now
    tx.journal(CONTRACT_VOIDED, contract)
    return contract
