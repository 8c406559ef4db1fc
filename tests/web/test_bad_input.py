"""Hostile input at every door: each field of each form, call and filter gets what no honest person would write.

Nothing may break, nothing may be stored otherwise than it was sent, nothing may come back as markup.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pytest
from flask import request
from marshmallow import fields as plain
from sqlalchemy import event, select

from followup.errors import Invalid, Problems
from followup.models import Base
from followup.schemas import fields
from followup.web import rooms, wire
from followup.web.endpoint import BODY_BYTES, FIELDS_MOST, Route
from followup.web.forms import decode
from followup.web.wire import PROBLEMS_MOST
from tests.policy.bodies import as_form, body_of
from tests.policy.house import House, Principal
from tests.policy.known import QUERIES
from tests.policy.walker import expected, filled, known
from tests.web.client import BASE

pytestmark = pytest.mark.slow
MARKUP = "<script>alert(1)</script><img src=x onerror=alert(1)>"
TEXTS = {
    "markup": MARKUP,
    "a template": "{{ 7*7 }} ${x} {% raw %} %s %(a)s {0.__class__} {text} #{1}",
    "sql": "' OR 1=1; DROP TABLE contract; --",
    "a formula": "=cmd|' /C calc'!A0",
    "nul": "a\x00b",
    "escape": "a\x1b[31mb\x08",
    "turned round": "a\u202eb\u2066c",
    "new lines": "a\r\nBcc: x@y.test\u0085\u2028b",
    "no width": "a\u200d\ufeff\u2060b",
    "many marks": "e" + "\u0301" * 900,
    "not normal": "A\u030angstro\u0308m \ufb01 \uff21",
    "beyond": "\U0001f9e4\U000f0000\uffff",
    "too long": "x" * 20_001,
    "only space": " \u00a0\u3000\t ",
}
WORST = ("markup", "a template", "nul", "turned round", "new lines", "too long")  # for pages; programs get them all
LONE = "a\ud83db"  # half a character: JSON can carry it, a form cannot
UNKEEPABLE = ("\0", "\x1b", LONE[1:])  # Source: trust.md I3
NUMBERS = (
    "1.9",
    "1_000",
    "٣",
    "²",
    "-0.00",
    "1e999999",
    str(2**63),
    "9" * 400,
    "NaN",
    "Infinity",
    "0x10",
    "+1",
    " ",
    "1,5",
)
PLACES = ("W10", "bnVsbA", "eyJhIjoxfQ", "WzEsMl0", "!!!")  # where a list might go on
OF_FILTERS = [*(TEXTS[case] for case in WORST if case not in ("markup", "nul")), *NUMBERS[:5], *PLACES]
ADDRESSES = ("%00", "%ff", "%0d%0aX:1", "..%2f..", "x" * 3000, "9" * 60, "-1", "%F0%9F%A7%A4", "٣", "%2e%2e", "con_")
TYPES: tuple[Any, ...] = (
    None,
    True,
    0,
    -1,
    1.5,
    2**70,
    [],
    {},
    [[]],
    {"a": {"b": []}},
    [None],
    "",
    ["x"] * 50,
    {"minor": 1},
    LONE,
)


def of_room(house: House, room: str) -> list[Route]:
    return [r for r in house.routes if r.endpoint.removeprefix("api_").partition(".")[0] == room]


def one_who_may(house: House, route: Route) -> Principal:
    """Return somebody whom the policy lets through on our own objects."""
    asked = filled(house, route, "own")
    candidates = (
        who for who in house.principals.values() if expected(house, route, who, asked, "own") in ("allow", "open")
    )
    return next(candidates)


def send(house: House, route: Route, who: Principal, body: Mapping[str, Any], **headers: str) -> Any:
    path = filled(house, route, "own").path
    method = route.methods[-1]
    if route.identity == "api":
        content = json.dumps(body, ensure_ascii=True).encode()
        given = {"If-Match": '"v1"', **headers} if route.versioned else headers
        return house.send(who, method, path, data=content, content_type="application/json", headers=given)
    return house.send(who, method, path, data={"csrf_token": who.csrf, **as_form(body)}, headers=headers)


def stored_texts(house: House, tables: set[str]) -> str:
    """Return every text that stands in these tables, in one."""
    found: list[str] = []
    for name in sorted(tables & set(Base.metadata.tables)):
        for row in house.connection.execute(select(Base.metadata.tables[name])):
            for value in row:
                found.extend(_strings(value))
    return "\0".join(found)


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)


_WRITING = re.compile(r'(?:INSERT INTO|UPDATE|DELETE FROM) "?(\w+)')
READ_AS_A_QUERY = {"views.save query", "bulk.change back", "moves.move back"}
"""The rest of an address, carried along by a form: what the list does not know of it is left out."""


def as_kept(text: str) -> str:
    """Return how a text may be kept: composed, without what stands around it, its line ends made alike."""
    return unicodedata.normalize("NFC", text).replace("\r\n", "\n").strip()


def writable(house: House, room: str) -> Iterator[tuple[Route, Principal, dict[str, plain.Field[Any]]]]:
    for route in of_room(house, room):
        if route.takes is not None:
            loaded = route.takes().load_fields
            yield route, one_who_may(house, route), {field.data_key or name: field for name, field in loaded.items()}


def faults(
    house: House,
    route: Route,
    who: Principal,
    named: Mapping[str, plain.Field[Any]],
    attack: Mapping[str, Any],
    drawn: set[str],
) -> Iterator[str]:
    """Send what the schema lets through, to be kept; what it refuses is sent once a route, to see the refusal drawn."""
    if not attack:
        return
    passing = accepted(house, route, attack)
    if len(passing) < len(attack) and route.endpoint not in drawn:
        drawn.add(route.endpoint)
        yield from tried(house, route, who, named, attack)
    left = (yield from tried(house, route, who, named, passing)) if passing else passing
    if len(left) > 1:  # what the schema takes and the service refuses: each for itself
        for name in left:
            yield from tried(house, route, who, named, {name: attack[name]})


def tried(
    house: House, route: Route, who: Principal, named: Mapping[str, plain.Field[Any]], attack: Mapping[str, Any]
) -> Generator[str, None, Mapping[str, Any]]:
    """Send one request, yield what is wrong with the answer, and return what was refused."""
    with house.undone(), written_tables(house) as tables:
        response = send(house, route, who, {**body_of(route, known(house, route), house.ids), **attack})
        where = f"{route.endpoint} { ({name: str(value)[:40] for name, value in attack.items()}) }"
        if response.status_code >= 500:
            yield f"{where}: {response.status_code}"
        if response.mimetype == "text/html" and MARKUP in response.text:
            yield f"{where}: comes back as markup"
        if response.status_code >= 400:
            return attack
        free = {n: v for n, v in attack.items() if isinstance(v, str) and type(named[n]) is fields.StrippedString}
        texts = stored_texts(house, tables) if free else ""
        for name, value in free.items():
            if any(sign in value for sign in UNKEEPABLE):
                yield f"{where}: {name} takes what cannot be kept"
            if f"{route.endpoint} {name}" not in READ_AS_A_QUERY and as_kept(value) not in texts:
                yield f"{where}: {name} is accepted ({response.status_code}) and kept otherwise"
        if response.status_code == 303 and free:
            page = house.send(who, "GET", response.location)
            if page.status_code >= 500 or MARKUP in page.text:
                yield f"{where}: {page.status_code}, or shown as markup"
    return {}


def accepted(house: House, route: Route, attack: Mapping[str, Any]) -> dict[str, Any]:
    """Return the part of the attack that the route's own schema lets through."""
    left = dict(attack)
    while left:
        told = problems_of(house, route, {**body_of(route, known(house, route), house.ids), **left})
        refused = {name for name in left if any(path == name or path.startswith(f"{name}.") for path in told)}
        if not refused:
            break
        left = {name: value for name, value in left.items() if name not in refused}
    return left


