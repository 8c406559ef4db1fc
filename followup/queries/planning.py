"""What the planner reads: which contracts' plans may have changed, their facts, and the follow-ups they have."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, exists, false, func, or_, select
from sqlalchemy.orm import Session, aliased

from followup.domain.deviations import VOID, Severity
from followup.domain.follow_up_rules import Trigger
from followup.domain.joint_follow_ups import JointStatus, ParticipantStatus
from followup.domain.revisions import Standing
from followup.domain.schedule import ContractFacts, FollowUpKind, Recheck
from followup.models.contracts import Contract
from followup.models.deviations import Deviation
from followup.models.follow_ups import FollowUp
from followup.models.joint_follow_ups import JointFollowUp, JointParticipant
from followup.models.suppliers import Supplier
from followup.queries import follow_up_policies
from followup.queries.follow_up_policies import Followed, Table

GRAVE = (Severity.CRITICAL, Severity.MAJOR)  # Source: default policy, a follow-up audit after a major or critical one
OPEN_JOINT = (JointStatus.OFFERED, JointStatus.UNDER_WAY)
NO_END = date(9999, 12, 31)
Condition = ColumnElement[bool]


@dataclass(frozen=True, slots=True)
class Candidates:
    """Contracts of one organisation, by key, whose plan may have changed, and the rules that hold there."""

    contract_ids: Sequence[int]
    table: Table


def candidates(
    session: Session, on: date, joint_ends: Mapping[int, date] | None = None, *, now: datetime
) -> Mapping[Followed, Candidates]:
    """Return the contracts of every organisation whose plan may have changed: each is found by an index.

    Time alone changes no plan but at the new year, when samples are drawn,
    and on the day from which other rules hold: of each kind one is always planned.
    """
    tables = follow_up_policies.tables(session, on)
    by_id = {here.organisation_id: here for here in tables}
    found: dict[Followed, set[int]] = {}
    for search in _searches(tables, on, joint_ends or {}, now):
        for row in session.execute(select(Contract.id, Contract.organisation_id).where(search)):
            found.setdefault(by_id[row.organisation_id], set()).add(row.id)
    in_turn = sorted(found, key=lambda here: here.organisation_id)
    return {here: Candidates(sorted(found[here]), tables[here]) for here in in_turn}


def _searches(
    tables: Mapping[Followed, Table], on: date, joint_ends: Mapping[int, date], now: datetime
) -> Iterator[Condition]:
    """Yield what makes a plan out of date, one range of the index each; most organisations share one instant."""
    everybody = Contract.organisation_id.in_(sorted(here.organisation_id for here in tables))
    yield and_(everybody, Contract.planned_at.is_(None))
    yield and_(everybody, Contract.planned_at > now)
    together: dict[datetime, list[int]] = {}
    for here, table in tables.items():
        since = rules_since(here, table, on)
        if since is not None:
            together.setdefault(since, []).append(here.organisation_id)
    for at, organisations in together.items():
        yield and_(Contract.organisation_id.in_(sorted(organisations)), Contract.planned_at <= at)
    if joint_ends:
        yield _joins_an_audit(joint_ends)


def rules_since(here: Followed, table: Table, on: date) -> datetime | None:
    """Return since when the organisation's plans can be out of date: other rules, or a new year's samples."""
    known = [] if table.changed_at is None else [table.changed_at]
    if any(row.trigger is Trigger.SAMPLED for row in table.policy.values()):
        known.append(datetime(on.year, 1, 1, tzinfo=ZoneInfo(here.zone)))
    return max(known, default=None)


def is_outdated(since: datetime | None, now: datetime) -> Condition:
    """Return the condition that a contract, a follow-up of it, or the rules for it changed since it was planned.

    One that was planned in the future was planned by a clock that went wrong.
    """
    by_rules = false() if since is None else Contract.planned_at <= since
    return or_(Contract.planned_at.is_(None), Contract.planned_at > now, by_rules)


def _is_grave() -> tuple[ColumnElement[bool], ...]:
    issued = Deviation.issued_on.is_not(None)
    return issued, Deviation.status.not_in(sorted(VOID)), Deviation.severity.in_(GRAVE)


def joint_ends(session: Session) -> Mapping[int, date]:
    """Return the end of the longest contract in each open joint office audit, by the key of a contract in it.

    Those take part that an organisation which has accepted has with the supplier, under whichever entry of the
    register; only a longer end is told.
    """
    other, entry, kin = aliased(Contract), aliased(Supplier), aliased(Supplier)
    root = func.coalesce(entry.merged_into_id, entry.id)
    takes_part = (
        select(JointFollowUp.id, kin.id.label("supplier_id"), JointParticipant.organisation_id)
        .join(JointParticipant, JointParticipant.joint_id == JointFollowUp.id)
        .join(entry, entry.id == JointFollowUp.supplier_id)
        .join(kin, or_(kin.id == root, kin.merged_into_id == root))
    )
    part = takes_part.where(
        JointFollowUp.kind == FollowUpKind.OFFICE_AUDIT,
        JointFollowUp.status.in_(OPEN_JOINT),
        JointParticipant.status == ParticipantStatus.ACCEPTED,
    ).subquery()
    longest = (
        select(part.c.id, func.max(func.coalesce(other.ends_on, NO_END)).label("ends_on"))
        .join(other, and_(other.organisation_id == part.c.organisation_id, other.supplier_id == part.c.supplier_id))
        .where(other.voided_at.is_(None), other.starts_on.is_not(None))
        .group_by(part.c.id)
        .subquery()
    )
    statement = (
        select(Contract.id, longest.c.ends_on)
        .join(part, part.c.organisation_id == Contract.organisation_id)
        .join(longest, longest.c.id == part.c.id)
        .where(part.c.supplier_id == Contract.supplier_id)
        .where(Contract.voided_at.is_(None), Contract.ends_on < longest.c.ends_on)
        .order_by(longest.c.ends_on)
    )
    return {row.id: row.ends_on for row in session.execute(statement)}


def _joins_an_audit(joint_ends: Mapping[int, date]) -> Condition:
    """Return the condition that a joint office audit may have unblocked the contract's own, which is not there yet."""
    audited = exists().where(FollowUp.contract_id == Contract.id, FollowUp.kind == FollowUpKind.OFFICE_AUDIT)
    return and_(Contract.id.in_(sorted(joint_ends)), ~audited)


