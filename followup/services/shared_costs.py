"""Costs that the members share by another key than the rate: entered, changed and removed until they are invoiced."""

from __future__ import annotations

from collections.abc import Mapping

from followup.domain.permissions import Permission
from followup.domain.secretariat_journal import SHARED_COST_REMOVED, SHARED_COST_SET
from followup.domain.splits import NewSharedCost, shared
from followup.errors import N_, Conflict, Reason
from followup.models.funding import SharedCost
from followup.models.organisations import Cooperation
from followup.queries import charges as queries
from followup.transaction import Transaction

INVOICED = Reason("shared_cost.invoiced", N_("This cost is invoiced. Correct it by a credit."))


def add(tx: Transaction, cooperation_id: str, new: NewSharedCost) -> SharedCost:
    """Enter a cost and share it.

    Errors: Conflict("shared_cost.known"); Invalid as `splits.shared`.
    """
    cooperation = tx.get(Cooperation, cooperation_id, to=Permission.FUNDING_CHANGE)
    cost = tx.add(
        SharedCost(
            cooperation_id=cooperation.id,
            secretariat_id=cooperation.secretariat_id,
            **_columns(tx, cooperation, new),
        )
    )
    tx.journal(SHARED_COST_SET, cost, year=cost.year, split=cost.split)
    return cost


def change(tx: Transaction, cost_id: str, new: NewSharedCost, version: int | None = None) -> SharedCost:
    """Share a cost anew, with the populations and members of today.

    Errors: Conflict("stale"), Conflict("shared_cost.invoiced"); Invalid as `splits.shared`.
    """
    cost = _open(tx, cost_id, version)
    cooperation = tx.follow(Cooperation, cost.cooperation_id)
    for name, value in _columns(tx, cooperation, new).items():
        setattr(cost, name, value)
    tx.journal(SHARED_COST_SET, cost, year=cost.year, split=cost.split)
    tx.flush()
    return cost


def remove(tx: Transaction, cost_id: str, version: int | None = None) -> None:
    """Remove a cost that nobody was invoiced for.

    Errors: Conflict("stale"), Conflict("shared_cost.invoiced").
    """
    cost = _open(tx, cost_id, version)
    tx.journal(SHARED_COST_REMOVED, cost, year=cost.year)
    tx.session.delete(cost)
    tx.flush()


def _open(tx: Transaction, cost_id: str, version: int | None) -> SharedCost:
    cost = tx.get(SharedCost, cost_id, to=Permission.FUNDING_CHANGE)
    tx.check_version(cost, version)
    if cost.invoiced_at is not None:
        raise Conflict(INVOICED)
    return cost


def _columns(tx: Transaction, cooperation: Cooperation, new: NewSharedCost) -> Mapping[str, object]:
    members = queries.sharers(tx.session, cooperation, new.year)
    found = shared(new, members, currency=cooperation.currency)
    return {
        "year": new.year,
        "name": new.name,
        "split": new.split,
        "source": new.source,
        "amount_minor": found.whole.minor,
        "currency": found.whole.currency,
        "amounts": dict(found.parts),
    }
