"""Options to extend a contract: adding, taking away while undecided, and deciding."""

from __future__ import annotations

from followup.domain.contracts import OptionStatus, OptionStep
from followup.domain.journal import OPTION_ADDED, OPTION_REMOVED
from followup.domain.options import NewOption, check_new, check_taken
from followup.domain.permissions import Permission
from followup.errors import N_, Conflict, Reason
from followup.models.contracts import Contract, ContractOption
from followup.queries import options as queries
from followup.services.contracts import check_open
from followup.transaction import Transaction

DECIDED = Reason("option.decided", N_("Somebody has already decided about this option, so it stays."))


def add(tx: Transaction, contract_id: str, new: NewOption) -> ContractOption:
    """Add an option to extend the contract.

    Errors: Invalid at extends_to_on or decide_by_on, Conflict("contract.voided").
    """
    contract = tx.get(Contract, contract_id, to=Permission.CONTRACT_CHANGE)
    check_open(contract)
    check_new(new, contract.ends_on, queries.known(tx.session, contract.id))
    option = tx.add(
        ContractOption(
            contract_id=contract.id,
            extends_to_on=new.extends_to_on,
            decide_by_on=new.decide_by_on,
            status=ContractOption.machine.initial,
        )
    )
    contract.changed_at = tx.now
    tx.journal(OPTION_ADDED, option, extends_to_on=option.extends_to_on)
    return option


def remove(tx: Transaction, option_id: str) -> Contract:
    """Take away an option nobody has decided about; the contract's history keeps that it was there.

    Errors: Conflict("option.decided"), Conflict("contract.voided").
    """
    option, contract = _option(tx, option_id)
    if option.status is not OptionStatus.OPEN:
        raise Conflict(DECIDED)
    contract.changed_at = tx.now
    for subject in (option, contract):
        tx.journal(OPTION_REMOVED, subject, extends_to_on=option.extends_to_on)
    tx.session.delete(option)
    tx.flush()
    return contract


def decide(tx: Transaction, option_id: str, step: OptionStep) -> ContractOption:
    """Extend the contract to the option's day, or decline; the planner sees the contract again by night.

    Errors: Conflict("state.not_allowed"), Conflict("option.first_another"), Conflict("option.used_up").
    """
    option, contract = _option(tx, option_id)
    known = queries.known(tx.session, contract.id)
    tx.advance(option, step, extends_to_on=option.extends_to_on)
    option.decided_on, option.decided_by_id, contract.changed_at = tx.today, tx.actor.user_id, tx.now
    if step is OptionStep.TAKE:
        check_taken(option.extends_to_on, contract.ends_on, known)
        contract.ends_on = option.extends_to_on
    tx.flush()
    return option


def _option(tx: Transaction, option_id: str) -> tuple[ContractOption, Contract]:
    option = tx.get(ContractOption, option_id, to=Permission.CONTRACT_CHANGE)
    contract = tx.follow(Contract, option.contract_id)
    check_open(contract)
    return option, contract
