"""The policy of the routes: what each needs, who asks, and that none is forgotten."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from flask import Flask, g, request

from followup import i18n
from followup.domain.actors import ANONYMOUS, Actor, Staff
from followup.domain.permissions import Permission
from followup.domain.rules import allows
from followup.errors import Forbidden
from followup.schemas.base import Input
from followup.web.security import check_form_is_ours, identify
from followup.web.shell import LANGUAGE_COOKIE

View = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Open:
    """A route that asks for no permission, and why that is right."""

    reason: str


Needs = Permission | Open


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One entry of the policy: what a route needs and speaks. Tests and the API's description are made from it."""

    endpoint: str
    rule: str
    methods: tuple[str, ...]
    needs: Needs
    identity: str
    view: View
    takes: type[Input[Any]] | None = None
    gives: Any = None
    query: type[Input[Any]] | None = None
    many: bool = False
    versioned: bool = False
    uploads: bool = False


class SignInNeeded(Exception):
    """Nobody is signed in; a page leads to the sign-in, the API answers 401."""


def admit(identity: str, needs: Needs) -> Actor:
    """Return who asks, after asking whether the role alone could allow it.

    Errors: SignInNeeded, Forbidden.
    """
    actor = identify(identity)
    g.actor = actor
    if isinstance(actor, Staff) and identity == "staff" and LANGUAGE_COOKIE not in request.cookies:
        i18n.use(actor.language)
    if request.method not in ("GET", "HEAD", "OPTIONS") and identity != "api":
        check_form_is_ours(actor)
    if isinstance(needs, Permission):
        if actor is ANONYMOUS:
            raise SignInNeeded(identity)
        if not allows(actor, needs):
            raise Forbidden
    return actor


class HasRoutes(Protocol):
    """A room, as far as its policy goes."""

    routes: list[Route]


def check_policy(app: Flask, rooms: Sequence[HasRoutes], others: Mapping[str, Open]) -> dict[str, Route]:
    """Return every route's policy by endpoint; refuse to start when a rule of the map has none.

    Errors: RuntimeError.
    """
    known = {route.endpoint: route for room in rooms for route in room.routes}
    missing = {rule.endpoint for rule in app.url_map.iter_rules()} - set(known) - set(others)
    if missing:
        raise RuntimeError(f"routes without a policy entry: {sorted(missing)}")
    return known
