"""Incidents: a site or a supplier is in the news. Who is affected, what was asked, where each stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from followup.domain.calendar import is_overdue
from followup.domain.codes import Coded
from followup.domain.incident_reach import site_key
from followup.domain.states import StateMachine
from followup.errors import N_, Conflict, Invalid, Reason

NOTHING_NAMED = Reason("incident.nothing_named", N_("Name the site, the supplier, or both."))
NO_COUNTRY = Reason("incident.no_country", N_("Say in which country the site lies: names alone are not enough."))
NO_NAME = Reason("incident.no_name", N_("Write the site's name so that it can be looked for."))
TO_COME = Reason("incident.to_come", N_("This cannot lie in the future (today is {today})."))
CLOSED = Reason("incident.closed", N_("The incident is closed. Open it again first."))
NOBODY_TO_ASK = Reason(
    "incident.nobody_to_ask",
    N_("No contract in force with a supplier of this category or site was found."),
)
BAD_DAY = Reason("incident.bad_day", N_("Give the suppliers from 1 to {most} days."))
OTHER_SUPPLIER = Reason("incident.other_supplier", N_("Choose one of your own contracts with this supplier."))
OTHER_CONTACT = Reason("incident.other_contact", N_("Choose one of your own contact persons at this supplier."))
NOT_YET_LATE = Reason("incident.not_yet_late", N_("The supplier has until {due}. Wait for that day to pass."))
ASKED_BECAUSE = Reason("incident.asked_because", N_("Due {due}: asked because of the incident “{note}”."))

QUESTION_DAYS = 28  # Source: the joint clause, a traceability request is answered within four weeks
DAYS_MOST = 366  # Source: default of this service; beyond it a year was mistyped


class IncidentStatus(Coded):
    """The life of an incident."""

    OPEN = "open", N_("Open")
    CLOSED = "closed", N_("Closed")


class IncidentStep(Coded):
    """What can be done to an incident."""

    CLOSE = "close", N_("Close with what was found")
    REOPEN = "reopen", N_("Open again")


INCIDENT = StateMachine(
    initial=IncidentStatus.OPEN,
    steps={
        (IncidentStatus.OPEN, IncidentStep.CLOSE): IncidentStatus.CLOSED,
        (IncidentStatus.CLOSED, IncidentStep.REOPEN): IncidentStatus.OPEN,
    },
)


class PartyStatus(Coded):
    """Whether an affected organisation has said where it stands."""

    INFORMED = "informed", N_("Informed")
    STANDS = "stands", N_("Has taken a stance")


class PartyStep(Coded):
    """What an affected organisation does."""

    TAKE_STANCE = "take_stance", N_("Record a stance")


INCIDENT_PARTY = StateMachine(
    initial=PartyStatus.INFORMED,
    steps={
        (PartyStatus.INFORMED, PartyStep.TAKE_STANCE): PartyStatus.STANDS,
        (PartyStatus.STANDS, PartyStep.TAKE_STANCE): PartyStatus.STANDS,
    },
)


class Stance(Coded):
    """What a contract's owner decides; the first aim is changed conduct, not the end of the contract.

    Source: the regions' handling of the glove incident, as told by SVT; the list is a default of this service.
    """

    NOT_AFFECTED = "not_affected", N_("Not affected: the goods do not come from there")
    DIALOGUE = "dialogue", N_("In dialogue with the supplier")
    REMEDY = "remedy", N_("Remedy is demanded")
    PAUSED = "paused", N_("No new orders until further notice")
    SANCTION = "sanction", N_("A sanction under the contract is being examined")


class QuestionStatus(Coded):
    """Where the one question to a supplier stands."""

    TO_ASK = "to_ask", N_("To be asked")
    ASKED = "asked", N_("Asked")
    ANSWERED = "answered", N_("Answered")
    UNANSWERED = "unanswered", N_("Not answered in time")


class QuestionStep(Coded):
    """What can be done about the question."""

    ASK = "ask", N_("Ask the supplier")
    ANSWER = "answer", N_("Record the answer")
    GIVE_UP = "give_up", N_("Record that no answer came")


INCIDENT_QUESTION = StateMachine(
    initial=QuestionStatus.TO_ASK,
    steps={
        (QuestionStatus.TO_ASK, QuestionStep.ASK): QuestionStatus.ASKED,
        (QuestionStatus.TO_ASK, QuestionStep.ANSWER): QuestionStatus.ANSWERED,
        (QuestionStatus.ASKED, QuestionStep.ANSWER): QuestionStatus.ANSWERED,
        (QuestionStatus.ASKED, QuestionStep.GIVE_UP): QuestionStatus.UNANSWERED,
        (QuestionStatus.UNANSWERED, QuestionStep.ANSWER): QuestionStatus.ANSWERED,
    },
)


class SiteUse(Coded):
    """What a supplier answers to whether it uses the site."""

    USES = "uses", N_("Uses the site")
    USED = "used", N_("Has used the site")
    DOES_NOT = "does_not", N_("Does not use the site")
    UNCLEAR = "unclear", N_("The answer is unclear")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewIncident:
    """What was told, by whom, and of which site or supplier."""

    title: str
    facts: str
    source: str
    reported_on: date
    site: str = ""
    site_country: str | None = None
    supplier_id: str | None = None
    category: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentFilter:
    """What a list of incidents is narrowed to."""

    state: IncidentStatus | None = None
    after: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewQuestion:
    """The one question to all suppliers concerned, and by when they answer."""

    question: str
    due_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """On which contract a supplier is asked, and whom the mail goes to; without a contact it was asked otherwise."""

    contract_id: str
    contact_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplierAnswer:
    """What a supplier answered."""

    answer: SiteUse
    answered_on: date
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """Where an organisation stands; the note is its own."""

    stance: Stance
    note: str = ""


def check_new(new: NewIncident, today: date) -> None:
    """Refuse an incident of which nothing can be looked up, or that lies ahead.

    Errors: Invalid("incident.nothing_named", "incident.no_name") at site, "incident.no_country" at site_country,
    "incident.to_come" at reported_on.
    """
    if not new.site and new.supplier_id is None:
        raise Invalid.at("site", NOTHING_NAMED)
    if new.site and not site_key(new.site):
        raise Invalid.at("site", NO_NAME)
    if new.site and new.site_country is None:
        raise Invalid.at("site_country", NO_COUNTRY)
    check_past("reported_on", new.reported_on, today)


def check_past(field: str, day: date, today: date) -> None:
    """Refuse a day that has not come.

    Errors: Invalid("incident.to_come") at the field.
    """
    if day > today:
        raise Invalid.at(field, TO_COME.but(today=today))


def check_due(due_on: date, today: date) -> None:
    """Refuse a day that nobody can keep, or that can only be a slip of the hand.

    Errors: Invalid("incident.bad_day") at due_on.
    """
    if not today < due_on <= today + timedelta(days=DAYS_MOST):
        raise Invalid.at("due_on", BAD_DAY.but(most=DAYS_MOST))


def check_open(status: IncidentStatus) -> None:
    """Refuse to go on with an incident that has ended.

    Errors: Conflict("incident.closed").
    """
    if status is IncidentStatus.CLOSED:
        raise Conflict(CLOSED)


def standing_of(status: QuestionStatus, due_on: date, today: date) -> QuestionStatus:
    """Return where a question stands on the day: asked and past its day is not answered in time, noted or not."""
    is_late = status is QuestionStatus.ASKED and is_overdue(due_on, today)
    return QuestionStatus.UNANSWERED if is_late else status


def tally(answers: Iterable[tuple[QuestionStatus, SiteUse | None]]) -> tuple[tuple[Coded, int], ...]:
    """Return how many questions stand where, the answered ones by what was answered."""
    found: dict[Coded, int] = dict.fromkeys(
        (*SiteUse, QuestionStatus.UNANSWERED, QuestionStatus.ASKED, QuestionStatus.TO_ASK), 0
    )
    for status, answer in answers:
        found[answer or status] += 1
    return tuple(found.items())
