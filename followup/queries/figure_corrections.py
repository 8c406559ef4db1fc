"""Corrections by hand of an organisation's own figures, as services and pages read them; and where its year stands."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from followup.domain.calendar import year_bounds
from followup.models.organisations import Cooperation, CooperationMember, Organisation, Population
from followup.models.summaries import ConfirmedFigures, FigureCorrection
from followup.models.suppliers import Supplier
from followup.models.users import User
from followup.queries.mergers import root_of
from followup.queries.rows import AnyRow

NOBODY = -1  # the key of no supplier, for corrections that name none


def of_year(session: Session, organisation_id: int | None, year: int) -> Sequence[AnyRow]:
    """Return all corrections of a year with those that were undone, the newest first.

    Shape: public_id, version, indicator, item, adds, supplier_id, supplier_name, category, detail, reason, made_by,
    made_at, undone_at.
    """
    c = FigureCorrection
    return session.execute(
        select(c.public_id, c.version, c.indicator, c.item, c.adds, c.category, c.detail, c.reason, c.made_at)
        .add_columns(c.undone_at, User.name.label("made_by"))
        .add_columns(Supplier.public_id.label("supplier_id"), Supplier.name.label("supplier_name"))
        .select_from(c)
        .outerjoin(Supplier, Supplier.id == root_of(func.coalesce(c.supplier_id, NOBODY)))
        .outerjoin(User, User.id == c.made_by_id)
        .where(c.organisation_id == organisation_id, c.year == year)
        .order_by(c.made_at.desc(), c.id.desc())
    ).all()


def one(session: Session, organisation_id: int | None, year: int, indicator: str, item: str) -> FigureCorrection | None:
    """Return the correction of one thing in one figure, undone or not."""
    c = FigureCorrection
    return session.scalars(
        select(c).where(c.organisation_id == organisation_id, c.year == year, c.indicator == indicator, c.item == item)
    ).one_or_none()


def confirmed(session: Session, organisation_id: int | None, year: int) -> Sequence[ConfirmedFigures]:
    """Return what the organisation has confirmed for the year, one row a cooperation, opened again or not."""
    f = ConfirmedFigures
    statement = select(f).where(f.organisation_id == organisation_id, f.year == year).order_by(f.id)
    return session.scalars(statement).all()


def standing(session: Session, organisation_id: int | None, year: int) -> AnyRow:
    """Return where the organisation's year stands, whether confirmed, opened again or neither, and its inhabitants.

    Shape: figures, sha256, confirmed_at, confirmed_by, reopened_at, reopen_reason, inhabitants, inhabitants_on,
    currency, which is its first cooperation's.
    """
    f, p = ConfirmedFigures, Population
    currency = (
        select(func.min(Cooperation.currency))
        .join(CooperationMember, CooperationMember.cooperation_id == Cooperation.id)
        .where(CooperationMember.organisation_id == organisation_id)
        .correlate(None)
        .scalar_subquery()
    )
    newest = _newest(organisation_id, year_bounds(year)[1])
    return session.execute(
        select(f.figures, f.sha256, f.confirmed_at, f.reopened_at, f.reopen_reason, User.name.label("confirmed_by"))
        .add_columns(p.inhabitants, p.on.label("inhabitants_on"), currency.label("currency"))
        .select_from(Organisation)
        .outerjoin(f, (f.organisation_id == Organisation.id) & (f.year == year))
        .outerjoin(User, User.id == f.confirmed_by_id)
        .outerjoin(p, p.id == newest)
        .where(Organisation.id == organisation_id)
        .order_by(f.id)
        .limit(1)
    ).one()


def _newest(organisation_id: int | None, by: date) -> object:
    p = Population
    day = (
        select(func.max(p.on)).where(p.organisation_id == organisation_id, p.on <= by).correlate(None).scalar_subquery()
    )
    return (
        select(func.max(p.id))
        .where(p.organisation_id == organisation_id, p.on == day)
        .correlate(None)
        .scalar_subquery()
    )


def years(session: Session, organisation_id: int | None) -> Sequence[AnyRow]:
    """Return what the organisation has confirmed, one row a year, the earliest first.

    Shape: year, figures.
    """
    f = ConfirmedFigures
    rows = session.execute(
        select(f.year, f.figures)
        .where(f.organisation_id == organisation_id, f.reopened_at.is_(None))
        .order_by(f.year, f.id)
    ).all()
    return list({row.year: row for row in rows}.values())
