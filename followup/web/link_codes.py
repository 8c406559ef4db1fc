"""The mailed code: asking for one, typing it. Needed only where the buyer has set it so."""

from __future__ import annotations

from flask import g, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from followup.domain.actors import Actor, Assignee
from followup.domain.link_codes import TOO_MANY_CODES, WRONG_CODE
from followup.domain.permissions import Permission
from followup.errors import Invalid, Problems
from followup.schemas.links import CodeSchema
from followup.services import link_codes
from followup.web.endpoint import Room
from followup.web.forms import Form, decode
from followup.web.security import runtime
from followup.web.shell import is_own
from followup.web.supplier import desk_of

room = Room("link_codes", identity="link")

HOME = "/s/form"
HOLDER = Permission.ASSIGNMENT_SUBMIT


@room.gate("/s/code", needs=HOLDER, methods=("GET", "POST"))
def confirm(actor: Actor) -> Response:
    """Show where the code is asked for and typed, or compare it and lead back to what needed it."""
    assert isinstance(actor, Assignee)
    if not actor.must_confirm:
        return redirect(_then(), code=303)
    if request.method != "POST":
        return _page(200)
    try:
        typed = CodeSchema().read({k: v for k, v in decode(request.form, CodeSchema).items() if k != "then"})
    except Invalid as error:
        return _page(422, error.problems)
    with runtime().transaction(
        desk_of(actor.organisation_id, actor.zone, actor.country), request_id=g.request_id
    ) as tx:
        refused = link_codes.confirm(tx, runtime().keys, actor, typed)
    if refused is not None:
        return _page(422 if refused is WRONG_CODE else 429, {"code": [refused]})
    return redirect(_then(), code=303)


@room.gate("/s/code/send", needs=HOLDER, methods=("POST",))
def send(actor: Actor) -> Response:
    """Mail a new code to the holder's address; earlier ones no longer work."""
    assert isinstance(actor, Assignee)
    if not actor.must_confirm:
        return redirect(_then(), code=303)
    with runtime().transaction(
        desk_of(actor.organisation_id, actor.zone, actor.country), request_id=g.request_id
    ) as tx:
        refused = link_codes.send(tx, runtime().keys, actor)
    if refused is not None:
        return _page(429 if refused is TOO_MANY_CODES else 409, {"": [refused]})
    return redirect(url_for("link_codes.confirm", then=_then(), done="code_sent"), code=303)


def _page(status: int, problems: Problems | None = None) -> Response:
    typed = decode(request.form, CodeSchema) if request.method == "POST" else {}
    form = Form(CodeSchema, {"code": typed.get("code", "")}, problems)
    is_sent = request.args.get("done") == "code_sent" or (
        request.method == "POST" and request.endpoint == "link_codes.confirm"
    )
    return make_response(render_template("supplier/code.html", form=form, then=_then(), is_sent=is_sent), status)


def _then() -> str:
    """Return where to go on: a page of the link, whatever was asked for."""
    path = request.values.get("then", "")
    return path if path.startswith("/s/") and is_own(path) else HOME
