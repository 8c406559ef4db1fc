"""Planned procurements: registering, changing, the start meeting, the award that makes contracts, cancelling."""

from __future__ import annotations

from datetime import date

from sqlalchemy import exists, func, select

from followup.domain.actors import Staff
from followup.domain.contracts import NewContract, cpv_digits
from followup.domain.journal import CONTRACT_CHANGED, PROCUREMENT_CHANGED, PROCUREMENT_REGISTERED
from followup.domain.names import sort_key
from followup.domain.permissions import Permission
from followup.domain.procurements import (
    CLASS_WAITS,
    CLOSED,
    MEASURES_LEFT,
    PROCUREMENT,
    SETTLED,
    Award,
    AwardedContract,
    NewProcurement,
    ProcurementStep,
    check_start,
)
from followup.domain.risk import AssessmentStatus
from followup.errors import Conflict
from followup.models.contracts import Contract, RiskAssessment
from followup.models.procurements import Procurement
from followup.models.users import User
from followup.queries import renewals
from followup.services import contracts, risk
from followup.transaction import Transaction


def register(tx: Transaction, new: NewProcurement, *, origin: str = "form") -> Procurement:
    """Plan a procurement for a year; the one who registers answers for it until another person is named.

    Errors: NotFound for a manager that is not there.
    """
    tx.require(Permission.PROCUREMENT_PLAN)
    values = _columns(tx, new)
    if values["manager_id"] is None and isinstance(tx.actor, Staff) and not tx.actor.is_integration:
        values["manager_id"] = tx.actor.user_id
    made = Procurement(**values, status=PROCUREMENT.initial, registered_at=tx.now, changed_at=tx.now)
    procurement = tx.add(made)
    tx.journal(PROCUREMENT_REGISTERED, procurement, year=new.year, origin=origin)
    return procurement


def change(tx: Transaction, procurement_id: str, new: NewProcurement, version: int | None = None) -> Procurement:
    """Save what a person changed.

    Errors: Conflict("stale"), Conflict("procurement.settled").
    """
    procurement = _open(tx, procurement_id, version)
    values = _columns(tx, new)
    changed = [name for name, value in values.items() if getattr(procurement, name) != value]
    for name in changed:
        setattr(procurement, name, values[name])
    if changed:
        procurement.changed_at = tx.now
        fields = ", ".join(name for name in changed if name not in ("sort", "currency")) or "currency"
        tx.journal(PROCUREMENT_CHANGED, procurement, fields=fields)
    tx.flush()
    return procurement


def start(tx: Transaction, procurement_id: str, held_on: date, version: int | None = None) -> Procurement:
    """Note that the start meeting was held; the procurement was assessed before it.

    Errors: as `check_start`; Conflict("stale"), Conflict("state.not_allowed").
    """
    procurement = _open(tx, procurement_id, version)
    PROCUREMENT.after(procurement.status, ProcurementStep.START)
    check_start(held_on, tx.today, _first_assessed_on(tx, procurement), has_class=procurement.risk_class is not None)
    procurement.start_meeting_on, procurement.changed_at = held_on, tx.now
    tx.advance(procurement, ProcurementStep.START)
    return procurement


def award(tx: Transaction, procurement_id: str, new: Award, version: int | None = None) -> list[Contract]:
    """Close the procurement with its contracts, which inherit its class, its reasons and its follow-up plan.

    Errors: Conflict("procurement.measures_left"), Conflict("procurement.class_waits"), Conflict("state.not_allowed");
    NotFound for a supplier that is not there.
    """
    procurement = _open(tx, procurement_id, version)
    PROCUREMENT.after(procurement.status, ProcurementStep.AWARD)
    _refuse_while_measures_wait(tx, procurement)
    waits = (RiskAssessment.procurement_id == procurement.id, RiskAssessment.status == AssessmentStatus.PROPOSED)
    if tx.session.scalar(select(exists().where(*waits))):
        raise Conflict(CLASS_WAITS)
    made = [_contract(tx, procurement, awarded, new.code_version) for awarded in new.contracts]
    procurement.settled_on, procurement.changed_at = tx.today, tx.now
    tx.advance(procurement, ProcurementStep.AWARD, count=len(made))
    return made


def cancel(tx: Transaction, procurement_id: str, reason: str, version: int | None = None) -> Procurement:
    """Give the procurement up, with a reason.

    Errors: Conflict("procurement.measures_left"), Conflict("procurement.settled"), Conflict("stale").
    """
    procurement = _open(tx, procurement_id, version)
    _refuse_while_measures_wait(tx, procurement)
    procurement.cancel_reason, procurement.settled_on, procurement.changed_at = reason, tx.today, tx.now
    tx.advance(procurement, ProcurementStep.CANCEL)
    return procurement


def _open(tx: Transaction, procurement_id: str, version: int | None) -> Procurement:
    procurement = tx.get(Procurement, procurement_id, to=Permission.PROCUREMENT_CHANGE)
    tx.check_version(procurement, version)
    if procurement.status in CLOSED:
        raise Conflict(SETTLED)
    return procurement


def _refuse_while_measures_wait(tx: Transaction, procurement: Procurement) -> None:
    if left := renewals.undecided(tx.session, procurement.id):
        raise Conflict(MEASURES_LEFT.but(count=left))


def _first_assessed_on(tx: Transaction, procurement: Procurement) -> date | None:
    counted = (
        RiskAssessment.procurement_id == procurement.id,
        RiskAssessment.status != AssessmentStatus.RETURNED,
    )
    first = tx.session.scalar(select(func.min(RiskAssessment.assessed_at)).where(*counted))
    return tx.day_of(first) if first else None


def _columns(tx: Transaction, new: NewProcurement) -> dict[str, object]:
    manager = tx.get(User, new.manager_id, to=Permission.WORK_READ) if new.manager_id else None
    return {
        "title": new.title,
        "sort": sort_key(new.title, "sv"),
        "year": new.year,
        "case_number": new.case_number,
        "need": new.need or None,
        "unit": new.unit or None,
        "expert_group": new.expert_group or None,
        "value_minor": new.value.minor if new.value else None,
        "currency": new.value.currency if new.value else None,
        "cpv": cpv_digits(new.cpv) or None,
        "category": new.category,
        "start_meeting_on": new.start_meeting_on,
        "manager_id": manager.id if manager else None,
        "potential": {area: str(size) for area, size in new.potential.items()} or None,
    }


def _contract(tx: Transaction, procurement: Procurement, awarded: AwardedContract, version: str | None) -> Contract:
    contract = contracts.register(
        tx,
        NewContract(
            title=awarded.title or procurement.title,
            supplier_id=awarded.supplier_id,
            number=awarded.number,
            starts_on=awarded.starts_on,
            ends_on=awarded.ends_on,
            code_version=version,
        ),
    )
    contract.procurement_id = procurement.id
    contract.case_number, contract.cpv, contract.category = (
        procurement.case_number,
        procurement.cpv,
        procurement.category,
    )
    contract.manager_id = procurement.manager_id or contract.manager_id
    tx.journal(CONTRACT_CHANGED, contract, fields="case_number, cpv, category, manager_id")
    risk.inherit(tx, procurement, contract)
    return contract
