"""What only a person at a real browser meets: the keyboard alone, no script, large text, a language of one's own."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from followup.domain.actors import Role
from followup.i18n import gettext, speaking
from followup.jobs import deliver_mail
from followup.jobs.work import Work
from followup.mail.render import RenderedMail
from tests.browser.conftest import Site, Window
from tests.builders import World
from tests.deviation_scenes import found
from tests.people import PASSWORD, Person, a_person, organisation_of
from tests.policy.house import OWN
from tests.policy.walker import filled
from tests.self_assessments import Asked, asked

pytestmark = [pytest.mark.browser, pytest.mark.slow]

KIM = "kim@supplier.test"
MOST_STOPS = 90
STOP = """() => {
  const at = document.activeElement, look = getComputedStyle(at), box = at.getBoundingClientRect();
  const ring = look.outlineStyle !== "none" && parseFloat(look.outlineWidth) > 0;
  const inside = box.width > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  return {name: (at.labels?.[0] ?? at).innerText.trim(), isSeen: inside && (ring || look.boxShadow !== "none")};
}"""
Open = Callable[..., Window]


@pytest.fixture
def opens(site: Site, chromium: Browser) -> Iterator[Open]:
    """Open windows in which somebody does something; it is undone afterwards."""
    windows: list[Window] = []

    def open_window(who: str = "anon", **look: Any) -> Window:
        windows.append(Window(chromium, site, **look).used_by(site.house.principals[who]))
        return windows[-1]

    with site.house.undone():
        yield open_window
        for window in windows:
            window.close()


def world_of(site: Site) -> World:
    """Return builders whose names do not meet those that the house was built with."""
    world = World(site.house.runtime)
    world._count = 1000
    return world


def somebody(site: Site) -> Person:
    """Return a contract manager of the region that the house is about, who has a password and an app."""
    world = world_of(site)
    region = organisation_of(world, site.house.principals["reader"].actor.organisation_id)
    return a_person(world, region, Role.CONTRACT_MANAGER)


class Letterbox:
    """A mailer that keeps what it is given."""

    def __init__(self) -> None:
        self.letters: list[RenderedMail] = []

    def batch(self) -> AbstractContextManager[Letterbox]:
        return nullcontext(self)

    def send(self, mail: RenderedMail, *, message_id: str, dated_at: datetime) -> None:
        self.letters.append(mail)


def mailed_link(site: Site, address: str) -> str:
    """Send what waits in the outbox, and return where the link leads that this address got."""
    letterbox = Letterbox()
    deliver_mail.run(Work(site.house.runtime, letterbox))
    [link] = {link for m in letterbox.letters if m.to_address == address for link in re.findall(r"/s/\S+", m.text)}
    return str(link)


def path(site: Site, endpoint: str) -> str:
    route = next(route for route in site.house.routes if route.endpoint == endpoint)
    return filled(site.house, route, "own").path


def tab(page: Page) -> str:
    """Press Tab and return what has the focus then; one can see that it has."""
    page.keyboard.press("Tab")
    stop = page.evaluate(STOP)
    assert stop["isSeen"], f"the focus cannot be seen on {stop['name']!r} of {page.url}"
    return str(stop["name"])


def tab_to(page: Page, name: str) -> None:
    passed = [tab(page)]
    while not passed[-1].startswith(name):
        assert len(passed) < MOST_STOPS, f"{name!r} is not reached on {page.url}: {passed}"
        passed.append(tab(page))


def enter(page: Page) -> None:
    """Press Enter and wait for the page that it leads to."""
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_by_keyboard_alone_from_signing_in_to_what_is_recorded(site: Site, opens: Open) -> None:
    person, window = somebody(site), opens()
    page, keys = window.page, window.page.keyboard
    page.goto("/sign-in?next=/contracts")
    tab_to(page, "E-mail address")
    keys.type(person.user.email)
    tab_to(page, "Password")
    keys.type(PASSWORD)
    enter(page)
    assert window.look() == [], "the page of the code, which nobody comes to otherwise"
    tab_to(page, "One-time code")
    keys.type(person.code(site.house.runtime.clock.now()))
    enter(page)

    # The list: the first stop skips the menu, and the next one is in the content.
    expect(page).to_have_url(f"{site.address}/contracts")
    assert tab(page) == "Skip to the content"
    keys.press("Enter")
    assert tab(page)
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")
    tab_to(page, f"Contract {OWN}")
    enter(page)
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Contract {OWN}")

    # The form: a mistake is announced, has the focus, and leads to its field.
    tab_to(page, "Complete or change")
    enter(page)
    tab_to(page, "What is bought")
    keys.press("Control+A")
    keys.press("Delete")
    enter(page)
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    assert page.title().startswith("Error: ")
    assert tab(page).startswith("What is bought: ")
    keys.press("Enter")
    field = page.get_by_label("What is bought")
    expect(field).to_be_focused()
    expect(field).to_have_attribute("aria-invalid", "true")
    said = [
        page.locator(f"[id='{text}']").inner_text() for text in (field.get_attribute("aria-describedby") or "").split()
    ]
    assert any(text.startswith("Error:") for text in said)

    # Corrected and sent: it is recorded.
    keys.type("Gloves by keyboard")
    enter(page)
    expect(page.get_by_role("main")).to_contain_text("Saved.")
    expect(page.get_by_role("heading", level=1)).to_have_text("Gloves by keyboard")


def test_red_control_a_focus_that_cannot_be_seen(opens: Open) -> None:
    page = opens("reader").page
    page.goto("/contracts")
    page.evaluate(
        "const bare = new CSSStyleSheet(); document.adoptedStyleSheets = [bare];"
        "bare.replaceSync('* { outline: none !important; box-shadow: none !important }')"
    )
    with pytest.raises(AssertionError, match="cannot be seen on 'Skip"):
        tab(page)


def test_on_a_narrow_screen_the_menu_opens_and_closes_by_keyboard(opens: Open) -> None:
    window = opens("contract_manager", viewport={"width": 320, "height": 640}, color_scheme="dark")
    page, keys = window.page, window.page.keyboard
    page.goto("/obligations")
    menu, button = page.locator("#menu"), page.get_by_role("button", name="Menu", exact=True)
    expect(menu).to_be_hidden()
    tab(page)
    assert window.contrast() == [], "the skip link, which is seen only now"
    tab_to(page, "Menu")
    keys.press("Enter")
    expect(menu).to_be_visible()
    assert window.look() + window.misfits() == []
    tab_to(page, "Contracts")
    expect(menu.get_by_role("link", name="Obligations")).to_have_attribute("aria-current", "page")
    keys.press("Escape")
    expect(menu).to_be_hidden()
    expect(button).to_be_focused()

    # Whoever goes on past the last link is in the page, and sees it.
    keys.press("Enter")
    tab_to(page, "Administration")
    tab(page)
    expect(menu).to_be_hidden()
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_without_script_staff_record_a_deviation(site: Site, opens: Open) -> None:
    window = opens("contract_manager", java_script_enabled=False, viewport={"width": 320, "height": 640})
    page = window.page
    page.goto("/work")
    page.get_by_role("button", name="Menu", exact=True).click()
    page.get_by_role("link", name="Follow-ups", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Follow-ups")
    page.goto(path(site, "follow_ups.show"))
    page.get_by_role("link", name="Record a deviation").click()
    page.get_by_role("radio", name="Major").check()
    page.get_by_label("What is wrong, in one line").fill("No list of sites")
    page.get_by_label("What was found").fill("The list of sites is missing.")
    page.get_by_role("button", name="Keep as a draft").click()
    expect(page.get_by_role("main")).to_contain_text("The deviation is recorded as a draft.")
    expect(page.get_by_role("heading", level=1)).to_contain_text("No list of sites")
    assert not [url for url in window.asked if url.endswith(".js")]


def sent_to_kim(site: Site, language: str) -> Asked:
    """Let a buyer of its own ask Kim the three questions of the tests, in a language of hers."""
    return asked(world_of(site), email=KIM, language=language)


def swedish(text: str, **named: object) -> str:
    with speaking("sv"):
        return gettext(text, **named)


def test_by_keyboard_alone_without_script_a_supplier_answers_in_swedish(site: Site, opens: Open) -> None:
    scene = sent_to_kim(site, "sv")
    window = opens(java_script_enabled=False, viewport={"width": 320, "height": 640})
    page, keys = window.page, window.page.keyboard
    window.context.clear_cookies()  # no language is chosen: it is the contact's
    page.goto(mailed_link(site, KIM))
    tab_to(page, "Your e-mail address")
    keys.type(KIM)
    enter(page)

    # Before anything is scrolled: who asks, why, about which contract, by when, how long it takes, who will read it.
    expect(page.locator("html")).to_have_attribute("lang", "sv")
    first = " ".join(page.locator("main").inner_text().split())
    for told in (scene.assignment.buyer_name, scene.contract.title, "2026-03-30", "12 minuter"):
        assert told in first
    facts = page.locator("dl.facts").first.bounding_box()
    assert facts is not None
    assert facts["y"] + facts["height"] <= 640
    tab_to(page, swedish("Begin"))
    enter(page)

    # A question to the buyer on the way: what was typed before is still there afterwards.
    tab_to(page, swedish("Comment"))
    keys.type("En halv tanke")
    tab_to(page, swedish("Ask the buyer about question {number}", number=1))
    enter(page)
    tab_to(page, swedish("Your message"))
    keys.type("Vilken policy menar ni?")
    tab_to(page, swedish("Send"))
    enter(page)
    expect(page.get_by_role("article")).to_contain_text("Vilken policy menar ni?")
    tab_to(page, swedish("All sections"))
    enter(page)
    tab_to(page, swedish("Go on answering"))
    enter(page)

    for number in (1, 2, 3):
        page.reload()  # the first stop of a page is its beginning
        tab_to(page, swedish("Yes"))
        keys.press("Space")
        tab_to(page, swedish("Save and go on"))
        enter(page)
        assert number == 3 or page.url.endswith(f"/s{number + 1}?done=saved")
    expect(page.get_by_role("main")).to_contain_text("En halv tanke")
    tab_to(page, swedish("Your name"))
    keys.press("Control+A")
    keys.type("Kim Kontakt")
    tab_to(page, swedish("Your role"))
    keys.type("Kvalitetschef")
    tab_to(page, swedish("I may answer for the company, and the answers are true as far as I know."))
    keys.press("Space")
    tab_to(page, swedish("Send the answers"))
    enter(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Kvittens")
    tab_to(page, swedish("Download the receipt as PDF"))
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    assert download.value.suggested_filename.endswith("-sv.pdf")
    assert window.strays() == []
    assert not [url for url in window.asked if url.endswith(".js")]


def now(page: Page) -> None:
    """Let the script save what was typed without waiting for the pause that it waits for."""
    page.evaluate("dispatchEvent(new Event('online'))")


def test_with_script_each_page_saves_itself_and_nothing_typed_is_lost(site: Site, opens: Open) -> None:
    scene = sent_to_kim(site, "en")
    window = opens(viewport={"width": 320, "height": 640})
    page = window.page
    page.goto(mailed_link(site, KIM))
    page.get_by_label("Your e-mail address").fill(KIM)
    page.get_by_role("button", name="Open").click()
    page.get_by_role("link", name="Begin").click()
    told, comment = page.locator("[data-saved]"), page.get_by_label("Comment")

    comment.fill("Kept")
    now(page)
    expect(told).to_have_text("Saved 10:00")
    page.reload()  # without being asked whether to leave: it is saved
    expect(comment).to_have_value("Kept")

    # The connection is lost and comes back.
    window.context.set_offline(True)
    comment.fill("Kept without a net")
    now(page)
    expect(told).to_contain_text("there is no connection")
    window.context.set_offline(False)
    expect(told).to_have_text("Saved 10:00")

    # Somebody else saves the same page: both texts are seen, and what is saved then holds.
    scene.save("s1", comments={"1": "From another window"})
    comment.fill("Kept, and more")
    now(page)
    expect(told).to_contain_text("saved meanwhile in another window")
    expect(comment).to_have_value("Kept, and more")
    page.get_by_role("button", name="Save and go on").last.click()
    expect(page.get_by_role("main")).to_contain_text("From another window")
    expect(comment).to_have_value("Kept, and more")
    assert window.look() == []
    page.get_by_label("Yes", exact=True).check()
    page.get_by_role("button", name="Save and go on").last.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Section 2")

    for button in ("Save and go on", "Save and go to the list"):
        page.get_by_label("No", exact=True).check()
        page.get_by_role("button", name=button).last.click()
    page.get_by_role("link", name="Check and send your answers").click()
    expect(page.get_by_role("main")).to_contain_text("Kept, and more")
    page.get_by_label("Your name").fill("Anna Invented")
    page.get_by_label("Your role").fill("Head of quality")
    page.get_by_label("I may answer for the company").check()
    page.get_by_role("button", name="Send the answers").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Receipt")
    assert window.look() + window.misfits() + window.strays() == []
    expected = ("ERR_INTERNET_DISCONNECTED", "409")
    assert [text for text in window.complaints if not any(sign in text for sign in expected)] == []


def test_a_supplier_opens_the_mailed_link_and_reports_what_is_done(site: Site, opens: Open) -> None:
    deviation = found(world_of(site)).planned().accept()
    address = deviation.link.recipient_email
    window = opens(viewport={"width": 320, "height": 640})
    page = window.page
    page.goto(mailed_link(site, address))
    page.get_by_label("Your e-mail address").fill(address)
    page.get_by_role("button", name="Open").click()
    page.get_by_role("link", name="Report action 1 done").click()
    assert window.look() + window.misfits() == []
    page.get_by_label("What was done").fill("The doors are open.")
    page.get_by_label("Evidence").set_input_files(
        {"name": "doors.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4"}
    )
    page.get_by_role("button", name="Report done").click()
    expect(page.get_by_role("main")).to_contain_text("Sent. The buyer has been told, and verifies it.")
    assert window.strays() + window.complaints == []


def test_another_language_keeps_the_page(site: Site, opens: Open) -> None:
    page = opens("reader").page
    page.goto("/contracts?q=canary")
    headings = {page.locator("h1").inner_text()}
    for language in ("sv", "nb"):
        page.locator(f".languages [lang={language}]").click()
        expect(page).to_have_url(f"{site.address}/contracts?q=canary")
        expect(page.locator("html")).to_have_attribute("lang", language)
        headings.add(page.locator("h1").inner_text())
    assert len(headings) == 3
