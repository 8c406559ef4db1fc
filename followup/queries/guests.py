"""People with a role here whose own organisation is another one, and what a person may work for.

Users are their organisation's own. What is read past that here is narrow: who was named here, who acted here, and
one's own memberships.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from followup.domain.users import UserStatus
from followup.models.organisations import Cooperation, CooperationMember, Organisation
from followup.models.users import Membership, User
from followup.queries.rows import AnyRow

_UNSCOPED = {"followup_unscoped": True}


def hosts(session: Session, organisation_id: int, *, today: date) -> Sequence[AnyRow]:
    """Return who leads the cooperations that the organisation is a member of, itself left out, by name.

    Shape: id, name.
    """
    member = CooperationMember
    led = (
        select(Cooperation.secretariat_id)
        .join(member, member.cooperation_id == Cooperation.id)
        .where(member.organisation_id == organisation_id, or_(member.left_on.is_(None), member.left_on >= today))
    )
    wanted = select(Organisation.id, Organisation.name).where(
        Organisation.id.in_(led), Organisation.id != organisation_id
    )
    return session.execute(wanted.order_by(Organisation.sort_sv, Organisation.id)).all()


def at_host(session: Session, email: str, host_ids: Collection[int]) -> User | None:
    """Return the active person of one of these organisations who signs in with this address."""
    wanted = select(User).where(
        User.email == email,
        User.organisation_id.in_(host_ids),
        User.status == UserStatus.ACTIVE,
        User.is_integration.is_(False),
    )
    return session.scalars(wanted, execution_options=_UNSCOPED).one_or_none()


def listed(session: Session, organisation_id: int, public_id: str | None = None) -> Sequence[AnyRow]:
    """Return who has a role here and belongs elsewhere, by name; only the one where an id is given.

    Shape: id, public_id, name, email, status, role, organisation_name.
    """
    columns = (User.id, User.public_id, User.name, User.email, User.status, Membership.role)
    wanted = (
        select(*columns, Organisation.name.label("organisation_name"))
        .join(Membership, Membership.user_id == User.id)
        .join(Organisation, Organisation.id == User.organisation_id)
        .where(Membership.organisation_id == organisation_id, User.organisation_id != organisation_id)
        .order_by(User.name, User.id)
    )
    if public_id is not None:
        wanted = wanted.where(User.public_id == public_id)
    return session.execute(wanted, execution_options=_UNSCOPED).all()


def names(session: Session, public_ids: Collection[str]) -> Mapping[str, str]:
    """Return the names of people who acted here, wherever they belong; ask only for ids out of one's own rows."""
    if not public_ids:
        return {}
    found = session.execute(
        select(User.public_id, User.name).where(User.public_id.in_(public_ids)), execution_options=_UNSCOPED
    )
    return {row.public_id: row.name for row in found}


def names_by_key(session: Session, keys: Collection[int]) -> Mapping[int, str]:
    """Return the same by key."""
    if not keys:
        return {}
    found = session.execute(select(User.id, User.name).where(User.id.in_(keys)), execution_options=_UNSCOPED)
    return {row.id: row.name for row in found}


def user(session: Session, key: int | None) -> User:
    """Return the person who acts, or who was named here, wherever they belong."""
    return session.scalars(select(User).where(User.id == key), execution_options=_UNSCOPED).one()


def organisations(session: Session, user_id: int | None) -> Sequence[AnyRow]:
    """Return the organisations where a person has a role, by name.

    Shape: id, public_id, name.
    """
    mine = select(Membership.organisation_id).where(Membership.user_id == user_id)
    wanted = select(Organisation.id, Organisation.public_id, Organisation.name).where(Organisation.id.in_(mine))
    return session.execute(wanted.order_by(Organisation.sort_sv, Organisation.id), execution_options=_UNSCOPED).all()
