"""Budget and outcome by activity, grants with own share, and whether what came in agrees with what was used."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from flask import request

from followup.domain.budgets import BudgetFilter, NewBudgetLine, NewGrant, Reconciliation
from followup.domain.charges import Activity
from followup.domain.funding import Grant as Whole
from followup.domain.money import Money
from followup.domain.permissions import Permission
from followup.models.funding import BudgetLine, Grant
from followup.models.organisations import Cooperation
from followup.queries import budgets as queries
from followup.queries import funding
from followup.schemas.budgets import BudgetFilterSchema, FundingYearSchema, NewBudgetLineSchema, NewGrantSchema
from followup.services import budgets
from followup.transaction import Transaction
from followup.web.endpoint import Room, Shown, see_other
from followup.web.forms import Form

room = Room("budgets")


@room.page("/budgets", needs=Permission.FUNDING_READ, query=BudgetFilterSchema)
def index(tx: Transaction, query: BudgetFilter) -> dict[str, Any]:
    """Return a year of one's cooperations: what came in, budget and outcome, and what is left."""
    years = queries.years(tx.session)
    year = query.year or tx.today.year
    lines, grants = queries.lines(tx.session, year), queries.grants(tx.session, year)
    cooperations = funding.cooperations(tx.session, tx.actor.scope.cooperation_ids)
    choices = {"year": [(str(y), str(y)) for y in sorted({*years, year, tx.today.year}, reverse=True)]}
    return {
        "year": year,
        "filter": Form(BudgetFilterSchema, {"year": year}, None, choices),
        "cooperations": cooperations,
        "lines": {(line.cooperation_id, line.activity): line for line in lines},
        "activities": tuple(Activity),
        "grants": [(grant, _whole(grant)) for grant in grants],
        "years": queries.reconciliations(tx.session, cooperations, year, known=lines, granted=grants),
        "kronor": Money,
    }


@room.read("/budgets", needs=Permission.FUNDING_READ, gives=FundingYearSchema, many=True, query=BudgetFilterSchema)
def list_budgets(tx: Transaction, query: BudgetFilter) -> Sequence[dict[str, Any]]:
    """Return a year of each of one's cooperations: this year where none is named."""
    year = query.year or tx.today.year
    lines, grants = queries.lines(tx.session, year), queries.grants(tx.session, year)
    cooperations = funding.cooperations(tx.session, tx.actor.scope.cooperation_ids)
    found = queries.reconciliations(tx.session, cooperations, year, known=lines, granted=grants)
    return [
        _as_data(
            c,
            year,
            found[c.id],
            [line for line in lines if line.cooperation_id == c.id],
            [grant for grant in grants if grant.cooperation_id == c.id],
        )
        for c in cooperations
    ]


def _line_form(tx: Transaction, cooperation_id: str) -> Shown:
    cooperation = tx.get(Cooperation, cooperation_id, to=Permission.FUNDING_CHANGE)
    year = year_asked(tx)
    activity = {str(code): code for code in Activity}.get(request.args.get("activity", ""))
    line = queries.line(tx.session, cooperation.id, year, activity) if activity else None
    data: dict[str, object] = {"year": year, "activity": activity}
    if line is not None:
        data |= {"budget": typed(line.budget_minor), "outcome": typed(line.outcome_minor), "note": line.note}
    version = line.version if line is not None else None
    return Shown(data=data, version=version, context={"cooperation": cooperation})


@room.form(
    "/funding/<cooperation_id>/budget",
    needs=Permission.FUNDING_CHANGE,
    takes=NewBudgetLineSchema,
    template="budgets/line.html",
    shows=_line_form,
    versioned=True,
)
def set_line(tx: Transaction, new: NewBudgetLine, cooperation_id: str, version: int | None) -> Any:
    """Set what an activity may cost in a year and what it did cost."""
    budgets.set_line(tx, cooperation_id, new, version)
    return see_other("budgets.index", year=new.year, notice="saved")


def _grant_form(tx: Transaction, cooperation_id: str) -> Shown:
    cooperation = tx.get(Cooperation, cooperation_id, to=Permission.FUNDING_CHANGE)
    return Shown(data={"year": year_asked(tx)}, context={"cooperation": cooperation})


@room.form(
    "/funding/<cooperation_id>/grants/new",
    needs=Permission.FUNDING_CHANGE,
    takes=NewGrantSchema,
    template="budgets/grant.html",
    shows=_grant_form,
)
def record_grant(tx: Transaction, new: NewGrant, cooperation_id: str) -> Any:
    """Record a grant with the cooperation's own share."""
    budgets.record_grant(tx, cooperation_id, new)
    return see_other("budgets.index", year=new.year, notice="saved")


def _change_form(tx: Transaction, grant_id: str) -> Shown:
    grant = tx.get(Grant, grant_id, to=Permission.FUNDING_CHANGE)
    amounts = {"granted": typed(grant.granted_minor), "own": typed(grant.own_minor)}
    return Shown(
        data={"year": grant.year, "name": grant.name, "source": grant.source, **amounts},
        version=grant.version,
        context={"cooperation": tx.follow(Cooperation, grant.cooperation_id)},
    )


@room.form(
    "/grants/<grant_id>/edit",
    needs=Permission.FUNDING_CHANGE,
    takes=NewGrantSchema,
    template="budgets/grant.html",
    shows=_change_form,
    versioned=True,
)
def change_grant(tx: Transaction, new: NewGrant, grant_id: str, version: int | None) -> Any:
    """Correct a grant."""
    budgets.change_grant(tx, grant_id, new, version)
    return see_other("budgets.index", year=new.year, notice="saved")


def year_asked(tx: Transaction) -> int:
    """Return the year that the link to a form named; this year where it named none."""
    year = request.args.get("year", "")
    return int(year) if len(year) == 4 and year.isascii() and year.isdigit() else tx.today.year


def typed(minor: int | None) -> str | None:
    """Return an amount as a person types it; every currency here has a hundred minor units."""
    return None if minor is None else str(Decimal(minor).scaleb(-2))


def _whole(grant: Grant) -> Whole:
    return Whole(Money(grant.granted_minor, grant.currency), Money(grant.own_minor, grant.currency))


def _as_data(
    cooperation: Cooperation, year: int, found: Reconciliation, lines: Sequence[BudgetLine], grants: Sequence[Grant]
) -> dict[str, Any]:
    told = {line.activity: line for line in found.lines}
    amounts = ("levy", "costs", "grants", "credited", "received", "budgeted", "used", "remaining")
    return {
        "cooperation_id": cooperation.public_id,
        "cooperation_name": cooperation.name,
        "year": year,
        **{name: getattr(found, name) for name in amounts},
        "lines": [
            {
                "public_id": line.public_id,
                "activity": line.activity,
                "budget": told[line.activity].budget,
                "outcome": told[line.activity].outcome,
                "note": line.note,
            }
            for line in lines
        ],
        "granted": [
            {
                "public_id": grant.public_id,
                "name": grant.name,
                "granted": _whole(grant).granted,
                "own": _whole(grant).own,
                "total": _whole(grant).total,
                "own_percent": _whole(grant).own_percent,
                "source": grant.source,
            }
            for grant in grants
        ],
    }
