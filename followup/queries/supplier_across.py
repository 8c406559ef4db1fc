"""What the reader's cooperations know of one supplier: results of members and from elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from followup.domain.supplier_across import Told, once
from followup.models.organisations import Organisation
from followup.models.sharing import OutsideResult, SharedResult
from followup.models.suppliers import Supplier
from followup.queries import outside_results, sharing
from followup.queries.mergers import root_called, root_of
from followup.queries.rows import AnyRow

MOST = 100  # of each kind; older ones stand in the lists


def results(session: Session, supplier_id: str, *, organisation_id: int | None, today: date) -> Sequence[Told]:
    """Return the results about a supplier that the reader may see, the latest done first; two statements."""
    shared = session.execute(
        select(
            *(SharedResult.public_id, SharedResult.follow_up_id, SharedResult.kind, SharedResult.category),
            *(SharedResult.done_on, SharedResult.light, SharedResult.light_on, SharedResult.code_version),
            *(SharedResult.level, SharedResult.reusable_until, SharedResult.areas),
            *(SharedResult.organisation_id, Organisation.name.label("who")),
        )
        .select_from(SharedResult)
        .join(Organisation, Organisation.id == SharedResult.organisation_id)
        .join(Supplier, Supplier.id == root_of(SharedResult.supplier_id))
        .where(
            root_called(supplier_id),
            SharedResult.withdrawn_at.is_(None),
            sharing.readable(organisation_id, today),
        )
        .order_by(SharedResult.done_on.desc(), SharedResult.id)
        .limit(MOST)
    ).all()
    outside = session.execute(
        outside_results.columns()
        .where(
            root_called(supplier_id),
            OutsideResult.withdrawn_at.is_(None),
            outside_results.readable(organisation_id, today),
        )
        .order_by(OutsideResult.done_on.desc(), OutsideResult.id)
        .limit(MOST)
    ).all()
    found = [*map(_of_member, shared), *map(_from_elsewhere, outside)]
    return sorted(once(found), key=lambda told: told.done_on, reverse=True)


def _of_member(row: AnyRow) -> Told:
    return _told(
        row, key=f"follow-up {row.follow_up_id}", who=row.who, light_on=row.light_on, organisation=row.organisation_id
    )


def _from_elsewhere(row: AnyRow) -> Told:
    return _told(row, key=row.public_id, who=row.holder, light_on=row.done_on)


def _told(row: AnyRow, *, key: str, who: str, light_on: date, organisation: int | None = None) -> Told:
    return Told(
        key=key,
        id=row.public_id,
        who=who,
        organisation=organisation,
        kind=row.kind,
        category=row.category,
        done_on=row.done_on,
        light=row.light,
        light_on=light_on,
        code_version=row.code_version,
        level=row.level,
        reusable_until=row.reusable_until,
        areas=row.areas,
    )
