"""Search across what one may see: contracts, suppliers, deviations and follow-ups."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from followup.models.contracts import Contract
from followup.models.deviations import Deviation
from followup.models.follow_ups import FollowUp
from followup.models.suppliers import Supplier
from followup.queries import contract_lists
from followup.queries import suppliers as supplier_queries
from followup.queries.mergers import root_of
from followup.queries.rows import AnyRow, AnySelect

MOST = 20


@dataclass(frozen=True, slots=True)
class Found:
    """Some rows of one kind, and whether there are more."""

    rows: Sequence[AnyRow]
    has_more: bool


def contracts(session: Session, q: str) -> Found:
    """Return the contracts with these words in title, numbers or supplier.

    Shape: public_id, title, number, risk_class, ends_on, supplier_name.
    """
    return _first(
        session,
        select(
            Contract.public_id,
            Contract.title,
            Contract.number,
            Contract.risk_class,
            Contract.ends_on,
            Supplier.name.label("supplier_name"),
        )
        .join(Supplier, Supplier.id == root_of(Contract.supplier_id))
        .where(contract_lists.matching(q))
        .order_by(Contract.sort, Contract.id),
    )


def suppliers(session: Session, q: str) -> Found:
    """Return the suppliers of whose name a word begins so.

    Shape: public_id, name, country, town.
    """
    return _first(
        session,
        select(Supplier.public_id, Supplier.name, Supplier.country, Supplier.town)
        .where(supplier_queries.matching(q))
        .order_by(Supplier.sort_sv, Supplier.id),
    )


def deviations(session: Session, q: str) -> Found:
    """Return the deviations with this number or these words.

    Shape: public_id, number, title, severity, status, contract_title.
    """
    wanted = [_written_like(Deviation.title, q), _written_like(Deviation.description, q)]
    if q.isascii() and q.isdigit() and len(q) < 10:
        wanted.append(Deviation.number == int(q))
    return _first(
        session,
        select(
            Deviation.public_id,
            Deviation.number,
            Deviation.title,
            Deviation.severity,
            Deviation.status,
            Contract.title.label("contract_title"),
        )
        .join(Contract, Contract.id == Deviation.contract_id)
        .where(or_(*wanted))
        .order_by(Deviation.found_on.desc(), Deviation.id.desc()),
    )


def follow_ups(session: Session, q: str) -> Found:
    """Return the follow-ups of matching contracts and those whose summary has the words, the latest first.

    Shape: public_id, kind, status, due_on, contract_title, supplier_name.
    """
    return _first(
        session,
        select(
            FollowUp.public_id,
            FollowUp.kind,
            FollowUp.status,
            FollowUp.due_on,
            Contract.title.label("contract_title"),
            Supplier.name.label("supplier_name"),
        )
        .join(Contract, Contract.id == FollowUp.contract_id)
        .join(Supplier, Supplier.id == root_of(Contract.supplier_id))
        .where(or_(contract_lists.matching(q), _written_like(FollowUp.summary, q)))
        .order_by(FollowUp.due_on.desc(), FollowUp.id.desc()),
    )


def _first(session: Session, statement: AnySelect) -> Found:
    rows = session.execute(statement.limit(MOST + 1)).all()
    return Found(rows[:MOST], len(rows) > MOST)


def _written_like(
    column: InstrumentedAttribute[str] | InstrumentedAttribute[str | None], q: str
) -> ColumnElement[bool]:
    """Return the condition that the words stand there, as typed, small or with a capital: SQLite folds ASCII only."""
    return or_(*(column.icontains(form, autoescape=True) for form in dict.fromkeys((q, q.lower(), q.capitalize()))))
