"""Requests for secrecy about a self-assessment's answers, as both sides read them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from followup.models.secrecy import SecrecyRequest


def of_invitation(session: Session, invitation_id: int) -> dict[str, SecrecyRequest]:
    """Return each answer's request by question key, those withdrawn among them."""
    return {row.question_key: row for row in of_invitations(session, [invitation_id])}


def of_invitations(session: Session, keys: Sequence[int]) -> Sequence[SecrecyRequest]:
    """Return the requests about several self-assessments."""
    mine = select(SecrecyRequest).where(SecrecyRequest.invitation_id.in_(keys)).order_by(SecrecyRequest.id)
    return session.scalars(mine).all()
