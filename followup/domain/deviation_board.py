"""The board of open deviations by what they share, and how long it took to close those that are closed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from followup.domain.codes import Coded
from followup.domain.deviations import Severity
from followup.domain.indicators import MEDIAN_LEAST
from followup.errors import N_


class Age(Coded):
    """How long ago an open deviation was sent to the supplier.

    Units: calendar days. Source: issue E.
    """

    TO_30 = "to_30", N_("0 to 30 days")
    TO_90 = "to_90", N_("31 to 90 days")
    TO_180 = "to_180", N_("91 to 180 days")
    OVER_180 = "over_180", N_("Over 180 days")


_LAST_DAY: Mapping[Age, int | None] = {Age.TO_30: 30, Age.TO_90: 90, Age.TO_180: 180, Age.OVER_180: None}


def age_of(issued_on: date, today: date) -> Age:
    """Return how old a deviation is that was sent on this day."""
    days = (today - issued_on).days
    return next(age for age, last in _LAST_DAY.items() if last is None or days <= last)


def sent_between(age: Age, today: date) -> tuple[date | None, date | None]:
    """Return the first and the last day of sending that give this age today; None where there is no bound."""
    ages = list(Age)
    last = _LAST_DAY[age]
    before = _LAST_DAY[ages[ages.index(age) - 1]] if age is not ages[0] else None
    first_on = None if last is None else today - timedelta(days=last)
    return first_on, None if before is None else today - timedelta(days=before + 1)


class Side(Coded):
    """What the board divides the open deviations by, each beside the grade."""

    AGE = "age", N_("Days since sent")
    AREA = "area", N_("Area of the requirement")
    COUNTRY = "country", N_("Country")
    SUPPLIER = "supplier", N_("Supplier")
    SITE = "site", N_("Site")


class Unstated(Coded):
    """What may not be stated on a deviation, as a list is narrowed to it."""

    AREA = "area", N_("No area stated")
    COUNTRY = "country", N_("No country stated")
    SITE = "site", N_("No site stated")


class Kept(Coded):
    """Whether a deviation was closed by the day that was given."""

    IN_TIME = "in_time", N_("In time")
    LATE = "late", N_("Not in time")


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """How many open deviations are alike in all that the board divides by; without a key it is not stated."""

    count: int
    severity: Severity
    keys: Mapping[Side, str | None]
    names: Mapping[Side, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """One line of the board; without a key, those for which it is not stated."""

    key: str | None
    name: str
    counts: Mapping[Severity, int]

    @property
    def total(self) -> int:
        """Return how many there are of all grades."""
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Division:
    """The open deviations by one side: the largest groups, and how many more deviations and groups there are."""

    side: Side
    groups: Sequence[Group]
    more_groups: int = 0
    more_count: int = 0


GROUPS_MOST = 15


def by_grade(counted: Iterable[Counted]) -> dict[Severity, int]:
    """Return how many there are of each grade."""
    found = dict.fromkeys(Severity, 0)
    for row in counted:
        found[row.severity] += row.count
    return found


def division(side: Side, counted: Sequence[Counted], *, most: int = GROUPS_MOST) -> Division:
    """Return the groups by one side, the largest first and the unstated last; ages stand in their own order."""
    rows: dict[str | None, list[Counted]] = {}
    for row in counted:
        rows.setdefault(row.keys.get(side), []).append(row)
    if side is Side.AGE:
        rows = {age: rows.get(age, []) for age in Age}
    groups = [
        Group(key=key, name=of[0].names.get(side, "") if of else "", counts=by_grade(of)) for key, of in rows.items()
    ]
    if side is not Side.AGE:
        groups.sort(key=lambda group: (group.key is None, -group.total, group.name, group.key or ""))
    rest = groups[most:]
    return Division(
        side=side, groups=groups[:most], more_groups=len(rest), more_count=sum(group.total for group in rest)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed:
    """How many deviations of one grade were closed alike; whether in time is unknown where nothing was due.

    Units: `days` are calendar days from sending to closing.
    """

    count: int
    severity: Severity
    year: int
    days: int
    is_in_time: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """How long it took to close those of one grade (or of all) in one year; figures only where there are enough.

    Units: whole calendar days; the middle half of the cases took from `lower` to `upper`.
    Source: domain.md 7.9, at least five.
    """

    severity: Severity | None
    year: int
    count: int
    median: int | None
    lower: int | None
    upper: int | None
    in_time_count: int
    late_count: int


def closings(closed: Sequence[Closed], years: Sequence[int]) -> tuple[Closing, ...]:
    """Return the figures of each year, of all grades and of each."""
    return tuple(
        _closing(severity, year, [row for row in closed if row.year == year and severity in (None, row.severity)])
        for year in years
        for severity in (None, *Severity)
    )


def _closing(severity: Severity | None, year: int, rows: Sequence[Closed]) -> Closing:
    days = sorted(day for row in rows for day in [row.days] * row.count)
    enough = len(days) >= MEDIAN_LEAST

    def figure(of: Callable[[Sequence[int]], int]) -> int | None:
        return of(days) if enough else None

    return Closing(
        severity=severity,
        year=year,
        count=len(days),
        median=figure(_median),
        lower=figure(lambda all_days: all_days[(len(all_days) - 1) // 4]),
        upper=figure(lambda all_days: all_days[-(-3 * len(all_days) // 4) - 1]),
        in_time_count=sum(row.count for row in rows if row.is_in_time is True),
        late_count=sum(row.count for row in rows if row.is_in_time is False),
    )


def _median(days: Sequence[int]) -> int:
    """Return the middle; between two middles the mean, half a day rounded up, as in the annual summary."""
    return (days[(len(days) - 1) // 2] + days[len(days) // 2] + 1) // 2
