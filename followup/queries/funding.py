"""Rates, populations and contributions as services and pages read them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from followup.domain.calendar import year_bounds
from followup.domain.cooperation_bodies import MemberRole
from followup.domain.funding import RateComponent
from followup.domain.organisations import OrganisationKind
from followup.models.funding import Contribution, FundingRate
from followup.models.organisations import Cooperation, CooperationMember, Organisation, Population
from followup.queries.rows import AnyRow, AnySelect


def components(session: Session, cooperation_id: int) -> tuple[RateComponent, ...]:
    """Return the decided parts of the rate, the oldest first."""
    statement = select(FundingRate).where(FundingRate.cooperation_id == cooperation_id)
    rows = session.scalars(statement.order_by(FundingRate.valid_from, FundingRate.id))
    return tuple(
        RateComponent(
            name=row.name,
            ore=row.ore,
            valid_from=row.valid_from,
            valid_to=row.valid_to,
            replaces_all=row.replaces_all,
            source=row.source,
        )
        for row in rows
    )


def paying_members(session: Session, cooperation_id: int, year: int) -> Sequence[int]:
    """Return the keys of those who are members when the year begins; a secretariat pays nothing to itself."""
    first_on, _ = year_bounds(year)
    member = CooperationMember
    statement = (
        select(member.organisation_id)
        .join(Organisation, Organisation.id == member.organisation_id)
        .where(
            member.cooperation_id == cooperation_id,
            Organisation.kind != OrganisationKind.SECRETARIAT,
            member.role != MemberRole.OBSERVER,
            or_(member.joined_on.is_(None), member.joined_on <= first_on),
            or_(member.left_on.is_(None), member.left_on >= first_on),
        )
        .order_by(Organisation.sort_sv, Organisation.id)
    )
    return session.scalars(statement).all()


def populations_before(session: Session, year: int) -> Sequence[Population]:
    """Return each organisation's newest figure dated before the year begins; one without a date is not among them.

    Source: default of this service; which day counts is not stated anywhere (domain.md 1.3).
    """
    first_on, _ = year_bounds(year)
    dated = session.scalars(select(Population).where(Population.on < first_on).order_by(Population.on, Population.id))
    return list({population.organisation_id: population for population in dated}.values())


def uninvoiced(session: Session, cooperation_id: int, year: int, *, locked: bool = False) -> Sequence[Contribution]:
    """Return the contributions of a year that no invoice rests on; those who are going to change them lock them."""
    wanted = (
        select(Contribution)
        .where(
            Contribution.cooperation_id == cooperation_id,
            Contribution.year == year,
            Contribution.invoiced_at.is_(None),
        )
        .order_by(Contribution.id)
    )
    return session.scalars(wanted.with_for_update() if locked else wanted).all()


def undated(session: Session, organisation_id: int) -> Sequence[Population]:
    """Return the figures whose day is not known: used only where a decision names them."""
    statement = select(Population).where(Population.organisation_id == organisation_id, Population.on.is_(None))
    return session.scalars(statement.order_by(Population.id)).all()


def cooperations(session: Session, keys: Sequence[int]) -> Sequence[Cooperation]:
    """Return one's cooperations, by name."""
    return session.scalars(select(Cooperation).where(Cooperation.id.in_(keys)).order_by(Cooperation.name)).all()


def rates(session: Session) -> Sequence[AnyRow]:
    """Return the decided parts of the rates that the reader may see, the newest first.

    Shape: cooperation_id, name, ore, valid_from, valid_to, replaces_all, source.
    """
    rate = FundingRate
    return session.execute(
        select(
            rate.cooperation_id, rate.name, rate.ore, rate.valid_from, rate.valid_to, rate.replaces_all, rate.source
        ).order_by(rate.valid_from.desc(), rate.id.desc())
    ).all()


def contributions(session: Session, year: int | None = None, *, organisation_id: int | None = None) -> Sequence[AnyRow]:
    """Return contributions by year and member: of one year, of one member, or both.

    Shape: as `_columns`.
    """
    statement = _columns()
    if year is not None:
        statement = statement.where(Contribution.year == year)
    if organisation_id is not None:
        statement = statement.where(Contribution.organisation_id == organisation_id)
    return session.execute(statement.order_by(Contribution.year.desc(), Organisation.sort_sv, Contribution.id)).all()


def years(session: Session) -> Sequence[int]:
    """Return the years for which there are contributions, the latest first."""
    return session.scalars(select(Contribution.year).distinct().order_by(Contribution.year.desc())).all()


def not_computed(session: Session, cooperation_ids: Sequence[int], year: int) -> Sequence[AnyRow]:
    """Return the members of these cooperations that should pay but have no contribution for the year.

    Shape: cooperation_id, name.
    """
    first_on, _ = year_bounds(year)
    member = CooperationMember
    paid = select(Contribution.organisation_id).where(
        Contribution.year == year, Contribution.cooperation_id == member.cooperation_id
    )
    return session.execute(
        select(member.cooperation_id, Organisation.name)
        .join(Organisation, Organisation.id == member.organisation_id)
        .where(
            member.cooperation_id.in_(cooperation_ids),
            Organisation.kind != OrganisationKind.SECRETARIAT,
            member.role != MemberRole.OBSERVER,
            or_(member.joined_on.is_(None), member.joined_on <= first_on),
            or_(member.left_on.is_(None), member.left_on >= first_on),
            member.organisation_id.not_in(paid),
        )
        .order_by(Organisation.sort_sv)
    ).all()


def _columns() -> AnySelect:
    return (
        select(
            Contribution.id,
            Contribution.public_id,
            Contribution.cooperation_id,
            Contribution.year,
            Contribution.organisation_id,
            Organisation.public_id.label("organisation_public_id"),
            Organisation.name.label("organisation_name"),
            Contribution.inhabitants,
            Contribution.population_on,
            Contribution.population_source,
            Contribution.rate_ore,
            Contribution.amount_minor,
            Contribution.currency,
            Contribution.parts,
            Contribution.invoiced_at,
        )
        .select_from(Contribution)
        .join(Organisation, Organisation.id == Contribution.organisation_id)
    )
