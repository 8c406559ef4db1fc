"""My work: one statement per kind of work, whatever one's roles are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, exists, false, or_, select, true, union_all
from sqlalchemy.orm import Session

from followup.domain.actors import Actor, Role
from followup.domain.deviations import WAITS_ON_SUPPLIER, DeviationStatus
from followup.domain.forms import BY_RULE
from followup.domain.job_runs import JobName
from followup.domain.questionnaires import InvitationStatus
from followup.domain.sanctions import Rung
from followup.domain.work import Item, Task, Waits, until
from followup.models.contracts import Contract
from followup.models.deviations import Deviation
from followup.models.follow_ups import FollowUp
from followup.models.questionnaires import Invitation
from followup.models.suppliers import Supplier, SupplierContact
from followup.models.users import User
from followup.queries import (
    answer_copies,
    answer_work,
    audit_work,
    blocked_files,
    deviation_work,
    disputes,
    incidents,
    job_runs,
    joint_work,
    nominations,
    obligations,
    oversight,
    publications,
    reuse,
    risk_tasks,
    sanctions,
    warnings,
)
from followup.queries.follow_ups import is_open
from followup.queries.mergers import root_of
from followup.queries.reminders import is_unanswered, last_reminder
from followup.queries.rows import AnyRow, AnySelect

MOST = 100
MOST_INCOMPLETE = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What lies on one person's desk; what the roles do not ask for stays empty."""

    items: Sequence[Item] = ()
    to_compare: Sequence[AnyRow] = ()
    incomplete: Sequence[Item] = ()
    has_more_incomplete: bool = False
    year: int = 0
    members: Sequence[AnyRow] = ()
    reds: Sequence[AnyRow] = ()
    undelivered: Sequence[job_runs.Undelivered] = ()
    failed_runs: Sequence[tuple[JobName, datetime]] = ()


def desk(session: Session, actor: Actor, today: date, now: datetime) -> Desk:
    """Return what waits on this person, on colleagues and on suppliers."""
    roles = actor.roles
    manages, leads, administers = (
        role in roles for role in (Role.CONTRACT_MANAGER, Role.COORDINATOR, Role.ADMINISTRATOR)
    )
    incomplete = list(_incomplete(session, actor, today)) if manages else []
    decides = manages or Role.APPROVER in roles
    of_risk = risk_tasks.waiting(session, actor, today) if decides else risk_tasks.NOTHING
    years = _of_years(session, actor, today.year - 1)
    return Desk(
        items=[*_of_contracts(session, actor, today, now), *of_risk.items, *years],
        to_compare=of_risk.to_compare,
        incomplete=incomplete[:MOST_INCOMPLETE],
        has_more_incomplete=len(incomplete) > MOST_INCOMPLETE,
        year=today.year - 1,
        members=oversight.members(session, actor, today.year - 1) if leads else (),
        reds=oversight.reds(session, today) if leads else (),
        undelivered=job_runs.undelivered(session) if administers or manages else (),
        failed_runs=oversight.failed_runs(session, now) if administers else (),
    )


def _of_contracts(session: Session, actor: Actor, today: date, now: datetime) -> Iterator[Item]:
    manages = Role.CONTRACT_MANAGER in actor.roles
    if manages or Role.AUDITOR in actor.roles:
        yield from _follow_ups(session, actor, today)
    if manages:
        yield from answer_work.to_do(_about(answer_work.columns(), Invitation), session, _of_mine(actor), today)
        yield from obligations.to_do(session, actor, today)
        yield from warnings.to_do(session, actor, today)
        yield from _around_contracts(session, actor, today)
        yield from blocked_files.to_do(session, actor, now)
    if actor.scope.cooperation_ids and not actor.roles.isdisjoint(
        {Role.CONTRACT_MANAGER, Role.COORDINATOR, Role.PUBLISHER}
    ):
        yield from publications.to_do(session, actor, today)
    if manages or Role.APPROVER in actor.roles:
        yield from _deviations(session, actor, today)
        yield from disputes.to_do(session, actor)
        if actor.scope.cooperation_ids:
            yield from joint_work.to_do(session, actor, today)
            yield from answer_copies.to_do(session, actor)
            yield from incidents.to_do(session, actor, today)


