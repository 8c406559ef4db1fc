"""What the planner reads: which contracts' plans may have changed, their facts, and the follow-ups they have."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import Session

from followup.domain.deviations import DeviationStatus, Severity
from followup.domain.follow_ups import Standing
from followup.domain.schedule import DEFAULT_POLICY, ContractFacts, FollowUpKind, Recheck
from followup.models.contracts import Contract
from followup.models.deviations import Deviation
from followup.models.follow_ups import FollowUp
from followup.models.organisations import Organisation

GRAVE = (Severity.CRITICAL, Severity.MAJOR)  # Source: default policy, a follow-up audit after a major or critical one
RECHECKED = {r for policy in DEFAULT_POLICY.values() for r, kind in policy if kind is FollowUpKind.FOLLOW_UP_AUDIT}


@dataclass(frozen=True, slots=True)
class Planner:
    """An organisation whose contracts are to be planned."""

    organisation_id: int
    zone: str
    country: str


def candidates(session: Session, on: date) -> Mapping[Planner, Sequence[int]]:
    """Return the contracts of every organisation whose plan may have changed, in one statement.

    Shape: keys of contracts by organisation. Time alone changes no plan, since one of each kind is always planned.
    """
    statement = (
        select(Contract.id, Contract.organisation_id, Organisation.zone, Organisation.country)
        .join(Organisation, Organisation.id == Contract.organisation_id)
        .where(
            Contract.voided_at.is_(None),
            Contract.risk_class.is_not(None),
            Contract.starts_on.is_not(None),
            or_(is_outdated(), _awaits_recheck(on)),
        )
        .order_by(Contract.organisation_id, Contract.id)
    )
    found: dict[Planner, list[int]] = {}
    for row in session.execute(statement):
        found.setdefault(Planner(row.organisation_id, row.zone, row.country), []).append(row.id)
    return found


def is_outdated() -> ColumnElement[bool]:
    """Return the condition that a contract was changed, or a follow-up of it settled, since it was planned."""
    settled = exists().where(FollowUp.contract_id == Contract.id, FollowUp.settled_at >= Contract.planned_at)
    return or_(Contract.planned_at.is_(None), Contract.changed_at >= Contract.planned_at, settled)


def _awaits_recheck(on: date) -> ColumnElement[bool]:
    looked_at = exists().where(FollowUp.contract_id == Contract.id, FollowUp.subject == Deviation.public_id)
    unseen = ~looked_at.correlate(Contract, Deviation)
    waiting = exists().where(Deviation.contract_id == Contract.id, *_is_grave(), unseen)
    in_force = or_(Contract.ends_on.is_(None), Contract.ends_on >= on)
    return and_(in_force, Contract.risk_class.in_(RECHECKED), waiting.correlate(Contract))


def _is_grave() -> tuple[ColumnElement[bool], ...]:
    issued = Deviation.issued_on.is_not(None)
    return issued, Deviation.status != DeviationStatus.WITHDRAWN, Deviation.severity.in_(GRAVE)


def facts_of(session: Session, contract_ids: Iterable[int], country: str) -> Mapping[int, ContractFacts]:
    """Return what the plan needs to know of each contract."""
    ids = list(contract_ids)
    again: dict[int, list[Recheck]] = {}
    grave = select(Deviation.contract_id, Deviation.public_id, Deviation.issued_on).where(
        Deviation.contract_id.in_(ids), *_is_grave()
    )
    for row in session.execute(grave.order_by(Deviation.id)):
        again.setdefault(row.contract_id, []).append(Recheck(row.public_id, row.issued_on))
    columns = select(Contract.id, Contract.risk_class, Contract.starts_on, Contract.ends_on, Contract.voided_at)
    return {
        row.id: ContractFacts(
            risk_class=row.risk_class,
            starts_on=row.starts_on,
            ends_on=row.ends_on,
            country=country,
            is_voided=row.voided_at is not None,
            rechecks=tuple(again.get(row.id, ())),
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
            )
        )
    return found
