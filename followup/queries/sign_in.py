"""Who stands behind a session, a bearer token or a personal link."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from followup.domain.actors import Assignee, Role, Staff
from followup.domain.assignments import AssignmentKind
from followup.domain.calendar import today_in
from followup.domain.link_codes import asks_for_code
from followup.domain.questionnaires import WITH_SUPPLIER
from followup.domain.sign_in import LINK_USED
from followup.domain.users import UserStatus
from followup.errors import Gone, NotFound
from followup.models.assignments import AssigneeSession, Assignment
from followup.models.contracts import Contract
from followup.models.contributors import Contributor
from followup.models.organisations import CooperationMember, Organisation
from followup.models.questionnaires import Invitation
from followup.models.users import ApiToken, Membership, SignInLink, StaffSession, User
from followup.queries.rows import AnyRow, AnySelect


def staff_of_session(session: Session, token_hash: str, now: datetime) -> Staff | None:
    """Return the person signed in with this session, or None when it has ended or the user is disabled."""
    statement = _staff(StaffSession.id.label("session_id"), on=now.date()).where(
        StaffSession.user_id == User.id,
        StaffSession.organisation_id == Organisation.id,
        StaffSession.token_hash == token_hash,
        StaffSession.ended_at.is_(None),
        StaffSession.expires_at > now,
    )
    return _as_staff(session.execute(statement).all())


def staff_of_token(session: Session, token_hash: str, now: datetime) -> Staff | None:
    """Return the integration's user behind a bearer token, or None."""
    statement = _staff(ApiToken.id.label("session_id"), on=now.date()).where(
        ApiToken.user_id == User.id,
        ApiToken.organisation_id == Organisation.id,
        ApiToken.token_hash == token_hash,
        ApiToken.revoked_at.is_(None),
        ApiToken.expires_on >= now.date(),
    )
    return _as_staff(session.execute(statement).all())


def staff_with_address(session: Session, email: str, now: datetime) -> Staff | None:
    """Return the active user with this address, on whose behalf the command line works, or None."""
    statement = _staff(User.id.label("session_id"), on=now.date()).where(User.email == email)
    return _as_staff(session.execute(statement).all())


def _staff(session_id: Any, *, on: date) -> AnySelect:  # an InstrumentedAttribute's label has no public type
    member = CooperationMember
    has_joined = or_(member.joined_on.is_(None), member.joined_on <= on)
    has_not_left = or_(member.left_on.is_(None), member.left_on >= on)
    return (
        select(
            session_id,
            User.id,
            User.public_id,
            User.name,
            User.language,
            User.is_integration,
            Organisation.id.label("organisation_id"),
            Organisation.public_id.label("organisation_public_id"),
            Organisation.name.label("organisation_name"),
            Organisation.zone,
            Organisation.country,
            Membership.role,
            member.cooperation_id,
        )
        .join(Membership, Membership.user_id == User.id)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .outerjoin(member, and_(member.organisation_id == Organisation.id, has_joined, has_not_left))
        .where(User.status == UserStatus.ACTIVE)
    )


def _as_staff(rows: Iterable[AnyRow]) -> Staff | None:
    rows = list(rows)
    if not rows:
        return None
    first = rows[0]
    return Staff(
        user_id=first.id,
        public_id=first.public_id,
        name=first.name,
        language=first.language,
        is_integration=first.is_integration,
        session_id=first.session_id,
        organisation_id=first.organisation_id,
        organisation_public_id=first.organisation_public_id,
        organisation_name=first.organisation_name,
        zone=first.zone,
        country=first.country,
        roles=frozenset(Role.of(r.role) for r in rows),
        cooperation_ids=tuple(sorted({r.cooperation_id for r in rows if r.cooperation_id is not None})),
    )


