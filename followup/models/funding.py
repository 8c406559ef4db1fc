"""What the members pay: decided rate components, and each member's contribution per year."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from followup.models.base import Base, Cooperative, Identified, Journaled, Key
from followup.models.types import Line


class FundingRate(Base, Cooperative, Journaled):
    """One decided component of the rate, in öre per inhabitant and year."""

    __tablename__ = "funding_rate"
    __table_args__ = (UniqueConstraint("cooperation_id", "name", "valid_from"), CheckConstraint("ore >= 0", name="ore"))
    journal_noun = "cooperation"

    name: Mapped[str] = mapped_column(Line)
    ore: Mapped[int]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    replaces_all: Mapped[bool]
    source: Mapped[str] = mapped_column(Line)


class Contribution(Identified, Cooperative, Journaled):
    """One member's contribution for one year; keeps the population it was computed from."""

    __tablename__ = "contribution"
    __table_args__ = (UniqueConstraint("cooperation_id", "organisation_id", "year"),)
    prefix = "ctb"
    journal_noun = "contribution"

    organisation_id: Mapped[int] = mapped_column(Key, ForeignKey("organisation.id"), index=True)
    year: Mapped[int]
    inhabitants: Mapped[int] = mapped_column(Key)
    population_on: Mapped[date | None]
    population_source: Mapped[str] = mapped_column(Line)
    rate_ore: Mapped[int]
    amount_minor: Mapped[int] = mapped_column(Key)
    currency: Mapped[str] = mapped_column(String(3))
