"""What is followed up when: a cooperation's decided table, and what an organisation decided otherwise."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from followup.models.base import Cooperative, Identified, Internal, Journaled, Key
from followup.models.types import Json


class CooperationPolicy(Identified, Cooperative, Journaled):
    """A whole table, from a day on; the one with the latest `valid_from` that has come holds."""

    __tablename__ = "cooperation_policy"
    __table_args__ = (UniqueConstraint("cooperation_id", "valid_from"),)
    prefix = "cpo"
    journal_noun = "follow_up_policy"

    secretariat_id: Mapped[int] = mapped_column(Key, ForeignKey("organisation.id"), index=True)
    valid_from: Mapped[date]
    rules: Mapped[dict[str, object]] = mapped_column(Json)
    reason: Mapped[str]
    decided_by_id: Mapped[int] = mapped_column(Key, ForeignKey("app_user.id"), index=True)
    decided_at: Mapped[datetime]


class OrganisationPolicy(Identified, Internal, Journaled):
    """Only the rows that one organisation decided otherwise, and its hours and costs, from a day on."""

    __tablename__ = "organisation_policy"
    __table_args__ = (UniqueConstraint("organisation_id", "valid_from"),)
    prefix = "opo"
    journal_noun = "follow_up_policy"

    valid_from: Mapped[date]
    rules: Mapped[dict[str, object]] = mapped_column(Json)
    reason: Mapped[str]
    decided_by_id: Mapped[int] = mapped_column(Key, ForeignKey("app_user.id"), index=True)
    decided_at: Mapped[datetime]
