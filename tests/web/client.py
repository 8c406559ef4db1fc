"""A browser of the tests: signed in, sends our own forms, and refuses pages that are not well made."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import lxml.html
from flask import Flask
from werkzeug.test import TestResponse

from followup.domain.actors import Actor, Assignee, Staff, System
from followup.domain.assignments import token_hash
from followup.models.assignments import AssigneeSession, Assignment
from followup.models.users import StaffSession
from followup.runtime import Runtime
from followup.web.security import LINK_COOKIE, STAFF_COOKIE, csrf_token, new_token

BASE = "https://followup.test"
SIGN_IN = System(job="sign_in", everything=True)


class Browser:
    """One browser, of nobody or of one actor."""

    def __init__(self, app: Flask, actor: Actor | None = None, *, language: str = "en") -> None:
        self.app = app
        self.client = app.test_client()
        self.token = ""
        self.runtime: Runtime = app.extensions["followup"]
        self.client.set_cookie("language", language, domain="followup.test")
        if isinstance(actor, Staff):
            self._begin(StaffSession(user_id=actor.user_id, organisation_id=actor.organisation_id), STAFF_COOKIE)
        elif isinstance(actor, Assignee):
            with self.runtime.transaction(SIGN_IN, read_only=True) as tx:
                generation = tx.follow(Assignment, actor.assignment_id or 0).generation
            row = AssigneeSession(
                assignment_id=actor.assignment_id, contributor_id=actor.contributor_id, generation=generation
            )
            self._begin(row, LINK_COOKIE)

    def _begin(self, row: StaffSession | AssigneeSession, cookie: Any) -> None:
        self.token = new_token()
        now = self.runtime.clock.now()
        row.token_hash, row.begun_at, row.expires_at = token_hash(self.token), now, now + timedelta(hours=12)
        with self.runtime.transaction(SIGN_IN) as tx:
            tx.add(row)
        with self.app.test_request_context(base_url=BASE):
            response = self.app.response_class()
            cookie.write(response, self.token, now)
            value = response.headers["Set-Cookie"].split(";")[0].partition("=")[2]
            self.client.set_cookie(cookie.name, value, domain="followup.test", secure=True)

    @property
    def csrf(self) -> str:
        with self.app.test_request_context(base_url=BASE):
            from flask import g

            g.session_token = self.token
            return csrf_token()

    def get(self, path: str, **kwargs: Any) -> TestResponse:
        return self.client.get(path, base_url=BASE, **kwargs)

    def post(self, path: str, data: dict[str, Any] | None = None, **kwargs: Any) -> TestResponse:
        return self.client.post(path, base_url=BASE, data={"csrf_token": self.csrf, **(data or {})}, **kwargs)

    def page(self, path: str, status: int = 200) -> lxml.html.HtmlElement:
        """Get a page and check what every page must have."""
        response = self.get(path)
        assert response.status_code == status, f"{path}: {response.status_code}"
        return well_made(response.text, path)


def well_made(html: str, where: str = "") -> lxml.html.HtmlElement:
    """Parse a page; refuse one without language, one h1, a title, or with an unlabelled field or a doubled id."""
    tree = lxml.html.document_fromstring(html)
    assert tree.get("lang") in ("en", "sv", "nb"), f"{where}: no language"
    assert len(tree.findall(".//h1")) == 1, f"{where}: not one h1"
    assert tree.findtext(".//title", "").strip().removesuffix("· followup").strip(), f"{where}: no title"
    ids = [e.get("id") for e in tree.iter() if isinstance(e.tag, str) and e.get("id")]
    assert len(ids) == len(set(ids)), f"{where}: doubled ids {sorted(i for i in ids if ids.count(i) > 1)}"
    labelled = {label.get("for") for label in tree.iter("label")}
    for field in tree.iter("input", "select", "textarea"):
        if field.get("type") in ("hidden", "submit"):
            continue
        assert field.get("id") in labelled or field.get("aria-label"), f"{where}: unlabelled {field.get('name')}"
    for described in (e for e in tree.iter() if isinstance(e.tag, str) and e.get("aria-describedby")):
        for target in described.get("aria-describedby").split():
            assert target in ids, f"{where}: aria-describedby points to nothing: {target}"
    assert not tree.xpath("//*[@style] | //style | //script[not(@src)]"), f"{where}: inline style or script"
    return tree
