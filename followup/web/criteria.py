"""The criteria bank: what it offers, one criterion, and taking criteria into a contract."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from followup.domain.code_of_conduct import Area
from followup.domain.criteria import CriteriaFilter, CriteriaGroup, TakeCriteria, first_fitting
from followup.domain.permissions import Permission
from followup.domain.rules import allows
from followup.i18n import language
from followup.models.contracts import Contract
from followup.queries import criteria as queries
from followup.queries import risk_areas
from followup.queries.criteria import Offered
from followup.schemas.code_of_conduct import library
from followup.schemas.criteria import (
    CriteriaFilterSchema,
    CriterionSchema,
    ListedCriterionSchema,
    TakeCriteriaSchema,
    TakenCriteriaSchema,
    TakenCriterionSchema,
)
from followup.schemas.risk import category_name
from followup.services import criteria
from followup.transaction import Transaction
from followup.web.endpoint import Room, Shown, see_other
from followup.web.forms import Form

room = Room("criteria")
_NARROWING = ("group", "level", "kind", "area", "evidence")


@room.page("/criteria", needs=Permission.CODE_READ, query=CriteriaFilterSchema)
def index(tx: Transaction, query: CriteriaFilter) -> dict[str, Any]:
    """Return what the banks in force offer, by category."""
    banks = queries.banks(tx.session, tx.today)
    groups = [group for bank in banks for group in bank.groups]
    asked = {name: value for name in _NARROWING if (value := getattr(query, name))}
    choices = {"group": [(group.key, group.title.to(language())) for group in groups]}
    return {
        "banks": banks,
        "shelves": _shelves(groups, queries.offered(tx.session, tx.today, query, hidden=_hidden(tx))),
        "is_narrowed": bool(asked),
        "filter": Form(CriteriaFilterSchema, asked, choices=choices),
        "category_name": category_name,
    }


@room.read("/criteria", needs=Permission.CODE_READ, gives=ListedCriterionSchema, many=True, query=CriteriaFilterSchema)
def list_criteria(tx: Transaction, query: CriteriaFilter) -> Sequence[Offered]:
    """Return what the banks in force offer, in their order."""
    return queries.offered(tx.session, tx.today, query, hidden=_hidden(tx))


@room.page("/criteria/<criterion_id>", needs=Permission.CODE_READ)
def show(tx: Transaction, criterion_id: str) -> dict[str, Any]:
    """Return one criterion with all it says, and which of our contracts hold it."""
    found = queries.criterion(tx.session, criterion_id)
    is_inside = allows(tx.actor, Permission.CONTRACT_READ)
    return {
        "row": found,
        "criterion": found.about.criterion,
        "decision": found.about.decision,
        "targets": {target.key: target.title for target in library().sdg_targets},
        "sources": _sources(found.about.criterion.source),
        "contracts": queries.holders(tx.session, found.id) if is_inside else None,
        "is_in_force": found.in_force_to is None or found.in_force_to >= tx.today,
    }


@room.read("/criteria/<criterion_id>", needs=Permission.CODE_READ, gives=CriterionSchema)
def get_criterion(tx: Transaction, criterion_id: str) -> Offered:
    """Return one criterion with all it says."""
    return queries.criterion(tx.session, criterion_id)


def _hidden(tx: Transaction) -> Collection[Area]:
    """Return the areas that the cooperation has not switched on."""
    return risk_areas.chosen(tx.session, tx.actor).hidden


def _contract_page(tx: Transaction, contract_id: str) -> Shown:
    contract = tx.get(Contract, contract_id, to=Permission.CONTRACT_CHANGE)
    groups = [group for bank in queries.banks(tx.session, tx.today) for group in bank.groups]
    taken = queries.taken(tx.session, contract.id)
    ordered = first_fitting(groups, contract.category, contract.cpv)
    shelves = _shelves(ordered, queries.offered(tx.session, tx.today, hidden=_hidden(tx)))
    fitting = {group.key for group in groups if group.is_for_all or group.fits(contract.category, contract.cpv)}
    return Shown(
        context={
            "contract": contract,
            "category": category_name(contract.category),
            "taken": taken,
            "taken_on": {row.public_id: row.bound_on for row in taken},
            "fitting": [shelf for shelf in shelves if shelf[0].key in fitting],
            "others": [shelf for shelf in shelves if shelf[0].key not in fitting],
        }
    )


@room.form(
    "/contracts/<contract_id>/criteria",
    needs=Permission.CONTRACT_CHANGE,
    takes=TakeCriteriaSchema,
    template="criteria/contract.html",
    shows=_contract_page,
)
def contract(tx: Transaction, new: TakeCriteria, contract_id: str) -> Any:
    """Take criteria into a contract."""
    criteria.bind(tx, contract_id, new.criterion_ids)
    return see_other("criteria.contract", contract_id=contract_id, notice="taken")


@room.action("/contracts/<contract_id>/criteria/<contract_clause_id>/take-out", needs=Permission.CONTRACT_CHANGE)
def take_out(tx: Transaction, contract_id: str, contract_clause_id: str) -> Any:
    """Take a criterion out of a contract again."""
    criteria.take_out(tx, contract_id, contract_clause_id)
    return see_other("criteria.contract", contract_id=contract_id, notice="taken_out")


@room.read("/contracts/<contract_id>/criteria", needs=Permission.CONTRACT_READ, gives=TakenCriterionSchema, many=True)
def list_taken(tx: Transaction, contract_id: str) -> Sequence[Any]:
    """Return the criteria that a contract holds."""
    found = tx.get(Contract, contract_id, to=Permission.CONTRACT_READ)
    return queries.taken(tx.session, found.id)


@room.create(
    "/contracts/<contract_id>/criteria",
    needs=Permission.CONTRACT_CHANGE,
    takes=TakeCriteriaSchema,
    gives=TakenCriteriaSchema,
)
def take(tx: Transaction, new: TakeCriteria, contract_id: str) -> dict[str, Any]:
    """Take criteria into a contract; those it already holds stay as they are."""
    criteria.bind(tx, contract_id, new.criterion_ids)
    found = tx.get(Contract, contract_id, to=Permission.CONTRACT_READ)
    return {"criteria": queries.taken(tx.session, found.id)}


def _shelves(groups: Sequence[CriteriaGroup], offered: Sequence[Offered]) -> list[tuple[CriteriaGroup, list[Offered]]]:
    """Return each group with its rows, without the groups that have none."""
    rows = [(group, [row for row in offered if row.category == group.key]) for group in groups]
    return [shelf for shelf in rows if shelf[1]]


def _sources(text: str) -> list[str]:
    """Return the full names of the sources that a reference names."""
    return [source.title for source in library().sources if source.key in text.replace(";", " ").split()]
