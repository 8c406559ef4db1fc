"""The supplier's pages of a deviation, by personal link: what was found, the action plan, what shows it carried out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import request
from werkzeug.wrappers import Response

from followup.domain.actions import ACTIONS_MOST, PLAN_SENT, ActionPlan, ActionStatus, ActionStep, DoneReport
from followup.domain.deviations import DeviationStatus
from followup.domain.permissions import Permission
from followup.domain.questionnaires import Signature
from followup.errors import Conflict, NotFound
from followup.models.actions import CorrectiveAction
from followup.queries import actions as queries
from followup.queries import deviations
from followup.queries.rows import AnyRow
from followup.schemas.actions import ActionPlanSchema, DoneReportSchema, SubmitPlanSchema
from followup.services import actions
from followup.transaction import Transaction
from followup.web.endpoint import Room, Shown, Upload, see_other

room = Room("supplier_actions", identity="link")
ANSWER = Permission.ASSIGNMENT_ANSWER


def _asked(tx: Transaction) -> AnyRow:
    """Return the deviation of the link in use.

    Errors: NotFound for a link of another kind.
    """
    asked = deviations.of_link(tx.session)
    if asked is None:
        raise NotFound
    return asked


def _drafting(tx: Transaction) -> AnyRow:
    asked = _asked(tx)
    if asked.status is not DeviationStatus.ISSUED:
        raise Conflict(PLAN_SENT)
    return asked


@room.page("/s/deviation", needs=ANSWER, template="supplier/deviation.html")
def show(tx: Transaction) -> dict[str, Any]:
    """Return what was found, by when what is asked, and what has been sent in."""
    asked = _asked(tx)
    return {
        "asked": asked,
        "plan": queries.of_deviation(tx.session, asked.id),
        "files": queries.files(tx.session, asked.id),
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
    data = {name: getattr(action, name) for name in ActionPlanSchema().fields}
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
    actions.submit_plan(tx, _asked(tx).public_id, signature, version)
    return see_other("supplier_actions.show", notice="plan_sent")


def _report_form(tx: Transaction, action_id: str) -> Shown:
    asked = _asked(tx)
    action = tx.get(CorrectiveAction, action_id, to=ANSWER)
    action.machine.after(action.status, ActionStep.REPORT_DONE)
    files = [f for f in queries.files(tx.session, asked.id) if f.action_id == action_id]
    left = [a for a in queries.of_deviation(tx.session, asked.id) if a.status is ActionStatus.ACCEPTED]
    context = {"asked": asked, "action": action, "files": files, "is_last": len(left) == 1}
    return Shown(data={"note": action.done_note}, version=action.version, context=context)


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
