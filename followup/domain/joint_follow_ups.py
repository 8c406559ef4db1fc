"""Joint follow-ups: one organisation follows up a supplier for several; each accepts the result for its own."""

from __future__ import annotations

from followup.domain.codes import Coded
from followup.domain.states import StateMachine
from followup.errors import N_


class JointStatus(Coded):
    """The life of one joint follow-up."""

    SUGGESTED = "suggested", N_("Suggested")
    OFFERED = "offered", N_("Offered to the organisations")
    UNDER_WAY = "under_way", N_("Under way")
    REPORTED = "reported", N_("Result shared")
    CANCELLED = "cancelled", N_("Cancelled")


class JointStep(Coded):
    """What can be done to a joint follow-up."""

    OFFER = "offer", N_("Offer to the organisations")
    BEGIN = "begin", N_("Begin")
    REPORT = "report", N_("Share the result")
    CANCEL = "cancel", N_("Cancel the joint follow-up")


JOINT = StateMachine(
    initial=JointStatus.SUGGESTED,
    steps={
        (JointStatus.SUGGESTED, JointStep.OFFER): JointStatus.OFFERED,
        (JointStatus.OFFERED, JointStep.BEGIN): JointStatus.UNDER_WAY,
        (JointStatus.UNDER_WAY, JointStep.REPORT): JointStatus.REPORTED,
        (JointStatus.SUGGESTED, JointStep.CANCEL): JointStatus.CANCELLED,
        (JointStatus.OFFERED, JointStep.CANCEL): JointStatus.CANCELLED,
        (JointStatus.UNDER_WAY, JointStep.CANCEL): JointStatus.CANCELLED,
    },
)


class ParticipantStatus(Coded):
    """Where one organisation stands in a joint follow-up."""

    INVITED = "invited", N_("Asked")
    ACCEPTED = "accepted", N_("Takes part")
    DECLINED = "declined", N_("Does not take part")
    RESULT_TAKEN = "result_taken", N_("Result accepted for own contracts")
    RESULT_REFUSED = "result_refused", N_("Result not accepted")


class ParticipantStep(Coded):
    """What an organisation decides for itself."""

    ACCEPT = "accept", N_("Take part")
    DECLINE = "decline", N_("Decline")
    TAKE_RESULT = "take_result", N_("Accept the result for own contracts")
    REFUSE_RESULT = "refuse_result", N_("Do not accept the result")


PARTICIPANT = StateMachine(
    initial=ParticipantStatus.INVITED,
    steps={
        (ParticipantStatus.INVITED, ParticipantStep.ACCEPT): ParticipantStatus.ACCEPTED,
        (ParticipantStatus.INVITED, ParticipantStep.DECLINE): ParticipantStatus.DECLINED,
        (ParticipantStatus.DECLINED, ParticipantStep.ACCEPT): ParticipantStatus.ACCEPTED,
        (ParticipantStatus.ACCEPTED, ParticipantStep.DECLINE): ParticipantStatus.DECLINED,
        (ParticipantStatus.ACCEPTED, ParticipantStep.TAKE_RESULT): ParticipantStatus.RESULT_TAKEN,
        (ParticipantStatus.ACCEPTED, ParticipantStep.REFUSE_RESULT): ParticipantStatus.RESULT_REFUSED,
    },
)


class Payer(Coded):
    """Who pays for a joint follow-up.

    Source: husr.se, the programme pays the first office audit and the first follow-up audit, the supplier later ones.
    """

    PROGRAMME = "programme", N_("The cooperation's programme")
    SUPPLIER = "supplier", N_("The supplier")
    LEAD = "lead", N_("The leading organisation")
