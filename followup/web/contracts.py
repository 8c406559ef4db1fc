"""Contracts: the list, one contract with all that hangs on it, registering and completing."""

from __future__ import annotations

from typing import Any

from flask import request

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
from followup.schemas.risk import categories_on, category_name
from followup.services import contracts
from followup.services.organisations import CURRENCIES
from followup.transaction import Transaction
from followup.web.endpoint import Room, Shown, see_other
from followup.web.forms import Form
from followup.web.shell import said

room = Room("contracts")
_NARROWING = ("q", "risk_class", "mine", "supplier_id", "code_version")


@room.page("/contracts", needs=Permission.CONTRACT_READ, query=ContractFilterSchema)
def index(tx: Transaction, query: ContractFilter) -> dict[str, Any]:
    """Return the list of the organisation's contracts."""
    asked = {name: value for name in _NARROWING if (value := getattr(query, name))}
    return {
        "found": queries.listed(tx.session, query, user_id=tx.actor.user_id),
        "query": query,
        "asked": {name: "yes" if value is True else value for name, value in asked.items()},
        "filter": Form(ContractFilterSchema, asked),
        "life": lambda row: queries.life_of(row, tx.today),
    }


@room.read(
    "/contracts", needs=Permission.CONTRACT_READ, gives=ListedContractSchema, many=True, query=ContractFilterSchema
)
def list_contracts(tx: Transaction, query: ContractFilter) -> Page[Any]:
    """Return the organisation's contracts, by title."""
    return queries.listed(tx.session, query, user_id=tx.actor.user_id)


@room.page("/contracts/<contract_id>", needs=Permission.CONTRACT_READ)
def show(tx: Transaction, contract_id: str) -> dict[str, Any]:
    """Return one contract with its clauses, its risk class, its follow-ups and what came of them."""
    contract = tx.get(Contract, contract_id, to=Permission.CONTRACT_READ)
    around = queries.around(tx.session, contract)
    assessments = risk.of_contract(tx.session, contract.id)
    return {
        "contract": contract,
        "about": around,
        "value": queries.value(contract),
        "category": category_name(contract.category),
        "life": queries.life_of(contract, tx.today),
        "missing": queries.missing(contract, around),
        "imported": queries.provenance(contract),
        "assessments": assessments,
        "clauses": queries.clauses(tx.session, contract.id),
        "chain": queries.chain(tx.session, contract.id),
        "deviations": queries.deviations(tx.session, contract.id),
        "on": tx.today,
        "history": journal.history(tx.session, [contract.public_id, *(a.row.public_id for a in assessments)]),
    }


@room.read("/contracts/<contract_id>", needs=Permission.CONTRACT_READ, gives=ContractSchema)
def get_contract(tx: Transaction, contract_id: str) -> dict[str, Any]:
    """Return one contract."""
    return _as_data(tx, tx.get(Contract, contract_id, to=Permission.CONTRACT_READ))


def _new_form(tx: Transaction) -> Shown:
    return Shown(
        data={"supplier_id": request.args.get("supplier_id")},
        choices={"supplier_id": suppliers.choices(tx.session), "code_version": _versions(tx)},
    )


@room.form(
    "/contracts/new",
    needs=Permission.CONTRACT_REGISTER,
    takes=NewContractSchema,
    template="contracts/new.html",
    shows=_new_form,
)
def register(tx: Transaction, new: NewContract) -> Any:
    """Register a contract."""
    contract = contracts.register(tx, new)
    return see_other("contracts.show", contract_id=contract.public_id, notice="registered")


@room.create("/contracts", needs=Permission.CONTRACT_REGISTER, takes=NewContractSchema, gives=ContractSchema)
def create_contract(tx: Transaction, new: NewContract) -> dict[str, Any]:
    """Register a contract."""
    return _as_data(tx, contracts.register(tx, new, origin="api"))


def _edit_form(tx: Transaction, contract_id: str) -> Shown:
    contract = tx.get(Contract, contract_id, to=Permission.CONTRACT_CHANGE)
    return Shown(
        data={**_as_data(tx, contract), "currency": contract.currency or CURRENCIES.get(tx.actor.country, "EUR")},
        choices={
            "manager_id": [(m.public_id, m.name) for m in queries.managers(tx.session)],
            "code_version": _versions(tx),
            "category": _categories(tx, contract),
        },
        version=contract.version,
        context={"contract": contract},
    )


@room.form(
    "/contracts/<contract_id>/edit",
    needs=Permission.CONTRACT_CHANGE,
    takes=ChangeContractSchema,
    template="contracts/edit.html",
    shows=_edit_form,
    versioned=True,
)
def change(tx: Transaction, new: ChangeContract, contract_id: str, version: int | None) -> Any:
    """Save a changed contract."""
    contract = contracts.change(tx, contract_id, new, version)
    return see_other("contracts.show", contract_id=contract.public_id, notice="saved")


@room.change(
    "/contracts/<contract_id>", needs=Permission.CONTRACT_CHANGE, takes=ChangeContractSchema, gives=ContractSchema
)
def change_contract(tx: Transaction, new: ChangeContract, contract_id: str, version: int) -> dict[str, Any]:
    """Save a changed contract."""
    return _as_data(tx, contracts.change(tx, contract_id, new, version))


def _void_form(tx: Transaction, contract_id: str) -> Shown:
    return Shown(context={"contract": tx.get(Contract, contract_id, to=Permission.CONTRACT_CHANGE)})


@room.form(
    "/contracts/<contract_id>/void",
    needs=Permission.CONTRACT_CHANGE,
    takes=VoidSchema,
    template="contracts/void.html",
    shows=_void_form,
)
def void(tx: Transaction, reason: str, contract_id: str) -> Any:
    """Void a contract registered by mistake."""
    contracts.void(tx, contract_id, reason)
    return see_other("contracts.show", contract_id=contract_id, notice="saved")


def _versions(tx: Transaction) -> list[tuple[str, str]]:
    return [(v.key, said(v.title)) for v in queries.versions(tx.session)]


def _categories(tx: Transaction, contract: Contract) -> list[tuple[str, str]]:
    """Return the categories of today, and the contract's own where it is no longer one of them."""
    keys = dict.fromkeys(found.key for found in categories_on(tx.today))
    if contract.category:
        keys.setdefault(contract.category)
    return sorted(((key, category_name(key)) for key in keys), key=lambda pair: pair[1].casefold())


def _as_data(tx: Transaction, contract: Contract) -> dict[str, Any]:
    """Return the contract as the API gives it and as its form holds it."""
    around = queries.around(tx.session, contract)
    names = (
        "public_id",
        "version",
        "title",
        "number",
        "case_number",
        "starts_on",
        "ends_on",
        "signed_on",
        "cpv",
        "category",
    )
    more = ("production_country", "production_town", "level", "risk_class", "risk_since")
    return {
        **{name: getattr(contract, name) for name in (*names, *more)},
        "value": queries.value(contract),
        "supplier_id": around.supplier.supplier_id,
        "supplier_name": around.supplier.supplier_name,
        "manager_id": around.manager.manager_id if around.manager else None,
        "code_version": around.version.key if around.version else None,
        "state": queries.life_of(contract, tx.today),
        "to_complete": queries.missing(contract, around),
        "source": queries.provenance(contract),
    }
