"""Refusals become pages or problem+json, by blueprint; anything unforeseen is logged and shown as one calm page."""

from __future__ import annotations

from flask import Flask, g, make_response, redirect, render_template, request, url_for
from werkzeug.exceptions import HTTPException, SecurityError
from werkzeug.wrappers import Response

from followup.domain.link_codes import CodeNeeded
from followup.errors import N_, FollowupError, Invalid, Reason
from followup.log import log
from followup.web import wire
from followup.web.endpoint import SignInNeeded

UNFORESEEN = Reason(
    "unforeseen", N_("Something went wrong on our side. Nothing was saved. Try again, or tell us the number below.")
)
LINK_SESSION = Reason("link.session", N_("Open the link in your mail again to go on. Nothing that was saved is lost."))
SIGN_IN = Reason("sign_in", N_("Send a bearer token that is valid."))
HTTP = {
    400: Reason("http.400", N_("The request could not be understood.")),
    404: Reason("not_found", N_("There is nothing here, or you may not see it.")),
    405: Reason("http.405", N_("That cannot be done at this address.")),
    413: Reason("http.413", N_("That is too much to send at once. Send at most 25 MB a file.")),
    415: Reason("http.415", N_("Send the body as application/json.")),
    428: Reason("if_match.missing", N_("Send If-Match with the ETag you read, so that nobody's work is lost.")),
}


def handle(app: Flask) -> None:
    """Register one handler per kind of error."""
    app.register_error_handler(FollowupError, _refused)
    app.register_error_handler(SignInNeeded, _sign_in)
    app.register_error_handler(CodeNeeded, _code_needed)
    app.register_error_handler(wire.PreconditionRequired, lambda _: _http(428))
    app.register_error_handler(wire.UnsupportedBody, lambda _: _http(415))
    app.register_error_handler(SecurityError, lambda _: make_response("Bad request", 400))  # a foreign host
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _unforeseen)


def _is_api() -> bool:
    return request.path.startswith("/api/")


def _refused(error: FollowupError) -> Response:
    if _is_api():
        return wire.as_problem(error)
    status = next(code for kind, code in wire.STATUS.items() if isinstance(error, kind))
    details = [r for reasons in error.problems.values() for r in reasons] if isinstance(error, Invalid) else []
    return _page(status, error.reason, details)


def _sign_in(error: SignInNeeded) -> Response:
    if _is_api():
        response = wire.problem(401, SIGN_IN)
        response.headers["WWW-Authenticate"] = "Bearer"
        return response
    if str(error) == "link":
        return _page(410, LINK_SESSION)
    target = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("sign_in.begin", next=target), code=303)


def _code_needed(_: CodeNeeded) -> Response:
    """Lead to where the mailed code is asked for, and from there back."""
    return redirect(url_for("link_codes.confirm", then=request.path), code=303)


def _http_error(error: HTTPException) -> Response:
    status = error.code or 500
    if status < 400:
        return error.get_response()
    response = _http(status)
    for name, value in error.get_headers():
        if name in ("Allow", "Retry-After"):
            response.headers[name] = value
    return response


def _http(status: int) -> Response:
    reason = HTTP.get(status, HTTP[400] if status < 500 else UNFORESEEN)
    return wire.problem(status, reason) if _is_api() else _page(status, reason)


def _unforeseen(error: Exception) -> Response:
    log.exception("request.failed", error=type(error).__name__)
    return wire.problem(500, UNFORESEEN) if _is_api() else _page(500, UNFORESEEN)


def _page(status: int, reason: Reason, details: list[Reason] | None = None) -> Response:
    shell = "supplier.html" if request.path.startswith("/s/") else "base.html"
    body = render_template(
        "errors/error.html",
        status=status,
        reason=reason,
        details=details or [],
        shell=shell,
        request_id=g.get("request_id"),
    )
    return make_response(body, status)
