"""Contracts: registering, completing, binding clauses, voiding."""

from __future__ import annotations

from sqlalchemy import exists, or_, select

from followup.domain.actors import Staff
from followup.domain.code_of_conduct import Level
from followup.domain.contracts import ChangeContract, NewContract, cpv_digits
from followup.domain.journal import CLAUSES_BOUND, CONTRACT_CHANGED, CONTRACT_REGISTERED, CONTRACT_VOIDED
from followup.domain.names import sort_key
from followup.domain.permissions import Permission
from followup.errors import N_, Conflict, Invalid, Reason
from followup.models.code_of_conduct import Clause, CodeVersion
from followup.models.contracts import Contract, ContractClause
from followup.models.deviations import Deviation
from followup.models.follow_ups import Finding
from followup.models.questionnaires import Invitation
from followup.models.suppliers import Supplier
from followup.models.users import User
from followup.transaction import Transaction

UNKNOWN_VERSION = Reason("contract.unknown_version", N_("There is no adopted version “{key}” of the code of conduct."))
CLAUSES_KEPT = Reason(
    "contract.clauses_kept",
    N_("Follow-ups have already been made on these clauses, so the version can no longer be exchanged."),
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
            manager_id=_manager(tx),
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


def _manager(tx: Transaction) -> int | None:
    """Return the person who registers; an integration is nobody's manager."""
    return tx.actor.user_id if isinstance(tx.actor, Staff) and not tx.actor.is_integration else None


def change(tx: Transaction, contract_id: str, new: ChangeContract, version: int | None) -> Contract:
    """Save what a person changed on the contract's page.

    Errors: Conflict("stale"), Conflict("contract.voided"), Invalid.
    """
    contract = tx.get(Contract, contract_id, to=Permission.CONTRACT_CHANGE)
    tx.check_version(contract, version)
    if contract.voided_at is not None:
        raise Conflict(VOIDED)
    values = _columns(tx, new)
    changed = [name for name, value in values.items() if getattr(contract, name) != value]
    for name in changed:
        setattr(contract, name, values[name])
    if changed:
        contract.changed_at = tx.now
        tx.journal(CONTRACT_CHANGED, contract, fields=", ".join(name for name in changed if name != "sort"))
    if new.code_version:
        bind_clauses(tx, contract, new.code_version, new.level)
    tx.flush()
    return contract


def _columns(tx: Transaction, new: ChangeContract) -> dict[str, object]:
    plain = ("title", "number", "case_number", "starts_on", "ends_on", "signed_on", "category", "production_country")
    manager = tx.get(User, new.manager_id, to=Permission.WORK_READ) if new.manager_id else None
    return {
        **{name: getattr(new, name) for name in plain},
        "sort": sort_key(new.title, "sv"),
        "cpv": cpv_digits(new.cpv) or None,
        "value_minor": new.value.minor if new.value else None,
        "currency": new.value.currency if new.value else None,
        "production_town": new.production_town or None,
        "manager_id": manager.id if manager else None,
    }


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
    if bound and _is_used(tx, contract):
        raise Conflict(CLAUSES_KEPT)
    for row in bound:
        tx.session.delete(row)
    tx.flush()
    clauses = tx.session.scalars(
        select(Clause).where(Clause.code_version_id == version.id).order_by(Clause.position)
    ).all()
    binding = [c for c in clauses if c.level <= level]
    for clause in binding:
        tx.add(
            ContractClause(
                contract_id=contract.id,
                organisation_id=contract.organisation_id,
                clause_id=clause.id,
                bound_on=tx.today,
            )
        )
    contract.code_version_id, contract.level, contract.changed_at = version.id, level, tx.now
    tx.journal(CLAUSES_BOUND, contract, version=key, count=len(binding))


def _is_used(tx: Transaction, contract: Contract) -> bool:
    """Return whether anything already rests on the clauses: an invitation, a finding or a deviation."""
    of_contract = ContractClause.contract_id == contract.id
    found = exists().where(Finding.contract_clause_id == ContractClause.id, of_contract)
    asked = exists().where(Invitation.contract_id == contract.id)
    deviates = exists().where(Deviation.contract_id == contract.id)
    return bool(tx.session.scalar(select(or_(found, asked, deviates))))


def void(tx: Transaction, contract_id: str, reason: str) -> Contract:
    """Mark a contract that was registered by mistake; nothing is deleted."""
    contract = tx.get(Contract, contract_id, to=Permission.CONTRACT_CHANGE)
    if contract.voided_at is not None:
        raise Conflict(VOIDED)
    contract.voided_at, contract.void_reason, contract.changed_at = tx.now, reason, tx.now
    tx.journal(CONTRACT_VOIDED, contract)
    return contract
