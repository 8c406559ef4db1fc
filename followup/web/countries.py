"""Country risk: the four indices of each country, their sum and the class, with date and source."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from followup.domain.countries import Standing
from followup.domain.permissions import Permission
from followup.imports.csv_countries import COLUMNS
from followup.queries import countries as queries
from followup.schemas.countries import CountrySchema
from followup.schemas.risk import tables
from followup.transaction import Transaction
from followup.web.endpoint import Room

room = Room("countries")


@room.page("/countries", needs=Permission.COUNTRY_READ)
def index(tx: Transaction) -> dict[str, Any]:
    """Return the countries of which indices are known, and how their class is found."""
    table = tables().countries
    return {
        "standings": _standings(tx),
        "table": table,
        "columns": ", ".join(COLUMNS),
        "conversions": ", ".join(f"{row.grade}\u00a0=\u00a0{row.points}" for row in table.conversions),
    }


@room.read("/countries", needs=Permission.COUNTRY_READ, gives=CountrySchema, many=True)
def list_countries(tx: Transaction) -> Sequence[Standing]:
    """Return the countries of which indices are known, by code."""
    return _standings(tx)


def _standings(tx: Transaction) -> Sequence[Standing]:
    return queries.standings(tx.session, tx.today, tables().countries)
