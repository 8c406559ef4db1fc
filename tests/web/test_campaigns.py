"""The pages of campaigns: whom to send to, what is missing, and how far each has come."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import Engine

from followup.clock import FixedClock
from followup.domain.actors import Role
from followup.models.organisations import Organisation
from tests.builders import World
from tests.services.test_campaigns import DUE, Suppliers, refused
from tests.web.api import Api
from tests.web.client import Browser
from tests.web.statements import counted


def test_all_that_are_ready_are_sent_in_one_go_and_the_others_say_what_to_do(app: Flask, world: World) -> None:
    scene = Suppliers(world, 2)
    scene.add()
    browser = Browser(app, scene.staff)
    page = browser.page("/campaigns/new?due_on=2026-04-07")
    assert "Easter Monday" in page.text_content()
    assert "Add a contact person to the supplier first." in page.text_content()
    ticked = page.xpath("//input[@name='chosen']/@value")
    assert set(ticked) == {*scene.ids[:2]}
    sent = browser.post("/campaigns/new", {"name": "Spring", "due_on": "2026-04-07", "chosen": ticked})
    assert sent.status_code == 303
    shown = browser.page(sent.location).text_content()
    assert "Spring" in shown
    assert "contact1@supplier.test" in shown
    assert "Spring" in browser.page("/campaigns").text_content()


def test_a_refused_campaign_keeps_the_name_the_day_and_the_ticks(app: Flask, world: World) -> None:
    scene = Suppliers(world, 2)
    browser = Browser(app, scene.staff)
    refusal = browser.post(
        "/campaigns/new?risk_class=b", {"name": "", "due_on": "2026-04-08", "chosen": [scene.ids[1]]}
    )
    assert refusal.status_code == 422
    assert re.findall(r'value="(fup_[a-z0-9]+)" checked', refusal.text) == [scene.ids[1]]
    assert '<input type="hidden" name="due_on" value="2026-04-08">' in refusal.text
    nobody = browser.post("/campaigns/new", {"name": "Spring", "due_on": "2026-04-08"})
    assert nobody.status_code == 422
    assert "Tick the suppliers that are to be asked." in nobody.text


def test_the_page_tells_each_state_in_words_and_not_who_has_begun(app: Flask, world: World, clock: FixedClock) -> None:
    scene = Suppliers(world, 3)
    campaign = scene.start()
    begun, answered, _ = scene.asked(campaign)
    begun.save(values={"1": "yes"})
    answered.answer()
    refused(world, scene.mails("questionnaire_invitation")[2])
    browser = Browser(app, scene.staff)
    address = f"/campaigns/{campaign.public_id}"
    page = browser.page(address).text_content()
    for text in ("Waiting for the supplier", "Answered", "Address does not take mail"):
        assert text in page
    only = browser.page(f"{address}?state=answered").text_content()
    assert "contact1@supplier.test" in only
    assert "contact0@supplier.test" not in only
    clock.set(datetime(2026, 4, 10, 9, tzinfo=UTC))
    assert "11 days late" in Browser(app, scene.staff).page(f"{address}?state=late").text_content()
    items = Api(app, world, scene.staff)("GET", f"{address}/suppliers").json["items"]
    assert [item["state"] for item in items] == ["late", "answered", "undeliverable"]
    counts = Api(app, world, scene.staff)("GET", address).json["counts"]
    assert (counts["late"], counts["answered"], counts["undeliverable"]) == (1, 1, 1)


def test_the_buttons_remind_and_extend_and_a_reader_has_none(app: Flask, world: World, clock: FixedClock) -> None:
    scene = Suppliers(world, 2)
    campaign = scene.start()
    address = f"/campaigns/{campaign.public_id}"
    browser = Browser(app, scene.staff)
    assert browser.post(f"{address}/remind", {}).status_code == 409
    clock.set(datetime(2026, 3, 10, 9, tzinfo=UTC))
    browser = Browser(app, scene.staff)
    assert browser.post(f"{address}/remind", {}).status_code == 303
    assert len(scene.mails("questionnaire_reminder")) == 2
    assert browser.post(f"{address}/extend", {"due_on": "2026-04-20"}).status_code == 303
    assert "20 Apr 2026" in browser.page(address).text_content()
    more = scene.add("later@supplier.test")
    data = {"due_on": str(DUE), "chosen": [more.public_id]}
    assert browser.post(f"{address}/more", data).status_code == 303
    assert "later@supplier.test" in browser.page(address).text_content()
    with world.reading() as tx:
        home = tx.follow(Organisation, scene.staff.organisation_id or 0)
    reader = Browser(app, world.staff(home, Role.READER))
    assert "/remind" not in str(reader.page(address).xpath("//form/@action"))
    assert reader.post(f"{address}/remind", {}).status_code == 403


@pytest.mark.parametrize("path", ["/campaigns", "/campaigns/{id}", "/campaigns/new"])
def test_a_page_asks_as_many_questions_of_the_database_for_many_as_for_few(
    app: Flask, world: World, engine: Engine, path: str
) -> None:
    numbers = []
    for count in (2, 12):
        scene = Suppliers(world, count)
        campaign = scene.start()
        for n in range(count):
            scene.add(f"more{n}@supplier.test")
        with counted(engine) as statements:
            Browser(app, scene.staff).page(path.format(id=campaign.public_id))
        numbers.append(len(statements))
    assert numbers[0] == numbers[1] <= 14


def test_a_refused_address_becomes_work_until_a_mail_is_taken_again(app: Flask, world: World) -> None:
    scene = Suppliers(world, 1)
    [one] = scene.asked(scene.start())
    browser = Browser(app, scene.staff)
    refused(world, scene.mails("questionnaire_invitation")[0])
    assert "correct the contact person" in browser.page("/work").text_content()
    shown = browser.page(f"/questionnaires/{one.invitation_id}").text_content()
    assert "Nobody is reminded until a mail is taken again." in shown
