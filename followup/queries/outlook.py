"""What the plan asks of a supplier next, as far as the supplier may know it."""

from __future__ import annotations

from datetime import date

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from followup.domain.deviations import OPEN as OPEN_DEVIATIONS
from followup.domain.follow_ups import OPEN
from followup.domain.schedule import AUDITS, FollowUpKind
from followup.models.deviations import Deviation
from followup.models.follow_ups import FollowUp
from followup.models.questionnaires import Invitation

INSIDE = (FollowUpKind.PORTFOLIO_REVIEW,)  # asks nothing of the supplier


def next_asked_on(session: Session, invitation: Invitation, today: date) -> date | None:
    """Return the day before which the plan asks nothing more about the contract; None where that cannot be promised.

    It is not told when an audit comes first, which may be unannounced, or while a deviation is open.
    """
    ahead = (
        select(FollowUp.kind, FollowUp.due_on)
        .where(
            FollowUp.contract_id == invitation.contract_id,
            FollowUp.id != invitation.follow_up_id,
            FollowUp.status.in_(OPEN),
            FollowUp.kind.not_in(INSIDE),
        )
        .order_by(FollowUp.due_on, FollowUp.id)
        .limit(1)
    )
    row = session.execute(ahead).one_or_none()
    if row is None or row.kind in AUDITS or row.due_on <= today:
        return None
    to_correct = exists().where(Deviation.contract_id == invitation.contract_id, Deviation.status.in_(OPEN_DEVIATIONS))
    return None if session.scalar(select(to_correct)) else row.due_on
