"""The emailed link: a neutral page with one field. Opening it changes nothing; the right address begins a session."""

from __future__ import annotations

import hashlib
import hmac

from flask import Request, current_app, g, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from followup.domain.actors import Actor, System
from followup.domain.assignments import (
    LINK_GONE,
    OTHER_ADDRESS,
    UNKNOWN_MOST,
    UNKNOWN_WITHIN,
    AssignmentKind,
)
from followup.domain.calendar import today_in
from followup.domain.permissions import Permission
from followup.errors import N_, Invalid, NotFound, Problems, Reason
from followup.models.assignments import Assignment
from followup.queries import access_log as attempts
from followup.queries import assignments as queries
from followup.schemas.answers import AddressSchema
from followup.services import access_log, openings
from followup.web.endpoint import Open, Room
from followup.web.forms import Form, decode
from followup.web.security import LINK_COOKIE, LOOKUP, runtime
from followup.web.shell import LANGUAGE_COOKIE

room = Room("supplier", identity="link")


class Seen:
    """A mark in the browser that it has opened a link before, so that the holder is told of others only.

    It opens nothing. Its name and its value are made of the link's id and our key; each link has its own.
    """

    DAYS = 180  # as long as a link lives at most. Source: trust.md L10

    def is_on(self, from_request: Request, link: queries.Link) -> bool:
        """Return whether the browser has the mark of this link."""
        name, values = self._made(link)
        return any(hmac.compare_digest(from_request.cookies.get(name, ""), value) for value in values)

    def write(self, response: Response, link: queries.Link) -> None:
        """Leave the mark."""
        name, values = self._made(link)
        secure = bool(current_app.config["SESSION_COOKIE_SECURE"])
        response.set_cookie(
            name, values[0], max_age=self.DAYS * 86400, path="/s", samesite="Lax", httponly=True, secure=secure
        )

    @staticmethod
    def _made(link: queries.Link) -> tuple[str, list[str]]:
        public_id = (link.contributor or link.assignment).public_id.encode()
        macs = [hmac.new(key, public_id, hashlib.sha256).hexdigest() for key in runtime().keys.derived("seen")]
        return f"followup-seen-{hashlib.sha256(public_id).hexdigest()[:12]}", macs


SEEN = Seen()

TOO_MANY = Reason("link.too_many", N_("Too many links that do not exist were tried from your network. Wait a minute."))
DESTINATIONS = {
    AssignmentKind.SELF_ASSESSMENT: "/s/form",
    AssignmentKind.ACTION_PLAN: "/s/deviation",
    AssignmentKind.AUDIT: "/s/audit",
    AssignmentKind.AUDIT_VISIT: "/s/visit",
    AssignmentKind.PUBLICATION: "/s/publication",
}


@room.gate(
    "/s/<token>",
    needs=Open("the token finds a neutral page; only the address it was sent to opens anything"),
    methods=("GET", "POST"),
)
def landing(actor: Actor, token: str) -> Response:
    """Show the neutral page, or begin a session, or send a new link to the holder of a dead one."""
    with runtime().transaction(LOOKUP, read_only=True) as tx:
        link = queries.find(tx.session, token)
        now = tx.now
    if link is None:
        return _unknown(actor)
    is_alive = link.is_alive(today_in(now, link.zone))
    if link.contributor is not None and not is_alive:
        return make_response(render_template("supplier/over.html"), 410)
    if request.method != "POST":
        return _page(is_alive, 200 if is_alive else 410)
    try:
        address = AddressSchema().read(decode(request.form, AddressSchema))
    except Invalid as error:
        return _page(is_alive, 422, error.problems)
    desk = desk_of(link.assignment.organisation_id, link.zone, link.country)
    if not is_alive:
        with runtime().transaction(desk, request_id=g.request_id) as tx:
            openings.ask_again(tx, runtime().keys, token, address)
        return _page(is_alive, 200, is_asked=True)
    with runtime().transaction(desk, request_id=g.request_id) as tx:
        opening = openings.open_link(tx, token, address, is_known=SEEN.is_on(request, link))
    if opening.session_token is None:
        reason = opening.refused or LINK_GONE
        return _page(is_alive, 422 if reason is OTHER_ADDRESS else 429, {"address": [reason]})
    return _entered(link, opening.session_token)


def desk_of(organisation_id: int | None, zone: str, country: str) -> System:
    """Return the actor that opens links and compares codes: it sees sessions and works for the link's organisation."""
    return System(job="sign_in", everything=True, organisation_id=organisation_id, zone=zone, country=country)


def _entered(link: queries.Link, session_token: str) -> Response:
    """Lead on to an address without the token, in the contact's language unless another was chosen."""
    response = redirect(DESTINATIONS[link.assignment.kind], code=303)
    LINK_COOKIE.write(response, session_token, runtime().clock.now())
    SEEN.write(response, link)
    if LANGUAGE_COOKIE not in request.cookies:
        year = 365 * 86400
        language, secure = link.language, request.is_secure
        response.set_cookie(LANGUAGE_COOKIE, language, max_age=year, samesite="Lax", httponly=True, secure=secure)
    return response


def _page(is_alive: bool, status: int, problems: Problems | None = None, *, is_asked: bool = False) -> Response:
    typed = decode(request.form, AddressSchema) if request.method == "POST" and not is_asked else {}
    form = Form(AddressSchema, typed, problems)
    template = "supplier/link.html" if is_alive else "supplier/expired.html"
    return make_response(render_template(template, form=form, is_asked=is_asked), status)


@room.gate("/s/all", needs=Permission.ASSIGNMENT_SEE_ALL, methods=("GET", "POST"))
def everything(actor: Actor) -> Response:
    """Show all that is asked of the holder's address, by every buyer; each is opened only by its own link, mailed."""
    with runtime().transaction(LOOKUP, read_only=True) as tx:
        mine = tx.follow(Assignment, actor.assignment_id or 0)
        rows = queries.all_asked(tx.session, mine, today_in(tx.now, actor.zone))
        today = today_in(tx.now, actor.zone)
    if request.method == "POST":
        wanted = request.form.get("assignment_id", "")
        row = next((row for row in rows if row.public_id == wanted), None)
        if row is None:  # it was answered or ended meanwhile
            return redirect(url_for("supplier.everything"), code=303)
        desk = desk_of(row.organisation_id, row.zone, row.country)
        with runtime().transaction(desk, request_id=g.request_id) as tx:
            openings.mail_one(tx, mine, wanted)
        return redirect(url_for("supplier.everything", done="link_mailed"), code=303)
    home = DESTINATIONS[mine.kind]
    return make_response(render_template("supplier/everything.html", rows=rows, mine=mine, home=home, on=today))


def _unknown(actor: Actor) -> Response:
    """Answer a token that never was; only tries by form are counted, since opening an address writes nothing."""
    if request.method != "POST":
        raise NotFound
    network = access_log.network(request.remote_addr)
    with runtime().transaction(LOOKUP, read_only=True) as tx:
        lately = attempts.count(tx.session, openings.UNKNOWN_TOKEN, network, since=tx.now - UNKNOWN_WITHIN)
    if lately < UNKNOWN_MOST:
        access_log.note(runtime(), openings.UNKNOWN_TOKEN, network, actor, request_id=g.request_id)
        raise NotFound
    facts = {"status": 429, "reason": TOO_MANY, "details": [], "shell": "supplier.html", "request_id": g.request_id}
    page = render_template("errors/error.html", **facts)
    return make_response(page, 429, {"Retry-After": str(int(UNKNOWN_WITHIN.total_seconds()))})
