"""What people should do before long, read for all of an organisation at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from followup.domain.actors import INSIDE
from followup.domain.deviations import DeviationStatus
from followup.domain.digests import Line, Matter, of_kind
from followup.domain.obligations import ObligationStatus
from followup.domain.users import UserStatus
from followup.domain.work import until
from followup.models.code_of_conduct import Clause
from followup.models.contracts import Contract, ContractClause
from followup.models.deviations import Deviation
from followup.models.follow_ups import FollowUp
from followup.models.organisations import CooperationMember, Organisation
from followup.models.suppliers import Supplier
from followup.models.users import Membership, User
from followup.queries import incidents
from followup.queries.follow_ups import is_asking, is_open
from followup.queries.mergers import root_of
from followup.queries.overlaps import is_member
from followup.queries.rows import AnySelect

_OURS = {DeviationStatus.PLAN_SUBMITTED: Matter.PLAN, DeviationStatus.REPORTED_DONE: Matter.EVIDENCE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """An organisation in which somebody wants a digest."""

    organisation_id: int
    public_id: str
    zone: str
    country: str
    cooperation_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who wants a digest."""

    key: int
    public_id: str
    name: str
    email: str
    language: str


def homes(session: Session, on: date) -> Sequence[Home]:
    """Return the organisations in which somebody wants a digest, with the cooperations they are in: two statements."""
    together: dict[int, list[int]] = {}
    members = select(CooperationMember.organisation_id, CooperationMember.cooperation_id).where(is_member(on))
    for member in session.execute(members):
        together.setdefault(member.organisation_id, []).append(member.cooperation_id)
    columns = select(Organisation.id, Organisation.public_id, Organisation.zone, Organisation.country)
    wanted = columns.where(_wanting().where(User.organisation_id == Organisation.id).exists())
    return [
        Home(
            organisation_id=row.id,
            public_id=row.public_id,
            zone=row.zone,
            country=row.country,
            cooperation_ids=tuple(sorted(set(together.get(row.id, ())))),
        )
        for row in session.execute(wanted.order_by(Organisation.id))
    ]


def _wanting() -> AnySelect:
    """Return who wants a digest: people with a role in their own organisation, in which they do something."""
    return (
        select(User.id, User.public_id, User.name, User.email, User.language)
        .where(User.wants_digest, User.status == UserStatus.ACTIVE, User.is_integration.is_(False))
        .where(
            exists()
            .where(Membership.user_id == User.id, Membership.organisation_id == User.organisation_id)
            .where(Membership.role.in_(sorted(INSIDE)))
        )
    )


def people(session: Session) -> Sequence[Person]:
    """Return the people of the organisation who want a digest."""
    return [
        Person(key=row.id, public_id=row.public_id, name=row.name, email=row.email, language=row.language)
        for row in session.execute(_wanting().order_by(User.id))
    ]


def lines(session: Session, today: date) -> Iterator[Line]:
    """Yield what is late or due soon in the organisation and waits on its own people, in three statements."""
    yield from _follow_ups(session, today)
    yield from _deviations(session, today)
    yield from _obligations(session, today)


def _of(*keys: int | None) -> frozenset[int]:
    return frozenset(key for key in keys if key is not None)


def _named(title: str, number: object) -> str:
    return f"{title} ({number})" if number else title


def _follow_ups(session: Session, today: date) -> Iterator[Line]:
    """Yield the open follow-ups; one about which a supplier is asked waits on the supplier."""
    statement = (
        select(FollowUp.kind, FollowUp.due_on, FollowUp.assigned_to_id)
        .add_columns(Contract.title, Contract.number, Contract.manager_id, Contract.deputy_id)
        .join(Contract, Contract.id == FollowUp.contract_id)
        .join(Supplier, Supplier.id == root_of(Contract.supplier_id))
        .where(is_open(), FollowUp.due_on <= until(today), Contract.voided_at.is_(None))
        .where(~exists().where(is_asking()), ~incidents.is_awaited())
    )
    for row in session.execute(statement):
        yield Line(
            matter=of_kind(row.kind),
            name=_named(row.title, row.number),
            due_on=row.due_on,
            user_ids=_of(row.assigned_to_id, row.manager_id, row.deputy_id),
        )


def _deviations(session: Session, today: date) -> Iterator[Line]:
    """Yield the deviations whose next step is ours and has a day."""
    statement = (
        select(Deviation.number, Deviation.status, Deviation.due_on, Deviation.assigned_to_id)
        .add_columns(Contract.title, Contract.manager_id, Contract.deputy_id)
        .join(Contract, Contract.id == Deviation.contract_id)
        .where(Deviation.status.in_(sorted(_OURS)), Deviation.due_on <= until(today), Contract.voided_at.is_(None))
    )
    for row in session.execute(statement):
        yield Line(
            matter=_OURS[row.status],
            name=_named(row.title, row.number),
            due_on=row.due_on,
            user_ids=_of(row.assigned_to_id, row.manager_id, row.deputy_id),
        )


def _obligations(session: Session, today: date) -> Iterator[Line]:
    """Yield the obligations that are not fulfilled, for their owner and those who look after the contract."""
    statement = (
        select(ContractClause.due_on, ContractClause.owner_id, Clause.number)
        .add_columns(Contract.title, Contract.manager_id, Contract.deputy_id)
        .join(Clause, Clause.id == ContractClause.clause_id)
        .join(Contract, Contract.id == ContractClause.contract_id)
        .where(ContractClause.due_on <= until(today), ContractClause.status != ObligationStatus.FULFILLED)
        .where(Contract.voided_at.is_(None), or_(Contract.ends_on.is_(None), Contract.ends_on >= today))
    )
    for row in session.execute(statement):
        yield Line(
            matter=Matter.OBLIGATION,
            name=_named(row.title, row.number),
            due_on=row.due_on,
            user_ids=_of(row.owner_id, row.manager_id, row.deputy_id),
        )
