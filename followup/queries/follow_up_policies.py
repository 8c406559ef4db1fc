"""The rules for follow-ups that hold in an organisation on a day, whose they are, and every decision there has been."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, aliased

from followup.domain.actors import Actor
from followup.domain.follow_up_policies import Efforts, decided_cells, default_of, efforts_of, resolved, table_of
from followup.domain.follow_up_rules import Policy, RuleOrigin
from followup.models.follow_up_policies import CooperationPolicy, OrganisationPolicy
from followup.models.organisations import Cooperation, CooperationMember, Organisation
from followup.models.users import User
from followup.queries.rows import AnyRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """An organisation whose contracts are followed up, where it is, and the cooperations it is in."""

    organisation_id: int
    zone: str
    country: str
    cooperation_ids: tuple[int, ...] = ()

    @classmethod
    def by(cls, actor: Actor) -> Followed:
        """Return the actor's organisation."""
        return cls(
            organisation_id=actor.organisation_id or 0,
            zone=actor.zone,
            country=actor.country,
            cooperation_ids=actor.scope.cooperation_ids,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The rules that hold, the cooperation they are taken from, and the instant at which they last became others."""

    policy: Policy
    efforts: Efforts
    cooperation_id: int | None = None
    changed_at: datetime | None = None


def in_force(session: Session, here: Followed, on: date) -> Table:
    """Return the rules that hold in one organisation on a day: two statements."""
    return _tables(session, [here], on)[here]


def tables(session: Session, on: date) -> Mapping[Followed, Table]:
    """Return the rules that hold in every organisation on a day: four statements."""
    organisations = session.execute(select(Organisation.id, Organisation.zone, Organisation.country)).all()
    members: dict[int, list[int]] = {}
    for row in _memberships(session, on=on):
        members.setdefault(row.organisation_id, []).append(row.cooperation_id)
    everybody = [
        Followed(
            organisation_id=row.id,
            zone=row.zone,
            country=row.country,
            cooperation_ids=tuple(sorted(set(members.get(row.id, ())))),
        )
        for row in organisations
    ]
    return _tables(session, everybody, on)


def _memberships(session: Session, *, on: date, organisation_id: int | None = None) -> Sequence[AnyRow]:
    """Return who is in which cooperation on the day, the one joined first before the others, and what it has decided.

    Shape: also `rules` and `valid_from` of the table that holds, and `decided_at` of the last decision.
    """
    member, table, any_table = CooperationMember, CooperationPolicy, aliased(CooperationPolicy)
    so_far = any_table.cooperation_id == member.cooperation_id, any_table.valid_from <= on
    latest = select(any_table.id).where(*so_far).order_by(any_table.valid_from.desc()).limit(1)
    decided = select(func.max(any_table.decided_at)).where(*so_far)
    statement = (
        select(
            member.organisation_id,
            member.cooperation_id,
            member.joined_on,
            member.left_on,
            table.rules,
            table.valid_from,
            decided.correlate(member).scalar_subquery().label("decided_at"),
        )
        .outerjoin(table, table.id == latest.correlate(member).scalar_subquery())
        .where(or_(member.joined_on.is_(None), member.joined_on <= on))
        .order_by(member.joined_on.asc().nulls_first(), member.id)
    )
    if organisation_id is not None:
        statement = statement.where(member.organisation_id == organisation_id)
    return session.execute(statement).all()


def _own(session: Session, on: date, organisation_id: int | None) -> Mapping[int, Sequence[OrganisationPolicy]]:
    """Return what organisations decided themselves up to the day, the earliest first."""
    statement = select(OrganisationPolicy).where(OrganisationPolicy.valid_from <= on)
    if organisation_id is not None:
        statement = statement.where(OrganisationPolicy.organisation_id == organisation_id)
    found: dict[int, list[OrganisationPolicy]] = {}
    for row in session.scalars(statement.order_by(OrganisationPolicy.valid_from)):
        found.setdefault(row.organisation_id, []).append(row)
    return found


def _tables(session: Session, wanted: Sequence[Followed], on: date) -> Mapping[Followed, Table]:
    one = wanted[0].organisation_id if len(wanted) == 1 else None
    memberships: dict[int, list[AnyRow]] = {}
    for row in _memberships(session, on=on, organisation_id=one):
        memberships.setdefault(row.organisation_id, []).append(row)
    own = _own(session, on, one)
    known: dict[tuple[int, str], Policy] = {}
    return {
        here: _table(here, memberships.get(here.organisation_id, ()), own.get(here.organisation_id, ()), on, known)
        for here in wanted
    }


def _table(
    here: Followed,
    memberships: Sequence[AnyRow],
    own: Sequence[OrganisationPolicy],
    on: date,
    known: dict[tuple[int, str], Policy],
) -> Table:
    followed = next((m for m in memberships if m.left_on is None or m.left_on >= on), None)
    beneath = default_of(here.country)
    if followed is not None and followed.rules is not None:
        place = followed.cooperation_id, here.country
        beneath = known[place] = known.get(place) or table_of(followed.rules, here.country)
    said = [(row.valid_from, row.rules) for row in own]
    return Table(
        policy=resolved(beneath, said) if said else beneath,
        efforts=efforts_of(said),
        cooperation_id=followed.cooperation_id if followed else None,
        changed_at=max(_changes(here, memberships, followed, own, on), default=None),
    )


def _changes(
    here: Followed, memberships: Sequence[AnyRow], followed: AnyRow | None, own: Sequence[OrganisationPolicy], on: date
) -> Iterator[datetime]:
    """Yield each instant at which other rules began to hold: decided, come to their day, joined or left."""
    for row in (*own, *([followed] if followed is not None and followed.rules is not None else ())):
        yield max(_midnight(row.valid_from, here.zone), row.decided_at)
    for member in memberships:
        for day in (member.joined_on, member.left_on and member.left_on + timedelta(days=1)):
            if day is not None and day <= on:
                yield _midnight(day, here.zone)


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(zone))


def of_cooperation(session: Session, cooperation: Cooperation, on: date) -> Policy:
    """Return the table that the cooperation has decided; the defaults where it has decided nothing."""
    latest = _latest(session, cooperation.id, on)
    return table_of(latest.rules, cooperation.country) if latest else default_of(cooperation.country)


def _latest(session: Session, cooperation_id: int | None, on: date) -> CooperationPolicy | None:
    statement = (
        select(CooperationPolicy)
        .where(CooperationPolicy.cooperation_id == cooperation_id, CooperationPolicy.valid_from <= on)
        .order_by(CooperationPolicy.valid_from.desc())
        .limit(1)
    )
    return session.scalars(statement).one_or_none()


def same_day(session: Session, cooperation_id: int, valid_from: date) -> CooperationPolicy | None:
    """Return the cooperation's table from exactly this day, if there is one."""
    return session.scalars(
        select(CooperationPolicy).where(
            CooperationPolicy.cooperation_id == cooperation_id, CooperationPolicy.valid_from == valid_from
        )
    ).one_or_none()


def own_same_day(session: Session, valid_from: date) -> OrganisationPolicy | None:
    """Return the organisation's own decisions from exactly this day, if there are any."""
    wanted = select(OrganisationPolicy).where(OrganisationPolicy.valid_from == valid_from)
    return session.scalars(wanted).one_or_none()


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A change of the rules: whose, from when, of which rules, why, and who decided."""

    public_id: str
    origin: RuleOrigin
    whose: str
    valid_from: date
    decided_on: date
    keys: tuple[str, ...]
    has_efforts: bool
    reason: str
    decided_by: str | None


def decisions(session: Session, cooperation_id: int, zone: str) -> Sequence[Decision]:
    """Return every decision of a cooperation, the latest first."""
    statement = (
        select(CooperationPolicy, Cooperation.name, User.name)
        .join(Cooperation, Cooperation.id == CooperationPolicy.cooperation_id)
        .outerjoin(User, User.id == CooperationPolicy.decided_by_id)
        .where(CooperationPolicy.cooperation_id == cooperation_id)
        .order_by(CooperationPolicy.valid_from.desc())
    )
    return [
        _decision(row, RuleOrigin.COOPERATION, whose, name, zone) for row, whose, name in session.execute(statement)
    ]


def own_decisions(session: Session, zone: str) -> Sequence[Decision]:
    """Return every decision of the organisation itself, the latest first."""
    statement = select(OrganisationPolicy, User.name).outerjoin(User, User.id == OrganisationPolicy.decided_by_id)
    return [
        _decision(row, RuleOrigin.OWN, "", name, zone)
        for row, name in session.execute(statement.order_by(OrganisationPolicy.valid_from.desc()))
    ]


def _decision(
    row: CooperationPolicy | OrganisationPolicy, origin: RuleOrigin, whose: str, name: str | None, zone: str
) -> Decision:
    return Decision(
        public_id=row.public_id,
        origin=origin,
        whose=whose,
        valid_from=row.valid_from,
        decided_on=row.decided_at.astimezone(ZoneInfo(zone)).date(),
        keys=decided_cells(row.rules, row.valid_from),
        has_efforts="efforts" in row.rules,
        reason=row.reason,
        decided_by=name,
    )


def cooperations(session: Session, here: Followed) -> Sequence[Cooperation]:
    """Return the cooperations that the organisation is in, by name."""
    wanted = select(Cooperation).where(Cooperation.id.in_(here.cooperation_ids)).order_by(Cooperation.name)
    return session.scalars(wanted).all()
