"""The supplier's pages of a deviation, by personal link: what was found, the action plan, what shows it carried out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import request
from werkzeug.wrappers import Response

from followup.domain.actions import (
    ACTION_LOCKED,
    ACTIONS_MOST,
    CONTAINED,
    NOT_BEING_DONE,
    NOT_CONTAINED,
    PLAN_SENT,
    ActionPlan,
    ActionStatus,
    ActionStep,
    DoneReport,
    NoAction,
    Progress,
)
from followup.domain.deviations import WITH_BOTH, DeviationStatus
from followup.domain.permissions import Permission
from followup.domain.questionnaires import Signature
from followup.errors import Conflict, NotFound
from followup.models.actions import CorrectiveAction
from followup.queries import actions as queries
from followup.queries import deviations, disputes
from followup.queries.rows import AnyRow
from followup.schemas.actions import (
    ActionPlanSchema,
    ContainmentSchema,
    DoneReportSchema,
    NoActionSchema,
    ProgressSchema,
    SubmitPlanSchema,
)
from followup.services import actions, containment
from followup.services.link_codes import require_confirmed
from followup.transaction import Transaction
from followup.web.endpoint import Room, Shown, Upload, see_other
from followup.web.supplier_tasks import saved_at

room = Room("supplier_actions", identity="link")
ANSWER = Permission.ASSIGNMENT_ANSWER


def asked_about(tx: Transaction) -> AnyRow:
    """Return the deviation of the link in use.

    Errors: NotFound for a link of another kind.
    """
    asked = deviations.of_link(tx.session)
    if asked is None:
        raise NotFound
    return asked


def _drafting(tx: Transaction) -> AnyRow:
    asked = asked_about(tx)
    if asked.status is not DeviationStatus.ISSUED:
        raise Conflict(PLAN_SENT)
    return asked


@room.page("/s/deviation", needs=ANSWER, template="supplier/deviation.html")
def show(tx: Transaction) -> dict[str, Any]:
    """Return what was found, by when what is asked, and what has been sent in."""
    asked = asked_about(tx)
    plan = queries.of_deviation(tx.session, asked.id)
    drafted = [action.proposed_at for action in plan if action.status is ActionStatus.PROPOSED]
    if asked.plan_submitted_at is not None or len(drafted) < len(plan):
        require_confirmed(tx)  # what was sent can be read here
    return {
        "asked": asked,
        "plan": plan,
        "files": queries.files(tx.session, asked.id),
        "dispute": disputes.latest(tx.session, asked.id),
        "is_open": asked.status in WITH_BOTH,
        "saved": saved_at(tx, max(drafted, default=None)) if asked.status is DeviationStatus.ISSUED else "",
        "most": ACTIONS_MOST,
        "on": tx.today,
    }


def _add_form(tx: Transaction) -> Shown:
    return Shown(context={"asked": _drafting(tx), "action": None, "on": tx.today})


@room.form(
    "/s/deviation/actions/new",
    needs=ANSWER,
    takes=ActionPlanSchema,
    template="supplier/deviation_action.html",
    shows=_add_form,
)
def add(tx: Transaction, new: ActionPlan) -> Response:
    """Add an action to the draft of the plan."""
    actions.propose(tx, _drafting(tx).public_id, new)
    return _saved()


def _revise_form(tx: Transaction, action_id: str) -> Shown:
    asked = _drafting(tx)
    action = tx.get(CorrectiveAction, action_id, to=ANSWER)
    if action.status is not ActionStatus.PROPOSED:
        raise Conflict(ACTION_LOCKED)
    data = {name: getattr(action, name) for name in (*ActionPlanSchema().fields, "no_action_reason")}
    return Shown(data=data, version=action.version, context={"asked": asked, "action": action, "on": tx.today})


@room.form(
    "/s/deviation/actions/<action_id>",
    needs=ANSWER,
    takes=ActionPlanSchema,
    template="supplier/deviation_action.html",
    shows=_revise_form,
    versioned=True,
)
def revise(tx: Transaction, new: ActionPlan, action_id: str, version: int | None) -> Response:
    """Change an action of the draft."""
    actions.revise(tx, action_id, new, version)
    return _saved()


@room.form(
    "/s/deviation/actions/none",
    needs=ANSWER,
    takes=NoActionSchema,
    template="supplier/deviation_no_action.html",
    shows=_add_form,
)
def add_none(tx: Transaction, new: NoAction) -> Response:
    """Add to the draft why nothing is done against a cause."""
    actions.propose(tx, _drafting(tx).public_id, new)
    return _saved()


@room.form(
    "/s/deviation/actions/<action_id>/none",
    needs=ANSWER,
    takes=NoActionSchema,
    template="supplier/deviation_no_action.html",
    shows=_revise_form,
    versioned=True,
)
def revise_none(tx: Transaction, new: NoAction, action_id: str, version: int | None) -> Response:
    """Say in the draft why nothing is done, in the place of an action or of another reason."""
    actions.revise(tx, action_id, new, version)
    return _saved()


def _saved() -> Response:
    """Return where to go after saving: to the next action, if that button was pressed, or to the deviation."""
    to = "supplier_actions.add" if request.args.get("then") == "another" else "supplier_actions.show"
    return see_other(to, notice="saved")


@room.action("/s/deviation/actions/<action_id>/remove", needs=ANSWER)
def remove(tx: Transaction, action_id: str) -> Response:
    """Take an action out of the draft."""
    actions.remove(tx, action_id)
    return see_other("supplier_actions.show", notice="saved")


def _send_form(tx: Transaction) -> Shown:
    require_confirmed(tx)
    asked = _drafting(tx)
    plan = queries.of_deviation(tx.session, asked.id)
    return Shown(version=asked.version, context={"asked": asked, "plan": plan, "on": tx.today})


@room.form(
    "/s/deviation/send",
    needs=ANSWER,
    takes=SubmitPlanSchema,
    template="supplier/deviation_send.html",
    shows=_send_form,
    versioned=True,
)
def send(tx: Transaction, signature: Signature, version: int | None) -> Response:
    """Send the plan to the buyer, after a look at all of it."""
    actions.submit_plan(tx, asked_about(tx).public_id, signature, version)
    return see_other("supplier_actions.show", notice="plan_sent")


def _report_form(tx: Transaction, action_id: str) -> Shown:
    require_confirmed(tx)
    action, context = _being_done(tx, action_id)
    action.machine.after(action.status, ActionStep.REPORT_DONE)
    return Shown(data={"note": action.done_note}, version=action.version, context=context)


def _being_done(tx: Transaction, action_id: str) -> tuple[CorrectiveAction, dict[str, object]]:
    """Return an accepted action with what its pages show.

    Errors: NotFound; Conflict("action.not_being_done") where nothing is to be done.
    """
    asked = asked_about(tx)
    action = tx.get(CorrectiveAction, action_id, to=ANSWER)
    if asked.status is not DeviationStatus.CORRECTING or action.no_action_reason:
        raise Conflict(NOT_BEING_DONE)
    files = [f for f in queries.files(tx.session, asked.id) if f.action_id == action_id]
    left = [a for a in queries.of_deviation(tx.session, asked.id) if not a.is_settled]
    return action, {"asked": asked, "action": action, "files": files, "is_last": len(left) == 1, "on": tx.today}


@room.form(
    "/s/deviation/actions/<action_id>/done",
    needs=ANSWER,
    takes=DoneReportSchema,
    template="supplier/deviation_done.html",
    shows=_report_form,
    versioned=True,
    uploads=True,
)
def report_done(
    tx: Transaction, report: DoneReport, action_id: str, version: int | None, files: Sequence[Upload]
) -> Response:
    """Report an action carried out, with what shows it."""
    deviation = actions.report_done(tx, action_id, report, uploads=files, version=version)
    done = deviation.status is DeviationStatus.REPORTED_DONE
    return see_other("supplier_actions.show", notice="evidence_sent" if done else "saved")


def _progress_form(tx: Transaction, action_id: str) -> Shown:
    action, context = _being_done(tx, action_id)
    if action.status is not ActionStatus.ACCEPTED:
        raise Conflict(NOT_BEING_DONE)
    return Shown(context=context)


@room.form(
    "/s/deviation/actions/<action_id>/progress",
    needs=ANSWER,
    takes=ProgressSchema,
    template="supplier/deviation_progress.html",
    shows=_progress_form,
    uploads=True,
)
def tell_progress(tx: Transaction, progress: Progress, action_id: str, files: Sequence[Upload]) -> Response:
    """Tell how far an action has come; its state stays."""
    actions.tell_progress(tx, action_id, progress, uploads=files)
    return see_other("supplier_actions.show", notice="progress_told")


def _containment_form(tx: Transaction) -> Shown:
    asked = asked_about(tx)
    if asked.contained_at is not None:
        raise Conflict(CONTAINED)
    if asked.containment_due_on is None or asked.status not in WITH_BOTH:
        raise Conflict(NOT_CONTAINED)
    return Shown(context={"asked": asked, "on": tx.today})


@room.form(
    "/s/deviation/containment",
    needs=ANSWER,
    takes=ContainmentSchema,
    template="supplier/deviation_containment.html",
    shows=_containment_form,
)
def contain(tx: Transaction, note: str) -> Response:
    """Report what was done at once."""
    containment.report(tx, asked_about(tx).public_id, note)
    return see_other("supplier_actions.show", notice="containment_told")
