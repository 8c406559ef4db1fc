"""A campaign that was sent some days ago, and a follow-up that could be sent."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from followup.clock import FixedClock
from followup.domain.actors import Staff
from followup.domain.campaigns import NewCampaign
from followup.domain.risk import RiskClass
from followup.models.campaigns import Campaign
from followup.models.code_of_conduct import CodeVersion
from followup.models.follow_ups import FollowUp
from followup.models.suppliers import Supplier
from followup.services import campaigns
from tests.builders import World
from tests.self_assessments import planned


def scene(world: World, colleague: Staff, supplier: Supplier, version: CodeVersion, own: str) -> dict[str, Any]:
    """Make both. Nobody is reminded on the day of the invitation, so that it was sent before."""
    sent, to_send = (_planned(world, colleague, supplier, version, own) for _ in range(2))
    clock = world.runtime.clock
    assert isinstance(clock, FixedClock)
    now: datetime = clock.now()
    clock.set(now - timedelta(days=4))
    with world.tx(colleague) as tx:
        new = NewCampaign(name=f"Campaign {own}", due_on=date(2026, 4, 1), chosen=(sent.public_id,))
        campaign = campaigns.start(tx, world.runtime.keys, new)
    clock.set(now)
    return {"campaign_id": (Campaign, campaign.public_id), "follow-up to send": (FollowUp, to_send.public_id)}


def _planned(world: World, colleague: Staff, supplier: Supplier, version: CodeVersion, own: str) -> FollowUp:
    contract = world.contract(
        colleague, supplier=supplier, version=version, title=f"To be sent {own}", risk=RiskClass.C
    )
    return planned(world, colleague, contract)
