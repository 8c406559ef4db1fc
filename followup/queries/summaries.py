"""Confirmed figures and annual summaries as services and pages read them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from followup.domain.calendar import year_bounds
from followup.domain.editions import FORMAT, Edition, NamedOrganisation, counting_rules, named_categories
from followup.domain.organisations import OrganisationKind
from followup.domain.plain_data import from_plain
from followup.domain.sourced import Text
from followup.domain.summaries import Cut, LevyUse, SummaryFigures, SummaryStatus
from followup.models.funding import BudgetLine
from followup.models.organisations import Cooperation, CooperationMember, Organisation
from followup.models.summaries import AnnualSummary, ConfirmedFigures
from followup.models.users import User
from followup.queries.rows import AnyRow, AnySelect

SHOWN_TO_MEMBERS = (SummaryStatus.PUBLISHED, SummaryStatus.SUPERSEDED)


def cooperations(session: Session, keys: Sequence[int]) -> Sequence[AnyRow]:
    """Return one's cooperations by name, with how many of their members report.

    Shape: id, public_id, name, slug, secretariat_id, member_count.
    """
    member = CooperationMember
    reporting = (
        select(func.count(member.id))
        .join(Organisation, Organisation.id == member.organisation_id)
        .where(
            member.cooperation_id == Cooperation.id,
            Organisation.kind != OrganisationKind.SECRETARIAT,
            member.left_on.is_(None),
        )
    )
    c = Cooperation
    return session.execute(
        select(c.id, c.public_id, c.name, c.slug, c.secretariat_id, reporting.scalar_subquery().label("member_count"))
        .where(c.id.in_(keys))
        .order_by(c.name)
    ).all()


def members(session: Session, cooperation_id: int, year: int) -> Sequence[Organisation]:
    """Return who is a member at the end of the year; a secretariat follows up nothing of its own."""
    _, last_on = year_bounds(year)
    member = CooperationMember
    statement = (
        select(Organisation)
        .join(member, member.organisation_id == Organisation.id)
        .where(
            member.cooperation_id == cooperation_id,
            Organisation.kind != OrganisationKind.SECRETARIAT,
            or_(member.joined_on.is_(None), member.joined_on <= last_on),
            or_(member.left_on.is_(None), member.left_on >= last_on),
        )
        .order_by(Organisation.sort_sv, Organisation.id)
    )
    return session.scalars(statement).all()


def areas(session: Session, cooperation_id: int) -> Mapping[str, str]:
    """Return the purchasing area of each member that has one, by the member's public id."""
    member = CooperationMember
    rows = session.execute(
        select(Organisation.public_id, member.area)
        .join(member, member.organisation_id == Organisation.id)
        .where(member.cooperation_id == cooperation_id, member.area.is_not(None))
    )
    return {row.public_id: row.area for row in rows if row.area}


def use(session: Session, cooperation: Cooperation, year: int) -> list[LevyUse]:
    """Return what the secretariat reports as spent in the year, by activity; what is not reported is left out."""
    line = BudgetLine
    rows = session.execute(
        select(line.activity, line.outcome_minor, line.currency)
        .where(
            line.cooperation_id == cooperation.id,
            line.year == year,
            line.outcome_minor.is_not(None),
            line.currency == cooperation.currency,
        )
        .order_by(line.activity)
    )
    return [LevyUse(activity=row.activity, amount_minor=row.outcome_minor, currency=row.currency) for row in rows]


def confirmed(session: Session, organisation_id: int | None, year: int | None = None) -> Sequence[AnyRow]:
    """Return confirmed figures: one's own, and those of the cooperations that one's organisation leads.

    What was opened again is not confirmed until it is confirmed anew.

    Shape: public_id, version, cooperation_id, organisation_id, organisation_public_id, organisation_name, year, sha256,
    confirmed_at, confirmed_by, which is a name and known for one's own only.
    """
    statement = (
        select(
            ConfirmedFigures.public_id,
            ConfirmedFigures.version,
            ConfirmedFigures.cooperation_id,
            ConfirmedFigures.organisation_id,
            Organisation.public_id.label("organisation_public_id"),
            Organisation.name.label("organisation_name"),
            ConfirmedFigures.year,
            ConfirmedFigures.sha256,
            ConfirmedFigures.confirmed_at,
            User.name.label("confirmed_by"),
        )
        .select_from(ConfirmedFigures)
        .join(Organisation, Organisation.id == ConfirmedFigures.organisation_id)
        .join(Cooperation, Cooperation.id == ConfirmedFigures.cooperation_id)
        .outerjoin(User, User.id == ConfirmedFigures.confirmed_by_id)
        .where(
            or_(ConfirmedFigures.organisation_id == organisation_id, Cooperation.secretariat_id == organisation_id),
            ConfirmedFigures.reopened_at.is_(None),
        )
        .order_by(ConfirmedFigures.year.desc(), Organisation.sort_sv, ConfirmedFigures.id)
    )
    if year is not None:
        statement = statement.where(ConfirmedFigures.year == year)
    return session.execute(statement).all()


