"""What the walker finds about money: a year that is invoiced, one that is not, costs, a grant."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from followup.domain.actors import Role
from followup.domain.budgets import NewGrant
from followup.domain.charges import SplitKey
from followup.domain.splits import NewSharedCost
from followup.models.funding import Charge, Contribution, Grant, SharedCost
from followup.models.organisations import Cooperation, Organisation
from followup.services import budgets, charges, funding, shared_costs
from tests.builders import World

INVOICED, OPEN = 2025, 2026


def scene(world: World, secretariat: Organisation, cooperation: Cooperation) -> dict[str, Any]:
    """Compute two years and invoice the first; the populations and the rate are there already."""
    coordinator = world.staff(secretariat, Role.COORDINATOR, cooperations=(cooperation,))
    with world.tx(coordinator) as tx:
        here = tx.follow(Cooperation, cooperation.id)
        for year in (INVOICED, OPEN):
            funding.compute(tx, here, year)
        [made, *_] = charges.make(tx, here.public_id, INVOICED)
        cost = NewSharedCost(year=OPEN, name="Cost", split=SplitKey.EQUAL, source="test", amount="100")
        shared = shared_costs.add(tx, here.public_id, cost)
        new = NewGrant(year=OPEN, name="Grant", granted="75", own="25", source="test")
        grant = budgets.record_grant(tx, here.public_id, new)
        wanted = select(Contribution).where(Contribution.cooperation_id == here.id, Contribution.year == OPEN)
        contribution = tx.session.scalars(wanted.limit(1)).one()
    return {
        "charge_id": (Charge, made.public_id),
        "contribution_id": (Contribution, contribution.public_id),
        "cost_id": (SharedCost, shared.public_id),
        "grant_id": (Grant, grant.public_id),
    }
