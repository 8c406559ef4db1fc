"""What every page and every API call has in common: who asks, may they, read the body, one transaction, one answer.

A module of `web/` makes a `Room` and declares its functions with `page`, `form`, `action`, `read`, `create`, `change`.
Each names the permission it needs; a route without one does not start.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import Blueprint, Response, g, make_response, redirect, render_template, request, url_for
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response as AnyResponse

from followup.domain.actors import Actor
from followup.errors import Conflict, Invalid, Problems
from followup.schemas.base import Input
from followup.transaction import Transaction
from followup.web.forms import Form, decode
from followup.web.policy import Needs, Open, Route, SignInNeeded, View, admit, check_policy
from followup.web.security import runtime
from followup.web.uploads import Upload, received

BODY_BYTES = 1024 * 1024  # Source: trust.md I1, for all but files
FIELDS_MOST = 1_000
_VERSION = re.compile("[0-9]{1,9}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What a form's page shows: the present data, the choices, the version, and what else its template needs."""

    data: Mapping[str, object] = field(default_factory=dict)
    choices: Mapping[str, Sequence[tuple[str, str]]] = field(default_factory=dict)
    version: int | None = None
    context: Mapping[str, object] = field(default_factory=dict)
    schema: type[Input[Any]] | None = None


def see_other(endpoint: str, *, notice: str | None = None, **values: object) -> AnyResponse:
    """Return a redirect after a change; `notice` is a key of `web/shell.py` shown once on the next page."""
    if notice:
        values["done"] = notice
    return redirect(url_for(endpoint, **values), code=303)  # type: ignore[arg-type] # url_for takes any value


class Room:
    """The pages and the API calls of one noun."""

    def __init__(self, name: str, *, identity: str = "staff") -> None:
        self.name, self.identity = name, identity
        self.pages = Blueprint(name, __name__)
        self.api = Blueprint(f"api_{name}", __name__, url_prefix="/api/v1")
        self.routes: list[Route] = []

    def page(
        self, rule: str, *, needs: Needs, template: str | None = None, query: type[Input[Any]] | None = None
    ) -> Callable[[View], View]:
        """Declare a page that is only read: `(tx, **ids[, query])` returns the template's context or an answer."""

        def declare(view: View) -> View:
            def answer(actor: Actor, **ids: str) -> AnyResponse:
                wanted = _query(query)
                with runtime().transaction(actor, read_only=True, request_id=g.request_id) as tx:
                    result = view(tx, **ids, **wanted)
                if isinstance(result, AnyResponse):
                    return result
                return make_response(render_template(template or f"{self.name}/{view.__name__}.html", **result))

            self._add(self.pages, rule, ("GET",), view, answer, needs=needs, query=query)
            return view

        return declare

    def form(
        self,
        rule: str,
        *,
        needs: Needs,
        takes: type[Input[Any]],
        template: str,
        shows: Callable[..., Shown],
        versioned: bool = False,
        uploads: bool = False,
    ) -> Callable[[View], View]:
        """Declare a form: `shows(tx, **ids)` fills it; the view `(tx, new, **ids[, version][, files])` does it."""

        asked: dict[str, Any] = {"takes": takes, "versioned": versioned, "uploads": uploads}

        def declare(view: View) -> View:
            def draw(actor: Actor, ids: Mapping[str, str], status: int = 200, **extra: Any) -> AnyResponse:
                with runtime().transaction(actor, read_only=True, request_id=g.request_id) as tx:
                    shown = shows(tx, **ids)
                return make_response(render_template(template, **_drawing(shown, takes, **extra)), status)

            def answer(actor: Actor, **ids: str) -> AnyResponse:
                if request.method in ("GET", "HEAD"):
                    return draw(actor, ids)
                try:
                    return _write(actor, view, ids, **asked)
                except Invalid as error:
                    return draw(actor, ids, 422, problems=error.problems, typed=request.form)
                except Conflict as error:
                    return draw(actor, ids, 409, conflict=error.reason, typed=request.form)

            self._add(self.pages, rule, ("GET", "POST"), view, answer, needs=needs, **asked)
            return view

        return declare

    def action(
        self,
        rule: str,
        *,
        needs: Needs,
        takes: type[Input[Any]] | None = None,
        versioned: bool = False,
        uploads: bool = False,
    ) -> Callable[[View], View]:
        """Declare a button: POST only, the view `(tx[, new], **ids[, version][, files])` returns a redirect."""

        def declare(view: View) -> View:
            def answer(actor: Actor, **ids: str) -> AnyResponse:
                return _write(actor, view, ids, takes=takes, versioned=versioned, uploads=uploads)

            self._add(
                self.pages,
                rule,
                ("POST",),
                view,
                answer,
                needs=needs,
                takes=takes,
                versioned=versioned,
                uploads=uploads,
            )
            return view

        return declare

    def gate(
        self, rule: str, *, needs: Needs, methods: tuple[str, ...] = ("GET",), identity: str | None = None
    ) -> Callable[[View], View]:
        """Declare a view `(actor, **ids)` with transactions of its own: where somebody comes in or a file goes out."""

        def declare(view: View) -> View:
            self._add(self.pages, rule, methods, view, view, needs=needs, identity=identity)
            return view

        return declare

    def read(
        self, rule: str, *, needs: Needs, gives: Any, many: bool = False, query: type[Input[Any]] | None = None
    ) -> Callable[[View], View]:
        """Declare an API read: the view returns what `gives` dumps, or a `paging.Page` of it when `many`."""
        return self._api(rule, "GET", needs=needs, gives=gives, many=many, query=query)

    def create(self, rule: str, *, needs: Needs, takes: type[Input[Any]], gives: Any) -> Callable[[View], View]:
        """Declare an API create: `(tx, new, **ids)`; answers 201 and keeps an idempotency key 24 hours."""
        return self._api(rule, "POST", needs=needs, takes=takes, gives=gives)

    def change(self, rule: str, *, needs: Needs, takes: type[Input[Any]], gives: Any) -> Callable[[View], View]:
        """Declare an API change: `(tx, new, **ids, version)`; needs If-Match."""
        return self._api(rule, "PUT", needs=needs, takes=takes, gives=gives, versioned=True)

    def _api(self, rule: str, method: str, **policy: Any) -> Callable[[View], View]:
        def declare(view: View) -> View:
            from followup.web import wire  # the API's wire format; pages do without it

            def answer(actor: Actor, **ids: str) -> AnyResponse:
                return wire.answer(actor, view, ids, method=method, **policy)

            self._add(self.api, rule, (method,), view, answer, identity="api", **policy)
            return view

        return declare

    def _add(
        self,
        blueprint: Blueprint,
        rule: str,
        methods: tuple[str, ...],
        view: View,
        answer: Callable[..., AnyResponse],
        *,
        needs: Needs,
        identity: str | None = None,
        **policy: Any,
    ) -> None:
        who = identity or self.identity

        @functools.wraps(view)
        def entry(**ids: str) -> AnyResponse:
            if not policy.get("uploads"):
                request.max_content_length = BODY_BYTES
            return answer(admit(who, needs), **ids)

        blueprint.add_url_rule(rule, endpoint=view.__name__, view_func=entry, methods=methods)
        full = f"{blueprint.url_prefix or ''}{rule}"
        endpoint = f"{blueprint.name}.{view.__name__}"
        self.routes.append(
            Route(endpoint=endpoint, rule=full, methods=methods, needs=needs, identity=who, view=view, **policy)
        )


