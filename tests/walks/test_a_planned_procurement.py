"""A walk: what is to be bought is planned, assessed before its start meeting, approved, awarded, and followed up."""

from __future__ import annotations

import pytest
from flask import Flask

from followup.domain.actors import Role
from tests.builders import World
from tests.walks.person import Person

pytestmark = pytest.mark.database


def test_from_a_need_to_a_contract_that_inherits_its_risk(app: Flask, world: World) -> None:
    region, supplier = world.organisation("Region North"), world.supplier("Invented Gloves AB")
    mona = Person(app, world.staff(region, Role.CONTRACT_MANAGER, name="Mona Manager"))
    alma = Person(app, world.staff(region, Role.APPROVER, name="Alma Approver"))

    # The year's plan: the need, and where most can be won.
    mona.opens("/procurements").follows("Plan a procurement").sends(
        "Save",
        title="Examination gloves",
        year="2026",
        need="Gloves for two hospitals.",
        category="gloves",
        start_meeting_on="2026-03-09",
        potential__labour_rights="large",
    )
    procurement = mona.url
    mona.reads("Assess the risk first, then hold the meeting.", "Large potential")
    mona.opens("/work").reads("Procurement to assess before its start meeting")

    # Both sides on one page, before the start meeting; a high class waits for another person.
    mona.opens(procurement).follows("Assess the risk").sends(
        "Save the class",
        guide_consulted="yes",
        climate_identified="Latex from plantations.",
        climate="medium_high",
        climate_follow_up="Ask for the origin each year.",
        goods_element="yes",
        on_high_risk_list="yes",
        list_level="very_high",
        people="high",
        people_measures="Traceability to the factory.",
        people_follow_up="Visit in the first year.",
        nationally_prioritised="no",
        risk_class="b",
    ).reads("Another person decides.", "Visit in the first year.")
    alma.opens("/work").reads("Risk class of a procurement to approve").follows("Decide").sends("Approve the class")

    # The start meeting, the award, and the contract with class, reasons and plan.
    mona.opens(procurement).follows("Note the start meeting").sends("Note the meeting", held_on="2026-03-02")
    mona.follows("Award").sends(
        "Award and register the contracts", supplier_id__1=supplier.public_id, starts_on__1="2026-04-01"
    )
    mona.reads("Awarded", "Invented Gloves AB")
    contract = mona.follows("Examination gloves")
    contract.reads(
        "Risk class B taken over from the planned procurement",
        "The category stands on the high-risk list.",
        "Visit in the first year.",
        "Decided by Alma Approver",
    )
    mona.opens("/portfolio").reads("Nothing to look at again.")
