"""A real browser on a real server: Chromium by playwright, the walked house behind it. Skipped, loudly, without one."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from sqlalchemy import Engine
from werkzeug.serving import make_server

from tests.policy import house as houses
from tests.policy.house import House, Principal

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

HOST = "127.0.0.1"
DEBIAN = "/usr/bin/chromium"
CHROMIUM = DEBIAN if Path(DEBIAN).exists() else shutil.which("chromium")
MISSING = "CHROMIUM IS NOT INSTALLED: nothing was looked at in a browser (apt-get install chromium)"
WIDTH, HEIGHT = 1280, 800
AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text()
LOOK = Path(__file__).with_name("look.js").read_text()
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}
FLAGS = [
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


def one_at_a_time(app: WSGIApplication) -> WSGIApplication:
    """Return the application for a threaded server: the browser opens connections ahead, the house has only one."""
    lock = threading.Lock()

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        with lock:
            return app(environ, start_response)

    return answer


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip(MISSING)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield started
        started.close()


@pytest.fixture(scope="session")
def site(chromium: Browser, engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The house, served; without a browser it is not even built."""
    with houses.standing(engine, tmp_path_factory.mktemp("site"), f"http://{HOST}") as house:
        server = make_server(HOST, 0, one_at_a_time(house.app), threaded=True)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield Site(house, f"http://{HOST}:{server.port}")
        server.shutdown()
        thread.join()
        server.server_close()


class Window:
    """One window of the browser; it remembers whatever it asked for and whatever it complained of."""

    def __init__(self, chromium: Browser, site: Site, **look: Any) -> None:
        self.site, self.asked, self.complaints = site, [], []
        look = {"viewport": {"width": WIDTH, "height": HEIGHT}} | look
        self.context: BrowserContext = chromium.new_context(
            base_url=site.address, locale="en", reduced_motion="reduce", **look
        )
        self.context.add_init_script(AXE + LOOK)  # sent once and not with every page
        self.page: Page = self.context.new_page()
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("console", lambda message: self._note(message.type, message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self._devtools = self.context.new_cdp_session(self.page)

    def _note(self, kind: str, text: str) -> None:
        if kind in ("error", "warning"):
            self.complaints.append(text)

    def used_by(self, who: Principal, language: str = "en") -> Window:
        """Give the window to somebody else, who has nothing of what the one before had."""
        self.asked.clear()
        self.complaints.clear()
        self.context.clear_cookies()
        cookies = [cookie.partition("=") for cookie in (f"language={language}", who.cookie) if cookie]
        self.context.add_cookies(
            [{"name": name, "value": value, "url": self.site.address} for name, _, value in cookies]
        )
        return self

    def resize(self, width: int) -> None:
        """Make the window this wide, without the repainting that playwright waits for."""
        look = {"width": width, "height": HEIGHT, "deviceScaleFactor": 1, "mobile": False}
        self._devtools.send("Emulation.setDeviceMetricsOverride", look)

    def look(self) -> list[str]:
        """Return what axe finds against the page as it stands."""
        return self._told("look(options)") + self.contrast()

    def contrast(self) -> list[str]:
        """Return what axe finds against the contrast alone."""
        return self._told("contrast()")

    def misfits(self) -> list[str]:
        """Return what does not fit the window as wide as it is."""
        return self._told("misfits()")

    def _told(self, asked: str) -> list[str]:
        found: list[str] = self.page.evaluate(f"(options) => {asked}", RULES)
        return found

    def strays(self) -> list[str]:
        """Return what was asked of anybody but our own server."""
        return [url for url in self.asked if not url.startswith((f"{self.site.address}/", "data:"))]

    def close(self) -> None:
        self.context.close()


@pytest.fixture(scope="session")
def window(site: Site, chromium: Browser) -> Iterator[Window]:
    """The one window of the tests that only look."""
    opened = Window(chromium, site)
    yield opened
    opened.close()
