"""Nominations as lists, their pages, the plan and the start page read them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from followup.domain.actors import Actor
from followup.domain.nominations import NominationFilter, NominationStatus
from followup.domain.work import Item, Task, Waits
from followup.models.joint_follow_ups import JointFollowUp
from followup.models.nominations import Nomination
from followup.models.organisations import Organisation
from followup.models.suppliers import Supplier
from followup.queries.mergers import root_of
from followup.queries.paging import Page, page
from followup.queries.rows import AnyRow, AnySelect

MOST = 50


def listed(session: Session, query: NominationFilter, year: int) -> Page[AnyRow]:
    """Return one page of the year's nominations in one's cooperations, the newest first.

    Shape: as `_columns`.
    """
    statement = _columns().where(Nomination.year == year)
    if query.status is not None:
        statement = statement.where(Nomination.status == query.status)
    return page(session, statement, (Nomination.id,), after=query.after, descending=True)


def one(session: Session, public_id: str) -> AnyRow:
    """Return one nomination as lists show it."""
    return session.execute(_columns().where(Nomination.public_id == public_id)).one()


def _columns() -> AnySelect:
    return (
        select(
            Nomination.id,
            Nomination.public_id,
            Nomination.version,
            Nomination.cooperation_id,
            Nomination.year,
            Nomination.category,
            Nomination.product,
            Nomination.kind,
            Nomination.reason,
            Nomination.status,
            Nomination.answer,
            Nomination.joint_id,
            Nomination.made_at,
            Nomination.organisation_id,
            Organisation.public_id.label("organisation_public_id"),
            Organisation.name.label("organisation_name"),
            Supplier.public_id.label("supplier_public_id"),
            Supplier.name.label("supplier_name"),
        )
        .select_from(Nomination)
        .join(Organisation, Organisation.id == Nomination.organisation_id)
        .outerjoin(Supplier, Supplier.id == root_of(func.coalesce(Nomination.supplier_id, 0)))
    )


def name(row: AnyRow) -> str:
    """Return what a nomination is called: the product, the supplier, or both."""
    return " · ".join(part for part in (row.product, row.supplier_name) if part)


def years(session: Session) -> Sequence[int]:
    """Return the years for which anything is nominated, the latest first."""
    return session.scalars(select(Nomination.year).distinct().order_by(Nomination.year.desc())).all()


def unanswered(session: Session, cooperation_id: int, year: int) -> Sequence[AnyRow]:
    """Return the year's nominations that wait for an answer, the oldest first."""
    waits = (
        Nomination.cooperation_id == cooperation_id,
        Nomination.year == year,
        Nomination.status == NominationStatus.MADE,
    )
    return session.execute(_columns().where(*waits).order_by(Nomination.id)).all()


def unanswered_count(session: Session, cooperation_id: int, year: int) -> int:
    """Return how many of the year's nominations wait for an answer."""
    waits = (
        Nomination.cooperation_id == cooperation_id,
        Nomination.year == year,
        Nomination.status == NominationStatus.MADE,
    )
    return session.scalar(select(func.count(Nomination.id)).where(*waits)) or 0


def behind(session: Session, plan_id: int) -> Sequence[AnyRow]:
    """Return the nominations behind the joint follow-ups of a plan, the oldest first."""
    of_plan = select(JointFollowUp.id).where(JointFollowUp.joint_plan_id == plan_id)
    return session.execute(_columns().where(Nomination.joint_id.in_(of_plan)).order_by(Nomination.id)).all()


def to_answer(session: Session, actor: Actor) -> Iterator[Item]:
    """Yield the nominations that one's secretariat has not answered, the oldest first."""
    statement = _columns().where(
        Nomination.secretariat_id == actor.organisation_id, Nomination.status == NominationStatus.MADE
    )
    for row in session.execute(statement.order_by(Nomination.year, Nomination.id).limit(MOST)):
        yield Item(
            task=Task.ANSWER_NOMINATION,
            waits=Waits.ME,
            id=row.public_id,
            title=f"{row.product or row.supplier_name} ({row.organisation_name}, {row.year})",
            supplier=row.supplier_name or "",
            detail=row.kind,
        )
