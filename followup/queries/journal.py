"""The history of one thing and of what hangs on it, newest first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from followup.domain.journal import EVENTS
from followup.i18n import gettext
from followup.models.journal import JournalEntry
from followup.models.users import User


@dataclass(frozen=True, slots=True)
class Happened:
    """One line of a history: when, what in words, and who."""

    at: datetime
    text: str
    actor: str
    name: str | None


def history(session: Session, public_ids: Iterable[str], *, most: int = 50) -> Sequence[Happened]:
    """Return what happened to these things, newest first, as sentences in the language in force."""
    rows = session.execute(
        select(JournalEntry.at, JournalEntry.event, JournalEntry.facts, JournalEntry.actor, User.name)
        .outerjoin(User, User.public_id == JournalEntry.actor)
        .where(JournalEntry.subject_id.in_(list(public_ids)))
        .order_by(JournalEntry.id.desc())
        .limit(most)
    )
    return [Happened(row.at, _sentence(row.event, row.facts), row.actor, row.name) for row in rows]


def _sentence(event: str, facts: dict[str, object]) -> str:
    known = EVENTS.get(event)
    return gettext(known.label, **facts) if known and facts else gettext(known.label) if known else event
