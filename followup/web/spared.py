"""Spared follow-ups: one's own number, each member's, the sum of all, and the rows behind each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from followup.documents.charts import Chart, Series, bars
from followup.domain.permissions import Permission
from followup.domain.spared import Spared, total
from followup.errors import NotFound
from followup.i18n import gettext
from followup.models.organisations import Organisation
from followup.queries import spared as queries
from followup.queries.rows import AnyRow
from followup.queries.spared import Line
from followup.schemas.risk import category_name
from followup.schemas.spared import (
    SparedFilter,
    SparedFilterSchema,
    SparedLineSchema,
    SparedRowsFilterSchema,
    SparedSchema,
)
from followup.transaction import Transaction
from followup.web.endpoint import Room
from followup.web.forms import Form

room = Room("spared")


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One member and its number; without an id the sum of all."""

    organisation_id: str | None
    name: str | None
    number: Spared
    is_own: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    """What was asked for: the cooperation, the year, and the numbers."""

    cooperation: AnyRow
    cooperations: Sequence[AnyRow]
    year: int
    members: Sequence[Member]

    @property
    def sum(self) -> Spared:
        """Return the number of all members: the sum of theirs."""
        return total(member.number for member in self.members)


def _asked(tx: Transaction, query: SparedFilter) -> tuple[AnyRow, Sequence[AnyRow], int] | None:
    """Return the cooperation, all that one may ask about, and the year; None for whoever is in none.

    Errors: NotFound for a cooperation that is not one's own.
    """
    found = queries.own_cooperations(tx.session, tx.actor.scope.cooperation_ids)
    if not found:
        return None
    chosen = [row for row in found if query.cooperation_id in (None, row.public_id)]
    if not chosen:
        raise NotFound
    return chosen[0], found, query.year or tx.today.year


def _year(tx: Transaction, query: SparedFilter) -> Year | None:
    asked = _asked(tx, query)
    if asked is None:
        return None
    cooperation, cooperations, year = asked
    numbers = dict(queries.numbers(tx.session, cooperation.id, year))
    members = [
        Member(
            organisation_id=row.public_id,
            name=row.name,
            number=numbers.get(row.id, Spared()),
            is_own=row.id == tx.actor.organisation_id,
        )
        for row in queries.counted(tx.session, cooperation.id, numbers.keys(), tx.today)
    ]
    return Year(cooperation=cooperation, cooperations=cooperations, year=year, members=members)


@room.page("/spared", needs=Permission.JOINT_READ, query=SparedFilterSchema)
def show(tx: Transaction, query: SparedFilter) -> dict[str, Any]:
    """Return how many follow-ups were spared in a year."""
    year = _year(tx, query)
    if year is None:
        return {"year": None, "today": tx.today}
    chosen = {"cooperation_id": [(row.public_id, row.name) for row in year.cooperations]}
    chart = _chart(year)
    return {
        "year": year,
        "own": next((member for member in year.members if member.is_own), None),
        "filter": Form(
            SparedFilterSchema, {"year": year.year, "cooperation_id": year.cooperation.public_id}, choices=chosen
        ),
        "chart": chart,
        "picture": bars(chart) if chart else None,
        "today": tx.today,
    }


def _chart(year: Year) -> Chart | None:
    """Return the members who were spared something; those who did more for others stand in the table."""
    shown = sorted((m for m in year.members if m.number.count > 0), key=lambda m: (-m.number.count, m.name or ""))
    if not shown:
        return None
    return Chart(
        id="spared",
        title=gettext("Spared follow-ups in {year}", year=str(year.year)),
        summary=gettext("One bar for each member that was spared follow-ups."),
        category_name=gettext("Organisation"),
        categories=[member.name or "" for member in shown],
        series=[Series(name=gettext("Spared follow-ups"), values=[member.number.count for member in shown])],
    )


@room.read("/spared", needs=Permission.JOINT_READ, gives=SparedSchema, many=True, query=SparedFilterSchema)
def list_spared(tx: Transaction, query: SparedFilter) -> Sequence[Member]:
    """Return the sum of all members, and each member's number."""
    year = _year(tx, query)
    if year is None:
        return []
    return [Member(organisation_id=None, name=None, number=year.sum), *year.members]


def _rows(tx: Transaction, query: SparedFilter) -> tuple[Any, int, Organisation | None, Sequence[Line]]:
    asked = _asked(tx, query)
    if asked is None:
        raise NotFound
    cooperation, _, year = asked
    of = query.organisation_id
    organisation = tx.get(Organisation, of, to=Permission.ORGANISATION_READ) if of else None
    own = tx.actor.organisation_id
    lines = queries.lines(tx.session, cooperation.id, year, organisation, reader_id=own, today=tx.today)
    return cooperation, year, organisation, lines


@room.page("/spared/rows", needs=Permission.JOINT_READ, query=SparedRowsFilterSchema)
def rows(tx: Transaction, query: SparedFilter) -> dict[str, Any]:
    """Return what stands behind a number."""
    cooperation, year, organisation, lines = _rows(tx, query)
    return {
        "cooperation": cooperation,
        "year": year,
        "organisation": organisation,
        "lines": lines,
        "count": sum(line.count for line in lines),
        "category_name": category_name,
    }


@room.read("/spared/rows", needs=Permission.JOINT_READ, gives=SparedLineSchema, many=True, query=SparedRowsFilterSchema)
def list_spared_rows(tx: Transaction, query: SparedFilter) -> Sequence[Line]:
    """Return what stands behind a number."""
    return _rows(tx, query)[3]