def problems_of(house: House, route: Route, body: Mapping[str, Any]) -> Problems:
    """Return what the schema finds fault with in a body, read as the route would read it."""
    assert route.takes is not None
    is_json = route.identity == "api"
    sent: dict[str, Any] = {"json": body} if is_json else {"data": as_form(body)}
    with house.app.test_request_context("/", method="POST", base_url=BASE, **sent):
        try:
            route.takes().read(wire._body() if is_json else decode(request.form, route.takes))
        except Invalid as error:
            return error.problems
    return {}


@contextmanager
def written_tables(house: House) -> Iterator[set[str]]:
    """Collect the names of the tables that are written to inside."""
    names: set[str] = set()

    def note(_: object, __: object, statement: str, *___: object) -> None:
        if found := _WRITING.match(statement):
            names.add(found[1])

    event.listen(house.connection, "before_cursor_execute", note)
    try:
        yield names
    finally:
        event.remove(house.connection, "before_cursor_execute", note)


def signed(text: str, name: str) -> str:
    """Return the text with the field's name after it, so that each field's own is looked for where it is kept."""
    return f"{text} {name}" if as_kept(text) else text


@pytest.mark.parametrize("room", [room.name for room in rooms.ALL])
def test_no_text_breaks_a_field_or_is_kept_otherwise(house: House, room: str) -> None:
    seen: list[str] = []
    for route, who, named in writable(house, room):
        drawn: set[str] = set()  # markup comes first: a page that is drawn again is what it could break out of
        for case in TEXTS if route.identity == "api" else WORST:
            hit = [n for n, f in named.items() if case in ("markup", "nul") or isinstance(f, fields.StrippedString)]
            seen += faults(house, route, who, named, {name: signed(TEXTS[case], name) for name in hit}, drawn)
    assert "\n".join(seen) == ""


