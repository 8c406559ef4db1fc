"""Answers already given to a create by API, so that a repeated request gets the same one."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from followup.models.base import Base, Internal, Key
from followup.models.types import Json, Sha256


class IdempotencyKey(Base, Internal):
    """One key of one user, with the body it came with and the answer it got; kept 24 hours."""

    __tablename__ = "idempotency_key"
    __table_args__ = (UniqueConstraint("user_id", "key"),)

    user_id: Mapped[int] = mapped_column(Key, ForeignKey("app_user.id"))
    key: Mapped[str] = mapped_column(String(200))
    body_hash: Mapped[str] = mapped_column(Sha256)
    answer: Mapped[dict[str, object]] = mapped_column(Json)
    created_at: Mapped[datetime]
