"""Funding: the decided parts of the rate, and what each member pays a year, with the population it rests on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from followup.domain.funding import RateComponent, contribution, rate_on
from followup.domain.journal import CONTRIBUTION_COMPUTED, RATE_DECIDED, Fact
from followup.domain.money import Money
from followup.models.funding import Contribution, FundingRate
from followup.models.organisations import Cooperation, Population
from followup.queries import funding as queries
from followup.transaction import Transaction


def record_rate(tx: Transaction, cooperation: Cooperation, new: RateComponent) -> FundingRate:
    """Record one decided part of the rate."""
    rate = tx.add(
        FundingRate(
            cooperation_id=cooperation.id,
            name=new.name,
            ore=new.ore,
            valid_from=new.valid_from,
            valid_to=new.valid_to,
            replaces_all=new.replaces_all,
            source=new.source,
        )
    )
    tx.journal(RATE_DECIDED, cooperation, ore=new.ore, valid_from=new.valid_from)
    return rate


def compute(tx: Transaction, cooperation: Cooperation, year: int, *, decided: Sequence[Population] = ()) -> int:
    """Compute what each member pays for the year. Returns how many contributions are new; none is ever computed again.

    The population is the one that a decision names, else the newest dated before the year begins; a member without
    either is left out until there is one.
    Errors: Invalid("funding.no_rate") at year.
    """
    rate = rate_on(year, queries.components(tx.session, cooperation.id), cooperation.currency)
    known = {population.organisation_id: population for population in queries.populations_before(tx.session, year)}
    named = {population.organisation_id: population for population in decided}
    members = queries.paying_members(tx.session, cooperation.id, year)
    found = [population for member in members if (population := named.get(member, known.get(member)))]
    rows = [_row(cooperation, year, rate, population) for population in found]
    return tx.add_all(Contribution, rows, CONTRIBUTION_COMPUTED, _told)


def _row(cooperation: Cooperation, year: int, rate: Money, population: Population) -> dict[str, object]:
    amount = contribution(population.inhabitants, rate)
    return {
        "cooperation_id": cooperation.id,
        "organisation_id": population.organisation_id,
        "year": year,
        "inhabitants": population.inhabitants,
        "population_on": population.on,
        "population_source": population.source,
        "rate_ore": rate.minor,
        "amount_minor": amount.minor,
        "currency": amount.currency,
    }


def _told(row: Mapping[str, object]) -> dict[str, Fact]:
    return {"year": int(str(row["year"])), "amount_minor": int(str(row["amount_minor"]))}
