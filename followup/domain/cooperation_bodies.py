"""How a cooperation is run: its groups and who sits in them, contact persons, meetings, who is responsible for what."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from followup.domain.codes import Coded
from followup.domain.money import Money
from followup.errors import N_, Conflict, Invalid, Reason

ENDS_BEFORE = Reason("cooperation.ends_before", N_("The last day lies before the first day, {first}."))
NOT_YET = Reason("cooperation.not_yet", N_("Record it once it has been decided (today is {today})."))
NOT_A_MEMBER = Reason("cooperation.not_a_member", N_("Choose an organisation that is a member on {day}."))
GROUP_ENDED = Reason("body.ended", N_("The group has ended. Nobody takes a seat in it any more."))
HAS_LEFT = Reason("body.has_left", N_("The seat has already been left."))
CONTACT_ENDED = Reason("contact_person.ended", N_("This contact person has already ended."))
NOBODY = Reason("responsibility.nobody", N_("Name at least one party that has the main responsibility."))
TWICE = Reason("responsibility.twice", N_("“{party}” stands in two places. One party has one part in a task."))
MEETING_CANCELLED = Reason("meeting.cancelled", N_("The meeting is cancelled. Call a new one instead."))
NOT_MINUTES = Reason("meeting.not_minutes", N_("Choose minutes of this cooperation."))


class MemberRole(Coded):
    """What an organisation is in a cooperation."""

    MEMBER = "member", N_("Member")
    HOST = "host", N_("Host")
    OBSERVER = "observer", N_("Observer")


class BodyKind(Coded):
    """What a group of the cooperation is."""

    STEERING_GROUP = "steering_group", N_("Steering group")
    PURCHASING_COUNCIL = "purchasing_council", N_("Purchasing council")
    EXPERT_GROUP = "expert_group", N_("Expert group")
    OFFICE = "office", N_("Office")


class SeatPart(Coded):
    """What a person does in a group."""

    CHAIR = "chair", N_("Chair")
    MEMBER = "member", N_("Member")
    DEPUTY = "deputy", N_("Deputy")
    SECRETARY = "secretary", N_("Secretary")


class ContactTopic(Coded):
    """What a contact person answers for."""

    SOCIAL = "social", N_("Social matters")
    ENVIRONMENT = "environment", N_("Environment")
    BOTH = "both", N_("Social matters and environment")


class Responsibility(Coded):
    """How a party is involved in a task. Source: the Kongsvinger cooperation's matrix."""

    MAIN = "main", N_("H: main responsible")
    PARTICIPATES = "participates", N_("D: takes part")
    INFORMED = "informed", N_("I: informed")


class Outcome(Coded):
    """What a member decided."""

    ADOPTED = "adopted", N_("Adopted")
    ADOPTED_CHANGED = "adopted_changed", N_("Adopted with changes")
    DECLINED = "declined", N_("Declined")
    POSTPONED = "postponed", N_("Postponed")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMember:
    """An organisation becomes a member; a letter says which area it belongs to, where the cooperation has areas."""

    organisation_id: str
    role: MemberRole = MemberRole.MEMBER
    area: str = ""
    joined_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """What an organisation is in the cooperation, and from when to when; the days may be unknown."""

    role: MemberRole
    area: str = ""
    joined_on: date | None = None
    left_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPeriod:
    """A strategy or programme period, and where it was decided."""

    name: str
    starts_on: date
    ends_on: date | None = None
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewBody:
    """A group, and what it is about; it ends on a day, or goes on."""

    kind: BodyKind
    name: str
    topic: str = ""
    ended_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSeat:
    """A person takes a seat for an organisation."""

    organisation_id: str
    name: str
    part: SeatPart
    valid_from: date


@dataclass(frozen=True, slots=True, kw_only=True)
class NewContactPerson:
    """Whom the cooperation turns to at a member."""

    organisation_id: str
    name: str
    email: str
    topic: ContactTopic
    valid_from: date


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDecision:
    """What a member decided on a matter, when, by which body and in which case; an amount where one was decided."""

    organisation_id: str
    matter: str
    outcome: Outcome
    decided_on: date
    body: str
    case_number: str
    amount: Money | None = None
    document_id: str | None = None
    cooperation_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionFilter:
    """Which matter's decisions are listed; empty is all."""

    matter: str = ""
    after: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTask:
    """One row of the matrix: the parties with each part, one name a line."""

    name: str
    position: int = 0
    main: str
    participates: str = ""
    informed: str = ""

    def parts(self) -> dict[str, Responsibility]:
        """Return each party's part, in the order in which they were written.

        Errors: Invalid at main, participates or informed.
        """
        found: dict[str, Responsibility] = {}
        for part in Responsibility:
            for party in _lines(getattr(self, str(part))):
                if party in found:
                    raise Invalid.at(str(part), TWICE.but(party=party))
                found[party] = part
        if Responsibility.MAIN not in found.values():
            raise Invalid.at("main", NOBODY)
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMeeting:
    """A meeting of a group or, where none is named, of all members."""

    title: str
    held_on: date
    place: str = ""
    agenda: str = ""
    body_id: str | None = None
    minutes_id: str | None = None


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def check_days(first: date | None, last: date | None, at: str) -> None:
    """Refuse a last day before the first one.

    Errors: Invalid at the field.
    """
    if first is not None and last is not None and last < first:
        raise Invalid.at(at, ENDS_BEFORE.but(first=first))


def check_decided(on: date, today: date) -> None:
    """Refuse a decision that is still to come.

    Errors: Invalid at decided_on.
    """
    if on > today:
        raise Invalid.at("decided_on", NOT_YET.but(today=today))


def check_seat(ended_on: date | None, valid_from: date) -> None:
    """Refuse a seat in a group that has ended by then.

    Errors: Conflict("body.ended").
    """
    if ended_on is not None and ended_on < valid_from:
        raise Conflict(GROUP_ENDED)


def missing(members: Sequence[str], decided: Collection[str]) -> list[str]:
    """Return the members of whom no decision is recorded, in the members' order."""
    return [member for member in members if member not in decided]
