"""What every public service tells, and what an operator's watch asks."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from followup.clock import FixedClock
from followup.domain.actors import System
from followup.models.job_runs import JobRun
from followup.runtime import Runtime
from tests.builders import World
from tests.web.client import Browser

PAGES = ("/about", "/about/mail", "/about/accessibility", "/about/privacy", "/about/notices")


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", ["en", "sv", "nb"])
def test_everybody_reads_what_the_service_is_without_signing_in(app: Flask, path: str, language: str) -> None:
    page = Browser(app, language=language).page(path)
    assert page.get("lang") == language


def test_the_mail_page_names_our_sender_and_our_address(app: Flask) -> None:
    text = Browser(app).page("/about/mail").text_content()
    assert "followup@localhost" in text
    assert "https://followup.test/" in text


def test_every_library_is_named_with_its_version(app: Flask) -> None:
    rows = Browser(app).page("/about/notices").xpath("//tbody/tr")
    named = {row.find("th").text_content().strip().lower() for row in rows}
    assert {"flask", "sqlalchemy", "marshmallow", "typst"} <= named
    assert all(row.findall("td")[0].text_content().strip() for row in rows)


@pytest.mark.database
def test_the_watch_sees_whether_jobs_run_and_mail_leaves(app: Flask, world: World, clock: FixedClock) -> None:
    browser = Browser(app)
    assert browser.get("/healthz").text == "ok\n"
    assert (browser.get("/readyz").status_code, browser.get("/readyz").text) == (503, "scheduler\n")
    with world.tx(System(job="maintenance", everything=True)) as tx:
        at, until = tx.now, tx.now + timedelta(minutes=5)
        tx.add(JobRun(job="maintain", slot="s", worker="w", started_at=at, lease_until=until, counts={}))
    assert (browser.get("/readyz").status_code, browser.get("/readyz").text) == (200, "ok\n")
    clock.set(clock.now() + timedelta(minutes=6))
    assert browser.get("/readyz").text == "scheduler\n"


def test_the_watch_is_told_when_the_database_is_away(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    from sqlalchemy.exc import OperationalError

    def away(*_: object, **__: object) -> None:
        raise OperationalError("select 1", {}, Exception("gone"))

    monkeypatch.setattr(Runtime, "transaction", away)
    response = Browser(app).get("/readyz")
    assert (response.status_code, response.text) == (503, "database\n")
