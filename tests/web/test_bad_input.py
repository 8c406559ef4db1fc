"""Hostile input at every door: each field of each form, call and filter gets what no honest person would write.

Nothing may break, nothing may be stored otherwise than it was sent, nothing may come back as markup.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from marshmallow import fields as plain
from sqlalchemy import Engine, select

from followup.models import Base
from followup.schemas import fields
from followup.web import rooms
from followup.web.endpoint import BODY_BYTES, FIELDS_MOST, Route
from followup.web.wire import PROBLEMS_MOST
from tests.policy import house as houses
from tests.policy.bodies import as_form, body_of
from tests.policy.house import House, Principal
from tests.policy.known import QUERIES
from tests.policy.walker import expected, filled, known

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
)


@pytest.fixture(scope="module")
def house(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with houses.standing(engine, tmp_path_factory.mktemp("house")) as stood:
        yield stood


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


def stored_texts(house: House) -> Iterator[str]:
    for table in Base.metadata.sorted_tables:
        for row in house.connection.execute(select(table)):
            for value in row:
                if isinstance(value, str):
                    yield value
                elif isinstance(value, dict | list):
                    yield from _strings(value)


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)


READ_AS_A_QUERY = {"views.save query", "bulk.change back"}
"""The rest of an address, carried along by a form: what the list does not know of it is left out."""


def as_kept(text: str) -> str:
    """Return how a text may be kept: composed, without what stands around it, its line ends made alike."""
    return unicodedata.normalize("NFC", text).replace("\r\n", "\n").strip()


def writable(house: House, room: str) -> Iterator[tuple[Route, Principal, str, plain.Field[Any]]]:
    for route in of_room(house, room):
        if route.takes is not None:
            who = one_who_may(house, route)
            for name, field in route.takes().load_fields.items():
                yield route, who, field.data_key or name, field


def faults(house: House, route: Route, who: Principal, name: str, field: plain.Field[Any], value: Any) -> Iterator[str]:
    body = {**body_of(route, known(house, route), house.ids), name: value}
    with house.undone():
        response = send(house, route, who, body)
        where = f"{route.endpoint} {name}={str(value)[:40]!r}"
        if response.status_code >= 500:
            yield f"{where}: {response.status_code}"
        if response.mimetype == "text/html" and MARKUP in response.text:
            yield f"{where}: comes back as markup"
        if response.status_code >= 400:
            return
        is_free = isinstance(value, str) and type(field) is fields.StrippedString and as_kept(value)
        is_free = is_free and f"{route.endpoint} {name}" not in READ_AS_A_QUERY
        if is_free and not any(as_kept(value) in text for text in stored_texts(house)):
            yield f"{where}: accepted ({response.status_code}) and kept otherwise"
        if response.status_code == 303 and MARKUP in house.send(who, "GET", response.location).text:
            yield f"{where}: shown as markup"


@pytest.mark.parametrize("room", [room.name for room in rooms.ALL])
def test_no_text_breaks_a_field_or_is_kept_otherwise(house: House, room: str) -> None:
    seen = []
    for route, who, name, field in writable(house, room):
        chosen = TEXTS if route.identity == "api" else WORST
        texts = [TEXTS[name] for name in (chosen if isinstance(field, fields.StrippedString) else ("markup", "nul"))]
        for text in (*texts, *((LONE,) if route.identity == "api" else ())):
            seen += faults(house, route, who, name, field, text)
    assert "\n".join(seen) == ""


@pytest.mark.parametrize("room", [room.name for room in rooms.ALL])
def test_no_number_breaks_a_field(house: House, room: str) -> None:
    seen = []
    for route, who, name, field in writable(house, room):
        if isinstance(field, fields.WholeNumber | fields.MoneyField | fields.LocalDate):
            for text in NUMBERS if route.identity == "api" else NUMBERS[:7]:
                seen += faults(house, route, who, name, field, text)
    assert "\n".join(seen) == ""


@pytest.mark.parametrize("room", [room.name for room in rooms.ALL])
def test_no_type_of_json_breaks_a_field(house: House, room: str) -> None:
    seen = []
    for route, who, name, field in writable(house, room):
        if route.identity == "api":
            for value in TYPES:
                seen += faults(house, route, who, name, field, value)
    assert "\n".join(seen) == ""


@pytest.mark.parametrize("room", [room.name for room in rooms.ALL])
def test_no_filter_of_a_list_breaks_it(house: House, room: str) -> None:
    seen = []
    for route in of_room(house, room):
        if route.query is None:
            continue
        who, path = one_who_may(house, route), filled(house, route, "own").path
        for name in route.query().fields:
            for text in (
                *(TEXTS[worst] for worst in WORST),
                *NUMBERS[:5],
                "W10",
                "bnVsbA",
                "eyJhIjoxfQ",
                "WzEsMl0",
                "!!!",
            ):
                query = {**QUERIES.get(route.endpoint, {}), name: text}
                response = house.send(who, "GET", path, query_string=query)
                if response.status_code >= 500 or MARKUP in response.text:
                    seen.append(f"{route.endpoint}?{name}={text[:30]!r}: {response.status_code}")
    assert "\n".join(seen) == ""


@pytest.mark.parametrize("room", [room.name for room in rooms.ALL])
def test_nothing_in_an_address_breaks_a_page(house: House, room: str) -> None:
    seen = []
    for route in of_room(house, room):
        if "GET" not in route.methods or "<" not in route.rule:
            continue
        who, asked = one_who_may(house, route), filled(house, route, "own")
        for text in (
            "%00",
            "%ff",
            "%0d%0aX:1",
            "..%2f..",
            "x" * 3000,
            "9" * 60,
            "-1",
            "%F0%9F%A7%A4",
            "٣",
            "%2e%2e",
            "con_",
        ):
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
    """Every column of every table is offered at once; each must be refused by name."""
    seen = []
    for route in of_room(house, room):
        if route.takes is None or not route.takes().load_fields:
            continue
        who = one_who_may(house, route)
        named = {field.data_key or name for name, field in route.takes().load_fields.items()}
        offered = [column for column in COLUMNS if column not in named]
        for some in (offered[n : n + PROBLEMS_MOST] for n in range(0, len(offered), PROBLEMS_MOST)):
            body = body_of(route, known(house, route), house.ids)  # anew each time: a file can be read once
            with house.undone():
                response = send(house, route, who, {**body, **dict.fromkeys(some, "1")})
                if response.status_code not in (409, 422) or house.content() != house.at_rest:
                    seen.append(f"{route.endpoint}: {response.status_code}")
                elif response.status_code == 409:
                    continue  # the step is not possible now, so the form is not drawn again
                elif route.identity == "api":
                    refused = {p["path"] for p in response.json["problems"] if p["code"] == "field.unknown"}
                    seen += [f"{route.endpoint} {column}" for column in some if column not in refused]
                elif response.text.count(UNKNOWN) < len(some):
                    seen.append(f"{route.endpoint}: {response.text.count(UNKNOWN)} of {len(some)} refused")
    assert "\n".join(seen) == ""
