"""The buyer judges plan and evidence: accept, send back, verify. What is judged stands on the page of the deviation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from followup.domain.actions import ActionStatus
from followup.domain.deviation_steps import SendBack, Verdict
from followup.domain.deviations import DEFAULT_DEADLINES, DeviationStep, Verification, plan_due_again_on
from followup.domain.permissions import Permission
from followup.queries import actions
from followup.schemas.deviations import ReturnEvidenceSchema, ReturnPlanSchema, VerdictSchema
from followup.services import verification
from followup.transaction import Transaction
from followup.web.deviations import ready
from followup.web.endpoint import Room, Shown, Upload, see_other
from followup.web.forms import coded_choices

room = Room("verification")


@room.action("/deviations/<deviation_id>/plan/accept", needs=Permission.DEVIATION_ASSESS, versioned=True)
def accept_plan(tx: Transaction, deviation_id: str, version: int | None) -> Any:
    """Accept the supplier's plan."""
    verification.accept_plan(tx, deviation_id, version)
    return see_other("deviations.show", deviation_id=deviation_id, notice="accepted")


def _plan_form(tx: Transaction, deviation_id: str) -> Shown:
    deviation, context = ready(tx, deviation_id, Permission.DEVIATION_ASSESS, DeviationStep.RETURN_PLAN)
    context["due_again_on"] = plan_due_again_on(deviation.severity, tx.today)
    return Shown(version=deviation.version, context=context)


@room.form(
    "/deviations/<deviation_id>/plan/return",
    needs=Permission.DEVIATION_ASSESS,
    takes=ReturnPlanSchema,
    template="deviations/return_plan.html",
    shows=_plan_form,
    versioned=True,
)
def return_plan(tx: Transaction, note: str, deviation_id: str, version: int | None) -> Any:
    """Send the plan back with what is missing."""
    verification.return_plan(tx, deviation_id, note, version)
    return see_other("deviations.show", deviation_id=deviation_id, notice="returned")


def _evidence_form(tx: Transaction, deviation_id: str) -> Shown:
    deviation, context = ready(tx, deviation_id, Permission.DEVIATION_ASSESS, DeviationStep.RETURN_EVIDENCE)
    done = [a for a in actions.of_deviation(tx.session, deviation.id) if a.status is ActionStatus.REPORTED_DONE]
    offered = [(action.public_id, action.corrective.partition("\n")[0][:120]) for action in done]
    data = {"action_ids": [code for code, _ in offered]}
    return Shown(data=data, choices={"action_ids": offered}, version=deviation.version, context=context)


@room.form(
    "/deviations/<deviation_id>/evidence/return",
    needs=Permission.DEVIATION_ASSESS,
    takes=ReturnEvidenceSchema,
    template="deviations/return_evidence.html",
    shows=_evidence_form,
    versioned=True,
)
def return_evidence(tx: Transaction, back: SendBack, deviation_id: str, version: int | None) -> Any:
    """Send the evidence of some actions back with what is missing."""
    verification.return_evidence(tx, deviation_id, back, version)
    return see_other("deviations.show", deviation_id=deviation_id, notice="returned")


def _verify_form(tx: Transaction, deviation_id: str) -> Shown:
    deviation, context = ready(tx, deviation_id, Permission.DEVIATION_VERIFY, DeviationStep.CLOSE)
    enough = DEFAULT_DEADLINES[deviation.severity].verified_by
    offered = coded_choices(method for method in Verification if method in enough)
    context["plan"] = actions.of_deviation(tx.session, deviation.id)
    context["files"] = actions.files(tx.session, deviation.id)
    return Shown(choices={"verification": offered}, version=deviation.version, context=context)


@room.form(
    "/deviations/<deviation_id>/verify",
    needs=Permission.DEVIATION_VERIFY,
    takes=VerdictSchema,
    template="deviations/verify.html",
    shows=_verify_form,
    versioned=True,
    uploads=True,
)
def verify(tx: Transaction, verdict: Verdict, deviation_id: str, version: int | None, files: Sequence[Upload]) -> Any:
    """Verify what another person graded, and close it."""
    verification.verify(tx, deviation_id, verdict, uploads=files, version=version)
    return see_other("deviations.show", deviation_id=deviation_id, notice="closed")
