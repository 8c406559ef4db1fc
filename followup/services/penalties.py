"""The penalty of one contract, as its clause states it: entered by a person, read by the calculation."""

from __future__ import annotations

from followup.domain.journal import CONTRACT_CHANGED
from followup.domain.money import Money
from followup.domain.penalties import OTHER_CURRENCY, PenaltyTerms
from followup.domain.permissions import Permission
from followup.errors import Invalid
from followup.models.contracts import Contract
from followup.services.contracts import check_open
from followup.services.organisations import CURRENCIES
from followup.transaction import Transaction


def currency_of(tx: Transaction, contract: Contract) -> str:
    """Return the currency of a contract, else that of its buyer's country."""
    return contract.currency or CURRENCIES.get(tx.actor.country, "EUR")


def state(tx: Transaction, contract_id: str, terms: PenaltyTerms, version: int | None = None) -> Contract:
    """Enter what the clause says; a penalty that was counted before stays as it was.

    Errors: Invalid("penalty.other_currency") at amount; Conflict("stale", "contract.voided").
    """
    contract = tx.get(Contract, contract_id, to=Permission.CONTRACT_CHANGE)
    tx.check_version(contract, version)
    check_open(contract)
    if terms.amount.currency != currency_of(tx, contract):
        raise Invalid.at("amount", OTHER_CURRENCY.but(currency=currency_of(tx, contract)))
    contract.penalty_minor = terms.amount.minor
    contract.penalty_unit, contract.penalty_cap_count = terms.unit, terms.cap_count
    tx.journal(CONTRACT_CHANGED, contract, fields="penalty")
    tx.flush()
    return contract


def stated(tx: Transaction, contract: Contract) -> PenaltyTerms | None:
    """Return what was entered; None where nothing was."""
    if contract.penalty_minor is None or contract.penalty_unit is None or contract.penalty_cap_count is None:
        return None
    amount = Money(contract.penalty_minor, currency_of(tx, contract))
    return PenaltyTerms(amount=amount, unit=contract.penalty_unit, cap_count=contract.penalty_cap_count)
