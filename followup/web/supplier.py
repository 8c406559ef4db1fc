"""The emailed link: a neutral page with one field. Opening it changes nothing; the right address begins a session."""

from __future__ import annotations

from flask import g, make_response, redirect, render_template, request
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
from followup.errors import N_, Invalid, NotFound, Problems, Reason
from followup.queries import access_log as attempts
from followup.queries import assignments as queries
from followup.schemas.questionnaires import AddressSchema
from followup.services import access_log, openings
from followup.web.endpoint import Open, Room
from followup.web.forms import Form, decode
from followup.web.security import LINK_COOKIE, LOOKUP, runtime
from followup.web.shell import LANGUAGE_COOKIE

room = Room("supplier", identity="link")

TOO_MANY = Reason("link.too_many", N_("Too many links that do not exist were tried from your network. Wait a minute."))
DESTINATIONS = {AssignmentKind.SELF_ASSESSMENT: "/s/form", AssignmentKind.ACTION_PLAN: "/s/deviation"}


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
    if request.method != "POST":
        return _page(is_alive, 200 if is_alive else 410)
    try:
        address = AddressSchema().read(decode(request.form, AddressSchema))
    except Invalid as error:
        return _page(is_alive, 422, error.problems)
    desk = System(
        job="sign_in",
        everything=True,
        organisation_id=link.assignment.organisation_id,
        zone=link.zone,
        country=link.country,
    )
    if not is_alive:
        with runtime().transaction(desk, request_id=g.request_id) as tx:
            openings.ask_again(tx, runtime().keys, token, address)
        return _page(is_alive, 200, is_asked=True)
    with runtime().transaction(desk, request_id=g.request_id) as tx:
        opening = openings.open_link(tx, token, address)
    if opening.session_token is None:
        reason = opening.refused or LINK_GONE
        return _page(is_alive, 422 if reason is OTHER_ADDRESS else 429, {"address": [reason]})
    return _entered(link, opening.session_token)


def _entered(link: queries.Link, session_token: str) -> Response:
    """Lead on to an address without the token, in the contact's language unless another was chosen."""
    response = redirect(DESTINATIONS[link.assignment.kind], code=303)
    LINK_COOKIE.write(response, session_token, runtime().clock.now())
    if LANGUAGE_COOKIE not in request.cookies:
        year = 365 * 86400
        language, secure = link.assignment.language, request.is_secure
        response.set_cookie(LANGUAGE_COOKIE, language, max_age=year, samesite="Lax", httponly=True, secure=secure)
    return response


def _page(is_alive: bool, status: int, problems: Problems | None = None, *, is_asked: bool = False) -> Response:
    typed = decode(request.form, AddressSchema) if request.method == "POST" and not is_asked else {}
    form = Form(AddressSchema, typed, problems)
    template = "supplier/link.html" if is_alive else "supplier/expired.html"
    return make_response(render_template(template, form=form, is_asked=is_asked), status)


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
