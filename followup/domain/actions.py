"""Corrective actions: the supplier's plan, the evidence, and the life of each action."""

from __future__ import annotations

from dataclasses import dataclass
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
NONE_CHOSEN = Reason("action.none_chosen", N_("Choose at least one action that is not yet shown to be carried out."))

ACTIONS_MOST = 30  # Source: default of this service


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
class DoneReport:
    """What was done, and why nothing is attached where nothing is."""

    note: str
    no_file_reason: str = ""


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
