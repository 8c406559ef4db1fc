"""Strategic procurement of a contract: the fields that the notice asks for, on a page of their own."""

from __future__ import annotations

from typing import Any

from followup.domain.permissions import Permission
from followup.domain.strategic import Strategic
from followup.models.contracts import Contract
from followup.queries import contracts as queries
from followup.schemas.contracts import ContractSchema
from followup.schemas.strategic import StrategicSchema
from followup.services import contracts
from followup.transaction import Transaction
from followup.web.contracts import as_data
from followup.web.endpoint import Room, Shown, see_other

room = Room("strategic")


def _form(tx: Transaction, contract_id: str) -> Shown:
    contract = tx.get(Contract, contract_id, to=Permission.CONTRACT_CHANGE)
    present = queries.strategic(contract) or Strategic()
    return Shown(
        data={name: getattr(present, name) for name in StrategicSchema().fields},
        version=contract.version,
        context={"contract": contract},
    )


@room.form(
    "/contracts/<contract_id>/strategic",
    needs=Permission.CONTRACT_CHANGE,
    takes=StrategicSchema,
    template="contracts/strategic.html",
    shows=_form,
    versioned=True,
)
def change(tx: Transaction, new: Strategic, contract_id: str, version: int | None) -> Any:
    """Save what the contract is to achieve beside the delivery."""
    contracts.change_strategic(tx, contract_id, new, version)
    return see_other("contracts.show", contract_id=contract_id, notice="saved")


@room.change(
    "/contracts/<contract_id>/strategic",
    needs=Permission.CONTRACT_CHANGE,
    takes=StrategicSchema,
    gives=ContractSchema,
)
def change_strategic(tx: Transaction, new: Strategic, contract_id: str, version: int) -> dict[str, Any]:
    """Save what the contract is to achieve beside the delivery; what is left out is emptied."""
    return as_data(tx, contracts.change_strategic(tx, contract_id, new, version))
