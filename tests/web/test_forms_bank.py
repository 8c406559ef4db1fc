"""The forms that can be sent, their preview, a test to oneself, and one's own questions on pages and over the API."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import select

from followup.domain.actors import Role
from followup.domain.schedule import FollowUpKind
from followup.models.outbox import OutboxMessage
from followup.models.own_questions import OwnQuestion
from followup.models.questionnaires import Invitation
from followup.models.suppliers import SupplierContact
from tests.builders import World
from tests.self_assessments import Asked
from tests.services.test_forms import bank, planned
from tests.web.api import Api
from tests.web.client import Browser

CHOICE = {
    "kind": "one_of",
    "text_en": "Which colour?",
    "text_sv": "Vilken färg?",
    "options_en": "Red\nBlue",
    "options_sv": "Röd\nBlå",
    "is_required": "yes",
}


def seen(browser: Browser, path: str) -> str:
    """A page as text, after it was found well made."""
    browser.page(path)
    return browser.get(path).text


def test_every_form_can_be_looked_at_as_the_supplier_sees_it_and_sent_to_oneself(world: World, app: Flask) -> None:
    bank(world)
    browser = Browser(app, world.staff(world.organisation(), Role.READER))
    listed = seen(browser, "/forms")
    for form in ("self_assessment_short", "traceability", "labour", "climate", "animal_welfare"):
        assert f"/forms/forms-2026/{form}" in listed
        assert "Preview" in seen(browser, f"/forms/forms-2026/{form}")
    assert browser.get("/forms/forms-2026/nothing").status_code == 404
    assert browser.post("/forms/forms-2026/climate/test", {}).status_code == 303
    with world.reading() as tx:
        assert tx.session.scalars(select(OutboxMessage.kind)).all() == ["form_test"]


def test_an_own_question_is_added_reworded_and_no_longer_asked_by_its_page(world: World, app: Flask) -> None:
    bank(world)
    browser = Browser(app, world.staff(world.organisation()))
    browser.page("/questions")
    browser.page("/questions/new")
    assert "at least two choices" in browser.post("/questions/new", {**CHOICE, "options_en": "Red"}).text
    assert browser.post("/questions/new", CHOICE).status_code == 303
    with world.reading() as tx:
        question = tx.session.scalars(select(OwnQuestion)).one()
    assert "Which colour?" in seen(browser, "/forms/forms-2026/climate")
    page = f"/questions/{question.public_id}"
    assert "Röd" in seen(browser, f"{page}/edit")
    changed = {**CHOICE, "text_en": "What colour?", "version": str(question.version)}
    assert browser.post(f"{page}/edit", changed).status_code == 303
    assert browser.post(f"{page}/edit", changed).status_code == 409
    assert browser.post(f"{page}/retire", {"version": str(question.version + 1)}).status_code == 303
    assert "No longer asked" in seen(browser, "/questions")
    assert "colour" not in seen(browser, "/forms/forms-2026/climate")


def test_a_list_of_sites_and_several_choices_are_filled_in_without_script(world: World, app: Flask) -> None:
    bank(world)
    staff = world.staff(world.organisation())
    contract, follow_up = planned(world, staff, FollowUpKind.TRACEABILITY)
    browser = Browser(app, staff)
    page = f"/follow-ups/{follow_up.public_id}/questionnaire/new"
    shown = seen(browser, page)
    assert "At which sites does final assembly" in shown
    with world.reading() as tx:
        contact = tx.session.scalars(select(SupplierContact)).one()
    sent = browser.post(page, {"contact_id": contact.public_id, "due_on": "2026-03-30"})
    assert sent.status_code == 303
    with world.reading() as tx:
        invitation = tx.session.scalars(select(Invitation)).one()
    supplier = Browser(app, Asked(world, staff, contract, contact, follow_up, invitation.public_id).holder)
    section = "/s/form/sections/final"
    drawn = seen(supplier, section)
    assert drawn.count("Name of the site") == 3
    version = drawn.split('name="version" value="')[1].split('"')[0]
    rows = {"T.3.1.name": "Works", "T.3.1.country": "MY", "T.3.1.town": "Ipoh", "T.3.3.name": "Mill", "T.4.value": ""}
    assert supplier.post(section, {**rows, "version": version, "then": "stay"}).status_code == 303
    drawn = seen(supplier, section)
    assert 'value="Ipoh"' in drawn
    assert drawn.index('value="Works"') < drawn.index('value="Mill"')
    version = drawn.split('name="version" value="')[1].split('"')[0]
    wrong = supplier.post(section, {**rows, "T.3.1.country": "Malaysia", "version": version})
    assert wrong.status_code == 422
    assert 'value="Mill"' in wrong.text
    section = "/s/form/sections/beyond"
    version = seen(supplier, section).split('name="version" value="')[1].split('"')[0]
    several = {"T.7.value": ["", "tin", "gold"], "version": version}
    assert supplier.post(section, several).status_code == 303
    assert seen(supplier, section).count(" checked") == 2


def test_forms_and_own_questions_are_read_and_written_over_the_api(world: World, app: Flask) -> None:
    bank(world)
    api = Api(app, world, world.staff(world.organisation()))
    assert "traceability" in [row["key"] for row in api("GET", "/forms").json["items"]]
    form = api("GET", "/forms/forms-2026/labour").json
    assert (form["question_count"], form["questions"][0]["key"]) == (12, "L.1")
    made = api("POST", "/questions", {**CHOICE, "is_required": True})
    assert made.status_code == 201
    assert len(made.json["options"]) == 2