def assignee_of_session(session: Session, token_hash: str, now: datetime) -> Assignee | None:
    """Return the holder of a personal link whose browser session still fits the link's generation, or None.

    A colleague of the holder is one as long as the link was not taken back and the form is with the supplier.
    """
    row = session.execute(_holding(token_hash, now)).one_or_none()
    if row is None or today_in(now, row.zone) > row.expires_on:
        return None
    is_colleague = row.contributor_id is not None
    return Assignee(
        assignment_id=row.id,
        public_id=row.colleague_public_id if is_colleague else row.public_id,
        organisation_id=row.organisation_id,
        zone=row.zone,
        country=row.country,
        roles=frozenset({_role(row.kind, is_colleague=is_colleague)}),
        session_id=row.session_id,
        contributor_id=row.contributor_id,
        must_confirm=row.confirmed_at is None
        and not is_colleague
        and row.kind is not AssignmentKind.AUDIT_VISIT  # sends in nothing and reads only this audit
        and asks_for_code(asked=row.asks_for_codes, risk_class=row.risk_class),
    )


def _role(kind: AssignmentKind, *, is_colleague: bool) -> Role:
    """Return what the holder of a link is: what they may do hangs on what the link is for."""
    if kind is AssignmentKind.AUDIT_VISIT:
        return Role.VISITING_AUDITOR
    return Role.CONTRIBUTOR if is_colleague else Role.ASSIGNEE


def _holding(token_hash: str, now: datetime) -> AnySelect:
    return (
        select(
            Assignment.id,
            Assignment.public_id,
            Assignment.kind,
            Assignment.organisation_id,
            Assignment.expires_on,
            AssigneeSession.id.label("session_id"),
            AssigneeSession.contributor_id,
            AssigneeSession.confirmed_at,
            Contributor.public_id.label("colleague_public_id"),
            Contract.risk_class,
            Organisation.asks_for_codes,
            Organisation.zone,
            Organisation.country,
        )
        .join(AssigneeSession, AssigneeSession.assignment_id == Assignment.id)
        .join(Organisation, Organisation.id == Assignment.organisation_id)
        .join(Contract, Contract.id == Assignment.contract_id)
        .outerjoin(Contributor, Contributor.id == AssigneeSession.contributor_id)
        .outerjoin(Invitation, Invitation.id == Contributor.invitation_id)
        .where(
            AssigneeSession.token_hash == token_hash,
            AssigneeSession.ended_at.is_(None),
            AssigneeSession.expires_at > now,
            AssigneeSession.generation == Assignment.generation,
            Assignment.revoked_at.is_(None),
            or_(
                AssigneeSession.contributor_id.is_(None),
                Contributor.removed_at.is_(None) & Invitation.status.in_(WITH_SUPPLIER),
            ),
        )
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedLink:
    """A link to choose a password, as its holder finds it."""

    link_id: int
    user_id: int
    organisation_id: int
    name: str
    email: str
    organisation_name: str
    password_hash: str | None = field(repr=False)
    totp_secret: str | None = field(repr=False)


def opened_link(session: Session, token_hash: str, now: datetime) -> OpenedLink:
    """Return what stands behind the token of a mailed link.

    Errors: NotFound for an unknown token; Gone once it is used, replaced or too old, or the user is disabled.
    """
    statement = (
        select(
            SignInLink.id.label("link_id"),
            SignInLink.used_at,
            SignInLink.expires_at,
            SignInLink.password_hash,
            SignInLink.totp_secret,
            User.id.label("user_id"),
            User.organisation_id,
            User.name,
            User.email,
            User.status,
            Organisation.name.label("organisation_name"),
        )
        .join(User, User.id == SignInLink.user_id)
        .join(Organisation, Organisation.id == User.organisation_id)
        .where(SignInLink.token_hash == token_hash)
    )
    row = session.execute(statement).one_or_none()
    if row is None:
        raise NotFound
    if row.used_at is not None or row.expires_at <= now or row.status == UserStatus.DISABLED:
        raise Gone(LINK_USED)
    names = (
        "link_id",
        "user_id",
        "organisation_id",
        "name",
        "email",
        "organisation_name",
        "password_hash",
        "totp_secret",
    )
    return OpenedLink(**{name: getattr(row, name) for name in names})


def other_sessions(session: Session, user_id: int, token_hash: str, now: datetime) -> int:
    """Return in how many other browsers the user is signed in."""
    statement = select(func.count(StaffSession.id)).where(
        StaffSession.user_id == user_id,
        StaffSession.token_hash != token_hash,
        StaffSession.ended_at.is_(None),
        StaffSession.expires_at > now,
    )
    return session.scalar(statement, execution_options={"followup_unscoped": True}) or 0
