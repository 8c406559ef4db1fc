"""Walks every route as every kind of principal, on own, foreign and absent objects, and writes the table of cells.

What a cell should answer is computed from the policy of the route; `test_walker.py` compares it with a hand-written
table of sentinel cells, so that a wrong policy does not confirm itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from followup.domain.actors import Actor
from followup.domain.permissions import Permission, allows
from followup.web.endpoint import Route

ABSENT = "a" * 26
DENIED = {"nobody": (303, 401, 410), "role": (403,), "hidden": (404,)}


@dataclass(frozen=True, slots=True)
class Cell:
    """One request that was made and what it should have given."""

    route: str
    method: str
    principal: str
    relation: str
    status: int
    expected: str

    @property
    def is_right(self) -> bool:
        """Return whether the answer is of the expected kind."""
        if self.expected == "allow":
            return self.status not in (401, 403, 404, 405) and self.status < 500 and self.status != 410
        return self.status in DENIED[self.expected]


def parameters(rule: str) -> list[str]:
    """Return the names in a rule, in order."""
    return re.findall(r"<(?:\w+:)?(\w+)>", rule)


def filled(rule: str, values: Mapping[str, str]) -> str:
    """Return the rule as a path; a name without a value is a fault of the walker."""
    return re.sub(r"<(?:\w+:)?(\w+)>", lambda match: values[match[1]], rule)


def expected(route: Route, actor: Actor | None, relation: str) -> str:
    """Return what the policy says of this route for this principal and this relation."""
    if not isinstance(route.needs, Permission):
        return "open"
    if actor is None:
        return "nobody"
    if not allows(actor, route.needs):
        return "role"
    return "hidden" if relation in ("foreign", "absent") and parameters(route.rule) else "allow"


def relations(route: Route) -> Iterator[str]:
    """Yield the relations in which the route's object can stand to the principal."""
    yield "own"
    if parameters(route.rule):
        yield "foreign"
        yield "absent"
