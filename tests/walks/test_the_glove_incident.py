"""A walk: a factory is in the news; 11 of 21 regions buy its gloves through one supplier; each decides for itself."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flask import Flask

from followup.clock import FixedClock
from tests.builders import World
from tests.incidents import Cooperation
from tests.walks.letters import mailed
from tests.walks.person import Person

pytestmark = pytest.mark.database
REGIONS = [f"Region {number:02d}" for number in range(1, 22)]


def test_from_the_news_to_what_was_found(app: Flask, world: World, clock: FixedClock) -> None:
    house = Cooperation(world, *REGIONS)
    gloves, other = world.supplier("Invented Gloves AB"), world.supplier("Honest Gloves AB")
    for name in REGIONS[:11]:
        house.contract(name, gloves)
    for name in REGIONS[10:14]:
        house.contract(name, other)
    house.site(REGIONS[4], gloves)  # one region happens to know where its gloves are made
    world.contact(house.managers[REGIONS[0]], gloves)

    # The secretariat opens the incident; the service finds whom it reaches and tells them.
    klara = Person(app, house.coordinator)
    klara.opens("/incidents").reads("No incidents.").follows("Open an incident").sends(
        "Open and inform",
        title="Debt bondage at Invented Rubber",
        facts="Workers are said to have paid for their jobs. Nothing is known yet about other plants.",
        source="The evening news",
        reported_on="2026-03-01",
        site="Invented Rubber, Plant 4",
        site_country="MY",
        category="gloves",
    )
    incident = klara.url
    klara.reads(
        "11 of 21 organisations through 1 supplier", "Invented Gloves AB", "It never decides for an organisation"
    )
    assert "Contract of" not in klara.text
    told = mailed(world, "incident_reported")
    assert len(told) == len({address for address, _ in told}) == 11

    # Looking again finds nobody new and tells nobody twice.
    klara.sends("Look again").reads("11 of 21 organisations")
    assert len(mailed(world, "incident_reported")) == 11

    # One question to every supplier of the category, 28 days; each is asked by one region for all.
    klara.follows("Ask the suppliers").sends("Plan the question").reads(
        "0 of 2 suppliers have answered.", "30 Mar 2026"
    )
    assert len(mailed(world, "incident_question_given")) == 2
    anna = Person(app, house.managers[REGIONS[0]])
    zoe = Person(app, house.managers[REGIONS[10]])
    asker = Person(app, house.who_asks(gloves))

    # A region reads what is told, sees its own contract and no other, and takes its stance.
    anna.opens("/work").reads("Stance on an incident to record").follows("Take a stance").reads("Contract of Region 01")
    assert "Contract of Region 02" not in anna.text
    anna.sends("Record the stance", stance="remedy", note="We ask for the repayment of the fees.")
    anna.reads("Remedy is demanded", "We ask for the repayment of the fees.")
    assert "Stance on an incident" not in anna.opens("/work").text
    klara.opens(incident).reads("Remedy is demanded")
    zoe.opens(incident).reads("Remedy is demanded", "Contract of Region 11")
    for other_one in (klara, zoe):
        assert "repayment" not in other_one.text

    # The one who asks for all sends the question and records the answer; everybody reads it.
    asker.opens("/work").follows("Ask").sends("Ask the supplier").reads("The supplier is asked.")
    asker.opens("/follow-ups?state=started").follows("Traceability request").follows("Open the incident")
    clock.set(datetime(2026, 3, 20, 9, tzinfo=UTC))
    asker.signs_in_again().opens(incident).follows("Record the answer").sends(
        "Record the answer", answer="used", answered_on="2026-03-19", note="Until January, for two articles."
    )
    asker.reads("1 of 2 suppliers have answered.", "Has used the site")
    zoe.signs_in_again().opens(incident).reads("Until January, for two articles.")

    # The other supplier lets the day pass: it says so by itself, and the task comes back.
    klara.signs_in_again().opens(incident).reads("1 of 2 suppliers have answered.")
    second = Person(app, house.who_asks(other))
    second.opens("/work").follows("Ask").sends("Ask the supplier")
    clock.set(datetime(2026, 4, 2, 9, tzinfo=UTC))
    second.signs_in_again().opens("/work").reads("Supplier asked for all", "3 days late").follows("Record the answer")
    second.sends("Record that no answer came").reads("Not answered in time")

    # It ends with what was found, everybody is told, and it can be opened again.
    klara.signs_in_again().opens(incident).follows("Close with what was found").reads("Region 02").sends(
        "Close the incident", conclusion="The fees are repaid, and the plant was visited."
    )
    klara.reads("The fees are repaid, and the plant was visited.", "Closed")
    assert len(mailed(world, "incident_closed")) == 11
    anna.signs_in_again().opens(incident).reads("The fees are repaid", "Change your stance")
    klara.sends("Open again").reads("What was found so far")
