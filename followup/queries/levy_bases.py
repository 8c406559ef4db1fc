"""What the members of a cooperation pay on in a year: the population behind each contribution, told or expected."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from followup.domain.calendar import year_bounds
from followup.domain.organisations import OrganisationKind
from followup.models.funding import Contribution
from followup.models.organisations import CooperationMember, Organisation, Population
from followup.queries.rows import AnyRow


def bases(session: Session, cooperation_id: int, year: int) -> Sequence[AnyRow]:
    """Return those who are members when the year begins, by name, with the population that they pay on.

    It is the one of the computed contribution, else the newest dated before the year begins; empty where there is none.
    Shape: id, public_id, name, inhabitants, population_on, population_source, is_computed.
    """
    member, paid, known, newer = CooperationMember, Contribution, aliased(Population), aliased(Population)
    first_on, _ = year_bounds(year)
    newest = (
        select(newer.id)
        .where(newer.organisation_id == Organisation.id, newer.on < first_on)
        .order_by(newer.on.desc(), newer.id.desc())
        .limit(1)
        .correlate(Organisation)
    )
    of_the_year = and_(
        paid.organisation_id == Organisation.id, paid.cooperation_id == cooperation_id, paid.year == year
    )
    return session.execute(
        select(
            Organisation.id,
            Organisation.public_id,
            Organisation.name,
            func.coalesce(paid.inhabitants, known.inhabitants).label("inhabitants"),
            func.coalesce(paid.population_on, known.on).label("population_on"),
            func.coalesce(paid.population_source, known.source).label("population_source"),
            paid.id.is_not(None).label("is_computed"),
        )
        .select_from(member)
        .join(Organisation, Organisation.id == member.organisation_id)
        .outerjoin(paid, of_the_year)
        .outerjoin(known, and_(paid.id.is_(None), known.id == newest.scalar_subquery()))
        .where(
            member.cooperation_id == cooperation_id,
            Organisation.kind != OrganisationKind.SECRETARIAT,
            or_(member.joined_on.is_(None), member.joined_on <= first_on),
            or_(member.left_on.is_(None), member.left_on >= first_on),
        )
        .order_by(Organisation.sort_sv, Organisation.id)
    ).all()
