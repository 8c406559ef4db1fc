"""People who sign in, what they may do where, their sessions, invitations and API tokens."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint, true
from sqlalchemy.orm import Mapped, mapped_column

from followup.domain.actors import Role
from followup.domain.users import UserStatus
from followup.models.base import Base, Identified, Internal, Journaled, Key, Restricted, Versioned
from followup.models.types import Line, Sha256, coded


class User(Identified, Versioned, Internal, Journaled):
    """A person, or an integration's user; belongs to the organisation that invited."""

    __tablename__ = "app_user"
    __table_args__ = (
        UniqueConstraint("id", "organisation_id"),
        Index("ix_app_user_organisation_id_name_id", "organisation_id", "name", "id"),
    )
    prefix = "usr"
    journal_noun = "user"

    name: Mapped[str] = mapped_column(Line)
    email: Mapped[str] = mapped_column(Line, unique=True)
    language: Mapped[str] = mapped_column(String(2))
    status: Mapped[UserStatus] = mapped_column(coded(UserStatus, "status"))
    is_integration: Mapped[bool] = mapped_column(default=False)
    wants_digest: Mapped[bool] = mapped_column(default=True, server_default=true())
    digest_off_on: Mapped[date | None]
    password_hash: Mapped[str | None] = mapped_column(String(200))
    totp_secret: Mapped[str | None] = mapped_column(String(64))
    totp_step: Mapped[int | None] = mapped_column(Key)


class Membership(Base, Internal, Journaled):
    """One role of a user in one organisation."""

    __tablename__ = "membership"
    __table_args__ = (UniqueConstraint("user_id", "organisation_id", "role"),)
    journal_noun = "user"

    user_id: Mapped[int] = mapped_column(Key, ForeignKey("app_user.id"))
    role: Mapped[Role] = mapped_column(coded(Role, "role"))


class SignInLink(Base, Restricted):
    """A mailed link to choose a password and a second factor; only the hash of its token is kept.

    What was chosen waits here until a first one-time code shows that the app has the secret.
    """

    __tablename__ = "sign_in_link"

    user_id: Mapped[int] = mapped_column(Key, ForeignKey("app_user.id"), index=True)
    public_id: Mapped[str] = mapped_column(String(40), unique=True)
    nonce: Mapped[bytes] = mapped_column(LargeBinary(16))
    token_hash: Mapped[str] = mapped_column(Sha256, unique=True)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    password_hash: Mapped[str | None] = mapped_column(String(200))
    totp_secret: Mapped[str | None] = mapped_column(String(64))


class PendingSignIn(Base, Restricted):
    """A browser that knew the password and has not yet given the one-time code; removed when it has."""

    __tablename__ = "pending_sign_in"

    token_hash: Mapped[str] = mapped_column(Sha256, unique=True)
    user_id: Mapped[int] = mapped_column(Key, ForeignKey("app_user.id"), index=True)
    expires_at: Mapped[datetime]


class StaffSession(Base, Restricted):
    """A signed-in browser; ends at once when the user is disabled."""

    __tablename__ = "staff_session"

    token_hash: Mapped[str] = mapped_column(Sha256, unique=True)
    user_id: Mapped[int] = mapped_column(Key, ForeignKey("app_user.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(Key, ForeignKey("organisation.id"), index=True)
    begun_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class ApiToken(Identified, Internal, Journaled):
    """A bearer token of an integration's user; only its hash is kept."""

    __tablename__ = "api_token"
    prefix = "tok"
    journal_noun = "user"

    user_id: Mapped[int] = mapped_column(Key, ForeignKey("app_user.id"), index=True)
    label: Mapped[str] = mapped_column(Line)
    token_hash: Mapped[str] = mapped_column(Sha256, unique=True)
    expires_on: Mapped[date]
    revoked_at: Mapped[datetime | None]
