"""Campaigns: which planned follow-ups could be sent, the list, and how far the suppliers of one have come."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, select
from sqlalchemy.orm import Session

from followup.domain.campaigns import MOST, CampaignFilter, CampaignState, Choice, Figures, state_of
from followup.domain.follow_ups import OPEN
from followup.domain.plain_data import from_plain
from followup.domain.questionnaires import WITH_SUPPLIER, InvitationStatus
from followup.domain.sourced import Number, Text
from followup.models.assignments import Assignment
from followup.models.campaigns import Campaign
from followup.models.contracts import Contract
from followup.models.follow_ups import FollowUp
from followup.models.questionnaires import Invitation
from followup.models.suppliers import Supplier
from followup.models.users import User
from followup.queries import prepared
from followup.queries.mergers import root_of
from followup.queries.paging import Page, page
from followup.queries.reminders import last_reminder
from followup.queries.rows import AnyRow, AnySelect


def to_send(session: Session, choice: Choice) -> tuple[Sequence[AnyRow], bool]:
    """Return the planned follow-ups that have not been sent, the earliest first, and whether there are still more.

    Shape: rows of `prepared.about`.
    """
    statement = (
        prepared.about()
        .where(is_unsent(), FollowUp.kind == choice.kind)
        .order_by(FollowUp.due_on, FollowUp.id)
        .limit(MOST + 1)
    )
    if choice.due_from:
        statement = statement.where(FollowUp.due_on >= choice.due_from)
    if choice.due_until:
        statement = statement.where(FollowUp.due_on <= choice.due_until)
    if choice.risk_class:
        statement = statement.where(Contract.risk_class == choice.risk_class)
    if choice.category:
        statement = statement.where(Contract.category == choice.category)
    if choice.manager_id:
        manager = select(User.id).where(User.public_id == choice.manager_id)
        statement = statement.where(Contract.manager_id == manager.scalar_subquery())
    rows = session.execute(statement).all()
    return rows[:MOST], len(rows) > MOST


def chosen(session: Session, public_ids: Sequence[str]) -> Sequence[AnyRow]:
    """Return those of these follow-ups that have not been sent.

    Shape: rows of `prepared.about`.
    """
    wanted = prepared.about().where(is_unsent(), FollowUp.public_id.in_(public_ids))
    rows: Sequence[AnyRow] = session.execute(wanted.order_by(FollowUp.due_on, FollowUp.id)).all()
    return rows


def is_unsent() -> ColumnElement[bool]:
    """Return the condition that a follow-up is open, one's own alone, of a contract that holds, and was never sent.

    What several organisations ask together is sent by itself, since others read the answers too.
    """
    sent = exists().where(Invitation.follow_up_id == FollowUp.id)
    return and_(FollowUp.status.in_(OPEN), FollowUp.joint_id.is_(None), Contract.voided_at.is_(None), ~sent)


def listed(session: Session, after: str | None, today: date) -> Page[AnyRow]:
    """Return one page of the organisation's campaigns, newest first.

    Shape: public_id, name, form_key, due_on, made_at, made_by, asked, answered, late.
    """
    waits = Invitation.status.in_(WITH_SUPPLIER)
    answered = Invitation.status.in_((InvitationStatus.SUBMITTED, InvitationStatus.ASSESSED))
    statement = select(
        Campaign.id,
        Campaign.public_id,
        Campaign.name,
        Campaign.form_key,
        Campaign.due_on,
        Campaign.made_at,
        User.name.label("made_by"),
        _count(Invitation.status != InvitationStatus.CANCELLED).label("asked"),
        _count(answered).label("answered"),
        _count(and_(waits, Invitation.due_on < today)).label("late"),
    ).join(User, User.id == Campaign.made_by_id)
    return page(session, statement, (Campaign.made_at, Campaign.id), after=after, descending=True)


def _count(condition: ColumnElement[bool]) -> Any:
    return select(func.count(Invitation.id)).where(Invitation.campaign_id == Campaign.id, condition).scalar_subquery()


def figures(session: Session, campaign: Campaign, today: date) -> Figures:
    """Return how many suppliers stand where, in one statement."""
    is_refused = Invitation.undeliverable_at.is_not(None)
    is_late = Invitation.due_on < today
    rows = session.execute(
        select(Invitation.status, is_refused.label("refused"), is_late.label("late"), func.count().label("n"))
        .where(Invitation.campaign_id == campaign.id)
        .group_by(Invitation.status, is_refused, is_late)
    )
    counts: dict[CampaignState, int] = {}
    for row in rows:
        due_on = date.min if row.late else today
        state = state_of(row.status, due_on, campaign.made_at if row.refused else None, today)
        counts[state] = counts.get(state, 0) + row.n
    return Figures(counts=counts)


def suppliers(session: Session, campaign: Campaign, query: CampaignFilter, today: date) -> Page[AnyRow]:
    """Return one page of whom a campaign was sent to, in the order of sending.

    Shape: public_id, status, due_on, submitted_at, undeliverable_at, contract_*, supplier_name,
    recipient_*, reminder (the facts of the last one).
    """
    statement = (
        select(
            Invitation.id,
            Invitation.public_id,
            Invitation.status,
            Invitation.due_on,
            Invitation.submitted_at,
            Invitation.undeliverable_at,
            Contract.public_id.label("contract_id"),
            Contract.title.label("contract_title"),
            Supplier.name.label("supplier_name"),
            Assignment.recipient_name,
            Assignment.recipient_email,
            last_reminder(Invitation.public_id).label("reminder"),
        )
        .join(Contract, Contract.id == Invitation.contract_id)
        .join(Supplier, Supplier.id == root_of(Invitation.supplier_id))
        .join(Assignment, Assignment.id == Invitation.assignment_id)
        .where(Invitation.campaign_id == campaign.id)
    )
    if query.state is not None:
        statement = statement.where(in_state(query.state, today))
    return page(session, statement, (Invitation.id,), after=query.after)


_OF_STATUS = {
    CampaignState.ANSWERED: InvitationStatus.SUBMITTED,
    CampaignState.ASSESSED: InvitationStatus.ASSESSED,
    CampaignState.CANCELLED: InvitationStatus.CANCELLED,
}


def in_state(state: CampaignState, today: date) -> ColumnElement[bool]:
    """Return the condition that an invitation has come so far: `domain.campaigns.state_of` as the database asks it."""
    if state in _OF_STATUS:
        return Invitation.status == _OF_STATUS[state]
    waits = Invitation.status.in_(WITH_SUPPLIER)
    if state is CampaignState.UNDELIVERABLE:
        return and_(waits, Invitation.undeliverable_at.is_not(None))
    is_late = Invitation.due_on < today
    return and_(waits, Invitation.undeliverable_at.is_(None), is_late if state is CampaignState.LATE else ~is_late)


def unanswered(session: Session, campaign: Campaign, today: date) -> Sequence[AnyRow]:
    """Return who has not answered and holds a living link, with the link and the last reminder, in order of sending.

    Shape: Invitation, Assignment, reminder.
    """
    statement: AnySelect = (
        select(Invitation, Assignment, last_reminder(Invitation.public_id).label("reminder"))
        .join(Assignment, Assignment.id == Invitation.assignment_id)
        .where(Invitation.campaign_id == campaign.id, Invitation.status.in_(WITH_SUPPLIER))
        .where(Assignment.revoked_at.is_(None), Assignment.closed_at.is_(None), Assignment.expires_on >= today)
        .order_by(Invitation.id)
    )
    return session.execute(statement).all()


@dataclass(frozen=True, slots=True)
class Heading:
    """What a mail says of a form, read without its questions: of five hundred they would take seconds."""

    title: Text
    minutes: int | None


def heading(questions: Mapping[str, object]) -> Heading:
    """Return the heading of a stored form."""
    return Heading(from_plain(Text, questions["title"]), from_plain(Number, questions["minutes"]).value)


def maker(session: Session, campaign: Campaign) -> str:
    """Return who made a campaign."""
    return session.scalars(select(User.name).where(User.id == campaign.made_by_id)).one()
