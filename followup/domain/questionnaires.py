"""Self-assessments: the life of an invitation and of its assessment. Question rules follow below."""

from __future__ import annotations

from followup.domain.codes import Coded
from followup.domain.states import StateMachine
from followup.errors import N_


class InvitationStatus(Coded):
    """The life of one self-assessment."""

    INVITED = "invited", N_("Waiting for the supplier")
    SUBMITTED = "submitted", N_("Answered")
    RETURNED = "returned", N_("Sent back")
    ASSESSED = "assessed", N_("Assessed")
    CANCELLED = "cancelled", N_("Cancelled")


class InvitationStep(Coded):
    """What can be done to a self-assessment."""

    SUBMIT = "submit", N_("Submit")
    RETURN = "return", N_("Send back")
    ASSESS = "assess", N_("Finish the assessment")
    CANCEL = "cancel", N_("Cancel")


INVITATION = StateMachine(
    initial=InvitationStatus.INVITED,
    steps={
        (InvitationStatus.INVITED, InvitationStep.SUBMIT): InvitationStatus.SUBMITTED,
        (InvitationStatus.RETURNED, InvitationStep.SUBMIT): InvitationStatus.SUBMITTED,
        (InvitationStatus.SUBMITTED, InvitationStep.RETURN): InvitationStatus.RETURNED,
        (InvitationStatus.SUBMITTED, InvitationStep.ASSESS): InvitationStatus.ASSESSED,
        (InvitationStatus.INVITED, InvitationStep.CANCEL): InvitationStatus.CANCELLED,
        (InvitationStatus.RETURNED, InvitationStep.CANCEL): InvitationStatus.CANCELLED,
    },
)


class Assessment(Coded):
    """What the buyer makes of one answer."""

    FULFILLED = "fulfilled", N_("Fulfilled")
    PARTLY = "partly", N_("Partly fulfilled")
    NOT_FULFILLED = "not_fulfilled", N_("Not fulfilled")
    NOT_RELEVANT = "not_relevant", N_("Not relevant")
