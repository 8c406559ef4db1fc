"""Walks every route as every kind of principal, on own, foreign and absent objects, and writes the table of cells.

What a cell should answer is computed from the policy of the route and from whose the object is; `sentinels.txt` says
the same by hand for some of them, so that a wrong policy does not confirm itself.
"""

from __future__ import annotations

import os
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from werkzeug.test import TestResponse

from followup.domain.actors import Actor
from followup.domain.permissions import Permission
from followup.domain.rules import RULES, allows
from followup.models.assignments import Assignment
from followup.models.base import Assigned, Cooperative, Identified, Owned, Public, Reference, Submitted
from followup.models.disputes import Dispute
from followup.web.endpoint import Route
from followup.web.security import HEADERS
from tests.policy.bodies import as_form, body_of
from tests.policy.house import ABSENT, CANARY, OWN, House, Principal
from tests.policy.known import ABSENT_VALUES, BODIES, CHANGES_NOTHING, ELSEWHERE, QUERIES
from tests.web.client import well_made

HANDED_OVER = ("given", "authored")
ASKS_FOR_METHODS = {"staff": "contract_manager", "api": "integration", "link": "link"}  # by identity; else anon
SAFE = ("GET", "HEAD", "OPTIONS")
DENIED = {"nobody": (303, 401, 410), "role": (403,), "hidden": (404,), "no method": (405,)}
ALLOWED = {
    "GET": (200, 303, 409),
    "HEAD": (200, 303, 409),
    "OPTIONS": (200,),
    "POST": (200, 201, 303, 409),
    "PUT": (200, 409),
}
_PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")
_REQUEST_ID = re.compile(r'[0-9a-f]{16}(?=</code>|")')


@dataclass(frozen=True, slots=True)
class Cell:
    """One request that was made, what it should have given, and everything that was wrong with the answer."""

    endpoint: str
    rule: str
    method: str
    principal: str
    relation: str
    expected: str
    status: int
    faults: tuple[str, ...] = ()

    @property
    def line(self) -> str:
        """Return the cell as a line of the table."""
        return f"{self.method} {self.rule} {self.principal} {self.relation.replace(' ', '-')} {self.status}"


@dataclass(frozen=True, slots=True)
class Asked:
    """An address with its objects, as one relation fills it."""

    path: str
    objects: tuple[tuple[type[Identified], str], ...]
    values: Mapping[str, str]


def parameters(rule: str) -> list[str]:
    """Return the names in a rule, in order."""
    return _PARAMETER.findall(rule)


def relations(house: House, route: Route) -> Iterator[str]:
    """Yield the relations in which the route's objects can stand to the principal."""
    yield "own"
    names = parameters(route.rule)
    if names:
        yield "absent"
    secluded = [name for name in names if _is_somebodys(bound(house, route, name)[0])]
    if secluded:
        yield "foreign"
    if len(names) > 1:
        yield from (f"foreign {name}" for name in secluded)
    columns = {condition.__name__ for rule in _rules(route) for condition in rule.conditions}
    if {"assigned", "owns_the_contract"} & columns and secluded:
        yield "given"
    if "not_the_author" in columns and secluded:
        yield "authored"


def _rules(route: Route) -> Iterable[Any]:
    return RULES.get(route.needs, ()) if isinstance(route.needs, Permission) else ()


def _is_somebodys(model: type[Identified] | None) -> bool:
    """Return whether it belongs to one organisation, or is led by one."""
    return model is not None and (
        not issubclass(model, Reference | Public) or "secretariat_id" in model.__table__.columns
    )


def bound(house: House, route: Route, name: str) -> tuple[type[Identified] | None, str]:
    """Return what stands for a name of this route; a name that is not known is a fault of the walker."""
    found = house.own.get(f"{name} in {route.endpoint}", house.own.get(name))
    if found is None:
        raise LookupError(f"{route.endpoint}: nothing stands for <{name}>: give it a line in tests/policy/scenes.py")
    return found  # type: ignore[no-any-return] # (model, id)


