"""Measures that wait on a contract until it is procured anew."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from followup.domain.renewals import MEASURE, MeasureStatus
from followup.models.base import HasState, Identified, Internal, Journaled, Key, belongs_to
from followup.models.types import coded


class RenewalMeasure(Identified, Internal, Journaled, HasState):
    """Something to change at the renewal; the renewal cannot be closed before it is taken in or declined."""

    __tablename__ = "renewal_measure"
    __table_args__ = (belongs_to("contract"), belongs_to("procurement"), belongs_to("deviation"))
    prefix = "mea"
    noun: ClassVar[str] = "contract"
    journal_noun = "contract"
    machine = MEASURE

    contract_id: Mapped[int] = mapped_column(Key, index=True)
    procurement_id: Mapped[int | None] = mapped_column(Key, index=True)
    deviation_id: Mapped[int | None] = mapped_column(Key, index=True)
    body: Mapped[str]
    raised_by_id: Mapped[int] = mapped_column(Key, ForeignKey("app_user.id"), index=True)
    raised_on: Mapped[date]
    status: Mapped[MeasureStatus] = mapped_column(coded(MeasureStatus, "measure_status"))
    decided_by_id: Mapped[int | None] = mapped_column(Key, ForeignKey("app_user.id"), index=True)
    decided_on: Mapped[date | None]
    decision_reason: Mapped[str | None]
