"""One supplier that stands in the register twice: found, merged, counted as one everywhere, and taken apart again.

Read it as documentation: each step is what a person does, and what that person then sees.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest
from flask import Flask

from followup.domain.indicators import Indicator
from followup.domain.sharing import Light
from followup.domain.suppliers import NewSupplier
from followup.domain.work import Task
from followup.models.suppliers import Supplier
from followup.queries import dashboard
from followup.queries import sharing as shared
from followup.queries.own_figures import Year, lines
from followup.services import mergers, sharing, suppliers
from tests.annual import House, deviates, followed_up
from tests.builders import World
from tests.walks.person import Person

pytestmark = [pytest.mark.database, pytest.mark.slow]


@dataclass
class Twice:
    """Two entries for one company, each with a contract that was followed up and shared, one of them with a fault."""

    house: House
    checked: Supplier
    loose: Supplier

    def counted(self) -> dict[str, object]:
        """Return what is counted by supplier: in the year's figures, in the lights, and on the start page."""
        world, manager = self.house.world, self.house.managers[0]
        with world.reading(manager) as tx:
            found = lines(tx.session, Year(number=2025, zone=tx.actor.zone), manager.organisation_id)
            read = {"organisation_id": manager.organisation_id, "today": tx.today}
            lights = [shared.lights(tx.session, one.public_id, **read) for one in (self.checked, self.loose)]
            desk = dashboard.desk(tx.session, manager, tx.today, tx.now)
        own = self.house.own()
        return {
            "suppliers followed up": own[Indicator.SUPPLIERS_FOLLOWED_UP, "total", ""],
            "audits": own[Indicator.AUDITS_REPORTED, "total", ""],
            "own lights": sorted(line.item.detail for line in found if line.item.indicator is Indicator.LIGHTS),
            "shared lights": [[light.light for light in each] for each in lights],
            "without a contact": sum(item.task is Task.COMPLETE_CONTRACT for item in desk.incomplete),
        }


def twice(world: World) -> Twice:
    house = House(world)
    manager = house.managers[0]
    with world.tx(manager) as tx:
        checked = suppliers.register(tx, NewSupplier(name="Nordvik Gloves AB", country="SE", number="556016-0680"))
        loose = suppliers.register(tx, NewSupplier(name="NORDVIK GLOVES  AB", country="SE"))
    world.contact(manager, checked)
    for supplier, title in ((checked, "Thin gloves"), (loose, "Long aprons")):
        done = followed_up(world, manager, house.contract(supplier=supplier, title=title), date(2025, 6, 1))
        if supplier is loose:
            deviates(world, manager, done, date(2025, 6, 2), closure_due_on=date(2025, 7, 1), title="No exit")
        with world.tx(manager) as tx:
            sharing.share(tx, done.public_id)
    return Twice(house, checked, loose)


APART = {
    "suppliers followed up": 2,
    "audits": 2,
    "own lights": ["green", "red"],
    "shared lights": [[Light.GREEN], [Light.RED]],
    "without a contact": 1,
}
TOGETHER = {
    "suppliers followed up": 1,
    "audits": 2,
    "own lights": ["red"],
    "shared lights": [[Light.RED], [Light.RED]],
    "without a contact": 0,
}


def test_an_entry_is_merged_counted_as_one_and_taken_apart_again(app: Flask, world: World) -> None:
    scene = twice(world)
    mona = Person(app, scene.house.managers[0])
    assert scene.counted() == APART

    # Two rows in the register, and the service has noticed.
    mona.opens("/suppliers").reads("Nordvik Gloves AB", "NORDVIK GLOVES AB", "No checked number")
    mona.follows("Likely duplicates").reads("Same name", "556016-0680")
    mona.follows("Merge").reads("Is merged", "NORDVIK GLOVES AB", "Stays", "Nordvik Gloves AB", "Our contracts")
    mona.sends("Merge", confirmed="yes")

    # One supplier from now on: its page shows what hangs on both.
    stays = f"/suppliers/{scene.checked.public_id}"
    assert mona.url == stays
    mona.reads("Merged. Both are shown and counted as one", "Thin gloves", "Long aprons", "No exit")
    mona.reads("Entries merged into this one")
    assert scene.counted() == TOGETHER
    mona.opens("/suppliers/duplicates").reads("No likely duplicates")
    mona.opens("/suppliers?q=nordvik").reads("Nordvik Gloves AB", "2")
    assert "NORDVIK GLOVES" not in mona.text
    for path in (
        "/contracts",
        f"/contracts?supplier_id={scene.loose.public_id}",
        "/search?q=aprons",
        "/shared-results",
    ):
        assert "NORDVIK GLOVES" not in mona.opens(path).reads("Nordvik Gloves AB").text, path

    # The merged entry leads there, and back.
    mona.opens(f"/suppliers/{scene.loose.public_id}").reads("Merged on 2 Mar 2026 into Nordvik Gloves AB", "History")
    assert "Long aprons" not in mona.text
    mona.sends("Undo the merger")
    mona.reads("The merger is undone", "Long aprons", "No exit", "Merger undone")
    assert "Thin gloves" not in mona.text
    assert scene.counted() == APART
    mona.opens(stays).reads("Thin gloves", "Merger of another entry into this one undone")
    assert "Long aprons" not in mona.text


def test_a_merger_between_two_confirmations_counts_the_supplier_once_nationally(world: World) -> None:
    house = House(world)
    entries = [world.supplier("Nordvik AB"), world.supplier("Nordvik Aktiebolag")]
    for place, supplier in enumerate(entries):
        followed_up(world, house.managers[place], house.contract(place, supplier), date(2025, 5, 1))
    house.confirm(0)
    with world.tx(house.managers[0]) as tx:
        mergers.merge(tx, entries[0].public_id, entries[1].public_id)
    house.confirm(1)
    found = house.figures(house.compile())
    assert found[Indicator.SUPPLIERS_FOLLOWED_UP, "total", ""] == 1
    with world.tx(house.managers[0]) as tx:
        mergers.unmerge(tx, entries[0].public_id)
    assert house.figures(house.compile())[Indicator.SUPPLIERS_FOLLOWED_UP, "total", ""] == 2
