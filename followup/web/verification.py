"""The buyer judges plan and evidence: accept, send back, verify. What is judged stands on the page of the deviation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from followup.domain.actions import ActionStatus, Returned
from followup.domain.deviation_steps import SendBack, Verdict
from followup.domain.deviations import DeviationStep, Verification, plan_due_again_on
from followup.domain.permissions import Permission
from followup.models.deviations import Deviation
from followup.queries import actions
from followup.schemas.deviations import VerdictSchema
from followup.schemas.returns import ReturnedSchema, returned_schema
from followup.services import verification
from followup.services.deviations import table_of
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


def _returns(tx: Transaction, deviation_id: str, step: DeviationStep, judged: ActionStatus) -> Shown:
    """Return the page on which a comment is written at each action that is judged now; it stands by its number."""
    deviation, context = ready(tx, deviation_id, Permission.DEVIATION_ASSESS, step)
    plan = actions.of_deviation(tx.session, deviation.id)
    now = {number: action for number, action in enumerate(plan, 1) if action.status is judged}
    context |= {"judged": now, "files": actions.files(tx.session, deviation.id)}
    return Shown(version=deviation.version, schema=returned_schema(now), context=context)


def _by_id(tx: Transaction, deviation_id: str, back: Returned) -> dict[str, str]:
    """Return the comments by the action's public id."""
    deviation = tx.get(Deviation, deviation_id, to=Permission.DEVIATION_ASSESS)
    plan = actions.of_deviation(tx.session, deviation.id)
    return {plan[number - 1].public_id: note for number, note in back.notes.items() if number <= len(plan)}


def _plan_form(tx: Transaction, deviation_id: str) -> Shown:
    shown = _returns(tx, deviation_id, DeviationStep.RETURN_PLAN, ActionStatus.PROPOSED)
    deviation = shown.context["deviation"]
    assert isinstance(deviation, Deviation)
    return replace(
        shown,
        context={
            **shown.context,
            "due_again_on": plan_due_again_on(deviation.severity, tx.today, table_of(tx, deviation)),
        },
    )


@room.form(
    "/deviations/<deviation_id>/plan/return",
    needs=Permission.DEVIATION_ASSESS,
    takes=ReturnedSchema,
    template="deviations/return_plan.html",
    shows=_plan_form,
    versioned=True,
)
def return_plan(tx: Transaction, back: Returned, deviation_id: str, version: int | None) -> Any:
    """Send the plan back with what is missing: actions with a comment are opened again, the others accepted."""
    verification.return_plan(tx, deviation_id, back.note, version, notes=_by_id(tx, deviation_id, back))
    return see_other("deviations.show", deviation_id=deviation_id, notice="returned")


def _evidence_form(tx: Transaction, deviation_id: str) -> Shown:
    return _returns(tx, deviation_id, DeviationStep.RETURN_EVIDENCE, ActionStatus.REPORTED_DONE)


@room.form(
    "/deviations/<deviation_id>/evidence/return",
    needs=Permission.DEVIATION_ASSESS,
    takes=ReturnedSchema,
    template="deviations/return_evidence.html",
    shows=_evidence_form,
    versioned=True,
)
def return_evidence(tx: Transaction, back: Returned, deviation_id: str, version: int | None) -> Any:
    """Send the evidence of the actions with a comment back; the others stay reported done."""
    missing = SendBack(note=back.note, notes=_by_id(tx, deviation_id, back))
    verification.return_evidence(tx, deviation_id, missing, version)
    return see_other("deviations.show", deviation_id=deviation_id, notice="returned")


def _progress_form(tx: Transaction, deviation_id: str) -> Shown:
    shown = _returns(tx, deviation_id, DeviationStep.NOTE_PROGRESS, ActionStatus.REPORTED_DONE)
    return replace(shown, context={**shown.context, "is_partly_mended": True})


@room.form(
    "/deviations/<deviation_id>/evidence/partly",
    needs=Permission.DEVIATION_ASSESS,
    takes=ReturnedSchema,
    template="deviations/return_evidence.html",
    shows=_progress_form,
    versioned=True,
)
def note_progress(tx: Transaction, back: Returned, deviation_id: str, version: int | None) -> Any:
    """Note that part of it is mended, and send the actions with a comment back with what remains."""
    missing = SendBack(note=back.note, notes=_by_id(tx, deviation_id, back), is_partly_mended=True)
    verification.return_evidence(tx, deviation_id, missing, version)
    return see_other("deviations.show", deviation_id=deviation_id, notice="returned")


def _verify_form(tx: Transaction, deviation_id: str) -> Shown:
    deviation, context = ready(tx, deviation_id, Permission.DEVIATION_VERIFY, DeviationStep.CLOSE)
    enough = table_of(tx, deviation)[deviation.severity].verified_by
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