def filled(house: House, route: Route, relation: str) -> Asked:
    """Return the route's address for a relation."""
    objects, values = [], {}
    for name in parameters(route.rule):
        model, own = bound(house, route, name)
        values[name] = own
        if relation == "absent":
            values[name] = f"{own[:3]}_{ABSENT}" if model and own[3:4] == "_" else ABSENT_VALUES.get(name, ABSENT)
        elif relation in ("foreign", f"foreign {name}") and model is not None and _is_somebodys(model):
            values[name] = str(house.foreign[model.__tablename__]["public_id"])
        if model is not None:
            objects.append((model, values[name]))
    return Asked(_PARAMETER.sub(lambda match: values[match[1]], route.rule), tuple(objects), values)


def may_see(actor: Actor, row: object) -> bool:
    """Return whether the row is one that the actor may know of: said here again, apart from `db.py`."""
    if isinstance(row, Reference | Public):
        return isinstance(row, Public) or actor.assignment_id is None
    if isinstance(row, Cooperative):
        return actor.assignment_id is None and row.cooperation_id in getattr(actor, "cooperation_ids", ())
    if isinstance(row, Submitted):
        mine = actor.organisation_id
        return actor.assignment_id is None and mine is not None and mine in (row.organisation_id, row.secretariat_id)
    if actor.assignment_id is not None:
        own = row.id if isinstance(row, Assignment) else getattr(row, "assignment_id", None)
        return isinstance(row, Assigned | Assignment) and own == actor.assignment_id
    return isinstance(row, Owned) and row.organisation_id == actor.organisation_id  # type: ignore[attr-defined] # the mixin's column


def at_the_door(route: Route, who: Principal) -> str:
    """Return why the principal is refused before any object is asked about, or "" when let in."""
    if not isinstance(route.needs, Permission):
        return ""
    if route.identity not in who.identities:
        return "nobody"
    return "" if allows(who.actor, route.needs) else "role"


def expected(house: House, route: Route, who: Principal, asked: Asked, relation: str) -> str:
    """Return what the policy says of this route for this principal and these objects."""
    if not isinstance(route.needs, Permission):
        return "open" if relation == "own" else "hidden or open"
    if refusal := at_the_door(route, who):
        return refusal
    if route.endpoint in ELSEWHERE.get(who.name, ()):
        return "hidden"
    rows = [house.stored(*found, as_changed=relation in HANDED_OVER) for found in asked.objects]
    if any(row is None or not may_see(who.actor, row) for row in rows) or relation == "absent":
        return "hidden"
    narrowing = [row for row in rows if _is_somebodys(type(row))]
    return "allow" if all(allows(who.actor, route.needs, row) for row in narrowing) else "role"


def walk(house: House, route: Route, principals: Iterable[Principal]) -> Iterator[Cell]:
    """Make every request of this route and yield its cells.

    Where the object decides (given to one, done by another before), everybody knocks. Elsewhere two of each kind do,
    others at every route: of those refused at the door for the same reason, and of those let in from the same
    organisation. One of each kind tries the other relations, since whatever lies behind, the door is the same, and
    what is hidden is hidden from a whole organisation. `FOLLOWUP_CELLS` lets everybody knock at every door.
    """
    tried: set[object] = set()
    for who in _knocking(house, route, principals):
        refusal = at_the_door(route, who)
        for method in route.methods:
            answers: dict[str, TestResponse] = {}
            for relation in relations(house, route):
                alike = refusal or (who.actor.organisation_id, who.actor.assignment_id, who.identities)
                if relation not in ("own", *HANDED_OVER) and (alike, method, relation) in tried:
                    continue
                tried.add((alike, method, relation))
                yield cell(house, route, who, method, relation, answers)
        if who.name == ASKS_FOR_METHODS.get(route.identity, "anon"):
            yield from _other_methods(house, route, who)


