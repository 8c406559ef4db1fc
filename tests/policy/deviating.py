"""Deviations in every state from which a step beside plan and verdict is taken."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from followup.domain.actors import Role
from followup.domain.deviation_steps import AcceptedRisk, MoreTime, Verdict
from followup.domain.deviations import Verification
from followup.models.deviations import Deviation
from followup.models.organisations import Organisation
from followup.services import extensions, risk_acceptances, verification

if TYPE_CHECKING:
    from tests.policy.scenes import Region


def scene(at: Region) -> dict[str, Any]:
    world = at.world
    with world.reading() as tx:
        region = tx.follow(Organisation, at.colleague.organisation_id or 0)
    second = world.staff(region, Role.APPROVER)
    issued, waiting, accepted, closed = (
        at.deviation(until).public_id for until in ("issued", "issued", "issued", "done")
    )
    with world.tx(at.colleague) as tx:
        extensions.ask(tx, waiting, MoreTime(new_due_on=date(2026, 9, 30), reason=at.own))
    with world.tx(second) as tx:
        risk_acceptances.accept(tx, accepted, AcceptedRisk(until=date(2026, 6, 1), reason=at.own))
    with world.tx(second) as tx:
        verification.verify(tx, closed, Verdict(verification=Verification.ON_SITE, note=at.own))
    states = {
        issued: ("ask_for_time", "accept_risk", "record_remedy", "supersede"),
        waiting: ("approve_time", "decline_time"),
        accepted: ("resume",),
        closed: ("record_effect", "reopen"),
    }
    return {
        "closed deviation": (Deviation, closed),
        **{
            f"deviation_id in deviation_steps.{step}": (Deviation, public_id)
            for public_id, steps in states.items()
            for step in steps
        },
    }
