"""With which mail a thread began: what one person was sent about one thing, the oldest first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import select, union_all
from sqlalchemy.orm import Session

from followup.models.assignments import Assignment
from followup.models.deviations import Deviation
from followup.models.outbox import OutboxMessage
from followup.models.questionnaires import Invitation


def firsts(session: Session, mails: Sequence[OutboxMessage]) -> Mapping[int, str]:
    """Return with which mail the thread of each of these began, by the mail's key; one that begins it is left out.

    A thread is what one address was sent under the same `thread`. Mails of one thread may be about the link itself or
    about what the link is for, so that both are looked through, by an index.
    """
    names = {thread for mail in mails if (thread := _thread(mail))}
    if not names:
        return {}
    about = {mail.subject_id for mail in mails if mail.subject_id} | names | set(_behind(session, names))
    earlier = (
        select(OutboxMessage.id, OutboxMessage.public_id, OutboxMessage.recipient, OutboxMessage.facts)
        .where(OutboxMessage.subject_id.in_(about))
        .order_by(OutboxMessage.id)
    )
    began: dict[tuple[object, str], tuple[int, str]] = {}
    for row in session.execute(earlier):
        began.setdefault((row.facts.get("thread"), row.recipient), (row.id, row.public_id))
    found = {mail.id: began.get((_thread(mail), mail.recipient)) for mail in mails if _thread(mail)}
    return {key: first[1] for key, first in found.items() if first is not None and first[0] != key}


def _thread(mail: OutboxMessage) -> str:
    thread = mail.facts.get("thread")
    return thread if isinstance(thread, str) else ""


def _behind(session: Session, links: set[str]) -> Sequence[str]:
    """Return what these links are for."""
    asked = [
        select(noun.public_id)
        .join(Assignment, Assignment.id == noun.assignment_id)
        .where(Assignment.public_id.in_(links))
        for noun in (Invitation, Deviation)
    ]
    return session.scalars(union_all(*asked)).all()
