"""Disputes: raised by the holder of the link, decided by somebody who did not record, grade or send the deviation.

The deadlines run on while a dispute is open, unless the buyer extends them.
"""

from __future__ import annotations

from followup.domain.audit_journal import DEVIATION_REGRADED, DISPUTE_RAISED
from followup.domain.deviations import SETTLED, WITH_BOTH, DeviationStatus, Severity, due_dates
from followup.domain.disputes import (
    DECIDED,
    DISPUTE,
    DISPUTED,
    NOT_OPEN,
    NOT_PARTLY,
    STEP_OF,
    Decision,
    DisputeStatus,
    DisputeStep,
    NewDispute,
    Ruling,
    check_milder,
)
from followup.domain.messages import DisputeDecided, DisputeRaised
from followup.domain.permissions import Permission
from followup.domain.questionnaires import NOT_CONFIRMED
from followup.errors import Conflict, Invalid
from followup.models.deviations import Deviation
from followup.models.disputes import Dispute
from followup.queries import disputes as queries
from followup.services import assignments, deviations, sharing
from followup.services.deviations import judged, link_of, note_due, table_of
from followup.services.link_codes import require_confirmed
from followup.services.verification import link_until
from followup.transaction import Transaction


def begin(tx: Transaction, deviation_id: str, new: NewDispute) -> Dispute:
    """Keep what the supplier holds against a deviation, and tell the buyer; a deviation is decided on once.

    Errors: CodeNeeded where the buyer has set so; Conflict("dispute.not_open", "dispute.disputed", "dispute.decided");
    Invalid at confirmed.
    """
    require_confirmed(tx)
    deviation = tx.get(Deviation, deviation_id, to=Permission.DEVIATION_DISPUTE)
    tx.session.refresh(deviation, with_for_update=True)
    check_open(deviation, queries.latest(tx.session, deviation.id))
    if not new.confirmed:
        raise Invalid.at("confirmed", NOT_CONFIRMED)
    dispute = tx.add(
        Dispute(
            assignment_id=deviation.assignment_id,
            deviation_id=deviation.id,
            text=new.text,
            raised_at=tx.now,
            raiser_name=new.name,
            raiser_role=new.role,
            status=DISPUTE.initial,
        )
    )
    tx.journal(DISPUTE_RAISED, dispute)
    tx.post(
        DisputeRaised(
            **assignments.to_manager(link_of(tx, deviation)),
            path=f"/disputes/{dispute.public_id}",
            dedupe_key=f"{DisputeRaised.kind}:{dispute.public_id}",
            deviation_number=str(deviation.number),
        ),
        about=deviation,
    )
    return dispute


def check_open(deviation: Deviation, before: Dispute | None) -> None:
    """Refuse what cannot be disputed, or no more.

    Errors: Conflict("dispute.not_open", "dispute.disputed", "dispute.decided").
    """
    if deviation.status not in WITH_BOTH:
        raise Conflict(NOT_OPEN)
    if before is not None and before.status is not DisputeStatus.WITHDRAWN:
        raise Conflict(DISPUTED if before.status is DisputeStatus.RAISED else DECIDED)


def withdraw(tx: Transaction, dispute_id: str) -> Dispute:
    """Take a dispute back, by the holder of the link, before it is decided.

    Errors: Conflict("state.not_allowed").
    """
    dispute = tx.get(Dispute, dispute_id, to=Permission.DEVIATION_DISPUTE)
    tx.advance(dispute, DisputeStep.WITHDRAW)
    return dispute


def decide(tx: Transaction, dispute_id: str, decision: Decision, version: int | None = None) -> Dispute:
    """Decide a dispute; what follows from it happens in the same transaction, and the supplier is told.

    Errors: Forbidden for who recorded, graded or sent the deviation; Conflict("stale"), Conflict("dispute.not_open");
    Invalid at severity.
    """
    dispute = tx.get(Dispute, dispute_id, to=Permission.DISPUTE_DECIDE)
    tx.check_version(dispute, version)
    deviation = tx.follow(Deviation, dispute.deviation_id)
    tx.session.refresh(deviation, with_for_update=True)
    if deviation.status in SETTLED:
        raise Conflict(NOT_OPEN)
    tx.advance(dispute, STEP_OF[decision.ruling])
    dispute.decision, dispute.decided_by_id, dispute.decided_on = decision.decision, tx.actor.user_id, tx.today
    if decision.ruling is Ruling.REGRADE:
        _regrade(tx, deviation, decision.severity)
    link = link_of(tx, deviation)
    tx.post(
        DisputeDecided(
            **assignments.to_supplier(link),
            dedupe_key=f"{DisputeDecided.kind}:{dispute.public_id}",
            deviation_number=str(deviation.number),
            outcome=dispute.status,
            decided_on=tx.today,
        ),
        about=deviation,
    )
    if decision.ruling is Ruling.WITHDRAW:
        deviations.end(tx, deviation, decision.decision)
    return dispute


def regrade(tx: Transaction, deviation_id: str, severity: Severity, version: int | None = None) -> Deviation:
    """Make the grade milder after a dispute that was partly right, by whoever manages the contract.

    Errors: Conflict("stale"), Conflict("dispute.not_partly"), Invalid at severity.
    """
    deviation = judged(tx, deviation_id, version, Permission.DEVIATION_ISSUE)
    dispute = queries.latest(tx.session, deviation.id)
    check_partly(deviation, dispute)
    _regrade(tx, deviation, severity)
    return deviation


def check_partly(deviation: Deviation, dispute: Dispute | None) -> None:
    """Refuse to change the grade of what was sent, but after a dispute that was partly right.

    Errors: Conflict("dispute.not_partly").
    """
    if dispute is None or dispute.status is not DisputeStatus.PARTLY or deviation.status not in WITH_BOTH:
        raise Conflict(NOT_PARTLY)


def _regrade(tx: Transaction, deviation: Deviation, severity: Severity | None) -> None:
    """Give the milder grade; no day that was given before comes earlier by it."""
    graded = check_milder(severity, deviation.severity)
    assert tx.actor.user_id is not None  # a person decides
    deviation.severity, deviation.graded_by_id = graded, tx.actor.user_id
    due = due_dates(
        graded,
        issued_on=deviation.issued_on or tx.today,
        discovered_on=deviation.found_on,
        table=table_of(tx, deviation),
    )
    deviation.plan_due_on = max(deviation.plan_due_on or due.plan_due_on, due.plan_due_on)
    deviation.closure_due_on = max(deviation.closure_due_on or due.closure_due_on, due.closure_due_on)
    if deviation.contained_at is None:
        deviation.containment_due_on = due.containment_due_on
    note_due(tx, deviation)
    tx.journal(DEVIATION_REGRADED, deviation, severity=graded)
    sharing.refresh(tx, deviation)
    if deviation.status is DeviationStatus.ISSUED:
        link_until(tx, deviation, deviation.plan_due_on)
