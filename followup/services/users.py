"""Users of an organisation: inviting, roles, disabling, integrations with their bearer tokens, one's own account."""

from __future__ import annotations

import secrets
from collections.abc import Iterable

from sqlalchemy import select, update

from followup.domain import journal
from followup.domain.actors import Role
from followup.domain.assignments import token_hash
from followup.domain.ids import new_id
from followup.domain.messages import StaffInvitation
from followup.domain.permissions import Permission
from followup.domain.sign_in import LINK_TIME, sign_in_name
from followup.domain.users import (
    LAST_ADMINISTRATOR,
    NO_SIGN_IN,
    NOT_AN_INTEGRATION,
    USER_STATE,
    Account,
    NewToken,
    NewUser,
    UserStatus,
    check_roles,
    check_token_time,
)
from followup.errors import Conflict
from followup.models.organisations import Organisation
from followup.models.users import ApiToken, Membership, SignInLink, User
from followup.queries import guests
from followup.queries import users as queries
from followup.runtime import Keys
from followup.services import sign_in
from followup.transaction import Transaction

LINK_PREFIX = "lnk"
_OWN = ("name", "language", "wants_digest")  # what a person changes about themselves


def invite(tx: Transaction, keys: Keys, new: NewUser) -> User:
    """Register a person of the actor's organisation and mail a link to choose a password.

    Errors: Invalid("user.role_not_here"), Conflict("user.known").
    """
    organisation = _organisation(tx)
    user = _add(tx, organisation, new, UserStatus.INVITED)
    tx.journal(journal.USER_INVITED, user, roles=_said(new.roles))
    _mail_link(tx, keys, user, organisation)
    return user


def register_integration(tx: Transaction, new: NewUser) -> User:
    """Register another program of the actor's organisation; it never signs in, it gets tokens.

    Errors: as `invite`.
    """
    user = _add(tx, _organisation(tx), new, UserStatus.ACTIVE, is_integration=True)
    tx.journal(journal.USER_REGISTERED, user, roles=_said(new.roles))
    return user


def register_administrator(
    tx: Transaction, organisation: Organisation, new: NewUser, *, password_hash: str, totp_secret: str
) -> User:
    """Register a person who can sign in at once: the first one, where nobody could invite.

    Errors: as `invite`.
    """
    user = _add(tx, organisation, new, UserStatus.ACTIVE)
    user.password_hash, user.totp_secret = password_hash, totp_secret
    tx.journal(journal.USER_REGISTERED, user, roles=_said(new.roles))
    return user


def _organisation(tx: Transaction) -> Organisation:
    return tx.follow(Organisation, tx.actor.organisation_id or 0)


def _add(
    tx: Transaction, organisation: Organisation, new: NewUser, status: UserStatus, *, is_integration: bool = False
) -> User:
    check_roles(new.roles, queries.roles_to_give(tx.session, organisation))
    user = tx.add(
        User(
            organisation_id=organisation.id,
            name=new.name,
            email=sign_in_name(new.email),
            language=new.language,
            status=status,
            is_integration=is_integration,
        )
    )
    for role in sorted(new.roles):
        tx.add(Membership(organisation_id=organisation.id, user_id=user.id, role=role))
    return user


def _said(roles: Iterable[Role]) -> str:
    return ", ".join(sorted(roles))


def _mail_link(tx: Transaction, keys: Keys, user: User, organisation: Organisation) -> None:
    """Replace whatever link the user has by a new one, and mail it."""
    older = update(SignInLink).where(SignInLink.user_id == user.id, SignInLink.used_at.is_(None))
    options = {"followup_set": True, "followup_unscoped": True, "synchronize_session": False}
    tx.session.execute(older.values(used_at=tx.now, password_hash=None, totp_secret=None), execution_options=options)
    public_id, nonce, expires_at = new_id(LINK_PREFIX), secrets.token_bytes(16), tx.now + LINK_TIME
    token = keys.new_token(public_id, 1, nonce, purpose="sign_in")
    tx.add(
        SignInLink(
            user_id=user.id, public_id=public_id, nonce=nonce, token_hash=token_hash(token), expires_at=expires_at
        )
    )
    message = StaffInvitation(
        recipient_address=user.email,
        recipient_name=user.name,
        locale=user.language,
        dedupe_key=f"staff_invitation:{public_id}",
        sign_in_link_id=public_id,
        organisation_name=organisation.name,
        invited_by_name=tx.actor.name or organisation.name,
        expires_at=expires_at,
    )
    tx.post(message, about=user)


def send_link(tx: Transaction, keys: Keys, user_id: str) -> User:
    """Mail a new link: after 48 hours, or for a person who lost the password or the telephone.

    Errors: Conflict("user.no_sign_in").
    """
    user = tx.get(User, user_id, to=Permission.USER_CHANGE)
    _send_link(tx, keys, user)
    return user


def send_own_link(tx: Transaction, keys: Keys) -> None:
    """Mail a person who is signed in a link to choose another password and second factor.

    Errors: Conflict("user.no_sign_in").
    """
    _send_link(tx, keys, guests.user(tx.session, tx.actor.user_id))


