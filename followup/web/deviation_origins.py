"""Deviations that no follow-up showed: recorded on a contract by hand, through an incident, or come back."""

from __future__ import annotations

from typing import Any

from flask import request

from followup.domain.deviation_gates import proposed_grade
from followup.domain.deviation_steps import NewDeviation
from followup.domain.permissions import Permission
from followup.models.contracts import Contract
from followup.models.incidents import Incident
from followup.queries import contracts, deviation_repeats
from followup.queries import deviations as queries
from followup.schemas.deviations import ContractDeviationSchema, DeviationSchema
from followup.services import deviations
from followup.services.contracts import check_open
from followup.transaction import Transaction
from followup.web.deviations import as_data, choices
from followup.web.endpoint import Room, Shown, see_other

room = Room("deviation_origins")


def _form(tx: Transaction, contract_id: str) -> Shown:
    contract = tx.get(Contract, contract_id, to=Permission.DEVIATION_RECORD)
    check_open(contract)
    clauses = contracts.clauses(tx.session, contract.id)
    data: dict[str, object] = {"found_on": tx.today}
    incident, earlier = request.args.get("incident"), request.args.get("repeat")
    if incident:
        data |= _of_incident(tx, incident)
    if earlier:
        data |= _of_earlier(tx, contract, earlier)
    return Shown(data=data, choices=choices(tx, contract, clauses), context={"contract": contract})


def _of_incident(tx: Transaction, incident_id: str) -> dict[str, object]:
    incident = tx.get(Incident, incident_id, to=Permission.INCIDENT_READ)
    return {
        "incident_id": incident_id,
        "title": incident.title[:200],
        "found_on": min(incident.reported_on, tx.today),
        "country": incident.site_country,
    }


def _of_earlier(tx: Transaction, contract: Contract, earlier_id: str) -> dict[str, object]:
    """Return what the earlier deviation said, with the grade that is proposed when it has come again."""
    earlier = deviation_repeats.earlier(tx.session, contract, earlier_id)
    data = {name: getattr(earlier, name) for name in ("title", "description", "area", "country")}
    ids = queries.ids_of(tx.session, earlier)
    own = {"clause_id": ids.clause_id, "site_id": ids.site_id} if earlier.contract_id == contract.id else {}
    return {**data, **own, "repeat_of_id": earlier_id, "severity": proposed_grade(earlier.severity, is_repeat=True)}


@room.form(
    "/contracts/<contract_id>/deviations/new",
    needs=Permission.DEVIATION_RECORD,
    takes=ContractDeviationSchema,
    template="deviations/on_contract.html",
    shows=_form,
)
def record(tx: Transaction, new: NewDeviation, contract_id: str) -> Any:
    """Record what came to light otherwise, as a draft."""
    deviation = deviations.record_on_contract(tx, contract_id, new)
    return see_other("deviations.show", deviation_id=deviation.public_id, notice="recorded")


@room.create(
    "/contracts/<contract_id>/deviations",
    needs=Permission.DEVIATION_RECORD,
    takes=ContractDeviationSchema,
    gives=DeviationSchema,
)
def record_deviation(tx: Transaction, new: NewDeviation, contract_id: str) -> dict[str, Any]:
    """Record what came to light otherwise, as a draft."""
    return as_data(tx, deviations.record_on_contract(tx, contract_id, new))
