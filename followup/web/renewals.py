"""Renewals: measures that wait on a contract, planning its renewal, and deciding each measure in the procurement."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from followup.domain.permissions import Permission
from followup.domain.renewals import NewMeasure, PlannedRenewal, likely_year
from followup.models.contracts import Contract
from followup.models.renewals import RenewalMeasure
from followup.queries import renewals as queries
from followup.queries.rows import AnyRow
from followup.schemas.renewals import DeclineSchema, MeasureSchema, NewMeasureSchema, PlannedRenewalSchema
from followup.services import renewals
from followup.transaction import Transaction
from followup.web.endpoint import Room, Shown, see_other

room = Room("renewals")


@room.read("/contracts/<contract_id>/measures", needs=Permission.CONTRACT_READ, gives=MeasureSchema, many=True)
def list_measures(tx: Transaction, contract_id: str) -> Sequence[AnyRow]:
    """Return what was queued for the contract's renewal, the oldest first."""
    return queries.of_contract(tx.session, tx.get(Contract, contract_id, to=Permission.CONTRACT_READ)).measures


def _queue_form(tx: Transaction, contract_id: str) -> Shown:
    contract = tx.get(Contract, contract_id, to=Permission.CONTRACT_CHANGE)
    offered = [(row.public_id, f"{row.number} {row.title}") for row in queries.deviations(tx.session, contract.id)]
    return Shown(choices={"deviation_id": offered}, context={"contract": contract, "has_deviations": bool(offered)})


@room.form(
    "/contracts/<contract_id>/measures/new",
    needs=Permission.CONTRACT_CHANGE,
    takes=NewMeasureSchema,
    template="renewals/new.html",
    shows=_queue_form,
)
def queue(tx: Transaction, new: NewMeasure, contract_id: str) -> Any:
    """Queue something to change at the contract's renewal."""
    renewals.queue(tx, contract_id, new)
    return see_other("contracts.show", contract_id=contract_id, notice="saved")


@room.create(
    "/contracts/<contract_id>/measures",
    needs=Permission.CONTRACT_CHANGE,
    takes=NewMeasureSchema,
    gives=MeasureSchema,
)
def create_measure(tx: Transaction, new: NewMeasure, contract_id: str) -> AnyRow:
    """Queue something to change at the contract's renewal."""
    measure = renewals.queue(tx, contract_id, new)
    found = queries.of_contract(tx.session, tx.follow(Contract, measure.contract_id)).measures
    return next(row for row in found if row.public_id == measure.public_id)


def _plan_form(tx: Transaction, contract_id: str) -> Shown:
    contract = tx.get(Contract, contract_id, to=Permission.CONTRACT_CHANGE)
    planned = [(row.public_id, f"{row.year} {row.title}") for row in queries.procurements(tx.session)]
    return Shown(
        data={"title": contract.title, "year": likely_year(contract.ends_on, tx.today)},
        choices={"procurement_id": planned},
        version=contract.version,
        context={"contract": contract, "has_planned": bool(planned)},
    )


@room.form(
    "/contracts/<contract_id>/renewal",
    needs=Permission.CONTRACT_CHANGE,
    takes=PlannedRenewalSchema,
    template="renewals/plan.html",
    shows=_plan_form,
    versioned=True,
)
def plan(tx: Transaction, planned: PlannedRenewal, contract_id: str, version: int | None) -> Any:
    """Plan the contract's renewal as a procurement."""
    procurement = renewals.plan(tx, contract_id, planned, version)
    return see_other("procurements.show", procurement_id=procurement.public_id, notice="planned")


@room.action("/measures/<measure_id>/take-in", needs=Permission.PROCUREMENT_CHANGE)
def take_in(tx: Transaction, measure_id: str) -> Any:
    """Take a measure into the procurement that renews its contract."""
    procurement = renewals.take_in(tx, measure_id)
    return see_other("procurements.show", procurement_id=procurement.public_id, notice="saved")


def _decline_form(tx: Transaction, measure_id: str) -> Shown:
    measure = tx.get(RenewalMeasure, measure_id, to=Permission.PROCUREMENT_CHANGE)
    contract = tx.follow(Contract, measure.contract_id)
    renewal = queries.of_contract(tx.session, contract)
    return Shown(context={"measure": measure, "contract": contract, "renewal": renewal})


@room.form(
    "/measures/<measure_id>/decline",
    needs=Permission.PROCUREMENT_CHANGE,
    takes=DeclineSchema,
    template="renewals/decline.html",
    shows=_decline_form,
)
def decline(tx: Transaction, reason: str, measure_id: str) -> Any:
    """Leave a measure out, with a reason."""
    procurement = renewals.decline(tx, measure_id, reason)
    return see_other("procurements.show", procurement_id=procurement.public_id, notice="saved")
