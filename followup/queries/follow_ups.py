"""Follow-ups as lists, boards and pages read them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from followup.models.follow_ups import FollowUp
from followup.queries.rows import AnyRow


def of_contract(session: Session, contract_id: int) -> Sequence[AnyRow]:
    """Return the contract's follow-ups, the next one first.

    Shape: public_id, kind, status, due_on, done_on, why.
    """
    return session.execute(
        select(FollowUp.public_id, FollowUp.kind, FollowUp.status, FollowUp.due_on, FollowUp.done_on, FollowUp.why)
        .where(FollowUp.contract_id == contract_id)
        .order_by(FollowUp.due_on.desc(), FollowUp.id.desc())
    ).all()