def facts_of(
    session: Session, contract_ids: Iterable[int], here: Followed, joint_ends: Mapping[int, date]
) -> Mapping[int, ContractFacts]:
    """Return what the plan needs to know of each contract, held until the end so that no change is overlooked."""
    ids, zone = list(contract_ids), ZoneInfo(here.zone)
    columns = select(
        Contract.id,
        Contract.public_id,
        Contract.risk_class,
        Contract.risk_since,
        Contract.criticality,
        Contract.criticality_since,
        Contract.pay_rules,
        Contract.starts_on,
        Contract.ends_on,
        Contract.registered_at,
        Contract.voided_at,
    )
    held = session.execute(columns.where(Contract.id.in_(ids)).order_by(Contract.id).with_for_update(key_share=True))
    rows = held.all()
    again = _rechecks(session, ids)
    return {
        row.id: ContractFacts(
            public_id=row.public_id,
            risk_class=row.risk_class,
            risk_since=row.risk_since,
            criticality=row.criticality,
            criticality_since=row.criticality_since,
            pay_rules=bool(row.pay_rules),
            starts_on=row.starts_on,
            ends_on=row.ends_on,
            registered_on=row.registered_at.astimezone(zone).date(),
            country=here.country,
            is_voided=row.voided_at is not None,
            rechecks=tuple(again.get(row.id, ())),
            joint_ends_on=joint_ends.get(row.id),
        )
        for row in rows
    }


def _rechecks(session: Session, contract_ids: Sequence[int]) -> Mapping[int, Sequence[Recheck]]:
    again: dict[int, list[Recheck]] = {}
    grave = select(Deviation.contract_id, Deviation.public_id, Deviation.issued_on).where(
        Deviation.contract_id.in_(contract_ids), *_is_grave()
    )
    for row in session.execute(grave.order_by(Deviation.id)):
        again.setdefault(row.contract_id, []).append(Recheck(row.public_id, row.issued_on))
    return again


def standing_of(session: Session, contract_ids: Iterable[int]) -> Mapping[int, Sequence[Standing]]:
    """Return the follow-ups that the contracts have."""
    found: dict[int, list[Standing]] = {}
    statement = select(
        FollowUp.id,
        FollowUp.contract_id,
        FollowUp.kind,
        FollowUp.subject,
        FollowUp.due_on,
        FollowUp.status,
        FollowUp.done_on,
        FollowUp.why,
        FollowUp.joint_id,
    ).where(FollowUp.contract_id.in_(list(contract_ids)))
    for row in session.execute(statement):
        found.setdefault(row.contract_id, []).append(
            Standing(
                key=row.id,
                kind=row.kind,
                subject=row.subject,
                due_on=row.due_on,
                status=row.status,
                done_on=row.done_on,
                why=row.why,
                is_joint=row.joint_id is not None,
            )
        )
    return found
