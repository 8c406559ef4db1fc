"""What only a person at a real browser meets: the keyboard alone, no script, large text, a language of one's own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from followup.domain.actors import Role
from tests.browser.conftest import RULES, Site, Window
from tests.builders import World
from tests.people import PASSWORD, Person, a_person, organisation_of
from tests.policy.house import OWN
from tests.policy.walker import filled
from tests.self_assessments import EMAIL

pytestmark = [pytest.mark.browser, pytest.mark.slow]

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


def somebody(site: Site) -> Person:
    """Return a contract manager of the region that the house is about, who has a password and an app."""
    world = World(site.house.runtime)
    region = organisation_of(world, site.house.principals["reader"].actor.organisation_id)
    return a_person(world, region, Role.CONTRACT_MANAGER)


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


def test_by_keyboard_alone_from_signing_in_to_a_mistake_in_a_form(site: Site, opens: Open) -> None:
    person, window = somebody(site), opens()
    page, keys = window.page, window.page.keyboard
    page.goto("/sign-in?next=/contracts")
    tab_to(page, "E-mail address")
    keys.type(person.user.email)
    tab_to(page, "Password")
    keys.type(PASSWORD)
    enter(page)
    assert window.axe(RULES) == [], "the page of the code, which nobody comes to otherwise"
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


def test_red_control_a_focus_that_cannot_be_seen(opens: Open) -> None:
    page = opens("reader").page
    page.goto("/contracts")
    page.evaluate(
        "const bare = new CSSStyleSheet(); document.adoptedStyleSheets = [bare];"
        "bare.replaceSync('* { outline: none !important; box-shadow: none !important }')"
    )
    with pytest.raises(AssertionError, match="cannot be seen on 'Skip"):
        tab(page)


def test_without_script_a_supplier_answers_and_sends(site: Site, opens: Open) -> None:
    window = opens(java_script_enabled=False)
    page = window.page
    page.goto(path(site, "supplier.landing"))
    page.get_by_label("Your e-mail address").fill(EMAIL)
    page.get_by_role("button", name="Open").click()
    page.get_by_role("table").get_by_role("link").first.click()
    page.get_by_label("No", exact=True).first.check()
    page.get_by_label("Comment").first.fill("Written without a script.")
    page.get_by_role("button", name="Save and go to the list").click()
    page.get_by_role("link", name="Check and send your answers").click()
    expect(page.get_by_role("main")).to_contain_text("Written without a script.")
    page.get_by_label("Your name").fill("Anna Invented")
    page.get_by_label("Your role").fill("Head of quality")
    page.get_by_label("I may answer for the company").check()
    page.get_by_role("button", name="Send the answers").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Receipt")
    assert not [url for url in window.asked if url.endswith(".js")]


def test_at_twice_the_size_a_long_page_is_read_without_scrolling_sideways(site: Site, opens: Open) -> None:
    window = opens("contract_manager", viewport={"width": 640, "height": 450}, device_scale_factor=2)
    for endpoint in ("contracts.show", "questionnaires.show", "code_of_conduct.show"):
        window.page.goto(path(site, endpoint))
        assert window.page.evaluate("document.documentElement.scrollHeight / innerHeight") > 3, (
            f"{endpoint} is not long"
        )
        assert window.too_wide() == 0, endpoint


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
