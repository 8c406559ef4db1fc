"""The secretariat's desk: what of the joint work stands still, and what is missing from which member."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from followup.domain.calendar import add_months
from followup.domain.codes import Coded
from followup.errors import N_

SHARED_WITHIN_MONTHS = 12  # Source: default of this service


class Gap(Coded):
    """What is missing from a member."""

    NO_CONTACT = "no_contact", N_("No contact person")
    NO_POPULATION = "no_population", N_("No population for the year before")
    NOT_CONFIRMED = "not_confirmed", N_("Figures of last year not confirmed")
    NOTHING_SHARED = "nothing_shared", N_("No result shared in the last 12 months")


class Stuck(Coded):
    """What stands still."""

    JOINT_LATE = "joint_late", N_("Joint follow-up not reported in time")
    JOINT_UNANSWERED = "joint_unanswered", N_("Organisations have not answered whether they take part")
    QUESTION_LATE = "question_late", N_("Supplier has not answered about an incident")
    NO_STANCE = "no_stance", N_("Organisation has taken no stance on an incident")
    NOMINATION = "nomination", N_("Nomination without an answer")


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What is known of one member, from what the secretariat may read."""

    organisation_id: str
    name: str
    area: str | None
    contact_count: int
    population_on: date | None
    is_confirmed: bool
    last_shared_on: date | None

    def gaps(self, today: date) -> list[Gap]:
        """Return what is missing, the heaviest first; what the secretariat may not read is not asked for."""
        since = date(today.year - 1, 1, 1)
        shared_since = add_months(today, -SHARED_WITHIN_MONTHS)
        found = {
            Gap.NO_CONTACT: not self.contact_count,
            Gap.NOT_CONFIRMED: not self.is_confirmed,
            Gap.NO_POPULATION: self.population_on is None or self.population_on < since,
            Gap.NOTHING_SHARED: self.last_shared_on is None or self.last_shared_on < shared_since,
        }
        return [gap for gap, is_missing in found.items() if is_missing]


@dataclass(frozen=True, slots=True, kw_only=True)
class Halt:
    """One thing that stands still: what, at whom, since when, and where to look."""

    stuck: Stuck
    title: str
    at: str
    since: date | None
    id: str


def by_age(halts: list[Halt]) -> list[Halt]:
    """Return what has stood still the longest first; what has no day last."""
    return sorted(halts, key=lambda halt: (halt.since is None, halt.since or date.max, halt.title))
