"""Disputes at the buyer: what the supplier holds against a deviation, the decision, and a milder grade after it."""

from __future__ import annotations

from typing import Any

from followup.domain.deviations import SETTLED, Severity
from followup.domain.disputes import ABOUT_THE_GRADE, NOT_OPEN, Decision, DisputeStep, Ruling, milder
from followup.domain.permissions import Permission
from followup.errors import Conflict
from followup.models.deviations import Deviation
from followup.models.disputes import Dispute
from followup.queries import disputes as queries
from followup.queries import journal
from followup.schemas.disputes import DisputeSchema, RegradeSchema, RulingSchema
from followup.services import disputes
from followup.transaction import Transaction
from followup.web.endpoint import Room, Shown, see_other
from followup.web.forms import coded_choices

room = Room("disputes")


@room.page("/disputes/<dispute_id>", needs=Permission.DEVIATION_READ)
def show(tx: Transaction, dispute_id: str) -> dict[str, Any]:
    """Return a dispute with the deviation that it is about."""
    dispute = tx.get(Dispute, dispute_id, to=Permission.DEVIATION_READ)
    return {
        "dispute": dispute,
        "deviation": tx.follow(Deviation, dispute.deviation_id),
        "about": queries.around(tx.session, dispute),
        "settled": SETTLED,
        "history": journal.history(tx.session, [dispute.public_id]),
    }


@room.read("/disputes/<dispute_id>", needs=Permission.DEVIATION_READ, gives=DisputeSchema)
def get_dispute(tx: Transaction, dispute_id: str) -> dict[str, Any]:
    """Return a dispute."""
    dispute = tx.get(Dispute, dispute_id, to=Permission.DEVIATION_READ)
    deviation = tx.follow(Deviation, dispute.deviation_id)
    own = {name: getattr(dispute, name) for name in DisputeSchema().fields if name not in ("id", "deviation_id")}
    return {**own, "public_id": dispute.public_id, "deviation_id": deviation.public_id}


def _decide_form(tx: Transaction, dispute_id: str) -> Shown:
    dispute = tx.get(Dispute, dispute_id, to=Permission.DISPUTE_DECIDE)
    dispute.machine.after(dispute.status, DisputeStep.REJECT)
    deviation = tx.follow(Deviation, dispute.deviation_id)
    if deviation.status in SETTLED:
        raise Conflict(NOT_OPEN)
    context = {"dispute": dispute, "deviation": deviation, "about": queries.around(tx.session, dispute)}
    grades = milder(deviation.severity)
    rulings = [ruling for ruling in Ruling if grades or ruling not in ABOUT_THE_GRADE]
    offered = {"severity": coded_choices(grades), "ruling": coded_choices(rulings)}
    return Shown(choices=offered, version=dispute.version, context=context)


@room.form(
    "/disputes/<dispute_id>/decide",
    needs=Permission.DISPUTE_DECIDE,
    takes=RulingSchema,
    template="disputes/decide.html",
    shows=_decide_form,
    versioned=True,
)
def decide(tx: Transaction, decision: Decision, dispute_id: str, version: int | None) -> Any:
    """Decide; what follows from it happens at once, and the supplier is told."""
    disputes.decide(tx, dispute_id, decision, version)
    return see_other("disputes.show", dispute_id=dispute_id, notice="dispute_decided")


def _regrade_form(tx: Transaction, deviation_id: str) -> Shown:
    deviation = tx.get(Deviation, deviation_id, to=Permission.DEVIATION_ISSUE)
    dispute = queries.latest(tx.session, deviation.id)
    disputes.check_partly(deviation, dispute)
    offered = {"severity": coded_choices(milder(deviation.severity))}
    return Shown(choices=offered, version=deviation.version, context={"deviation": deviation, "dispute": dispute})


@room.form(
    "/deviations/<deviation_id>/regrade",
    needs=Permission.DEVIATION_ISSUE,
    takes=RegradeSchema,
    template="disputes/regrade.html",
    shows=_regrade_form,
    versioned=True,
)
def regrade(tx: Transaction, severity: Severity, deviation_id: str, version: int | None) -> Any:
    """Make the grade milder after a dispute that was partly right."""
    disputes.regrade(tx, deviation_id, severity, version)
    return see_other("deviations.show", deviation_id=deviation_id, notice="regraded")
