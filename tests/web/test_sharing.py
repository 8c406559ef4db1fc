"""Shared results in the browser and by the API."""

from __future__ import annotations

from datetime import date

from flask import Flask
from sqlalchemy import Engine

from followup.domain.actors import Role
from followup.models.sharing import SharedResult
from followup.services import sharing
from tests.annual import deviates, followed_up
from tests.builders import World
from tests.web.api import Api
from tests.web.client import Browser
from tests.web.statements import counted


class Scene:
    """A shared result with an open deviation, its owner and a neighbour."""

    def __init__(self, world: World) -> None:
        mine, theirs = world.organisation("Region Mine"), world.organisation("Region Theirs")
        within = (world.cooperation(mine, theirs),)
        self.owner = world.staff(mine, cooperations=within)
        self.reader = world.staff(mine, Role.READER, cooperations=within)
        self.neighbour = world.staff(theirs, cooperations=within)
        self.supplier = world.supplier("Invented Gloves AB")
        contract = world.contract(self.owner, supplier=self.supplier)
        self.follow_up = followed_up(world, self.owner, contract, date(2026, 2, 1))
        deviates(world, self.owner, self.follow_up, date(2026, 2, 2))
        self.world = world

    def share(self) -> SharedResult:
        with self.world.tx(self.owner) as tx:
            return sharing.share(tx, self.follow_up.public_id)[0]


def test_a_result_is_shared_seen_by_a_neighbour_and_withdrawn(app: Flask, world: World) -> None:
    scene = Scene(world)
    owner, neighbour = Browser(app, scene.owner), Browser(app, scene.neighbour)
    assert "Nothing is shared yet." in neighbour.page("/shared-results").text_content()
    shared = owner.post(f"/follow-ups/{scene.follow_up.public_id}/share")
    assert shared.status_code == 303
    address = shared.location.partition("?")[0]
    assert f"/follow-ups/{scene.follow_up.public_id}" in owner.get(address).text
    seen = neighbour.page(address).text_content()
    assert "Yellow" in seen
    assert "What exactly was found stays with the organisation" in seen
    assert "Withdraw" not in seen
    assert "Invented Gloves AB" in neighbour.page("/shared-results?light=yellow").text_content()
    assert "No shared result matches." in neighbour.page("/shared-results?light=red").text_content()
    assert owner.page(f"{address}/withdraw") is not None
    assert owner.post(f"{address}/withdraw", {"reason": ""}).status_code == 422
    assert owner.post(f"{address}/withdraw", {"reason": "By mistake"}).status_code == 303
    assert "By mistake" in owner.page(address).text_content()
    assert neighbour.get(address).status_code == 404


def test_who_may_not_share_or_withdraw_is_told_so(app: Flask, world: World) -> None:
    scene = Scene(world)
    assert Browser(app, scene.reader).post(f"/follow-ups/{scene.follow_up.public_id}/share").status_code == 403
    result = scene.share()
    assert Browser(app, scene.neighbour).get(f"/shared-results/{result.public_id}/withdraw").status_code == 403
    again = Browser(app, scene.owner).post(f"/follow-ups/{scene.follow_up.public_id}/share")
    assert again.status_code == 409
    assert "already been shared" in again.text


def test_of_one_supplier_the_page_says_how_it_stands(app: Flask, world: World) -> None:
    scene = Scene(world)
    scene.share()
    page = Browser(app, scene.neighbour).page(f"/shared-results?supplier_id={scene.supplier.public_id}")
    assert "How the supplier stands" in page.text_content()
    assert "1 organisation" in page.text_content()


def test_the_api_gives_the_reduced_copy_and_nothing_of_its_origin(app: Flask, world: World) -> None:
    scene = Scene(world)
    result = scene.share()
    theirs, mine = Api(app, world, scene.neighbour), Api(app, world, scene.owner)
    [listed] = theirs("GET", "/shared-results").json["items"]
    for_others = theirs("GET", f"/shared-results/{result.public_id}").json
    for_me = mine("GET", f"/shared-results/{result.public_id}").json
    assert (listed["light"], listed["minor_count"], listed["open_count"]) == ("yellow", 1, 1)
    assert for_others["follow_up_id"] is None
    assert for_me["follow_up_id"] == scene.follow_up.public_id
    assert "never leave" not in str(for_others)


def test_list_and_page_ask_the_database_few_times(app: Flask, world: World, engine: Engine) -> None:
    scene = Scene(world)
    result = scene.share()
    browser = Browser(app, scene.owner)
    narrowed = f"/shared-results?supplier_id={scene.supplier.public_id}"
    for path in ("/shared-results", narrowed, f"/shared-results/{result.public_id}"):
        with counted(engine) as seen:
            browser.page(path)
        assert len(seen) <= 8, path


def test_before_sharing_one_sees_exactly_what_others_would_read(app: Flask, world: World) -> None:
    scene = Scene(world)
    address = f"/follow-ups/{scene.follow_up.public_id}/share"
    page = Browser(app, scene.owner).page(address).text_content()
    assert "What never leaves" in page
    assert "never leave" not in page.replace("What never leaves", "")
    Browser(app, scene.neighbour).page(address, status=404)
    call = Api(app, world, scene.owner)
    offered = call("GET", address).json
    shared = call("POST", address, {})
    assert shared.status_code == 201
    told = {"supplier_name", "kind", "done_on", "light", "minor_count", "open_count", "areas", "reusable_until"}
    assert {name: offered[name] for name in told} == {name: shared.json[name] for name in told}
