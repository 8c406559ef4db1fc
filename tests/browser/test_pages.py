"""Every page in Chromium: axe finds nothing, it fits a narrow window, and nothing leaves our own address."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from followup.web import rooms
from followup.web.endpoint import Route
from tests.browser.conftest import Site, Window
from tests.policy.house import House, Principal
from tests.policy.known import QUERIES
from tests.policy.walker import expected, filled

pytestmark = [pytest.mark.browser, pytest.mark.slow]

RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}
FILES = ("openapi", "download", "download_own", "json_file", "csv_file", "xlsx_file", "pdf_file")
NOT_OURS = {"api_docs.explorer"}  # Swagger UI as it comes; `api_docs.reference` is the accessible one
PAGES = [
    route.endpoint
    for room in rooms.ALL
    for route in room.routes
    if "GET" in route.methods and route.identity != "api" and route.endpoint.partition(".")[2] not in FILES
]
DIFFERS_BY_ROLE = {  # who else looks at it: each role's own start page, and pages that show other buttons to others
    "work.show": ("contract_manager", "approver", "auditor", "administrator", "coordinator"),
    "contracts.show": ("contract_manager",),
    "deviations.show": ("contract_manager", "approver"),
    "summaries.index": ("approver", "coordinator"),
}
NARROW = 320
LOOK_AGAIN = {"runOnly": {"type": "rule", "values": ["color-contrast", "target-size", "scrollable-region-focusable"]}}


def those_who_may(house: House, route: Route) -> Iterator[Principal]:
    asked = filled(house, route, "own")
    for who in house.principals.values():
        if who.name != "crossed" and expected(house, route, who, asked, "own") in ("allow", "open"):
            yield who


@pytest.fixture(scope="module")
def windows(site: Site, chromium: Browser) -> Iterator[dict[str, Window]]:
    opened = {name: Window(chromium, site, who) for name, who in site.house.principals.items()}
    yield opened
    for window in opened.values():
        window.close()


def axe(window: Window, rules: dict[str, Any]) -> list[str]:
    found = Axe().run(window.page, options={**rules, "resultTypes": ["violations"]}).response["violations"]
    return [f"axe {v['id']} ({v['impact']}): {[node['target'] for node in v['nodes'][:3]]}" for v in found]


def too_wide(window: Window) -> list[str]:
    more = window.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return [f"{more} px too wide"] if more > 0 else []


def faults(window: Window, path: str, *, with_axe: bool = True) -> Iterator[str]:
    """Look at the page wide and light, then narrow and dark."""
    window.asked.clear()
    window.complaints.clear()
    window.page.set_viewport_size({"width": 1280, "height": 900})
    window.page.emulate_media(color_scheme="light")
    response = window.page.goto(path, wait_until="load")
    assert response is not None
    yield from (f"asked elsewhere: {url}" for url in window.strays())
    if response.ok:
        yield from (f"complained: {text}" for text in window.complaints)
    yield from too_wide(window)
    yield from axe(window, RULES) if with_axe else ()
    window.page.set_viewport_size({"width": NARROW, "height": 640})
    window.page.emulate_media(color_scheme="dark")
    yield from (f"narrow: {fault}" for fault in too_wide(window))
    yield from (f"narrow and dark: {fault}" for fault in (axe(window, LOOK_AGAIN) if with_axe else ()))


@pytest.mark.parametrize("endpoint", PAGES)
def test_a_page_is_accessible_and_fits_a_narrow_window(site: Site, windows: dict[str, Window], endpoint: str) -> None:
    route = next(r for r in site.house.routes if r.endpoint == endpoint)
    path = filled(site.house, route, "own").path
    if query := QUERIES.get(endpoint):
        path += "?" + "&".join(f"{name}={value}" for name, value in query.items())
    first, *others = those_who_may(site.house, route)
    seen = []
    for who in (first, *(other for other in others if other.name in DIFFERS_BY_ROLE.get(endpoint, ()))):
        found = faults(windows[who.name], path, with_axe=endpoint not in NOT_OURS)
        seen += [f"{path} as {who.name}: {fault}" for fault in found]
    assert "\n".join(seen) == ""


def test_the_pages_are_all_of_the_route_table(site: Site) -> None:
    assert len(PAGES) > 50
    assert {r.endpoint for r in site.house.routes if r.identity != "api" and "GET" in r.methods} >= set(PAGES)


def test_error_pages_are_accessible_too(windows: dict[str, Window]) -> None:
    for path in ("/contracts/new", f"/contracts/con_{'a' * 26}", "/s/form", "/no/such/page"):
        assert list(faults(windows["reader"], path)) == [], path


def test_the_same_eyes_see_a_planted_fault(windows: dict[str, Window]) -> None:
    """Red control: without a label and with weak contrast axe speaks up, and what is too wide is seen."""
    window = windows["reader"]
    window.page.goto("/contracts")
    window.page.evaluate(
        "document.querySelector('main').insertAdjacentHTML('beforeend', '<input><p id=pale>pale</p><hr id=wide>');"
        "pale.style.color = '#333'; pale.style.background = '#222'; wide.style.width = '2000px'"
    )
    found = " ".join(axe(window, RULES))
    assert "axe label " in found
    assert "axe color-contrast " in found
    assert too_wide(window)
    window.page.evaluate("fetch('http://127.0.0.1:9/').catch(() => 0)")
    window.page.wait_for_timeout(100)
    assert window.strays() or window.complaints
