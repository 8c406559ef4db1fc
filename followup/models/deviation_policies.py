"""Deadlines by grade of a cooperation, dated; where none was decided the defaults of this service hold."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from followup.models.base import Cooperative, Identified, Journaled, Key
from followup.models.types import Json


class DeviationPolicy(Identified, Cooperative, Journaled):
    """The whole table from a day on, with the reason.

    Shape: `rules` by grade: containment, plan, answer and closure days, ways to verify, reminder offsets.
    """

    __tablename__ = "deviation_policy"
    __table_args__ = (UniqueConstraint("cooperation_id", "valid_from"),)
    prefix = "dvp"
    journal_noun = "deviation_policy"

    secretariat_id: Mapped[int] = mapped_column(Key, ForeignKey("organisation.id"), index=True)
    valid_from: Mapped[date]
    rules: Mapped[dict[str, object]] = mapped_column(Json)
    is_shorter_for_class_a: Mapped[bool]
    reason: Mapped[str]
    decided_by_id: Mapped[int] = mapped_column(Key, ForeignKey("app_user.id"), index=True)
    decided_at: Mapped[datetime]
