"""Results from elsewhere as lists and pages read them.

As with what members share, others see one until it may no longer be reused or is withdrawn; who entered it sees it
for ever.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from followup.domain.names import sort_key
from followup.domain.outside_results import OutsideFilter
from followup.domain.schedule import FollowUpKind
from followup.errors import NotFound
from followup.models.organisations import Cooperation, Organisation
from followup.models.sharing import OutsideResult
from followup.models.suppliers import Supplier
from followup.queries.exchange import chunks
from followup.queries.mergers import root_called, root_of
from followup.queries.paging import Page, page
from followup.queries.rows import AnyRow, AnySelect


def readable(organisation_id: int | None, today: date) -> ColumnElement[bool]:
    """Return the condition that a result from elsewhere is still there for the reader."""
    for_others = and_(OutsideResult.withdrawn_at.is_(None), OutsideResult.reusable_until >= today)
    return or_(OutsideResult.organisation_id == organisation_id, for_others)


def listed(session: Session, query: OutsideFilter, *, organisation_id: int | None, today: date) -> Page[AnyRow]:
    """Return one page of what was entered, the latest done first.

    Shape: as `columns`.
    """
    statement = columns().where(OutsideResult.withdrawn_at.is_(None), readable(organisation_id, today))
    if query.supplier_id:
        statement = statement.where(root_called(query.supplier_id))
    if query.q:
        statement = statement.where(Supplier.sort_sv.contains(sort_key(query.q, "sv"), autoescape=True))
    return page(session, statement, (OutsideResult.done_on, OutsideResult.id), after=query.after, descending=True)


def shown(session: Session, result_id: int, *, organisation_id: int | None, today: date) -> AnyRow:
    """Return one result with its names.

    Shape: as `columns`.
    Errors: NotFound when it is withdrawn or expired and another's.
    """
    found = session.execute(
        columns().where(OutsideResult.id == result_id, readable(organisation_id, today))
    ).one_or_none()
    if found is None:
        raise NotFound
    return found


def columns() -> AnySelect:
    """Return the statement of results with their names: those of the supplier, the cooperation and who entered them."""
    result = OutsideResult
    return (
        select(
            *(result.id, result.public_id, result.version, result.organisation_id),
            Organisation.name.label("organisation_name"),
            Organisation.public_id.label("organisation_public_id"),
            Cooperation.name.label("cooperation_name"),
            Supplier.name.label("supplier_name"),
            Supplier.public_id.label("supplier_id"),
            *(result.holder, result.category, result.kind, result.method, result.done_on),
            *(result.code_version, result.level, result.light, result.areas, result.mapping),
            *(result.critical_count, result.major_count, result.minor_count),
            *(result.source, result.received_on, result.reusable_until, result.withdrawn_at),
        )
        .select_from(result)
        .join(Organisation, Organisation.id == result.organisation_id)
        .join(Cooperation, Cooperation.id == result.cooperation_id)
        .join(Supplier, Supplier.id == root_of(result.supplier_id))
    )


def suppliers_numbered(session: Session, numbers: Collection[str]) -> Mapping[tuple[str, str], tuple[int, str]]:
    """Return the suppliers with these numbers, as key and name, by country and number."""
    found: dict[tuple[str, str], tuple[int, str]] = {}
    for some in chunks(numbers):
        wanted = select(Supplier.country, Supplier.number, Supplier.id, Supplier.name).where(Supplier.number.in_(some))
        found |= {(row.country or "", row.number or ""): (row.id, row.name) for row in session.execute(wanted)}
    return found


def known(session: Session, cooperation_id: int, suppliers: Collection[int]) -> Collection[tuple[object, ...]]:
    """Return what has been entered about these suppliers already, as (supplier, holder, kind, day)."""
    entered = select(OutsideResult.supplier_id, OutsideResult.holder, OutsideResult.kind, OutsideResult.done_on)
    return {
        tuple(row)
        for some in chunks(suppliers)
        for row in session.execute(
            entered.where(OutsideResult.cooperation_id == cooperation_id, OutsideResult.supplier_id.in_(some))
        )
    }


def withdrawn(
    session: Session, cooperation_id: int, supplier_id: int, holder: str, kind: FollowUpKind, done_on: date
) -> OutsideResult | None:
    """Return the result of this holder, kind and day that was entered and withdrawn, or None."""
    result = OutsideResult
    return session.scalars(
        select(result).where(
            result.cooperation_id == cooperation_id,
            result.supplier_id == supplier_id,
            result.holder == holder,
            result.kind == kind,
            result.done_on == done_on,
            result.withdrawn_at.is_not(None),
        )
    ).one_or_none()