def _of_years(session: Session, actor: Actor, year: int) -> Iterator[Item]:
    if Role.APPROVER in actor.roles and actor.scope.cooperation_ids:
        yield from oversight.figures(session, actor, year)
    if Role.COORDINATOR in actor.roles:
        yield from nominations.to_answer(session, actor)
    if not actor.roles.isdisjoint({Role.COORDINATOR, Role.PUBLISHER}):
        yield from oversight.editions(session, actor)


def _has(actor: Actor, role: Role) -> ColumnElement[bool]:
    return true() if role in actor.roles else false()


def _of_mine(actor: Actor) -> ColumnElement[bool]:
    """Return the condition that a contract is this manager's, or nobody's."""
    mine = or_(Contract.manager_id == actor.user_id, Contract.manager_id.is_(None))
    return and_(_has(actor, Role.CONTRACT_MANAGER), mine, Contract.voided_at.is_(None))


def _about(statement: AnySelect, noun: type[FollowUp | Invitation | Deviation]) -> AnySelect:
    """Return the statement with the contract and the supplier that the noun is about."""
    return (
        statement.add_columns(Contract.title.label("contract"), Contract.risk_class, Supplier.name.label("supplier"))
        .select_from(noun)
        .join(Contract, Contract.id == noun.contract_id)
        .join(Supplier, Supplier.id == root_of(Contract.supplier_id))
    )


def _follow_ups(session: Session, actor: Actor, today: date) -> Iterator[Item]:
    """Yield the follow-ups that were given to this person, and those of one's contracts that are late or due soon."""
    asked = exists().where(Invitation.follow_up_id == FollowUp.id)
    asking = asked.where(Invitation.status != InvitationStatus.CANCELLED)
    columns = select(FollowUp.public_id, FollowUp.kind, FollowUp.due_on, FollowUp.assigned_to_id, asked.label("asked"))
    sends = Role.CONTRACT_MANAGER in actor.roles
    reusable = reuse.could_stand(today) if sends and actor.scope.cooperation_ids else false()
    statement = (
        _about(columns.add_columns(User.name.label("given_to"), reusable.label("reusable")), FollowUp)
        .outerjoin(User, User.id == FollowUp.assigned_to_id)
        .where(is_open(), ~asking, ~incidents.is_awaited(), Contract.voided_at.is_(None))
        .where(or_(FollowUp.assigned_to_id == actor.user_id, and_(FollowUp.due_on <= until(today), _of_mine(actor))))
        .order_by(FollowUp.due_on, FollowUp.id)
        .limit(MOST)
    )
    for row in session.execute(statement):
        is_sent = row.kind in BY_RULE and not row.asked and sends
        is_elsewhere = row.assigned_to_id not in (None, actor.user_id)
        yield Item(
            task=Task.SEND_QUESTIONS if is_sent else Task.RECORD_FOLLOW_UP,
            waits=Waits.COLLEAGUE if is_elsewhere else Waits.ME,
            id=row.public_id,
            title=row.contract,
            supplier=row.supplier,
            detail=row.kind,
            due_on=row.due_on,
            risk_class=row.risk_class,
            with_name=row.given_to if is_elsewhere else "",
        )
        if row.reusable and not is_elsewhere:
            yield _to_reuse(row)


def _to_reuse(row: AnyRow) -> Item:
    return Item(
        task=Task.CONSIDER_REUSE,
        waits=Waits.ME,
        id=row.public_id,
        title=row.contract,
        supplier=row.supplier,
        detail=row.kind,
        risk_class=row.risk_class,
    )


def _around_contracts(session: Session, actor: Actor, today: date) -> Iterator[Item]:
    """Yield what audits and steps against suppliers ask of this person."""
    found = union_all(*audit_work.waiting(_of_mine(actor), today), sanctions.waiting(actor, today))
    for row in session.execute(found.limit(MOST)):
        yield Item(
            task=Task.of(row.task),
            waits=Waits.ME,
            id=row.public_id,
            title=row.title,
            supplier=row.supplier,
            detail=Rung.of(row.detail) if row.detail else None,
            risk_class=row.risk_class,
        )


