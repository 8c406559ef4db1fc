"""A walk: somebody leaves, and all of that person's work goes to another, with a trace on each thing.

Read it as documentation: each step is what a person does, and what that person then sees.
"""

from __future__ import annotations

import pytest
from flask import Flask

from followup.domain.actors import Role
from tests.builders import World
from tests.walks.letters import mailed
from tests.walks.person import Person

pytestmark = pytest.mark.database


def test_one_persons_work_is_handed_over_whole_and_keeps_its_trace(app: Flask, world: World) -> None:
    region = world.organisation("Region North")
    leaving = world.staff(region, name="Gunn Giver")
    taking = world.staff(region, name="Tom Taker")
    administrator = world.staff(region, Role.ADMINISTRATOR, name="Ada Administrator")
    contracts = [world.contract(leaving, version=world.code_version(f"v{n}"), title=f"Gloves {n}") for n in (1, 2)]
    gunn, tom, ada = (Person(app, person) for person in (leaving, taking, administrator))

    # What Gunn holds: two contracts, an obligation, and a procurement of next year's plan.
    gunn.opens(f"/contracts/{contracts[0].public_id}").follows("2.1 Clause 1").follows("Give owner and day")
    gunn.sends("Save", owner_id=leaving.public_id, due_on="2026-06-01")
    gunn.opens("/procurements").follows("Plan a procurement").sends("Save", title="Aprons", year="2027")
    procurement = gunn.url

    # The administrator sees what would move before anything does.
    ada.opens(f"/hand-over?from_id={leaving.public_id}&to_id={taking.public_id}")
    ada.reads("What moves", "Contracts as manager 2", "Obligations 1", "Planned procurements 1")
    ada.reads("From Gunn Giver to Tom Taker.").sends("Hand over")
    ada.reads("Handed over. Those whom it concerns get a mail.")

    # Both are told how much it was.
    letters = dict(mailed(world, "work_handed_over"))
    assert sorted(letter["is_taker"] for letter in letters.values()) == [False, True]
    assert {letter["managed_count"] for letter in letters.values()} == {2}

    # Tom finds it all as his, and each thing says from whom it came.
    for contract in contracts:
        tom.opens(f"/contracts/{contract.public_id}").reads(
            "Contract manager Tom Taker", "Handed over from Gunn Giver to Tom Taker"
        )
    tom.opens("/obligations?mine=yes").reads("Clause 1")
    tom.opens(procurement).reads("Answers for it Tom Taker", "Handed over from Gunn Giver to Tom Taker")

    # Nothing is left to hand over.
    ada.opens(f"/hand-over?from_id={leaving.public_id}&to_id={taking.public_id}").reads("Nothing to hand over.")
