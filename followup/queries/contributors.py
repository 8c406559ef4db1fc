"""Colleagues of the holder of a link: who has which sections, and how far each has come."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from followup.models.contributors import Contributor
from followup.models.questionnaires import Answer
from followup.queries.rows import AnyRow


def of_holder(session: Session, contributor_id: int | None) -> AnyRow | None:
    """Return the colleague who holds the narrower link in this session; None for the holder of the link itself, and
    once the colleague's link was taken back.

    Shape: public_id, name, email, language, sections (ids of the sections that may be answered).
    """
    if contributor_id is None:
        return None
    return session.execute(
        select(
            Contributor.public_id, Contributor.name, Contributor.email, Contributor.language, Contributor.sections
        ).where(Contributor.id == contributor_id, Contributor.removed_at.is_(None))
    ).one_or_none()


def of_invitation(session: Session, invitation_id: int) -> Sequence[AnyRow]:
    """Return the colleagues who have sections now, in the order in which they were invited.

    Shape: public_id, version, name, email, sections, invited_at, answer_count (answers that they wrote last), saved_at.
    """
    return session.execute(
        select(
            Contributor.public_id,
            Contributor.version,
            Contributor.name,
            Contributor.email,
            Contributor.sections,
            Contributor.invited_at,
            func.count(Answer.id).label("answer_count"),
            func.max(Answer.saved_at).label("saved_at"),
        )
        .outerjoin(Answer, Answer.contributor_id == Contributor.id)
        .where(Contributor.invitation_id == invitation_id, Contributor.removed_at.is_(None))
        .group_by(Contributor.id)
        .order_by(Contributor.id)
    ).all()


def names(session: Session, public_ids: Collection[str]) -> dict[str, str]:
    """Return what these colleagues are called, for a history; no statement where there are none."""
    if not public_ids:
        return {}
    rows = session.execute(select(Contributor.public_id, Contributor.name).where(Contributor.public_id.in_(public_ids)))
    return {row.public_id: row.name for row in rows}
