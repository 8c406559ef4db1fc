"""Audits in a browser and by API."""

from __future__ import annotations

import io
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine

from followup.domain.audits import AuditResult
from followup.domain.schedule import FollowUpKind
from tests.builders import World
from tests.services.test_audits import Scene, a_scene
from tests.web.api import Api
from tests.web.client import Browser
from tests.web.statements import counted

TODAY = "2026-03-02"
R = AuditResult


@pytest.fixture
def scene(world: World) -> Scene:
    return a_scene(world)


def said(page: Any) -> str:
    return " ".join(page.xpath("//main")[0].text_content().split())


def test_an_audit_is_prepared_held_and_completed_page_by_page(app: Flask, scene: Scene) -> None:
    manager, auditor = Browser(app, scene.manager), Browser(app, scene.auditor)
    follow_up = f"/follow-ups/{scene.follow_up.public_id}"
    assert f"{follow_up}/audit" in manager.page(follow_up).xpath("//main//a/@href")
    form = manager.page(f"{follow_up}/audit")
    assert len(form.xpath("//input[@name='clause_ids'][@checked]")) == 3
    body = {"starts_on": TODAY, "ends_on": TODAY, "clause_ids": scene.clauses()[:2], "payer": "lead", "cost": "5000"}
    audit = manager.post(f"{follow_up}/audit", body).location.partition("?")[0]
    added = manager.post(f"{audit}/members/new", {"part": "lead", "user_id": scene.auditor.public_id})
    assert added.status_code == 303
    assert manager.post(f"{audit}/members/new", {"part": "lead", "user_id": scene.manager.public_id}).status_code == 422
    page = auditor.page(audit)
    [declare] = page.xpath("//form[contains(@action, '/independent')]/@action")
    assert auditor.post(declare).status_code == 303
    assert auditor.post(f"{audit}/begin", {"version": "1"}).status_code == 303
    first, second = (a for a in auditor.page(audit).xpath("//tbody//th/a/@href") if a.startswith("/audit-findings/"))
    page = auditor.page(first)
    assert page.xpath("//script[contains(@src, 'drafts.js')]")
    assert page.xpath("//*[@data-draft-offer][@hidden]")
    found = {"check": "done", "result": "minor", "note": "A gap in the files", "dated_on": "2024-01-15", "version": "1"}
    photo = {"files": (io.BytesIO(b"%PDF-1.4 a photo"), "photo.pdf")}
    assert auditor.post(first, found | photo).location.startswith(first)
    page = auditor.page(first)
    assert "photo.pdf" in said(page)
    assert "Older than 24 months" in said(page)
    assert auditor.post(f"{first}/deviation").status_code == 303
    assert "Deviation number 1" in said(auditor.page(first))
    kept = {"check": "done", "result": "good_practice", "version": "1"}
    assert auditor.post(second, kept).location.startswith(audit)
    version = auditor.page(audit).xpath("//form[contains(@action, '/complete')]//input[@name='version']/@value")[0]
    assert auditor.post(f"{audit}/complete", {"version": version}).status_code == 303
    assert "Partly fulfilled" in said(manager.page(follow_up))
    assert audit in manager.page(follow_up).xpath("//main//a/@href")
    assert "2 of 2" in said(manager.page("/audits"))


def test_a_stale_save_of_a_row_shows_both_texts(app: Flask, scene: Scene) -> None:
    audit = scene.prepare()
    scene.begin(audit)
    scene.record(audit, R.CONFORMING, R.CONFORMING, R.CONFORMING)
    finding = f"/audit-findings/{scene.rows(audit)[0].public_id}"
    late = {"check": "done", "result": "minor", "note": "Mine", "version": "1"}
    answer = Browser(app, scene.auditor).post(finding, late)
    assert answer.status_code == 409
    assert "Mine" in answer.text
    assert "Seen on the spot" in answer.text


def test_programs_prepare_read_and_record_an_audit(app: Flask, world: World, scene: Scene) -> None:
    api = Api(app, world, scene.manager)
    body = {"starts_on": TODAY, "ends_on": TODAY, "clause_ids": scene.clauses()[:1], "purpose": "Ordinary"}
    made = api("POST", f"/follow-ups/{scene.follow_up.public_id}/audit", body)
    assert made.status_code == 201
    audit: Any = made.json
    assert [row["check"] for row in audit["protocol"]] == ["to_do"]
    assert api("GET", f"/audits/{audit['id']}").get_json()["purpose"] == "Ordinary"
    assert [row["id"] for row in api("GET", "/audits").get_json()["items"]] == [audit["id"]]


def test_the_list_and_an_audit_take_few_statements(app: Flask, world: World, engine: Engine, scene: Scene) -> None:
    audit = scene.prepare()
    scene.begin(audit)
    scene.record(audit, R.MAJOR, R.MINOR, R.CONFORMING)
    browser = Browser(app, scene.manager)
    for path, most in (("/audits", 3), (f"/audits/{audit.public_id}", 9)):
        with counted(engine) as statements:
            browser.page(path)
        assert len(statements) <= most, statements


def test_a_follow_up_is_logged_on_one_page_with_files_and_next_step(app: Flask, world: World) -> None:
    scene = a_scene(world, FollowUpKind.KICK_OFF)
    browser, path = Browser(app, scene.manager), f"/follow-ups/{scene.follow_up.public_id}"
    body = {
        "version": "1",
        "done_on": TODAY,
        "outcome": "all_fulfilled",
        "next_step": "Boris sends the routines",
        "next_kind": "document_review",
        "next_on": "2026-06-01",
        "files": (io.BytesIO(b"%PDF-1.4 minutes"), "minutes.pdf"),
    }
    assert browser.post(f"{path}/record", body).status_code == 303
    text = said(browser.page(path))
    assert "minutes.pdf" in text
    assert "Boris sends the routines" in text
    assert "Due 1 Jun 2026" in text