_STEP_OF = {
    DeviationStatus.DRAFT: Task.ISSUE_DEVIATION,
    DeviationStatus.ISSUED: Task.AWAIT_PLAN,
    DeviationStatus.PLAN_SUBMITTED: Task.ASSESS_PLAN,
    DeviationStatus.CORRECTING: Task.AWAIT_EVIDENCE,
    DeviationStatus.REPORTED_DONE: Task.VERIFY_DEVIATION,
}


def _deviations(session: Session, actor: Actor, today: date) -> Iterator[Item]:
    """Yield the deviations whose next step is ours, and those that the supplier should answer soon or should have."""
    ours = Deviation.status.in_(sorted(_STEP_OF.keys() - WAITS_ON_SUPPLIER))
    theirs = and_(Deviation.status.in_(sorted(WAITS_ON_SUPPLIER)), Deviation.due_on <= until(today))
    to_verify = and_(_has(actor, Role.APPROVER), Deviation.status == DeviationStatus.REPORTED_DONE)
    way, beside = (
        or_(and_(_of_mine(actor), or_(ours, theirs)), to_verify),
        deviation_work.beside(_of_mine(actor), today),
    )
    statement = (
        _about(select(Deviation), Deviation)
        .add_columns(last_reminder(Deviation.public_id).label("reminder"), way.label("way"), beside.label("beside"))
        .where(or_(way, beside), Contract.voided_at.is_(None))
        .order_by(Deviation.due_on, Deviation.id)
        .limit(MOST)
    )
    for deviation, contract, risk_class, supplier, reminder, is_on_way, is_beside in session.execute(statement):
        if is_beside:
            yield deviation_work.item(deviation, contract, risk_class, supplier, actor)
        if not is_on_way or deviation_work.has_run_out(deviation):
            continue
        is_draft = deviation.status is DeviationStatus.DRAFT
        to_ring = deviation.status in WAITS_ON_SUPPLIER and is_unanswered(reminder, deviation.due_on, today)
        yield Item(
            task=Task.RING_ABOUT_DEVIATION if to_ring else _STEP_OF[deviation.status],
            waits=Waits.ME if to_ring else _waits(deviation, actor),
            id=deviation.public_id,
            title=f"{deviation.title} ({contract})",
            supplier=supplier,
            detail=deviation.severity,
            due_on=None if is_draft else deviation.due_on,
            risk_class=risk_class,
        )


def _waits(deviation: Deviation, actor: Actor) -> Waits:
    if deviation.status in WAITS_ON_SUPPLIER:
        return Waits.SUPPLIER
    is_own_work = deviation.status is DeviationStatus.REPORTED_DONE and actor.user_id in deviation.author_ids
    return Waits.COLLEAGUE if is_own_work else Waits.ME


def _incomplete(session: Session, actor: Actor, today: date) -> Iterator[Item]:
    """Yield the newest contracts that lack what a plan and a question to the supplier need."""
    contact = root_of(Contract.supplier_id).in_(select(root_of(SupplierContact.supplier_id)))
    lacks = (Contract.risk_class.is_(None), Contract.starts_on.is_(None), Contract.code_version_id.is_(None), ~contact)
    statement = (
        select(Contract.public_id, Contract.title, Contract.risk_class, Supplier.name.label("supplier"))
        .join(Supplier, Supplier.id == root_of(Contract.supplier_id))
        .where(_of_mine(actor), or_(Contract.ends_on.is_(None), Contract.ends_on >= today), or_(*lacks))
        .order_by(Contract.id.desc())
        .limit(MOST_INCOMPLETE + 1)
    )
    for row in session.execute(statement):
        yield Item(
            task=Task.COMPLETE_CONTRACT,
            waits=Waits.ME,
            id=row.public_id,
            title=row.title,
            supplier=row.supplier,
            risk_class=row.risk_class,
        )
