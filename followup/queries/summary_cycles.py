"""The secretariat's year with the annual summary, as services and pages read it."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from followup.domain.actors import Role
from followup.domain.suppression import THRESHOLD
from followup.domain.users import UserStatus
from followup.models.organisations import Cooperation, Organisation
from followup.models.summaries import AnnualSummary, ConfirmedFigures, SummaryCycle
from followup.models.users import Membership, User
from followup.queries.rows import AnyRow


def of_year(session: Session, cooperation_id: int, year: int) -> SummaryCycle | None:
    """Return the work on a year's summary, if it was opened."""
    return session.scalars(
        select(SummaryCycle).where(SummaryCycle.cooperation_id == cooperation_id, SummaryCycle.year == year)
    ).one_or_none()


def threshold(session: Session, cooperation_id: int, year: int) -> int:
    """Return from how many suppliers on an identifying figure of the year is shown."""
    cycle = of_year(session, cooperation_id, year)
    return cycle.threshold if cycle else THRESHOLD


def listed(session: Session) -> Sequence[AnyRow]:
    """Return the cycles of one's cooperations, the latest year first.

    Shape: public_id, version, cooperation_public_id, cooperation_id, year, confirm_by, publish_by, threshold, note,
    reminded_at.
    """
    c = SummaryCycle
    return session.execute(
        select(
            c.public_id,
            c.version,
            Cooperation.public_id.label("cooperation_public_id"),
            c.cooperation_id,
            c.year,
            c.confirm_by,
            c.publish_by,
            c.threshold,
            c.note,
            c.reminded_at,
        )
        .join(Cooperation, Cooperation.id == c.cooperation_id)
        .order_by(c.year.desc(), c.id)
    ).all()


def confirmed(session: Session, cooperation_id: int, year: int) -> Sequence[AnyRow]:
    """Return who has confirmed the year and has not opened it again since.

    Shape: public_id, organisation_id, confirmed_at.
    """
    f = ConfirmedFigures
    return session.execute(
        select(f.public_id, f.organisation_id, f.confirmed_at).where(
            f.cooperation_id == cooperation_id, f.year == year, f.reopened_at.is_(None)
        )
    ).all()


def newest(session: Session, cooperation_id: int, year: int) -> AnnualSummary | None:
    """Return the newest edition of a year, whatever its state."""
    return session.scalars(
        select(AnnualSummary)
        .where(AnnualSummary.cooperation_id == cooperation_id, AnnualSummary.year == year)
        .order_by(AnnualSummary.edition.desc())
        .limit(1)
    ).one_or_none()


def approvers(session: Session, organisation_ids: Sequence[int]) -> Sequence[AnyRow]:
    """Return the persons who confirm figures for these organisations; for a session that sees everything.

    Shape: public_id, name, email, language, organisation_name.
    """
    return session.execute(
        select(User.public_id, User.name, User.email, User.language, Organisation.name.label("organisation_name"))
        .join(Membership, Membership.user_id == User.id)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(
            Organisation.id.in_(organisation_ids),
            Membership.role == Role.APPROVER,
            User.status == UserStatus.ACTIVE,
            User.is_integration.is_(False),
        )
        .order_by(Organisation.id, User.id)
    ).all()


def names(session: Session, public_ids: Collection[str]) -> dict[str, str]:
    """Return what organisations are called, by public id."""
    found = session.execute(
        select(Organisation.public_id, Organisation.name).where(Organisation.public_id.in_(public_ids))
    )
    return {row.public_id: row.name for row in found}
