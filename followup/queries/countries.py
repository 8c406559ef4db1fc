"""Country indices as pages and the risk assessment read them: of each country the newest row on a day."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from followup.domain.countries import IndexRow, Standing, risks, standing
from followup.domain.risk_tables import CountryRisk, CountryThresholds
from followup.models.countries import CountryIndex


def risk_of(
    session: Session, countries: Collection[str], on: date, table: CountryThresholds
) -> dict[str, CountryRisk | None]:
    """Return the risk of each of these countries as known on the day; None is insufficient information, never low."""
    rows: dict[str, IndexRow | None] = dict.fromkeys(sorted(countries))
    if rows:
        rows |= {row.country: row for row in _newest(session, on, countries)}
    return risks(rows, table)


def standings(session: Session, on: date, table: CountryThresholds) -> Sequence[Standing]:
    """Return how every country stands of which anything was known on the day, by its code."""
    return [standing(row, table) for row in _newest(session, on)]


def _newest(session: Session, on: date, countries: Collection[str] | None = None) -> Sequence[IndexRow]:
    latest = select(CountryIndex.country, func.max(CountryIndex.on).label("on")).where(CountryIndex.on <= on)
    if countries is not None:
        latest = latest.where(CountryIndex.country.in_(countries))
    newest = latest.group_by(CountryIndex.country).subquery()
    same = (CountryIndex.country == newest.c.country) & (CountryIndex.on == newest.c.on)
    rows = session.scalars(select(CountryIndex).join(newest, same).order_by(CountryIndex.country))
    return [as_row(row) for row in rows]


def as_row(row: CountryIndex) -> IndexRow:
    """Return a stored row as the domain knows it."""
    return IndexRow(
        country=row.country,
        on=row.on,
        governance=row.governance,
        labour=row.labour,
        environment=row.environment,
        corruption=row.corruption,
        source=row.source,
    )
