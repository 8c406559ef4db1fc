"""Corrective actions: the supplier's plan, the evidence, and the life of each action."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from followup.domain.codes import Coded
from followup.domain.states import StateMachine
from followup.errors import N_, Invalid, Reason

NO_ACTIONS = Reason("action.none", N_("Add at least one action before you send the plan."))
MANY_ACTIONS = Reason("action.many", N_("A plan has at most {most} actions. Join some of them."))
ACTION_EARLY = Reason("action.early", N_("Choose {found} or later: that is when the deviation was found."))
ACTION_LATE = Reason("action.late", N_("Choose {closure} or earlier: by then it must be put right."))
PLAN_SENT = Reason("action.plan_sent", N_("The action plan has been sent and can no longer be changed."))
NO_FILE = Reason("action.no_file", N_("Attach at least one file, or write why there is none."))
NONE_CHOSEN = Reason("action.none_chosen", N_("Write at least one comment, at the action that it is about."))
ACTION_LOCKED = Reason("action.locked", N_("The buyer has accepted this action. It can no longer be changed."))
NOTHING_TO_DO = Reason(
    "action.nothing_to_do",
    N_("The plan only says why nothing is done. Send it back, withdraw the deviation, or accept the risk for a time."),
)
NOT_BEING_DONE = Reason(
    "action.not_being_done", N_("Progress is told of an accepted action, until it is reported done.")
)
PROGRESS_LONG = Reason(
    "action.progress_long", N_("So much has been told of this action. Report it done, or write to us.")
)
DATED_LATER = Reason("action.dated_later", N_("A document cannot be dated in the future (today is {today})."))
CONTAINED = Reason("action.contained", N_("The immediate action has been reported already."))
NOT_CONTAINED = Reason("action.not_contained", N_("No immediate action is asked for here now."))

ACTIONS_MOST = 30  # Source: default of this service
PROGRESS_MOST = 50_000  # characters of one action in all. Source: default of this service


class ActionStatus(Coded):
    """The life of one corrective action."""

    PROPOSED = "proposed", N_("Proposed by the supplier")
    ACCEPTED = "accepted", N_("Accepted")
    REPORTED_DONE = "reported_done", N_("Reported done")
    VERIFIED = "verified", N_("Verified")


class ActionStep(Coded):
    """What can be done to an action; the supplier never does more than report it done."""

    ACCEPT = "accept", N_("Accept")
    REPORT_DONE = "report_done", N_("Report done")
    RETURN_EVIDENCE = "return_evidence", N_("Return the evidence")
    VERIFY = "verify", N_("Verify")


ACTION = StateMachine(
    initial=ActionStatus.PROPOSED,
    steps={
        (ActionStatus.PROPOSED, ActionStep.ACCEPT): ActionStatus.ACCEPTED,
        (ActionStatus.ACCEPTED, ActionStep.REPORT_DONE): ActionStatus.REPORTED_DONE,
        (ActionStatus.REPORTED_DONE, ActionStep.RETURN_EVIDENCE): ActionStatus.ACCEPTED,
        (ActionStatus.REPORTED_DONE, ActionStep.VERIFY): ActionStatus.VERIFIED,
        (ActionStatus.VERIFIED, ActionStep.RETURN_EVIDENCE): ActionStatus.ACCEPTED,  # when a deviation is opened again
    },
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionPlan:
    """What the supplier proposes for one deviation."""

    root_cause: str
    containment: str = ""
    corrective: str
    preventive: str = ""
    responsible: str
    due_on: date
    expected_evidence: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoAction:
    """Why the supplier takes no action against one of the causes; the buyer accepts that or does not."""

    root_cause: str
    no_action_reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DoneReport:
    """What was done, and why nothing is attached where nothing is; `dated_on` is the date of what is attached."""

    note: str
    no_file_reason: str = ""
    dated_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far an action has come; nothing follows from it but that the buyer can read it."""

    note: str
    dated_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    """What is missing: in all, and by the number of the action in the plan; what has no comment stands as it is."""

    note: str = ""
    notes: Mapping[int, str] = field(default_factory=dict)


def check_dated(dated_on: date | None, today: date) -> None:
    """Refuse a document from the future.

    Errors: Invalid("action.dated_later") at dated_on.
    """
    if dated_on is not None and dated_on > today:
        raise Invalid.at("dated_on", DATED_LATER.but(today=today))


def told(progress: str | None, note: str, today: date) -> str:
    """Return what has been told of an action with the newest first, each with its day.

    Errors: Invalid("action.progress_long") at note.
    """
    all_of_it = "\n\n".join(text for text in (f"{today.isoformat()}: {note}", progress) if text)
    if len(all_of_it) > PROGRESS_MOST:
        raise Invalid.at("note", PROGRESS_LONG)
    return all_of_it


def check_due(due_on: date, *, found_on: date, closure_due_on: date, today: date) -> None:
    """Refuse an action dated before the deviation was found, or after the day of closing while that can still be met.

    Errors: Invalid("action.early"), Invalid("action.late") at due_on.
    """
    if due_on < found_on:
        raise Invalid.at("due_on", ACTION_EARLY.but(found=found_on))
    if today <= closure_due_on < due_on:
        raise Invalid.at("due_on", ACTION_LATE.but(closure=closure_due_on))


def check_shown(report: DoneReport, file_count: int) -> None:
    """Refuse a report that neither shows anything nor says why not.

    Errors: Invalid("action.no_file") at files.
    """
    if file_count == 0 and not report.no_file_reason:
        raise Invalid.at("files", NO_FILE)
