"""The penalty of one contract, as its clause states it."""

from __future__ import annotations

from typing import Any

from followup.domain.penalties import USUAL_UNIT, PenaltyTerms, PenaltyUnit
from followup.domain.permissions import Permission
from followup.models.contracts import Contract
from followup.queries import contracts
from followup.schemas.sanctions import ContractPenaltySchema, PenaltyTermsSchema
from followup.services import penalties
from followup.transaction import Transaction
from followup.web.endpoint import Room, Shown, see_other

room = Room("penalties")
_ONE = "/contracts/<contract_id>/penalty"


def _form(tx: Transaction, contract_id: str) -> Shown:
    contract = tx.get(Contract, contract_id, to=Permission.CONTRACT_CHANGE)
    stated = penalties.stated(tx, contract)
    data: dict[str, Any] = {"unit": USUAL_UNIT.get(tx.actor.country, PenaltyUnit.WEEK)}
    if stated is not None:
        data = {"amount": stated.amount, "unit": stated.unit, "cap_count": stated.cap_count}
    bound = contracts.clauses(tx.session, contract.id)
    context = {
        "contract": contract,
        "clause": next((clause for clause in bound if clause.key == "penalty"), None),
        "currency": penalties.currency_of(tx, contract),
    }
    return Shown(data=data, version=contract.version, context=context)


@room.form(
    _ONE,
    needs=Permission.CONTRACT_CHANGE,
    takes=PenaltyTermsSchema,
    template="sanctions/terms.html",
    shows=_form,
    versioned=True,
)
def state(tx: Transaction, terms: PenaltyTerms, contract_id: str, version: int | None) -> Any:
    """Enter what the clause says of the penalty."""
    penalties.state(tx, contract_id, terms, version)
    return see_other("contracts.show", contract_id=contract_id, notice="saved")


@room.read(_ONE, needs=Permission.CONTRACT_READ, gives=ContractPenaltySchema)
def get_penalty(tx: Transaction, contract_id: str) -> dict[str, Any]:
    """Return what was entered of the contract's penalty."""
    return _as_data(tx, tx.get(Contract, contract_id, to=Permission.CONTRACT_READ))


@room.change(_ONE, needs=Permission.CONTRACT_CHANGE, takes=PenaltyTermsSchema, gives=ContractPenaltySchema)
def state_penalty(tx: Transaction, terms: PenaltyTerms, contract_id: str, version: int) -> dict[str, Any]:
    """Enter what the clause says of the penalty."""
    return _as_data(tx, penalties.state(tx, contract_id, terms, version))


def _as_data(tx: Transaction, contract: Contract) -> dict[str, Any]:
    stated = penalties.stated(tx, contract)
    return {
        "contract_id": contract.public_id,
        "version": contract.version,
        "amount": stated.amount if stated else None,
        "unit": stated.unit if stated else None,
        "cap_count": stated.cap_count if stated else None,
    }
