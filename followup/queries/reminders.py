"""What suppliers have been asked for and not yet sent, and which letters about it they have had."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from followup.domain.calendar import is_overdue
from followup.domain.deviation_policies import DEFAULT_TABLE, DeadlineTable
from followup.domain.deviations import WAITS_ON_SUPPLIER, Severity
from followup.domain.follow_up_rules import REMINDER_OFFSETS, FollowUpKind, Group, Policy
from followup.domain.incidents import IncidentStatus, QuestionStatus
from followup.domain.questionnaires import WITH_SUPPLIER
from followup.domain.schedule import reminder_due
from followup.models.assignments import Assignment
from followup.models.contracts import Contract
from followup.models.deviations import Deviation
from followup.models.follow_ups import FollowUp
from followup.models.incidents import Incident, IncidentQuestion
from followup.models.organisations import Organisation
from followup.models.outbox import OutboxMessage
from followup.models.questionnaires import Invitation
from followup.queries import deviation_policies, follow_up_policies
from followup.queries.rows import AnyRow, AnySelect

CHUNK = 1000
QUESTION = "traceability_question"
REMINDERS = (
    "questionnaire_reminder",
    "deviation_reminder",
    "traceability_reminder",
    "follow_up_reminder",
    "audit_reminder",
)
LETTERS = (  # every mail that says by when; on the day of one no reminder is due
    "questionnaire_invitation",
    "questionnaire_extended",
    "answers_returned",
    "deviation_issued",
    "action_plan_returned",
    "action_plan_accepted",
    "evidence_returned",
    QUESTION,
    *REMINDERS,
)
Letters = Mapping[str, Sequence[tuple[str, datetime]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Awaited:
    """Something that somebody should do or answer by a day, when to remind of it, and the letters about it so far."""

    organisation_id: int
    zone: str
    country: str
    key: int
    public_id: str
    noun: type[Any]
    due_on: date
    offsets: tuple[int, ...]
    letters: tuple[tuple[str, datetime], ...] = ()
    cooperation_ids: tuple[int, ...] = ()
    told_until: date | None = None  # the day up to which it was told in another way

    @property
    def number(self) -> int:
        """Return the number that the next reminder has."""
        return 1 + sum(kind in REMINDERS for kind, _ in self.letters)

    def offset(self, today: date) -> int | None:
        """Return the reminder to be sent today, if any."""
        zone = ZoneInfo(self.zone)
        told = [at.astimezone(zone).date() for _, at in self.letters]
        told += [self.told_until] if self.told_until else []
        return reminder_due(today, self.due_on, told, self.offsets)

    def is_last(self, offset: int) -> bool:
        """Return whether no reminder comes after this one."""
        return offset == max(self.offsets)


def asked(session: Session, on: date, policies: Mapping[int, Policy]) -> Sequence[Awaited]:
    """Return all that waits on a supplier who holds a living link, of every organisation, in four statements.

    A question of traceability is answered by mail and has no link; it lives as long as its incident.

    Shape: `policies` by the organisation's key.
    """
    invitations = [
        awaited(row, Invitation, offsets(policies, row, row.kind, row.risk_class))
        for row in _living(session, _invitations(), Invitation, on)
    ]
    tables = deviation_policies.tables(session, on)
    deviations = [
        awaited(row, Deviation, _reminded(tables.get(row.organisation_id, DEFAULT_TABLE), row.severity))
        for row in _living(session, _deviations(), Deviation, on)
    ]
    return with_letters(session, [*invitations, *deviations, *_questions(session)])


def _reminded(table: DeadlineTable, severity: Severity) -> tuple[int, ...]:
    return table.rules[severity].deadlines.reminder_offsets


def _questions(session: Session) -> Iterator[Awaited]:
    """Yield the suppliers that were asked by mail for all; of several classes, so that the defaults say when."""
    asked = IncidentQuestion
    statement = (
        select(asked.id, asked.public_id, asked.organisation_id, asked.due_on, asked.cooperation_id)
        .add_columns(Organisation.zone, Organisation.country)
        .join(Organisation, Organisation.id == asked.organisation_id)
        .join(Incident, Incident.id == asked.incident_id)
        .where(asked.status == QuestionStatus.ASKED, Incident.status == IncidentStatus.OPEN)
        .where(exists().where(OutboxMessage.subject_id == asked.public_id, OutboxMessage.kind == QUESTION))
        .order_by(asked.organisation_id, asked.id)
    )
    for row in session.execute(statement):
        yield replace(awaited(row, IncidentQuestion, REMINDER_OFFSETS), cooperation_ids=(row.cooperation_id,))


def policies(session: Session, on: date) -> Mapping[int, Policy]:
    """Return the rules that hold in every organisation on a day, by its key: four statements."""
    tables = follow_up_policies.tables(session, on)
    return {here.organisation_id: table.policy for here, table in tables.items()}


def offsets(policies: Mapping[int, Policy], row: AnyRow, kind: FollowUpKind, group: Group | None) -> tuple[int, ...]:
    """Return when to remind of a follow-up as the organisation's rules say; without a class as the defaults do."""
    rule = policies[row.organisation_id].get((group, kind)) if group is not None else None
    return REMINDER_OFFSETS if rule is None else rule.reminder_offsets


