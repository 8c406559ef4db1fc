"""Moving follow-ups by hand: to a date, to a month, to a person; several in one save, with one reason."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from followup.domain.calendar import is_working_day, next_working_day
from followup.domain.codes import Coded
from followup.domain.follow_ups import MOVED_BY_HAND, check_due, reason_of, stored
from followup.errors import N_, Invalid, Reason

MOST = 200  # Source: default of this service
NONE_CHOSEN = Reason("move.none_chosen", N_("Tick the follow-ups that are to be moved."))
MANY = Reason("move.many", N_("Tick at most {most} follow-ups at a time."), {"most": MOST})
NOTHING = Reason("move.nothing", N_("Choose a new date, a month or a person."))
ONE_OF_TWO = Reason("move.one_of_two", N_("Choose either a date or a month, not both."))
CHANGED = Reason(
    "move.changed",
    N_("Nothing was saved, since somebody else has meanwhile changed: {titles}. Look at them again below."),
)
CLOSED = Reason(
    "move.closed", N_("Nothing was saved, since these are no longer open: {titles}. Tick only others in the list.")
)
ASKED = Reason(
    "move.asked",
    N_("Nothing was saved, since the supplier has been asked: {titles}. Give the supplier more time there instead."),
)
JOINT = Reason(
    "move.joint",
    N_("Nothing was saved, since these are part of a joint follow-up, which has a date of its own: {titles}."),
)
DAY_OFF = Reason("move.day_off", N_("{day} is a day off. The next working day is {next}. Choose one of the two below."))
NOT_LATE = Reason("move.not_late", N_("This follow-up is not late, so there is nothing to explain."))


class DayOff(Coded):
    """What is done with a new date that is a day off."""

    ASK = "ask", N_("Ask first")
    KEEP = "keep", N_("Keep the date")
    NEXT = "next", N_("Take the next working day")


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """What several open follow-ups are given; None leaves what is there.

    Shape: `chosen` maps each follow-up's public id to the version that was looked at; `month` is its first day.
    """

    chosen: Mapping[str, int]
    reason: str
    due_on: date | None = None
    month: date | None = None
    person_id: str | None = None
    day_off: DayOff = DayOff.KEEP

    def __post_init__(self) -> None:
        """Refuse to change nothing, or of nothing."""
        if not self.chosen:
            raise Invalid.at("chosen", NONE_CHOSEN)
        if len(self.chosen) > MOST:
            raise Invalid.at("chosen", MANY)
        if self.due_on and self.month:
            raise Invalid.at("month", ONE_OF_TWO)
        if not (self.due_on or self.month or self.person_id):
            raise Invalid.at("", NOTHING)

    @property
    def has_date(self) -> bool:
        """Return whether the follow-ups get another date."""
        return self.due_on is not None or self.month is not None

    def check(self, today: date) -> None:
        """Refuse a date that can only be a slip of the hand.

        Errors: Invalid("follow_up.too_far") at due_on or month.
        """
        try:
            check_due(self.due_on or self.month or today, today)
        except Invalid as error:
            raise Invalid({"due_on" if self.due_on else "month": error.problems["due_on"]}) from None

    def new_date(self, due_on: date, country: str) -> date:
        """Return the date that a follow-up gets; a day off is kept unless the next working day is asked for."""
        if self.due_on is not None:
            return next_working_day(self.due_on, country) if self.day_off is DayOff.NEXT else self.due_on
        return in_month(due_on, self.month, country) if self.month is not None else due_on


def in_month(due_on: date, month: date, country: str) -> date:
    """Return the same day in another month: a working day of that month, the next one where there is one."""
    wanted = month.replace(day=min(due_on.day, monthrange(month.year, month.month)[1]))
    found = next_working_day(wanted, country)
    if found.month == month.month:
        return found
    while not is_working_day(wanted, country):
        wanted -= timedelta(days=1)
    return wanted


def day_off(on: date, country: str) -> Reason | None:
    """Return the warning that a date is a day off, with the next working day, or None."""
    if is_working_day(on, country):
        return None
    return DAY_OFF.but(day=on, next=next_working_day(on, country))


def moved(why: Mapping[str, object], from_on: date, due_on: date, note: str) -> dict[str, object]:
    """Return why a follow-up is due after it was moved, as it is kept with it; the planned date stays known."""
    before = reason_of(why)
    planned = before.params.get("planned") if before.code == MOVED_BY_HAND.code else None
    told = planned if isinstance(planned, date) and planned != due_on else from_on
    return stored(MOVED_BY_HAND.but(due=due_on, planned=told, note=note))
