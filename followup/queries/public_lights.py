"""Published lights as everybody reads them: frozen content only, never the texts they were made of."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from followup.domain.names import sort_key
from followup.domain.publications import LightFilter
from followup.models.publications import PublishedLight
from followup.queries.paging import Page, page
from followup.queries.rows import AnyRow, AnySelect


def _current(query: LightFilter) -> AnySelect:
    statement = select(
        PublishedLight.id,
        PublishedLight.slug,
        PublishedLight.key,
        PublishedLight.edition,
        PublishedLight.supplier_name,
        PublishedLight.sort_key,
        PublishedLight.category,
        PublishedLight.light,
        PublishedLight.light_on,
        PublishedLight.content,
        PublishedLight.sha256,
        PublishedLight.published_at,
        PublishedLight.is_demonstration,
    ).where(PublishedLight.replaced_at.is_(None), PublishedLight.withdrawn_at.is_(None))
    if query.light is not None:
        statement = statement.where(PublishedLight.light == query.light)
    if query.category:
        statement = statement.where(PublishedLight.category == query.category)
    if query.q:
        statement = statement.where(PublishedLight.sort_key.contains(sort_key(query.q, "sv"), autoescape=True))
    return statement


def listed(session: Session, query: LightFilter) -> Page[AnyRow]:
    """Return one page of the lights that hold, by the supplier's name."""
    return page(session, _current(query), (PublishedLight.sort_key, PublishedLight.id), after=query.after)


def holding(session: Session, query: LightFilter) -> Sequence[AnyRow]:
    """Return all lights that hold, by the supplier's name."""
    return session.execute(_current(query).order_by(PublishedLight.sort_key, PublishedLight.id)).all()


def categories(session: Session) -> Sequence[str]:
    """Return the categories in which any light holds."""
    held = _current(LightFilter()).with_only_columns(PublishedLight.category).distinct()
    return [key for key in session.scalars(held) if key]


def state(session: Session) -> str:
    """Return what changes whenever anything is published, replaced or withdrawn."""
    row = session.execute(
        select(
            func.count(PublishedLight.id),
            func.max(PublishedLight.id),
            func.count(PublishedLight.replaced_at),
            func.count(PublishedLight.withdrawn_at),
        )
    ).one()
    return "-".join(str(value or 0) for value in row)


def of_supplier(session: Session, slug: str, supplier: str) -> Sequence[PublishedLight]:
    """Return all editions about a supplier in a cooperation, the newest first in each of its categories."""
    return session.scalars(
        select(PublishedLight)
        .where(PublishedLight.slug == slug, PublishedLight.key.startswith(f"{supplier}-", autoescape=True))
        .order_by(PublishedLight.key, PublishedLight.edition.desc())
    ).all()


def editions(session: Session, slug: str, key: str) -> Sequence[PublishedLight]:
    """Return all editions at one address, the newest first."""
    return session.scalars(
        select(PublishedLight)
        .where(PublishedLight.slug == slug, PublishedLight.key == key)
        .order_by(PublishedLight.edition.desc())
    ).all()
