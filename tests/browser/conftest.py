"""A real browser on a real server: Chromium by playwright, the walked house behind it. Skipped, loudly, without one."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from sqlalchemy import Engine
from werkzeug.serving import make_server

from tests.policy import house as houses
from tests.policy.house import House, Principal

HOST = "127.0.0.1"
DEBIAN = "/usr/bin/chromium"
CHROMIUM = DEBIAN if Path(DEBIAN).exists() else shutil.which("chromium")
MISSING = "CHROMIUM IS NOT INSTALLED: nothing was looked at in a browser (apt-get install chromium)"
FLAGS = [  # Source: libraries.md R13
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_terminal_summary(terminalreporter: Any) -> None:
    if any(MISSING in str(report.longrepr) for report in terminalreporter.stats.get("skipped", [])):
        terminalreporter.section(MISSING, sep="!", red=True, bold=True)


@dataclass(frozen=True)
class Site:
    """The served house and its address."""

    house: House
    address: str


@pytest.fixture(scope="module")
def site(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    if CHROMIUM is None:
        pytest.skip(MISSING)
    with houses.standing(engine, tmp_path_factory.mktemp("site"), f"http://{HOST}") as house:
        server = make_server(HOST, 0, house.app)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield Site(house, f"http://{HOST}:{server.port}")
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip(MISSING)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield started
        started.close()


class Window:
    """One window of the browser; it remembers whatever it asked for and whatever it complained of."""

    def __init__(self, chromium: Browser, site: Site, who: Principal | None = None, **look: Any) -> None:
        self.site, self.asked, self.complaints = site, [], []
        self.context: BrowserContext = chromium.new_context(
            base_url=site.address, locale="en", reduced_motion="reduce", **look
        )
        if who is not None and who.cookie:
            name, _, value = who.cookie.partition("=")
            self.context.add_cookies([{"name": name, "value": value, "url": site.address}])
        self.page: Page = self.context.new_page()
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("console", lambda message: self._note(message.type, message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _note(self, kind: str, text: str) -> None:
        if kind in ("error", "warning"):
            self.complaints.append(text)

    def strays(self) -> list[str]:
        """Return what was asked of anybody but our own server."""
        return [url for url in self.asked if not url.startswith((f"{self.site.address}/", "data:"))]

    def close(self) -> None:
        self.context.close()
