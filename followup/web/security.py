"""Cookies, the proof that a form is ours, who is asking, and the headers every answer carries."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime

from flask import Flask, Request, Response, current_app, g, request
from werkzeug.wrappers import Response as AnyResponse

from followup.domain.actors import ANONYMOUS, Actor, System
from followup.domain.assignments import token_hash
from followup.errors import N_, Forbidden, Reason
from followup.queries import sign_in
from followup.runtime import Runtime

FORGED = Reason(
    "csrf", N_("The form was open for too long or came from another site. Go back, reload the page and try again.")
)
IDLE_SECONDS = {"staff": 30 * 60, "link": 60 * 60}  # Source: trust.md H5, L4
RENEW_SECONDS = 60

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        "connect-src 'self'; "
        "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


def runtime() -> Runtime:
    """Return the process's long-lived things."""
    found = current_app.extensions["followup"]
    assert isinstance(found, Runtime)
    return found


@dataclass(frozen=True, slots=True)
class Cookie:
    """One of our two cookies: a session token, when it was last seen, and a signature over both."""

    kind: str

    @property
    def name(self) -> str:
        """Return the cookie's name; with the __Host- prefix where the connection is encrypted."""
        plain = {"staff": "followup", "link": "followup-link"}[self.kind]
        return f"__Host-{plain}" if current_app.config["SESSION_COOKIE_SECURE"] else plain

    def read(self, from_request: Request, now: datetime) -> str | None:
        """Return the session token, if the cookie is ours and was seen lately."""
        token, _, rest = from_request.cookies.get(self.name, "").partition(".")
        seen, _, mac = rest.partition(".")
        if not seen.isdigit() or not _is_one_of(mac, self._macs(token, seen)):
            return None
        age = now.timestamp() - int(seen)
        if age > IDLE_SECONDS[self.kind]:
            return None
        g.setdefault("renew", {})[self.kind] = token if age > RENEW_SECONDS else None
        return token

    def write(self, response: AnyResponse, token: str, now: datetime) -> None:
        """Give the browser the token, marked as seen now."""
        seen = str(int(now.timestamp()))
        response.set_cookie(
            self.name,
            f"{token}.{seen}.{self._macs(token, seen)[0]}",
            httponly=True,
            secure=bool(current_app.config["SESSION_COOKIE_SECURE"]),
            samesite="Lax",
            path="/",
        )

    def clear(self, response: AnyResponse) -> None:
        """Take the cookie away."""
        response.delete_cookie(self.name, path="/", secure=bool(current_app.config["SESSION_COOKIE_SECURE"]))

    @staticmethod
    def _macs(token: str, seen: str) -> list[str]:
        message = f"{token}.{seen}".encode()
        return [hmac.new(k, message, hashlib.sha256).hexdigest() for k in runtime().keys.derived("cookie")]


STAFF_COOKIE = Cookie("staff")
LINK_COOKIE = Cookie("link")
LOOKUP = System(job="sign_in", everything=True)


def new_token() -> str:
    """Return an opaque 256-bit session token."""
    return secrets.token_urlsafe(32)


def identify(kind: str) -> Actor:
    """Return who asks: by bearer token ("api"), staff session ("staff") or personal link ("link"), or nobody."""
    if kind == "public":  # the same answer for everybody, which caches may keep: no cookie is read and none is renewed
        return ANONYMOUS
    now = runtime().clock.now()
    if kind == "api":
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not token:
            return ANONYMOUS
    else:
        token = (STAFF_COOKIE if kind == "staff" else LINK_COOKIE).read(request, now) or ""
        if not token:
            return ANONYMOUS
    g.session_token = token
    find = {"api": sign_in.staff_of_token, "staff": sign_in.staff_of_session, "link": sign_in.assignee_of_session}[kind]
    with runtime().transaction(LOOKUP, read_only=True) as tx:
        return find(tx.session, token_hash(token), now) or ANONYMOUS


def csrf_token() -> str:
    """Return the proof that a form was drawn for this session."""
    token = g.get("session_token", "")
    return hmac.new(runtime().keys.derived("csrf")[0], token.encode(), hashlib.sha256).hexdigest() if token else ""


def check_form_is_ours(actor: Actor) -> None:
    """Refuse an unsafe request that another site made the browser send.

    Errors: Forbidden("csrf").
    Source: trust.md H2.
    """
    site = request.headers.get("Sec-Fetch-Site", "same-origin")
    origin = request.headers.get("Origin")
    ours = ("null", request.host_url.rstrip("/"), runtime().base_url)  # behind a proxy the two addresses may differ
    if site not in ("same-origin", "none") or (origin and origin not in ours):
        raise Forbidden(FORGED)
    if actor is ANONYMOUS:
        return
    token = g.get("session_token", "").encode()
    expected = [hmac.new(k, token, hashlib.sha256).hexdigest() for k in runtime().keys.derived("csrf")]
    if not _is_one_of(request.form.get("csrf_token", ""), expected):
        raise Forbidden(FORGED)


def _is_one_of(given: str, expected: list[str]) -> bool:
    """Return whether the text is one of these, in the same time whatever it is; it may hold any character."""
    sent = given.encode("utf-8", "surrogatepass")
    return sum(hmac.compare_digest(sent, one.encode()) for one in expected) > 0


def harden(app: Flask) -> None:
    """Put the headers on every answer, renew the cookies of those at work, and cache nothing that is not public."""

    @app.after_request
    def add_headers(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if app.config["SESSION_COOKIE_SECURE"]:
            response.headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
        if not request.path.startswith(("/static/", "/assets/", "/pub/")):
            response.headers.setdefault("Cache-Control", "no-store")
            response.headers.setdefault("X-Robots-Tag", "noindex")
            response.vary.add("Cookie")
        for cookie in (STAFF_COOKIE, LINK_COOKIE):
            token = g.get("renew", {}).get(cookie.kind)
            if token and cookie.name not in response.headers.get("Set-Cookie", ""):
                cookie.write(response, token, runtime().clock.now())
        return response
