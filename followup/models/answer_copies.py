"""The answers of a joint self-assessment as each participating organisation received them."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from followup.domain.answer_copies import COPY, CopyStatus
from followup.models.base import HasState, Identified, Internal, Journaled, Key, Versioned, belongs_to
from followup.models.types import Json, Sha256, coded


class AnswerCopy(Identified, Versioned, Internal, Journaled, HasState):
    """One submission as it was delivered to one participant: the questions that its own contract asks, and the answers.

    Shape: `questions` and `answers` as in an invitation and a submission, cut to the participant's part.
    """

    __tablename__ = "answer_copy"
    __table_args__ = (
        belongs_to("contract"),
        belongs_to("follow_up"),
        UniqueConstraint("id", "organisation_id"),
        UniqueConstraint("organisation_id", "joint_id", "fingerprint"),
        Index("ix_answer_copy_organisation_id_status_id", "organisation_id", "status", "id"),
    )
    prefix = "acp"
    noun: ClassVar[str] = "answer_copy"
    journal_noun = "answer_copy"
    machine = COPY

    joint_id: Mapped[int] = mapped_column(Key, ForeignKey("joint_follow_up.id"), index=True)
    lead_id: Mapped[int] = mapped_column(Key, ForeignKey("organisation.id"), index=True)
    supplier_id: Mapped[int] = mapped_column(Key, ForeignKey("supplier.id"), index=True)
    contract_id: Mapped[int | None] = mapped_column(Key, index=True)
    follow_up_id: Mapped[int | None] = mapped_column(Key, index=True)
    questions: Mapped[dict[str, object]] = mapped_column(Json)
    answers: Mapped[dict[str, dict[str, object]]] = mapped_column(Json)
    receipt_number: Mapped[str] = mapped_column(String(40))
    fingerprint: Mapped[str] = mapped_column(Sha256)
    submitted_at: Mapped[datetime]
    delivered_at: Mapped[datetime]
    status: Mapped[CopyStatus] = mapped_column(coded(CopyStatus, "copy_status"))
    reason: Mapped[str | None]
    decided_by_id: Mapped[int | None] = mapped_column(Key, ForeignKey("app_user.id"), index=True)
    decided_at: Mapped[datetime | None]
