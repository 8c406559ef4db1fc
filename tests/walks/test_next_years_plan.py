"""A walk: regions nominate in August, the secretariat proposes, the steering group adopts, and it is offered."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from flask import Flask

from followup.clock import FixedClock
from followup.domain.actors import Role
from followup.domain.organisations import OrganisationKind
from followup.services import organisations
from tests.builders import SETUP, World
from tests.walks.letters import mailed
from tests.walks.person import Person

pytestmark = pytest.mark.database


def test_from_nominations_in_august_to_an_adopted_plan_in_december(app: Flask, world: World, clock: FixedClock) -> None:
    north, south = world.organisation("Region North"), world.organisation("Region South")
    secretariat = world.organisation("The secretariat", OrganisationKind.SECRETARIAT)
    cooperation = world.cooperation(north, secretariat=secretariat)
    with world.tx(SETUP) as tx:
        organisations.join(tx, cooperation, south, area="B")
    supplier = world.supplier("Invented Gloves AB")
    within = (cooperation,)
    nora = Person(app, world.staff(north, Role.CONTRACT_MANAGER, name="Nora North", cooperations=within))
    sofia = Person(app, world.staff(south, Role.CONTRACT_MANAGER, name="Sofia South", cooperations=within))
    klara = Person(app, world.staff(secretariat, Role.COORDINATOR, name="Klara", cooperations=within))

    # In spring the secretariat records who answers for what: area B for consumables, coordinated from the south.
    klara.opens("/categories").follows("Give a category to an area").sends(
        "Save", category="consumables", area="B", valid_from="2026-03-02", source="Steering group 2026/3"
    ).reads("Area B", "Steering group 2026/3")
    klara.opens("/categories").follows("Name a coordinator").sends(
        "Save", area="B", organisation_id=south.public_id, name="Sam South", valid_from="2026-03-02"
    ).reads("Sam South")

    # August: both regions nominate, one of them twice; everybody reads it, and the one takes one back.
    clock.set(datetime(2026, 8, 24, 9, tzinfo=UTC))
    for person in (nora, sofia, klara):
        person.signs_in_again()
    nora.opens("/nominations").follows("Nominate").sends(
        "Nominate",
        product="Examination gloves",
        category="gloves",
        supplier_id=supplier.public_id,
        kind="site_audit",
        reason="Debt bondage is reported from the region of the factory.",
    ).reads("Nominated.", "To be followed up in the year 2027")
    gloves = nora.url
    sofia.opens("/nominations").reads("Examination gloves", "Region North").follows("Nominate").sends(
        "Nominate", supplier_id=supplier.public_id, kind="site_audit", reason="We buy from them too."
    )
    same = sofia.url
    sofia.opens("/nominations").follows("Nominate").sends("Nominate", product="Pens", reason="A mistake.").sends(
        "Withdraw"
    ).reads("Withdrawn")
    sofia.opens("/nominations").follows("Nominate").sends("Nominate", product="Office chairs", reason="New contract.")
    chairs = sofia.url

    # November: the secretariat makes a draft of it, and each nomination gets its answer.
    clock.set(datetime(2026, 11, 16, 9, tzinfo=UTC))
    klara.signs_in_again().opens("/work").reads("Nomination to answer").follows("Answer")
    klara.opens(gloves).reads("There is no draft of the plan for 2027.")
    klara.opens("/joint-plans").follows("Begin the plan for 2027").sends("Begin the plan")
    plan = klara.url
    klara.reads("Nothing stands in the plan yet.", "Nominations without an answer")
    klara.opens(gloves).follows("Add to the plan").reads("For the nomination “Examination gloves")
    klara.sends("Add to the plan", due_on="2027-10-01").reads("Area B", "Region South", "Region North")
    klara.opens(same).follows("Already in the plan").sends(
        "Take into the plan",
        joint_id=_offered(klara),
        answer="The audit that Region North asked for meets this too.",
    ).reads("Taken into the plan")
    klara.opens(chairs).follows("Decline").sends("Decline", answer="Furniture comes in 2028.").reads(
        "Not taken into the plan"
    )
    told = [(to, facts["is_taken_up"]) for to, facts in mailed(world, "nomination_answered")]
    assert [taken for _, taken in told] == [True, True, False]
    assert told[0][0] != told[1][0] == told[2][0]

    # December: proposed, adopted, and from then on nothing is added to it, nor nominated for it.
    klara.opens(plan).follows("Propose to the steering group").sends("Propose", note="One audit.").reads(
        "Proposed to the steering group"
    )
    clock.set(datetime(2026, 12, 14, 9, tzinfo=UTC))
    klara.signs_in_again().opens(plan).follows("Record the decision").sends(
        "Record that it was adopted", adopted_on="2026-12-11", decision="Minutes 2026/12, item 4"
    ).reads("Adopted", "Minutes 2026/12, item 4")
    assert "Add a joint follow-up" not in klara.text
    klara.follows("Invented Gloves AB").sends("Offer to the organisations").reads("Offered to the organisations")
    nora.signs_in_again().opens(plan).reads(
        "Invented Gloves AB", "To be done by", "Offered to the organisations", "Region South"
    )
    refused = nora.browser.post("/nominations/new", {"year": "2027", "product": "Too late", "reason": "Late"})
    assert refused.status_code == 409
    assert "already with the steering group" in refused.text


def _offered(person: Person) -> str:
    """Return the only joint follow-up that the form offers."""
    form, _ = person._form("Take into the plan")
    [code] = [o.get("value") for o in form.iter("option") if o.get("value", "").startswith("jnt_")]
    return str(code)


def test_next_year_the_plan_says_what_came_of_this_ones(app: Flask, world: World, clock: FixedClock) -> None:
    region, other = world.organisation("Region North"), world.organisation("Region South")
    secretariat = world.organisation("The secretariat", OrganisationKind.SECRETARIAT)
    cooperation = world.cooperation(region, other, secretariat=secretariat)
    supplier = world.supplier("Invented Gloves AB")
    klara = Person(app, world.staff(secretariat, Role.COORDINATOR, cooperations=(cooperation,)))
    begin = f"/cooperations/{cooperation.public_id}/joint-plans/begin"
    klara.opens(begin).sends("Begin the plan", year="2026")
    klara.follows("Add a joint follow-up").sends(
        "Add to the plan",
        supplier_id=supplier.public_id,
        kind="office_audit",
        due_on=date(2026, 6, 1).isoformat(),
        lead_id=region.public_id,
        participant_ids=[other.public_id],
        payer="programme",
        why="Prioritised.",
    )
    klara.opens(begin).sends("Begin the plan", year="2027")
    klara.reads("What came of the plan for 2026", "0 of 1 joint follow-up is done.", "Suggested")
