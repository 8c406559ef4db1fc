"""The way in for staff: password, one-time code, out again, and the mailed link to choose both.

These views open their own transactions: hashing a password is slow and is done before the database is written to.
The only file that imports segno.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeVar

import segno
from flask import g, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from followup.domain.actors import Actor, System
from followup.domain.assignments import token_hash
from followup.domain.sign_in import NOT_KNOWN, WRONG_CODE, Credentials, network_key
from followup.domain.users import check_password
from followup.errors import Invalid, Problems
from followup.queries.sign_in import OpenedLink, opened_link
from followup.runtime import Runtime
from followup.schemas.base import Input
from followup.schemas.sign_in import CodeSchema, CredentialsSchema, NewPasswordSchema
from followup.services import sign_in
from followup.services.sign_in import SIGN_IN
from followup.web.endpoint import Open, Room, SignInNeeded
from followup.web.forms import Form, decode
from followup.web.security import STAFF_COOKIE, new_token, runtime

room = Room("sign_in")

ANYBODY = Open("the way in: nobody is known yet")
OWN_SESSION = Open("ends the browser's own session and nothing else")
HOLDER = Open("the token in the address stands for the person it was mailed to; it lives 48 hours and works once")

T = TypeVar("T")
_OWN_PATH = re.compile(r"/(?![/\\])(?!sign-in)[^\x00-\x20\x7f\\]*")


def _asked(template: str, schema: type[Input[T]], do: Callable[[T], AnyResponse], **context: object) -> AnyResponse:
    """Draw the form, or do what was sent; what is wrong is drawn together with the form."""
    problems: Problems = {}
    if request.method == "POST":
        try:
            return do(schema().read(decode(request.form, schema)))
        except Invalid as error:
            problems = error.problems
    form = Form(schema, decode(request.form, schema), problems)
    return make_response(render_template(template, form=form, **context), 422 if problems else 200)


@room.gate("/sign-in", needs=ANYBODY, methods=("GET", "POST"))
def begin(_: Actor) -> AnyResponse:
    """Ask for address and password; the one-time code comes next."""
    return _asked("sign_in/begin.html", CredentialsSchema, _check_password)


def _check_password(given: Credentials) -> AnyResponse:
    now, network = runtime(), network_key(request.remote_addr)
    with now.transaction(SIGN_IN, read_only=True) as tx:
        sign_in.check_pause(tx, given.email, network)
        user = sign_in.user_of(tx, given.email)
    fits = now.passwords.fits(user.password_hash if user else None, given.password)
    token = new_token()
    with now.transaction(SIGN_IN, request_id=g.request_id) as tx:
        if user is not None and fits:
            sign_in.ask_for_code(tx, user, token)
        else:
            sign_in.note_failure(tx, given.email, network)
    if not fits:
        raise Invalid.at("", NOT_KNOWN)
    return _with_cookie(redirect(url_for("sign_in.confirm", next=_wanted()), code=303), token)


@room.gate("/sign-in/code", needs=ANYBODY, methods=("GET", "POST"))
def confirm(_: Actor) -> AnyResponse:
    """Ask the browser that knew the password for the one-time code, and let it in."""
    with runtime().transaction(SIGN_IN, read_only=True) as tx:
        if sign_in.pending(tx, g.get("session_token", "")) is None:
            raise SignInNeeded("staff")
    return _asked("sign_in/confirm.html", CodeSchema, _check_code)


def _check_code(code: str) -> AnyResponse:
    token, network = new_token(), network_key(request.remote_addr)
    with runtime().transaction(SIGN_IN, request_id=g.request_id) as tx:
        user = sign_in.pending(tx, g.session_token)
        if user is None:
            raise SignInNeeded("staff")
        sign_in.check_pause(tx, user.email, network)
        fits = sign_in.accept_code(tx, user, code)
        if fits:
            sign_in.begin(tx, user, token)
        else:
            sign_in.note_failure(tx, user.email, network)
    if not fits:
        raise Invalid.at("code", WRONG_CODE)
    return _with_cookie(redirect(_wanted() or url_for("landing"), code=303), token)


@room.gate("/sign-out", needs=OWN_SESSION, methods=("POST",))
def end(_: Actor) -> AnyResponse:
    """End the session of this browser."""
    with runtime().transaction(SIGN_IN) as tx:
        sign_in.end(tx, g.get("session_token", ""))
    response = redirect(url_for("sign_in.begin"), code=303)
    STAFF_COOKIE.clear(response)
    return response


@room.gate("/welcome/<token>", needs=HOLDER, methods=("GET", "POST"))
def welcome(_: Actor, token: str) -> AnyResponse:
    """Let the holder of a mailed link choose a password."""
    opened = _opened(token)
    return _asked("sign_in/welcome.html", NewPasswordSchema, lambda new: _choose(opened, token, new), opened=opened)


def _choose(opened: OpenedLink, token: str, password: str) -> AnyResponse:
    check_password(password, names=(opened.name, opened.email, opened.organisation_name))
    password_hash = runtime().passwords.hashed(password)
    with runtime().transaction(SIGN_IN, request_id=g.request_id) as tx:
        sign_in.choose(tx, opened, password_hash)
    return redirect(url_for("sign_in.activate", token=token), code=303)


@room.gate("/welcome/<token>/code", needs=HOLDER, methods=("GET", "POST"))
def activate(_: Actor, token: str) -> AnyResponse:
    """Show the secret for the app, and let the holder in once a first code shows that the app has it."""
    opened = _opened(token)
    if opened.totp_secret is None:
        return redirect(url_for("sign_in.welcome", token=token), code=303)
    uri = sign_in.provisioning_uri(opened.totp_secret, opened.email)
    return _asked(
        "sign_in/activate.html",
        CodeSchema,
        lambda code: _confirm(opened, code),
        opened=opened,
        picture=segno.make(uri, micro=False).svg_data_uri(scale=4, light="white"),
        secret=" ".join(re.findall(".{1,4}", opened.totp_secret)),
    )


def _confirm(opened: OpenedLink, code: str) -> AnyResponse:
    now, token = runtime(), new_token()
    step = sign_in.step_of(opened.totp_secret or "", code, now.clock.now())
    if step is None:
        raise Invalid.at("code", WRONG_CODE)
    of_organisation = System(job="sign_in", organisation_id=opened.organisation_id)
    with now.transaction(of_organisation, request_id=g.request_id) as tx:
        sign_in.begin(tx, sign_in.activate(tx, opened, step), token)
    return _with_cookie(redirect(url_for("landing"), code=303), token)


def _opened(token: str) -> OpenedLink:
    now: Runtime = runtime()
    with now.transaction(SIGN_IN, read_only=True) as tx:
        return opened_link(tx.session, token_hash(token), tx.now)


def _with_cookie(response: AnyResponse, token: str) -> AnyResponse:
    STAFF_COOKIE.write(response, token, runtime().clock.now())
    return response


def _wanted() -> str | None:
    """Return the page of ours that was asked for before the sign-in, or None."""
    wanted = request.args.get("next", "")
    return wanted if _OWN_PATH.fullmatch(wanted) else None
