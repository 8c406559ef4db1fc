"""Saved views, one's own only."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from followup.models.views import SavedView
from followup.queries.rows import AnyRow


def of_person(session: Session, user_id: int | None, noun: str) -> Sequence[AnyRow]:
    """Return the views of one list that a person saved, by name.

    Shape: public_id, name, query.
    """
    wanted = SavedView.user_id == user_id, SavedView.noun == noun
    statement = select(SavedView.public_id, SavedView.name, SavedView.query).where(*wanted)
    return session.execute(statement.order_by(SavedView.name, SavedView.id)).all()
