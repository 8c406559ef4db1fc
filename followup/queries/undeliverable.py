"""Addresses to which mail was refused for good."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from followup.domain.questionnaires import WITH_SUPPLIER
from followup.models.assignments import Assignment
from followup.models.questionnaires import Invitation


def addresses(session: Session) -> frozenset[str]:
    """Return the addresses at which one is asking and that refused the last mail: it can be sent again from there."""
    refused = (
        select(Assignment.recipient_email)
        .join(Invitation, Invitation.assignment_id == Assignment.id)
        .where(Invitation.undeliverable_at.is_not(None), Invitation.status.in_(WITH_SUPPLIER))
    )
    return frozenset(session.scalars(refused))
