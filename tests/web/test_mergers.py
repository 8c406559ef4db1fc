"""Likely duplicates and mergers in a browser and by API."""

from __future__ import annotations

import pytest
from flask import Flask

from followup.domain.actors import Role, Staff
from tests.builders import World
from tests.web.api import Api
from tests.web.asked import asked
from tests.web.client import Browser


@pytest.fixture
def manager(world: World) -> Staff:
    return world.staff(world.organisation())


def test_a_person_chooses_compares_and_confirms(app: Flask, world: World, manager: Staff) -> None:
    goes, stays = world.supplier("Sydlys AB"), world.supplier("Nordlys AB")
    world.contract(manager, supplier=goes)
    browser = Browser(app, manager)
    page = browser.page(f"/suppliers/{goes.public_id}/merge")
    assert page.xpath("//select[@name='into_id']/option/text()") == ["Choose", "Nordlys AB"]
    led = browser.post(f"/suppliers/{goes.public_id}/merge", {"into_id": stays.public_id})
    path = led.headers["Location"]
    side_by_side = browser.page(path)
    contracts = side_by_side.xpath("//tr[th[normalize-space()='Our contracts']]/td")
    assert [cell.text_content() for cell in contracts] == ["1", "0"]
    unticked = browser.post(path)
    assert (unticked.status_code, "they are the same company" in unticked.text) == (422, True)
    assert browser.post(path, {"confirmed": "yes"}).status_code == 303
    again = browser.post(path, {"confirmed": "yes"})
    assert (again.status_code, "has already been merged" in again.text) == (409, True)


def test_the_api_merges_undoes_and_refuses_a_chain(app: Flask, world: World, manager: Staff) -> None:
    goes, stays, third = (world.supplier(name) for name in ("Sydlys AB", "sydlys ab", "Third AB"))
    api = Api(app, world, manager)
    [pair] = api("GET", "/suppliers/duplicates").json["items"]
    assert (pair["goes_id"], pair["stays_id"], pair["why"]) == (stays.public_id, goes.public_id, ["name"])
    merged = api("POST", f"/suppliers/{goes.public_id}/merge", {"into_id": stays.public_id})
    assert (merged.status_code, merged.json["merged_into_id"]) == (201, stays.public_id)
    chain = api("POST", f"/suppliers/{third.public_id}/merge", {"into_id": goes.public_id})
    assert (chain.status_code, chain.json["code"]) == (409, "merger.target_gone")
    undone = api("POST", f"/suppliers/{goes.public_id}/unmerge", {})
    assert (undone.status_code, undone.json["merged_into_id"]) == (201, None)


def test_a_reader_sees_likely_duplicates_and_merges_none(app: Flask, world: World) -> None:
    goes, stays = world.supplier("Sydlys AB"), world.supplier("Sydlys AB")
    browser = Browser(app, world.staff(world.organisation(), Role.READER))
    page = browser.page("/suppliers/duplicates")
    assert "Sydlys AB" in page.text_content()
    assert not page.xpath("//a[contains(@href, '/merge/')]")
    assert browser.get(f"/suppliers/{goes.public_id}/merge/{stays.public_id}").status_code == 403


def test_duplicates_are_found_in_few_statements_however_many_there_are(
    app: Flask, world: World, manager: Staff
) -> None:
    browser = Browser(app, manager)
    for number in range(30):
        world.supplier(f"Twin {number // 2}")
    assert 2 <= len(asked(world, browser, "/suppliers/duplicates")) <= 5
    assert len(browser.page("/suppliers/duplicates").xpath("//tbody/tr")) == 15
