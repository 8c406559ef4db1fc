"""Obligations: each clause of a contract as something that is to be shown, by somebody, by a day."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from followup.domain.codes import Coded
from followup.domain.follow_ups import FindingResult
from followup.domain.states import StateMachine
from followup.errors import N_, Invalid, Reason

NOT_SHOWN = Reason("obligation.not_shown", N_("Say in the note how it was shown, or add a file that shows it."))
NOT_AN_OWNER = Reason("obligation.not_an_owner", N_("Choose an active contract manager of your organisation."))
FAR_OFF = Reason("obligation.far_off", N_("Check the year: the day lies at most {years} years from today."))

YEARS_MOST = 10  # Source: default of this service; beyond it a year was mistyped


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
STEP_TO: Mapping[ObligationStatus, ObligationStep] = {after: step for step, after in _AFTER.items()}
STEP_FOUND: Mapping[FindingResult, ObligationStep] = {
    FindingResult.FULFILLED: ObligationStep.FULFIL,
    FindingResult.PARTLY: ObligationStep.PARTLY_FULFIL,
    FindingResult.NOT_FULFILLED: ObligationStep.UNFULFIL,
}


class Fulfilment(Coded):
    """How far one obligation, or all of a contract's together, have come; derived, never stored."""

    UNFULFILLED = "unfulfilled", N_("Not yet fulfilled")
    PARTLY = "partly", N_("Partly fulfilled")
    FULFILLED = "fulfilled", N_("Fulfilled")
    LAPSED = "lapsed", N_("Lapsed with the contract")


class ObligationState(Coded):
    """What a list of obligations is narrowed to."""

    OPEN = "open", N_("Not fulfilled")
    LATE = "late", N_("Late")
    FULFILLED = "fulfilled", N_("Fulfilled")
    LAPSED = "lapsed", N_("Lapsed with the contract")
    ALL = "all", N_("All")


@dataclass(frozen=True, slots=True, kw_only=True)
class ObligationFilter:
    """What a list of obligations is narrowed to."""

    state: ObligationState = ObligationState.OPEN
    mine: bool = False
    after: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenObligation:
    """Who sees to an obligation, and by when it is to be shown."""

    owner_id: str
    due_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownObligation:
    """How far an obligation has come, as a person states it."""

    status: ObligationStatus
    note: str = ""


def fulfilment(statuses: Collection[ObligationStatus], *, is_over: bool) -> Fulfilment | None:
    """Return what these obligations come to together; what is unfulfilled when the contract is over has lapsed.

    Without obligations there is nothing to say.
    """
    if not statuses:
        return None
    if all(status is ObligationStatus.FULFILLED for status in statuses):
        return Fulfilment.FULFILLED
    if is_over:
        return Fulfilment.LAPSED
    if all(status is ObligationStatus.UNFULFILLED for status in statuses):
        return Fulfilment.UNFULFILLED
    return Fulfilment.PARTLY


def check_shown(shown: ShownObligation, *, has_files: bool) -> None:
    """Refuse an obligation that is called fulfilled with nothing to show for it.

    Errors: Invalid("obligation.not_shown") at note.
    """
    if shown.status is ObligationStatus.FULFILLED and not shown.note and not has_files:
        raise Invalid.at("note", NOT_SHOWN)


def check_day(due_on: date | None, today: date) -> None:
    """Refuse a date that can only be a slip of the hand.

    Errors: Invalid("obligation.far_off") at due_on.
    """
    if due_on is not None and abs(due_on.year - today.year) > YEARS_MOST:
        raise Invalid.at("due_on", FAR_OFF.but(years=YEARS_MOST))


def step_found(result: FindingResult, done_on: date, *, stated_on: date | None) -> ObligationStep | None:
    """Return the step that a follow-up's finding makes; what was stated of a later day stands."""
    if stated_on is not None and stated_on > done_on:
        return None
    return STEP_FOUND.get(result)