def _knocking(house: House, route: Route, principals: Iterable[Principal]) -> list[Principal]:
    """Return who asks at this route, in order."""
    here = [who for who in principals if who.name != "crossed" or route.identity == "api"]
    if os.environ.get("FOLLOWUP_CELLS") or set(HANDED_OVER) & set(relations(house, route)):
        return here
    kinds: dict[object, list[Principal]] = {}
    for who in here:
        kinds.setdefault(at_the_door(route, who) or (who.actor.organisation_id, who.identities), []).append(who)
    turn = zlib.crc32(route.endpoint.encode())
    chosen = {who.name for alike in kinds.values() for who in _two(alike, turn)}
    chosen.add(ASKS_FOR_METHODS.get(route.identity, "anon"))
    return [who for who in here if who.name in chosen]


def _two(alike: list[Principal], turn: int) -> list[Principal]:
    at = turn % len(alike)
    return [alike[at], alike[at - 1]]


def cell(
    house: House,
    route: Route,
    who: Principal,
    method: str,
    relation: str,
    answers: dict[str, TestResponse] | None = None,
) -> Cell:
    """Make one request and return its cell; `answers` keeps what the other relations were told, to be compared."""
    answers = {} if answers is None else answers
    with house.undone():
        _hand_over(house, route, who, relation)
        asked = filled(house, route, relation)
        should = expected(house, route, who, asked, relation)
        before = house.content() if relation in HANDED_OVER else house.at_rest
        written = house.written()
        response = _send(house, route, who, method, asked)
        answers[relation] = response
        faults = [
            *_wrong_status(should, method, response),
            *_wrong_answer(house, who, response),
            *_wrong_page(route, response, asked),
        ]
        if should not in ("allow", "open") or method in SAFE:
            faults += _changed(house, written, before)
        elif should == "allow":
            faults += _unsaid(house, route, who, response, before)
        if should == "hidden" and {"absent", relation} <= set(answers) and relation != "absent":
            faults += _telling(answers["absent"], response, filled(house, route, "absent"), asked)
        return Cell(route.endpoint, route.rule, method, who.name, relation, should, response.status_code, tuple(faults))


def _hand_over(house: House, route: Route, who: Principal, relation: str) -> None:
    """Make the principal the one to whom the object was given, or who did the step before."""
    if relation not in HANDED_OVER or who.actor.user_id is None:
        return
    for name in parameters(route.rule):
        model, public_id = bound(house, route, name)
        if model is None or not _is_somebodys(model):
            continue
        columns = model.__table__.columns.keys()
        if relation == "given":
            house.give(model, public_id, who.actor, tuple(c for c in columns if c in ("assigned_to_id", "owner_id")))
        elif relation == "authored" and model is Dispute:
            house.give(*house.own["disputed deviation"], who.actor, ("graded_by_id",))
        elif relation == "authored":
            authors = tuple(
                c
                for c in columns
                if c in ("assessed_by_id", "graded_by_id", "compiled_by_id", "reviewed_by_id", "sent_by_id")
            )
            house.give(model, public_id, who.actor, authors)


def _send(house: House, route: Route, who: Principal, method: str, asked: Asked) -> TestResponse:
    query = QUERIES.get(route.endpoint, {}) if method == "GET" else {}
    if method in SAFE:
        return house.send(who, method, asked.path, query_string=query)
    body = body_of(route, known(house, route), house.ids)
    version = next(
        (house.stored(*found).version for found in reversed(asked.objects) if _has_version(house, found)), None
    )
    if route.identity == "api":
        headers = {"If-Match": f'"v{version or 1}"'} if route.versioned else {}
        return house.send(who, method, asked.path, json=body, headers=headers)
    form = {"csrf_token": who.csrf, "version": str(version or ""), **as_form(body)}
    return house.send(who, method, asked.path, data=form)


def known(house: House, route: Route) -> dict[str, Any]:
    """Return what `known.py` says of the route's body; what only the house knows is asked there."""
    said = {**(BODIES.get(route.takes.__name__, {}) if route.takes else {}), **BODIES.get(route.endpoint, {})}
    return {name: value(house) if callable(value) else value for name, value in said.items()}


def _has_version(house: House, found: tuple[type[Identified], str]) -> bool:
    return hasattr(house.stored(*found), "version")


