"""Published editions, for everybody: frozen content and nothing else of the database."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from followup.domain.editions import NOT_PUBLISHED, NOTHING_PUBLISHED, SEVERAL, Edition, from_content
from followup.errors import Invalid, NotFound
from followup.models.summaries import PublishedEdition
from followup.queries.rows import AnyRow

_HEAD = (
    PublishedEdition.slug,
    PublishedEdition.cooperation_name,
    PublishedEdition.year,
    PublishedEdition.edition,
    PublishedEdition.sha256,
    PublishedEdition.published_at,
    PublishedEdition.is_demonstration,
)


def listed(session: Session) -> Sequence[AnyRow]:
    """Return every edition without its content, the latest year first and of each year the newest edition first.

    Shape: slug, cooperation_name, year, edition, sha256, published_at, is_demonstration.
    """
    edition = PublishedEdition
    return session.execute(
        select(*_HEAD).order_by(edition.year.desc(), edition.cooperation_name, edition.slug, edition.edition.desc())
    ).all()


def of_year(session: Session, slug: str, year: int) -> Sequence[AnyRow]:
    """Return a cooperation's editions of one year without their content, the newest first.

    Shape: as `listed`.
    """
    edition = PublishedEdition
    return session.execute(
        select(*_HEAD).where(edition.slug == slug, edition.year == year).order_by(edition.edition.desc())
    ).all()


def older(session: Session, slug: str, year: int, edition: int) -> Sequence[PublishedEdition]:
    """Return the editions of a year that came before one, to be marked as replaced by it."""
    row = PublishedEdition
    return session.scalars(select(row).where(row.slug == slug, row.year == year, row.edition < edition)).all()


def content(session: Session, slug: str, year: int, edition: int) -> Edition:
    """Return one edition.

    Errors: NotFound.
    """
    statement = select(PublishedEdition.content).where(
        PublishedEdition.slug == slug, PublishedEdition.year == year, PublishedEdition.edition == edition
    )
    found = session.scalars(statement).one_or_none()
    if found is None:
        raise NotFound
    return from_content(found)


def chosen(session: Session, year: int, slug: str | None, edition: int | None) -> Edition:
    """Return the edition that a person asked for in a few words; the newest where no number is given.

    Errors: NotFound with what there is; Invalid("edition.several") at cooperation.
    """
    known = listed(session)
    if not known:
        raise NotFound(NOTHING_PUBLISHED)
    found = [row for row in known if row.year == year and slug in (None, row.slug) and edition in (None, row.edition)]
    if not found:
        names = ", ".join(f"{row.slug} {row.year} r{row.edition}" for row in known)
        raise NotFound(NOT_PUBLISHED.but(year=str(year), known=names))
    slugs = sorted({row.slug for row in found})
    if len(slugs) > 1:
        raise Invalid.at("cooperation", SEVERAL.but(year=str(year), known=", ".join(slugs)))
    return content(session, slugs[0], year, max(row.edition for row in found))
