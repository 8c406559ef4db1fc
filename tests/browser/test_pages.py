"""Every page in Chromium: axe finds nothing, it fits every window, and nothing leaves our own address."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from followup.web import rooms
from followup.web.endpoint import Route
from tests.browser.conftest import Site, Window
from tests.policy.house import House, Principal
from tests.policy.known import QUERIES
from tests.policy.walker import expected, filled

pytestmark = [pytest.mark.browser, pytest.mark.slow]

FILES = (
    *("openapi", "download", "download_own", "download_lines", "json_file", "csv_file", "xlsx_file", "pdf_file"),
    *("edition_file", "fetch", "file", "latest_file", "template", "ledger", "healthz", "readyz"),
)
NOT_OURS = {"api_docs.explorer"}  # Swagger UI as it comes; `api_docs.reference` is the accessible one
PAGES = [
    route.endpoint
    for room in rooms.ALL
    if room.name != "answer_exports"  # nothing but files
    for route in room.routes
    if "GET" in route.methods and route.identity != "api" and route.endpoint.partition(".")[2] not in FILES
]
TOO_EARLY = {  # nothing is accepted, disputed or contained yet: a 409, and the pages themselves are met in walks
    "supplier_actions.report_done",
    "supplier_actions.tell_progress",
    "supplier_actions.contain",
    "disputes.regrade",
}
DIFFERS_BY_ROLE = {  # who else looks at it: each role's own start page, and pages that show other buttons to others
    "work.show": ("contract_manager", "approver", "auditor", "administrator", "coordinator"),
    "contracts.show": ("contract_manager",),
    "deviations.show": ("contract_manager", "approver"),
    "summaries.index": ("approver", "coordinator"),
}
NARROW, WIDE = 320, 960  # Source: WCAG 2.2, 1.4.10; and just above where lists become tables
LANGUAGES, SCHEMES = ("sv", "nb", "en"), ("light", "dark")


def those_who_may(house: House, route: Route) -> Iterator[Principal]:
    asked = filled(house, route, "own")
    for who in house.principals.values():
        if who.name != "crossed" and expected(house, route, who, asked, "own") in ("allow", "open"):
            yield who


def faults(window: Window, path: str, scheme: str = "light", *, with_axe: bool = True) -> Iterator[str]:
    """Load the page once and look at it narrow, in the other colours, and wider and wider."""
    window.resize(NARROW)
    window.page.emulate_media(color_scheme=scheme)
    response = window.page.goto(path)
    assert response is not None
    if not with_axe:
        window.page.locator("#explorer .info").wait_for()  # drawn by its script, from what it fetches
    window.page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
    yield from window.look() if with_axe else ()
    yield from window.misfits()
    window.page.emulate_media(color_scheme=next(other for other in SCHEMES if other != scheme))
    yield from window.contrast() if with_axe else ()
    window.resize(WIDE)
    yield from window.misfits()
    yield from (f"asked elsewhere: {url}" for url in window.strays())
    yield from (f"answers {response.status}: {text}" for text in window.complaints)  # of what is not found, too


@pytest.mark.parametrize("endpoint", PAGES)
def test_a_page_is_accessible_and_fits_the_window(site: Site, window: Window, endpoint: str) -> None:
    route = next(r for r in site.house.routes if r.endpoint == endpoint)
    path = filled(site.house, route, "own").path
    if query := QUERIES.get(endpoint):
        path += "?" + "&".join(f"{name}={value}" for name, value in query.items())
    first, *others = those_who_may(site.house, route)
    seen, at = [], PAGES.index(endpoint)
    for who in (first, *(other for other in others if other.name in DIFFERS_BY_ROLE.get(endpoint, ()))):
        language, scheme = LANGUAGES[at % 3], SCHEMES[at % 2]
        found = faults(window.used_by(who, language), path, scheme, with_axe=endpoint not in NOT_OURS)
        found = (fault for fault in found if endpoint not in TOO_EARLY or "answers 409" not in fault)
        seen += [f"{path} as {who.name}, {language}, {scheme}: {fault}" for fault in found]
        at += 1
    assert "\n".join(seen) == ""


def test_the_pages_are_all_of_the_route_table(site: Site) -> None:
    assert len(PAGES) > 50
    assert {r.endpoint for r in site.house.routes if r.identity != "api" and "GET" in r.methods} >= set(PAGES)


@pytest.mark.parametrize("path", ["/contracts/new", f"/contracts/con_{'a' * 26}", "/s/form", "/no/such/page"])
def test_an_error_page_is_accessible_too(site: Site, window: Window, path: str) -> None:
    found = list(faults(window.used_by(site.house.principals["reader"]), path))
    assert len(found) == 1, found
    assert "answers 4" in found[0]


def test_the_same_eyes_see_a_planted_fault(site: Site, window: Window) -> None:
    """Red control: without a label and with weak contrast axe speaks up, and what is too wide is seen."""
    window.used_by(site.house.principals["reader"]).page.goto("/contracts")
    window.page.evaluate(
        "document.querySelector('main').insertAdjacentHTML('beforeend', '<input><p id=pale>pale</p><hr id=wide>');"
        "pale.style.color = '#333'; pale.style.background = '#222'; wide.style.width = '2000px'"
    )
    found = " ".join(window.look())
    assert "axe label " in found
    assert "axe color-contrast " in found
    assert "px wider than" in " ".join(window.misfits())
    window.page.evaluate("fetch('http://127.0.0.1:9/').catch(() => 0)")
    window.page.evaluate("document.body.insertAdjacentHTML('beforeend', '<p style=\"color: red\">loud</p>')")
    window.page.wait_for_timeout(100)
    assert "Content Security Policy" in " ".join(window.complaints)
