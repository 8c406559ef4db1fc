"""What suppliers have been asked for and not yet sent, and which letters about it they have had."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from followup.domain.deviations import DEFAULT_DEADLINES, WAITS_ON_SUPPLIER
from followup.domain.questionnaires import WITH_SUPPLIER
from followup.domain.schedule import REMINDER_OFFSETS, reminder_due
from followup.models.assignments import Assignment
from followup.models.deviations import Deviation
from followup.models.organisations import Organisation
from followup.models.outbox import OutboxMessage
from followup.models.questionnaires import Invitation
from followup.queries.rows import AnyRow

REMINDERS = ("questionnaire_reminder", "deviation_reminder")
LETTERS = (  # every mail that says by when; on the day of one no reminder is due
    "questionnaire_invitation",
    "answers_returned",
    "deviation_issued",
    "action_plan_returned",
    "action_plan_accepted",
    "evidence_returned",
    *REMINDERS,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A self-assessment or a deviation that a supplier should answer by a day, and the letters about it so far."""

    organisation_id: int
    zone: str
    country: str
    key: int
    public_id: str
    is_deviation: bool
    due_on: date
    offsets: tuple[int, ...]
    letters: tuple[tuple[str, datetime], ...]

    @property
    def number(self) -> int:
        """Return the number that the next reminder has."""
        return 1 + sum(kind in REMINDERS for kind, _ in self.letters)

    def offset(self, today: date) -> int | None:
        """Return the reminder to be sent today, if any."""
        zone = ZoneInfo(self.zone)
        return reminder_due(today, self.due_on, [at.astimezone(zone).date() for _, at in self.letters], self.offsets)


def asked(session: Session, on: date) -> Sequence[Asked]:
    """Return all that waits on a supplier who holds a living link, of every organisation, in three statements."""
    invitations = _living(session, Invitation, on)
    deviations = _living(session, Deviation, on)
    letters = _letters(session, [row.public_id for row in (*invitations, *deviations)])
    return [
        Asked(
            organisation_id=row.organisation_id,
            zone=row.zone,
            country=row.country,
            key=row.id,
            public_id=row.public_id,
            is_deviation=is_deviation,
            due_on=row.due_on,
            offsets=DEFAULT_DEADLINES[row.severity].reminder_offsets if is_deviation else REMINDER_OFFSETS,
            letters=tuple(letters.get(row.public_id, ())),
        )
        for is_deviation, rows in ((False, invitations), (True, deviations))
        for row in rows
    ]


def _living(session: Session, noun: type[Invitation | Deviation], on: date) -> Sequence[AnyRow]:
    waiting = (
        Invitation.status.in_(WITH_SUPPLIER) if noun is Invitation else Deviation.status.in_(sorted(WAITS_ON_SUPPLIER))
    )
    statement = select(noun.id, noun.public_id, noun.organisation_id, noun.due_on)
    if noun is Deviation:
        statement = statement.add_columns(Deviation.severity)
    return session.execute(
        statement.add_columns(Organisation.zone, Organisation.country)
        .join(Assignment, Assignment.id == noun.assignment_id)
        .join(Organisation, Organisation.id == noun.organisation_id)
        .where(waiting, Assignment.revoked_at.is_(None), Assignment.closed_at.is_(None), Assignment.expires_on >= on)
        .order_by(noun.organisation_id, noun.id)
    ).all()


def _letters(session: Session, about: Sequence[str]) -> Mapping[str, Sequence[tuple[str, datetime]]]:
    found: dict[str, list[tuple[str, datetime]]] = {}
    mail = OutboxMessage
    statement = select(mail.subject_id, mail.kind, mail.created_at).where(mail.kind.in_(LETTERS))
    for begin in range(0, len(about), 1000):
        for row in session.execute(statement.where(mail.subject_id.in_(about[begin : begin + 1000]))):
            found.setdefault(row.subject_id, []).append((row.kind, row.created_at))
    return found
