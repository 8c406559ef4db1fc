"""News from the secretariat, as members read it: drafts are its own."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from followup.models.desk import NewsItem
from followup.models.organisations import Cooperation
from followup.queries.paging import Page, page
from followup.queries.rows import AnyRow, AnySelect

DRAFTS_MOST = 50


def listed(session: Session, after: str | None) -> Page[AnyRow]:
    """Return one page of what was published and not withdrawn, the newest first.

    Shape: as `_columns`.
    """
    statement = _columns().where(NewsItem.published_at.is_not(None), NewsItem.withdrawn_at.is_(None))
    return page(session, statement, (NewsItem.id,), after=after, descending=True)


def unpublished(session: Session, organisation_id: int | None) -> Sequence[AnyRow]:
    """Return one's own drafts, the newest first.

    Shape: as `_columns`.
    """
    own = (NewsItem.secretariat_id == organisation_id, NewsItem.published_at.is_(None))
    return session.execute(_columns().where(*own).order_by(NewsItem.id.desc()).limit(DRAFTS_MOST)).all()


def _columns() -> AnySelect:
    return select(
        NewsItem.id,
        NewsItem.public_id,
        NewsItem.version,
        NewsItem.title,
        NewsItem.text,
        NewsItem.published_at,
        NewsItem.withdrawn_at,
        Cooperation.name.label("cooperation_name"),
    ).join(Cooperation, Cooperation.id == NewsItem.cooperation_id)
