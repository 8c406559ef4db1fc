"""Calendar addresses: one's own, the one behind a token, and what its calendar holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select, true
from sqlalchemy.orm import Session

from followup.domain.actors import INSIDE
from followup.domain.calendar_feeds import ENTRIES_MOST, Window
from followup.domain.follow_ups import FollowUpStatus
from followup.domain.users import UserStatus
from followup.models.calendar_feeds import CalendarFeed
from followup.models.contracts import Contract
from followup.models.follow_ups import FollowUp
from followup.models.journal import JournalEntry
from followup.models.organisations import Organisation
from followup.models.users import Membership, User
from followup.queries.follow_ups import is_open
from followup.queries.rows import AnyRow, AnySelect

CANCELLED = frozenset({FollowUpStatus.SKIPPED, FollowUpStatus.COVERED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A living address: whose it is, where, and whether it gives the follow-ups of the whole organisation."""

    public_id: str
    user_id: int
    is_whole: bool
    language: str
    organisation_id: int
    organisation_name: str
    zone: str
    country: str


def of_person(session: Session, user_id: int | None) -> Sequence[CalendarFeed]:
    """Return the addresses that a person has here and has not revoked, the newest first."""
    mine = select(CalendarFeed).where(CalendarFeed.user_id == user_id, CalendarFeed.revoked_at.is_(None))
    return session.scalars(mine.order_by(CalendarFeed.id.desc())).all()


def find(session: Session, token_hash: str) -> Feed | None:
    """Return what is behind a token: nothing once it is revoked, or its person is disabled or has no role there."""
    may_read = select(Membership.id).where(
        Membership.user_id == CalendarFeed.user_id,
        Membership.organisation_id == CalendarFeed.organisation_id,
        Membership.role.in_(sorted(INSIDE)),
    )
    statement = (
        select(CalendarFeed.public_id, CalendarFeed.user_id, CalendarFeed.is_whole, CalendarFeed.organisation_id)
        .add_columns(User.language, Organisation.name, Organisation.zone, Organisation.country)
        .join(User, User.id == CalendarFeed.user_id)
        .join(Organisation, Organisation.id == CalendarFeed.organisation_id)
        .where(CalendarFeed.token_hash == token_hash, CalendarFeed.revoked_at.is_(None))
        .where(User.status == UserStatus.ACTIVE, may_read.exists())
    )
    row = session.execute(statement).one_or_none()
    if row is None:
        return None
    names = ("public_id", "user_id", "is_whole", "language", "organisation_id", "zone", "country")
    return Feed(**{name: getattr(row, name) for name in names}, organisation_name=row.name)


def state(session: Session, feed: Feed, window: Window) -> str:
    """Return what changes whenever an entry comes, goes or changes, in one statement and without reading them."""
    sums = (
        func.count(FollowUp.id),
        func.sum(FollowUp.id),
        func.sum(FollowUp.version),
        func.sum(FollowUp.id * FollowUp.version % 1_000_003),
        func.sum(Contract.version),
    )
    return "-".join(str(number or 0) for number in session.execute(_of(select(*sums), feed, window)).one())


def changed_at(session: Session, feed: Feed) -> datetime | None:
    """Return when anything at all last changed in the organisation."""
    latest = select(JournalEntry.at).where(JournalEntry.chain == feed.organisation_id)
    return session.scalars(latest.order_by(JournalEntry.seq.desc()).limit(1)).one_or_none()


def entries(session: Session, feed: Feed, window: Window) -> Sequence[AnyRow]:
    """Return the follow-ups of the calendar; of more than it holds, the open ones before the settled.

    Shape: public_id, kind, due_on, version, status, number, case_number, changed_at.
    """
    said = select(func.max(JournalEntry.at)).where(JournalEntry.subject_id == FollowUp.public_id).scalar_subquery()
    columns = select(
        FollowUp.public_id,
        FollowUp.kind,
        FollowUp.due_on,
        FollowUp.version,
        FollowUp.status,
        Contract.number,
        Contract.case_number,
        func.coalesce(said, FollowUp.planned_at, type_=FollowUp.planned_at.type).label("changed_at"),
    )
    ordered = _of(columns, feed, window).order_by(is_open().desc(), FollowUp.due_on, FollowUp.id)
    return session.execute(ordered.limit(ENTRIES_MOST)).all()


def _of(statement: AnySelect, feed: Feed, window: Window) -> AnySelect:
    stays = or_(FollowUp.status.not_in(CANCELLED), FollowUp.settled_at >= window.cancelled_since)
    return (
        statement.select_from(FollowUp)
        .join(Contract, Contract.id == FollowUp.contract_id)
        .where(FollowUp.due_on.between(window.first_on, window.last_on), stays, Contract.voided_at.is_(None))
        .where(true() if feed.is_whole else _is_own(feed.user_id))
    )


def _is_own(user_id: int) -> ColumnElement[bool]:
    return or_(FollowUp.assigned_to_id == user_id, Contract.manager_id == user_id, Contract.deputy_id == user_id)
