"""What joint follow-ups ask of a person: to answer, to begin, to do and report, to decide on the result."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from followup.domain.actors import Actor, Role
from followup.domain.joint_follow_ups import JointStatus, ParticipantStatus
from followup.domain.work import Item, Task, Waits, until
from followup.models.joint_follow_ups import JointFollowUp, JointParticipant
from followup.models.suppliers import Supplier
from followup.queries.mergers import root_of
from followup.queries.rows import AnyRow

MOST = 100
MANAGERS_DO = (Task.BEGIN_JOINT, Task.REPORT_JOINT)


def to_do(session: Session, actor: Actor, today: date) -> Iterator[Item]:
    """Yield the next step of each joint follow-up that one's organisation was asked to take part in."""
    for task, row in steps(session, actor.organisation_id):
        if task in MANAGERS_DO and Role.CONTRACT_MANAGER not in actor.roles:
            continue
        is_dated = task is Task.REPORT_JOINT and row.due_on <= until(today)
        yield Item(
            task=task,
            waits=Waits.ME,
            id=row.public_id,
            title=f"{row.supplier} {row.year}",
            supplier=row.supplier,
            detail=row.kind,
            due_on=row.due_on if is_dated else None,
        )


def steps(session: Session, organisation_id: int | None) -> Iterator[tuple[Task, AnyRow]]:
    """Yield each joint follow-up that waits on the organisation, with what it is to do now: one statement.

    Shape: public_id, kind, year, due_on, supplier.
    """
    joint, part = JointFollowUp, JointParticipant
    statement = (
        select(
            joint.public_id,
            joint.kind,
            joint.year,
            joint.due_on,
            joint.lead_id,
            joint.status,
            part.status.label("own"),
            Supplier.name.label("supplier"),
        )
        .select_from(joint)
        .join(part, part.joint_id == joint.id)
        .join(Supplier, Supplier.id == root_of(joint.supplier_id))
        .where(
            part.organisation_id == organisation_id,
            part.status.in_((ParticipantStatus.INVITED, ParticipantStatus.ACCEPTED)),
            joint.status.in_((JointStatus.OFFERED, JointStatus.UNDER_WAY, JointStatus.REPORTED)),
            or_(joint.lead_id != organisation_id, joint.status != JointStatus.REPORTED),
        )
        .order_by(joint.due_on, joint.id)
        .limit(MOST)
    )
    for row in session.execute(statement):
        task = _task(row, leads=row.lead_id == organisation_id)
        if task is not None:
            yield task, row


def _task(row: AnyRow, *, leads: bool) -> Task | None:
    if leads:
        return Task.BEGIN_JOINT if row.status is JointStatus.OFFERED else Task.REPORT_JOINT
    if row.status is JointStatus.REPORTED:
        return Task.DECIDE_JOINT_RESULT if row.own is ParticipantStatus.ACCEPTED else None
    return Task.ANSWER_JOINT if row.own is ParticipantStatus.INVITED else None