@pytest.mark.parametrize("room", [room.name for room in rooms.ALL])
def test_no_number_breaks_a_field(house: House, room: str) -> None:
    seen: list[str] = []
    drawn: set[str] = set()
    for route, who, named in writable(house, room):
        counted = [
            n for n, f in named.items() if isinstance(f, fields.WholeNumber | fields.MoneyField | fields.LocalDate)
        ]
        for text in NUMBERS if route.identity == "api" else NUMBERS[:7]:
            seen += faults(house, route, who, named, dict.fromkeys(counted, text), drawn)
    assert "\n".join(seen) == ""


@pytest.mark.parametrize("room", [room.name for room in rooms.ALL])
def test_no_type_of_json_breaks_a_field(house: House, room: str) -> None:
    """Each field meets each type, beside fields of other types."""
    seen: list[str] = []
    drawn: set[str] = set()
    for route, who, named in writable(house, room):
        if route.identity == "api":
            for turn in range(len(TYPES)):
                attack = {name: TYPES[(place + turn) % len(TYPES)] for place, name in enumerate(named)}
                seen += faults(house, route, who, named, attack, drawn)
    assert "\n".join(seen) == ""


@pytest.mark.parametrize("room", [room.name for room in rooms.ALL])
def test_no_filter_of_a_list_breaks_it(house: House, room: str) -> None:
    seen = []
    for route in of_room(house, room):
        if route.query is None:
            continue
        who, path = one_who_may(house, route), filled(house, route, "own").path
        for name, text in filters(route):
            query = {**QUERIES.get(route.endpoint, {}), name: text}
            response = house.send(who, "GET", path, query_string=query)
            if response.status_code >= 500 or MARKUP in response.text:
                seen.append(f"{route.endpoint}?{name}={text[:30]!r}: {response.status_code}")
    assert "\n".join(seen) == ""


def filters(route: Route) -> Iterator[tuple[str, str]]:
    """Yield what each parameter is tried with: markup and NUL each, of the rest all by turns; a place what looks so."""
    assert route.query is not None
    names = list(route.query().fields)
    for at, name in enumerate(names):
        yield from ((name, TEXTS[case]) for case in ("markup", "nul"))
        yield from ((name, place) for place in PLACES if name == "after")
        by_turns = OF_FILTERS[at :: len(names)] or [OF_FILTERS[at % len(OF_FILTERS)]]
        yield from ((name, text) for text in by_turns)


@pytest.mark.parametrize("room", [room.name for room in rooms.ALL])
def test_nothing_in_an_address_breaks_a_page(house: House, room: str) -> None:
    """Each page meets a third of the texts, and neighbours different thirds."""
    seen = []
    for place, route in enumerate(r for r in of_room(house, room) if "GET" in r.methods and "<" in r.rule):
        who, asked = one_who_may(house, route), filled(house, route, "own")
        for text in ADDRESSES[place % 3 :: 3]:
            path = asked.path
            for value in asked.values.values():
                path = path.replace(value, text)
            response = house.send(who, "GET", path)
            if response.status_code >= 500:
                seen.append(f"{path[:60]}: {response.status_code}")
    assert "\n".join(seen) == ""


# -- the body as a whole ----------------------------------------------------------------------------------------------

BODIES: dict[str, bytes] = {
    "deep lists": b"[" * 100_000,
    "deep tables": b'{"a":' * 100_000,
    "deep and closed": b'{"name":' + b"[" * 5_000 + b"]" * 5_000 + b"}",
    "not a number": b'{"name":NaN}',
    "infinity": b'{"name":-Infinity}',
    "a name twice": b'{"name":"a","name":"b","country":"SE"}',
    "a name twice inside": b'{"name":"a","country":{"x":1,"x":2}}',
    "a huge number": b'{"name":' + b"9" * 5_000 + b"}",
    "a huge exponent": b'{"name":1e400}',
    "minus nothing": b'{"name":-0}',
    "a byte order mark": b'\xef\xbb\xbf{"name":"a","country":"SE"}',
    "utf-16": '{"name":"a","country":"SE"}'.encode("utf-16"),
    "utf-32": '{"name":"a","country":"SE"}'.encode("utf-32"),
    "latin-1": '{"name":"å","country":"SE"}'.encode("latin-1"),
    "broken off": b'{"name":"a',
    "broken off in an escape": b'{"name":"\\u00',
    "something after": b'{"name":"a","country":"SE"}{}',
    "a comment": b'{/**/"name":"a"}',
    "single quotes": b"{'name':'a'}",
    "a list": b"[]",
    "null": b"null",
    "a text": b'"name"',
    "nothing": b"",
    "space": b" \n ",
    "many names": b"{" + b",".join(b'"k%d":1' % n for n in range(60_000)) + b"}",
    "many parts": b'{"name":[' + b"0," * 300_000 + b"0]}",
}