def awaited(row: AnyRow, noun: type[Any], offsets: tuple[int, ...]) -> Awaited:
    """Return what a row says is awaited, as yet without its letters."""
    names = ("organisation_id", "zone", "country", "public_id", "due_on")
    facts = {name: getattr(row, name) for name in names}
    return Awaited(**facts, key=row.id, noun=noun, offsets=offsets)


def with_letters(session: Session, found: Sequence[Awaited]) -> Sequence[Awaited]:
    """Return the same with the letters that each has led to."""
    had = letters(session, [one.public_id for one in found])
    return [replace(one, letters=tuple(had.get(one.public_id, ()))) for one in found]


def _invitations() -> AnySelect:
    """Return what is asked of suppliers whose address takes mail, with the kind of follow-up whose rule says when."""
    statement = select(Invitation.id, Invitation.public_id, Invitation.organisation_id, Invitation.due_on)
    return (
        statement.add_columns(Contract.risk_class, FollowUp.kind)
        .join(Contract, Contract.id == Invitation.contract_id)
        .join(FollowUp, FollowUp.id == Invitation.follow_up_id)
        .where(Invitation.status.in_(WITH_SUPPLIER), Invitation.undeliverable_at.is_(None))
    )


def _deviations() -> AnySelect:
    waiting = Deviation.status.in_(sorted(WAITS_ON_SUPPLIER))
    statement = select(Deviation.id, Deviation.public_id, Deviation.organisation_id, Deviation.due_on)
    return statement.add_columns(Deviation.severity).where(waiting)


def _living(session: Session, statement: AnySelect, noun: type[Invitation | Deviation], on: date) -> Sequence[AnyRow]:
    return session.execute(
        statement.add_columns(Organisation.zone, Organisation.country)
        .join(Assignment, Assignment.id == noun.assignment_id)
        .join(Organisation, Organisation.id == noun.organisation_id)
        .where(Assignment.revoked_at.is_(None), Assignment.closed_at.is_(None), Assignment.expires_on >= on)
        .order_by(noun.organisation_id, noun.id)
    ).all()


def letters(session: Session, about: Sequence[str]) -> Letters:
    """Return which letters that say by when each of these has led to, and when."""
    found: dict[str, list[tuple[str, datetime]]] = {}
    mail = OutboxMessage
    statement = select(mail.subject_id, mail.kind, mail.created_at).where(mail.kind.in_(LETTERS))
    for begin in range(0, len(about), CHUNK):
        for row in session.execute(statement.where(mail.subject_id.in_(about[begin : begin + CHUNK]))):
            found.setdefault(row.subject_id, []).append((row.kind, row.created_at))
    return found


def letter(session: Session, question_id: str) -> dict[str, object] | None:
    """Return the facts of the mail with which a question of traceability was asked."""
    asked = select(OutboxMessage.facts).where(OutboxMessage.subject_id == question_id, OutboxMessage.kind == QUESTION)
    return session.scalars(asked.order_by(OutboxMessage.id.desc()).limit(1)).one_or_none()


def last_reminder(subject_id: InstrumentedAttribute[str]) -> ColumnElement[Any]:
    """Return the column with the facts of the reminder that was written last about something, or nothing."""
    mail = OutboxMessage
    return (
        select(mail.facts)
        .where(mail.subject_id == subject_id, mail.kind.in_(REMINDERS))
        .order_by(mail.id.desc())
        .limit(1)
        .scalar_subquery()
    )


def is_unanswered(reminder: Mapping[str, object] | None, due_on: date, today: date) -> bool:
    """Return whether the last reminder of this deadline has gone out and the day has passed: somebody must ring."""
    said = reminder or {}
    return is_overdue(due_on, today) and said.get("is_last") is True and said.get("due_on") == due_on.isoformat()
