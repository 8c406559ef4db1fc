"""My work: the start page. What is late or due, on whom it waits, and one button for each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from flask import url_for

from followup.domain.calendar import is_overdue
from followup.domain.permissions import Permission
from followup.domain.work import STEPS, Item, Task, Waits, in_order, until
from followup.errors import N_
from followup.i18n import gettext
from followup.queries import dashboard
from followup.schemas.work import WorkItemSchema
from followup.transaction import Transaction
from followup.web import portfolio
from followup.web.endpoint import Room

room = Room("work")

_FOLLOW_UP, _INVITATION = "follow_up_id", "invitation_id"
_DEVIATION = ("deviations.show", "deviation_id")
_CONTRACT = ("contracts.show", "contract_id")
_PUBLICATION = ("publications.show", "publication_id")
_JOINT = ("joint_follow_ups.show", "joint_id")
PLACES: dict[Task, tuple[str, str]] = {
    Task.RECORD_FOLLOW_UP: ("follow_ups.record", _FOLLOW_UP),
    Task.SEND_QUESTIONS: ("questionnaires.send", _FOLLOW_UP),
    Task.AWAIT_ANSWERS: ("questionnaires.show", _INVITATION),
    Task.RING_ABOUT_ANSWERS: ("questionnaires.show", _INVITATION),
    Task.CORRECT_ADDRESS: ("questionnaires.show", _INVITATION),
    Task.ASSESS_ANSWERS: ("questionnaires.show", _INVITATION),
    Task.ANSWER_MESSAGE: ("questionnaires.show", _INVITATION),
    Task.TEST_SECRECY: ("questionnaires.show", _INVITATION),
    Task.REVIEW_DOCUMENTS: ("document_requests.index", "audit_id"),
    Task.RING_ABOUT_DOCUMENTS: ("document_requests.index", "audit_id"),
    Task.FINISH_REPORT: ("audit_reports.index", "audit_id"),
    Task.ISSUE_DEVIATION: _DEVIATION,
    Task.AWAIT_PLAN: _DEVIATION,
    Task.RING_ABOUT_DEVIATION: _DEVIATION,
    Task.ASSESS_PLAN: _DEVIATION,
    Task.AWAIT_EVIDENCE: _DEVIATION,
    Task.VERIFY_DEVIATION: _DEVIATION,
    Task.DECIDE_SANCTION: ("sanctions.show", "sanction_id"),
    Task.DECIDE_EXTENSION: _DEVIATION,
    Task.SEE_TO_RISK: _DEVIATION,
    Task.CHECK_EFFECT: ("deviation_steps.record_effect", "deviation_id"),
    Task.FULFIL_OBLIGATION: ("obligations.show", "obligation_id"),
    Task.CONSIDER_NOTICE: _CONTRACT,
    Task.DECIDE_OPTION: _CONTRACT,
    Task.SEE_TO_END: _CONTRACT,
    Task.DECIDE_RISK: ("contracts.show", "contract_id"),
    Task.DECIDE_PLANNED_RISK: ("procurements.show", "procurement_id"),
    Task.ASSESS_PROCUREMENT: ("risk.ask_procurement", "procurement_id"),
    Task.REVIEW_RISK: ("risk.ask", "contract_id"),
    Task.COMPLETE_CONTRACT: ("contracts.show", "contract_id"),
    Task.TAKE_STANCE: ("incident_parties.take_stance", "party_id"),
    Task.ASK_SUPPLIER: ("incident_questions.ask", "question_id"),
    Task.AWAIT_SUPPLIER: ("incident_questions.answer", "question_id"),
    Task.ANSWER_NOMINATION: ("nominations.show", "nomination_id"),
    Task.ANSWER_JOINT: _JOINT,
    Task.BEGIN_JOINT: _JOINT,
    Task.REPORT_JOINT: _JOINT,
    Task.DECIDE_JOINT_RESULT: _JOINT,
    Task.CONSIDER_ANSWERS: ("answer_copies.show", "copy_id"),
    Task.DECIDE_DISPUTE: ("disputes.show", "dispute_id"),
    Task.LOOK_AT_FILE: ("evidence.show", "evidence_id"),
    Task.CONSIDER_REUSE: ("reuse.take", _FOLLOW_UP),
    Task.CONFIRM_FIGURES: ("own_figures.show", "year"),
    Task.SEND_PUBLICATION: _PUBLICATION,
    Task.RESEND_PUBLICATION: _PUBLICATION,
    Task.PUBLISH_LIGHT: _PUBLICATION,
    Task.REVIEW_SUMMARY: ("summaries.show", "summary_id"),
    Task.PUBLISH_SUMMARY: ("summaries.show", "summary_id"),
}
OPEN = N_("Open")
MOST_MAILS = 10


@room.page("/work", needs=Permission.WORK_READ)
def show(tx: Transaction) -> dict[str, Any]:
    """Return what waits on this person, on colleagues and on suppliers."""
    desk = _desk(tx)
    due = [item.due_on for item in desk.items if item.due_on and item.due_on <= until(tx.today)]
    late = [on for on in due if is_overdue(on, tx.today)]
    return {
        "desk": desk,
        "groups": [(waits, in_order(desk.items, waits, tx.today)) for waits in Waits],
        "late": len(late),
        "soon": len(due) - len(late),
        "missing": [row.name for row in desk.members if row.confirmed_at is None],
        "confirmed": [row for row in desk.members if row.confirmed_at is not None],
        "step": _step,
        "undelivered": desk.undelivered[:MOST_MAILS],
        "today": tx.today,
    }


@room.read("/work", needs=Permission.WORK_READ, gives=WorkItemSchema, many=True)
def list_work(tx: Transaction) -> Sequence[Item]:
    """Return what waits on this user, on colleagues and on suppliers, the most urgent first."""
    desk = _desk(tx)
    return [*(item for waits in Waits for item in in_order(desk.items, waits, tx.today)), *desk.incomplete]


def _desk(tx: Transaction) -> dashboard.Desk:
    """Return what lies on the desk; whether a class has aged is told by tables that the database does not hold."""
    desk = dashboard.desk(tx.session, tx.actor, tx.today, tx.now)
    return replace(desk, items=[*desk.items, *portfolio.to_review(tx, desk.to_compare)])


def _step(item: Item) -> tuple[str, str]:
    """Return where the row's one button leads, and what it says."""
    endpoint, name = PLACES[item.task]
    is_ours = item.waits is Waits.ME
    if name == _FOLLOW_UP and not is_ours:
        endpoint = "follow_ups.show"
    return url_for(endpoint, **{name: item.id}), gettext(STEPS[item.task] if is_ours else OPEN)  # type: ignore[arg-type] # url_for takes any name
