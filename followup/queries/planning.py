"""What the planner reads: which contracts' plans may have changed, their facts, and the follow-ups they have."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, exists, false, func, or_, select
from sqlalchemy.orm import Session, aliased

from followup.domain.deviations import DeviationStatus, Severity
from followup.domain.follow_up_rules import Group, Policy, Trigger
from followup.domain.joint_follow_ups import JointStatus, ParticipantStatus
from followup.domain.revisions import Standing
from followup.domain.schedule import ContractFacts, FollowUpKind, Recheck
from followup.models.contracts import Contract
from followup.models.deviations import Deviation
from followup.models.follow_ups import FollowUp
from followup.models.joint_follow_ups import JointFollowUp, JointParticipant
from followup.queries import follow_up_policies
from followup.queries.follow_up_policies import Followed, Table

GRAVE = (Severity.CRITICAL, Severity.MAJOR)  # Source: default policy, a follow-up audit after a major or critical one
OPEN_JOINT = (JointStatus.OFFERED, JointStatus.UNDER_WAY)
NO_END = date(9999, 12, 31)
Condition = ColumnElement[bool]


@dataclass(frozen=True, slots=True)
class Stale:
    """Contracts planned before an instant that changed their rules: all, or those of some classes and groups."""

    at: datetime
    groups: frozenset[Group] = frozenset()
    organisations: frozenset[int] = frozenset()

    def is_met(self) -> Condition:
        """Return the condition that a contract is one of them."""
        wanted = [Contract.planned_at <= self.at]
        if self.organisations:
            wanted.append(Contract.organisation_id.in_(sorted(self.organisations)))
        if self.groups:
            wanted.append(Contract.risk_class.in_(sorted(self.groups, key=str)))
        return and_(*wanted)


def candidates(
    session: Session, on: date, joint_ends: Mapping[int, date] | None = None
) -> Mapping[Followed, Sequence[int]]:
    """Return the contracts of every organisation whose plan may have changed.

    Shape: keys of contracts by organisation. Time alone changes no plan but at the new year, when samples are drawn,
    and on the day from which other rules hold: of each kind one is always planned.
    """
    tables = follow_up_policies.tables(session, on)
    by_id = {here.organisation_id: here for here in tables}
    outdated = is_outdated([part for here, table in tables.items() for part in stale(here, table, on)])
    statement = (
        select(Contract.id, Contract.organisation_id)
        .where(Contract.voided_at.is_(None), Contract.starts_on.is_not(None), _has_a_plan())
        .where(or_(outdated, _awaits_recheck(on, tables), _joins_an_audit(joint_ends or {})))
        .order_by(Contract.organisation_id, Contract.id)
    )
    found: dict[Followed, list[int]] = {}
    for row in session.execute(statement):
        found.setdefault(by_id[row.organisation_id], []).append(row.id)
    return found


def _has_a_plan() -> Condition:
    return or_(Contract.risk_class.is_not(None), Contract.criticality.is_not(None), Contract.pay_rules.is_(True))


def stale(here: Followed, table: Table, on: date) -> Sequence[Stale]:
    """Return since when the organisation's plans are out of date: other rules, and a new year's samples."""
    found = []
    if table.changed_at is not None:
        found.append(Stale(table.changed_at, organisations=frozenset({here.organisation_id})))
    sampled = _classes_with(table.policy, Trigger.SAMPLED)
    if sampled:
        new_year = datetime(on.year, 1, 1, tzinfo=ZoneInfo(here.zone))
        found.append(Stale(new_year, sampled, frozenset({here.organisation_id})))
    return found


def _classes_with(policy: Policy, trigger: Trigger) -> frozenset[Group]:
    return frozenset(group for (group, _), row in policy.items() if row.trigger is trigger)


def is_outdated(stale: Iterable[Stale]) -> Condition:
    """Return the condition that a contract, a follow-up of it, or the rules for it changed since it was planned."""
    settled = exists().where(FollowUp.contract_id == Contract.id, FollowUp.settled_at >= Contract.planned_at)
    never, changed = Contract.planned_at.is_(None), Contract.changed_at >= Contract.planned_at
    return or_(never, changed, *(part.is_met() for part in _together(stale)), settled)


def _together(stale: Iterable[Stale]) -> Sequence[Stale]:
    """Return the same conditions in as few as can be: most organisations share instant and classes."""
    found: dict[tuple[datetime, frozenset[Group]], frozenset[int]] = {}
    for part in stale:
        place = part.at, part.groups
        found[place] = found.get(place, frozenset()) | part.organisations
    return [Stale(at, groups, organisations) for (at, groups), organisations in found.items()]


def _awaits_recheck(on: date, tables: Mapping[Followed, Table]) -> Condition:
    """Return the condition that a grave deviation has no follow-up audit yet where the rules ask for one."""
    who: dict[frozenset[Group], set[int]] = {}
    for here, table in tables.items():
        who.setdefault(_classes_with(table.policy, Trigger.DEVIATION), set()).add(here.organisation_id)
    asked = [
        and_(Contract.risk_class.in_(sorted(classes, key=str)), Contract.organisation_id.in_(sorted(organisations)))
        for classes, organisations in who.items()
        if classes
    ]
    looked_at = exists().where(FollowUp.contract_id == Contract.id, FollowUp.subject == Deviation.public_id)
    unseen = ~looked_at.correlate(Contract, Deviation)
    waiting = exists().where(Deviation.contract_id == Contract.id, *_is_grave(), unseen)
    in_force = or_(Contract.ends_on.is_(None), Contract.ends_on >= on)
    return and_(in_force, or_(false(), *asked), waiting.correlate(Contract))


def _is_grave() -> tuple[ColumnElement[bool], ...]:
    issued = Deviation.issued_on.is_not(None)
    return issued, Deviation.status != DeviationStatus.WITHDRAWN, Deviation.severity.in_(GRAVE)


def joint_ends(session: Session) -> Mapping[int, date]:
    """Return the end of the longest contract in each open joint office audit, by the key of a contract in it.

    Those take part that an organisation which has accepted has with the supplier; only a longer end is told.
    """
    other = aliased(Contract)
    takes_part = select(JointFollowUp.id, JointFollowUp.supplier_id, JointParticipant.organisation_id).join(
        JointParticipant, JointParticipant.joint_id == JointFollowUp.id
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
    if not joint_ends:
        return false()
    audited = exists().where(FollowUp.contract_id == Contract.id, FollowUp.kind == FollowUpKind.OFFICE_AUDIT)
    return and_(Contract.id.in_(sorted(joint_ends)), ~audited)


def facts_of(
    session: Session, contract_ids: Iterable[int], here: Followed, joint_ends: Mapping[int, date]
) -> Mapping[int, ContractFacts]:
    """Return what the plan needs to know of each contract."""
    ids, zone = list(contract_ids), ZoneInfo(here.zone)
    again: dict[int, list[Recheck]] = {}
    grave = select(Deviation.contract_id, Deviation.public_id, Deviation.issued_on).where(
        Deviation.contract_id.in_(ids), *_is_grave()
    )
    for row in session.execute(grave.order_by(Deviation.id)):
        again.setdefault(row.contract_id, []).append(Recheck(row.public_id, row.issued_on))
    columns = select(
        Contract.id,
        Contract.public_id,
        Contract.risk_class,
        Contract.risk_since,
        Contract.criticality,
        Contract.pay_rules,
        Contract.starts_on,
        Contract.ends_on,
        Contract.registered_at,
        Contract.voided_at,
    )
    return {
        row.id: ContractFacts(
            public_id=row.public_id,
            risk_class=row.risk_class,
            risk_since=row.risk_since,
            criticality=row.criticality,
            pay_rules=bool(row.pay_rules),
            starts_on=row.starts_on,
            ends_on=row.ends_on,
            registered_on=row.registered_at.astimezone(zone).date(),
            country=here.country,
            is_voided=row.voided_at is not None,
            rechecks=tuple(again.get(row.id, ())),
            joint_ends_on=joint_ends.get(row.id),
        )
        for row in session.execute(columns.where(Contract.id.in_(ids)))
    }


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
