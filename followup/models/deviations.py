"""Deviations: what was found not to be as the clause says."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from followup.domain.code_of_conduct import Area
from followup.domain.deviations import DEVIATION, DeviationOrigin, DeviationStatus, Effect, Severity, Verification
from followup.models.base import Assigned, HasState, Identified, Journaled, Key, Versioned, belongs_to
from followup.models.types import Json, Line, coded


class Deviation(Identified, Versioned, Assigned, Journaled, HasState):
    """A breach of one clause of one contract, from draft until another person has verified that it is mended.

    Shape: `clause` is the clause's number, title and obligation when it was recorded, since the holder of the link
    reads nothing but this row; `due_on` is the day the next step is due or, once settled, the day it ended.
    """

    __tablename__ = "deviation"
    __table_args__ = (
        belongs_to("contract"),
        belongs_to("follow_up"),
        belongs_to("contract_clause"),
        ForeignKeyConstraint(["repeat_of_id", "organisation_id"], ["deviation.id", "deviation.organisation_id"]),
        ForeignKeyConstraint(["superseded_by_id", "organisation_id"], ["deviation.id", "deviation.organisation_id"]),
        UniqueConstraint("id", "organisation_id"),
        UniqueConstraint("organisation_id", "number"),
        Index(
            "ix_deviation_organisation_id_status_closure_due_on_id", "organisation_id", "status", "closure_due_on", "id"
        ),
        Index("ix_deviation_organisation_id_due_on_id", "organisation_id", "due_on", "id"),
    )
    prefix = "dev"
    noun: ClassVar[str] = "deviation"
    journal_noun = "deviation"
    machine = DEVIATION

    number: Mapped[int]
    contract_id: Mapped[int] = mapped_column(Key, index=True)
    follow_up_id: Mapped[int | None] = mapped_column(Key, index=True)
    origin: Mapped[DeviationOrigin] = mapped_column(
        coded(DeviationOrigin, "origin"),
        default=DeviationOrigin.FOLLOW_UP,
        server_default=DeviationOrigin.FOLLOW_UP.value,
    )
    incident_id: Mapped[int | None] = mapped_column(Key, ForeignKey("incident.id"), index=True)
    repeat_of_id: Mapped[int | None] = mapped_column(Key, index=True)
    superseded_by_id: Mapped[int | None] = mapped_column(Key, index=True)
    area: Mapped[Area | None] = mapped_column(coded(Area, "area"))
    site_id: Mapped[int | None] = mapped_column(Key, ForeignKey("supplier_site.id"), index=True)
    country: Mapped[str | None] = mapped_column(String(2))
    contract_clause_id: Mapped[int | None] = mapped_column(Key, index=True)
    supplier_id: Mapped[int] = mapped_column(Key, ForeignKey("supplier.id"), index=True)
    clause: Mapped[dict[str, object] | None] = mapped_column(Json)
    question_key: Mapped[str | None] = mapped_column(Line)
    severity: Mapped[Severity] = mapped_column(coded(Severity, "severity"))
    title: Mapped[str] = mapped_column(Line)
    description: Mapped[str]
    status: Mapped[DeviationStatus] = mapped_column(coded(DeviationStatus, "status"))
    found_on: Mapped[date]
    due_on: Mapped[date]
    recorded_by_id: Mapped[int] = mapped_column(Key, ForeignKey("app_user.id"), index=True)
    graded_by_id: Mapped[int] = mapped_column(Key, ForeignKey("app_user.id"), index=True)
    assigned_to_id: Mapped[int | None] = mapped_column(Key, ForeignKey("app_user.id"), index=True)
    issued_on: Mapped[date | None]
    issued_by_id: Mapped[int | None] = mapped_column(Key, ForeignKey("app_user.id"), index=True)
    containment_due_on: Mapped[date | None]
    plan_due_on: Mapped[date | None]
    closure_due_on: Mapped[date | None]
    plan_submitted_at: Mapped[datetime | None]
    submitter_name: Mapped[str | None] = mapped_column(Line)
    submitter_role: Mapped[str | None] = mapped_column(Line)
    plan_accepted_at: Mapped[datetime | None]
    reported_done_at: Mapped[datetime | None]
    return_note: Mapped[str | None]
    reminded: Mapped[list[str]] = mapped_column(Json)
    verified_by_id: Mapped[int | None] = mapped_column(Key, ForeignKey("app_user.id"), index=True)
    verification: Mapped[Verification | None] = mapped_column(coded(Verification, "verification"))
    verification_note: Mapped[str | None]
    closed_on: Mapped[date | None]
    withdraw_reason: Mapped[str | None]
    extended_from_on: Mapped[date | None]
    extension_reason: Mapped[str | None]
    extension_asked_by_id: Mapped[int | None] = mapped_column(Key, ForeignKey("app_user.id"), index=True)
    extension_until_on: Mapped[date | None]
    extension_approved_by_id: Mapped[int | None] = mapped_column(Key, ForeignKey("app_user.id"), index=True)
    accepted_until: Mapped[date | None]
    acceptance_reason: Mapped[str | None]
    accepted_by_id: Mapped[int | None] = mapped_column(Key, ForeignKey("app_user.id"), index=True)
    contained_at: Mapped[datetime | None]
    containment_note: Mapped[str | None]
    is_in_time: Mapped[bool | None]
    effect_check_on: Mapped[date | None]
    effect: Mapped[Effect | None] = mapped_column(coded(Effect, "effect"))
    effect_note: Mapped[str | None]
    effect_checked_on: Mapped[date | None]
    effect_checked_by_id: Mapped[int | None] = mapped_column(Key, ForeignKey("app_user.id"), index=True)
    refusal_note: Mapped[str | None]
    remedy_note: Mapped[str | None]
    remedied_on: Mapped[date | None]

    @property
    def extension_is_asked(self) -> bool:
        """Return whether somebody has asked for more time and nobody has decided yet."""
        return self.extension_asked_by_id is not None and self.extension_approved_by_id is None

    @property
    def is_unlinked_draft(self) -> bool:
        """Return whether an earlier deviation can still be proposed as the one that it repeats."""
        return self.status is DeviationStatus.DRAFT and self.repeat_of_id is None

    @property
    def author_ids(self) -> frozenset[int]:
        """Return who may not verify it: those who recorded, graded and sent it."""
        authors = (self.recorded_by_id, self.graded_by_id, self.issued_by_id)
        return frozenset(user_id for user_id in authors if user_id is not None)
