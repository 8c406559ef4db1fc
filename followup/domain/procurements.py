"""Planned procurements: what is to be bought, assessed before its start meeting and followed into the contract."""

from __future__ import annotations

from followup.domain.codes import Coded
from followup.domain.states import StateMachine
from followup.errors import N_


class ProcurementStatus(Coded):
    """The life of a planned procurement."""

    PLANNED = "planned", N_("Planned")
    STARTED = "started", N_("Start meeting held")
    AWARDED = "awarded", N_("Awarded")
    CANCELLED = "cancelled", N_("Cancelled")


class ProcurementStep(Coded):
    """What can be done to a planned procurement."""

    START = "start", N_("Hold the start meeting")
    AWARD = "award", N_("Award")
    CANCEL = "cancel", N_("Cancel the procurement")


PROCUREMENT = StateMachine(
    initial=ProcurementStatus.PLANNED,
    steps={
        (ProcurementStatus.PLANNED, ProcurementStep.START): ProcurementStatus.STARTED,
        (ProcurementStatus.STARTED, ProcurementStep.AWARD): ProcurementStatus.AWARDED,
        (ProcurementStatus.PLANNED, ProcurementStep.CANCEL): ProcurementStatus.CANCELLED,
        (ProcurementStatus.STARTED, ProcurementStep.CANCEL): ProcurementStatus.CANCELLED,
    },
)
