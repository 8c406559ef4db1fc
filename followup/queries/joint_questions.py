"""What makes a self-assessment a joint one: the follow-up behind it, and what it asks beyond the sender's contract."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from followup.domain.code_of_conduct import Level
from followup.domain.joint_follow_ups import JointStatus
from followup.domain.questionnaires import InvitationStatus
from followup.models.code_of_conduct import Clause
from followup.models.follow_ups import FollowUp
from followup.models.joint_follow_ups import JointFollowUp
from followup.models.questionnaires import Invitation


def joint_of(session: Session, follow_up: FollowUp) -> JointFollowUp | None:
    """Return the joint follow-up for which a self-assessment about this follow-up is sent, if any.

    It is the one that the sender's organisation leads and has begun. One answer serves all: where the leading
    organisation asks about several contracts of its own, the first one it sends is the joint one.
    """
    if follow_up.joint_id is None:
        return None
    sent = select(Invitation.id).where(
        Invitation.joint_id == follow_up.joint_id, Invitation.status != InvitationStatus.CANCELLED
    )
    joint = select(JointFollowUp).where(
        JointFollowUp.id == follow_up.joint_id,
        JointFollowUp.lead_id == follow_up.organisation_id,
        JointFollowUp.status == JointStatus.UNDER_WAY,
        ~sent.exists(),
    )
    return session.scalars(joint).one_or_none()


def keys_up_to(session: Session, code_version_id: int | None, level: Level | None) -> frozenset[str]:
    """Return the clauses of a version up to a level, by their keys: what a joint self-assessment also asks about."""
    if code_version_id is None or level is None:
        return frozenset()
    known = session.execute(select(Clause.key, Clause.level).where(Clause.code_version_id == code_version_id))
    return frozenset(row.key for row in known if row.level <= level)
