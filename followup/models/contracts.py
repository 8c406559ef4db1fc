"""Contracts, the clauses that bind in them, and their risk assessments."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from followup.domain.code_of_conduct import Level
from followup.domain.risk import ASSESSMENT, AssessmentStatus, RiskClass
from followup.models.base import HasState, Identified, Internal, Journaled, Key, Versioned, belongs_to
from followup.models.types import Json, Line, coded


class Contract(Identified, Versioned, Internal, Journaled):
    """An agreement with one supplier."""

    __tablename__ = "contract"
    __table_args__ = (
        UniqueConstraint("id", "organisation_id"),
        UniqueConstraint("organisation_id", "source_key"),
        Index("ix_contract_organisation_id_ends_on_id", "organisation_id", "ends_on", "id"),
        Index("ix_contract_organisation_id_sort_id", "organisation_id", "sort", "id"),
        CheckConstraint("ends_on IS NULL OR starts_on IS NULL OR ends_on >= starts_on", name="dates"),
        CheckConstraint("(value_minor IS NULL) = (currency IS NULL)", name="value"),
        CheckConstraint("value_minor IS NULL OR value_minor >= 0", name="value_positive"),
    )
    prefix = "con"
    journal_noun = "contract"

    title: Mapped[str] = mapped_column(Line)
    sort: Mapped[str] = mapped_column(Line)
    number: Mapped[str] = mapped_column(Line, default="")
    case_number: Mapped[str] = mapped_column(Line, default="")
    supplier_id: Mapped[int] = mapped_column(Key, ForeignKey("supplier.id"), index=True)
    manager_id: Mapped[int | None] = mapped_column(Key, ForeignKey("app_user.id"), index=True)
    cpv: Mapped[str | None] = mapped_column(String(10))
    category: Mapped[str | None] = mapped_column(String(40))
    value_minor: Mapped[int | None] = mapped_column(Key)
    currency: Mapped[str | None] = mapped_column(String(3))
    signed_on: Mapped[date | None]
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    production_country: Mapped[str | None] = mapped_column(String(2))
    production_town: Mapped[str | None] = mapped_column(Line)
    code_version_id: Mapped[int | None] = mapped_column(Key, ForeignKey("code_version.id"), index=True)
    level: Mapped[Level | None] = mapped_column(coded(Level, "level"))
    risk_class: Mapped[RiskClass | None] = mapped_column(coded(RiskClass, "risk_class"))
    risk_since: Mapped[date | None]
    source_key: Mapped[str | None] = mapped_column(Line)
    source: Mapped[dict[str, object] | None] = mapped_column(Json)
    registered_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    planned_at: Mapped[datetime | None]
    voided_at: Mapped[datetime | None]
    void_reason: Mapped[str | None]


class ContractClause(Identified, Internal, Journaled):
    """A clause of an adopted version, as it binds in one contract."""

    __tablename__ = "contract_clause"
    __table_args__ = (
        belongs_to("contract"),
        UniqueConstraint("id", "organisation_id"),
        UniqueConstraint("contract_id", "clause_id"),
    )
    prefix = "ccl"
    journal_noun = "contract"

    contract_id: Mapped[int] = mapped_column(Key, index=True)
    clause_id: Mapped[int] = mapped_column(Key, ForeignKey("clause.id"), index=True)
    bound_on: Mapped[date]


class RiskAssessment(Identified, Internal, Journaled, HasState):
    """One assessment of a contract's risk class: the proposal with its reasons, and what persons made of it."""

    __tablename__ = "risk_assessment"
    __table_args__ = (belongs_to("contract"),)
    prefix = "ras"
    noun: ClassVar[str] = "contract"
    journal_noun = "contract"
    machine = ASSESSMENT

    contract_id: Mapped[int] = mapped_column(Key, index=True)
    facts: Mapped[dict[str, object]] = mapped_column(Json)
    proposed_class: Mapped[RiskClass] = mapped_column(coded(RiskClass, "proposed_class"))
    risk_class: Mapped[RiskClass] = mapped_column(coded(RiskClass, "risk_class"))
    reasons: Mapped[list[dict[str, object]]] = mapped_column(Json)
    override_reason: Mapped[str | None]
    justification: Mapped[str | None]
    status: Mapped[AssessmentStatus] = mapped_column(coded(AssessmentStatus, "assessment_status"))
    assessed_by_id: Mapped[int] = mapped_column(Key, ForeignKey("app_user.id"), index=True)
    assessed_at: Mapped[datetime]
    decided_by_id: Mapped[int | None] = mapped_column(Key, ForeignKey("app_user.id"), index=True)
    decided_at: Mapped[datetime | None]
    return_note: Mapped[str | None]

    @property
    def author_ids(self) -> tuple[int, ...]:
        """Return who may not decide about it: the one who assessed."""
        return (self.assessed_by_id,)
