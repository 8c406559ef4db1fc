"""Shared results as lists and pages read them.

Others see a result until it may no longer be reused or is withdrawn; its owner sees it for ever.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from followup.domain.actors import System
from followup.domain.names import sort_key
from followup.domain.sharing import Light, ResultFilter, worst
from followup.errors import NotFound
from followup.models.follow_ups import FollowUp
from followup.models.organisations import Cooperation, Organisation
from followup.models.sharing import SharedResult
from followup.models.suppliers import Supplier
from followup.queries.mergers import root_called, root_of
from followup.queries.paging import Page, page
from followup.queries.rows import AnyRow, AnySelect


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryLight:
    """How a supplier stands in one category, over all who follow it up: the worst of their lights."""

    category: str | None
    light: Light
    as_of: date
    organisation_count: int


def readable(organisation_id: int | None, today: date) -> ColumnElement[bool]:
    """Return the condition that a shared result is still there for the reader.

    Source: trust.md T5, reading across organisations needs an unexpired share.
    """
    for_others = and_(SharedResult.withdrawn_at.is_(None), SharedResult.reusable_until >= today)
    return or_(SharedResult.organisation_id == organisation_id, for_others)


def listed(session: Session, query: ResultFilter, *, organisation_id: int | None, today: date) -> Page[AnyRow]:
    """Return one page of what the cooperations share, the latest done first.

    Shape: as `_columns`.
    """
    statement = _columns().where(SharedResult.withdrawn_at.is_(None), readable(organisation_id, today))
    if query.light:
        statement = statement.where(SharedResult.light == query.light)
    if query.supplier_id:
        statement = statement.where(root_called(query.supplier_id))
    if query.q:
        statement = statement.where(Supplier.sort_sv.contains(sort_key(query.q, "sv"), autoescape=True))
    return page(session, statement, (SharedResult.done_on, SharedResult.id), after=query.after, descending=True)


def shown(session: Session, result_id: int, *, organisation_id: int | None, today: date) -> AnyRow:
    """Return one result with its names.

    Shape: as `_columns`, areas, mapping, and follow_up_id, which only the owner gets.
    Errors: NotFound when it is withdrawn or expired and another's.
    """
    found = session.execute(
        _columns()
        .add_columns(SharedResult.areas, SharedResult.mapping, FollowUp.public_id.label("follow_up_id"))
        .outerjoin(FollowUp, FollowUp.id == SharedResult.follow_up_id)
        .where(SharedResult.id == result_id, readable(organisation_id, today))
    ).one_or_none()
    if found is None:
        raise NotFound
    return found


def lights(session: Session, supplier_id: str, *, organisation_id: int | None, today: date) -> Sequence[CategoryLight]:
    """Return a supplier's light in each category, as far as it is shared with the reader."""
    rows = session.execute(
        select(SharedResult.category, SharedResult.light, SharedResult.light_on, SharedResult.organisation_id)
        .join(Supplier, Supplier.id == root_of(SharedResult.supplier_id))
        .where(root_called(supplier_id), SharedResult.withdrawn_at.is_(None), readable(organisation_id, today))
        .order_by(SharedResult.category, SharedResult.id)
    ).all()
    categories = dict.fromkeys(row.category for row in rows)
    return [_worst(category, [row for row in rows if row.category == category]) for category in categories]


def _worst(category: str | None, rows: Sequence[AnyRow]) -> CategoryLight:
    light = worst([row.light for row in rows])
    return CategoryLight(
        category=category,
        light=light,
        as_of=max(row.light_on for row in rows if row.light is light),
        organisation_count=len({row.organisation_id for row in rows}),
    )


def _columns() -> AnySelect:
    return (
        select(
            SharedResult.id,
            SharedResult.public_id,
            SharedResult.version,
            SharedResult.organisation_id,
            Organisation.name.label("organisation_name"),
            Organisation.public_id.label("organisation_public_id"),
            Cooperation.name.label("cooperation_name"),
            Supplier.name.label("supplier_name"),
            Supplier.public_id.label("supplier_id"),
            SharedResult.category,
            SharedResult.kind,
            SharedResult.done_on,
            SharedResult.code_version,
            SharedResult.level,
            SharedResult.critical_count,
            SharedResult.major_count,
            SharedResult.minor_count,
            SharedResult.open_count,
            SharedResult.light,
            SharedResult.light_on,
            SharedResult.remedied_on,
            SharedResult.reusable_until,
            SharedResult.shared_at,
            SharedResult.expired_at,
            SharedResult.withdrawn_at,
        )
        .select_from(SharedResult)
        .join(Organisation, Organisation.id == SharedResult.organisation_id)
        .join(Cooperation, Cooperation.id == SharedResult.cooperation_id)
        .join(Supplier, Supplier.id == root_of(SharedResult.supplier_id))
    )


def sharers(session: Session, job: str) -> Sequence[System]:
    """Return the system as a job acts for each organisation that shares something, with its cooperations."""
    rows = session.execute(
        select(Organisation.id, Organisation.zone, Organisation.country, SharedResult.cooperation_id)
        .join(SharedResult, SharedResult.organisation_id == Organisation.id)
        .where(SharedResult.withdrawn_at.is_(None))
        .distinct()
        .order_by(Organisation.id)
    ).all()
    return [
        System(
            job=job,
            organisation_id=key,
            zone=next(r.zone for r in rows if r.id == key),
            country=next(r.country for r in rows if r.id == key),
            cooperation_ids=tuple(r.cooperation_id for r in rows if r.id == key),
        )
        for key in dict.fromkeys(row.id for row in rows)
    ]
