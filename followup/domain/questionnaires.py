"""Self-assessments: the life of an invitation, which questions are asked, and what the assessment comes to.

How single answers are read and when a form is complete stands in `answers.py`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from followup.domain.answers import Sent
from followup.domain.code_of_conduct import Question, QuestionKind, Questionnaire
from followup.domain.codes import Coded
from followup.domain.follow_ups import FindingResult
from followup.domain.risk import RiskClass
from followup.domain.schedule import DEFAULT_POLICY, FollowUpKind, Policy, answer_due_on
from followup.domain.states import StateMachine
from followup.errors import N_, Reason

ALREADY_SENT = Reason("invitation.already_sent", N_("The answers have been sent and can no longer be changed."))
CANCELLED = Reason("invitation.cancelled", N_("The buyer no longer asks for these answers. Nothing more is needed."))
NOT_CONFIRMED = Reason("invitation.not_confirmed", N_("Confirm that you may answer for the company."))
NO_CLAUSES = Reason(
    "invitation.no_clauses",
    N_("The contract has no sustainability clauses to ask about. Choose its standard terms first."),
)
NO_QUESTIONS = Reason(
    "invitation.no_questions", N_("The contract's standard terms have no questions for a self-assessment.")
)
OTHER_CONTACT = Reason("invitation.other_contact", N_("Choose one of the supplier's contact persons."))
NOTHING_NAMED = Reason("invitation.nothing_named", N_("Choose at least one question to send back."))
NOT_ASKED = Reason("invitation.not_asked", N_("This question was not asked."))
LOCKED = Reason("invitation.locked", N_("This question is not open. Only the questions sent back can be changed."))
NO_FILES = Reason("invitation.no_files", N_("No files are asked for at this question."))
NOT_TO_ASSESS = Reason("invitation.not_to_assess", N_("There are no answers to assess now: the state is “{state}”."))
NOT_WITH_SUPPLIER = Reason(
    "invitation.not_with_supplier", N_("The supplier is not being asked now: the state is “{state}”.")
)
TO_ASSESS = Reason("invitation.to_assess", N_("Say what you make of this answer before you finish."))

FORM = "self_assessment"  # the form of the standard terms; others stand in the bank of forms
NOTE_LONGEST = 2_000


class InvitationStatus(Coded):
    """The life of one self-assessment."""

    INVITED = "invited", N_("Waiting for the supplier")
    SUBMITTED = "submitted", N_("Answered, self-declared")
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


class Stage(Coded):
    """What a list of self-assessments is narrowed to."""

    OPEN = "open", N_("In progress")
    WAITING = "waiting", N_("Waiting for the supplier")
    ANSWERED = "answered", N_("To assess")
    ASSESSED = "assessed", N_("Assessed")


_S = InvitationStatus
STAGES: Mapping[Stage, tuple[InvitationStatus, ...]] = {
    Stage.OPEN: (_S.INVITED, _S.RETURNED, _S.SUBMITTED),
    Stage.WAITING: (_S.INVITED, _S.RETURNED),
    Stage.ANSWERED: (_S.SUBMITTED,),
    Stage.ASSESSED: (_S.ASSESSED,),
}
WITH_SUPPLIER = STAGES[Stage.WAITING]


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationFilter:
    """What a list of self-assessments is narrowed to."""

    stage: Stage = Stage.OPEN
    q: str = ""
    after: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SendInvitation:
    """To whom, by when and with which form; all have a default, but the size of the enterprise is never guessed."""

    due_on: date | None = None
    contact_id: str | None = None
    form_key: str | None = None
    is_large: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What one page of the form brought: raw texts by question, a file to take away, and where to go next.

    `take` names the question whose earlier answer still holds, or says "all" for those of the page not answered yet.
    """

    values: Mapping[str, str] = field(default_factory=dict)
    comments: Mapping[str, str] = field(default_factory=dict)
    remove: str = ""
    take: str = ""
    then: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """Who sends the answers in, and that this person may."""

    name: str
    role: str
    confirmed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SendBack:
    """The only questions that are opened again, why, and by when."""

    keys: tuple[str, ...]
    note: str
    due_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What the buyer makes of the answers; `finish` completes the follow-up with it."""

    assessments: Mapping[str, Assessment | None] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)
    finish: bool = False


def asked(form: Questionnaire, bound: Collection[str]) -> Questionnaire:
    """Return the form with only the questions about clauses that bind, and those that hang on them.

    Units: the minutes shrink with the number of questions.
    """
    kept: dict[str, Question] = {}
    for question in form.questions:
        about = question.clause is None or question.clause in bound
        if about and (question.shown_if is None or question.shown_if.question in kept):
            kept[question.key] = question
    sections = tuple(s for s in form.sections if any(q.section == s.id for q in kept.values()))
    minutes = form.minutes.value
    if minutes is not None and form.questions:
        minutes = -(-minutes * len(kept) // len(form.questions))
    return replace(
        form, sections=sections, questions=tuple(kept.values()), minutes=replace(form.minutes, value=minutes)
    )


def proposed_due_on(
    risk_class: RiskClass | None,
    today: date,
    country: str,
    decided: Policy | None = None,
    kind: FollowUpKind = FollowUpKind.SELF_ASSESSMENT,
) -> date:
    """Return the last day to answer when none is chosen: by the policy's answer time, on a working day.

    A kind for which no time is decided is given that of the self-assessment: a default of this service.
    """
    policy = decided or DEFAULT_POLICY[country]
    for which in (kind, FollowUpKind.SELF_ASSESSMENT):
        usual = policy[RiskClass.A, which]
        row = policy.get((risk_class, which), usual) if risk_class else usual
        due_on = answer_due_on(row, today, country)
        if due_on is not None:
            return due_on
    return today


def receipt(number: int, on: date) -> str:
    """Return the receipt number as it is read: the year and a running number of the buyer."""
    return f"{on.year}-{number:06d}"


def to_assess(form: Questionnaire, answers: Mapping[str, Sent]) -> tuple[str, ...]:
    """Return the questions that need an assessment before it can be finished: those answered yes, partly or no."""
    return tuple(q.key for q in form.questions if q.key in answers and q.kind is QuestionKind.YES_PARTLY_NO)


_WORST_FIRST = (Assessment.NOT_FULFILLED, Assessment.PARTLY, Assessment.FULFILLED)
_AS_FINDING: Mapping[Assessment, FindingResult] = {
    Assessment.NOT_FULFILLED: FindingResult.NOT_FULFILLED,
    Assessment.PARTLY: FindingResult.PARTLY,
    Assessment.FULFILLED: FindingResult.FULFILLED,
}


def findings(form: Questionnaire, assessments: Mapping[str, Assessment]) -> dict[str, FindingResult]:
    """Return the finding for each clause that was asked about: the worst of its assessed answers.

    Shape: clause key -> result; a clause none of whose answers was relevant or assessed is not assessed.
    """
    found: dict[str, FindingResult] = {}
    for clause in dict.fromkeys(q.clause for q in form.questions if q.clause is not None):
        here = {assessments[q.key] for q in form.questions if q.clause == clause and q.key in assessments}
        worst = next((a for a in _WORST_FIRST if a in here), None)
        found[clause] = _AS_FINDING[worst] if worst is not None else FindingResult.NOT_ASSESSED
    return found
