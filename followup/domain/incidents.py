"""Incidents: a site or a supplier is in the news. Who is affected, what was asked, where each stands."""

from __future__ import annotations

from followup.domain.codes import Coded
from followup.domain.states import StateMachine
from followup.errors import N_

QUESTION_DAYS = 28  # Source: the joint clause, a traceability request is answered within four weeks


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
    USED = "used", N_("Has used the site, does not any more")
    DOES_NOT = "does_not", N_("Does not use the site")
    UNCLEAR = "unclear", N_("The answer is unclear")
