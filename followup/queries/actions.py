"""Corrective actions and their files as pages and rules read them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from followup.models.actions import CorrectiveAction
from followup.models.evidence import Evidence
from followup.models.users import User
from followup.queries.rows import AnyRow


def of_deviation(session: Session, deviation_id: int) -> Sequence[CorrectiveAction]:
    """Return the actions of a plan, in the order in which they were written."""
    mine = select(CorrectiveAction).where(CorrectiveAction.deviation_id == deviation_id)
    return session.scalars(mine.order_by(CorrectiveAction.id)).all()


def files(session: Session, deviation_id: int) -> Sequence[AnyRow]:
    """Return the files of a deviation with who added them, the oldest first; the supplier has no name here.

    Shape: public_id, name, size, added_at, dated_on, scan, action_id (a public id, None for what the buyer added),
    added_by.
    """
    return session.execute(
        select(
            Evidence.public_id,
            Evidence.name,
            Evidence.size,
            Evidence.added_at,
            Evidence.scan,
            Evidence.dated_on,
            func.coalesce(CorrectiveAction.public_id, Evidence.question_key).label("action_id"),
            User.name.label("added_by"),
        )
        .outerjoin(User, User.id == Evidence.added_by_id)
        .outerjoin(CorrectiveAction, CorrectiveAction.id == Evidence.action_id)
        .where(Evidence.deviation_id == deviation_id)
        .order_by(Evidence.id)
    ).all()
