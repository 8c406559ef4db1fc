"""What ends before long: contracts by their dates, certificates by theirs, and which warnings have gone out."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from followup.domain.actors import Actor
from followup.domain.contracts import OptionStatus
from followup.domain.users import UserStatus
from followup.domain.warnings import (
    AHEAD_DAYS,
    CERTIFICATE_STEPS,
    CONTRACT_STEPS,
    Deadline,
    DeadlineKind,
    deadlines,
    is_ahead,
)
from followup.domain.work import Item, Task, Waits
from followup.models.certificates import SupplierCertificate
from followup.models.contracts import Contract, ContractOption
from followup.models.organisations import Organisation
from followup.models.outbox import OutboxMessage
from followup.models.suppliers import Supplier
from followup.models.users import User
from followup.queries.mergers import kin_of, root_of
from followup.queries.rows import AnyRow, AnySelect

MOST = 100
CHUNK = 1000
MANAGER, DEPUTY = "manager", "deputy"


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """A contract with a manager or a deputy, and all that must be decided on it."""

    organisation_id: int
    zone: str
    country: str
    key: int
    public_id: str
    roles: tuple[str, ...]
    deadlines: Sequence[Deadline]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """A certificate that ends before long, and those (by key) who manage running contracts with its supplier."""

    organisation_id: int
    zone: str
    country: str
    key: int
    public_id: str
    valid_until: date
    user_ids: Sequence[int]


def contracts(session: Session, on: date) -> Sequence[Watched]:
    """Return the contracts of every organisation on which something must be decided, in one statement."""
    statement = (
        _with_options(select(Contract.id, Contract.organisation_id, Contract.public_id), on, max(CONTRACT_STEPS))
        .add_columns(Contract.manager_id, Contract.deputy_id, Organisation.zone, Organisation.country)
        .join(Organisation, Organisation.id == Contract.organisation_id)
        .where(or_(Contract.manager_id.is_not(None), Contract.deputy_id.is_not(None)))
        .order_by(Contract.organisation_id, Contract.id, ContractOption.id)
    )
    return [
        Watched(
            organisation_id=row.organisation_id,
            zone=row.zone,
            country=row.country,
            key=row.id,
            public_id=row.public_id,
            roles=_roles(row),
            deadlines=found,
        )
        for row, found in _by_contract(session.execute(statement))
    ]


def _roles(row: AnyRow) -> tuple[str, ...]:
    return tuple(responsible(row.manager_id, row.deputy_id))


def responsible(manager_id: int | None, deputy_id: int | None) -> dict[str, int]:
    """Return who is to be told, by their role in the contract; one person in both is told once."""
    deputy = None if deputy_id == manager_id else deputy_id
    return {role: key for role, key in ((MANAGER, manager_id), (DEPUTY, deputy)) if key is not None}


def _with_options(statement: AnySelect, on: date, days: int) -> AnySelect:
    """Return the statement with what deadlines are made of, for contracts of which one may lie within these days.

    When notice can be given last is computed from two columns: no index and no common SQL finds it.
    """
    is_open = and_(
        ContractOption.contract_id == Contract.id,
        ContractOption.status == OptionStatus.OPEN,
        ContractOption.decide_by_on >= on,
    )
    far = on + timedelta(days=days)
    ends = and_(Contract.ends_on >= on, or_(Contract.ends_on <= far, Contract.notice_days.is_not(None)))
    return (
        statement.add_columns(
            Contract.ends_on,
            Contract.notice_days,
            ContractOption.public_id.label("option_id"),
            ContractOption.decide_by_on,
        )
        .select_from(Contract)
        .outerjoin(ContractOption, is_open)
        .where(Contract.voided_at.is_(None), or_(ends, ContractOption.decide_by_on <= far))
    )


def _by_contract(rows: Iterator[AnyRow]) -> Iterator[tuple[AnyRow, Sequence[Deadline]]]:
    for _, same in groupby(rows, key=lambda row: row.id):
        first, *more = same
        options = [(row.option_id, row.decide_by_on) for row in (first, *more) if row.option_id is not None]
        yield first, deadlines(first.ends_on, first.notice_days, options)


def certificates(session: Session, on: date) -> Sequence[Ending]:
    """Return the certificates of every organisation that end before long and who is to know, in one statement.

    A contract without a first day counts as running; the entries of a merged supplier count as one.
    """
    statement = (
        select(
            SupplierCertificate.id,
            SupplierCertificate.organisation_id,
            SupplierCertificate.public_id,
            SupplierCertificate.valid_until,
            Organisation.zone,
            Organisation.country,
            User.id.label("user_id"),
        )
        .join(Organisation, Organisation.id == SupplierCertificate.organisation_id)
        .join(
            Contract,
            and_(
                Contract.organisation_id == SupplierCertificate.organisation_id,
                Contract.supplier_id.in_(kin_of(SupplierCertificate.supplier_id)),
            ),
        )
        .join(User, User.id == Contract.manager_id)
        .where(
            SupplierCertificate.withdrawn_at.is_(None),
            SupplierCertificate.valid_until.between(on, on + timedelta(days=max(CERTIFICATE_STEPS))),
            User.status == UserStatus.ACTIVE,
            *_is_running(on),
        )
        .distinct()
        .order_by(SupplierCertificate.organisation_id, SupplierCertificate.id, User.id)
    )
    return [_ending(list(same)) for _, same in groupby(session.execute(statement), key=lambda row: row.id)]


def _ending(rows: Sequence[AnyRow]) -> Ending:
    row = rows[0]
    names = ("organisation_id", "zone", "country", "public_id", "valid_until")
    facts = {name: getattr(row, name) for name in names}
    return Ending(**facts, key=row.id, user_ids=[one.user_id for one in rows])


def _is_running(on: date) -> tuple[ColumnElement[bool], ...]:
    return (
        Contract.voided_at.is_(None),
        or_(Contract.starts_on.is_(None), Contract.starts_on <= on),
        or_(Contract.ends_on.is_(None), Contract.ends_on >= on),
    )


def written(session: Session, keys: Collection[str]) -> frozenset[str]:
    """Return those of the dedupe keys under which a mail has been written already."""
    wanted, found = list(keys), set[str]()
    for begin in range(0, len(wanted), CHUNK):
        some = select(OutboxMessage.dedupe_key).where(OutboxMessage.dedupe_key.in_(wanted[begin : begin + CHUNK]))
        found.update(session.scalars(some))
    return frozenset(found)


_TASKS = {
    DeadlineKind.NOTICE: Task.CONSIDER_NOTICE,
    DeadlineKind.OPTION: Task.DECIDE_OPTION,
    DeadlineKind.END: Task.SEE_TO_END,
}


def to_do(session: Session, actor: Actor, today: date) -> Iterator[Item]:
    """Yield the contracts that this person manages or stands in for, or nobody does, whose next deadline is near."""
    mine = or_(Contract.manager_id == actor.user_id, Contract.deputy_id == actor.user_id, Contract.manager_id.is_(None))
    columns = select(Contract.id, Contract.public_id, Contract.title, Contract.risk_class)
    statement = (
        _with_options(columns, today, AHEAD_DAYS)
        .add_columns(Supplier.name.label("supplier"))
        .join(Supplier, Supplier.id == root_of(Contract.supplier_id))
        .where(mine)
        .order_by(Contract.ends_on, Contract.id, ContractOption.id)
    )
    near = (
        (next((one for one in found if is_ahead(one.on, today)), None), row)
        for row, found in _by_contract(session.execute(statement))
    )
    soonest = sorted(((one, row) for one, row in near if one is not None), key=lambda pair: pair[0].on)
    for deadline, row in soonest[:MOST]:
        yield Item(
            task=_TASKS[deadline.kind],
            waits=Waits.ME,
            id=row.public_id,
            title=row.title,
            supplier=row.supplier,
            due_on=deadline.on,
            risk_class=row.risk_class,
        )
