"""What is asked of somebody outside through a personal link, and the sessions of those who opened one."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from followup.domain.assignments import AssignmentKind
from followup.models.base import Base, Identified, Journaled, Key, Owned, Restricted, Versioned, belongs_to
from followup.models.types import Line, Sha256, coded


class Assignment(Identified, Versioned, Owned, Journaled):
    """One link to one address. What the landing page may say is a snapshot, so that nothing else need be read."""

    __tablename__ = "assignment"
    __table_args__ = (
        belongs_to("contract"),
        belongs_to("supplier_contact"),
        UniqueConstraint("id", "organisation_id"),
    )
    prefix = "asg"
    journal_noun = "assignment"

    kind: Mapped[AssignmentKind] = mapped_column(coded(AssignmentKind, "kind"))
    contract_id: Mapped[int] = mapped_column(Key, index=True)
    supplier_id: Mapped[int] = mapped_column(Key, ForeignKey("supplier.id"), index=True)
    supplier_contact_id: Mapped[int | None] = mapped_column(Key, index=True)
    recipient_name: Mapped[str] = mapped_column(Line)
    recipient_email: Mapped[str] = mapped_column(Line)
    language: Mapped[str] = mapped_column(String(2))
    buyer_name: Mapped[str] = mapped_column(Line)
    supplier_name: Mapped[str] = mapped_column(Line)
    contract_title: Mapped[str] = mapped_column(Line)
    contract_number: Mapped[str] = mapped_column(Line)
    asker_name: Mapped[str] = mapped_column(Line)
    asker_email: Mapped[str] = mapped_column(Line)
    asker_language: Mapped[str] = mapped_column(String(2))
    generation: Mapped[int] = mapped_column(default=1)
    nonce: Mapped[bytes] = mapped_column(LargeBinary(16))
    token_hash: Mapped[str] = mapped_column(Sha256, unique=True)
    issued_at: Mapped[datetime]
    due_on: Mapped[date]
    expires_on: Mapped[date]
    revoked_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]


class AssigneeSession(Base, Restricted):
    """A browser in which the right address was typed; valid for one assignment and one generation of its link.

    `confirmed_at` is when a code mailed to the address was typed too.
    """

    __tablename__ = "assignee_session"

    token_hash: Mapped[str] = mapped_column(Sha256, unique=True)
    assignment_id: Mapped[int] = mapped_column(Key, ForeignKey("assignment.id"), index=True)
    contributor_id: Mapped[int | None] = mapped_column(Key, ForeignKey("contributor.id"), index=True)
    generation: Mapped[int]
    begun_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    confirmed_at: Mapped[datetime | None]


class PastLink(Base, Restricted):
    """A token that a newer one has replaced: kept so that its holder is offered the new one instead of nothing."""

    __tablename__ = "past_link"

    token_hash: Mapped[str] = mapped_column(Sha256, unique=True)
    assignment_id: Mapped[int] = mapped_column(Key, ForeignKey("assignment.id"), index=True)
    generation: Mapped[int]
