"""Self-assessments sent to suppliers, and their answers."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from followup.domain.questionnaires import FORM, INVITATION, Assessment, InvitationStatus
from followup.models.base import Assigned, Base, HasState, Identified, Journaled, Key, Versioned, belongs_to
from followup.models.types import Json, Line, Sha256, coded


class Invitation(Identified, Versioned, Assigned, Journaled, HasState):
    """One questionnaire sent once; the questions are a snapshot of the day of sending.

    Shape: `score` as `domain.scoring.as_stored` makes it, when the assessment is finished. `undeliverable_at` is when
    the contact's mail server refused the address for good: no reminder follows.
    """

    __tablename__ = "invitation"
    __table_args__ = (
        belongs_to("follow_up"),
        belongs_to("contract"),
        belongs_to("campaign"),
        UniqueConstraint("id", "organisation_id"),
        UniqueConstraint("follow_up_id"),
        Index("ix_invitation_organisation_id_status_due_on_id", "organisation_id", "status", "due_on", "id"),
        Index("ix_invitation_organisation_id_due_on_id", "organisation_id", "due_on", "id"),
    )
    prefix = "inv"
    noun: ClassVar[str] = "invitation"
    journal_noun = "invitation"
    machine = INVITATION

    follow_up_id: Mapped[int] = mapped_column(Key)
    contract_id: Mapped[int] = mapped_column(Key, index=True)
    supplier_id: Mapped[int] = mapped_column(Key, ForeignKey("supplier.id"), index=True)
    code_version_id: Mapped[int] = mapped_column(Key, ForeignKey("code_version.id"), index=True)
    form_key: Mapped[str] = mapped_column(String(60), default=FORM, server_default=FORM)
    campaign_id: Mapped[int | None] = mapped_column(Key, index=True)
    joint_id: Mapped[int | None] = mapped_column(Key, ForeignKey("joint_follow_up.id"), index=True)
    questions: Mapped[dict[str, object]] = mapped_column(Json)
    status: Mapped[InvitationStatus] = mapped_column(coded(InvitationStatus, "status"))
    sent_on: Mapped[date]
    due_on: Mapped[date]
    reminded: Mapped[list[str]] = mapped_column(Json)
    saved_at: Mapped[datetime | None]
    submitted_at: Mapped[datetime | None]
    returned_keys: Mapped[list[str] | None] = mapped_column(Json)
    return_note: Mapped[str | None]
    assessed_at: Mapped[datetime | None]
    assessed_by_id: Mapped[int | None] = mapped_column(Key, ForeignKey("app_user.id"), index=True)
    score: Mapped[dict[str, object] | None] = mapped_column(Json)
    undeliverable_at: Mapped[datetime | None]


class Answer(Base, Assigned, Journaled):
    """One question: the supplier's draft, which staff never read, and what the buyer makes of the submitted answer."""

    __tablename__ = "answer"
    __table_args__ = (belongs_to("invitation"), UniqueConstraint("invitation_id", "question_key"))
    journal_noun = "invitation"

    invitation_id: Mapped[int] = mapped_column(Key)
    question_key: Mapped[str] = mapped_column(String(60))
    value: Mapped[str | None]
    comment: Mapped[str | None]
    saved_at: Mapped[datetime]
    contributor_id: Mapped[int | None] = mapped_column(Key, ForeignKey("contributor.id"), index=True)
    assessment: Mapped[Assessment | None] = mapped_column(coded(Assessment, "assessment"))
    assessment_note: Mapped[str | None]


class Submission(Base, Assigned, Journaled):
    """What was sent in and when: written once, and the only answers that staff ever read.

    Shape: `answers` maps a question's key to value, comment and files, as `domain.questionnaires.sent` makes it.
    """

    __tablename__ = "submission"
    __table_args__ = (
        belongs_to("invitation"),
        UniqueConstraint("organisation_id", "number"),
        Index("ix_submission_invitation_id_id", "invitation_id", "id"),
    )
    journal_noun = "invitation"

    invitation_id: Mapped[int] = mapped_column(Key)
    number: Mapped[int]
    submitted_at: Mapped[datetime]
    submitter_name: Mapped[str] = mapped_column(Line)
    submitter_role: Mapped[str] = mapped_column(Line)
    answers: Mapped[dict[str, dict[str, object]]] = mapped_column(Json)
    fingerprint: Mapped[str] = mapped_column(Sha256)
