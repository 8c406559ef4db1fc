"""What is open to everybody is a short list, each entry with its reason; growing it is a change that is seen."""

from __future__ import annotations

import tomllib
from pathlib import Path

from flask import Flask

from followup.app import OTHERS
from followup.web.endpoint import Open

LISTED = tomllib.loads(Path(__file__).with_name("public_routes.toml").read_text("utf-8"))
LEAST_WORDS = 4


def open_routes(app: Flask) -> dict[str, str]:
    rooms = {r.endpoint: r.needs for r in app.extensions["followup_routes"].values()} | dict(OTHERS)
    return {endpoint: needs.reason for endpoint, needs in rooms.items() if isinstance(needs, Open)}


def test_the_list_of_public_routes_is_the_one_that_was_agreed(app: Flask) -> None:
    assert open_routes(app) == LISTED


def test_every_public_route_has_a_reason_in_words() -> None:
    assert [endpoint for endpoint, reason in LISTED.items() if len(reason.split()) < LEAST_WORDS] == []


def test_every_address_of_the_map_is_in_the_policy_or_on_the_list(app: Flask) -> None:
    known = set(app.extensions["followup_routes"]) | set(OTHERS)
    assert {rule.endpoint for rule in app.url_map.iter_rules()} == known
