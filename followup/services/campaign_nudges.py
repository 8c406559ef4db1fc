"""What is done to all of a campaign's suppliers who have not answered: one reminder a day, and more time."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from followup.domain import campaigns as rules
from followup.domain.calendar import days_left, next_working_day
from followup.domain.link_journal import (
    CAMPAIGN_DELAYED,
    CAMPAIGN_REMINDED,
    INVITATION_EXTENDED,
    INVITATION_REMINDED,
)
from followup.domain.messages import QuestionnaireExtended, QuestionnaireReminder
from followup.domain.permissions import Permission
from followup.errors import Conflict
from followup.models.campaigns import Campaign
from followup.queries import campaigns as queries
from followup.queries import reminders as letters
from followup.queries.reminders import REMINDERS, Letters
from followup.queries.rows import AnyRow
from followup.services import assignments
from followup.transaction import Transaction


def remind(tx: Transaction, campaign_id: str) -> int:
    """Remind those who have not answered, each at most once a day and never at an address that refuses mail.

    The reminder counts with those that are sent by themselves, and changes nothing but outbox and journal.
    Returns how many were reminded.
    Errors: Conflict("campaign.nobody_to_remind").
    """
    campaign = tx.get(Campaign, campaign_id, to=Permission.CAMPAIGN_SEND)
    waiting = [
        row for row in queries.unanswered(tx.session, campaign, tx.today) if row.Invitation.undeliverable_at is None
    ]
    had = letters.letters(tx.session, [row.Invitation.public_id for row in waiting])
    due = [row for row in waiting if not _got_one_today(tx, had, row.Invitation.public_id)]
    if not due or not tx.post_all([(_reminder(tx, row, had), row.Invitation) for row in due]):
        raise Conflict(rules.NOBODY_TO_REMIND)
    for row in due:
        tx.journal(INVITATION_REMINDED, row.Invitation, number=_number(had, row.Invitation.public_id))
    tx.journal(CAMPAIGN_REMINDED, campaign, count=len(due))
    return len(due)


def _got_one_today(tx: Transaction, had: Letters, public_id: str) -> bool:
    zone = ZoneInfo(tx.actor.zone)
    return any(at.astimezone(zone).date() == tx.today for _, at in had.get(public_id, ()))


def _number(had: Letters, public_id: str) -> int:
    return 1 + sum(kind in REMINDERS for kind, _ in had.get(public_id, ()))


def _reminder(tx: Transaction, row: AnyRow, had: Letters) -> QuestionnaireReminder:
    invitation, link = row.Invitation, row.Assignment
    form = queries.heading(invitation.questions)
    said = row.reminder or {}
    return QuestionnaireReminder(
        **assignments.to_supplier(link),
        dedupe_key=f"reminder:{invitation.public_id}:{invitation.due_on}:on:{tx.today}",
        number=_number(had, invitation.public_id),
        questionnaire_title=form.title.to(link.language),
        due_on=invitation.due_on,
        days_late=max(0, -days_left(invitation.due_on, tx.today)),
        minutes=form.minutes,
        # after the last one of the rule there is none of its own any more, and somebody must still ring
        is_last=said.get("is_last") is True and said.get("due_on") == invitation.due_on.isoformat(),
    )


def extend(tx: Transaction, campaign_id: str, due_on: date) -> int:
    """Give all who have not answered until another day and tell them; nobody gets less time than they have.

    Returns how many were given more time.
    Errors: Invalid at due_on; Conflict("campaign.nobody_to_extend").
    """
    campaign = tx.get(Campaign, campaign_id, to=Permission.CAMPAIGN_SEND)
    due_on = next_working_day(due_on, tx.actor.country)
    later = [row for row in queries.unanswered(tx.session, campaign, tx.today) if row.Invitation.due_on < due_on]
    for row in later:
        assignments.extend(tx, row.Assignment, due_on)
        row.Invitation.due_on = due_on
        tx.journal(INVITATION_EXTENDED, row.Invitation, due_on=due_on)
    if not later:
        raise Conflict(rules.NOBODY_TO_EXTEND)
    campaign.due_on = max(campaign.due_on, due_on)
    tx.journal(CAMPAIGN_DELAYED, campaign, count=len(later), due_on=due_on)
    tx.flush()
    tx.post_all([(_extended(tx, row), row.Invitation) for row in later if row.Invitation.undeliverable_at is None])
    return len(later)


def _extended(tx: Transaction, row: AnyRow) -> QuestionnaireExtended:
    invitation, link = row.Invitation, row.Assignment
    return QuestionnaireExtended(
        **assignments.to_supplier(link),
        dedupe_key=f"extended:{invitation.public_id}:{invitation.due_on}:{tx.now.isoformat()}",
        questionnaire_title=queries.heading(invitation.questions).title.to(link.language),
        due_on=invitation.due_on,
    )
