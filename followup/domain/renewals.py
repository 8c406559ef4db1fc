"""Renewals: what is to be changed when a contract is procured anew, and what the new procurement made of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from followup.domain.codes import Coded
from followup.domain.states import StateMachine
from followup.errors import N_, Invalid, Reason

PLANNED_ALREADY = Reason("renewal.planned", N_("The renewal is planned already. Open that procurement instead."))
NOT_PLANNED = Reason("renewal.not_planned", N_("Plan the renewal first: a measure is decided in its procurement."))
SETTLED = Reason("renewal.settled", N_("That procurement has ended. Choose another one, or plan a new one."))
NOT_OF_CONTRACT = Reason("renewal.not_of_contract", N_("This deviation belongs to another contract."))
FAR_OFF = Reason("renewal.far_off", N_("Check the year: it lies at most {years} years from today."))

YEARS_MOST = 20  # Source: default of this service; beyond it a year was mistyped


class MeasureStatus(Coded):
    """What became of a measure that waited for the renewal."""

    WAITING = "waiting", N_("Waiting for the renewal")
    TAKEN_IN = "taken_in", N_("Taken into the procurement")
    DECLINED = "declined", N_("Declined")


class MeasureStep(Coded):
    """What can be decided about a measure; it waits again when the procurement that took it in was cancelled."""

    TAKE_IN = "measure_taken_in", N_("Take in")
    DECLINE = "measure_declined", N_("Decline")
    WAIT_AGAIN = "measure_waits_again", N_("Let it wait again")


MEASURE = StateMachine(
    initial=MeasureStatus.WAITING,
    steps={
        (MeasureStatus.WAITING, MeasureStep.TAKE_IN): MeasureStatus.TAKEN_IN,
        (MeasureStatus.WAITING, MeasureStep.DECLINE): MeasureStatus.DECLINED,
        (MeasureStatus.TAKEN_IN, MeasureStep.WAIT_AGAIN): MeasureStatus.WAITING,
    },
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMeasure:
    """Something to change at the renewal; it may come from a deviation of the contract."""

    body: str
    deviation_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedRenewal:
    """The procurement that renews a contract: one that is planned already, or a new one of that year."""

    year: int
    title: str = ""
    procurement_id: str | None = None


def likely_year(ends_on: date | None, today: date) -> int:
    """Return the year in which a contract that ends then is procured anew: the year it ends, never one gone by."""
    return max(today.year, ends_on.year) if ends_on else today.year


def check_year(year: int, today: date) -> None:
    """Refuse a year that can only be a slip of the hand.

    Errors: Invalid("renewal.far_off") at year.
    """
    if abs(year - today.year) > YEARS_MOST:
        raise Invalid.at("year", FAR_OFF.but(years=YEARS_MOST))
