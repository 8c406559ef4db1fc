"""Views of a list that a person saved: what it is narrowed to, its order and its columns."""

from __future__ import annotations

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from followup.models.base import Identified, Internal, Key
from followup.models.types import Json, Line


class SavedView(Identified, Internal):
    """One person's own view of one list."""

    __tablename__ = "saved_view"
    __table_args__ = (UniqueConstraint("user_id", "noun", "name"),)
    prefix = "viw"

    user_id: Mapped[int] = mapped_column(Key, ForeignKey("app_user.id"))
    noun: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(Line)
    query: Mapped[dict[str, str]] = mapped_column(Json)
