"""Looking up whom an incident reaches and who is to be told, in a transaction that sees everything and only reads.

What leaves it is organisations, suppliers, counts and the addresses for mail; no contract.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from sqlalchemy import ColumnElement, and_, or_

from followup.domain.actors import System
from followup.domain.incident_reach import Reach
from followup.models.contracts import Contract
from followup.queries import incident_reach as queries
from followup.queries.incident_reach import Reader, Sought
from followup.transaction import Transaction

COORDINATOR = System(job="coordinate", everything=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Whom an incident reaches, the suppliers (by key) through whom, and the people to be told."""

    reach: Reach
    named: frozenset[int] = frozenset()
    readers: tuple[Reader, ...] = ()


def look_up(everything: Transaction, sought: Sought) -> Found:
    """Return whom it reaches, with those who manage the contracts concerned, else the administrators."""
    reach = queries.look_up(everything.session, sought, everything.today)
    readers = _readers(everything, reach, queries.is_affected(reach, everything.today))
    return Found(reach=reach, named=_suppliers(reach), readers=readers)


def look_up_suppliers(everything: Transaction, sought: Sought, category: str | None) -> Found:
    """Return the organisations that buy from the suppliers concerned or in the category, with those who manage that."""
    reach = queries.look_up(everything.session, sought, everything.today)
    condition, named = queries.is_affected(reach, everything.today), _suppliers(reach)
    if category is not None:
        more = queries.ties_of_category(everything.session, sought.cooperation_id, category, everything.today)
        known = {(tie.supplier_key, tie.organisation.key) for tie in more}
        # In the category all of an organisation's contracts with a supplier count, wherever the goods come from.
        kept = (tie for tie in reach.ties if (tie.supplier_key, tie.organisation.key) not in known)
        reach = replace(reach, ties=(*more, *kept))
        in_category = and_(Contract.category == category, queries.in_force(everything.today))
        condition = or_(condition, in_category)
    return Found(reach=reach, named=named, readers=_readers(everything, reach, condition))


def _suppliers(reach: Reach) -> frozenset[int]:
    return frozenset(tie.supplier_key for tie in reach.ties)


def _readers(everything: Transaction, reach: Reach, condition: ColumnElement[bool]) -> tuple[Reader, ...]:
    organisations = reach.organisations
    if not organisations:
        return ()
    ours = and_(condition, Contract.organisation_id.in_(organisations))
    managers = queries.managers(everything.session, ours)
    without = _without(managers, organisations)
    return (*managers, *(queries.administrators(everything.session, without) if without else ()))


def _without(managers: Collection[Reader], organisations: Collection[int]) -> list[int]:
    told = {reader.organisation_key for reader in managers}
    return [key for key in organisations if key not in told]
