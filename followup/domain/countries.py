"""Country risk: four indices of a country on a date, added up and placed in a class; nothing is ever guessed.

Points are kept in tenths. A country of which one index is missing has no class: insufficient information is not low.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from followup.domain.risk_tables import CountryRisk, CountryThresholds

TENTHS = 10  # of a point
MOST_TENTHS = 100 * TENTHS  # of one index
INDICES = ("governance", "labour", "environment", "corruption")


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexRow:
    """What the four indices said of a country on a date, and where that was read.

    Shape: `country` ISO 3166-1 alpha-2.
    Units: each index in tenths of a point, 0 to 1000, more is less risk; None where nobody has told us.
    """

    country: str
    on: date
    governance: int | None
    labour: int | None
    environment: int | None
    corruption: int | None
    source: str

    @property
    def values(self) -> tuple[int | None, ...]:
        """Return the four indices in the order of `INDICES`."""
        return (self.governance, self.labour, self.environment, self.corruption)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a country stands: its indices, their sum and its class; no sum and no class where an index is missing.

    Units: `total` in tenths of a point, 0 to 4000.
    """

    row: IndexRow
    total: int | None
    risk: CountryRisk | None


def standing(row: IndexRow, table: CountryThresholds) -> Standing:
    """Return the sum of the indices and the class it falls in.

    Source: domain.md 1.9; the thresholds are the table's.
    """
    known = [value for value in row.values if value is not None]
    if len(known) < len(row.values):
        return Standing(row=row, total=None, risk=None)
    total = sum(known)
    return Standing(row=row, total=total, risk=table.risk(-(-total // TENTHS)))  # above a whole number: rounded up


def converted(rating: str, table: CountryThresholds) -> int | None:
    """Return the tenths of a point that a rating of the Global Rights Index stands for; None for no rating of it.

    Source: domain.md 1.9: 1 is 90 points, 2 is 70, 3 is 50, 4 is 30, 5 is 10 and 5+ is 5.
    """
    points = {row.grade: row.points for row in table.conversions if row.index == "ituc"}
    found = points.get(rating)
    return None if found is None else found * TENTHS


def ratings(table: CountryThresholds) -> Sequence[str]:
    """Return the ratings that can be converted, the best first."""
    return [row.grade for row in table.conversions if row.index == "ituc"]


def risks(rows: Mapping[str, IndexRow | None], table: CountryThresholds) -> dict[str, CountryRisk | None]:
    """Return each country's class; None where nobody has told us enough."""
    return {country: standing(row, table).risk if row else None for country, row in rows.items()}