def readable(organisation_id: int | None) -> ColumnElement[bool]:
    """Return the condition that an edition may be read: published, or one's own secretariat's work."""
    return or_(AnnualSummary.status.in_(SHOWN_TO_MEMBERS), AnnualSummary.secretariat_id == organisation_id)


def listed(session: Session, organisation_id: int | None) -> Sequence[AnyRow]:
    """Return the editions that may be read, the latest year first.

    Shape: as `_columns`.
    """
    statement = _columns().where(readable(organisation_id))
    return session.execute(statement.order_by(AnnualSummary.year.desc(), AnnualSummary.edition.desc())).all()


def own_confirmed(session: Session, organisation_id: int | None, year: int) -> AnyRow | None:
    """Return what the organisation itself has confirmed for the year, the same for each of its cooperations.

    Shape: figures, sha256, confirmed_at, confirmed_by.
    """
    return session.execute(
        select(
            ConfirmedFigures.figures,
            ConfirmedFigures.sha256,
            ConfirmedFigures.confirmed_at,
            User.name.label("confirmed_by"),
        )
        .select_from(ConfirmedFigures)
        .outerjoin(User, User.id == ConfirmedFigures.confirmed_by_id)
        .where(
            ConfirmedFigures.organisation_id == organisation_id,
            ConfirmedFigures.year == year,
            ConfirmedFigures.reopened_at.is_(None),
        )
        .order_by(ConfirmedFigures.id)
        .limit(1)
    ).one_or_none()


def of_year(session: Session, cooperation_id: int, year: int) -> Sequence[AnnualSummary]:
    """Return a cooperation's editions of one year, the oldest first."""
    return session.scalars(
        select(AnnualSummary)
        .where(AnnualSummary.cooperation_id == cooperation_id, AnnualSummary.year == year)
        .order_by(AnnualSummary.edition)
    ).all()


def edition(
    session: Session,
    summary: AnnualSummary,
    *,
    published_on: date,
    is_demonstration: bool,
    categories: Mapping[str, Text],
) -> Edition:
    """Return what is published of a summary, or would be on that day: its frozen figures with the names they need."""
    cooperation = session.scalars(select(Cooperation).where(Cooperation.id == summary.cooperation_id)).one()
    figures = from_plain(SummaryFigures, summary.figures)
    keys = {*figures.members, *(paid.organisation for paid in figures.contributions)}
    wanted = or_(Organisation.public_id.in_(keys), Organisation.id == summary.secretariat_id)
    named = {row.public_id: row for row in session.scalars(select(Organisation).where(wanted))}
    publisher = next(row for row in named.values() if row.id == summary.secretariat_id)
    used = [figure.key for figure in figures.figures if figure.cut is Cut.CATEGORY]
    return Edition(
        format=FORMAT,
        slug=cooperation.slug,
        cooperation=cooperation.name,
        publisher=publisher.name,
        country=cooperation.country,
        currency=cooperation.currency,
        year=summary.year,
        edition=summary.edition,
        published_on=published_on,
        is_demonstration=is_demonstration,
        organisations=tuple(
            NamedOrganisation(key=key, name=named[key].name, kind=named[key].kind) for key in sorted(keys)
        ),
        categories=named_categories(used, categories),
        rules=counting_rules(),
        figures=figures,
        erratum=Text(**summary.erratum) if summary.erratum else None,
    )


def _columns() -> AnySelect:
    summary = AnnualSummary
    return (
        select(
            summary.id,
            summary.public_id,
            summary.version,
            summary.cooperation_id,
            Cooperation.name.label("cooperation_name"),
            Cooperation.slug,
            summary.secretariat_id,
            summary.year,
            summary.edition,
            summary.status,
            summary.sha256,
            summary.compiled_at,
            summary.reviewed_at,
            summary.published_at,
        )
        .select_from(summary)
        .join(Cooperation, Cooperation.id == summary.cooperation_id)
    )
