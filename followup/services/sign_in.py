"""The way in for staff: password, one-time code, sessions, and links to choose both. The only file that imports pyotp.

Nothing here hashes a password: that is slow and is done between two transactions by the caller.
"""

from __future__ import annotations

import hmac
from datetime import datetime
from typing import Any

import pyotp
from sqlalchemy import delete, func, or_, select, update

from followup.domain import sign_in as rules
from followup.domain.actors import System
from followup.domain.assignments import token_hash
from followup.domain.journal import USER_ACTIVATED
from followup.domain.users import UserStatus
from followup.errors import Gone, NotFound
from followup.models.journal import AccessLog
from followup.models.users import PendingSignIn, SignInLink, StaffSession, User
from followup.queries import guests
from followup.queries.sign_in import OpenedLink
from followup.transaction import Transaction

SIGN_IN = System(job="sign_in", everything=True)
SERVICE = "followup"
OF_ADDRESS, OF_NETWORK, DONE, MOVED = "sign_in.failed", "sign_in.failed_network", "sign_in.done", "sign_in.moved"
_SETS = {"followup_set": True, "followup_unscoped": True, "synchronize_session": False}


def begin(tx: Transaction, user: User, token: str) -> StaffSession:
    """Begin a signed-in session of this user for the browser that holds the token."""
    _note(tx, DONE, user.public_id, actor=user.public_id)
    return tx.add(
        StaffSession(
            token_hash=token_hash(token),
            user_id=user.id,
            organisation_id=user.organisation_id,
            begun_at=tx.now,
            expires_at=tx.now + rules.SESSION,
        )
    )


def work_for(tx: Transaction, organisation_id: str, *, token: str, next_token: str) -> None:
    """Let the browser's session be one of another organisation where the person has a role; it lasts no longer for it.

    The token is a new one, so that what was drawn before can no longer be sent. Errors: NotFound.
    """
    mine = {row.public_id: row.id for row in guests.organisations(tx.session, tx.actor.user_id)}
    if organisation_id not in mine:
        raise NotFound
    _note(tx, MOVED, organisation_id, actor=tx.actor.reference)
    moved = update(StaffSession).where(StaffSession.token_hash == token_hash(token), StaffSession.ended_at.is_(None))
    values = {"token_hash": token_hash(next_token), "organisation_id": mine[organisation_id]}
    tx.session.execute(moved.values(values), execution_options=_SETS)


def end(tx: Transaction, token: str) -> None:
    """End the session of the browser that holds the token."""
    _end(tx, StaffSession.token_hash == token_hash(token))


def end_all(tx: Transaction, user: User, *, but: str = "") -> None:
    """End every session of the user, except that of the token `but`."""
    _end(tx, StaffSession.user_id == user.id, StaffSession.token_hash != token_hash(but))


def _end(tx: Transaction, *which: Any) -> None:
    ended = update(StaffSession).where(StaffSession.ended_at.is_(None), *which).values(ended_at=tx.now)
    tx.session.execute(ended, execution_options=_SETS)


def check_pause(tx: Transaction, email: str, network: str | None) -> None:
    """Refuse a further attempt after too many failed ones; attempts that succeeded do not count.

    Errors: Invalid("sign_in.paused").
    """
    since = tx.now - rules.PAUSE
    counts = [
        tx.session.scalar(
            select(func.count(AccessLog.id)).where(AccessLog.kind == kind, AccessLog.key == key, AccessLog.at > since)
        )
        or 0
        for kind, key in ((OF_ADDRESS, rules.address_key(email)), (OF_NETWORK, network or ""))
    ]
    rules.check_failures(*counts)


def note_failure(tx: Transaction, email: str, network: str | None) -> None:
    """Count a failed attempt, whoever the address belongs to."""
    _note(tx, OF_ADDRESS, rules.address_key(email))
    if network:
        _note(tx, OF_NETWORK, network)


def _note(tx: Transaction, kind: str, key: str, *, actor: str = "public") -> None:
    tx.add(AccessLog(at=tx.now, kind=kind, key=key, actor=actor, request_id=tx.request_id))


