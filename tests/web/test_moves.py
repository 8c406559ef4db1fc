"""Moving follow-ups in a browser and by API."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask

from followup.domain.actors import Role, Staff
from followup.domain.follow_ups import NewFollowUp
from followup.domain.schedule import FollowUpKind
from followup.models.follow_ups import FollowUp
from followup.models.organisations import Organisation
from followup.services import follow_ups
from tests.builders import World
from tests.web.api import Api
from tests.web.client import Browser, well_made

TODAY = date(2026, 3, 2)
MAY = date(2026, 5, 4)
WARNING = "6 Jun 2026 is a day off. The next working day is 8 Jun 2026."


@pytest.fixture
def region(world: World) -> Organisation:
    return world.organisation("Region North")


@pytest.fixture
def manager(world: World, region: Organisation) -> Staff:
    return world.staff(region, name="Maja Manager")


def put(world: World, staff: Staff, due_on: date = MAY) -> FollowUp:
    contract = world.contract(staff)
    with world.tx(staff) as tx:
        new = NewFollowUp(kind=FollowUpKind.SITE_AUDIT, due_on=due_on, reason="A tip")
        return follow_ups.add(tx, contract.public_id, new)


def due(world: World, staff: Staff, row: FollowUp) -> date:
    with world.reading(staff) as tx:
        return tx.follow(FollowUp, row.id).due_on


def said(page: Any, path: str = "//main") -> str:
    return " ".join(" ".join(page.xpath(path)[0].itertext()).split())


def test_one_is_moved_from_its_own_page_and_leads_back_there(app: Flask, world: World, manager: Staff) -> None:
    row, browser = put(world, manager), Browser(app, manager)
    page = browser.page(f"/follow-ups/{row.public_id}")
    form = browser.page(page.xpath("//a[text()='Move']/@href")[0])
    sent = next(dict(f.form_values()) for f in form.forms if f.get("action") == "/plan/move")
    assert sent["chosen"] == f"{row.public_id}:1"
    assert sent["due_on"] == "2026-05-04"
    answer = browser.post("/plan/move", {**sent, "due_on": "2026-06-01", "reason": "The factory is closed."})
    assert answer.status_code == 303
    assert f"/follow-ups/{row.public_id}" in answer.location
    after = browser.page(answer.location.removeprefix("https://followup.test"))
    assert "moved by hand from 4 May 2026. The factory is closed." in said(after)
    assert "the plan does not move it back" in said(after)


def test_a_day_off_is_warned_of_and_either_the_next_working_day_is_taken_or_the_date_kept(
    app: Flask, world: World, manager: Staff
) -> None:
    browser = Browser(app, manager)
    for choice, expected in (("next", date(2026, 6, 8)), ("keep", date(2026, 6, 6))):
        row = put(world, manager)
        sent = {"chosen": f"{row.public_id}:1", "due_on": "2026-06-06", "reason": "x"}
        warned = browser.post("/plan/move", {**sent, "day_off": "ask"})
        page = well_made(warned.text)
        assert WARNING in said(page, "//div[contains(@class, 'tone-warn')]")
        assert "There is something to correct" not in said(page)
        assert "Error" not in (page.findtext(".//title") or "")
        assert due(world, manager, row) == MAY
        buttons = page.xpath("//button[@name='day_off']")
        assert [(b.get("value"), said(b, ".")) for b in buttons] == [
            ("next", "Move to 8 Jun 2026"), ("keep", "Keep 6 Jun 2026"),
        ]  # fmt: skip
        again = next(dict(f.form_values()) for f in page.forms if f.get("action") == "/plan/move")
        assert browser.post("/plan/move", {**again, "day_off": choice}).status_code == 303
        assert due(world, manager, row) == expected


def test_a_reason_is_needed_and_what_was_typed_stays(app: Flask, world: World, manager: Staff) -> None:
    row, browser = put(world, manager), Browser(app, manager)
    answer = browser.post("/plan/move", {"chosen": f"{row.public_id}:1", "month": "2026-06", "day_off": "ask"})
    page = well_made(answer.text)
    assert answer.status_code == 422
    assert "Reason: This is needed." in said(page)
    assert page.xpath("//select[@name='month']/option[@selected]/@value") == ["2026-06"]
    assert page.xpath("//input[@name='chosen']/@value") == [f"{row.public_id}:1"]


def test_a_stale_save_says_which_and_shows_it_as_it_is_now(app: Flask, world: World, manager: Staff) -> None:
    row, browser = put(world, manager), Browser(app, manager)
    with world.tx(manager) as tx:
        follow_ups.start(tx, row.public_id)
    sent = {"chosen": f"{row.public_id}:1", "due_on": "2026-06-01", "reason": "x"}
    answer = browser.post("/plan/move", sent)
    page = well_made(answer.text)
    assert answer.status_code == 409
    assert "somebody else has meanwhile changed: Gloves" in said(page)
    assert page.xpath("//input[@name='chosen']/@value") == [f"{row.public_id}:2"]


def test_nothing_ticked_and_too_many_ticked_are_answered_in_words(app: Flask, world: World, manager: Staff) -> None:
    browser = Browser(app, manager)
    assert "No follow-up is ticked." in said(browser.page("/plan/move"))
    assert browser.post("/plan/move", {"reason": "x", "due_on": "2026-06-01"}).status_code == 422
    letters = "abcdefghijklmnopqrst"
    many = "&".join(f"chosen=fup_{'a' * 24}{one}{other}" for one in letters for other in letters[:11])
    assert browser.get(f"/plan/move?{many}").status_code == 422
    assert browser.get(f"/plan/move?chosen=fup_{'a' * 26}").status_code == 404


def test_who_only_reads_sees_no_ticks_and_may_not_move(
    app: Flask, world: World, manager: Staff, region: Organisation
) -> None:
    row = put(world, manager)
    reader = Browser(app, world.staff(region, Role.READER))
    assert reader.page("/plan/workload").xpath("//input[@name='chosen']") == []
    assert reader.get(f"/plan/move?chosen={row.public_id}").status_code == 403


def test_why_it_is_late_is_said_and_can_be_changed(app: Flask, world: World, manager: Staff) -> None:
    row, browser = put(world, manager, TODAY - timedelta(days=5)), Browser(app, manager)
    page = browser.page("/plan/late")
    form = browser.page(page.xpath("//td[@class='do']/a/@href")[0])
    [sent] = [dict(f.form_values()) for f in form.forms if f.xpath(".//textarea[@name='note']")]
    address = f"/follow-ups/{row.public_id}/explain"
    answer = browser.post(address, {**sent, "note": "The supplier moves its factory."})
    assert answer.status_code == 303
    after = browser.page("/plan/late")
    assert "The supplier moves its factory." in said(after)
    assert said(after, "//td[@class='do']/a").startswith("Change the explanation")
    assert "The supplier moves its factory." in said(browser.page(f"/follow-ups/{row.public_id}"))
    assert browser.post(address, {"note": "Other", "version": "1"}).status_code == 409


def test_the_api_moves_several_and_tells_of_a_day_off_without_refusing_it(
    app: Flask, world: World, manager: Staff
) -> None:
    rows = [put(world, manager) for _ in range(2)]
    api = Api(app, world, manager)
    chosen = [f"{row.public_id}:1" for row in rows]
    made = api("POST", "/plan/moves", {"chosen": chosen, "due_on": "2026-06-06", "reason": "Holidays"})
    assert made.status_code == 201
    assert [(one["due_on"], one["next_working_day"], one["version"]) for one in made.json["items"]] == [
        ("2026-06-06", "2026-06-08", 2),
    ] * 2
    stale = api("POST", "/plan/moves", {"chosen": chosen, "month": "2026-07", "reason": "Again"})
    assert (stale.status_code, stale.json["code"]) == (409, "move.changed")
    for wrong in ("2026-13", "2026", "x", 7, None):
        body = {"chosen": [f"{rows[0].public_id}:2"], "month": wrong, "reason": "x"}
        assert api("POST", "/plan/moves", body).status_code == 422
