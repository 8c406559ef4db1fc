"""The audit programmes of one's cooperations, beside what the year's joint plan holds and what is done of it."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ScalarSelect, and_, func, select
from sqlalchemy.orm import Session

from followup.domain.joint_follow_ups import JointStatus
from followup.domain.schedule import AUDITS
from followup.models.desk import AuditProgramme
from followup.models.joint_follow_ups import JointFollowUp
from followup.queries.rows import AnyRow, AnySelect


def listed(session: Session) -> Sequence[AnyRow]:
    """Return the programmes, the latest year first.

    Shape: as `_columns`.
    """
    return session.execute(_columns().order_by(AuditProgramme.year.desc(), AuditProgramme.id)).all()


def one(session: Session, public_id: str) -> AnyRow:
    """Return one programme as the list shows it."""
    return session.execute(_columns().where(AuditProgramme.public_id == public_id)).one()


def _columns() -> AnySelect:
    row = AuditProgramme
    return select(
        row.public_id,
        row.version,
        row.year,
        row.objectives,
        row.risks,
        row.resources,
        row.audit_days,
        row.review,
        row.reviewed_on,
        _joint().label("planned_count"),
        _joint(JointStatus.REPORTED).label("done_count"),
    )


def _joint(status: JointStatus | None = None) -> ScalarSelect[int]:
    """Return how many joint audits of the programme's year there are, or how many of them in a state."""
    joint = JointFollowUp
    wanted = joint.status == status if status is not None else joint.status != JointStatus.CANCELLED
    return (
        select(func.count(joint.id))
        .where(
            and_(joint.cooperation_id == AuditProgramme.cooperation_id, joint.year == AuditProgramme.year),
            joint.kind.in_(AUDITS),
            wanted,
        )
        .correlate(AuditProgramme)
        .scalar_subquery()
    )
