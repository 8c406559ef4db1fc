"""The annual summary in the browser: own figures with their rows, confirming, compiling, review and publication."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import Engine, select

from followup.demo.story import Archive
from followup.domain.actors import Role
from followup.domain.organisations import OrganisationKind
from followup.jobs import publish_files
from followup.jobs.work import Work
from followup.models.summaries import PublishedEdition
from tests.annual import House, a_year, deviates, followed_up
from tests.builders import World
from tests.web.api import Api
from tests.web.client import Browser
from tests.web.statements import counted


def test_own_figures_are_whole_and_lead_to_the_rows_and_back(app: Flask, world: World) -> None:
    house = House(world)
    contract = a_year(house)
    manager = Browser(app, house.managers[0])
    page = manager.page("/summaries/own/2025")
    links = {a.get("href") for a in page.iter("a")}
    assert "/summaries/own/2025?indicator=deviations_overdue#lines" in links
    rows = manager.page("/summaries/own/2025?indicator=active_contracts")
    assert f"/contracts/{contract.public_id}" in {a.get("href") for a in rows.iter("a")}
    narrowed = manager.page("/summaries/own/2025?indicator=deviations_open&category=gloves")
    assert sum("/deviations/" in (a.get("href") or "") for a in narrowed.iter("a")) == 2
    assert manager.get("/summaries/own/2025?indicator=nothing").status_code == 422


def test_the_list_behind_a_figure_goes_on_over_pages(app: Flask, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("followup.web.own_figures.LINES_SHOWN", 2)
    house = House(world, members=1)
    a_year(house)
    manager = Browser(app, house.managers[0])
    first = manager.page("/summaries/own/2025?indicator=deviations_issued")
    [onward] = [a.get("href") for a in first.iter("a") if a.get("rel") == "next"]
    second = manager.page(onward)
    assert [a.get("rel") for a in second.iter("a") if a.get("rel")] == ["first"]
    links = {a.get("href", "") for page in (first, second) for a in page.iter("a")}
    assert sum("/deviations/" in link for link in links) == 3


def test_an_approver_confirms_and_what_changes_later_is_shown_beside(app: Flask, world: World) -> None:
    house = House(world)
    contract = a_year(house)
    approver = Browser(app, house.approvers[0])
    assert "Confirm the figures for 2025" in approver.get("/summaries/own/2025").text
    assert "Confirm the figures for 2025" not in Browser(app, house.managers[0]).get("/summaries/own/2025").text
    assert Browser(app, house.managers[0]).post("/summaries/own/2025/confirm").status_code == 403
    assert approver.post("/summaries/own/2025/confirm").status_code == 303
    assert approver.post("/summaries/own/2025/confirm").status_code == 409
    assert approver.post("/summaries/own/2026/confirm").status_code == 409
    assert approver.post("/summaries/own/1999/confirm").status_code == 404
    assert "Rows have changed since" not in approver.page("/summaries/own/2025").text_content()
    followed_up(world, house.managers[0], contract, date(2025, 8, 1))
    text = approver.page("/summaries/own/2025").text_content()
    assert "Rows have changed since" in text
    assert "confirmed: 1" in text


def test_the_secretariat_compiles_reviews_and_another_person_publishes(app: Flask, world: World) -> None:
    house = House(world)
    a_year(house)
    house.confirm()
    coordinator, publisher = Browser(app, house.coordinator), Browser(app, house.publisher)
    member = Browser(app, house.approvers[1])
    assert "Compile 2025" in coordinator.get("/summaries").text
    assert "Compile 2025" not in publisher.get("/summaries").text
    compiled = coordinator.post(f"/summaries/{house.cooperation.public_id}/compile/2025")
    address = compiled.location.partition("?")[0]
    draft = coordinator.page(address).text_content()
    assert "hidden" in draft
    assert "not reported" in draft
    assert member.get(address).status_code == 404
    version = {"version": "1"}
    assert coordinator.post(f"{address}/publish", version).status_code == 403
    assert publisher.post(f"{address}/review", {"version": "7"}).status_code == 409
    assert coordinator.post(f"{address}/review", version).status_code == 303
    assert coordinator.post(f"{address}/publish", {"version": "2"}).status_code == 403
    assert publisher.post(f"{address}/return", {"version": "2"}).status_code == 303
    assert coordinator.post(f"{address}/review", {"version": "3"}).status_code == 303
    assert publisher.post(f"{address}/publish", {"version": "4"}).status_code == 303
    shown = member.page(address).text_content()
    assert "Show the published edition" in shown
    with world.reading() as tx:
        assert tx.session.scalars(select(PublishedEdition.sha256)).one() in shown
    publish_files.run(Work(world.runtime, Archive()))
    assert Browser(app).page(f"/pub/{house.cooperation.slug}/2025/r1") is not None


def test_a_host_compiles_and_publishes_for_its_cooperation_and_another_member_does_not(
    app: Flask, world: World
) -> None:
    host = world.organisation("Host", OrganisationKind.MUNICIPALITY, "NO")
    house = House(world, members=1)
    shared = (world.cooperation(house.organisations[0], secretariat=host),)
    manager = Browser(app, world.staff(host, Role.CONTRACT_MANAGER, Role.COORDINATOR, cooperations=shared))
    second = Browser(app, world.staff(host, Role.APPROVER, Role.PUBLISHER, cooperations=shared))
    member = Browser(app, world.staff(house.organisations[0], Role.COORDINATOR, Role.PUBLISHER, cooperations=shared))
    compiling = f"/summaries/{shared[0].public_id}/compile/2025"
    assert second.post("/summaries/own/2025/confirm").status_code == 303
    assert "1 of 2 members" in manager.page("/summaries").text_content()
    assert "Compile 2025" not in member.get("/summaries").text
    assert member.post(compiling).status_code == 403
    address = manager.post(compiling).location.partition("?")[0]
    assert manager.post(f"{address}/review", {"version": "1"}).status_code == 303
    assert member.post(f"{address}/publish", {"version": "2"}).status_code == 403
    assert manager.post(f"{address}/publish", {"version": "2"}).status_code == 403
    assert second.post(f"{address}/publish", {"version": "2"}).status_code == 303
    publish_files.run(Work(world.runtime, Archive()))
    assert Browser(app).page(f"/pub/{shared[0].slug}/2025/r1") is not None


def test_another_secretariat_neither_compiles_nor_sees_it(app: Flask, world: World) -> None:
    house, other = House(world), House(world)
    house.confirm()
    summary = house.compile()
    stranger = Browser(app, other.coordinator)
    assert stranger.get(f"/summaries/{summary.public_id}").status_code == 404
    assert stranger.post(f"/summaries/{house.cooperation.public_id}/compile/2025").status_code == 403


def test_the_api_tells_own_figures_confirmations_and_editions(app: Flask, world: World) -> None:
    house = House(world)
    a_year(house)
    member, secretariat = Api(app, world, house.managers[0]), Api(app, world, house.coordinator)
    own = member("GET", "/own-figures/2025").json
    [issued] = [f for f in own["figures"] if (f["indicator"], f["cut"]) == ("deviations_issued", "total")]
    assert issued["value"] == sum(line["indicator"] == "deviations_issued" for line in own["lines"]) == 3
    assert member("GET", "/own-figures/0").status_code == 404
    house.confirm(0)
    house.confirm(1)
    assert len(member("GET", "/confirmed-figures").json["items"]) == 1
    assert len(secretariat("GET", "/confirmed-figures").json["items"]) == 2
    summary = house.compile()
    assert member("GET", "/annual-summaries").json["items"] == []
    assert member("GET", f"/annual-summaries/{summary.public_id}").status_code == 404
    [listed] = secretariat("GET", "/annual-summaries").json["items"]
    shown = secretariat("GET", f"/annual-summaries/{summary.public_id}")
    assert (listed["status"], listed["edition"], len(shown.json["sources"])) == ("draft", 1, 2)
    assert shown.headers["ETag"] == f'"v{listed["version"]}"'
    house.publish(house.review(summary))
    assert [row["status"] for row in member("GET", "/annual-summaries").json["items"]] == ["published"]


def test_pages_ask_the_database_few_times_however_much_there_is(app: Flask, world: World, engine: Engine) -> None:
    house = House(world)
    house.confirm(0)
    summary = house.compile()
    for _ in range(3):
        audit = followed_up(world, house.managers[0], house.contract(), date(2025, 3, 1))
        deviates(world, house.managers[0], audit, date(2025, 3, 2))
    asked = {
        house.approvers[0]: ("/summaries", "/summaries/own/2025", "/summaries/own/2025?indicator=deviations_issued"),
        house.coordinator: ("/summaries", f"/summaries/{summary.public_id}"),
    }
    for who, paths in asked.items():
        browser = Browser(app, who)
        for path in paths:
            with counted(engine) as seen:
                browser.page(path)
            assert len(seen) <= 8, (path, len(seen))


def test_a_row_is_left_out_by_hand_with_a_reason_and_counts_again_when_that_is_undone(app: Flask, world: World) -> None:
    house = House(world, members=1)
    contract = a_year(house)
    manager = Browser(app, house.managers[0])
    rows = manager.page("/summaries/own/2025?indicator=active_contracts")
    [link] = [a.get("href") for a in rows.iter("a") if "leave-out" in (a.get("href") or "")]
    manager.page(link)
    values = {"indicator": "active_contracts", "item": contract.public_id, "reason": "It is the same contract twice"}
    assert manager.post("/summaries/own/2025/leave-out", {**values, "reason": ""}).status_code == 422
    assert manager.post("/summaries/own/2025/leave-out", values).status_code == 303
    page = manager.page("/summaries/own/2025")
    assert "It is the same contract twice" in page.text_content()
    [undo] = [form.get("action") for form in page.iter("form") if "/undo" in (form.get("action") or "")]
    assert manager.post(undo, {"version": "1"}).status_code == 303
    told = Api(app, world, house.managers[0])("GET", "/own-figures/2025").json
    assert [row["undone_at"] is not None for row in told["corrections"]] == [True]


def test_an_approver_opens_the_figures_again_with_a_reason_and_sees_the_years_side_by_side(
    app: Flask, world: World
) -> None:
    house = House(world, members=1)
    a_year(house)
    house.confirm(year=2024)
    house.confirm()
    approver = Browser(app, house.approvers[0])
    page = approver.page("/summaries/over-the-years")
    assert [a.text_content() for a in page.iter("a") if a.get("href", "").startswith("/summaries/own/")] == [
        "2024",
        "2025",
    ]
    assert Browser(app, house.managers[0]).post("/summaries/own/2025/reopen", {"reason": "x"}).status_code == 403
    approver.page("/summaries/own/2025/reopen")
    assert approver.post("/summaries/own/2025/reopen", {"reason": "An audit was missing"}).status_code == 303
    page = approver.page("/summaries/own/2025")
    assert "An audit was missing" in page.text_content()
    assert "Confirm the figures for 2025" in page.text_content()
    approver.page("/summaries/own/2025/add")
