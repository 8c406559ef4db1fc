"""A supplier across organisations: who followed up, when and with what result; and who buys from whom, as far as the
cooperation was told.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from followup.domain.code_of_conduct import Level
from followup.domain.codes import Coded
from followup.domain.follow_ups import FindingResult
from followup.domain.schedule import FollowUpKind
from followup.domain.sharing import Light, worst
from followup.errors import N_


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One result about a supplier, from a member or from elsewhere.

    Shape: `key` is the same for copies of one follow-up in several cooperations; `organisation` is the member's key,
    None from elsewhere; `areas` as in `Outcomes`.
    """

    key: str
    id: str
    who: str
    organisation: int | None
    kind: FollowUpKind
    category: str | None
    done_on: date
    light: Light | None
    light_on: date
    code_version: str | None
    level: Level | None
    reusable_until: date
    areas: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_outside(self) -> bool:
        """Return whether it came from elsewhere."""
        return self.organisation is None

    def age_months(self, today: date) -> int:
        """Return how many whole months have passed since the day it was done."""
        months = (today.year - self.done_on.year) * 12 + today.month - self.done_on.month
        return max(0, months - (today.day < self.done_on.day))

    def is_reusable(self, today: date) -> bool:
        """Return whether it is young enough to be reused."""
        return today <= self.reusable_until


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaOutcome:
    """The latest outcome in one area, and the result that assessed it."""

    area: str
    outcome: FindingResult
    told: Told


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryStanding:
    """How the supplier stands in a category: the worst light of those who can still be reused."""

    category: str | None
    light: Light
    as_of: date
    count: int


def latest_by_area(results: Sequence[Told], areas: Iterable[str], today: date) -> list[AreaOutcome]:
    """Return each area's latest assessed outcome among the results that can still be reused, in the areas' order.

    Results under different standard terms stand beside each other, since all were mapped to the same areas.
    """
    young = sorted((told for told in results if told.is_reusable(today)), key=lambda told: told.done_on, reverse=True)
    found: list[AreaOutcome] = []
    for area in areas:
        for told in young:
            outcome = FindingResult.of(told.areas.get(area, FindingResult.NOT_ASSESSED.value))
            if outcome is not FindingResult.NOT_ASSESSED:
                found.append(AreaOutcome(area=area, outcome=outcome, told=told))
                break
    return found


def standings(results: Sequence[Told], today: date) -> list[CategoryStanding]:
    """Return how the supplier stands in each category, by what can still be reused and says a light."""
    said = [(told.category, told.light, told.light_on) for told in results if told.light and told.is_reusable(today)]
    found = []
    for category in dict.fromkeys(category for category, _, _ in said):
        lights = [(light, on) for each, light, on in said if each == category]
        light = worst([light for light, _ in lights])
        as_of = max(on for each, on in lights if each is light)
        found.append(CategoryStanding(category=category, light=light, as_of=as_of, count=len(lights)))
    return found


def once(results: Iterable[Told]) -> list[Told]:
    """Return each follow-up once, though it was shared with several cooperations."""
    return list({told.key: told for told in results}.values())


class Tie(Coded):
    """Whence the cooperation knows that an organisation buys from a supplier."""

    OWN = "own", N_("Your own contracts")
    SHARED = "shared", N_("Has shared a result")
    JOINT = "joint", N_("Takes part in a joint follow-up")
    PLANS = "plans", N_("Plans a follow-up that others plan too")


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Whom one turns to at a member."""

    name: str
    email: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A member of one's cooperations, with its contact persons of the day."""

    key: int
    id: str
    name: str
    contacts: tuple[Contact, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Buyer:
    """A member that buys from a supplier, and whence that is known."""

    member: Member
    ties: tuple[Tie, ...]


def buyers(known: Iterable[tuple[int, Tie]], members: Mapping[int, Member]) -> list[Buyer]:
    """Return who buys, in the order of the members, each with all that tells of it; who has left is not there."""
    ties: dict[int, set[Tie]] = {}
    for organisation, tie in known:
        ties.setdefault(organisation, set()).add(tie)
    return [
        Buyer(member=member, ties=tuple(tie for tie in Tie if tie in ties[key]))
        for key, member in members.items()
        if key in ties
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class MapFilter:
    """What the contact map is narrowed to."""

    q: str = ""
    after: str | None = None
