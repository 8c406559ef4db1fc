"""What is typed where the connection comes and goes: kept on the device, offered back, and gone once it is saved."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import Site, Window

pytestmark = [pytest.mark.browser, pytest.mark.slow]
TYPED = "Two of ten lists lack a signature"
DRAFTS = "Object.keys(localStorage).filter((name) => name.startsWith('draft:')).length"


@pytest.fixture
def tablet(chromium: Browser, site: Site) -> Iterator[Window]:
    opened = Window(chromium, site)
    with site.house.undone():
        yield opened.used_by(site.house.principals["auditor"])
    opened.close()


def test_what_was_typed_without_a_connection_is_offered_back_and_gone_once_saved(site: Site, tablet: Window) -> None:
    page, path = tablet.page, f"/audit-findings/{site.house.own['finding_id'][1]}"
    page.goto(path)
    offer = page.locator("[data-draft-offer]")
    assert offer.is_hidden()
    page.get_by_label("What was found").fill(TYPED)
    tablet.context.set_offline(True)
    page.get_by_role("button", name="Save").click()
    page.wait_for_url("chrome-error://**")
    tablet.context.set_offline(False)
    page.goto(path)
    assert offer.is_visible()
    assert page.get_by_label("What was found").input_value() != TYPED
    page.get_by_role("button", name="Bring it back").click()
    assert page.get_by_label("What was found").input_value() == TYPED
    assert offer.is_hidden()
    page.get_by_role("button", name="Save").click()
    page.locator(".notice.tone-good").wait_for()
    assert page.evaluate(DRAFTS) == 0
    page.goto(path)
    assert offer.is_hidden()
    assert page.get_by_label("What was found").input_value() == TYPED
