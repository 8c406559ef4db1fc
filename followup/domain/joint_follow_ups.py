"""Joint follow-ups: one organisation follows up a supplier for several; each accepts the result for its own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from followup.domain.code_of_conduct import Level
from followup.domain.codes import Coded
from followup.domain.schedule import FollowUpKind
from followup.domain.states import StateMachine
from followup.errors import N_, Reason


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


JOINTLY = (
    FollowUpKind.SELF_ASSESSMENT,
    FollowUpKind.TRACEABILITY,
    FollowUpKind.DOCUMENT_REVIEW,
    FollowUpKind.OFFICE_AUDIT,
    FollowUpKind.SITE_AUDIT,
    FollowUpKind.FOLLOW_UP_AUDIT,
)
"""What one organisation can do for several: what is asked or looked at there, not one's own meetings."""

NOT_A_MEMBER = Reason("joint.not_a_member", N_("Choose among the members of the cooperation."))
LEAD_ALONE = Reason("joint.lead_alone", N_("Choose at least one organisation beside the leading one."))
NOT_JOINTLY = Reason("joint.not_jointly", N_("Follow-ups of this kind are each organisation's own."))
PAST_YEAR = Reason("joint.past_year", N_("Choose this year or one of the next {years}."))
DUE_ELSEWHERE = Reason("joint.due_elsewhere", N_("The day must lie in {year}."))
NOT_OPEN = Reason("joint.not_open", N_("This joint follow-up takes no answers now."))
LEAD_STAYS = Reason(
    "joint.lead_stays",
    N_("Your organisation leads this follow-up. Ask the secretariat to cancel it, or to find another."),
)
NOT_REPORTED = Reason("joint.not_reported", N_("The leading organisation has not shared a result yet."))
NOT_ITS_RESULT = Reason(
    "joint.not_its_result",
    N_(
        "Choose a result that your organisation has shared with this cooperation, about this supplier and of this kind."
    ),
)
NOT_ADOPTED = Reason(
    "joint.not_adopted", N_("It stands in a plan that the steering group has not adopted. Have the plan adopted first.")
)
YEARS_AHEAD = 3  # Source: default of this service; beyond it nobody has planned anything


@dataclass(frozen=True, slots=True, kw_only=True)
class NewJoint:
    """A joint follow-up to suggest; the leading organisation takes part whether or not it is listed.

    Shape: organisations, supplier and nominations by their public ids; `site` is empty for the supplier as a whole.
    """

    supplier_id: str
    kind: FollowUpKind
    year: int
    lead_id: str
    participant_ids: tuple[str, ...]
    due_on: date
    payer: Payer
    why: str
    site: str = ""
    level: Level | None = None
    code_version: str | None = None
    category: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class JointFilter:
    """What the list is narrowed to."""

    status: JointStatus | None = None
    after: str | None = None


FIRST = Reason(
    "payer.first",
    N_("No “{kind}” of this supplier is known in the cooperation; the programme pays for the first one."),
)
LATER = Reason(
    "payer.later",
    N_("The last “{kind}” that is known is of {last}; the supplier pays for those after the first."),
)
OWN_STAFF = Reason(
    "payer.own_staff",
    N_("The source names a payer for office audits and follow-up audits only; the leading organisation does this one."),
)
_PAID = (FollowUpKind.OFFICE_AUDIT, FollowUpKind.FOLLOW_UP_AUDIT)


def propose_payer(kind: FollowUpKind, last_done_on: date | None) -> tuple[Payer, Reason]:
    """Return who is likely to pay, and why; a person decides.

    Source: husr.se, the programme pays the first office audit and the first follow-up audit, the supplier later ones.
    """
    if kind not in _PAID:
        return Payer.LEAD, OWN_STAFF
    if last_done_on is None:
        return Payer.PROGRAMME, FIRST.but(kind=kind)
    return Payer.SUPPLIER, LATER.but(kind=kind, last=last_done_on)
