"""Options to extend a contract: adding, taking away while undecided, deciding."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from followup.domain.contracts import OptionStep
from followup.domain.options import NewOption
from followup.domain.permissions import Permission
from followup.models.contracts import Contract, ContractOption
from followup.queries import options as queries
from followup.queries.rows import AnyRow
from followup.schemas.options import DecisionSchema, NewOptionSchema, OptionSchema
from followup.services import options
from followup.transaction import Transaction
from followup.web.endpoint import Room, Shown, see_other

room = Room("options")


@room.read("/contracts/<contract_id>/options", needs=Permission.CONTRACT_READ, gives=OptionSchema, many=True)
def list_options(tx: Transaction, contract_id: str) -> Sequence[AnyRow]:
    """Return the contract's options, the one that ends first first."""
    return queries.of_contract(tx.session, tx.get(Contract, contract_id, to=Permission.CONTRACT_READ).id)


def _form(tx: Transaction, contract_id: str) -> Shown:
    contract = tx.get(Contract, contract_id, to=Permission.CONTRACT_CHANGE)
    known = queries.of_contract(tx.session, contract.id)
    return Shown(context={"contract": contract, "options": known, "on": tx.today})


@room.form(
    "/contracts/<contract_id>/options/new",
    needs=Permission.CONTRACT_CHANGE,
    takes=NewOptionSchema,
    template="contracts/option.html",
    shows=_form,
)
def add(tx: Transaction, new: NewOption, contract_id: str) -> Any:
    """Add an option to extend the contract."""
    options.add(tx, contract_id, new)
    return see_other("contracts.show", contract_id=contract_id, notice="saved", _anchor="options")


@room.create(
    "/contracts/<contract_id>/options", needs=Permission.CONTRACT_CHANGE, takes=NewOptionSchema, gives=OptionSchema
)
def create_option(tx: Transaction, new: NewOption, contract_id: str) -> ContractOption:
    """Add an option to extend the contract."""
    return options.add(tx, contract_id, new)


def _decision(tx: Transaction, option_id: str) -> Shown:
    option = tx.get(ContractOption, option_id, to=Permission.CONTRACT_CHANGE)
    return Shown(context={"contract": tx.follow(Contract, option.contract_id), "option": option})


@room.form(
    "/options/<option_id>/decide",
    needs=Permission.CONTRACT_CHANGE,
    takes=DecisionSchema,
    template="contracts/decide.html",
    shows=_decision,
)
def decide(tx: Transaction, decision: OptionStep, option_id: str) -> Any:
    """Extend the contract, or decline to."""
    option = options.decide(tx, option_id, decision)
    contract = tx.follow(Contract, option.contract_id)
    return see_other("contracts.show", contract_id=contract.public_id, notice="saved", _anchor="options")


@room.create(
    "/options/<option_id>/decision", needs=Permission.CONTRACT_CHANGE, takes=DecisionSchema, gives=OptionSchema
)
def create_decision(tx: Transaction, decision: OptionStep, option_id: str) -> ContractOption:
    """Extend the contract, or decline to."""
    return options.decide(tx, option_id, decision)


@room.action("/options/<option_id>/remove", needs=Permission.CONTRACT_CHANGE)
def remove(tx: Transaction, option_id: str) -> Any:
    """Take away an option that nobody has decided about."""
    contract = options.remove(tx, option_id)
    return see_other("contracts.show", contract_id=contract.public_id, notice="saved", _anchor="options")