def _send_link(tx: Transaction, keys: Keys, user: User) -> None:
    if user.is_integration or user.status is UserStatus.DISABLED:
        raise Conflict(NO_SIGN_IN)
    tx.journal(journal.USER_LINK_SENT, user)
    _mail_link(tx, keys, user, tx.follow(Organisation, user.organisation_id))


def change_roles(tx: Transaction, user_id: str, roles: frozenset[Role]) -> User:
    """Give the user exactly these roles; they hold from the next request.

    Errors: Invalid("user.role_not_here"), Conflict("user.last_administrator").
    """
    user = tx.get(User, user_id, to=Permission.USER_CHANGE)
    check_roles(roles, queries.roles_to_give(tx.session, _organisation(tx)))
    held = {m.role: m for m in tx.session.scalars(select(Membership).where(Membership.user_id == user.id))}
    if set(held) == roles:
        return user
    if Role.ADMINISTRATOR not in roles:
        _check_another_administrator(tx, user)
    for role in sorted(set(held) - roles):
        tx.session.delete(held[role])
    for role in sorted(roles - set(held)):
        tx.add(Membership(organisation_id=user.organisation_id, user_id=user.id, role=role))
    tx.journal(journal.USER_ROLES_CHANGED, user, roles=_said(roles))
    return user


def _check_another_administrator(tx: Transaction, user: User) -> None:
    """Refuse to take away the last person who can administer the organisation.

    Errors: Conflict("user.last_administrator").
    """
    administrators = (
        select(Membership.user_id)
        .join(User, User.id == Membership.user_id)
        .where(
            Membership.role == Role.ADMINISTRATOR,
            User.status == UserStatus.ACTIVE,
            User.is_integration.is_(False),
        )
    )
    left = set(tx.session.scalars(administrators))
    if left == {user.id}:
        raise Conflict(LAST_ADMINISTRATOR)


def disable(tx: Transaction, user_id: str, version: int | None) -> User:
    """Shut the user out: sessions and tokens end with this transaction.

    Errors: Conflict("stale"), Conflict("user.state"), Conflict("user.last_administrator").
    """
    user = tx.get(User, user_id, to=Permission.USER_DISABLE)
    tx.check_version(user, version)
    if user.status is UserStatus.DISABLED:
        raise Conflict(USER_STATE.but(status=user.status))
    _check_another_administrator(tx, user)
    user.status = UserStatus.DISABLED
    tx.journal(journal.USER_DISABLED, user)
    sign_in.end_all(tx, user)
    for token in tx.session.scalars(select(ApiToken).where(ApiToken.user_id == user.id, ApiToken.revoked_at.is_(None))):
        token.revoked_at = tx.now
        tx.journal(journal.TOKEN_REVOKED, user)
    return user


def enable(tx: Transaction, user_id: str, version: int | None) -> User:
    """Let the user in again; sessions and tokens of before stay ended.

    Errors: Conflict("stale"), Conflict("user.state").
    """
    user = tx.get(User, user_id, to=Permission.USER_CHANGE)
    tx.check_version(user, version)
    if user.status is not UserStatus.DISABLED:
        raise Conflict(USER_STATE.but(status=user.status))
    can_begin = user.is_integration or user.password_hash is not None
    user.status = UserStatus.ACTIVE if can_begin else UserStatus.INVITED
    tx.journal(journal.USER_ENABLED, user)
    return user


def create_token(tx: Transaction, user_id: str, new: NewToken) -> str:
    """Return a new bearer token of an integration; it is kept as a hash only and cannot be shown again.

    Errors: Conflict("token.person"), Conflict("user.state"), Invalid("token.time").
    """
    user = tx.get(User, user_id, to=Permission.TOKEN_CREATE)
    if not user.is_integration:
        raise Conflict(NOT_AN_INTEGRATION)
    if user.status is not UserStatus.ACTIVE:
        raise Conflict(USER_STATE.but(status=user.status))
    check_token_time(new.expires_on, tx.today)
    token = secrets.token_urlsafe(32)
    tx.add(ApiToken(user_id=user.id, label=new.label, token_hash=token_hash(token), expires_on=new.expires_on))
    tx.journal(journal.TOKEN_CREATED, user, expires_on=new.expires_on)
    return token


def revoke_token(tx: Transaction, token_id: str) -> User:
    """Let a bearer token work no longer; a second time changes nothing. Returns whose it was."""
    token = tx.get(ApiToken, token_id, to=Permission.TOKEN_CREATE)
    user = tx.follow(User, token.user_id)
    if token.revoked_at is None:
        token.revoked_at = tx.now
        tx.journal(journal.TOKEN_REVOKED, user)
    return user


def change_account(tx: Transaction, new: Account, version: int | None) -> User:
    """Save what a person changed about themselves.

    Errors: Conflict("stale").
    """
    user = guests.user(tx.session, tx.actor.user_id)
    tx.check_version(user, version)
    changed = [name for name in _OWN if getattr(user, name) != getattr(new, name)]
    if changed:
        user.name, user.language, user.wants_digest = new.name, new.language, new.wants_digest
        if "wants_digest" in changed:
            user.digest_off_on = None if new.wants_digest else tx.today
        tx.journal(journal.USER_CHANGED, user, fields=", ".join(changed))
    return user
