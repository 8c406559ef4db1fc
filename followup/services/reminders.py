"""Reminders to suppliers. They change nothing but outbox and journal, so that no open form goes stale."""

from __future__ import annotations

from datetime import date

from followup.domain.calendar import days_left
from followup.domain.deviations import WAITS_ON_SUPPLIER, DeviationStatus
from followup.domain.journal import DEVIATION_REMINDED, INVITATION_REMINDED
from followup.domain.messages import DeviationReminder, QuestionnaireReminder
from followup.domain.questionnaires import WITH_SUPPLIER
from followup.models.assignments import Assignment
from followup.models.deviations import Deviation
from followup.models.questionnaires import Invitation
from followup.queries.questionnaires import form_of
from followup.services import assignments
from followup.transaction import Transaction


def of_questions(tx: Transaction, invitation_id: int, *, number: int, offset: int, today: date) -> bool:
    """Remind of a self-assessment, once for each deadline and offset. Returns whether a mail was written."""
    invitation = tx.follow(Invitation, invitation_id)
    if invitation.status not in WITH_SUPPLIER:
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
    )
    if not tx.post(mail, about=invitation):
        return False
    tx.journal(INVITATION_REMINDED, invitation, number=number)
    return True


def of_deviation(tx: Transaction, deviation_id: int, *, number: int, offset: int, today: date) -> bool:
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
    )
    if not tx.post(mail, about=deviation):
        return False
    tx.journal(DEVIATION_REMINDED, deviation, number=number)
    return True


def _days_late(due_on: date, today: date) -> int:
    return max(0, -days_left(due_on, today))
