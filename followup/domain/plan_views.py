"""The plan as people see it: what is due in a year, month by month, by kind, by person, and what is late."""

from __future__ import annotations

from calendar import Calendar
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from followup.domain.calendar import is_working_day
from followup.domain.codes import Coded
from followup.domain.follow_up_rules import FollowUpKind
from followup.errors import N_, Invalid, Reason

NO_SUCH_DAY = Reason("plan.no_such_day", N_("The month has no such day."))
EARLIER = 0  # the month of what is still open from the years before
MONTHS = tuple(range(1, 13))
YEARS_AHEAD = 4
_WEEKEND = 5


class PlanState(Coded):
    """How far a follow-up of the plan has come; what has been asked of the supplier is under way."""

    PLANNED = "planned", N_("Planned")
    UNDER_WAY = "under_way", N_("Under way")
    DONE = "done", N_("Done")
    SKIPPED = "skipped", N_("Skipped")
    COVERED = "covered", N_("Covered by a shared result")


class WaitsOn(Coded):
    """On whom a late follow-up waits."""

    US = "us", N_("On us")
    COLLEAGUE = "colleague", N_("On a colleague")
    SUPPLIER = "supplier", N_("On the supplier")
    LEAD = "lead", N_("On the organisation that leads the joint follow-up")


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanFilter:
    """What the plan is narrowed to; the same for each way of looking at it.

    Shape: `person_id` is a person's public id or `NOBODY`; `month` may be EARLIER; `month`, `day`, `state`, `waits`
    and `after` belong to one view and are not carried to another.
    """

    year: int | None = None
    q: str = ""
    kind: FollowUpKind | None = None
    category: str | None = None
    person_id: str | None = None
    contract_id: str | None = None
    supplier_id: str | None = None
    month: int | None = None
    day: int | None = None
    state: PlanState | None = None
    waits: WaitsOn | None = None
    after: str | None = None

    def year_on(self, today: date) -> int:
        """Return the year that is looked at."""
        return self.year or today.year

    def month_on(self, today: date) -> int:
        """Return the month that a calendar shows: the one asked for, else the present one of this year."""
        return self.month or (today.month if self.year_on(today) == today.year else 1)

    def day_on(self, today: date) -> date | None:
        """Return the one day that is asked for.

        Errors: Invalid("plan.no_such_day") at day.
        """
        if self.day is None:
            return None
        try:
            return date(self.year_on(today), self.month_on(today), self.day)
        except ValueError:
            raise Invalid.at("day", NO_SUCH_DAY) from None


NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Counted:
    """How many follow-ups of one month are of a kind and have come equally far."""

    month: int
    kind: FollowUpKind
    state: PlanState
    is_late: bool
    count: int


@dataclass(frozen=True, slots=True)
class Tally:
    """How many are done (also by a shared result), still to come, and late; what was skipped is counted apart."""

    done: int = 0
    coming: int = 0
    late: int = 0
    skipped: int = 0

    @property
    def total(self) -> int:
        """Return how many the plan asks for."""
        return self.done + self.coming + self.late

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            self.done + other.done,
            self.coming + other.coming,
            self.late + other.late,
            self.skipped + other.skipped,
        )


def tally_of(row: Counted) -> Tally:
    """Return one count as a tally."""
    if row.is_late:
        return Tally(late=row.count)
    if row.state in (PlanState.DONE, PlanState.COVERED):
        return Tally(done=row.count)
    return Tally(skipped=row.count) if row.state is PlanState.SKIPPED else Tally(coming=row.count)


@dataclass(frozen=True, slots=True)
class YearPlan:
    """A year: per month, per kind and month, and all together."""

    months: Mapping[int, Tally]
    kinds: Mapping[FollowUpKind, Mapping[int, Tally]]
    total: Tally

    @property
    def has_earlier(self) -> bool:
        """Return whether something is still open from the years before."""
        return EARLIER in self.months


def year_plan(rows: Iterable[Counted]) -> YearPlan:
    """Return the counts of a year, the kinds in their own order."""
    months: dict[int, Tally] = {}
    kinds: dict[FollowUpKind, dict[int, Tally]] = {}
    for row in rows:
        tally = tally_of(row)
        months[row.month] = months.get(row.month, Tally()) + tally
        of_kind = kinds.setdefault(row.kind, {})
        of_kind[row.month] = of_kind.get(row.month, Tally()) + tally
    in_order = {kind: kinds[kind] for kind in FollowUpKind if kind in kinds}
    return YearPlan(months, in_order, sum(months.values(), Tally()))


@dataclass(frozen=True, slots=True)
class Load:
    """What is open for somebody in a month.

    Units: `minutes` as the organisation decided per kind; `untimed` are those whose kind has none.
    """

    count: int = 0
    late: int = 0
    minutes: int = 0
    untimed: int = 0

    def __add__(self, other: Load) -> Load:
        return Load(
            self.count + other.count,
            self.late + other.late,
            self.minutes + other.minutes,
            self.untimed + other.untimed,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenWork:
    """How many open follow-ups of one kind a person has in a month; without a person, nobody has them."""

    person_id: str | None
    name: str | None
    month: int
    kind: FollowUpKind
    is_late: bool
    count: int


@dataclass(frozen=True, slots=True)
class Workload:
    """One person's open follow-ups by month; the id is NOBODY where they were given to nobody."""

    person_id: str
    name: str
    months: Mapping[int, Load]
    total: Load


def workloads(rows: Iterable[OpenWork], minutes: Mapping[FollowUpKind, int]) -> tuple[Workload, ...]:
    """Return what each person has, by name; what nobody was given comes last."""
    people: dict[str, dict[int, Load]] = {}
    names: dict[str, str] = {}
    for row in rows:
        key = row.person_id or NOBODY
        names[key] = row.name or ""
        each = minutes.get(row.kind)
        load = Load(
            row.count,
            row.count if row.is_late else 0,
            (each or 0) * row.count,
            row.count if each is None else 0,
        )
        months = people.setdefault(key, {})
        months[row.month] = months.get(row.month, Load()) + load
    in_order = sorted(people, key=lambda key: (key == NOBODY, names[key].casefold(), key))
    return tuple(Workload(key, names[key], people[key], sum(people[key].values(), Load())) for key in in_order)


@dataclass(frozen=True, slots=True)
class Day:
    """One day of a calendar: what is due (the first few), and how many there are in all."""

    on: date
    is_in_month: bool
    is_off: bool
    count: int = 0
    items: Sequence[object] = field(default=())

    @property
    def more(self) -> int:
        """Return how many are not shown."""
        return self.count - len(self.items)

    @property
    def is_holiday(self) -> bool:
        """Return whether it would be a working day by its weekday and is none."""
        return self.is_off and self.on.weekday() < _WEEKEND


def month_of(
    year: int, month: int, country: str, items: Mapping[date, tuple[int, Sequence[object]]]
) -> tuple[tuple[Day, ...], ...]:
    """Return the weeks of a month, Monday first.

    Shape: `items` has, by day, how many are due and the first of them.
    """
    return tuple(
        tuple(Day(on, on.month == month, not is_working_day(on, country), *items.get(on, (0, ()))) for on in week)
        for week in Calendar().monthdatescalendar(year, month)
    )


def neighbours(year: int, month: int) -> tuple[tuple[int, int], tuple[int, int]]:
    """Return the month before and the month after, each as (year, month)."""
    before = (year - 1, 12) if month == 1 else (year, month - 1)
    after = (year + 1, 1) if month == 12 else (year, month + 1)
    return before, after
