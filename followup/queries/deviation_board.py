"""What the board of deviations counts, and how a list is narrowed to what stands behind one of its numbers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, literal, select
from sqlalchemy.orm import Session

from followup.domain.calendar import year_bounds
from followup.domain.deviation_board import Age, Closed, Counted, Kept, Side, Unstated, sent_between
from followup.domain.deviation_steps import STAGES, DeviationFilter, DeviationStage
from followup.domain.deviations import DeviationStatus
from followup.models.deviations import Deviation
from followup.models.suppliers import Supplier, SupplierSite
from followup.queries.mergers import root_called, root_of
from followup.queries.rows import AnyRow

COUNTRY = func.coalesce(Deviation.country, SupplierSite.country)
"""Where a deviation is: as it was recorded, else where its site is."""

_UNSTATED: dict[Unstated, ColumnElement[bool]] = {
    Unstated.AREA: Deviation.area.is_(None),
    Unstated.COUNTRY: COUNTRY.is_(None),
    Unstated.SITE: Deviation.site_id.is_(None),
}


def in_time() -> ColumnElement[Any]:
    """Return whether each deviation was closed in time: as it was noted then, else by its dates; else nothing."""
    by_dates = case((Deviation.closure_due_on.is_not(None), Deviation.closed_on <= Deviation.closure_due_on))
    return func.coalesce(Deviation.is_in_time, by_dates)


def narrowed(query: DeviationFilter, today: date) -> list[ColumnElement[bool]]:
    """Return the conditions of a list of deviations that has joined its supplier and, from outside, its site."""
    wanted: list[ColumnElement[bool]] = [Deviation.status.in_(sorted(STAGES[query.stage]))]
    if query.stage is DeviationStage.OVERDUE:
        wanted.append(Deviation.due_on < today)
    exact: tuple[tuple[Any, str | None], ...] = (
        (Deviation.severity, query.severity),
        (Deviation.area, query.area),
        (COUNTRY, query.country),
        (SupplierSite.public_id, query.site_id),
    )
    wanted += [column == value for column, value in exact if value]
    if query.age:
        wanted.append(_sent(query.age, today))
    if query.supplier_id:
        wanted.append(root_called(query.supplier_id))
    if query.unstated:
        wanted.append(_UNSTATED[query.unstated])
    return wanted + _ended(query)


def _sent(age: Age, today: date) -> ColumnElement[bool]:
    first_on, last_on = sent_between(age, today)
    bounds: list[ColumnElement[bool]] = [Deviation.issued_on.is_not(None)]
    if first_on is not None:
        bounds.append(Deviation.issued_on >= first_on)
    if last_on is not None:
        bounds.append(Deviation.issued_on <= last_on)
    return and_(*bounds)


def _ended(query: DeviationFilter) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = []
    if query.closed_in:
        closed = Deviation.closed_on.between(*year_bounds(query.closed_in))
        wanted.append(closed & (Deviation.status == DeviationStatus.CLOSED) & Deviation.issued_on.is_not(None))
    if query.kept:
        wanted.append(in_time() == (query.kept is Kept.IN_TIME))
    return wanted


def open_counts(session: Session, today: date) -> list[Counted]:
    """Return the open deviations counted by all that the board divides by, in one statement."""
    age = _age(today).label("age")
    by = (
        Deviation.severity,
        age,
        Deviation.area,
        COUNTRY.label("country"),
        Supplier.public_id.label("supplier"),
        Supplier.name.label("supplier_name"),
        SupplierSite.public_id.label("site"),
        SupplierSite.name.label("site_name"),
    )
    inner = (
        select(Deviation.id, *by)
        .select_from(Deviation)
        .join(Supplier, Supplier.id == root_of(Deviation.supplier_id))
        .outerjoin(SupplierSite, SupplierSite.id == Deviation.site_id)
        .where(*narrowed(DeviationFilter(stage=DeviationStage.SENT), today))
        .subquery()
    )
    columns = [column for column in inner.c if column.key != "id"]
    return [_counted(row) for row in session.execute(select(*columns, func.count().label("n")).group_by(*columns))]


def _age(today: date) -> ColumnElement[Any]:
    """Return how old each deviation is, by the code."""
    bounds = [(age, sent_between(age, today)[0]) for age in Age]
    whens = [(Deviation.issued_on >= first_on, literal(age.value)) for age, first_on in bounds if first_on is not None]
    return case(*whens, else_=literal(Age.OVER_180.value))


def _counted(row: AnyRow) -> Counted:
    keys = {Side.AGE: row.age, Side.AREA: row.area, Side.COUNTRY: row.country}
    return Counted(
        count=row.n,
        severity=row.severity,
        keys={**keys, Side.SUPPLIER: row.supplier, Side.SITE: row.site},
        names={Side.SUPPLIER: row.supplier_name, Side.SITE: row.site_name or ""},
    )


def closed(session: Session, years: Sequence[int]) -> list[Closed]:
    """Return what was closed in these years, in one statement."""
    columns = (Deviation.severity, Deviation.issued_on, Deviation.closed_on, in_time().label("in_time"))
    statement = (
        select(*columns, func.count(Deviation.id).label("n"))
        .where(
            Deviation.status == DeviationStatus.CLOSED,
            Deviation.issued_on.is_not(None),
            Deviation.closed_on.between(year_bounds(min(years))[0], year_bounds(max(years))[1]),
        )
        .group_by(*columns)
    )
    return [
        Closed(
            count=row.n,
            severity=row.severity,
            year=row.closed_on.year,
            days=(row.closed_on - row.issued_on).days,
            is_in_time=None if row.in_time is None else bool(row.in_time),
        )
        for row in session.execute(statement)
    ]
