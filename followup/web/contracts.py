"""Contracts: the list, one contract with all that hangs on it, registering and completing."""

from __future__ import annotations

from typing import Any

from flask import request

from followup.domain.actors import Actor
from followup.domain.contracts import ChangeContract, ContractFilter, NewContract
from followup.domain.permissions import Permission
from followup.models.contracts import Contract
from followup.queries import contracts as queries
from followup.queries import journal, risk, suppliers
from followup.queries.paging import Page
from followup.schemas.contracts import (
    ChangeContractSchema,
    ContractFilterSchema,
    ContractSchema,
    ListedContractSchema,
    NewContractSchema,
    VoidSchema,
)
from followup.schemas.risk import categories_on, category
from followup.services import contracts
from followup.services.organisations import CURRENCIES
from followup.transaction import Transaction
from followup.web.endpoint import Room, Shown, see_other
from followup.web.forms import Form
from followup.web.shell import said

room = Room("contracts")


@room.page("/contracts", needs=Permission.CONTRACT_READ, query=ContractFilterSchema)
def index(tx: Transaction, query: ContractFilter) -> dict[str, Any]:
    """Return the list of the organisation's contracts."""
    found = queries.listed(tx.session, query, user_id=tx.actor.user_id)
    asked = {name: getattr(query, name) or None for name in ("q", "risk_class", "mine", "supplier_id", "code_version")}
    return {
        "found": found,
        "query": query,
        "asked": {name: "yes" if value is True else value for name, value in asked.items() if value},
        "filter": Form(ContractFilterSchema, asked),
        "life": lambda row: queries.life_of(row, tx.today),
    }


@room.read("/contracts", needs=Permission.CONTRACT_READ, gives=ListedContractSchema, many=True, query=ContractFilterSchema)
def list_contracts(tx: Transaction, query: ContractFilter) -> Page[Any]:
    """Return the organisation's contracts, by title."""
    return queries.listed(tx.session, query, user_id=tx.actor.user_id)


@room.page("/contracts/<contract_id>", needs=Permission.CONTRACT_READ)
def show(tx: Transaction, contract_id: str) -> dict[str, Any]:
    """Return one contract with its clauses, its risk class, its follow-ups and what came of them."""
    contract = tx.get(Contract, contract_id, to=Permission.CONTRACT_READ)
    around = queries.around(tx.session, contract)
    assessments = risk.of_contract(tx.session, contract.id)
    deviations = queries.deviations(tx.session, contract.id)
    found_category = category(contract.category)
    return {
        "contract": contract,
        "around": around,
        "value": queries.value(contract),
        "category": found_category.name.to(_language()) if found_category else contract.category,
        "life": queries.life_of(contract, tx.today),
        "missing": queries.missing(contract, around),
        "notice": queries.provenance(contract),
        "assessments": assessments,
        "clauses": queries.clauses(tx.session, contract.id),
        "follow_ups": queries.chain(tx.session, contract.id),
        "deviations": deviations,
        "by_clause": {clause: [d for d in deviations if d.contract_clause_id == clause] for clause in _clause_ids(deviations)},
        "history": journal.history(tx.session, [contract.public_id, *(a.row.public_id for a in assessments)]),
    }


def _clause_ids(deviations: Any) -> set[int]:
    return {d.contract_clause_id for d in deviations if d.contract_clause_id is not None}
