"""Answers that were sent in and have no receipt: none is ever expected, since both are written together."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from followup.models.outbox import OutboxMessage
from followup.models.questionnaires import Invitation, Submission

LATEST = 500  # looked through each time, newest first


def missing(session: Session) -> Sequence[str]:
    """Return the self-assessments among the newest submissions whose receipt was never put in the outbox.

    Source: trust.md F9.
    """
    newest = (
        select(Submission.invitation_id, Submission.submitted_at)
        .order_by(Submission.id.desc())
        .limit(LATEST)
        .subquery()
    )
    written = exists().where(
        OutboxMessage.subject_id == Invitation.public_id,
        OutboxMessage.kind == "questionnaire_receipt",
        OutboxMessage.created_at >= newest.c.submitted_at,
    )
    lacking = select(Invitation.public_id).join(newest, newest.c.invitation_id == Invitation.id).where(~written)
    return session.scalars(lacking.order_by(Invitation.id)).all()
