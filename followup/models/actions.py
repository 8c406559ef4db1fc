"""The supplier's corrective actions for a deviation."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from followup.domain.actions import ACTION, ActionStatus
from followup.models.base import Assigned, HasState, Identified, Journaled, Key, Versioned, belongs_to
from followup.models.types import Line, coded


class CorrectiveAction(Identified, Versioned, Assigned, Journaled, HasState):
    """One action of the supplier's plan."""

    __tablename__ = "corrective_action"
    __table_args__ = (belongs_to("deviation"), UniqueConstraint("id", "organisation_id"))
    prefix = "act"
    noun: ClassVar[str] = "action"
    journal_noun = "action"
    machine = ACTION

    deviation_id: Mapped[int] = mapped_column(Key, index=True)
    root_cause: Mapped[str]
    containment: Mapped[str | None]
    corrective: Mapped[str]
    preventive: Mapped[str | None]
    responsible: Mapped[str] = mapped_column(Line)
    due_on: Mapped[date]
    expected_evidence: Mapped[str | None]
    status: Mapped[ActionStatus] = mapped_column(coded(ActionStatus, "status"))
    done_note: Mapped[str | None]
    no_file_reason: Mapped[str | None]
    no_action_reason: Mapped[str | None]
    progress_note: Mapped[str | None]
    return_note: Mapped[str | None]
    reported_done_at: Mapped[datetime | None]
    proposed_at: Mapped[datetime]

    @property
    def is_settled(self) -> bool:
        """Return whether the supplier has nothing left to do: it is reported done, or the buyer agreed to none."""
        agreed = self.status is ActionStatus.ACCEPTED and bool(self.no_action_reason)
        return agreed or self.status in (ActionStatus.REPORTED_DONE, ActionStatus.VERIFIED)
