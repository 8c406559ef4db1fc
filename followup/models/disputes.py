"""Disputes of deviations by the supplier, and who decided them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, column_property, mapped_column

from followup.domain.disputes import DISPUTE, DisputeStatus
from followup.models.base import Assigned, HasState, Identified, Journaled, Key, Versioned, belongs_to
from followup.models.deviations import Deviation
from followup.models.types import Line, coded


def _of_deviation(column: Any, deviation_id: Any) -> Any:
    """Return a column of the deviation that is disputed, to be read with the dispute."""
    found = select(column).where(Deviation.id == deviation_id)
    return column_property(found.correlate_except(Deviation).scalar_subquery())


class Dispute(Identified, Versioned, Assigned, Journaled, HasState):
    """What the supplier holds against a deviation; decided by somebody who had no part in it."""

    __tablename__ = "dispute"
    __table_args__ = (belongs_to("deviation"),)
    prefix = "dis"
    noun: ClassVar[str] = "dispute"
    journal_noun = "dispute"
    machine = DISPUTE

    deviation_id: Mapped[int] = mapped_column(Key, index=True)
    text: Mapped[str]
    raised_at: Mapped[datetime]
    raiser_name: Mapped[str] = mapped_column(Line)
    raiser_role: Mapped[str] = mapped_column(Line)
    status: Mapped[DisputeStatus] = mapped_column(coded(DisputeStatus, "dispute_status"))
    decision: Mapped[str | None]
    decided_by_id: Mapped[int | None] = mapped_column(Key, ForeignKey("app_user.id"), index=True)
    decided_on: Mapped[date | None]

    recorded_by_id: Mapped[int | None] = _of_deviation(Deviation.recorded_by_id, deviation_id)
    graded_by_id: Mapped[int | None] = _of_deviation(Deviation.graded_by_id, deviation_id)
    issued_by_id: Mapped[int | None] = _of_deviation(Deviation.issued_by_id, deviation_id)

    @property
    def author_ids(self) -> frozenset[int]:
        """Return who may not decide it: those who recorded, graded and sent the deviation."""
        authors = (self.recorded_by_id, self.graded_by_id, self.issued_by_id)
        return frozenset(user_id for user_id in authors if user_id is not None)
