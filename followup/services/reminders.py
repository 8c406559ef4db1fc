"""Reminders to suppliers, and to our own people without a digest.

They change nothing but outbox and journal, so that no open form goes stale; after the last one, see `silence.py`.
"""

from __future__ import annotations

from datetime import date

from followup.domain.audit_journal import AUDIT_REMINDED
from followup.domain.audit_messages import AuditReminder
from followup.domain.calendar import days_left, is_overdue
from followup.domain.cooperation_journal import INCIDENT_QUESTION_REMINDED
from followup.domain.deviations import WAITS_ON_SUPPLIER, DeviationStatus
from followup.domain.follow_ups import OPEN
from followup.domain.incidents import QuestionStatus
from followup.domain.journal import DEVIATION_REMINDED, FOLLOW_UP_REMINDED
from followup.domain.link_journal import INVITATION_REMINDED
from followup.domain.messages import DeviationReminder, FollowUpReminder, QuestionnaireReminder, from_facts
from followup.domain.questionnaires import WITH_SUPPLIER
from followup.models.assignments import Assignment
from followup.models.audits import Audit
from followup.models.contracts import Contract
from followup.models.deviations import Deviation
from followup.models.follow_ups import FollowUp
from followup.models.incidents import IncidentQuestion
from followup.models.organisations import Organisation
from followup.models.questionnaires import Invitation
from followup.models.suppliers import Supplier
from followup.queries import audit_work, guests
from followup.queries import reminders as queries
from followup.queries.questionnaires import form_of
from followup.services import assignments, silence
from followup.transaction import Transaction


def of_questions(
    tx: Transaction, invitation_id: int, *, number: int, offset: int, today: date, is_last: bool = False
) -> bool:
    """Remind of a self-assessment, once for each deadline and offset. Returns whether a mail was written."""
    invitation = tx.follow(Invitation, invitation_id)
    if invitation.status not in WITH_SUPPLIER or invitation.undeliverable_at is not None:
        return False
    link = tx.follow(Assignment, invitation.assignment_id or 0)
    form = form_of(invitation)
    mail = QuestionnaireReminder(
        **assignments.to_supplier(link),
        dedupe_key=f"reminder:{invitation.public_id}:{invitation.due_on}:{offset}",
        number=number,
        questionnaire_title=form.title.to(link.language),
        due_on=invitation.due_on,
        days_late=_days_late(invitation.due_on, today),
        minutes=form.minutes.value,
        is_last=is_last,
    )
    if not tx.post(mail, about=invitation):
        return False
    tx.journal(INVITATION_REMINDED, invitation, number=number)
    return True


def of_deviation(
    tx: Transaction, deviation_id: int, *, number: int, offset: int, today: date, is_last: bool = False
) -> bool:
    """Remind of an action plan, or of showing that it was carried out. Returns whether a mail was written."""
    deviation = tx.follow(Deviation, deviation_id)
    if deviation.status not in WAITS_ON_SUPPLIER:
        return False
    link = tx.follow(Assignment, deviation.assignment_id or 0)
    mail = DeviationReminder(
        **assignments.to_supplier(link),
        dedupe_key=f"reminder:{deviation.public_id}:{deviation.status}:{deviation.due_on}:{offset}",
        number=number,
        deviation_number=str(deviation.number),
        due_on=deviation.due_on,
        days_late=_days_late(deviation.due_on, today),
        is_plan_due=deviation.status is DeviationStatus.ISSUED,
        is_last=is_last,
    )
    if not tx.post(mail, about=deviation):
        return False
    tx.journal(DEVIATION_REMINDED, deviation, number=number)
    if is_last and is_overdue(deviation.due_on, today):
        silence.note(tx, deviation)
    return True


def of_audit(tx: Transaction, audit_id: int, *, number: int, offset: int, today: date, is_last: bool = False) -> bool:
    """Remind of documents for an audit, or of checking the facts of its report. Returns whether a mail was written."""
    audit = tx.follow(Audit, audit_id)
    missing = audit_work.missing(tx.session, audit.id, today)
    if missing is None:
        return False
    mail = AuditReminder(
        **assignments.to_supplier(missing.link),
        dedupe_key=f"reminder:{audit.public_id}:{missing.due_on}:{offset}",
        number=number,
        due_on=missing.due_on,
        days_late=_days_late(missing.due_on, today),
        documents=missing.documents,
        report_number=missing.report_number,
        is_last=is_last,
    )
    if not tx.post(mail, about=audit):
        return False
    tx.journal(AUDIT_REMINDED, audit, number=number)
    return True


def of_follow_up(
    tx: Transaction, follow_up_id: int, *, number: int, offset: int, today: date, is_last: bool = False
) -> bool:
    """Remind whoever is to do a follow-up, unless a daily digest does. Returns whether a mail was written."""
    follow_up = tx.follow(FollowUp, follow_up_id)
    contract = tx.follow(Contract, follow_up.contract_id)
    doer = guests.user(tx.session, follow_up.assigned_to_id or contract.manager_id)
    if follow_up.status not in OPEN or doer.wants_digest:
        return False
    mail = FollowUpReminder(
        recipient_address=doer.email,
        recipient_name=doer.name,
        locale=doer.language,
        dedupe_key=f"reminder:{follow_up.public_id}:{follow_up.due_on}:{offset}",
        thread=follow_up.public_id,
        path=f"/follow-ups/{follow_up.public_id}",
        buyer_name=tx.follow(Organisation, contract.organisation_id).name,
        supplier_name=tx.follow(Supplier, contract.supplier_id).name,
        contract_title=contract.title,
        contract_number=contract.number,
        follow_up_kind=follow_up.kind,
        number=number,
        due_on=follow_up.due_on,
        days_late=_days_late(follow_up.due_on, today),
    )
    if not tx.post(mail, about=follow_up):
        return False
    tx.journal(FOLLOW_UP_REMINDED, follow_up, number=number)
    return True


def of_traceability(
    tx: Transaction, question_id: int, *, number: int, offset: int, today: date, is_last: bool = False
) -> bool:
    """Remind of a question that was asked by mail, with the same question. Returns whether a mail was written."""
    question = tx.follow(IncidentQuestion, question_id)
    letter = queries.letter(tx.session, question.public_id)
    if question.status is not QuestionStatus.ASKED or letter is None:
        return False
    asked = letter | {
        "dedupe_key": f"reminder:{question.public_id}:{question.due_on}:{offset}",
        "due_on": question.due_on.isoformat(),
        "number": number,
        "days_late": _days_late(question.due_on, today),
        "is_last": is_last,
    }
    if not tx.post(from_facts("traceability_reminder", asked), about=question):
        return False
    tx.journal(INCIDENT_QUESTION_REMINDED, question, number=number)
    return True


def _days_late(due_on: date, today: date) -> int:
    return max(0, -days_left(due_on, today))
