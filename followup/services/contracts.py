"""Contracts: registering, completing, binding clauses, voiding."""

from __future__ import annotations

from collections.abc import Mapping

from followup.domain.actors import Staff
from followup.domain.code_of_conduct import Level
from followup.domain.contracts import ChangeContract, NewContract, cpv_digits, more_cpv, unspsc_digits
from followup.domain.journal import CONTRACT_CHANGED, CONTRACT_REGISTERED, CONTRACT_VOIDED
from followup.domain.names import sort_key
from followup.domain.options import check_end
from followup.domain.permissions import Permission
from followup.domain.plain_data import as_plain
from followup.domain.strategic import Strategic
from followup.errors import N_, Conflict, Invalid, Reason
from followup.models.contracts import Contract
from followup.models.organisations import Organisation
from followup.models.suppliers import Supplier
from followup.models.users import User
from followup.queries import call_offs, options
from followup.services import clauses
from followup.transaction import Transaction

NOT_A_FRAMEWORK = Reason("contract.not_a_framework", N_("Choose another contract, marked as a framework agreement."))
HAS_CALL_OFFS = Reason(
    "contract.has_call_offs", N_("Contracts are called off from this one (contracts: {count}). Change them first.")
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
        clauses.bind(tx, contract, new.code_version, Level.ADVANCED)
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
    check_open(contract)
    if new.ends_on != contract.ends_on:
        check_end(new.ends_on, options.known(tx.session, contract.id))
    save(tx, contract, {**_columns(new), **_persons(tx, new), **_framework(tx, contract, new)})
    if new.code_version:
        clauses.bind(tx, contract, new.code_version, new.level)
    tx.flush()
    return contract


def change_strategic(tx: Transaction, contract_id: str, new: Strategic, version: int | None) -> Contract:
    """Save what the contract is to achieve beside the delivery.

    Errors: Conflict("stale"), Conflict("contract.voided").
    """
    contract = tx.get(Contract, contract_id, to=Permission.CONTRACT_CHANGE)
    tx.check_version(contract, version)
    check_open(contract)
    save(tx, contract, {"strategic": as_plain(new) or None})
    tx.flush()
    return contract


def check_open(contract: Contract) -> None:
    """Refuse to change what was registered by mistake.

    Errors: Conflict("contract.voided").
    """
    if contract.voided_at is not None:
        raise Conflict(VOIDED)


def save(tx: Transaction, contract: Contract, values: Mapping[str, object]) -> None:
    """Give the contract these values and journal those that are new; nothing where none is."""
    changed = [name for name, value in values.items() if getattr(contract, name) != value]
    for name in changed:
        setattr(contract, name, values[name])
    if "criticality" in changed:
        contract.criticality_since = None if contract.criticality is None else tx.today
    if changed:
        contract.changed_at = tx.now
        tx.journal(CONTRACT_CHANGED, contract, fields=", ".join(name for name in changed if name != "sort"))


def _columns(new: ChangeContract) -> dict[str, object]:
    as_they_are = ("title", "number", "case_number", "starts_on", "ends_on", "signed_on", "notice_days")
    more = ("category", "production_country", "is_framework", "criticality")
    cpv = cpv_digits(new.cpv)
    return {
        **{name: getattr(new, name) for name in (*as_they_are, *more)},
        "pay_rules": new.pay_rules,
        "sort": sort_key(new.title, "sv"),
        "cpv": cpv or None,
        "cpv_more": list(more_cpv(new.cpv_more, cpv)) or None,
        "unspsc": unspsc_digits(new.unspsc) or None,
        "value_minor": new.value.minor if new.value else None,
        "currency": new.value.currency if new.value else None,
        "production_town": new.production_town or None,
    }


def _persons(tx: Transaction, new: ChangeContract) -> dict[str, object]:
    manager = tx.get(User, new.manager_id, to=Permission.WORK_READ) if new.manager_id else None
    deputy = tx.get(User, new.deputy_id, to=Permission.WORK_READ) if new.deputy_id else None
    lead = tx.get(Organisation, new.lead_id, to=Permission.ORGANISATION_READ) if new.lead_id else None
    return {
        "manager_id": manager.id if manager else None,
        "deputy_id": deputy.id if deputy else None,
        "lead_id": lead.id if lead else None,
    }


def _framework(tx: Transaction, contract: Contract, new: ChangeContract) -> dict[str, object]:
    """Return the framework that the contract is called off from: another one, and marked as such."""
    if contract.is_framework and not new.is_framework and (count := call_offs.count(tx.session, contract.id)):
        raise Invalid.at("is_framework", HAS_CALL_OFFS.but(count=count))
    if new.framework_id is None:
        return {"framework_id": None}
    framework = tx.get(Contract, new.framework_id, to=Permission.CONTRACT_READ)
    is_kept = framework.id == contract.framework_id  # one that was voided meanwhile may stay
    if framework.id == contract.id or not framework.is_framework or (framework.voided_at is not None and not is_kept):
        raise Invalid.at("framework_id", NOT_A_FRAMEWORK)
    return {"framework_id": framework.id}


def void(tx: Transaction, contract_id: str, reason: str) -> Contract:
    """Mark a contract that was registered by mistake; nothing is deleted."""
    contract = tx.get(Contract, contract_id, to=Permission.CONTRACT_CHANGE)
    check_open(contract)
    contract.voided_at, contract.void_reason, contract.changed_at = tx.now, reason, tx.now
    tx.journal(CONTRACT_VOIDED, contract)
    return contract
