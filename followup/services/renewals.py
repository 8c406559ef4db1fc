"""Renewals: measures queue on a contract, the renewal is planned as a procurement, and there each is decided."""

from __future__ import annotations

from sqlalchemy import select

from followup.domain.journal import MEASURE_QUEUED, RENEWAL_PLANNED, Origin
from followup.domain.permissions import Permission
from followup.domain.procurements import PROCUREMENT, NewProcurement, ProcurementStatus
from followup.domain.renewals import (
    MEASURE,
    NOT_OF_CONTRACT,
    NOT_PLANNED,
    PLANNED_ALREADY,
    SETTLED,
    MeasureStatus,
    MeasureStep,
    NewMeasure,
    PlannedRenewal,
    check_year,
)
from followup.errors import Conflict, Invalid
from followup.models.contracts import Contract
from followup.models.deviations import Deviation
from followup.models.procurements import Procurement
from followup.models.renewals import RenewalMeasure
from followup.models.users import User
from followup.services import procurements
from followup.services.contracts import VOIDED
from followup.transaction import Transaction


def queue(tx: Transaction, contract_id: str, new: NewMeasure) -> RenewalMeasure:
    """Queue something to change at the contract's renewal.

    Errors: Invalid("renewal.not_of_contract") at deviation_id; Conflict("contract.voided").
    """
    contract = _open(tx, contract_id)
    deviation = tx.get(Deviation, new.deviation_id, to=Permission.DEVIATION_READ) if new.deviation_id else None
    if deviation is not None and deviation.contract_id != contract.id:
        raise Invalid.at("deviation_id", NOT_OF_CONTRACT)
    measure = tx.add(
        RenewalMeasure(
            contract_id=contract.id,
            organisation_id=contract.organisation_id,
            deviation_id=deviation.id if deviation else None,
            body=new.body,
            raised_by_id=tx.actor.user_id,
            raised_on=tx.today,
            status=MEASURE.initial,
        )
    )
    tx.journal(MEASURE_QUEUED, measure, measure=measure.public_id)
    return measure


def plan(tx: Transaction, contract_id: str, planned: PlannedRenewal, version: int | None = None) -> Procurement:
    """Plan the contract's renewal: as a new procurement, or as part of one that is planned already.

    What a cancelled procurement had taken in waits again.
    Errors: Conflict("renewal.planned"), Conflict("contract.voided"), Conflict("stale"); Invalid at year and
    procurement_id.
    """
    contract = _open(tx, contract_id)
    tx.require(Permission.PROCUREMENT_PLAN)
    tx.check_version(contract, version)
    before = tx.follow(Procurement, contract.renewal_id) if contract.renewal_id else None
    if before is not None and before.status is not ProcurementStatus.CANCELLED:
        raise Conflict(PLANNED_ALREADY)
    procurement = _joined(tx, planned.procurement_id) if planned.procurement_id else _new(tx, contract, planned)
    if before is not None:
        _let_wait_again(tx, contract, before)
    contract.renewal_id = procurement.id
    tx.journal(RENEWAL_PLANNED, contract, procurement=procurement.public_id)
    return procurement


def _joined(tx: Transaction, procurement_id: str) -> Procurement:
    procurement = tx.get(Procurement, procurement_id, to=Permission.PROCUREMENT_CHANGE)
    if PROCUREMENT.is_final(procurement.status):
        raise Invalid.at("procurement_id", SETTLED)
    return procurement


def _new(tx: Transaction, contract: Contract, planned: PlannedRenewal) -> Procurement:
    check_year(planned.year, tx.today)
    manager = tx.follow(User, contract.manager_id) if contract.manager_id else None
    new = NewProcurement(
        title=planned.title or contract.title,
        year=planned.year,
        category=contract.category,
        cpv=contract.cpv or "",
        manager_id=manager.public_id if manager else None,
    )
    return procurements.register(tx, new, origin=Origin.RENEWAL)


def _let_wait_again(tx: Transaction, contract: Contract, cancelled: Procurement) -> None:
    of_it = (RenewalMeasure.contract_id == contract.id, RenewalMeasure.procurement_id == cancelled.id)
    taken = select(RenewalMeasure).where(*of_it, RenewalMeasure.status == MeasureStatus.TAKEN_IN)
    for measure in tx.session.scalars(taken):
        tx.advance(measure, MeasureStep.WAIT_AGAIN, procurement=cancelled.public_id)
        measure.procurement_id = measure.decided_by_id = measure.decided_on = measure.decision_reason = None


def take_in(tx: Transaction, measure_id: str) -> Procurement:
    """Take the measure into the procurement that renews its contract.

    Errors: Conflict("renewal.not_planned"), Conflict("renewal.settled"), Conflict when it was decided before.
    """
    return _decide(tx, measure_id, MeasureStep.TAKE_IN, None)


def decline(tx: Transaction, measure_id: str, reason: str) -> Procurement:
    """Leave the measure out of the procurement that renews its contract, with a reason.

    Errors: as `take_in`.
    """
    return _decide(tx, measure_id, MeasureStep.DECLINE, reason)


def _decide(tx: Transaction, measure_id: str, step: MeasureStep, reason: str | None) -> Procurement:
    measure = tx.get(RenewalMeasure, measure_id, to=Permission.PROCUREMENT_CHANGE)
    contract = tx.follow(Contract, measure.contract_id)
    if contract.renewal_id is None:
        raise Conflict(NOT_PLANNED)
    procurement = tx.follow(Procurement, contract.renewal_id)
    if PROCUREMENT.is_final(procurement.status):
        raise Conflict(SETTLED)
    tx.advance(measure, step, procurement=procurement.public_id)
    measure.procurement_id, measure.decision_reason = procurement.id, reason
    measure.decided_by_id, measure.decided_on = tx.actor.user_id, tx.today
    return procurement


def _open(tx: Transaction, contract_id: str) -> Contract:
    contract = tx.get(Contract, contract_id, to=Permission.CONTRACT_CHANGE)
    if contract.voided_at is not None:
        raise Conflict(VOIDED)
    return contract
