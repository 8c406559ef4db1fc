"""Joint follow-ups, reuse and spared follow-ups in the browser and by the API."""

from __future__ import annotations

from datetime import date

from flask import Flask
from sqlalchemy import Engine

from followup.domain.actors import Role
from followup.domain.schedule import FollowUpKind
from followup.domain.suppliers import NewSite
from followup.domain.supply import ContractSites
from followup.services import suppliers, supply
from tests.builders import World
from tests.joint import AUDIT, DUE, Three
from tests.web.api import Api
from tests.web.client import Browser
from tests.web.statements import counted


def text(page: object) -> str:
    return " ".join(" ".join(page.find(".//main").itertext()).split())  # type: ignore[attr-defined] # an lxml element


def test_members_see_who_asks_twice_but_no_contract_and_no_place_of_others(app: Flask, world: World) -> None:
    three = Three(world)
    trader = world.supplier("Another trader AB")
    contracts = {0: three.contracts[0], 1: world.contract(three.managers[1], supplier=trader, title="Secret title")}
    for place, maker in ((0, three.supplier), (1, trader)):
        with world.tx(three.managers[place]) as tx:
            site = suppliers.add_site(tx, maker.public_id, NewSite(name="Hidden hall", country="PK"))
            supply.set_sites(tx, contracts[place].public_id, ContractSites(site_ids=(site.public_id,)), None)
        three.plans(place, DUE[place], FollowUpKind.SITE_AUDIT, contracts[place])
    three.compare()
    seen = {who: text(Browser(app, who).page("/joint-follow-ups")) for who in (*three.managers, three.coordinator)}
    assert all("Region North, Region South" in page for page in seen.values())
    assert [who for who, page in seen.items() if "Hidden hall" not in page] == [three.managers[2]]
    assert not [page for page in seen.values() if "Secret title" in page]
    sites = [Api(app, world, who)("GET", "/overlaps").json["items"][0]["site"] for who in three.managers]
    assert sites == ["Hidden hall, PK", "Hidden hall, PK", None]


def test_a_stranger_sees_nothing_of_another_cooperation(app: Flask, world: World) -> None:
    three = Three(world)
    three.all_plan()
    three.compare()
    joint = three.suggest()
    organisation = world.organisation()
    stranger = Browser(app, world.staff(organisation, cooperations=(world.cooperation(organisation),)))
    assert "Invented Gloves AB" not in text(stranger.page("/joint-follow-ups"))
    assert stranger.get(f"/joint-follow-ups/{joint.public_id}").status_code == 404
    assert stranger.get(f"/spared?cooperation_id={three.cooperation.public_id}").status_code == 404


def test_a_program_suggests_and_reads_what_became_of_it(app: Flask, world: World) -> None:
    three = Three(world)
    three.all_plan()
    three.compare()
    api = Api(app, world, three.coordinator)
    [overlap] = api("GET", "/overlaps").json["items"]
    body = {
        "supplier_id": overlap["supplier_id"],
        "kind": overlap["kind"],
        "year": overlap["year"],
        "lead_id": three.regions[0].public_id,
        "participant_ids": [share["organisation_id"] for share in overlap["shares"]],
        "due_on": "2026-09-01",
        "payer": "programme",
        "why": "Planned by all three",
    }
    made = api("POST", f"/cooperations/{three.cooperation.public_id}/joint-follow-ups", json=body)
    assert made.status_code == 201
    joint = made.json
    assert (joint["status"], joint["organisation_count"], joint["in_count"]) == ("suggested", 3, 0)
    assert [p["slot_count"] for p in joint["participants"]] == [1, 1, 1]
    assert api("GET", f"/joint-follow-ups/{joint['id']}").json["lead_name"] == "Region North"
    assert [row["id"] for row in api("GET", "/joint-follow-ups").json["items"]] == [joint["id"]]
    assert api("GET", "/joint-follow-ups?status=reported").json["items"] == []
    assert api("GET", "/overlaps").json["items"][0]["joint_id"] == joint["id"]


