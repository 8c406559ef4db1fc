"""What came of following a contract up: the chain of its follow-ups, with what was shared, and its deviations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from sqlalchemy import select
from sqlalchemy.orm import Session

from followup.domain.follow_ups import FollowUpStatus, reason_of
from followup.domain.schedule import FollowUpKind
from followup.domain.sharing import Light
from followup.errors import Reason
from followup.models.deviations import Deviation
from followup.models.follow_ups import FollowUp
from followup.models.sharing import SharedResult
from followup.queries.rows import AnyRow


@dataclass(frozen=True, slots=True)
class FollowedUp:
    """A follow-up of the contract: why it is due, and what of it the cooperation may read.

    Shape: `results` has (public_id, light, light_on) per cooperation.
    """

    public_id: str
    kind: FollowUpKind
    status: FollowUpStatus
    due_on: date
    done_on: date | None
    reason: Reason
    results: tuple[tuple[str, Light, date], ...]


def follow_ups(session: Session, contract_id: int) -> Sequence[FollowedUp]:
    """Return the contract's follow-ups, the latest first, each with what was shared of it."""
    shared = (SharedResult.follow_up_id == FollowUp.id) & SharedResult.withdrawn_at.is_(None)
    rows = session.execute(
        select(
            FollowUp.public_id,
            FollowUp.kind,
            FollowUp.status,
            FollowUp.due_on,
            FollowUp.done_on,
            FollowUp.why,
            SharedResult.public_id.label("result_id"),
            SharedResult.light,
            SharedResult.light_on,
        )
        .outerjoin(SharedResult, shared)
        .where(FollowUp.contract_id == contract_id)
        .order_by(FollowUp.due_on.desc(), FollowUp.id.desc())
    )
    return [_followed_up(list(same)) for _, same in groupby(rows, key=lambda row: row.public_id)]


def _followed_up(rows: Sequence[AnyRow]) -> FollowedUp:
    row = rows[0]
    return FollowedUp(
        row.public_id,
        row.kind,
        row.status,
        row.due_on,
        row.done_on,
        reason_of(row.why),
        tuple((r.result_id, r.light, r.light_on) for r in rows if r.result_id is not None),
    )


def deviations(session: Session, contract_id: int) -> Sequence[AnyRow]:
    """Return the contract's deviations, the newest first.

    Shape: public_id, number, title, severity, status, found_on, closure_due_on, contract_clause_id, follow_up_id.
    """
    return session.execute(
        select(
            Deviation.public_id,
            Deviation.number,
            Deviation.title,
            Deviation.severity,
            Deviation.status,
            Deviation.found_on,
            Deviation.plan_due_on,
            Deviation.closure_due_on,
            Deviation.contract_clause_id,
            FollowUp.public_id.label("follow_up_id"),
        )
        .outerjoin(FollowUp, FollowUp.id == Deviation.follow_up_id)
        .where(Deviation.contract_id == contract_id)
        .order_by(Deviation.number.desc())
    ).all()
