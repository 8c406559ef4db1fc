"""The board of deviations: each number opens the list behind it, and the page asks as little of many as of few."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine

from followup.clock import FixedClock
from followup.domain.actors import Staff
from followup.domain.code_of_conduct import Area
from followup.domain.deviations import Severity
from followup.domain.journal import DEVIATION_CHANGED
from followup.domain.permissions import Permission
from followup.domain.suppliers import NewSite
from followup.models.deviations import Deviation
from followup.models.suppliers import Supplier, SupplierSite
from followup.queries import deviation_board as queries
from followup.services import deviations, suppliers
from tests.builders import World
from tests.deviation_scenes import Found, a_finding, found
from tests.web.client import BASE, Browser
from tests.web.statements import counted
from tests.web.test_deviations import titles, token

pytestmark = pytest.mark.database


def a_site(world: World, staff: Staff, supplier: Supplier, name: str = "Invented works", country: str = "BA") -> str:
    with world.tx(staff) as tx:
        return suppliers.add_site(tx, supplier.public_id, NewSite(name=name, country=country)).public_id


def supplier_of(world: World, scene: Found) -> Supplier:
    with world.reading() as tx:
        return tx.follow(Supplier, scene.contract.supplier_id)


def another(world: World, scene: Found, *, site: str = "", **stands: Any) -> Found:
    """One more deviation of the same follow-up, that is about an area, a country or a site."""
    given = {name: stands.pop(name) for name in ("title", "severity", "found_on") if name in stands}
    with world.tx(scene.manager) as tx:
        draft = deviations.record(tx, scene.follow_up.public_id, a_finding(**given))
    with world.tx(scene.manager) as tx:
        row = tx.get(Deviation, draft.public_id, to=Permission.DEVIATION_RECORD)
        if site:
            row.site_id = tx.get(SupplierSite, site, to=Permission.CONTACT_READ).id
        for name, value in stands.items():
            setattr(row, name, value)
        if site or stands:
            tx.journal(DEVIATION_CHANGED, row, fields="area")
    return Found(world, scene.manager, scene.approver, scene.contract, scene.follow_up, draft.public_id)


def links(page: Any) -> list[tuple[str, str]]:
    """Every number of the board's tables with where it leads."""
    return [(a.text_content().strip(), a.get("href")) for a in page.xpath("//main//td/a")]


def test_each_number_opens_the_list_that_it_counted(app: Flask, world: World, clock: FixedClock) -> None:
    clock.set(datetime(2025, 8, 1, 9, tzinfo=UTC))
    scene = found(world, found_on=date(2025, 7, 1), title="Old").issue()
    site = a_site(world, scene.manager, supplier_of(world, scene))
    clock.set(datetime(2026, 2, 20, 9, tzinfo=UTC))
    another(world, scene, title="In Bosnia", site=site, area=Area.LABOUR_RIGHTS, found_on=date(2026, 2, 1)).issue()
    another(world, scene, title="Small", country="SE", severity=Severity.MINOR, found_on=date(2026, 2, 1)).issue()
    another(world, scene, title="A draft", found_on=date(2026, 2, 1))
    another(world, scene, title="Closed", found_on=date(2026, 2, 1)).reported().verify()
    clock.set(datetime(2026, 3, 2, 9, tzinfo=UTC))
    browser = Browser(app, scene.manager)
    page = browser.page("/deviations/board")
    numbers = links(page)
    assert len(numbers) > 20
    for text, address in numbers:
        assert len(titles(browser.page(address))) == int(text), address
    text = " ".join(page.find(".//main").text_content().split())
    for wanted in ("3 open deviations", "Workers' rights", "No area stated", "Bosnia", "Invented works", "Too few"):
        assert wanted in text, wanted
    one = browser.page("/deviations?stage=sent&age=over_180")
    assert [title.partition(". ")[2] for title in titles(one)] == ["Old"]
    there = browser.page(f"/deviations?stage=sent&site_id={site}")
    assert "Site: Invented works" in there.find(".//main").text_content()
    assert "No deviation matches." in browser.page("/deviations?closed_in=2024").find(".//main").text_content()


def test_nothing_sent_says_what_to_do_and_another_organisation_counts_none(app: Flask, world: World) -> None:
    scene = found(world)
    assert "No deviation has been sent yet." in Browser(app, scene.manager).get("/deviations/board").text
    scene.issue()
    assert "1 open deviation" in Browser(app, scene.manager).get("/deviations/board").text
    stranger = world.staff(world.organisation())
    assert "No deviation has been sent yet." in Browser(app, stranger).get("/deviations/board").text


def test_in_time_is_as_it_was_noted_and_for_old_ones_as_their_dates_say(world: World) -> None:
    scene = found(world).reported().verify()
    second = another(world, scene).reported().verify()
    with world.tx(scene.manager) as tx:
        old = tx.get(Deviation, scene.deviation_id, to=Permission.DEVIATION_READ)
        old.is_in_time, old.closure_due_on = None, date(2026, 3, 1)
        tx.journal(DEVIATION_CHANGED, old, fields="closure_due_on")
        noted = tx.get(Deviation, second.deviation_id, to=Permission.DEVIATION_READ)
        noted.is_in_time, noted.closure_due_on = True, date(2026, 3, 1)
        tx.journal(DEVIATION_CHANGED, noted, fields="closure_due_on")
    with world.reading(scene.manager) as tx:
        rows = queries.closed(tx.session, [2026])
    assert sorted((row.days, row.is_in_time) for row in rows) == [(0, False), (0, True)]


def test_the_board_as_json_and_its_statements_however_many_there_are(app: Flask, world: World, engine: Engine) -> None:
    scene = found(world).issue()
    browser = Browser(app, scene.manager)

    def statements() -> int:
        browser.page("/deviations/board")
        with counted(engine) as seen:
            browser.page("/deviations/board")
        return len(seen)

    few = statements()
    for area in (*Area, None):
        another(world, scene, area=area, country="BA").issue()
    assert statements() == few <= 8
    body: Any = (
        app.test_client().get("/api/v1/deviations/board", headers=token(world, scene.manager), base_url=BASE).json
    )
    assert body["open_count"] == 7
    assert body["by_grade"] == {"critical": 0, "major": 7, "minor": 0}
    sides = {each["side"]: each["groups"] for each in body["divisions"]}
    assert sides["age"][0] == {"key": "to_30", "name": "", "critical": 0, "major": 7, "minor": 0, "total": 7}
    assert [(group["key"], group["total"]) for group in sides["country"]] == [("BA", 6), (None, 1)]