@pytest.mark.parametrize("case", list(BODIES))
def test_a_body_that_is_not_plain_json_is_refused_with_a_reason(house: House, case: str) -> None:
    response = house.send(
        house.principals["integration"], "POST", "/api/v1/suppliers", data=BODIES[case], content_type="application/json"
    )
    assert response.status_code in (400, 413, 422), case
    assert response.mimetype == "application/problem+json"
    assert response.json["code"]
    assert len(response.data) < 100_000, "an answer larger than what was sent helps nobody"


def test_a_body_that_is_too_large_is_refused_unread(house: House) -> None:
    program, manager = house.principals["integration"], house.principals["contract_manager"]
    big = b'{"name":"' + b"x" * BODY_BYTES + b'"}'
    assert (
        house.send(program, "POST", "/api/v1/suppliers", data=big, content_type="application/json").status_code == 413
    )
    page = house.send(manager, "POST", "/contracts/new", data={"csrf_token": manager.csrf, "title": "x" * BODY_BYTES})
    assert page.status_code == 413
    assert "<h1" in page.text


def test_a_form_with_too_many_fields_is_refused(house: House) -> None:
    manager = house.principals["contract_manager"]
    many = {"csrf_token": manager.csrf, **{f"f{n}": "1" for n in range(FIELDS_MOST + 1)}}
    assert house.send(manager, "POST", "/contracts/new", data=many).status_code == 413


@pytest.mark.parametrize(
    ("kind", "status"), [("text/plain", 415), ("application/x-www-form-urlencoded", 415), ("text/json", 415), ("", 415)]
)
def test_json_under_another_name_is_refused(house: House, kind: str, status: int) -> None:
    body = b'{"name":"a","country":"SE"}'
    response = house.send(house.principals["integration"], "POST", "/api/v1/suppliers", data=body, content_type=kind)
    assert response.status_code == status


# -- mass assignment --------------------------------------------------------------------------------------------------


UNKNOWN = "This field does not exist here."
COLUMNS = sorted({column.name for table in Base.metadata.sorted_tables for column in table.columns} - {"version"})


@pytest.mark.parametrize("room", [room.name for room in rooms.ALL])
def test_no_column_can_be_written_that_the_schema_does_not_name(house: House, room: str) -> None:
    """Every column of every table is offered to the schema, and as many as an answer names are sent to the route."""
    seen = []
    for route in of_room(house, room):
        if route.takes is None or not route.takes().load_fields:
            continue
        named = {field.data_key or name for name, field in route.takes().load_fields.items()}
        offered = [column for column in COLUMNS if column not in named]
        told = problems_of(
            house, route, {**body_of(route, known(house, route), house.ids), **dict.fromkeys(offered, "1")}
        )
        unknown = {path for path, reasons in told.items() if any(r.code == "field.unknown" for r in reasons)}
        seen += [f"{route.endpoint} {column}" for column in offered if column not in unknown]
        seen += drawn_with(house, route, offered[:PROBLEMS_MOST])
    assert "\n".join(seen) == ""


def drawn_with(house: House, route: Route, offered: list[str]) -> Iterator[str]:
    """Yield what is wrong with the answer to a request that brings fields which do not exist."""
    with house.undone():
        written = house.written()
        body = {**body_of(route, known(house, route), house.ids), **dict.fromkeys(offered, "1")}
        response = send(house, route, one_who_may(house, route), body)
        if response.status_code not in (409, 422) or not house.is_as_it_was(written):
            yield f"{route.endpoint}: {response.status_code}"
        elif response.status_code == 409:
            return  # the step is not possible now, so the form is not drawn again
        elif route.identity == "api":
            refused = {p["path"] for p in response.json["problems"] if p["code"] == "field.unknown"}
            yield from (f"{route.endpoint} {column}" for column in offered if column not in refused)
        elif response.text.count(UNKNOWN) < len(offered):
            yield f"{route.endpoint}: {response.text.count(UNKNOWN)} of {len(offered)} refused"
