"""Three regions, one supplier, one audit: found by comparing plans, led by one, accepted by each for its own.

Counted by hand. Each region has one office audit of the supplier in its plan for 2026: three slots.

    Region North leads and does its own audit:   covered 1, performed 1  ->  spared 0
    Region South accepts the result:             covered 1, performed 0  ->  spared 1
    Region West accepts the result:              covered 1, performed 0  ->  spared 1
    all three together:                          covered 3, performed 1  ->  spared 2

Read it as documentation: each step is what a person does, and what that person then sees.
"""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from followup.domain.follow_ups import FollowUpStatus
from followup.models.joint_follow_ups import JointFollowUp
from followup.models.outbox import OutboxMessage
from tests.builders import World
from tests.joint import Three
from tests.walks.person import Person

pytestmark = [pytest.mark.database, pytest.mark.slow]


def letters(world: World, kind: str) -> int:
    with world.reading() as tx:
        return len(tx.session.scalars(select(OutboxMessage.id).where(OutboxMessage.kind == kind)).all())


def test_three_regions_one_audit(app: Flask, world: World) -> None:
    three = Three(world)
    audits = three.all_plan()
    cora = Person(app, three.coordinator)
    north, south, west = (Person(app, manager) for manager in three.managers)

    # The secretariat compares the plans, without waiting for the night.
    cora.opens("/joint-follow-ups").reads("No joint follow-up yet", "Nothing is asked twice")
    cora.sends("Look again now")
    cora.reads("Invented Gloves AB", "Office audit", "Region North", "Region South", "Region West", "4 May 2026")

    # What serves all is proposed: the first day, the level, and who pays, with the reason.
    cora.follows("Suggest").reads("Advanced level", "joint-2026")
    cora.reads("No “Office audit” of this supplier is known in the cooperation; the programme pays for the first one.")
    cora.sends("Suggest it", lead_id=three.regions[0].public_id)
    cora.reads("Suggested", "The cooperation's programme", "3 organisations plan this in 2026.")
    cora.reads("Each organisation decides about its own contracts and sanctions.")
    joint = cora.url
    assert letters(world, "joint_offered") == 0
    cora.sends("Offer to the organisations").reads("Offered to the organisations")
    assert letters(world, "joint_offered") == 3

    # Region South takes part; Region West first declines with a reason, then changes its mind.
    south.opens("/work").reads("Joint follow-up to answer").follows("Answer").sends("Take part")
    south.reads("Your organisation takes part", "Takes part")
    west.opens(joint).follows("Decline").sends("Decline", reason="We have no time this year")
    cora.opens(joint).reads("Does not take part", "We have no time this year")
    west.opens(joint).sends("Take part").reads("Takes part")

    # Region North leads: it begins, does its own audit as usual, shares the result and reports it.
    north.opens("/work").reads("Joint follow-up to begin")
    north.opens(joint).sends("Begin").reads("Under way", "Yes")
    north.opens(f"/follow-ups/{audits[0].public_id}").reads("Part of a joint follow-up")
    north.follows("Record and complete").sends("Save and complete", outcome="all_fulfilled", done_on="2026-03-02")
    north.follows("Share with the cooperation").sends("Share with the cooperation")
    north.opens(joint).follows("Report the result").sends("Report the result").reads("Result shared", "Green")
    assert letters(world, "joint_reported") == 2

    # The others accept it for their own contracts, each by itself.
    south.opens("/work").reads("Result of a joint follow-up to decide on").follows("Decide")
    south.follows("Accept the result").sends("Accept the result")
    south.reads("The result is accepted for your own contracts")
    assert three.spared() == [0, 1, 0]
    west.opens(joint).follows("Accept the result").sends("Accept the result")
    assert [three.stored(audit).status for audit in audits] == [
        FollowUpStatus.COMPLETED,
        FollowUpStatus.COVERED,
        FollowUpStatus.COVERED,
    ]
    west.opens(f"/follow-ups/{audits[2].public_id}").reads("Covered by a shared result", "Result of Region North")

    # Two are spared: none in the region that did it, one in each of the others. Each number opens its list.
    assert three.spared() == [0, 1, 1]
    cora.opens("/spared").reads("All members 2")
    south.opens("/spared").reads("Region South", "All members", "Not stated")
    south.follows("1").reads("Behind the number: 1 spared in 2026", "Covered by a joint follow-up", "Invented Gloves")
    north.opens(f"/spared/rows?year=2026&organisation_id={three.regions[0].public_id}")
    north.reads("Behind the number: 0 spared in 2026", "Performed, also for others")

    # The plans no longer meet, so nobody is asked about it again.
    cora.opens("/joint-follow-ups").sends("Look again now").reads("Nothing is asked twice")
    with world.reading() as tx:
        assert tx.session.scalars(select(JointFollowUp.payer)).one() == "programme"
