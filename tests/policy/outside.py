"""A result from elsewhere that a member entered, and a completed follow-up whose result is not shared."""

from __future__ import annotations

from datetime import date
from typing import Any

from followup.domain.actors import Staff
from followup.domain.outside_results import NewOutsideResult, OutsideFacts
from followup.domain.schedule import FollowUpKind
from followup.models.follow_ups import FollowUp
from followup.models.sharing import OutsideResult
from followup.models.suppliers import Supplier
from followup.schemas.crosswalks import crosswalk
from followup.services import outside_results
from tests.builders import World


def scene(world: World, colleague: Staff, supplier: Supplier, unshared: FollowUp) -> dict[str, Any]:
    """What the address of a result from elsewhere stands for, all of it meant to be read, and what could be shared."""
    facts = OutsideFacts(
        holder="Another buyer",
        kind=FollowUpKind.OFFICE_AUDIT,
        method="Interviews",
        done_on=date(2026, 2, 1),
        source="A report",
        received_on=date(2026, 2, 2),
    )
    with world.tx(colleague) as tx:
        new = NewOutsideResult(supplier_id=supplier.public_id, facts=facts)
        entered = outside_results.enter(tx, new, crosswalk())
    offered = (FollowUp, unshared.public_id)
    return {
        "outside_result_id": (OutsideResult, entered.public_id),
        "follow_up_id in sharing.offer": offered,
        "follow_up_id in api_sharing.get_offer": offered,
        "follow_up_id in api_sharing.share_result": offered,
    }
