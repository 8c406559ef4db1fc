"""Contracts, the clauses that bind in them, and their risk assessments."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, validates
from sqlalchemy.orm.attributes import flag_modified

from followup.domain.code_of_conduct import Level
from followup.domain.contracts import OPTION, Criticality, OptionStatus
from followup.domain.obligations import OBLIGATION, ObligationStatus
from followup.domain.risk import ASSESSMENT, AssessmentStatus, RiskClass
from followup.domain.sanctions import PenaltyUnit
from followup.models.base import Base, HasState, Identified, Internal, Journaled, Key, Versioned, belongs_to
from followup.models.types import Json, Line, coded


class Contract(Identified, Versioned, Internal, Journaled):
    """An agreement with one supplier; it came from one planned procurement, and may be renewed by another."""

    __tablename__ = "contract"
    __table_args__ = (
        belongs_to("contract", column="framework_id"),
        belongs_to("procurement"),
        belongs_to("procurement", column="renewal_id"),
        UniqueConstraint("id", "organisation_id"),
        UniqueConstraint("organisation_id", "source_key"),
        Index("ix_contract_organisation_id_ends_on_id", "organisation_id", "ends_on", "id"),
        Index("ix_contract_organisation_id_sort_id", "organisation_id", "sort", "id"),
        Index("ix_contract_organisation_id_planned_at", "organisation_id", "planned_at"),
        CheckConstraint("ends_on IS NULL OR starts_on IS NULL OR ends_on >= starts_on", name="dates"),
        CheckConstraint("(value_minor IS NULL) = (currency IS NULL)", name="value"),
        CheckConstraint("value_minor IS NULL OR value_minor >= 0", name="value_positive"),
        CheckConstraint("notice_days IS NULL OR notice_days >= 0", name="notice_days"),
    )
    prefix = "con"
    journal_noun = "contract"

    title: Mapped[str] = mapped_column(Line)
    sort: Mapped[str] = mapped_column(Line)
    number: Mapped[str] = mapped_column(Line, default="")
    case_number: Mapped[str] = mapped_column(Line, default="")
    supplier_id: Mapped[int] = mapped_column(Key, ForeignKey("supplier.id"), index=True)
    manager_id: Mapped[int | None] = mapped_column(Key, ForeignKey("app_user.id"), index=True)
    deputy_id: Mapped[int | None] = mapped_column(Key, ForeignKey("app_user.id"), index=True)
    lead_id: Mapped[int | None] = mapped_column(Key, ForeignKey("organisation.id"), index=True)
    procurement_id: Mapped[int | None] = mapped_column(Key, index=True)
    renewal_id: Mapped[int | None] = mapped_column(Key, index=True)
    pay_rules: Mapped[bool | None]
    penalty_minor: Mapped[int | None] = mapped_column(Key)
    penalty_unit: Mapped[PenaltyUnit | None] = mapped_column(coded(PenaltyUnit, "penalty_unit"))
    penalty_cap_count: Mapped[int | None]
    is_framework: Mapped[bool] = mapped_column(default=False, server_default=false())
    framework_id: Mapped[int | None] = mapped_column(Key, index=True)
    cpv: Mapped[str | None] = mapped_column(String(10))
    cpv_more: Mapped[list[str] | None] = mapped_column(Json)
    unspsc: Mapped[str | None] = mapped_column(String(8))
    strategic: Mapped[dict[str, object] | None] = mapped_column(Json)
    category: Mapped[str | None] = mapped_column(String(40))
    value_minor: Mapped[int | None] = mapped_column(Key)
    currency: Mapped[str | None] = mapped_column(String(3))
    signed_on: Mapped[date | None]
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    notice_days: Mapped[int | None]
    criticality: Mapped[Criticality | None] = mapped_column(coded(Criticality, "criticality"))
    criticality_since: Mapped[date | None]
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

    @validates("changed_at")
    def _outdate(self, _: str, changed_at: datetime) -> datetime:
        """Let the plan be made anew after every change; no two instants are compared, since clocks jump."""
        self.planned_at = None
        flag_modified(self, "planned_at")  # it may have been planned since this was loaded
        return changed_at


class ContractOption(Identified, Internal, Journaled, HasState):
    """A right to extend the contract, to be decided by a day."""

    __tablename__ = "contract_option"
    __table_args__ = (belongs_to("contract"), UniqueConstraint("contract_id", "extends_to_on"))
    prefix = "opt"
    noun: ClassVar[str] = "contract"
    journal_noun = "contract"
    machine = OPTION

    contract_id: Mapped[int] = mapped_column(Key, index=True)
    extends_to_on: Mapped[date]
    decide_by_on: Mapped[date]
    status: Mapped[OptionStatus] = mapped_column(coded(OptionStatus, "option_status"))
    decided_on: Mapped[date | None]
    decided_by_id: Mapped[int | None] = mapped_column(Key, ForeignKey("app_user.id"), index=True)


class ContractBeneficiary(Base, Internal, Journaled):
    """Another organisation that may call off from the contract."""

    __tablename__ = "contract_beneficiary"
    __table_args__ = (belongs_to("contract"), UniqueConstraint("contract_id", "beneficiary_id"))
    journal_noun = "contract"

    contract_id: Mapped[int] = mapped_column(Key)
    beneficiary_id: Mapped[int] = mapped_column(Key, ForeignKey("organisation.id"), index=True)


class ContractSubSupplier(Identified, Internal, Journaled):
    """A supplier behind the supplier, and what comes from there; tier 1 delivers to the contract's own supplier."""

    __tablename__ = "contract_sub_supplier"
    __table_args__ = (belongs_to("contract"), UniqueConstraint("contract_id", "supplier_id"))
    prefix = "csu"
    journal_noun = "contract"

    contract_id: Mapped[int] = mapped_column(Key)
    supplier_id: Mapped[int] = mapped_column(Key, ForeignKey("supplier.id"), index=True)
    tier: Mapped[int] = mapped_column(default=1)
    delivers: Mapped[str | None] = mapped_column(Line)


