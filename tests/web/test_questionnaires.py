"""Self-assessments for staff: the pages, their JSON twins, and what neither shows before it was sent in."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import Engine, event, select

from followup.domain.actors import Role
from followup.models.organisations import Organisation
from followup.models.outbox import OutboxMessage
from followup.models.suppliers import Supplier
from tests.builders import World
from tests.self_assessments import Asked, Upload, asked, planned
from tests.web.api import Api
from tests.web.client import Browser, well_made


def pages(scene: Asked) -> list[str]:
    base = f"/questionnaires/{scene.invitation_id}"
    return ["/questionnaires", base, f"{base}/assess", f"{base}/send-back", f"{base}/extend"]


def test_every_page_is_well_made_in_every_state(world: World, app: Flask) -> None:
    scene = asked(world)
    browser = Browser(app, scene.staff)
    for page in pages(scene):
        browser.page(page)
    scene.answer("partly")
    for page in pages(scene):
        browser.page(page)
    scene.assess()
    for page in pages(scene):
        browser.page(page)


def test_a_draft_is_on_no_page_of_the_buyers(world: World, app: Flask) -> None:
    scene = asked(world)
    scene.save(
        values={"1": "partly"}, comments={"1": "a canary in the draft"}, uploads=(Upload("1.file", "canary.pdf"),)
    )
    browser = Browser(app, scene.staff)
    for page in pages(scene):
        assert "canary" not in browser.get(page).text
    scene.answer()
    shown = browser.get(f"/questionnaires/{scene.invitation_id}").text
    assert "a canary in the draft" in shown
    assert "canary.pdf" in shown


def test_an_answer_that_nobody_assessed_is_marked_as_self_declared(world: World, app: Flask) -> None:
    scene = asked(world)
    scene.answer()
    browser = Browser(app, scene.staff)
    assert browser.get(f"/questionnaires/{scene.invitation_id}").text.count("Self-declared, not assessed") == 3
    scene.assess()
    text = browser.get(f"/questionnaires/{scene.invitation_id}").text
    assert "Self-declared" not in text
    assert "100 %" in text


def test_each_answer_is_one_click_from_a_deviation(world: World, app: Flask) -> None:
    scene = asked(world)
    scene.answer("no")
    page = Browser(app, scene.staff).page(f"/questionnaires/{scene.invitation_id}")
    links = page.xpath("//a[contains(., 'Record a deviation')]/@href")
    assert len(links) == 3
    assert all(scene.follow_up.public_id in link and "question=" in link for link in links)


def test_sending_from_the_follow_up_shows_first_what_will_be_sent(world: World, app: Flask) -> None:
    staff = world.staff(world.organisation())
    contract = world.contract(staff, version=world.code_version("second"))
    follow_up = planned(world, staff, contract)
    path = f"/follow-ups/{follow_up.public_id}/questionnaire/new"
    browser = Browser(app, staff)
    page = browser.page(path)
    assert "nobody at the supplier" in page.text_content()
    assert not page.xpath("//main//form")
    with world.reading() as tx:
        supplier = tx.follow(Supplier, contract.supplier_id)
    contact = world.contact(staff, supplier, "second@supplier.test")
    page = browser.page(path)
    assert page.xpath("//input[@name='due_on']/@value") == ["2026-03-30"]
    assert "Do you do 3?" in page.text_content()
    assert page.xpath("//select[@name='contact_id']/option[@selected]/@value") == [contact.public_id]
    assert browser.post(path, {"due_on": "2026-04-10"}).status_code == 422
    filled = {"due_on": "2026-04-10", "contact_id": contact.public_id}
    sent = browser.post(path, filled)
    assert sent.status_code == 303
    assert sent.headers["Location"].startswith("/questionnaires/inv_")
    assert browser.post(path, filled).status_code == 409


@pytest.mark.parametrize("due_on", ["2026-03-01", "2027-01-01", "tomorrow", ""])
def test_a_deadline_that_cannot_be_is_refused_at_its_field(world: World, app: Flask, due_on: str) -> None:
    scene = asked(world)
    response = Browser(app, scene.staff).post(f"/questionnaires/{scene.invitation_id}/extend", {"due_on": due_on})
    assert response.status_code == 422
    assert well_made(response.text).xpath("//div[@id='field-due_on-error']")


def test_assessing_saves_finishes_and_tells_a_second_assessor(world: World, app: Flask) -> None:
    scene = asked(world)
    scene.answer("partly")
    browser, path = Browser(app, scene.staff), f"/questionnaires/{scene.invitation_id}/assess"
    version = browser.page(path).xpath("//input[@name='version']/@value")[0]
    gaps = browser.post(path, {"version": version, "1.assessment": "partly", "finish": "yes"})
    assert gaps.status_code == 422
    assert [a.get("href") for a in well_made(gaps.text).xpath("//div[@role='alert']//a")] == [
        "#field-2.assessment",
        "#field-3.assessment",
    ]
    assert browser.post(path, {"version": version, "1.assessment": "partly", "1.note": "No date."}).status_code == 303
    stale = browser.post(path, {"version": version, "1.assessment": "fulfilled"})
    assert stale.status_code == 409
    assert "No date." in stale.text
    version = browser.page(path).xpath("//input[@name='version']/@value")[0]
    done = {"version": version, "2.assessment": "fulfilled", "3.assessment": "not_relevant", "finish": "yes"}
    assert browser.post(path, done).headers["Location"].endswith("done=assessed")


def test_questions_are_sent_back_by_name(world: World, app: Flask) -> None:
    scene = asked(world)
    scene.answer()
    browser, path = Browser(app, scene.staff), f"/questionnaires/{scene.invitation_id}/send-back"
    assert len(browser.page(path).xpath("//input[@name='keys']")) == 3
    assert browser.post(path, {"note": "Why?", "due_on": "2026-03-20"}).status_code == 422
    assert browser.post(path, {"keys": ["1", "3"], "note": "Why?", "due_on": "2026-03-20"}).status_code == 303
    assert scene.invitation.returned_keys == ["1", "3"]


def test_sending_the_link_again_is_one_click(world: World, app: Flask) -> None:
    scene = asked(world)
    browser = Browser(app, scene.staff)
    [action] = browser.page(f"/questionnaires/{scene.invitation_id}").xpath(
        "//form[contains(@action, 'reissue')]/@action"
    )
    assert browser.post(action).headers["Location"].startswith(f"/questionnaires/{scene.invitation_id}")
    with world.reading() as tx:
        assert tx.session.scalars(select(OutboxMessage.kind).order_by(OutboxMessage.id)).all()[-1] == "link_again"


def test_more_time_and_stopping_are_there_while_the_supplier_is_asked(world: World, app: Flask) -> None:
    scene = asked(world)
    browser, base = Browser(app, scene.staff), f"/questionnaires/{scene.invitation_id}"
    assert browser.post(f"{base}/extend", {"due_on": "2026-05-05"}).status_code == 303
    assert scene.invitation.due_on == date(2026, 5, 5)
    assert browser.post(f"{base}/cancel").status_code == 303
    assert browser.post(f"{base}/cancel").status_code == 409
    assert "Stop asking" not in browser.get(base).text


def test_a_reader_reads_and_a_stranger_finds_nothing(world: World, app: Flask) -> None:
    scene = asked(world)
    scene.answer()
    with world.reading() as tx:
        home = tx.follow(Organisation, scene.staff.organisation_id or 0)
    reader = Browser(app, world.staff(home, Role.READER))
    page = reader.page(f"/questionnaires/{scene.invitation_id}")
    assert not page.xpath("//a[contains(@href, '/assess')]")
    assert reader.get(f"/questionnaires/{scene.invitation_id}/assess").status_code == 403
    assert reader.post(f"/assignments/{scene.assignment.public_id}/reissue").status_code == 403
    stranger = Browser(app, world.staff(world.organisation()))
    for page_path in pages(scene)[1:]:
        assert stranger.get(page_path).status_code == 404
    assert stranger.post(f"/assignments/{scene.assignment.public_id}/reissue").status_code == 404


def test_the_api_gives_answers_only_after_they_were_sent_in(world: World, app: Flask) -> None:
    scene = asked(world)
    scene.save(values={"1": "no"}, comments={"1": "a canary"}, uploads=(Upload("1.file", "canary.pdf"),))
    call = Api(app, world, scene.staff)
    before = call("GET", f"/questionnaires/{scene.invitation_id}")
    assert (before.json["status"], before.json["answers"], before.json["receipt_number"]) == ("invited", [], None)
    assert "canary" not in before.text
    scene.answer("partly")
    after = call("GET", f"/questionnaires/{scene.invitation_id}").json
    assert [(a["question"], a["clause"], a["value"]) for a in after["answers"]] == [
        (str(n), f"c{n}", "partly") for n in (1, 2, 3)
    ]
    assert after["answers"][0]["files"][0]["name"] == "canary.pdf"
    assert after["receipt_number"] == "2026-000001"


def test_the_api_lists_what_the_page_lists(world: World, app: Flask) -> None:
    scene = asked(world)
    call = Api(app, world, scene.staff)
    [item] = call("GET", "/questionnaires").json["items"]
    assert (item["id"], item["status"], item["due_on"]) == (scene.invitation_id, "invited", "2026-03-30")
    assert call("GET", "/questionnaires?stage=assessed").json["items"] == []
    assert call("GET", "/questionnaires?stage=sometime").status_code == 422
    stranger = Api(app, world, world.staff(world.organisation()))
    assert stranger("GET", f"/questionnaires/{scene.invitation_id}").status_code == 404


def test_no_page_asks_the_database_too_often(world: World, app: Flask, engine: Engine) -> None:
    scene = asked(world)
    scene.answer()
    scene.assess(finish=False)
    staff, holder = Browser(app, scene.staff), Browser(app, scene.holder)
    asks: list[str] = []

    def note(connection: object, cursor: object, statement: str, *_: object) -> None:
        if statement.lstrip().upper().startswith(("SELECT", "INSERT", "UPDATE", "DELETE")):
            asks.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    counts = {}
    for browser, path in [(staff, p) for p in pages(scene)] + [(holder, "/s/form/receipt"), (holder, "/s/form/check")]:
        asks.clear()
        browser.page(path)
        counts[path] = len(asks)
    event.remove(engine, "before_cursor_execute", note)
    reading = f"/questionnaires/{scene.invitation_id}"  # beside the answers: last year's, messages, secrecy, colleagues
    most = {reading: 14, f"{reading}/assess": 11}
    assert {path: n for path, n in counts.items() if n > most.get(path, 8)} == {}