def user_of(tx: Transaction, email: str) -> User | None:
    """Return the person who signs in with this address and can do so: active, with a password and a second factor."""
    statement = select(User).where(
        User.email == rules.sign_in_name(email),
        User.status == UserStatus.ACTIVE,
        User.is_integration.is_(False),
        User.password_hash.is_not(None),
        User.totp_secret.is_not(None),
    )
    return tx.session.scalars(statement).one_or_none()


def ask_for_code(tx: Transaction, user: User, token: str) -> None:
    """Remember that the browser with this token knew the password; earlier ones of the user are forgotten."""
    stale = delete(PendingSignIn).where(or_(PendingSignIn.user_id == user.id, PendingSignIn.expires_at < tx.now))
    tx.session.execute(stale, execution_options=_SETS)
    tx.add(PendingSignIn(token_hash=token_hash(token), user_id=user.id, expires_at=tx.now + rules.CODE_TIME))


def pending(tx: Transaction, token: str) -> User | None:
    """Return whose password the browser with this token knew lately, or None."""
    statement = (
        select(User)
        .join(PendingSignIn, PendingSignIn.user_id == User.id)
        .where(
            PendingSignIn.token_hash == token_hash(token),
            PendingSignIn.expires_at > tx.now,
            User.status == UserStatus.ACTIVE,
        )
    )
    return tx.session.scalars(statement).one_or_none()


def accept_code(tx: Transaction, user: User, code: str) -> bool:
    """Take the user's one-time code. Returns whether it fits and was not used before; each works once."""
    step = step_of(user.totp_secret or "", code, tx.now)
    if step is None:
        return False
    used = (
        update(User)
        .where(User.id == user.id, or_(User.totp_step.is_(None), User.totp_step < step))
        .values(totp_step=step)
        .returning(User.id)
    )
    if tx.session.execute(used, execution_options=_SETS).scalar_one_or_none() is None:
        return False
    tx.session.execute(delete(PendingSignIn).where(PendingSignIn.user_id == user.id), execution_options=_SETS)
    return True


def new_secret() -> str:
    """Return a fresh secret for an app that makes one-time codes."""
    return pyotp.random_base32()


def provisioning_uri(secret: str, email: str) -> str:
    """Return the secret as the address that such an app reads from a QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=SERVICE)


def step_of(secret: str, code: str, now: datetime) -> int | None:
    """Return the time step whose code this is, one before and one after now included, or None."""
    totp, digits = pyotp.TOTP(secret), rules.code_digits(code)
    present = totp.timecode(now)
    steps = (present - 1, present, present + 1)
    return next((step for step in steps if hmac.compare_digest(totp.generate_otp(step), digits)), None)


def choose(tx: Transaction, opened: OpenedLink, password_hash: str) -> None:
    """Keep the chosen password beside the link, with a fresh secret, until a first code confirms both."""
    chosen = {"password_hash": password_hash, "totp_secret": new_secret()}
    still_open = (SignInLink.id == opened.link_id, SignInLink.used_at.is_(None))
    tx.session.execute(update(SignInLink).where(*still_open).values(**chosen), execution_options=_SETS)


def activate(tx: Transaction, opened: OpenedLink, step: int) -> User:
    """Use the link up: the user has the chosen password and secret, and every older session has ended.

    Errors: Gone("sign_in.link_used").
    """
    used = (
        update(SignInLink)
        .where(
            SignInLink.id == opened.link_id,
            SignInLink.used_at.is_(None),
            SignInLink.totp_secret == opened.totp_secret,
        )
        .values(used_at=tx.now, password_hash=None, totp_secret=None)
        .returning(SignInLink.id)
    )
    if tx.session.execute(used, execution_options=_SETS).scalar_one_or_none() is None:
        raise Gone(rules.LINK_USED)
    user = tx.follow(User, opened.user_id)
    user.password_hash, user.totp_secret, user.totp_step = opened.password_hash, opened.totp_secret, step
    user.status = UserStatus.ACTIVE
    tx.journal(USER_ACTIVATED, user)
    end_all(tx, user)
    return user
