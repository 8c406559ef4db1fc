"""Disputes as pages and lists of work read them."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from followup.domain.actors import Actor
from followup.domain.deviations import SETTLED
from followup.domain.disputes import DisputeStatus
from followup.domain.work import Item, Task, Waits
from followup.models.contracts import Contract
from followup.models.deviations import Deviation
from followup.models.disputes import Dispute
from followup.models.suppliers import Supplier
from followup.models.users import User
from followup.queries.mergers import root_of
from followup.queries.rows import AnyRow

MOST = 100


def latest(session: Session, deviation_id: int) -> Dispute | None:
    """Return the dispute that was raised last about a deviation."""
    mine = select(Dispute).where(Dispute.deviation_id == deviation_id)
    return session.scalars(mine.order_by(Dispute.id.desc()).limit(1)).one_or_none()


def around(session: Session, dispute: Dispute) -> AnyRow:
    """Return what stands around a dispute.

    Shape: contract_id, contract_title, supplier_id, supplier_name, deviation_id, decided_by. All ids are public.
    """
    return session.execute(
        select(
            Contract.public_id.label("contract_id"),
            Contract.title.label("contract_title"),
            Supplier.public_id.label("supplier_id"),
            Supplier.name.label("supplier_name"),
            Deviation.public_id.label("deviation_id"),
            User.name.label("decided_by"),
        )
        .select_from(Dispute)
        .join(Deviation, Deviation.id == Dispute.deviation_id)
        .join(Contract, Contract.id == Deviation.contract_id)
        .join(Supplier, Supplier.id == root_of(Deviation.supplier_id))
        .outerjoin(User, User.id == Dispute.decided_by_id)
        .where(Dispute.id == dispute.id)
    ).one()


def to_do(session: Session, actor: Actor) -> Iterator[Item]:
    """Yield the disputes that are to be decided; who had a part in the deviation waits for a colleague."""
    statement = (
        select(Dispute, Deviation.title, Deviation.severity, Contract.title, Contract.risk_class, Supplier.name)
        .join(Deviation, Deviation.id == Dispute.deviation_id)
        .join(Contract, Contract.id == Deviation.contract_id)
        .join(Supplier, Supplier.id == root_of(Deviation.supplier_id))
        .where(Dispute.status == DisputeStatus.RAISED, Deviation.status.not_in(SETTLED))
        .where(Contract.voided_at.is_(None))
        .order_by(Dispute.id)
        .limit(MOST)
    )
    for dispute, title, severity, contract, risk_class, supplier in session.execute(statement):
        yield Item(
            task=Task.DECIDE_DISPUTE,
            waits=Waits.COLLEAGUE if actor.user_id in dispute.author_ids else Waits.ME,
            id=dispute.public_id,
            title=f"{title} ({contract})",
            supplier=supplier,
            detail=severity,
            risk_class=risk_class,
        )
