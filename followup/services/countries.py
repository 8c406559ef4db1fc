"""Country indices into the register: all rows of a file, or none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from sqlalchemy import select

from followup.domain.countries import IndexRow
from followup.domain.journal import COUNTRY_RECORDED
from followup.models.countries import CountryIndex
from followup.queries.countries import as_row
from followup.transaction import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class CountryReport:
    """What became of the rows of a file."""

    new: int
    changed: int
    unchanged: int


def record(tx: Transaction, rows: Sequence[IndexRow]) -> CountryReport:
    """Take the rows over; the same country and date again is corrected.

    A dry run is the same, abandoned by the caller.
    """
    wanted = select(CountryIndex).where(CountryIndex.country.in_({row.country for row in rows}))
    known = {(stored.country, stored.on): stored for stored in tx.session.scalars(wanted)}
    counts = {"new": 0, "changed": 0, "unchanged": 0}
    for row in rows:
        counts[_take_in(tx, row, known.get((row.country, row.on)))] += 1
    tx.flush()
    return CountryReport(**counts)


def _take_in(tx: Transaction, row: IndexRow, stored: CountryIndex | None) -> str:
    if stored is None:
        tx.journal(COUNTRY_RECORDED, tx.add(CountryIndex(**asdict(row))), on=row.on)
        return "new"
    if as_row(stored) == row:
        return "unchanged"
    for name, value in asdict(row).items():
        setattr(stored, name, value)
    tx.journal(COUNTRY_RECORDED, stored, on=row.on)
    return "changed"
