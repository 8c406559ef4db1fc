"""The API's wire format: strict JSON in, schema out, problem+json, ETag and If-Match, idempotency keys."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from itertools import islice
from typing import Any

from flask import Response, g, jsonify, request

from followup.domain.actors import Actor
from followup.errors import N_, Conflict, FollowupError, Forbidden, Gone, Invalid, NotFound, Reason
from followup.i18n import explain, shown
from followup.imports import json_tree
from followup.queries.paging import Page
from followup.services import idempotency
from followup.web.forms import decode
from followup.web.security import runtime

NOT_JSON = Reason("body.not_json", N_("Send the body as application/json."))
NOT_AN_OBJECT = Reason("body.not_object", N_("Send one JSON object."))
IF_MATCH_MISSING = Reason(
    "if_match.missing", N_("Send If-Match with the ETag you read, so that nobody's work is lost.")
)

PROBLEMS_MOST = 100  # told in one answer; who sends more wrong fields than that is not helped by the rest
_ETAG = re.compile('"v([0-9]{1,9})"')
STATUS = {NotFound: 404, Forbidden: 403, Invalid: 422, Conflict: 409, Gone: 410}


class PreconditionRequired(Exception):
    """A change came without If-Match."""


class UnsupportedBody(Exception):
    """The body is not JSON."""


def problem(status: int, reason: Reason, problems: Mapping[str, Any] | None = None) -> Response:
    """Return application/problem+json: what is wrong, by path, in the reader's language and as codes."""
    body: dict[str, object] = {
        "type": f"urn:followup:problem:{reason.code}",
        "title": explain(reason),
        "status": status,
        "code": reason.code,
        "request_id": g.get("request_id"),
    }
    if problems is not None:
        body["problems"] = [
            {"path": path, "code": r.code, "message": explain(r), "params": {k: shown(v) for k, v in r.params.items()}}
            for path, reasons in islice(problems.items(), PROBLEMS_MOST)
            for r in reasons
        ]
    response = jsonify(body)
    response.status_code = status
    response.content_type = "application/problem+json"
    return response


def as_problem(error: FollowupError) -> Response:
    """Return the problem for a refusal; a stale change by API is 412."""
    status = next(code for kind, code in STATUS.items() if isinstance(error, kind))
    if isinstance(error, Conflict) and error.reason.code == "stale":
        status = 412
    return problem(status, error.reason, error.problems if isinstance(error, Invalid) else None)


def answer(
    actor: Actor,
    view: Callable[..., Any],
    ids: Mapping[str, str],
    *,
    method: str,
    gives: Any,
    needs: object,
    takes: Any = None,
    query: Any = None,
    many: bool = False,
    versioned: bool = False,
) -> Response:
    """Answer one API call."""
    if method == "GET":
        return _read(actor, view, ids, gives=gives, query=query, many=many)
    body = _body()
    extra: dict[str, object] = {"version": _if_match()} if versioned else {}
    new = takes().read(body)
    key = request.headers.get("Idempotency-Key") if method == "POST" else None
    with runtime().transaction(actor, request_id=g.request_id) as tx:
        before = idempotency.answered(tx, key, _body_hash()) if key else None
        if before is not None:
            return _answer(before, 201)
        result = view(tx, new, **ids, **extra)
        tx.flush()
        dumped = gives().dump(result)
        if key:
            idempotency.keep(tx, key, _body_hash(), dumped)
    return _answer(dumped, 201 if method == "POST" else 200)


def _read(
    actor: Actor, view: Callable[..., Any], ids: Mapping[str, str], *, gives: Any, query: Any, many: bool
) -> Response:
    wanted = {"query": query().read(decode(request.args, query))} if query else {}
    with runtime().transaction(actor, read_only=True, request_id=g.request_id) as tx:
        result = view(tx, **ids, **wanted)
        if isinstance(result, Page):
            return jsonify({"items": gives(many=True).dump(result.rows), "next": result.next})
        dumped = gives(many=many).dump(result)
    return jsonify({"items": dumped, "next": None}) if many else _answer(dumped, 200)


def _answer(dumped: Any, status: int) -> Response:
    response = jsonify(dumped)
    response.status_code = status
    if isinstance(dumped, dict) and isinstance(dumped.get("version"), int):
        response.set_etag(f"v{dumped['version']}")
        response.headers["Cache-Control"] = "private, no-cache"
        if status == 200 and request.method == "GET":
            response.make_conditional(request)
    return response


def _body() -> Mapping[str, object]:
    if request.mimetype != "application/json":
        raise UnsupportedBody
    g.body = request.get_data(cache=False)
    body = _plain(json_tree.read_json("body", g.body).data)
    if not isinstance(body, dict):
        raise Invalid.at("", NOT_AN_OBJECT)
    return body


def _plain(value: object) -> object:
    """Return the tree with its whole numbers as numbers; any other number stays the text it was."""
    if isinstance(value, json_tree.Number):
        return int(value.text) if re.fullmatch(r"-?[0-9]{1,18}", value.text) else value.text
    if isinstance(value, dict):
        return {name: _plain(inner) for name, inner in value.items()}
    return [_plain(inner) for inner in value] if isinstance(value, list) else value


def _if_match() -> int:
    """Return the version of the one tag that was sent; -1, which nothing has, for whatever else was."""
    sent = request.headers.get("If-Match", "").strip()
    if not sent:
        raise PreconditionRequired
    found = _ETAG.fullmatch(sent)
    return int(found[1]) if found else -1


def _body_hash() -> str:
    return hashlib.sha256(f"{request.path}\n".encode() + g.body).hexdigest()
