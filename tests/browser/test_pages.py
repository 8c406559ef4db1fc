"""Every page in Chromium: axe finds nothing, it fits every window, and nothing leaves our own address."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from followup.web import rooms
from followup.web.endpoint import Route
from tests.browser.conftest import RULES, WIDE, Site, Window
from tests.policy.house import House, Principal
from tests.policy.known import QUERIES
from tests.policy.walker import expected, filled

pytestmark = [pytest.mark.browser, pytest.mark.slow]

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
NARROWER = (1024, 768, 320)
LOOK_AGAIN = {"runOnly": {"type": "rule", "values": ["target-size", "scrollable-region-focusable"]}}  # and contrast


def those_who_may(house: House, route: Route) -> Iterator[Principal]:
    asked = filled(house, route, "own")
    for who in house.principals.values():
        if who.name != "crossed" and expected(house, route, who, asked, "own") in ("allow", "open"):
            yield who


def sideways(window: Window) -> list[str]:
    return [f"{more} px too wide"] if (more := window.too_wide()) else []


def faults(window: Window, path: str, *, with_axe: bool = True) -> Iterator[str]:
    """Look at the page wide and light, then narrower and narrower, then dark; it is loaded once."""
    window.asked.clear()
    window.complaints.clear()
    window.resize(WIDE)
    window.page.emulate_media(color_scheme="light")
    response = window.page.goto(path, wait_until="load" if with_axe else "networkidle")  # the explorer fetches late
    assert response is not None
    if response.status >= 500:
        yield f"answers {response.status}"
    yield from window.axe(RULES) if with_axe else ()
    yield from sideways(window)
    for width in NARROWER:
        window.resize(width)
        yield from (f"{width} px: {fault}" for fault in sideways(window))
    window.page.emulate_media(color_scheme="dark")
    yield from (f"narrow and dark: {fault}" for fault in (window.axe(LOOK_AGAIN) if with_axe else ()))
    yield from (f"asked elsewhere: {url}" for url in window.strays())
    if response.ok:
        yield from (f"complained: {text}" for text in window.complaints)


@pytest.mark.parametrize("endpoint", PAGES)
def test_a_page_is_accessible_and_fits_the_window(site: Site, window: Window, endpoint: str) -> None:
    route = next(r for r in site.house.routes if r.endpoint == endpoint)
    path = filled(site.house, route, "own").path
    if query := QUERIES.get(endpoint):
        path += "?" + "&".join(f"{name}={value}" for name, value in query.items())
    first, *others = those_who_may(site.house, route)
    seen = []
    for who in (first, *(other for other in others if other.name in DIFFERS_BY_ROLE.get(endpoint, ()))):
        found = faults(window.used_by(who), path, with_axe=endpoint not in NOT_OURS)
        seen += [f"{path} as {who.name}: {fault}" for fault in found]
    assert "\n".join(seen) == ""


def test_the_pages_are_all_of_the_route_table(site: Site) -> None:
    assert len(PAGES) > 50
    assert {r.endpoint for r in site.house.routes if r.identity != "api" and "GET" in r.methods} >= set(PAGES)


@pytest.mark.parametrize("path", ["/contracts/new", f"/contracts/con_{'a' * 26}", "/s/form", "/no/such/page"])
def test_an_error_page_is_accessible_too(site: Site, window: Window, path: str) -> None:
    assert list(faults(window.used_by(site.house.principals["reader"]), path)) == []


def test_the_same_eyes_see_a_planted_fault(site: Site, window: Window) -> None:
    """Red control: without a label and with weak contrast axe speaks up, and what is too wide is seen."""
    window.used_by(site.house.principals["reader"]).page.goto("/contracts")
    window.page.evaluate(
        "document.querySelector('main').insertAdjacentHTML('beforeend', '<input><p id=pale>pale</p><hr id=wide>');"
        "pale.style.color = '#333'; pale.style.background = '#222'; wide.style.width = '2000px'"
    )
    found = " ".join(window.axe(RULES))
    assert "axe label " in found
    assert "axe color-contrast " in found
    assert window.too_wide()
    window.page.evaluate("fetch('http://127.0.0.1:9/').catch(() => 0)")
    window.page.wait_for_timeout(100)
    assert window.strays() or window.complaints
