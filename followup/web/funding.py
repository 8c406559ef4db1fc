"""Funding: the decided rates with their sources, and what each member pays for a year."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from followup.domain.funding import ComputeYear, FundingFilter, NewRate
from followup.domain.money import Money
from followup.domain.permissions import Permission
from followup.models.organisations import Cooperation
from followup.queries import funding as queries
from followup.queries.rows import AnyRow
from followup.schemas.funding import ComputeYearSchema, ContributionSchema, FundingFilterSchema, NewRateSchema
from followup.services import funding
from followup.transaction import Transaction
from followup.web.endpoint import Room, Shown, see_other
from followup.web.forms import Form

room = Room("funding")


@room.page("/funding", needs=Permission.FUNDING_READ, query=FundingFilterSchema)
def index(tx: Transaction, query: FundingFilter) -> dict[str, Any]:
    """Return each cooperation's rates and contributions of a year, and one's own over the years."""
    keys = tx.actor.scope.cooperation_ids
    years = queries.years(tx.session)
    year = query.year or (years[0] if years else tx.today.year)
    paid = queries.contributions(tx.session, year)
    choices = {"year": [(str(y), str(y)) for y in sorted({*years, year}, reverse=True)]}
    return {
        "year": year,
        "filter": Form(FundingFilterSchema, {"year": year}, None, choices),
        "cooperations": queries.cooperations(tx.session, keys),
        "rates": queries.rates(tx.session),
        "paid": paid,
        "own": queries.contributions(tx.session, organisation_id=tx.actor.organisation_id),
        "not_computed": queries.not_computed(tx.session, keys, year),
        "kronor": Money,
    }


@room.read(
    "/contributions", needs=Permission.FUNDING_READ, gives=ContributionSchema, many=True, query=FundingFilterSchema
)
def list_contributions(tx: Transaction, query: FundingFilter) -> Sequence[dict[str, Any]]:
    """Return what the members of one's cooperations pay, of one year or of all."""
    return [_as_data(row) for row in queries.contributions(tx.session, query.year)]


def _compute_form(tx: Transaction, cooperation_id: str) -> Shown:
    cooperation = tx.get(Cooperation, cooperation_id, to=Permission.FUNDING_CHANGE)
    return Shown(data={"year": tx.today.year}, context={"cooperation": cooperation})


@room.form(
    "/funding/<cooperation_id>/compute",
    needs=Permission.FUNDING_CHANGE,
    takes=ComputeYearSchema,
    template="funding/compute.html",
    shows=_compute_form,
)
def compute(tx: Transaction, new: ComputeYear, cooperation_id: str) -> Any:
    """Compute the year's contributions of the members that have none yet."""
    cooperation = tx.get(Cooperation, cooperation_id, to=Permission.FUNDING_CHANGE)
    funding.compute(tx, cooperation, new.year)
    return see_other("funding.index", year=new.year, notice="saved")


def _rate_form(tx: Transaction, cooperation_id: str) -> Shown:
    cooperation = tx.get(Cooperation, cooperation_id, to=Permission.FUNDING_CHANGE)
    return Shown(data={"valid_from": date(tx.today.year + 1, 1, 1)}, context={"cooperation": cooperation})


@room.form(
    "/funding/<cooperation_id>/rates/new",
    needs=Permission.FUNDING_CHANGE,
    takes=NewRateSchema,
    template="funding/rate.html",
    shows=_rate_form,
)
def decide_rate(tx: Transaction, new: NewRate, cooperation_id: str) -> Any:
    """Record a decided part of the rate; what is not invoiced follows it."""
    funding.decide_rate(tx, cooperation_id, new)
    return see_other("funding.index", notice="saved")


def _as_data(row: AnyRow) -> dict[str, Any]:
    return {
        **row._mapping,
        "rate": Money(row.rate_ore, row.currency),
        "amount": Money(row.amount_minor, row.currency),
    }
