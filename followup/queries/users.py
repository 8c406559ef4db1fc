"""Users as lists and pages read them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from followup.domain.actors import GIVEN_TO_PEOPLE, Role
from followup.domain.users import UserFilter, UserStatus, roles_of
from followup.models.organisations import Cooperation, Organisation
from followup.models.users import ApiToken, Membership, User
from followup.queries.paging import Page, page
from followup.queries.rows import AnyRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One user of the list."""

    public_id: str
    name: str
    email: str
    status: UserStatus
    is_integration: bool
    roles: tuple[Role, ...]


def listed(session: Session, query: UserFilter) -> Page[Listed]:
    """Return one page of the organisation's users, by name, with their roles."""
    statement = select(User.id, User.public_id, User.name, User.email, User.status, User.is_integration)
    if query.q:
        statement = statement.where(
            or_(User.name.icontains(query.q, autoescape=True), User.email.icontains(query.q, autoescape=True))
        )
    if query.status:
        statement = statement.where(User.status == query.status)
    found = page(session, statement, (User.name, User.id), after=query.after)
    held = roles(session, [row.id for row in found.rows])
    names = ("public_id", "name", "email", "status", "is_integration")
    rows = [Listed(**{name: getattr(row, name) for name in names}, roles=held.get(row.id, ())) for row in found.rows]
    return Page(rows, found.next)


def roles(session: Session, user_ids: Collection[int]) -> Mapping[int, tuple[Role, ...]]:
    """Return the roles of users by their key, in the order of the roles."""
    pairs = session.execute(select(Membership.user_id, Membership.role).where(Membership.user_id.in_(user_ids)))
    held: dict[int, list[Role]] = {}
    for user_id, role in pairs:
        held.setdefault(user_id, []).append(role)
    return {user_id: tuple(sorted(some, key=GIVEN_TO_PEOPLE.index)) for user_id, some in held.items()}


def roles_to_give(session: Session, organisation: Organisation) -> tuple[Role, ...]:
    """Return the roles that the organisation may hand out: also those of a cooperation that it leads."""
    leads = session.scalar(select(exists().where(Cooperation.secretariat_id == organisation.id)))
    return roles_of(organisation.kind, leads=bool(leads))


def tokens(session: Session, user_id: int) -> Sequence[AnyRow]:
    """Return the user's bearer tokens, newest first.

    Shape: public_id, label, expires_on, revoked_at; never the token, which is not kept.
    """
    return session.execute(
        select(ApiToken.public_id, ApiToken.label, ApiToken.expires_on, ApiToken.revoked_at)
        .where(ApiToken.user_id == user_id)
        .order_by(ApiToken.id.desc())
    ).all()
