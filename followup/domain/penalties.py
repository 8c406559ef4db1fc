"""The penalty of the standard terms: per commenced week or day up to a cap, for what, and when never."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from followup.domain.codes import Coded
from followup.domain.money import Money
from followup.domain.sourced import Provenance, Text
from followup.errors import N_, Invalid, Reason

WEEK = 7  # Source: the clause counts commenced weeks; calendar days, our own reading


class PenaltyUnit(Coded):
    """What a penalty is counted in: the week in the Swedish clause, the day for Norwegian dagmulkt."""

    WEEK = "week", N_("week")
    DAY = "day", N_("day")


DAYS_IN: Mapping[PenaltyUnit, int] = {PenaltyUnit.WEEK: WEEK, PenaltyUnit.DAY: 1}
USUAL_UNIT: Mapping[str, PenaltyUnit] = {
    "NO": PenaltyUnit.DAY
}  # Source: dagmulkt counts days; elsewhere the clause's week


class PenaltyTrigger(Coded):
    """What a penalty may be charged for."""

    NO_REPORT = "no_report", N_("A report that did not come")
    NO_PARTICIPATION = "no_participation", N_("Not taking part in follow-up")
    DEVIATION_NOT_HANDLED = "deviation_not_handled", N_("A deviation not handled as the action plan says")


class PenaltyExemption(Coded):
    """What keeps a penalty from being charged."""

    SUB_SUPPLIER_REFUSES = (
        "sub_supplier_refuses",
        N_("The supplier's own supplier refuses, and the supplier has done its part"),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class PenaltyRule:
    """What one generation of the terms says of its penalty; amount and cap stand in each contract.

    Shape: `clause` is a reference "version/clause id".
    """

    clause: str
    triggers: tuple[PenaltyTrigger, ...]
    exemptions: tuple[PenaltyExemption, ...]
    source: str
    provenance: Provenance
    note: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PenaltyTerms:
    """What the clause of one contract says: so much per commenced unit, for at most so many units."""

    amount: Money
    unit: PenaltyUnit
    cap_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPenalty:
    """For what a penalty is considered, and the first and last day that count, both included."""

    trigger: PenaltyTrigger
    late_from_on: date
    late_to_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Calculation:
    """A penalty step by step, as it is shown and written.

    Units: `amount_minor` and `unit_minor` in minor units of `currency`.
    """

    late_from_on: date
    late_to_on: date
    days_late: int
    unit: PenaltyUnit
    units_commenced: int
    cap_count: int
    units_count: int
    unit_minor: int
    amount_minor: int
    currency: str

    @property
    def amount(self) -> Money:
        """Return the penalty."""
        return Money(self.amount_minor, self.currency)

    @property
    def unit_amount(self) -> Money:
        """Return the penalty of one unit."""
        return Money(self.unit_minor, self.currency)

    @property
    def is_capped(self) -> bool:
        """Return whether the cap of the clause is reached."""
        return self.units_commenced > self.cap_count


BACKWARDS = Reason("penalty.backwards", N_("Choose a last day on or after the first day, {first}."))
OTHER_CURRENCY = Reason("penalty.other_currency", N_("Write the amount in the contract's currency, {currency}."))
TO_COME = Reason("penalty.to_come", N_("Only days that have passed count (today is {today})."))


def commenced(days_late: int, unit: PenaltyUnit) -> int:
    """Return how many units have commenced: one day late is one week, and one day.

    Source: the clause's “per commenced week”; a dagmulkt is counted in days.
    """
    return -(-max(days_late, 0) // DAYS_IN[unit])


def commenced_weeks(days_late: int) -> int:
    """Return how many weeks have commenced: one day late is one week.

    Source: the clause's “per commenced week”.
    """
    return commenced(days_late, PenaltyUnit.WEEK)


def calculated(terms: PenaltyTerms, late_from_on: date, late_to_on: date) -> Calculation:
    """Return the penalty for the days from the first to the last, both included: whole numbers all the way."""
    days_late = max((late_to_on - late_from_on).days + 1, 0)
    units = commenced(days_late, terms.unit)
    counted = min(units, terms.cap_count)
    return Calculation(
        late_from_on=late_from_on,
        late_to_on=late_to_on,
        days_late=days_late,
        unit=terms.unit,
        units_commenced=units,
        cap_count=terms.cap_count,
        units_count=counted,
        unit_minor=terms.amount.minor,
        amount_minor=counted * terms.amount.minor,
        currency=terms.amount.currency,
    )


def check_days(new: NewPenalty, today: date) -> None:
    """Refuse days that lie ahead or the wrong way round.

    Errors: Invalid at late_to_on.
    """
    if new.late_to_on < new.late_from_on:
        raise Invalid.at("late_to_on", BACKWARDS.but(first=new.late_from_on))
    if new.late_to_on > today:
        raise Invalid.at("late_to_on", TO_COME.but(today=today))


def penalty(
    rule: PenaltyRule,
    *,
    days_late: int,
    weekly_minor: int,
    cap_weeks: int,
    exempt: frozenset[PenaltyExemption] = frozenset(),
) -> int:
    """Return the amount that the contract allows; nothing where what keeps it from being charged has happened.

    Units: minor units of the contract's currency.
    """
    if exempt & set(rule.exemptions):
        return 0
    return min(commenced_weeks(days_late), cap_weeks) * weekly_minor
