"""What the members pay: decided rate components, and each member's contribution per year."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from followup.domain.charges import Activity, ChargeKind, SplitKey
from followup.models.base import Base, Cooperative, Identified, Journaled, Key, Versioned
from followup.models.types import Json, Line, coded


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
    """One member's contribution for one year; keeps the population it was computed from, replaceable until invoiced.

    Shape: `parts` has name, rate and amount of each part of the rate.
    """

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
    parts: Mapped[list[dict[str, object]]] = mapped_column(Json, default=list, server_default="[]")
    invoiced_at: Mapped[datetime | None]


class SharedCost(Identified, Versioned, Cooperative, Journaled):
    """A cost of one year that the members share by another key than inhabitants, or that the host carries.

    Shape: `amounts` has each member's public id and amount; they sum to the whole.
    """

    __tablename__ = "shared_cost"
    __table_args__ = (UniqueConstraint("cooperation_id", "year", "name"),)
    prefix = "shc"
    journal_noun = "shared_cost"

    secretariat_id: Mapped[int] = mapped_column(Key, ForeignKey("organisation.id"), index=True)
    year: Mapped[int]
    name: Mapped[str] = mapped_column(Line)
    split: Mapped[SplitKey] = mapped_column(coded(SplitKey, "split"))
    amount_minor: Mapped[int] = mapped_column(Key)
    currency: Mapped[str] = mapped_column(String(3))
    amounts: Mapped[dict[str, int]] = mapped_column(Json)
    source: Mapped[str] = mapped_column(Line)
    invoiced_at: Mapped[datetime | None]


class Charge(Identified, Versioned, Cooperative, Journaled):
    """The basis of one invoice to one member, or of the credit that corrects it; never changed once made.

    Shape: `lines` has text, quantity, unit price and amount of each line; they sum to the whole.
    """

    __tablename__ = "charge"
    __table_args__ = (
        UniqueConstraint("cooperation_id", "number"),
        Index("ix_charge_cooperation_id_year_id", "cooperation_id", "year", "id"),
    )
    prefix = "chg"
    journal_noun = "charge"

    secretariat_id: Mapped[int] = mapped_column(Key, ForeignKey("organisation.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(Key, ForeignKey("organisation.id"), index=True)
    number: Mapped[int]
    year: Mapped[int]
    kind: Mapped[ChargeKind] = mapped_column(coded(ChargeKind, "charge_kind"))
    corrects_id: Mapped[int | None] = mapped_column(Key, ForeignKey("charge.id"), index=True)
    reason: Mapped[str | None]
    reference: Mapped[str | None] = mapped_column(Line)
    amount_minor: Mapped[int] = mapped_column(Key)
    currency: Mapped[str] = mapped_column(String(3))
    lines: Mapped[list[dict[str, object]]] = mapped_column(Json)
    made_by_id: Mapped[int] = mapped_column(Key, ForeignKey("app_user.id"), index=True)
    made_at: Mapped[datetime]


class Grant(Identified, Versioned, Cooperative, Journaled):
    """A grant that the cooperation was given, with the share that it adds itself."""

    __tablename__ = "received_grant"
    __table_args__ = (UniqueConstraint("cooperation_id", "year", "name"),)
    prefix = "gra"
    journal_noun = "grant"

    secretariat_id: Mapped[int] = mapped_column(Key, ForeignKey("organisation.id"), index=True)
    year: Mapped[int]
    name: Mapped[str] = mapped_column(Line)
    granted_minor: Mapped[int] = mapped_column(Key)
    own_minor: Mapped[int] = mapped_column(Key)
    currency: Mapped[str] = mapped_column(String(3))
    source: Mapped[str] = mapped_column(Line)


class BudgetLine(Identified, Versioned, Cooperative, Journaled):
    """What an activity of the cooperation may cost in a year, and what it did cost; empty is not reported."""

    __tablename__ = "budget_line"
    __table_args__ = (UniqueConstraint("cooperation_id", "year", "activity"),)
    prefix = "bud"
    journal_noun = "budget"

    secretariat_id: Mapped[int] = mapped_column(Key, ForeignKey("organisation.id"), index=True)
    year: Mapped[int]
    activity: Mapped[Activity] = mapped_column(coded(Activity, "activity"))
    budget_minor: Mapped[int | None] = mapped_column(Key)
    outcome_minor: Mapped[int | None] = mapped_column(Key)
    currency: Mapped[str] = mapped_column(String(3))
    note: Mapped[str | None]


class CaseText(Identified, Versioned, Cooperative, Journaled):
    """One text for the councils of all members, with places for each member's own figures.

    Shape: `sections` has the text by section; `proposal` the points to decide, in order.
    """

    __tablename__ = "case_text"
    prefix = "cas"
    journal_noun = "case_text"

    secretariat_id: Mapped[int] = mapped_column(Key, ForeignKey("organisation.id"), index=True)
    country: Mapped[str] = mapped_column(String(2))
    title: Mapped[str] = mapped_column(Line)
    rate_ore: Mapped[int | None]
    year: Mapped[int]
    sections: Mapped[dict[str, str]] = mapped_column(Json)
    proposal: Mapped[list[str]] = mapped_column(Json)
    is_released: Mapped[bool]
    written_by_id: Mapped[int] = mapped_column(Key, ForeignKey("app_user.id"), index=True)
    released_at: Mapped[datetime | None]
