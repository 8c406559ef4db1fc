"""Renewals: what is to be changed when a contract is procured anew, and what the new procurement made of it."""

from __future__ import annotations

from followup.domain.codes import Coded
from followup.domain.states import StateMachine
from followup.errors import N_


class MeasureStatus(Coded):
    """What became of a measure that waited for the renewal."""

    WAITING = "waiting", N_("Waiting for the renewal")
    TAKEN_IN = "taken_in", N_("Taken into the procurement")
    DECLINED = "declined", N_("Declined")


class MeasureStep(Coded):
    """What can be decided about a measure."""

    TAKE_IN = "measure_taken_in", N_("Take in")
    DECLINE = "measure_declined", N_("Decline")


MEASURE = StateMachine(
    initial=MeasureStatus.WAITING,
    steps={
        (MeasureStatus.WAITING, MeasureStep.TAKE_IN): MeasureStatus.TAKEN_IN,
        (MeasureStatus.WAITING, MeasureStep.DECLINE): MeasureStatus.DECLINED,
    },
)
