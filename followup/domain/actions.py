"""Corrective actions: the supplier's plan, the evidence, and the life of each action."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from followup.domain.codes import Coded
from followup.domain.states import StateMachine
from followup.errors import N_


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
