"""What is to be done about self-assessments: to assess, to chase, to answer, and requests for secrecy to test."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sqlalchemy import ColumnElement, ScalarSelect, and_, exists, or_, select
from sqlalchemy.orm import Session

from followup.domain.questionnaires import WITH_SUPPLIER, InvitationStatus
from followup.domain.secrecy import SecrecyStatus
from followup.domain.work import Item, Task, Waits, until
from followup.models.questionnaires import Invitation
from followup.models.remarks import Remark
from followup.models.secrecy import SecrecyRequest
from followup.queries.reminders import is_unanswered, last_reminder
from followup.queries.rows import AnyRow, AnySelect

MOST = 100
_ENDED = (InvitationStatus.ASSESSED, InvitationStatus.CANCELLED)


def columns() -> AnySelect:
    """Return what is read of each self-assessment."""
    return select(
        Invitation.public_id,
        Invitation.status,
        Invitation.due_on,
        Invitation.undeliverable_at,
        last_reminder(Invitation.public_id).label("reminder"),
        _is_written_to().label("is_written_to"),
        _asks_for_secrecy().label("asks_for_secrecy"),
    )


def to_do(statement: AnySelect, session: Session, of_mine: ColumnElement[bool], today: date) -> Iterator[Item]:
    """Yield the answers to assess, the addresses that refuse mail, what suppliers should answer soon or did not, and
    what they have written or asked to be kept secret.

    Shape: `statement` reads `columns()` with contract, risk_class and supplier.
    """
    is_near = or_(Invitation.due_on <= until(today), Invitation.undeliverable_at.is_not(None))
    waiting = and_(Invitation.status.in_(WITH_SUPPLIER), is_near)
    way = or_(Invitation.status == InvitationStatus.SUBMITTED, waiting)
    wanted = (
        statement.add_columns(way.label("way"))
        .where(of_mine, or_(way, _is_written_to(), _asks_for_secrecy()))
        .order_by(Invitation.due_on, Invitation.id)
        .limit(MOST)
    )
    for row in session.execute(wanted):
        if row.is_written_to:
            yield _item(row, Task.ANSWER_MESSAGE)
        if row.asks_for_secrecy:
            yield _item(row, Task.TEST_SECRECY)
        if row.way:
            task = _task_of(row, today)
            yield _item(row, task, due_on=None if task is Task.ASSESS_ANSWERS else row.due_on)


def _item(row: AnyRow, task: Task, *, due_on: date | None = None) -> Item:
    return Item(
        task=task,
        waits=Waits.SUPPLIER if task is Task.AWAIT_ANSWERS else Waits.ME,
        id=row.public_id,
        title=row.contract,
        supplier=row.supplier,
        due_on=due_on,
        risk_class=row.risk_class,
    )


def _task_of(row: AnyRow, today: date) -> Task:
    if row.status is InvitationStatus.SUBMITTED:
        return Task.ASSESS_ANSWERS
    if row.undeliverable_at is not None:
        return Task.CORRECT_ADDRESS
    return Task.RING_ABOUT_ANSWERS if is_unanswered(row.reminder, row.due_on, today) else Task.AWAIT_ANSWERS


def _is_written_to() -> ColumnElement[bool]:
    """Return the condition that the supplier wrote last, as long as one can write back."""
    last: ScalarSelect[bool] = (
        select(Remark.is_from_buyer)
        .where(Remark.invitation_id == Invitation.id)
        .order_by(Remark.id.desc())
        .limit(1)
        .correlate(Invitation)
        .scalar_subquery()
    )
    return and_(Invitation.status.not_in(_ENDED), last.is_(False))


def _asks_for_secrecy() -> ColumnElement[bool]:
    asked = exists().where(SecrecyRequest.invitation_id == Invitation.id)
    waits = asked.where(SecrecyRequest.status == SecrecyStatus.REQUESTED).correlate(Invitation)
    return and_(Invitation.status != InvitationStatus.CANCELLED, waits)