def _wrong_status(should: str, method: str, response: TestResponse) -> Iterator[str]:
    status = response.status_code
    if should == "open":
        right = status < 500 and status not in (401, 403, 405)
    elif should == "hidden or open":
        right = status in (200, 303, 404, 410)
    else:
        right = status in (ALLOWED[method] if should == "allow" else DENIED[should])
    if not right:
        yield f"{status} where the policy says {should}"


def _wrong_answer(house: House, who: Principal, response: TestResponse) -> Iterator[str]:
    """What no answer may hold or lack."""
    yield from _wrong_headers(response)
    text = response.text if response.mimetype.startswith(("text/", "application/json", "application/problem")) else ""
    text += str(response.headers)
    if CANARY in text:
        yield "a canary of another organisation"
    inside = house.principals["reader"].actor.organisation_id
    if OWN in text and who.actor.organisation_id != inside:
        yield "a canary of the organisation, outside of it"
    if "Traceback" in text or any(trace in text.lower() for trace in ("sqlalchemy.", "sqlalche.me")):
        yield "a traceback"


def _wrong_headers(response: TestResponse) -> Iterator[str]:
    is_file = response.headers.get("Content-Disposition", "").startswith("attachment")
    for name, value in HEADERS.items():
        if response.headers.get(name) not in ((value, "sandbox") if is_file else (value,)):
            yield f"header {name}"
    if response.request.path.startswith("/pub/"):
        return
    kept = {part.strip() for part in response.headers.get("Cache-Control", "").split(",")}
    if not {"no-store", "no-cache"} & kept:
        yield "may be cached"
    if "Cookie" not in response.vary:
        yield "Vary without Cookie"


def _wrong_page(route: Route, response: TestResponse, asked: Asked) -> Iterator[str]:
    if response.mimetype == "text/html" and response.status_code != 303 and response.text:
        try:
            well_made(response.text, asked.path)
        except AssertionError as error:
            yield str(error)


def _changed(house: House, written: int | None, before: str) -> Iterator[str]:
    """A denied or a safe request leaves everything as it was."""
    if not house.is_as_it_was(written, before):
        yield "something was changed"


def _unsaid(house: House, route: Route, who: Principal, response: TestResponse, before: str) -> Iterator[str]:
    """A change that was allowed changes something."""
    excused = {route.endpoint, f"{route.endpoint} {who.name}"} & CHANGES_NOTHING
    if response.status_code < 400 and not excused and house.content() == before:
        yield "nothing was changed"


def _telling(absent: TestResponse, foreign: TestResponse, at: Asked, asked: Asked) -> Iterator[str]:
    """What is another one's and what is not there are told alike, but for the address and the request's number."""
    bodies = []
    for response, names in ((absent, at), (foreign, asked)):
        text = response.text
        for value in names.values.values():
            text = re.sub(rf"(?<=[/.F]){re.escape(value)}\b", "", text) if len(value) < 4 else text.replace(value, "")
        headers = sorted(header for header in response.headers if header[0] != "Content-Length")
        bodies.append((response.status_code, _REQUEST_ID.sub("", text), headers))
    if bodies[0] != bodies[1]:
        yield "another's and an absent one are told apart"


def _other_methods(house: House, route: Route, who: Principal) -> Iterator[Cell]:
    """HEAD and OPTIONS change nothing; a method that nobody declared is refused."""
    asked = filled(house, route, "own")
    declared = house.methods_at(asked.path)
    tried = {"OPTIONS": "allow", "PATCH" if "PATCH" not in declared else "DELETE": "no method"}
    if "GET" in route.methods:
        tried["HEAD"] = expected(house, route, who, asked, "own")
    for method, should in tried.items():
        with house.undone():
            written = house.written()
            response = house.send(who, method, asked.path, query_string=QUERIES.get(route.endpoint, {}))
            faults = [*_wrong_status(should, method, response), *_wrong_answer(house, who, response)]
            faults += _changed(house, written, house.at_rest)
            if method == "HEAD" and response.data:
                faults.append("HEAD with a body")
            if method != "HEAD" and set(response.headers.get("Allow", "").split(", ")) != declared:
                faults.append(f"Allow: {response.headers.get('Allow')}")
        yield Cell(route.endpoint, route.rule, method, who.name, "own", should, response.status_code, tuple(faults))
