"""Populations of members from a file; the contributions that are not invoiced yet follow them.

A dry run is the same, abandoned by the caller: so is a file in which anything has to be corrected.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from followup.domain.permissions import Permission
from followup.domain.populations import (
    INVOICED,
    NOT_A_MEMBER,
    PlannedFigure,
    PopulationPlan,
    PopulationRow,
    Renewed,
    by_name,
    called,
)
from followup.errors import Reason
from followup.models.organisations import Cooperation, Organisation
from followup.queries import funding as levies
from followup.queries import populations as queries
from followup.queries.rows import AnyRow
from followup.services import funding, organisations
from followup.services.organisations import NewPopulation
from followup.transaction import Transaction

Figure = tuple[int, date | None, str]


def take_in(tx: Transaction, cooperation_id: str, rows: Sequence[PopulationRow]) -> PopulationPlan:
    """Write the figures of a file, compute anew what is not invoiced, and return what was done and what could not be.

    A figure on which an invoice rests is never replaced; another source makes it another figure.
    """
    cooperation = tx.get(Cooperation, cooperation_id, to=Permission.FUNDING_CHANGE)
    names = {member.organisation_id: member.name for member in queries.members(tx.session, cooperation.id)}
    paid = queries.paid(tx.session, cooperation.id)
    figures, faults = _planned(tx, cooperation, rows, paid)
    for figure in figures:
        row = figure.row
        new = NewPopulation(inhabitants=row.inhabitants, on=row.on, source=row.source)
        organisations.record_population(tx, tx.follow(Organisation, figure.organisation_id), new)
    tx.flush()
    touched = {figure.organisation_id for figure in figures}
    years = {c.year for c in paid if c.organisation_id in touched and c.invoiced_at is None}
    renewed = [
        Renewed(name=names[row.organisation_id], year=row.year, before=before, after=row.inhabitants)
        for row, before in funding.renew(tx, cooperation, years)
    ]
    kept = [(names[key], year) for key, year in _kept(tx, paid, touched) if key in names]
    unchanged = len(rows) - len(figures) - len(faults)
    return PopulationPlan(figures=figures, unchanged=unchanged, faults=faults, renewed=renewed, kept=kept)


def _planned(
    tx: Transaction, cooperation: Cooperation, rows: Sequence[PopulationRow], paid: Sequence[AnyRow]
) -> tuple[list[PlannedFigure], list[tuple[PopulationRow, Reason]]]:
    members = by_name(queries.members(tx.session, cooperation.id))
    known = queries.figures(tx.session, cooperation.id)
    invoiced: Mapping[Figure, int] = {
        (c.organisation_id, c.population_on, c.population_source): c.year for c in paid if c.invoiced_at is not None
    }
    figures: list[PlannedFigure] = []
    faults: list[tuple[PopulationRow, Reason]] = []
    for row in rows:
        member = members.get(called(row.organisation))
        if member is None:
            faults.append((row, NOT_A_MEMBER.but(text=row.organisation[:60])))
            continue
        figure = (member.organisation_id, row.on, row.source)
        before = known.get(figure)
        if before == row.inhabitants:
            continue
        if figure in invoiced:
            faults.append((row, INVOICED.but(year=str(invoiced[figure]))))
            continue
        figures.append(PlannedFigure(row=row, organisation_id=member.organisation_id, name=member.name, before=before))
    return figures, faults


def _kept(tx: Transaction, paid: Sequence[AnyRow], touched: set[int]) -> Sequence[tuple[int, int]]:
    """Return the invoiced contributions that would have followed the new figures."""
    kept = []
    for year in sorted({c.year for c in paid if c.organisation_id in touched and c.invoiced_at is not None}):
        newest = {p.organisation_id: p.inhabitants for p in levies.populations_before(tx.session, year)}
        kept += [
            (c.organisation_id, year)
            for c in paid
            if c.year == year and c.organisation_id in touched and c.invoiced_at is not None
            if c.population_on is not None and c.inhabitants != newest.get(c.organisation_id, c.inhabitants)
        ]
    return kept
