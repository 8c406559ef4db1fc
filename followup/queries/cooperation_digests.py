"""What joint follow-ups and incidents ask of an organisation's people, read for all of them at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from followup.domain.actors import Role
from followup.domain.digests import Line, Matter
from followup.domain.incidents import IncidentStatus, PartyStatus, QuestionStatus
from followup.domain.work import Task, until
from followup.models.contracts import Contract
from followup.models.incidents import Incident, IncidentParty, IncidentQuestion
from followup.models.suppliers import Supplier
from followup.models.users import Membership
from followup.queries import joint_work
from followup.queries.mergers import root_of

_MATTERS: Mapping[Task, Matter] = {
    Task.ANSWER_JOINT: Matter.ANSWER_JOINT,
    Task.BEGIN_JOINT: Matter.BEGIN_JOINT,
    Task.REPORT_JOINT: Matter.REPORT_JOINT,
    Task.DECIDE_JOINT_RESULT: Matter.DECIDE_JOINT_RESULT,
}
_MANAGERS = (Role.CONTRACT_MANAGER,)
_DECIDERS = (Role.CONTRACT_MANAGER, Role.APPROVER)


def lines(session: Session, organisation_id: int, today: date) -> Iterator[Line]:
    """Yield what waits on the organisation's own people, in four statements; what has no day of its own waits today."""
    people: dict[Role, set[int]] = {}
    members = select(Membership.user_id, Membership.role).where(Membership.organisation_id == organisation_id)
    for row in session.execute(members):
        people.setdefault(row.role, set()).add(row.user_id)
    yield from _joint(session, organisation_id, people, today)
    yield from _stances(session, organisation_id, people, today)
    yield from _questions(session, organisation_id, people, today)


def _with(people: Mapping[Role, set[int]], *roles: Role) -> frozenset[int]:
    return frozenset().union(*(people.get(role, ()) for role in roles))


def _joint(session: Session, organisation_id: int, people: Mapping[Role, set[int]], today: date) -> Iterator[Line]:
    for task, row in joint_work.steps(session, organisation_id):
        if task is Task.REPORT_JOINT and row.due_on > until(today):
            continue
        is_managers = task in joint_work.MANAGERS_DO
        yield Line(
            matter=_MATTERS[task],
            name=f"{row.supplier} {row.year}",
            due_on=row.due_on if task is Task.REPORT_JOINT else today,
            user_ids=_with(people, *(_MANAGERS if is_managers else _DECIDERS)),
        )


def _stances(session: Session, organisation_id: int, people: Mapping[Role, set[int]], today: date) -> Iterator[Line]:
    statement = (
        select(Incident.title)
        .join(IncidentParty, IncidentParty.incident_id == Incident.id)
        .where(IncidentParty.organisation_id == organisation_id, IncidentParty.status == PartyStatus.INFORMED)
        .where(Incident.status == IncidentStatus.OPEN)
    )
    for title in session.scalars(statement):
        yield Line(matter=Matter.TAKE_STANCE, name=title, due_on=today, user_ids=_with(people, *_DECIDERS))


def _questions(session: Session, organisation_id: int, people: Mapping[Role, set[int]], today: date) -> Iterator[Line]:
    """Yield the suppliers to be asked for all: by who manages a contract with them, else by all managers."""
    asked = IncidentQuestion
    theirs = and_(
        root_of(Contract.supplier_id) == root_of(asked.supplier_id),
        Contract.organisation_id == organisation_id,
        Contract.voided_at.is_(None),
    )
    statement = (
        select(asked.id, asked.due_on, Supplier.name, Contract.manager_id)
        .join(Incident, Incident.id == asked.incident_id)
        .join(Supplier, Supplier.id == root_of(asked.supplier_id))
        .outerjoin(Contract, theirs)
        .where(asked.organisation_id == organisation_id, asked.status == QuestionStatus.TO_ASK)
        .where(Incident.status == IncidentStatus.OPEN, asked.due_on <= until(today))
        .order_by(asked.id)
    )
    found: dict[int, tuple[str, date, set[int]]] = {}
    for row in session.execute(statement):
        _, _, managers = found.setdefault(row.id, (row.name, row.due_on, set()))
        managers |= {row.manager_id} - {None}
    for name, due_on, managers in found.values():
        who = frozenset(managers) or _with(people, *_MANAGERS)
        yield Line(matter=Matter.ASK_SUPPLIER, name=name, due_on=due_on, user_ids=who)
