"""Meetings of a cooperation's groups and of all its members."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from followup.models.cooperation_bodies import CooperationBody, Meeting
from followup.models.joint_documents import CooperationDocument
from followup.queries.paging import Page, page
from followup.queries.rows import AnyRow, AnySelect

MOST = 20


def listed(session: Session, after: str | None) -> Page[AnyRow]:
    """Return one page of the meetings of one's cooperations, the latest first.

    Shape: as `_columns`.
    """
    return page(session, _columns(), (Meeting.held_on, Meeting.id), after=after, descending=True)


def one(session: Session, public_id: str) -> AnyRow:
    """Return one meeting as the list shows it."""
    return session.execute(_columns().where(Meeting.public_id == public_id)).one()


def of_body(session: Session, body_id: int) -> Sequence[AnyRow]:
    """Return the latest meetings of a group."""
    statement = _columns().where(Meeting.body_id == body_id).order_by(Meeting.held_on.desc(), Meeting.id.desc())
    return session.execute(statement.limit(MOST)).all()


def _columns() -> AnySelect:
    return (
        select(
            Meeting.id,
            Meeting.public_id,
            Meeting.version,
            Meeting.title,
            Meeting.held_on,
            Meeting.place,
            Meeting.agenda,
            Meeting.is_cancelled,
            CooperationBody.public_id.label("body_id"),
            CooperationBody.name.label("body_name"),
            CooperationDocument.public_id.label("minutes_id"),
            CooperationDocument.title.label("minutes_title"),
        )
        .select_from(Meeting)
        .outerjoin(CooperationBody, CooperationBody.id == Meeting.body_id)
        .outerjoin(CooperationDocument, CooperationDocument.id == Meeting.minutes_id)
    )