def test_the_reasons_for_and_against_a_result_stand_on_the_follow_ups_page(app: Flask, world: World) -> None:
    three = Three(world)
    three.does(0, three.plans(0, date(2026, 2, 1)), date(2026, 2, 10))
    three.does(2, three.plans(2, date(2026, 2, 1), FollowUpKind.DOCUMENT_REVIEW), date(2026, 2, 12))
    slot = three.plans(1, date(2026, 3, 10))
    south = Browser(app, three.managers[1])
    page = text(south.page(f"/follow-ups/{slot.public_id}"))
    assert "Method: the same, “Office audit”." in page
    assert "Method: “Document review” cannot stand for “Office audit”." in page
    assert "Age: done on 10 Feb 2026, reusable until 10 Feb 2029." in page
    assert "The next one would be counted to 10 Feb 2029." in page
    assert "Follow-up that a shared result may stand for" in text(south.page("/work"))
    reader = Browser(app, world.staff(three.regions[1], Role.READER, cooperations=(three.cooperation,)))
    assert "Reuse a result" not in text(reader.page(f"/follow-ups/{slot.public_id}"))


def test_a_result_is_taken_in_the_browser_and_refused_with_its_reasons(app: Flask, world: World) -> None:
    three = Three(world)
    good = three.does(0, three.plans(0, date(2026, 2, 1)), date(2026, 2, 10))
    weak = three.does(2, three.plans(2, date(2026, 2, 1), FollowUpKind.DOCUMENT_REVIEW), date(2026, 2, 12))
    slot = three.plans(1, date(2026, 3, 10))
    south, path = Browser(app, three.managers[1]), f"/follow-ups/{slot.public_id}/reuse"
    refused = south.post(path, {"result_id": weak.public_id})
    assert refused.status_code == 422
    assert "cannot stand for" in refused.text
    taken = south.post(path, {"result_id": good.public_id})
    assert taken.status_code == 303
    page = text(south.page(f"/follow-ups/{slot.public_id}"))
    assert "Covered by a shared result" in page
    assert "accepted on 2 Mar 2026" in page
    assert south.get(path).status_code == 409
    assert "may stand for" not in text(south.page("/work"))


def test_a_program_reads_the_proposals_and_takes_one(app: Flask, world: World) -> None:
    three = Three(world)
    good = three.does(0, three.plans(0, date(2026, 2, 1)), date(2026, 2, 10))
    slot = three.plans(1, date(2026, 3, 10))
    api = Api(app, world, three.managers[1])
    [proposal] = api("GET", f"/follow-ups/{slot.public_id}/reuse").json["items"]
    assert (proposal["suits"], proposal["against"], proposal["next_due_on"]) == (True, [], "2029-02-10")
    covered = api("POST", f"/follow-ups/{slot.public_id}/reuse", json={"result_id": good.public_id})
    assert (covered.status_code, covered.json["status"], covered.json["done_on"]) == (201, "covered", "2026-02-10")
    total, *members = api("GET", "/spared?year=2026").json["items"]
    assert (total["organisation_id"], total["spared_count"]) == (None, 1)
    assert {member["name"]: member["spared_count"] for member in members} == {
        "Region North": 0,
        "Region South": 1,
        "Region West": 0,
    }
    [row] = api("GET", "/spared/rows?year=2026").json["items"]
    assert (row["organisation_name"], row["follow_up_id"], row["count"]) == ("Region South", slot.public_id, 1)
    [seen] = Api(app, world, three.managers[0])("GET", "/spared/rows?year=2026").json["items"]
    assert seen["follow_up_id"] is None


def test_nothing_spared_says_how_a_number_comes(app: Flask, world: World) -> None:
    three = Three(world)
    assert "Nothing was spared in 2024." in text(Browser(app, three.coordinator).page("/spared?year=2024"))
    assert "Nothing stands behind it." in text(Browser(app, three.coordinator).page("/spared/rows?year=2024"))
    alone = Browser(app, world.staff(world.organisation()))
    assert "Your organisation is in no cooperation." in text(alone.page("/spared"))
    assert alone.get("/spared/rows").status_code == 404


def test_the_pages_ask_few_questions_however_many_rows(app: Flask, world: World, engine: Engine) -> None:
    three = Three(world)
    audits = three.all_plan()
    three.compare()
    joint = three.suggest()
    three.offer(joint)
    three.begins(joint)
    three.accepts(joint, 1)
    for _ in range(3):
        contract = world.contract(three.managers[1], supplier=three.supplier)
        three.plans(1, date(2026, 8, 3), contract=contract)
    three.reports(joint, three.does(0, audits[0]))
    three.takes(joint, 1, audits[1])
    browser = Browser(app, three.managers[1])
    for path in ("/joint-follow-ups", f"/joint-follow-ups/{joint.public_id}", "/spared", "/spared/rows"):
        with counted(engine) as statements:
            browser.page(path)
        assert len(statements) <= 11, f"{path}: {len(statements)}"
    assert three.spared() == [0, 1, 0]
    assert AUDIT is audits[0].kind
