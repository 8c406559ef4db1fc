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
DIFFERS_BY_ROLE = ("work.show", "contracts.show", "deviations.show", "summaries.index", "suppliers.show")
LOOKS: dict[str, dict[str, Any]] = {
    "desktop, light": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "light"},
    "320 px, dark": {"viewport": {"width": 320, "height": 640}, "color_scheme": "dark"},
}


def those_who_may(house: House, route: Route) -> Iterator[Principal]:
    asked = filled(house, route, "own")
    for who in house.principals.values():
        if who.name != "crossed" and expected(house, route, who, asked, "own") in ("allow", "open"):
            yield who


@pytest.fixture(scope="module")
def windows(site: Site, chromium: Browser) -> Iterator[dict[tuple[str, str], Window]]:
    opened: dict[tuple[str, str], Window] = {}
    yield opened
    for window in opened.values():
        window.close()


def window_of(
    windows: dict[tuple[str, str], Window], chromium: Browser, site: Site, who: Principal, look: str
) -> Window:
    key = (who.name, look)
    if key not in windows:
        windows[key] = Window(chromium, site, who, **LOOKS[look])
    return windows[key]


def faults(window: Window, path: str, *, with_axe: bool) -> list[str]:
    window.asked.clear()
    window.complaints.clear()
    response = window.page.goto(path, wait_until="load")
    assert response is not None
    if response.status not in (200, 409):
        return [f"status {response.status}"]
    found = [f"asked elsewhere: {url}" for url in window.strays()]
    found += [f"complained: {text}" for text in window.complaints if response.status == 200]
    wide = window.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    if wide > 0:
        found.append(f"{wide} px too wide")
    if with_axe:
        for fault in Axe().run(window.page, options=RULES).response["violations"]:
            places = "; ".join(
                " ".join(node["target"]) if isinstance(node["target"], list) else "" for node in fault["nodes"][:3]
            )
            found.append(f"axe {fault['id']} ({fault['impact']}): {places}")
    return found


@pytest.mark.parametrize("endpoint", PAGES)
def test_a_page_is_accessible_and_fits_a_narrow_window(
    site: Site, chromium: Browser, windows: dict[tuple[str, str], Window], endpoint: str
) -> None:
    route = next(r for r in site.house.routes if r.endpoint == endpoint)
    path = filled(site.house, route, "own").path
    if query := QUERIES.get(endpoint):
        path += "?" + "&".join(f"{name}={value}" for name, value in query.items())
    may = list(those_who_may(site.house, route))
    assert may, "nobody may see this page"
    seen = []
    for who in may if endpoint in DIFFERS_BY_ROLE else may[:1]:
        for look in LOOKS:
            window = window_of(windows, chromium, site, who, look)
            found = faults(window, path, with_axe=endpoint not in NOT_OURS)
            seen += [f"{path} as {who.name}, {look}: {fault}" for fault in found]
    assert "\n".join(seen) == ""


def test_the_pages_are_all_of_the_route_table(site: Site) -> None:
    assert len(PAGES) > 50
    assert {r.endpoint for r in site.house.routes if r.identity != "api" and "GET" in r.methods} >= set(PAGES)


def test_error_pages_are_accessible_too(site: Site, chromium: Browser) -> None:
    for look in LOOKS:
        window = Window(chromium, site, site.house.principals["reader"], **LOOKS[look])
        for path in ("/contracts/new", f"/contracts/con_{'a' * 26}", "/s/form", "/no/such/page"):
            window.page.goto(path)
            violations = Axe().run(window.page, options=RULES).response["violations"]
            assert [v["id"] for v in violations] == [], path
            assert window.page.evaluate("document.documentElement.scrollWidth") <= LOOKS[look]["viewport"]["width"], (
                path
            )
            assert window.strays() == []
        window.close()


def test_axe_sees_a_planted_fault(site: Site, chromium: Browser) -> None:
    """Red control: without a label and with weak contrast axe speaks up, and a wide element is seen."""
    window = Window(chromium, site, site.house.principals["reader"], **LOOKS["320 px, dark"])
    window.page.goto("/contracts")
    window.page.evaluate(
        "document.querySelector('main').insertAdjacentHTML('beforeend', '<input><p id=pale>pale</p><hr id=wide>');"
        "pale.style.color = '#333'; pale.style.background = '#222'; wide.style.width = '900px'"
    )
    found = {v["id"] for v in Axe().run(window.page, options=RULES).response["violations"]}
    assert {"label", "color-contrast"} <= found
    assert window.page.evaluate("document.documentElement.scrollWidth") > LOOKS["320 px, dark"]["viewport"]["width"]
    window.close()
