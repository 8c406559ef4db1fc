"""Spared follow-ups: what the cooperation's rows of a year say, by organisation, and the list behind each number."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.orm import Session

from followup.domain.calendar import year_bounds
from followup.domain.joint_follow_ups import JointStatus
from followup.domain.money import Money
from followup.domain.organisations import OrganisationKind
from followup.domain.schedule import FollowUpKind
from followup.domain.spared import Covered, Spared, spared
from followup.models.follow_ups import FollowUp
from followup.models.joint_follow_ups import Coverage, JointFollowUp
from followup.models.organisations import Cooperation, CooperationMember, Organisation
from followup.models.sharing import SharedResult
from followup.models.suppliers import Supplier
from followup.queries.mergers import root_of
from followup.queries.overlaps import is_member
from followup.queries.rows import AnyRow
from followup.queries.sharing import readable


def numbers(session: Session, cooperation_id: int, year: int) -> Mapping[int, Spared]:
    """Return how many follow-ups each organisation was spared in a year, by its key; two statements."""
    rows = session.execute(
        select(
            Coverage.follow_up_id,
            Coverage.organisation_id,
            Coverage.is_performed,
            Coverage.minutes,
            Coverage.cost_minor,
            Coverage.currency,
        ).where(Coverage.cooperation_id == cooperation_id, Coverage.covered_on.between(*year_bounds(year)))
    )
    covered = [
        Covered(
            slot=row.follow_up_id,
            organisation_id=row.organisation_id,
            is_performed=row.is_performed,
            minutes=row.minutes,
            cost=_money(row),
        )
        for row in rows
    ]
    return spared(covered, [row.lead_id for row in _led(session, cooperation_id, year)])


def _money(row: AnyRow) -> Money | None:
    return None if row.cost_minor is None or row.currency is None else Money(row.cost_minor, row.currency)


def _led(session: Session, cooperation_id: int, year: int) -> Sequence[AnyRow]:
    """Return the reported joint follow-ups of a year that the leading organisation did without one of its own plan."""
    joint = JointFollowUp
    performed = exists().where(
        Coverage.joint_id == joint.id, Coverage.organisation_id == joint.lead_id, Coverage.is_performed
    )
    return session.execute(
        select(
            joint.lead_id,
            joint.public_id,
            joint.kind,
            joint.category,
            joint.done_on,
            Supplier.name.label("supplier_name"),
        )
        .select_from(joint)
        .join(Supplier, Supplier.id == root_of(joint.supplier_id))
        .where(
            joint.cooperation_id == cooperation_id,
            joint.status == JointStatus.REPORTED,
            joint.done_on.between(*year_bounds(year)),
            ~performed.correlate(joint),
        )
        .order_by(joint.done_on, joint.id)
    ).all()


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One row behind a number: `count` is 1 where a follow-up was spared, 0 where it was performed for others too,
    -1 where a joint one was performed without one of the organisation's own.

    Shape: `follow_up_id` for one's own organisation only.
    """

    organisation_id: str
    organisation_name: str
    supplier_name: str
    kind: FollowUpKind
    category: str | None
    on: date
    count: int
    minutes: int | None = None
    cost: Money | None = None
    result_id: str | None = None
    joint_id: str | None = None
    follow_up_id: str | None = None


def lines(
    session: Session,
    cooperation_id: int,
    year: int,
    organisation: Organisation | None = None,
    *,
    reader_id: int | None,
    today: date,
) -> Sequence[Line]:
    """Return what stands behind the numbers of a year, of all members or of one, the latest first.

    A result is named as long as the reader may see it (`queries/sharing.readable`).
    """
    there = and_(SharedResult.id == Coverage.result_id, SharedResult.withdrawn_at.is_(None))
    narrowed = [Coverage.organisation_id == organisation.id] if organisation else []
    rows = session.execute(
        select(
            Coverage.kind,
            Coverage.category,
            Coverage.covered_on,
            Coverage.is_performed,
            Coverage.minutes,
            Coverage.cost_minor,
            Coverage.currency,
            Organisation.public_id.label("organisation_id"),
            Organisation.name.label("organisation_name"),
            Supplier.name.label("supplier_name"),
            SharedResult.public_id.label("result_id"),
            JointFollowUp.public_id.label("joint_id"),
            FollowUp.public_id.label("follow_up_id"),
        )
        .select_from(Coverage)
        .join(Organisation, Organisation.id == Coverage.organisation_id)
        .join(Supplier, Supplier.id == root_of(Coverage.supplier_id))
        .outerjoin(SharedResult, and_(there, readable(reader_id, today)))
        .outerjoin(JointFollowUp, JointFollowUp.id == Coverage.joint_id)
        .outerjoin(FollowUp, FollowUp.id == Coverage.follow_up_id)
        .where(Coverage.cooperation_id == cooperation_id, Coverage.covered_on.between(*year_bounds(year)), *narrowed)
        .order_by(Coverage.covered_on.desc(), Coverage.id.desc())
    ).all()
    return [*map(_line, rows), *_lines_of_led(session, cooperation_id, year, organisation)]


def _line(row: Any) -> Line:
    return Line(
        organisation_id=row.organisation_id,
        organisation_name=row.organisation_name,
        supplier_name=row.supplier_name,
        kind=row.kind,
        category=row.category,
        on=row.covered_on,
        count=0 if row.is_performed else 1,
        minutes=None if row.is_performed else row.minutes,
        cost=None if row.is_performed else _money(row),
        result_id=row.result_id,
        joint_id=row.joint_id,
        follow_up_id=row.follow_up_id,
    )


def _lines_of_led(
    session: Session, cooperation_id: int, year: int, organisation: Organisation | None
) -> Sequence[Line]:
    led = [row for row in _led(session, cooperation_id, year) if organisation is None or row.lead_id == organisation.id]
    if not led:
        return []
    wanted = select(Organisation.id, Organisation.public_id, Organisation.name)
    keys = {row.lead_id for row in led}
    leads = {row.id: row for row in session.execute(wanted.where(Organisation.id.in_(keys)))}
    return [
        Line(
            organisation_id=leads[row.lead_id].public_id,
            organisation_name=leads[row.lead_id].name,
            supplier_name=row.supplier_name,
            kind=row.kind,
            category=row.category,
            on=row.done_on,
            count=-1,
            joint_id=row.public_id,
        )
        for row in led
    ]


def own_cooperations(session: Session, keys: Sequence[int]) -> Sequence[AnyRow]:
    """Return the cooperations in view, by name.

    Shape: id, public_id, name, currency.
    """
    wanted = select(Cooperation.id, Cooperation.public_id, Cooperation.name, Cooperation.currency)
    return session.execute(wanted.where(Cooperation.id.in_(keys)).order_by(Cooperation.name, Cooperation.id)).all()


def counted(session: Session, cooperation_id: int, keys: Collection[int], on: date) -> Sequence[AnyRow]:
    """Return the members that have contracts of their own, and whoever else has a number, by name.

    Shape: id, public_id, name.
    """
    member = select(CooperationMember.organisation_id).where(
        CooperationMember.cooperation_id == cooperation_id, is_member(on)
    )
    buys = and_(Organisation.id.in_(member), Organisation.kind != OrganisationKind.SECRETARIAT)
    return session.execute(
        select(Organisation.id, Organisation.public_id, Organisation.name)
        .where(or_(buys, Organisation.id.in_(keys)))
        .order_by(Organisation.sort_sv, Organisation.id)
    ).all()
