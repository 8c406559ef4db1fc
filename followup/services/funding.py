"""Funding: the decided parts of the rate, and what each member pays a year, with the population it rests on."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from followup.domain.funding import NewRate, RateComponent, components_on, contribution, decided_part, parts_of, rate_on
from followup.domain.journal import CONTRIBUTION_COMPUTED, RATE_DECIDED, Fact
from followup.domain.permissions import Permission
from followup.models.funding import Contribution, FundingRate
from followup.models.organisations import Cooperation, Population
from followup.queries import funding as queries
from followup.transaction import Transaction

Figure = tuple[int, date | None, str]  # inhabitants, the day if it is known, and the source


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


def decide_rate(tx: Transaction, cooperation_id: str, new: NewRate) -> FundingRate:
    """Record a part of the rate, and compute anew the years from then on that are not invoiced.

    Errors: Invalid as `domain.funding.decided_part`; Conflict("rate.known").
    """
    cooperation = tx.get(Cooperation, cooperation_id, to=Permission.FUNDING_CHANGE)
    rate = record_rate(tx, cooperation, decided_part(new, cooperation.currency))
    renew(tx, cooperation, [year for year in queries.years(tx.session) if year >= new.valid_from.year])
    return rate


def compute(tx: Transaction, cooperation: Cooperation, year: int, *, decided: Sequence[Population] = ()) -> int:
    """Compute what each member pays for the year. Returns how many contributions are new; none is ever computed again.

    The population is the one that a decision names, else the newest dated before the year begins; a member without
    either is left out until there is one.
    Errors: Invalid("funding.no_rate") at year.
    """
    components = queries.components(tx.session, cooperation.id)
    rate_on(year, components, cooperation.currency)
    known = {population.organisation_id: population for population in queries.populations_before(tx.session, year)}
    named = {population.organisation_id: population for population in decided}
    members = queries.paying_members(tx.session, cooperation.id, year)
    found = [population for member in members if (population := named.get(member, known.get(member)))]
    rows = [
        {
            "cooperation_id": cooperation.id,
            "organisation_id": population.organisation_id,
            "year": year,
            **_computed(cooperation, year, components, _figure(population)),
        }
        for population in found
    ]
    return tx.add_all(Contribution, rows, CONTRIBUTION_COMPUTED, _told)


def renew(tx: Transaction, cooperation: Cooperation, years: Collection[int]) -> Sequence[tuple[Contribution, int]]:
    """Compute these years anew where nothing is invoiced yet. Returns what changed, with the inhabitants before.

    One whose population a decision names keeps it: that figure has no day, and no newer one takes its place.
    """
    components = queries.components(tx.session, cooperation.id)
    changed = []
    for year in sorted(years):
        known = {population.organisation_id: population for population in queries.populations_before(tx.session, year)}
        for row in queries.uninvoiced(tx.session, cooperation.id, year, locked=True):
            before = row.inhabitants
            newest = known.get(row.organisation_id) if row.population_on is not None else None
            figure = _figure(newest) if newest else (before, row.population_on, row.population_source)
            if _renewed(row, _computed(cooperation, year, components, figure)):
                tx.journal(CONTRIBUTION_COMPUTED, row, year=year, amount_minor=row.amount_minor)
                changed.append((row, before))
    tx.flush()
    return changed


def _figure(population: Population) -> Figure:
    return population.inhabitants, population.on, population.source


def _renewed(row: Contribution, values: Mapping[str, object]) -> bool:
    """Set the values; return whether any was another before."""
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, values[name])
    return bool(changed)


def _computed(
    cooperation: Cooperation, year: int, components: Sequence[RateComponent], figure: Figure
) -> dict[str, object]:
    inhabitants, on, source = figure
    rate = rate_on(year, components, cooperation.currency)
    amount = contribution(inhabitants, rate)
    return {
        "inhabitants": inhabitants,
        "population_on": on,
        "population_source": source,
        "rate_ore": rate.minor,
        "amount_minor": amount.minor,
        "currency": amount.currency,
        "parts": parts_of(inhabitants, components_on(year, components)),
    }


def _told(row: Mapping[str, object]) -> dict[str, Fact]:
    return {"year": int(str(row["year"])), "amount_minor": int(str(row["amount_minor"]))}