def _query(schema: type[Input[Any]] | None) -> dict[str, object]:
    if schema is None:
        return {}
    asked = {k: v for k, v in decode(request.args, schema).items() if k not in ("done",)}
    return {"query": schema().read(asked)}


def _write(
    actor: Actor,
    view: View,
    ids: Mapping[str, str],
    *,
    takes: type[Input[Any]] | None,
    versioned: bool,
    uploads: bool,
) -> AnyResponse:
    given: list[object] = []
    extra: dict[str, object] = {}
    if len(request.form) > FIELDS_MOST:
        raise RequestEntityTooLarge
    if takes is not None:
        given.append(takes().read(decode(request.form, takes)))
    if versioned:
        text = request.form.get("version", "")
        extra["version"] = int(text) if _VERSION.fullmatch(text) else None
    if uploads:
        extra["files"] = received(request.files, runtime().files)
    with runtime().transaction(actor, request_id=g.request_id) as tx:
        response = view(tx, *given, **ids, **extra)
        if response.status_code >= 400:
            tx.abandon()
    return response  # type: ignore[no-any-return] # a view's answer


def _drawing(
    shown: Shown,
    takes: type[Input[Any]],
    problems: Problems | None = None,
    typed: Any = None,
    conflict: object = None,
) -> dict[str, object]:
    schema = shown.schema or takes
    data: Mapping[str, object] = decode(typed, schema) if typed is not None else shown.data
    form = Form(schema, data, problems, shown.choices, saved=shown.data if conflict else None, version=shown.version)
    return {**shown.context, "form": form, "conflict": conflict}


__all__ = [
    "Open",
    "Response",
    "Room",
    "Route",
    "Shown",
    "SignInNeeded",
    "Transaction",
    "Upload",
    "View",
    "check_policy",
    "see_other",
]