class ContractSite(Base, Internal, Journaled):
    """A site where something is made for the contract."""

    __tablename__ = "contract_site"
    __table_args__ = (
        belongs_to("contract"),
        belongs_to("supplier_site", column="site_id"),
        UniqueConstraint("contract_id", "site_id"),
    )
    journal_noun = "contract"

    contract_id: Mapped[int] = mapped_column(Key)
    site_id: Mapped[int] = mapped_column(Key, index=True)


class ContractClause(Identified, Versioned, Internal, Journaled, HasState):
    """A clause of an adopted version or a criterion of the bank, as it binds in one contract: an obligation."""

    __tablename__ = "contract_clause"
    __table_args__ = (
        belongs_to("contract"),
        UniqueConstraint("id", "organisation_id"),
        UniqueConstraint("contract_id", "clause_id"),
        Index("ix_contract_clause_organisation_id_due_on_id", "organisation_id", "due_on", "id"),
    )
    prefix = "ccl"
    noun: ClassVar[str] = "contract"
    journal_noun = "contract"
    machine = OBLIGATION

    contract_id: Mapped[int] = mapped_column(Key, index=True)
    clause_id: Mapped[int] = mapped_column(Key, ForeignKey("clause.id"), index=True)
    bound_on: Mapped[date]
    owner_id: Mapped[int | None] = mapped_column(Key, ForeignKey("app_user.id"), index=True)
    due_on: Mapped[date | None]
    status: Mapped[ObligationStatus] = mapped_column(
        coded(ObligationStatus, "obligation_status"),
        default=ObligationStatus.UNFULFILLED,
        server_default=ObligationStatus.UNFULFILLED.value,
    )
    status_on: Mapped[date | None]
    status_note: Mapped[str | None]


class RiskAssessment(Identified, Internal, Journaled, HasState):
    """One assessment of a contract's or a planned procurement's risk class: the proposal with its reasons, and what
    persons made of it. The awarded contract inherits a copy.
    """

    __tablename__ = "risk_assessment"
    __table_args__ = (
        belongs_to("contract"),
        belongs_to("procurement"),
        CheckConstraint("(contract_id IS NULL) <> (procurement_id IS NULL)", name="subject"),
    )
    prefix = "ras"
    noun: ClassVar[str] = "contract"
    journal_noun = "contract"
    machine = ASSESSMENT

    contract_id: Mapped[int | None] = mapped_column(Key, index=True)
    procurement_id: Mapped[int | None] = mapped_column(Key, index=True)
    facts: Mapped[dict[str, object]] = mapped_column(Json)
    proposed_class: Mapped[RiskClass] = mapped_column(coded(RiskClass, "proposed_class"))
    risk_class: Mapped[RiskClass] = mapped_column(coded(RiskClass, "risk_class"))
    climate_class: Mapped[RiskClass | None] = mapped_column(coded(RiskClass, "climate_class"))
    people_class: Mapped[RiskClass | None] = mapped_column(coded(RiskClass, "people_class"))
    valid_until: Mapped[date | None]
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
