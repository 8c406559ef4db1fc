"""Contracts: the list, one contract with all that hangs on it, registering and completing."""

from __future__ import annotations

from typing import Any

from flask import request

from followup.domain.contracts import TERMS_LEVELS, ChangeContract, ContractFilter, NewContract
from followup.domain.contracts import obligations as fulfilled
from followup.domain.permissions import Permission
from followup.models.contracts import Contract
from followup.queries import (
    call_offs,
    chains,
    journal,
    notes,
    obligations,
    options,
    renewals,
    risk,
    sanctions,
    suppliers,
    supply,
)
from followup.queries import contracts as queries
from followup.queries.paging import Page
from followup.schemas.contract_lists import ContractFilterSchema, ListedContractSchema
from followup.schemas.contracts import ChangeContractSchema, ContractSchema, NewContractSchema, VoidSchema
from followup.schemas.risk import categories_on, category_name
from followup.services import contracts, penalties
from followup.services.organisations import CURRENCIES
from followup.transaction import Transaction
from followup.web import contract_lists
from followup.web.endpoint import Room, Shown, see_other
from followup.web.forms import coded_choices
from followup.web.shell import said

room = Room("contracts")


@room.page("/contracts", needs=Permission.CONTRACT_READ, query=ContractFilterSchema)
def index(tx: Transaction, query: ContractFilter) -> dict[str, Any]:
    """Return the list of the organisation's contracts."""
    return contract_lists.shown(tx, query)


@room.read(
    "/contracts", needs=Permission.CONTRACT_READ, gives=ListedContractSchema, many=True, query=ContractFilterSchema
)
def list_contracts(tx: Transaction, query: ContractFilter) -> Page[Any]:
    """Return the organisation's contracts, by title unless another order is asked for."""
    return contract_lists.found(tx, query)


@room.page("/contracts/<contract_id>", needs=Permission.CONTRACT_READ)
def show(tx: Transaction, contract_id: str) -> dict[str, Any]:
    """Return one contract with its clauses, its risk class, its follow-ups and what came of them."""
    contract = tx.get(Contract, contract_id, to=Permission.CONTRACT_READ)
    around = queries.around(tx.session, contract)
    bound = obligations.of_contract(tx.session, contract.id)
    parts = {
        "assessments": risk.of_contract(tx.session, contract.id),
        "options": options.of_contract(tx.session, contract.id),
        "renewal": renewals.of_contract(tx.session, contract),
    }
    life = queries.life_of(contract, tx.today)
    return {
        **parts,
        "contract": contract,
        "about": around,
        "value": queries.value(contract),
        "strategic": queries.strategic(contract),
        "category": category_name(contract.category),
        "life": life,
        "obligations": fulfilled([clause.status for clause in bound], life),
        "missing": queries.missing(contract, around),
        "imported": queries.provenance(contract),
        "clauses": bound,
        "call_offs": call_offs.of_framework(tx.session, contract.id, tx.today) if contract.is_framework else (),
        "chain": chains.follow_ups(tx.session, contract.id),
        "deviations": chains.deviations(tx.session, contract.id),
        "notes": notes.of_contract(tx.session, contract.id),
        "sanctions": sanctions.of_contract(tx.session, contract.id),
        "penalty": penalties.stated(tx, contract),
        "on": tx.today,
        "history": journal.history(tx.session, _subjects(contract, **parts)),
    }


def _subjects(contract: Contract, assessments: Any, options: Any, renewal: Any) -> list[str]:
    """Return the ids of all that the contract's history is about."""
    assessed = [assessment.row.public_id for assessment in assessments]
    return [contract.public_id, *assessed, *(part.public_id for part in (*options, *renewal.measures))]


@room.read("/contracts/<contract_id>", needs=Permission.CONTRACT_READ, gives=ContractSchema)
def get_contract(tx: Transaction, contract_id: str) -> dict[str, Any]:
    """Return one contract."""
    return as_data(tx, tx.get(Contract, contract_id, to=Permission.CONTRACT_READ))


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
    return as_data(tx, contracts.register(tx, new, origin="api"))


def _edit_form(tx: Transaction, contract_id: str) -> Shown:
    contract = tx.get(Contract, contract_id, to=Permission.CONTRACT_CHANGE)
    people = [(person.public_id, person.name) for person in queries.managers(tx.session)]
    return Shown(
        data={
            **as_data(tx, contract),
            "currency": contract.currency or CURRENCIES.get(tx.actor.country, "EUR"),
            "cpv_more": " ".join(contract.cpv_more or ()),
        },
        choices={
            "manager_id": people,
            "deputy_id": people,
            "lead_id": supply.other_organisations(tx.session, contract.organisation_id),
            "framework_id": call_offs.frameworks(tx.session, for_contract=contract),
            "code_version": _versions(tx),
            "level": coded_choices(TERMS_LEVELS),
            "category": _categories(tx, contract),
        },
        version=contract.version,
        context={"contract": contract, "has_pay_rules": tx.actor.country == "NO"},
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
    return as_data(tx, contracts.change(tx, contract_id, new, version))


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


_AS_THEY_ARE = (
    "public_id",
    "version",
    "title",
    "number",
    "case_number",
    "starts_on",
    "ends_on",
    "signed_on",
    "notice_days",
    "is_framework",
    "cpv",
    "unspsc",
    "category",
    "criticality",
    "pay_rules",
    "production_country",
    "production_town",
    "level",
    "risk_class",
    "risk_since",
)


def as_data(tx: Transaction, contract: Contract) -> dict[str, Any]:
    """Return the contract as the API gives it and as its form holds it."""
    around = queries.around(tx.session, contract)
    life = queries.life_of(contract, tx.today)
    bound = queries.clauses(tx.session, contract.id)
    return {
        **{name: getattr(contract, name) for name in _AS_THEY_ARE},
        "cpv_more": contract.cpv_more or [],
        "value": queries.value(contract),
        "supplier_id": around.supplier.supplier_id,
        "supplier_name": around.supplier.supplier_name,
        "manager_id": around.manager.manager_id if around.manager else None,
        "deputy_id": around.deputy.deputy_id if around.deputy else None,
        "lead_id": around.lead.lead_id if around.lead else None,
        "framework_id": around.framework.framework_id if around.framework else None,
        "code_version": around.version.key if around.version else None,
        "state": life,
        "obligations": fulfilled([clause.status for clause in bound], life),
        "strategic": queries.strategic(contract),
        "to_complete": queries.missing(contract, around),
        "source": queries.provenance(contract),
    }
