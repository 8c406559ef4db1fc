"""What buyer and supplier have written to each other about a self-assessment."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from followup.models.contributors import Contributor
from followup.models.remarks import Remark
from followup.queries.rows import AnyRow


def of_invitation(session: Session, invitation_id: int) -> Sequence[AnyRow]:
    """Return the messages, the oldest first; one without a question is about the whole.

    Shape: invitation_id, public_id, question_key, is_from_buyer, author_name, text, written_at, contributor_id.
    """
    return of_invitations(session, [invitation_id])


def of_invitations(session: Session, keys: Sequence[int]) -> Sequence[AnyRow]:
    """Return the messages of several self-assessments, the oldest first; the shape is that of one."""
    return session.execute(
        select(
            Remark.invitation_id,
            Remark.public_id,
            Remark.question_key,
            Remark.is_from_buyer,
            Remark.author_name,
            Remark.text,
            Remark.written_at,
            Remark.contributor_id,
        )
        .where(Remark.invitation_id.in_(keys))
        .order_by(Remark.id)
    ).all()


def how_many(session: Session, invitation_id: int) -> int:
    """Return how many messages there are."""
    mine = select(func.count()).select_from(Remark).where(Remark.invitation_id == invitation_id)
    return session.scalars(mine).one()


def colleague(session: Session, contributor_id: int | None) -> Contributor | None:
    """Return the colleague of the link's holder who is writing."""
    return session.scalars(select(Contributor).where(Contributor.id == contributor_id)).one_or_none()
