"""Costs that the members share by another key than the rate: the year's costs, and entering, changing, removing one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from followup.domain.budgets import BudgetFilter
from followup.domain.charges import SplitKey
from followup.domain.money import Money
from followup.domain.permissions import Permission
from followup.domain.splits import NewSharedCost
from followup.models.funding import SharedCost
from followup.models.organisations import Cooperation
from followup.queries import charges as queries
from followup.queries import funding
from followup.schemas.budgets import BudgetFilterSchema
from followup.schemas.charges import NewSharedCostSchema, SharedCostSchema, shared_cost_schema
from followup.services import shared_costs
from followup.transaction import Transaction
from followup.web.budgets import typed, year_asked
from followup.web.endpoint import Room, Shown, see_other
from followup.web.forms import Form

room = Room("shared_costs")
_ONE = "/shared-costs/<cost_id>"


@room.page("/shared-costs", needs=Permission.FUNDING_READ, query=BudgetFilterSchema)
def index(tx: Transaction, query: BudgetFilter) -> dict[str, Any]:
    """Return the costs that the members of one's cooperations share in a year, and what each carries."""
    years = queries.cost_years(tx.session)
    year = query.year or (years[0] if years else tx.today.year)
    found = queries.costs(tx.session, year)
    choices = {"year": [(str(y), str(y)) for y in sorted({*years, year, tx.today.year}, reverse=True)]}
    return {
        "year": year,
        "filter": Form(BudgetFilterSchema, {"year": year}, None, choices),
        "cooperations": funding.cooperations(tx.session, tx.actor.scope.cooperation_ids),
        "costs": found,
        "payers": queries.payers(tx.session, (), {key for cost in found for key in cost.amounts}),
        "kronor": Money,
    }


@room.read("/shared-costs", needs=Permission.FUNDING_READ, gives=SharedCostSchema, many=True, query=BudgetFilterSchema)
def list_shared_costs(tx: Transaction, query: BudgetFilter) -> Sequence[dict[str, Any]]:
    """Return the costs that the members share in a year: this year where none is named."""
    return [_as_data(cost) for cost in queries.costs(tx.session, query.year or tx.today.year)]


def _new_form(tx: Transaction, cooperation_id: str) -> Shown:
    cooperation = tx.get(Cooperation, cooperation_id, to=Permission.FUNDING_CHANGE)
    return _shown(tx, cooperation, {"year": year_asked(tx)})


@room.form(
    "/funding/<cooperation_id>/shared-costs/new",
    needs=Permission.FUNDING_CHANGE,
    takes=NewSharedCostSchema,
    template="shared_costs/edit.html",
    shows=_new_form,
)
def add(tx: Transaction, new: NewSharedCost, cooperation_id: str) -> Any:
    """Enter a cost and share it."""
    shared_costs.add(tx, cooperation_id, new)
    return see_other("shared_costs.index", year=new.year, notice="saved")


def _edit_form(tx: Transaction, cost_id: str) -> Shown:
    cost = tx.get(SharedCost, cost_id, to=Permission.FUNDING_CHANGE)
    cooperation = tx.follow(Cooperation, cost.cooperation_id)
    data: dict[str, object] = {"year": cost.year, "name": cost.name, "split": cost.split, "source": cost.source}
    if cost.split is SplitKey.FIXED:
        data |= {f"{key}.amount": typed(minor) for key, minor in cost.amounts.items()}
    else:
        data["amount"] = typed(cost.amount_minor)
    return _shown(tx, cooperation, data, cost)


@room.form(
    f"{_ONE}/edit",
    needs=Permission.FUNDING_CHANGE,
    takes=NewSharedCostSchema,
    template="shared_costs/edit.html",
    shows=_edit_form,
    versioned=True,
)
def edit(tx: Transaction, new: NewSharedCost, cost_id: str, version: int | None) -> Any:
    """Share a cost anew; refused once it is invoiced."""
    cost = shared_costs.change(tx, cost_id, new, version)
    return see_other("shared_costs.index", year=cost.year, notice="saved")


@room.action(f"{_ONE}/remove", needs=Permission.FUNDING_CHANGE, versioned=True)
def remove(tx: Transaction, cost_id: str, version: int | None) -> Any:
    """Remove a cost that nobody was invoiced for."""
    shared_costs.remove(tx, cost_id, version)
    return see_other("shared_costs.index", notice="saved")


def _shown(tx: Transaction, cooperation: Cooperation, data: dict[str, object], cost: SharedCost | None = None) -> Shown:
    """Return the form with an amount for each of those who pay in the year."""
    year = int(str(data["year"]))
    members = queries.sharers(tx.session, cooperation, year)
    return Shown(
        data=data,
        version=cost.version if cost else None,
        schema=shared_cost_schema(members),
        context={"cooperation": cooperation, "year": year, "members": members, "cost": cost},
    )


def _as_data(cost: SharedCost) -> dict[str, Any]:
    return {
        "public_id": cost.public_id,
        "year": cost.year,
        "name": cost.name,
        "split": cost.split,
        "amount": Money(cost.amount_minor, cost.currency),
        "amounts": {key: Money(minor, cost.currency) for key, minor in cost.amounts.items()},
        "source": cost.source,
        "invoiced_at": cost.invoiced_at,
    }
