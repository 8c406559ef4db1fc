"""The secretariat's year with the annual summary: its dates, and what has been done of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from followup.domain.codes import Coded
from followup.domain.summaries import SummaryStatus
from followup.domain.suppression import THRESHOLD
from followup.errors import N_, Invalid, Reason

THRESHOLDS = range(3, 11)  # Source: trust.md P2
CONFIRM_BY = (1, 31)  # Source: domain.md 5.1, regions confirm their data in January; the day is a default of ours
PUBLISH_BY = (3, 31)  # Source: domain.md 5.1, adopted and published in March; the day is a default of ours
BAD_THRESHOLD = Reason("cycle.threshold", N_("Choose a number from 3 to 10."))
TOO_EARLY = Reason("cycle.too_early", N_("The year is not over on that day. Choose a day after 31 December {year}."))
WRONG_ORDER = Reason("cycle.wrong_order", N_("Publishing comes after confirming. Choose a later day."))


@dataclass(frozen=True, slots=True, kw_only=True)
class Cycle:
    """The dates of a year's summary, and from how many suppliers on an identifying figure is shown."""

    confirm_by: date
    publish_by: date
    threshold: int = THRESHOLD
    note: str | None = None

    def checked(self, year: int) -> Cycle:
        """Return it, if it can be kept.

        Errors: Invalid.
        """
        problems: dict[str, list[Reason]] = {}
        if self.threshold not in THRESHOLDS:
            problems["threshold"] = [BAD_THRESHOLD]
        if self.confirm_by <= date(year, 12, 31):
            problems["confirm_by"] = [TOO_EARLY.but(year=str(year))]
        if self.publish_by <= self.confirm_by:
            problems["publish_by"] = [WRONG_ORDER]
        if problems:
            raise Invalid(problems)
        return self


@dataclass(frozen=True, slots=True, kw_only=True)
class Acceptance:
    """Why a finding may stand."""

    finding: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Erratum:
    """What a later edition corrects, in each language."""

    en: str
    sv: str
    nb: str


class Stage(Coded):
    """A line of the year's checklist."""

    YEAR_OVER = "year_over", N_("The year is over: what happened in it counts until 31 December")
    DATES_SET = "dates_set", N_("Dates and the least number of suppliers are set")
    ALL_CONFIRMED = "all_confirmed", N_("Every member has confirmed its figures")
    COMPILED = "compiled", N_("Compiled of what is confirmed now")
    CHECKED = "checked", N_("What the checks found is mended or accepted")
    REVIEWED = "reviewed", N_("Reviewed")
    PUBLISHED = "published", N_("Published by somebody who neither compiled nor reviewed it")


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """Where the work on a year's summary is."""

    is_over: bool
    has_cycle: bool
    member_count: int
    confirmed: frozenset[str]
    status: SummaryStatus | None = None
    sources: frozenset[str] = frozenset()
    stop_count: int = 0

    def stages(self) -> Sequence[tuple[Stage, bool]]:
        """Return the checklist with what is done."""
        is_public = self.status in (SummaryStatus.PUBLISHED, SummaryStatus.SUPERSEDED)
        is_current = self.status is not None and self.sources == self.confirmed
        done = {
            Stage.YEAR_OVER: self.is_over,
            Stage.DATES_SET: self.has_cycle,
            Stage.ALL_CONFIRMED: self.member_count > 0 and len(self.confirmed) >= self.member_count,
            Stage.COMPILED: is_current,
            Stage.CHECKED: self.status is not None and not self.stop_count,
            Stage.REVIEWED: is_public or self.status is SummaryStatus.REVIEWED,
            Stage.PUBLISHED: is_public,
        }
        return [(stage, done[stage]) for stage in Stage]


def default_cycle(year: int) -> Cycle:
    """Return the dates that are proposed for a year's summary."""
    return Cycle(confirm_by=date(year + 1, *CONFIRM_BY), publish_by=date(year + 1, *PUBLISH_BY))
