"""Obligations: each clause of a contract as something that is to be shown, by somebody, by a day."""

from __future__ import annotations

from followup.domain.codes import Coded
from followup.domain.states import StateMachine
from followup.errors import N_


class ObligationStatus(Coded):
    """What has been shown for one clause; that it lapsed follows from the contract's end and is never stored."""

    UNFULFILLED = "unfulfilled", N_("Not yet fulfilled")
    PARTLY = "partly", N_("Partly fulfilled")
    FULFILLED = "fulfilled", N_("Fulfilled")


class ObligationStep(Coded):
    """What can be found about an obligation."""

    FULFIL = "clause_fulfilled", N_("Fulfilled")
    PARTLY_FULFIL = "clause_partly_fulfilled", N_("Partly fulfilled")
    UNFULFIL = "clause_unfulfilled", N_("Not fulfilled")


_AFTER = {
    ObligationStep.FULFIL: ObligationStatus.FULFILLED,
    ObligationStep.PARTLY_FULFIL: ObligationStatus.PARTLY,
    ObligationStep.UNFULFIL: ObligationStatus.UNFULFILLED,
}
OBLIGATION = StateMachine(
    initial=ObligationStatus.UNFULFILLED,
    steps={(status, step): after for status in ObligationStatus for step, after in _AFTER.items()},
)
