"""What of a contract may be published as open data, and how far each follow-up has come in the words of OCDS.

An allow-list: a field that is not here does not leave. Notes, drafts, sub-suppliers, people and the numbers of sole
traders are not here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from followup.domain.codes import Coded
from followup.domain.contracts import ContractLife
from followup.domain.follow_ups import FollowUpStatus
from followup.domain.money import Money
from followup.domain.schedule import FollowUpKind
from followup.domain.strategic import GOALS, Strategic
from followup.errors import N_


class MilestoneStatus(Coded):
    """Source: OCDS 1.1, the closed codelist milestoneStatus."""

    SCHEDULED = "scheduled", N_("Planned")
    MET = "met", N_("Done")
    PARTIALLY_MET = "partiallyMet", N_("Done, with deviations open")
    NOT_MET = "notMet", N_("Not done by its day")


# Source: OCDS 1.1, the closed codelist contractStatus; domain.md 4.2. A contract without dates has none.
CONTRACT_STATUS: Mapping[ContractLife, str] = {
    ContractLife.COMING: "pending",
    ContractLife.RUNNING: "active",
    ContractLife.ENDED: "terminated",
}
# Source: OCDS 1.1, the open codelist milestoneType. What the supplier reports is reporting, what the buyer judges is
# assessment.
MILESTONE_TYPE: Mapping[FollowUpKind, str] = {
    FollowUpKind.KICK_OFF: "engagement",
    FollowUpKind.SELF_ASSESSMENT: "reporting",
    FollowUpKind.TRACEABILITY: "reporting",
}
ASSESSMENT = "assessment"
# Identifier schemes of org-id.guide. UNVERIFIED: taken from lists that cite it; look them up there before publishing.
SCHEMES: Mapping[str, str] = {"SE": "SE-BLV", "NO": "NO-BRC", "DK": "DK-CVR", "FI": "FI-PRO"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """A buyer or a supplier; `number` is empty where it is a person's own."""

    ref: str
    name: str
    country: str | None = None
    number: str = ""
    town: str = ""
    is_person: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Milestone:
    """A follow-up: what is due when, and how far it has come."""

    ref: str
    kind: FollowUpKind
    due_on: date
    done_on: date | None
    status: MilestoneStatus

    @property
    def type(self) -> str:
        """Return the kind of milestone."""
        return MILESTONE_TYPE.get(self.kind, ASSESSMENT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """One contract as it may be published."""

    ref: str
    version: int
    title: str
    number: str
    supplier: Party
    life: ContractLife
    cpv: tuple[str, ...] = ()
    value: Money | None = None
    signed_on: date | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    has_terms: bool = False
    goals: tuple[str, ...] = ()
    criteria: tuple[str, ...] = ()
    goal_text: str = ""
    milestones: tuple[Milestone, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """The contracts of one organisation at one moment; `note` stands at each of them, `license` at all."""

    publisher: Party
    published_at: datetime
    address: str
    releases: tuple[Release, ...]
    language: str = "en"
    license: str = ""
    note: str = ""


def milestone_status(status: FollowUpStatus, due_on: date, today: date, *, has_open: bool) -> MilestoneStatus:
    """Return how far a follow-up has come; `has_open` whether an issued deviation of it is still open.

    Source: domain.md 4.2, cross-walk of states.
    """
    if status is FollowUpStatus.COMPLETED:
        return MilestoneStatus.PARTIALLY_MET if has_open else MilestoneStatus.MET
    return MilestoneStatus.NOT_MET if today > due_on else MilestoneStatus.SCHEDULED


def goals_of(strategic: Strategic) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the goals and the kinds of criteria that a contract has, in the words of OCDS.

    Shape: (goals, strategies that say whose criteria were used); each once, in order.
    """
    named: Iterable[Coded] = (*strategic.purposes, *strategic.green, *strategic.social, *strategic.innovative)
    goals = {goal for code in named if (goal := GOALS[type(code)].get(code))}
    criteria = {goal for code in strategic.green_criteria if (goal := GOALS[type(code)].get(code))}
    return tuple(sorted(goals)), tuple(sorted(criteria))
