"""What stands behind an organisation's own figures: a line for each thing that counts, and the year it counts in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import InstrumentedAttribute

from followup.domain.calendar import today_in, year_bounds
from followup.domain.figures import Item
from followup.domain.indicators import Indicator
from followup.models.contracts import Contract
from followup.models.suppliers import Supplier
from followup.queries.mergers import root_of
from followup.queries.rows import AnyRow, AnySelect


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One thing that counts, and the page on which it can be looked at.

    Shape: `noun` is contract, follow_up, deviation, result, sanction, joint, supplier or contact_person; `public_id` is
    that page's. `correction` is the id of the correction by hand that it counts by, if any.
    """

    item: Item
    noun: str
    public_id: str
    title: str
    supplier_name: str
    on: date | None
    correction: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    """A calendar year in an organisation's zone."""

    number: int
    zone: str

    @property
    def first_on(self) -> date:
        """Return 1 January."""
        return year_bounds(self.number)[0]

    @property
    def last_on(self) -> date:
        """Return 31 December, on which the year is cut off."""
        return year_bounds(self.number)[1]

    @property
    def instants(self) -> tuple[datetime, datetime]:
        """Return the first instant of the year and the first one after it."""
        zone = ZoneInfo(self.zone)
        after = self.last_on + timedelta(days=1)
        return (
            datetime.combine(self.first_on, time(), zone).astimezone(UTC),
            datetime.combine(after, time(), zone).astimezone(UTC),
        )

    def day(self, instant: datetime | None) -> date | None:
        """Return the civil date of an instant up to the end of the year; what came later had not happened."""
        return self.past(today_in(instant, self.zone)) if instant else None

    def has(self, instant: datetime | None) -> bool:
        """Return whether the instant lies in the year."""
        return self.holds(self.day(instant))

    def past(self, on: date | None) -> date | None:
        """Return the day if it is not after the end of the year."""
        return on if on is not None and on <= self.last_on else None

    def holds(self, on: date | None) -> bool:
        """Return whether the day lies in the year."""
        return on is not None and self.first_on <= on <= self.last_on


ABOUT = (Supplier.public_id, Supplier.name, Contract.title, Contract.category)


def about_contract(*columns: ColumnElement[Any] | InstrumentedAttribute[Any]) -> AnySelect:
    """Return a statement over the organisation's contracts, those by mistake left out, and their suppliers."""
    supplier = (Supplier.public_id.label("supplier_id"), Supplier.name.label("supplier_name"))
    return (
        select(*supplier, Contract.title, Contract.category)
        .add_columns(*columns)
        .select_from(Contract)
        .join(Supplier, Supplier.id == root_of(Contract.supplier_id))
        .where(Contract.voided_at.is_(None))
    )


def line(
    indicator: Indicator, row: AnyRow, noun: str, on: date | None, *, title: str = "", public_id: str = "", **facts: Any
) -> Line:
    """Return the line of a row about a contract and its supplier; `facts` are the item's."""
    return Line(
        item=Item(indicator=indicator, supplier=row.supplier_id, category=row.category or "", **facts),
        noun=noun,
        public_id=public_id or row.public_id,
        title=title or row.title,
        supplier_name=row.supplier_name,
        on=on,
    )
