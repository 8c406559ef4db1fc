"""Immediate action: the supplier says by a day of its own what limits the harm, long before a plan is carried out."""

from __future__ import annotations

from followup.domain.actions import CONTAINED, NOT_CONTAINED
from followup.domain.calendar import days_left
from followup.domain.deviations import WITH_BOTH
from followup.domain.journal import DEVIATION_CONTAINED
from followup.domain.messages import ContainmentReported
from followup.domain.permissions import Permission
from followup.errors import Conflict
from followup.models.deviations import Deviation
from followup.services import assignments
from followup.services.deviations import link_of
from followup.transaction import Transaction


def report(tx: Transaction, deviation_id: str, note: str) -> Deviation:
    """Keep what the supplier has done at once, once; it settles nothing but that it was told, and when.

    Errors: Conflict("action.contained", "action.not_contained").
    """
    deviation = tx.get(Deviation, deviation_id, to=Permission.ASSIGNMENT_ANSWER)
    tx.session.refresh(deviation, with_for_update=True)
    if deviation.contained_at is not None:
        raise Conflict(CONTAINED)
    if deviation.containment_due_on is None or deviation.status not in WITH_BOTH:
        raise Conflict(NOT_CONTAINED)
    deviation.contained_at, deviation.containment_note = tx.now, note
    tx.journal(DEVIATION_CONTAINED, deviation)
    tx.post(
        ContainmentReported(
            **assignments.to_manager(link_of(tx, deviation)),
            path=f"/deviations/{deviation.public_id}",
            dedupe_key=f"{ContainmentReported.kind}:{deviation.public_id}",
            deviation_number=str(deviation.number),
            days_late=max(0, -days_left(deviation.containment_due_on, tx.today)),
        ),
        about=deviation,
    )
    return deviation
