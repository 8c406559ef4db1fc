"""Organisations, their inhabitants, cooperations, memberships, and who is responsible for which category."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from followup.domain.cooperation_bodies import MemberRole
from followup.domain.organisations import CooperationKind, OrganisationKind, OrganisationStatus
from followup.domain.risk_areas import AreaScheme
from followup.models.base import Base, Cooperative, Identified, Journaled, Key, Reference, Versioned
from followup.models.types import Line, coded


class Organisation(Identified, Versioned, Journaled, Reference):
    """A buyer or a secretariat; `asks_for_codes` when answers about a contract of class A need a mailed code."""

    __tablename__ = "organisation"
    __table_args__ = (
        UniqueConstraint("country", "number"),
        Index("ix_organisation_sort_sv_id", "sort_sv", "id"),
        Index("ix_organisation_sort_nb_id", "sort_nb", "id"),
    )
    prefix = "org"
    journal_noun = "organisation"

    name: Mapped[str] = mapped_column(Line)
    sort_sv: Mapped[str] = mapped_column(Line)
    sort_nb: Mapped[str] = mapped_column(Line)
    kind: Mapped[OrganisationKind] = mapped_column(coded(OrganisationKind, "kind"))
    status: Mapped[OrganisationStatus] = mapped_column(coded(OrganisationStatus, "status"))
    country: Mapped[str] = mapped_column(String(2))
    number: Mapped[str | None] = mapped_column(String(40))
    code: Mapped[str | None] = mapped_column(String(10))
    town: Mapped[str | None] = mapped_column(Line)
    zone: Mapped[str] = mapped_column(String(40))
    language: Mapped[str] = mapped_column(String(2))
    asks_for_codes: Mapped[bool] = mapped_column(default=False, server_default=false())


class Population(Base, Reference, Journaled):
    """Inhabitants of an organisation on a date, with the source of the figure."""

    __tablename__ = "population"
    __table_args__ = (
        UniqueConstraint("organisation_id", "on", "source"),
        CheckConstraint("inhabitants >= 0", name="inhabitants"),
    )
    journal_noun = "organisation"

    organisation_id: Mapped[int] = mapped_column(Key, ForeignKey("organisation.id"), index=True)
    on: Mapped[date | None]
    inhabitants: Mapped[int] = mapped_column(Key)
    source: Mapped[str] = mapped_column(Line)


class Cooperation(Identified, Reference, Journaled):
    """Organisations that follow up together."""

    __tablename__ = "cooperation"
    prefix = "coo"
    journal_noun = "cooperation"

    name: Mapped[str] = mapped_column(Line)
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    kind: Mapped[CooperationKind] = mapped_column(coded(CooperationKind, "kind"))
    country: Mapped[str] = mapped_column(String(2))
    currency: Mapped[str] = mapped_column(String(3))
    area_scheme: Mapped[AreaScheme | None] = mapped_column(coded(AreaScheme, "area_scheme"))
    has_animal_welfare: Mapped[bool] = mapped_column(default=False, server_default=false())
    secretariat_id: Mapped[int] = mapped_column(Key, ForeignKey("organisation.id"), index=True)


class CooperationMember(Base, Reference, Journaled):
    """An organisation's membership, with its dates and its area."""

    __tablename__ = "cooperation_member"
    __table_args__ = (UniqueConstraint("cooperation_id", "organisation_id"),)
    journal_noun = "cooperation"

    cooperation_id: Mapped[int] = mapped_column(Key, ForeignKey("cooperation.id"))
    organisation_id: Mapped[int] = mapped_column(Key, ForeignKey("organisation.id"), index=True)
    area: Mapped[str | None] = mapped_column(String(1))
    role: Mapped[MemberRole] = mapped_column(
        coded(MemberRole, "role"), default=MemberRole.MEMBER, server_default=MemberRole.MEMBER.value
    )
    joined_on: Mapped[date | None]
    left_on: Mapped[date | None]


class CategoryResponsibility(Base, Reference, Journaled):
    """Which area is nationally responsible for a category, and when."""

    __tablename__ = "category_responsibility"
    __table_args__ = (UniqueConstraint("cooperation_id", "category", "area", "valid_from"),)
    journal_noun = "cooperation"

    cooperation_id: Mapped[int] = mapped_column(Key, ForeignKey("cooperation.id"))
    category: Mapped[str] = mapped_column(String(40))
    area: Mapped[str] = mapped_column(String(1))
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    source: Mapped[str] = mapped_column(Line)


class AreaCoordinator(Identified, Cooperative, Journaled):
    """Who coordinates an area, and when; the name is what the cooperation gave, since users are their own region's."""

    __tablename__ = "area_coordinator"
    __table_args__ = (UniqueConstraint("cooperation_id", "area", "name", "valid_from"),)
    prefix = "arc"
    journal_noun = "cooperation"

    area: Mapped[str] = mapped_column(String(1))
    organisation_id: Mapped[int] = mapped_column(Key, ForeignKey("organisation.id"), index=True)
    name: Mapped[str] = mapped_column(Line)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]


class CategoryPriority(Identified, Cooperative, Journaled):
    """A category that the cooperation gives priority to, in which period and by which decision."""

    __tablename__ = "category_priority"
    __table_args__ = (UniqueConstraint("cooperation_id", "category", "valid_from"),)
    prefix = "cpr"
    journal_noun = "cooperation"

    category: Mapped[str] = mapped_column(String(40))
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    source: Mapped[str] = mapped_column(Line)
