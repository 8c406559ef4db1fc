"""Earlier deviations of the same supplier that were put right, and may have come again."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import case, or_, select
from sqlalchemy.orm import Session, aliased

from followup.domain.deviations import SETTLED, DeviationStatus
from followup.errors import NotFound
from followup.models.contracts import Contract, ContractClause
from followup.models.deviations import Deviation
from followup.queries.mergers import kin_of
from followup.queries.rows import AnyRow

MOST = 20


def earlier(session: Session, contract: Contract, public_id: str) -> Deviation:
    """Return a closed deviation of the contract's supplier, merged entries among it.

    Errors: NotFound.
    """
    wanted = select(Deviation).where(
        Deviation.public_id == public_id,
        Deviation.status == DeviationStatus.CLOSED,
        Deviation.supplier_id.in_(kin_of(contract.supplier_id)),
    )
    found = session.scalars(wanted).one_or_none()
    if found is None:
        raise NotFound
    return found


def proposed(session: Session, deviation: Deviation) -> Sequence[AnyRow]:
    """Return the closed deviations of the same supplier from the same clause, in any contract, the latest first.

    Shape: public_id, number, title, severity, closed_on.
    """
    if deviation.contract_clause_id is None:
        return ()
    mine, theirs = aliased(ContractClause), aliased(ContractClause)
    return session.execute(
        select(Deviation.public_id, Deviation.number, Deviation.title, Deviation.severity, Deviation.closed_on)
        .join(theirs, theirs.id == Deviation.contract_clause_id)
        .join(mine, mine.clause_id == theirs.clause_id)
        .where(mine.id == deviation.contract_clause_id, Deviation.id != deviation.id)
        .where(Deviation.status == DeviationStatus.CLOSED, Deviation.supplier_id.in_(kin_of(deviation.supplier_id)))
        .order_by(Deviation.closed_on.desc(), Deviation.id.desc())
        .limit(MOST)
    ).all()


def replacing(session: Session, deviation: Deviation) -> Sequence[AnyRow]:
    """Return the other deviations of the same supplier that are not settled, the latest first.

    Shape: public_id, number, title.
    """
    return session.execute(
        select(Deviation.public_id, Deviation.number, Deviation.title)
        .where(Deviation.id != deviation.id, Deviation.status.not_in(sorted(SETTLED)))
        .where(Deviation.supplier_id.in_(kin_of(deviation.supplier_id)))
        .order_by(Deviation.id.desc())
        .limit(MOST)
    ).all()


def linked(session: Session, deviation: Deviation) -> Sequence[AnyRow]:
    """Return the deviations that this one repeats or replaces, and those that repeat or replace it, by number.

    Shape: public_id, number, title, link: repeats, repeated_by, replaces, replaced_by.
    """
    link = case(
        (Deviation.repeat_of_id == deviation.id, "repeated_by"),
        (Deviation.superseded_by_id == deviation.id, "replaces"),
        (Deviation.id == deviation.superseded_by_id, "replaced_by"),
        else_="repeats",
    )
    is_linked = or_(
        Deviation.repeat_of_id == deviation.id,
        Deviation.superseded_by_id == deviation.id,
        Deviation.id.in_([key for key in (deviation.repeat_of_id, deviation.superseded_by_id) if key is not None]),
    )
    columns = select(Deviation.public_id, Deviation.number, Deviation.title, link.label("link"))
    return session.execute(columns.where(is_linked).order_by(Deviation.number)).all()
