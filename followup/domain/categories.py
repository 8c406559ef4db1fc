"""Who answers for a category, which are prioritised and who coordinates an area: each as rows with dates.

What held is ended, never deleted or written over, so that it can be told for any day who was responsible.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from followup.domain.codes import Coded
from followup.domain.sourced import Period
from followup.errors import N_, Conflict, Invalid, Reason

OVERLAPS = Reason(
    "category.overlaps", N_("What stands there already holds to {until}. Choose a later day, or end it first.")
)
STARTS_LATER = Reason(
    "category.starts_later", N_("There is already something that holds from {since}. Choose a later day.")
)
ENDS_BEFORE = Reason("category.ends_before", N_("It holds from {since}. It cannot end before that day."))
SAME_AREA = Reason("category.same_area", N_("Area {area} already answers for this category. Choose another area."))
UNKNOWN_AREA = Reason("category.unknown_area", N_("No member of the cooperation belongs to area {area}."))
NOT_IN_AREA = Reason(
    "category.not_in_area", N_("This organisation does not belong to area {area}. Choose one that does.")
)


class Order(Coded):
    """By what the responsibilities are listed."""

    AREA = "area", N_("By area")
    CATEGORY = "category", N_("By category")


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryFilter:
    """Which cooperation's division, on which day, in which order; empty is the first one, today, by area."""

    cooperation_id: str | None = None
    on: date | None = None
    by: Order = Order.AREA


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveCategory:
    """A category is given to an area."""

    category: str
    area: str
    valid_from: date
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Prioritise:
    """A category is prioritised for a time."""

    category: str
    valid_from: date
    valid_to: date | None = None
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NameCoordinator:
    """A person coordinates an area."""

    area: str
    organisation_id: str
    name: str
    valid_from: date


def to_close(earlier: Sequence[Period], since: date, until: date | None = None) -> int | None:
    """Return the place of the period that ends the day before the new one begins, or None where nothing holds then.

    Of one thing at most one period holds on any day.
    Errors: Invalid at valid_from, or at valid_to where it ends before it begins.
    """
    if until is not None and until < since:
        raise Invalid.at("valid_to", ENDS_BEFORE.but(since=since))
    open_place = None
    for place, period in enumerate(earlier):
        if period.from_on is not None and period.from_on >= since:
            raise Invalid.at("valid_from", STARTS_LATER.but(since=period.from_on))
        if period.until_on is None:
            open_place = place
        elif period.until_on >= since:
            raise Invalid.at("valid_from", OVERLAPS.but(until=period.until_on))
    return open_place


def day_before(day: date) -> date:
    """Return the last day of what another thing replaces from this day on."""
    return day - timedelta(days=1)


def check_end(period: Period, on: date) -> None:
    """Refuse an end before the beginning.

    Errors: Invalid at valid_to.
    """
    if period.from_on is not None and on < period.from_on:
        raise Invalid.at("valid_to", ENDS_BEFORE.but(since=period.from_on))


def check_other_area(area: str, before: str) -> None:
    """Refuse to give a category to the area that has it.

    Errors: Conflict("category.same_area").
    """
    if area == before:
        raise Conflict(SAME_AREA.but(area=area))


def still_holds(period: Period, today: date) -> bool:
    """Return whether it holds today or later, so that an end can be set."""
    return period.until_on is None or period.until_on >= today
