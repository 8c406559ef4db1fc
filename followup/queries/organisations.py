"""Organisations and their cooperations as lists and pages read them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, func, or_, select
from sqlalchemy.orm import Session, aliased

from followup.domain.names import sort_key
from followup.domain.organisations import OrganisationFilter
from followup.i18n import language
from followup.models.organisations import (
    CategoryResponsibility,
    Cooperation,
    CooperationMember,
    Organisation,
    Population,
)
from followup.queries.paging import Page, page
from followup.queries.rows import AnyRow


def listed(session: Session, query: OrganisationFilter, *, today: date) -> Page[AnyRow]:
    """Return one page of all organisations, in the alphabetical order of the reader's language.

    Shape: public_id, name, kind, status, country, area, inhabitants, inhabitants_on, inhabitants_source.
    """
    sort = Organisation.sort_nb if language() == "nb" else Organisation.sort_sv
    statement = (
        select(
            Organisation.id,
            sort,
            Organisation.public_id,
            Organisation.name,
            Organisation.kind,
            Organisation.status,
            Organisation.country,
            _area(today).label("area"),
            Population.inhabitants,
            Population.on.label("inhabitants_on"),
            Population.source.label("inhabitants_source"),
        )
        .outerjoin(Population, Population.id == _newest_population())
        .where(*_narrowed(query))
    )
    return page(session, statement, (sort, Organisation.id), after=query.after)


def _narrowed(query: OrganisationFilter) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = []
    if query.q:
        wanted.append(Organisation.sort_sv.contains(sort_key(query.q, "sv"), autoescape=True))
    if query.kind:
        wanted.append(Organisation.kind == query.kind)
    if query.status:
        wanted.append(Organisation.status == query.status)
    return wanted


def _newest_population() -> ScalarSelect[Any]:
    inner = aliased(Population)
    return (
        select(inner.id)
        .where(inner.organisation_id == Organisation.id)
        .order_by(inner.on.desc().nulls_last(), inner.id.desc())
        .limit(1)
        .correlate(Organisation)
        .scalar_subquery()
    )


def _area(today: date) -> ScalarSelect[Any]:
    member = CooperationMember
    return (
        select(func.min(member.area))
        .where(member.organisation_id == Organisation.id, _is_member(today))
        .correlate(Organisation)
        .scalar_subquery()
    )


def _is_member(today: date) -> ColumnElement[bool]:
    return or_(CooperationMember.left_on.is_(None), CooperationMember.left_on >= today)


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What stands around one organisation."""

    populations: Sequence[AnyRow]
    cooperations: Sequence[AnyRow]
    members: Sequence[AnyRow]
    categories: Sequence[AnyRow]


def around(session: Session, organisation_id: int, *, today: date) -> Around:
    """Return populations, cooperations with all their members, and the categories of its areas: four statements."""
    cooperations = _cooperations(session, organisation_id)
    return Around(
        populations=_populations(session, organisation_id),
        cooperations=cooperations,
        members=_members(session, [c.cooperation_id for c in cooperations], today),
        categories=_categories(session, organisation_id),
    )


def _populations(session: Session, organisation_id: int) -> Sequence[AnyRow]:
    return session.execute(
        select(Population.on, Population.inhabitants, Population.source)
        .where(Population.organisation_id == organisation_id)
        .order_by(Population.on.desc().nulls_last(), Population.id.desc())
    ).all()


def _cooperations(session: Session, organisation_id: int) -> Sequence[AnyRow]:
    member, secretariat = CooperationMember, aliased(Organisation)
    return session.execute(
        select(
            Cooperation.public_id,
            Cooperation.name,
            Cooperation.kind,
            Cooperation.currency,
            secretariat.public_id.label("secretariat_id"),
            secretariat.name.label("secretariat_name"),
            member.cooperation_id,
            member.area,
            member.joined_on,
            member.left_on,
        )
        .select_from(member)
        .join(Cooperation, Cooperation.id == member.cooperation_id)
        .join(secretariat, secretariat.id == Cooperation.secretariat_id)
        .where(member.organisation_id == organisation_id)
        .order_by(Cooperation.name)
    ).all()


def _members(session: Session, cooperation_ids: Sequence[int], today: date) -> Sequence[AnyRow]:
    sort = Organisation.sort_nb if language() == "nb" else Organisation.sort_sv
    return session.execute(
        select(
            CooperationMember.cooperation_id,
            CooperationMember.area,
            CooperationMember.joined_on,
            Organisation.public_id,
            Organisation.name,
            Organisation.kind,
        )
        .join(Organisation, Organisation.id == CooperationMember.organisation_id)
        .where(CooperationMember.cooperation_id.in_(cooperation_ids), _is_member(today))
        .order_by(sort, Organisation.id)
    ).all()


def _categories(session: Session, organisation_id: int) -> Sequence[AnyRow]:
    given, member = CategoryResponsibility, CooperationMember
    return session.execute(
        select(given.category, given.area, given.valid_from, given.valid_to, given.source)
        .join(member, (member.cooperation_id == given.cooperation_id) & (member.area == given.area))
        .where(member.organisation_id == organisation_id)
        .order_by(given.valid_to.is_not(None), given.category, given.valid_from)
    ).all()
