"""My work: what waits on whom, what the one next step is, and in which order it is shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from followup.domain.codes import Coded
from followup.domain.follow_ups import SOON_DAYS
from followup.domain.risk import RiskClass
from followup.errors import N_


class Waits(Coded):
    """On whom something waits."""

    ME = "me", N_("Waits on me")
    COLLEAGUE = "colleague", N_("Waits on a colleague")
    SUPPLIER = "supplier", N_("Waits on the supplier")


class Task(Coded):
    """What is to be done, in words."""

    RECORD_FOLLOW_UP = "record_follow_up", N_("Follow-up to do")
    SEND_QUESTIONS = "send_questions", N_("Self-assessment to send")
    AWAIT_ANSWERS = "await_answers", N_("Self-assessment asked for")
    RING_ABOUT_ANSWERS = (
        "ring_about_answers",
        N_("No answers after the last reminder: ring the supplier, or record a deviation"),
    )
    CORRECT_ADDRESS = (
        "correct_address",
        N_("Mail refused: correct the contact person's address and send a new link"),
    )
    ASSESS_ANSWERS = "assess_answers", N_("Self-assessment to assess")
    ANSWER_MESSAGE = "answer_message", N_("Message from the supplier to answer")
    TEST_SECRECY = "test_secrecy", N_("Request for secrecy to test")
    REVIEW_DOCUMENTS = "review_documents", N_("Documents for an audit to look at")
    RING_ABOUT_DOCUMENTS = "ring_about_documents", N_("Documents for an audit are late: ring the supplier")
    FINISH_REPORT = "finish_report", N_("Audit report to make final")
    ISSUE_DEVIATION = "issue_deviation", N_("Deviation to send")
    AWAIT_PLAN = "await_plan", N_("Action plan asked for")
    RING_ABOUT_DEVIATION = "ring_about_deviation", N_("No answer after the last reminder: ring the supplier")
    ASSESS_PLAN = "assess_plan", N_("Action plan to assess")
    AWAIT_EVIDENCE = "await_evidence", N_("Deviation being corrected")
    VERIFY_DEVIATION = "verify_deviation", N_("Evidence to verify")
    DECIDE_SANCTION = "decide_sanction", N_("Proposed sanction to decide on")
    DECIDE_EXTENSION = "decide_extension", N_("More time to decide on")
    SEE_TO_RISK = "see_to_risk", N_("Accepted risk has run out: deviation taken up again")
    CHECK_EFFECT = "check_effect", N_("Effect to look at: has it come back?")
    FULFIL_OBLIGATION = "fulfil_obligation", N_("Obligation to show")
    CONSIDER_NOTICE = "consider_notice", N_("Last day to give notice")
    DECIDE_OPTION = "decide_option", N_("Option to decide on")
    SEE_TO_END = "see_to_end", N_("Contract that ends")
    DECIDE_RISK = "decide_risk", N_("Risk class to approve")
    DECIDE_PLANNED_RISK = "decide_planned_risk", N_("Risk class of a procurement to approve")
    ASSESS_PROCUREMENT = "assess_procurement", N_("Procurement to assess before its start meeting")
    REVIEW_RISK = "review_risk", N_("Risk class to review")
    COMPLETE_CONTRACT = "complete_contract", N_("Contract to complete")
    TAKE_STANCE = "take_stance", N_("Stance on an incident to record")
    ASK_SUPPLIER = "ask_supplier", N_("Supplier to ask for all")
    AWAIT_SUPPLIER = "await_supplier", N_("Supplier asked for all")
    ANSWER_NOMINATION = "answer_nomination", N_("Nomination to answer")
    ANSWER_JOINT = "answer_joint", N_("Joint follow-up to answer")
    BEGIN_JOINT = "begin_joint", N_("Joint follow-up to begin")
    REPORT_JOINT = "report_joint", N_("Joint follow-up to do and report")
    DECIDE_JOINT_RESULT = "decide_joint_result", N_("Result of a joint follow-up to decide on")
    CONSIDER_ANSWERS = "consider_answers", N_("Answers of a joint self-assessment to consider")
    DECIDE_DISPUTE = "decide_dispute", N_("Dispute of a deviation to decide")
    LOOK_AT_FILE = "look_at_file", N_("File with a virus: ask the supplier for another")
    CONSIDER_REUSE = "consider_reuse", N_("Follow-up that a shared result may stand for")
    CONFIRM_FIGURES = "confirm_figures", N_("The year's figures to confirm")
    SEND_PUBLICATION = "send_publication", N_("Text about a supplier to send to it")
    RESEND_PUBLICATION = "resend_publication", N_("Text about a supplier whose mail came back")
    PUBLISH_LIGHT = "publish_light", N_("Traffic light to publish")
    REVIEW_SUMMARY = "review_summary", N_("Annual summary to review")
    PUBLISH_SUMMARY = "publish_summary", N_("Annual summary to publish")


STEPS: Mapping[Task, str] = {
    Task.RECORD_FOLLOW_UP: N_("Record"),
    Task.SEND_QUESTIONS: N_("Send"),
    Task.AWAIT_ANSWERS: N_("Open"),
    Task.RING_ABOUT_ANSWERS: N_("Open"),
    Task.CORRECT_ADDRESS: N_("Open"),
    Task.ASSESS_ANSWERS: N_("Assess"),
    Task.ANSWER_MESSAGE: N_("Answer"),
    Task.TEST_SECRECY: N_("Test"),
    Task.REVIEW_DOCUMENTS: N_("Look"),
    Task.RING_ABOUT_DOCUMENTS: N_("Open"),
    Task.FINISH_REPORT: N_("Open"),
    Task.ISSUE_DEVIATION: N_("Check and send"),
    Task.AWAIT_PLAN: N_("Open"),
    Task.RING_ABOUT_DEVIATION: N_("Open"),
    Task.ASSESS_PLAN: N_("Assess"),
    Task.AWAIT_EVIDENCE: N_("Open"),
    Task.VERIFY_DEVIATION: N_("Verify"),
    Task.DECIDE_SANCTION: N_("Open"),
    Task.DECIDE_EXTENSION: N_("Decide"),
    Task.SEE_TO_RISK: N_("Open"),
    Task.CHECK_EFFECT: N_("Look"),
    Task.FULFIL_OBLIGATION: N_("Open"),
    Task.CONSIDER_NOTICE: N_("Open"),
    Task.DECIDE_OPTION: N_("Open"),
    Task.SEE_TO_END: N_("Open"),
    Task.DECIDE_RISK: N_("Decide"),
    Task.DECIDE_PLANNED_RISK: N_("Decide"),
    Task.ASSESS_PROCUREMENT: N_("Assess"),
    Task.REVIEW_RISK: N_("Review"),
    Task.COMPLETE_CONTRACT: N_("Complete"),
    Task.TAKE_STANCE: N_("Take a stance"),
    Task.ASK_SUPPLIER: N_("Ask"),
    Task.AWAIT_SUPPLIER: N_("Record the answer"),
    Task.ANSWER_NOMINATION: N_("Answer"),
    Task.ANSWER_JOINT: N_("Answer"),
    Task.BEGIN_JOINT: N_("Open"),
    Task.REPORT_JOINT: N_("Open"),
    Task.DECIDE_JOINT_RESULT: N_("Decide"),
    Task.CONSIDER_ANSWERS: N_("Decide"),
    Task.DECIDE_DISPUTE: N_("Decide"),
    Task.LOOK_AT_FILE: N_("Open"),
    Task.CONSIDER_REUSE: N_("Look"),
    Task.CONFIRM_FIGURES: N_("Confirm"),
    Task.SEND_PUBLICATION: N_("Open"),
    Task.RESEND_PUBLICATION: N_("Open"),
    Task.PUBLISH_LIGHT: N_("Open"),
    Task.REVIEW_SUMMARY: N_("Review"),
    Task.PUBLISH_SUMMARY: N_("Publish"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One row of one's work; `id` is the public id of what the step opens."""

    task: Task
    waits: Waits
    id: str
    title: str
    supplier: str = ""
    detail: Coded | None = None
    due_on: date | None = None
    risk_class: RiskClass | None = None
    with_name: str = ""


def until(today: date) -> date:
    """Return the last day that a start page looks ahead to.

    Source: issue A, "late and the next 14 days".
    """
    return today + timedelta(days=SOON_DAYS)


def in_order(items: Iterable[Item], waits: Waits, today: date) -> Sequence[Item]:
    """Return what waits on these, the most urgent first; what has no date comes as if it were due today."""
    mine = (item for item in items if item.waits is waits)
    return sorted(mine, key=lambda item: (item.due_on or today, item.risk_class is None, item.title))
