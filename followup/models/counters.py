"""Serial numbers for reading: one counter row per organisation and series, raised in the same transaction."""

from __future__ import annotations

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from followup.models.base import Base, Internal


class Counter(Base, Internal):
    """The last number given out."""

    __tablename__ = "counter"
    __table_args__ = (UniqueConstraint("organisation_id", "series"),)

    series: Mapped[str] = mapped_column(String(40))
    last: Mapped[int]
