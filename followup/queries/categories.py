"""Who answers for which category on a day, which are prioritised, and who coordinates an area."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol, TypeVar

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from followup.domain.organisations import OrganisationKind
from followup.domain.sourced import Period
from followup.i18n import language
from followup.models.organisations import (
    AreaCoordinator,
    CategoryPriority,
    CategoryResponsibility,
    Cooperation,
    CooperationMember,
    Organisation,
)
from followup.queries.rows import AnyRow


class Dated(Protocol):
    """A row that holds from a day to a day."""

    @property
    def valid_from(self) -> date | None: ...  # noqa: D102
    @property
    def valid_to(self) -> date | None: ...  # noqa: D102


D = TypeVar("D", bound=Dated)


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """One area on a day: its organisations, who coordinates it, and the categories it answers for."""

    letter: str
    organisations: Sequence[AnyRow]
    coordinator: AreaCoordinator | None
    categories: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One category on a day; without an area nobody answers for it."""

    category: str
    responsible: CategoryResponsibility | None
    priority: CategoryPriority | None
    area: Area | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What a cooperation's division says on a day."""

    areas: Sequence[Area]
    lines: Sequence[Line]


def period(row: Dated) -> Period:
    """Return from when until when a row holds."""
    return Period(from_on=row.valid_from, until_on=row.valid_to)


def on_day(rows: Iterable[D], day: date) -> list[D]:
    """Return the rows that hold that day."""
    return [row for row in rows if period(row).covers(day)]


def cooperations(session: Session, keys: Collection[int]) -> Sequence[Cooperation]:
    """Return these cooperations, by name."""
    return session.scalars(
        select(Cooperation).where(Cooperation.id.in_(keys)).order_by(Cooperation.name, Cooperation.id)
    ).all()


def members(session: Session, cooperation_id: int, on: date) -> Sequence[AnyRow]:
    """Return the members on the day but a secretariat, which follows nothing up itself, in the reader's alphabet.

    Shape: id, public_id, name, area.
    """
    member = CooperationMember
    sort = Organisation.sort_nb if language() == "nb" else Organisation.sort_sv
    return session.execute(
        select(Organisation.id, Organisation.public_id, Organisation.name, member.area)
        .join(member, member.organisation_id == Organisation.id)
        .where(
            member.cooperation_id == cooperation_id,
            Organisation.kind != OrganisationKind.SECRETARIAT,
            or_(member.joined_on.is_(None), member.joined_on <= on),
            or_(member.left_on.is_(None), member.left_on >= on),
        )
        .order_by(sort, Organisation.id)
    ).all()


def responsibilities(
    session: Session, cooperation_id: int, category: str | None = None
) -> Sequence[CategoryResponsibility]:
    """Return who has answered for the categories, or for one, the latest first."""
    row = CategoryResponsibility
    statement = select(row).where(row.cooperation_id == cooperation_id)
    if category is not None:
        statement = statement.where(row.category == category)
    return session.scalars(statement.order_by(row.valid_from.desc().nulls_last(), row.id.desc())).all()


def priorities(session: Session, cooperation_id: int, category: str | None = None) -> Sequence[CategoryPriority]:
    """Return the periods in which categories are prioritised, or one is, the latest first."""
    row = CategoryPriority
    statement = select(row).where(row.cooperation_id == cooperation_id)
    if category is not None:
        statement = statement.where(row.category == category)
    return session.scalars(statement.order_by(row.valid_from.desc(), row.id.desc())).all()


def coordinators(session: Session, cooperation_id: int, area: str | None = None) -> Sequence[AreaCoordinator]:
    """Return who has coordinated the areas, or one, the latest first."""
    row = AreaCoordinator
    statement = select(row).where(row.cooperation_id == cooperation_id)
    if area is not None:
        statement = statement.where(row.area == area)
    return session.scalars(statement.order_by(row.valid_from.desc(), row.id.desc())).all()


def standing(session: Session, cooperation_id: int, on: date, parents: Mapping[str, str]) -> Standing:
    """Return the division on the day: every area with a member, and each category; four statements.

    Shape: `parents` has every known category with the one it is part of, or nothing. A part is listed where something
    is recorded of it, and whoever answers for the whole answers for it.
    """
    held = {row.category: row for row in on_day(responsibilities(session, cooperation_id), on)}
    prioritised = {row.category: row for row in on_day(priorities(session, cooperation_id), on)}
    areas = _areas(session, cooperation_id, on, held)
    whole = [key for key, parent in parents.items() if not parent]
    lines = [
        Line(
            category=key,
            responsible=(row := held.get(key) or held.get(parents.get(key, ""))),
            priority=prioritised.get(key),
            area=areas[row.area] if row else None,
        )
        for key in dict.fromkeys([*whole, *held, *prioritised])
    ]
    return Standing(areas=list(areas.values()), lines=lines)


def _areas(
    session: Session, cooperation_id: int, on: date, held: Mapping[str, CategoryResponsibility]
) -> dict[str, Area]:
    belonging: dict[str, list[AnyRow]] = {}
    for member in members(session, cooperation_id, on):
        if member.area:
            belonging.setdefault(member.area, []).append(member)
    named = {row.area: row for row in on_day(coordinators(session, cooperation_id), on)}
    return {
        letter: Area(
            letter=letter,
            organisations=belonging.get(letter, []),
            coordinator=named.get(letter),
            categories=[row.category for row in held.values() if row.area == letter],
        )
        for letter in sorted({*belonging, *named, *(row.area for row in held.values())})
    }


def is_prioritised(session: Session, keys: Collection[str], on: date) -> bool | None:
    """Return whether one's cooperations prioritise one of these that day; None where they record no priorities."""
    recorded = session.scalars(select(CategoryPriority)).all()
    if not recorded:
        return None
    return any(row.category in keys for row in on_day(recorded, on))
