"""What every door refuses and what no answer, cookie or log line may hold."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator, MutableMapping
from typing import Any

import pytest
import structlog
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from followup import db, log
from followup.db import Database
from followup.domain.actors import Scope
from followup.models.suppliers import SupplierContact
from followup.runtime import Runtime
from followup.web.endpoint import Route
from followup.web.security import HEADERS
from tests.policy.bodies import as_form, body_of
from tests.policy.house import House, Principal
from tests.policy.walker import expected, filled, known
from tests.web.client import BASE, well_made

LANGUAGES = ("en", "sv", "nb")
ADDRESS = "anna.andersson@supplier.test"


def unsafe_pages(house: House) -> list[Route]:
    return [r for r in house.routes if r.identity in ("staff", "link") and "POST" in r.methods]


def one_who_may(house: House, route: Route) -> Principal:
    asked = filled(house, route, "own")
    may = (
        who
        for who in house.principals.values()
        if who.csrf and expected(house, route, who, asked, "own") in ("allow", "open")
    )
    return next(may, house.principals["reader"])  # what is only one absent person's is refused to everybody here


# -- forms of other sites ---------------------------------------------------------------------------------------------


def forged(house: House, who: Principal) -> dict[str, tuple[dict[str, str], dict[str, str]]]:
    """Return what a form of another site could send: fields and headers by name."""
    another = house.principals["approver" if who.name != "approver" else "reader"].csrf
    return {
        "no token": ({}, {}),
        "an empty token": ({"csrf_token": ""}, {}),
        "a guessed token": ({"csrf_token": "0" * 64}, {}),
        "a token of another session": ({"csrf_token": another}, {}),
        "a token that is no ASCII": ({"csrf_token": "é" * 64}, {}),
        "another site": ({"csrf_token": who.csrf}, {"Sec-Fetch-Site": "cross-site"}),
        "a neighbour's site": ({"csrf_token": who.csrf}, {"Sec-Fetch-Site": "same-site"}),
        "another origin": ({"csrf_token": who.csrf}, {"Origin": "https://evil.test"}),
        "our name without encryption": ({"csrf_token": who.csrf}, {"Origin": "http://followup.test"}),
        "our name inside another": ({"csrf_token": who.csrf}, {"Origin": "https://followup.test.evil.test"}),
    }


@pytest.mark.slow
def test_no_form_of_another_site_does_anything(house: House) -> None:
    """Each form is sent without a token and with a third of the other forgeries, its neighbours with other thirds."""
    tried = 0
    for place, route in enumerate(unsafe_pages(house)):
        who, asked = one_who_may(house, route), filled(house, route, "own")
        forgeries = list(forged(house, who).items())
        for name, (fields, headers) in [forgeries[0], *forgeries[1 + place % 3 :: 3]]:
            body = as_form(body_of(route, known(house, route), house.ids))  # anew each time: a file can be read once
            if "token" in name and route.endpoint in ("supplier.landing", "sign_in.begin", "sign_in.welcome"):
                continue  # nobody is known there yet, so there is no session whose proof could be asked
            with house.undone():
                before = house.written()
                response = house.send(who, "POST", asked.path, data={**body, **fields}, headers=headers)
                assert response.status_code == 403, f"{route.endpoint}: {name}: {response.status_code}"
                assert house.is_as_it_was(before), f"{route.endpoint}: {name}"
                tried += 1
    assert tried > 300


def test_our_own_form_passes_whatever_of_our_own_headers_it_carries(house: House) -> None:
    manager = house.principals["contract_manager"]
    for headers in (
        {},
        {"Origin": BASE, "Sec-Fetch-Site": "same-origin"},
        {"Origin": "null"},  # as Firefox sends it under `no-referrer`
        {"Sec-Fetch-Site": "none"},
    ):
        response = house.send(manager, "POST", "/contracts/new", data={"csrf_token": manager.csrf}, headers=headers)
        assert response.status_code == 422, headers


def test_behind_a_proxy_the_configured_address_is_ours(house: House) -> None:
    """The proxy ends the encryption, so the request itself comes in under http."""
    manager = house.principals["contract_manager"]
    headers = {**manager.headers(), "Origin": BASE}
    data = {"csrf_token": manager.csrf}
    response = house.client.post("/contracts/new", base_url="http://followup.test", headers=headers, data=data)
    assert response.status_code == 422


@pytest.mark.parametrize("path", ["/language", "/sign-in", "/sign-out"])
def test_the_doors_without_a_session_refuse_other_sites_too(house: House, path: str) -> None:
    nobody = house.principals["anon"]
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.test"}):
        assert house.send(nobody, "POST", path, data={"code": "sv"}, headers=headers).status_code == 403


def test_a_session_cookie_is_no_key_to_the_api(house: House) -> None:
    manager = house.principals["crossed"]
    body = {"name": "A supplier", "country": "SE"}
    for kind in ("application/json", "text/plain", "application/x-www-form-urlencoded"):
        response = house.send(manager, "POST", "/api/v1/suppliers", data=json.dumps(body), content_type=kind)
        assert response.status_code == 401
    assert house.content() == house.at_rest


# -- cookies ----------------------------------------------------------------------------------------------------------


def tampered(cookie: str) -> Iterator[str]:
    name, _, value = cookie.partition("=")
    token, seen, mac = value.split(".")
    for parts in (
        (token, seen, ""),
        (token, seen, mac[:-1] + ("0" if mac[-1] != "0" else "1")),
        (token, str(int(seen) + 60), mac),
        (token[:-1] + ("A" if token[-1] != "A" else "B"), seen, mac),
        (token, seen, "é"),
        (token, "²", mac),
        (token, "9" * 400, mac),
        (token, seen),
        ("", "", ""),
    ):
        yield f"{name}={'.'.join(parts)}"
    yield f"{name.removeprefix('__Host-')}={value}"


def test_a_cookie_that_was_touched_opens_nothing(house: House) -> None:
    reader = house.principals["reader"]
    for cookie in tampered(reader.cookie):
        response = house.client.get("/contracts", base_url=BASE, headers={"Cookie": cookie})
        assert response.status_code == 303, cookie
        assert response.headers["Location"].startswith("/sign-in"), cookie


@pytest.mark.parametrize(
    ("path", "data"), [("/language", {"code": "sv", "next": "/"}), ("/sign-in", {"email": "a@b.test", "password": "x"})]
)
def test_every_cookie_is_kept_from_scripts_and_from_open_lines(house: House, path: str, data: dict[str, str]) -> None:
    response = house.send(house.principals["anon"], "POST", path, data=data)
    for cookie in response.headers.getlist("Set-Cookie"):
        assert "HttpOnly" in cookie
        assert "Secure" in cookie
        assert "SameSite=Lax" in cookie


# -- addresses --------------------------------------------------------------------------------------------------------

ELSEWHERE = (
    "//evil.test",
    "https://evil.test",
    "/\\evil.test",
    "\\\\evil.test",
    "javascript:alert(1)",
    "evil.test",
    "",
)
SPLIT = ("/\t/evil.test", "/\n/evil.test", "/\r\nSet-Cookie: a=b", "\t//evil.test", "/\x00/evil.test")


@pytest.mark.parametrize("target", ELSEWHERE)
def test_choosing_a_language_leads_to_no_other_site(house: House, target: str) -> None:
    response = house.send(house.principals["anon"], "POST", "/language", data={"code": "sv", "next": target})
    assert (response.status_code, response.headers["Location"]) == (303, "/")


@pytest.mark.parametrize("target", SPLIT[:3])
def test_an_address_split_by_control_characters_leads_nowhere_else(house: House, target: str) -> None:
    response = house.send(house.principals["anon"], "POST", "/language", data={"code": "sv", "next": target})
    assert (response.status_code, response.headers["Location"]) == (303, "/")


@pytest.mark.parametrize(
    "host", ["evil.test", "followup.test.evil.test", "followup.test@evil.test", "", "[::1]", "a b"]
)
def test_an_unknown_host_is_refused_before_anything_is_looked_up(house: House, host: str) -> None:
    for path in ("/", "/sign-in", "/contracts", "/api/v1/contracts", "/pub/", "/s/" + "A" * 43):
        response = house.client.get(path, base_url=BASE, headers={"Host": host})
        assert response.status_code == 400, path
        assert "evil" not in response.text


def test_no_header_of_a_client_moves_an_address(house: House) -> None:
    headers = {
        "X-Forwarded-Host": "evil.test",
        "Forwarded": "host=evil.test",
        "X-Original-URL": "/users",
        "X-Rewrite-URL": "/users",
    }
    reader = house.principals["reader"]
    for path in ("/contracts", "/api/openapi.json", "/pub/", "/sign-in"):
        response = house.send(reader, "GET", path, headers=headers)
        assert response.status_code == 200
        assert "evil.test" not in response.text + str(response.headers)


@pytest.mark.parametrize(
    "path",
    [
        "/assets/../app.py",
        "/assets/lato/../../../../../etc/passwd",
        "/assets/lato/%2e%2e/%2e%2e/__init__.py",
        "/assets//etc/passwd",
        "/static/..%2f..%2fapp.py",
        "/static/%2e%2e/security.py",
    ],
)
def test_no_file_outside_of_its_folder_is_served(house: House, path: str) -> None:
    response = house.send(house.principals["anon"], "GET", path)
    assert response.status_code in (308, 404)
    assert b"import" not in response.data


# -- sizes ------------------------------------------------------------------------------------------------------------


def test_a_file_that_says_it_is_too_large_is_refused_unread(house: House) -> None:
    link = house.principals["link"]
    section = house.own["section"][1]
    told = {"CONTENT_LENGTH": str(60 * 1024 * 1024), "CONTENT_TYPE": "multipart/form-data; boundary=x"}
    response = house.send(link, "POST", f"/s/form/sections/{section}", environ_overrides=told)
    assert response.status_code == 413
    assert "Traceback" not in response.text


# -- files that go out ------------------------------------------------------------------------------------------------


def test_evidence_goes_out_as_an_attachment_in_a_sandbox(house: House) -> None:
    path = f"/evidence/{house.own['evidence_id'][1]}"
    response = house.send(house.principals["reader"], "GET", path)
    assert response.status_code == 200
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert response.headers["Content-Security-Policy"] == "sandbox"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in response.headers["Cache-Control"]


# -- what the logs hold -----------------------------------------------------------------------------------------------


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture) -> Iterator[list[str]]:
    """Every line that the service writes, by our log and by Python's, at the lowest level."""
    kept: list[str] = []

    def keep(_: object, __: str, event: MutableMapping[str, Any]) -> str:
        kept.append(json.dumps(dict(event), default=str))
        raise structlog.DropEvent

    before = structlog.get_config()
    processors = [structlog.processors.format_exc_info, log.keep_secrets, keep]
    structlog.configure(processors=processors, cache_logger_on_first_use=False)
    with caplog.at_level(logging.DEBUG):
        yield kept
        kept.extend(caplog.messages)
    structlog.configure(**before)


@pytest.mark.slow
def test_no_secret_reaches_a_log_when_a_route_breaks(
    house: House, lines: list[str], caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Source: trust.md t-L6: each route breaks, with a token in its address and another in its headers."""

    def broken(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError("the disk is gone")

    monkeypatch.setattr(Runtime, "transaction", broken)
    secrets, broke = {ADDRESS}, 0
    for who in house.principals.values():
        secrets |= {part for part in (who.bearer, who.csrf, who.cookie.partition("=")[2]) if part}
    links = ("token in supplier.landing", "token in sign_in.welcome", "token in calendar_feeds.fetch")
    secrets |= {str(house.own[name][1]) for name in links}
    for route in house.routes:
        who = one_who_may_at_all(house, route)
        path = filled(house, route, "own").path
        for method in route.methods:
            kwargs: dict[str, Any] = {"query_string": {"q": ADDRESS}} if method == "GET" else {}
            if method == "POST":
                kwargs["data"] = {"csrf_token": who.csrf, "email": ADDRESS, "address": ADDRESS, "password": "hemligt"}
            response = house.send(who, method, path, **kwargs)
            broke += response.status_code == 500
            assert b"Traceback" not in response.data
            assert b"disk" not in response.data
            if response.status_code == 500 and response.mimetype == "text/html":
                well_made(response.text, path)
    assert broke > 100
    said = "\n".join([*lines, *caplog.messages, caplog.text])
    assert "the disk is gone" in said, "the fault itself must be told"
    assert [secret for secret in secrets if secret in said] == []


def one_who_may_at_all(house: House, route: Route) -> Principal:
    name = {"link": "link", "api": "integration"}.get(route.identity, "contract_manager")
    return house.principals[name]


@pytest.mark.parametrize(
    "kept",
    [
        "/s/" + "A" * 43,
        "/welcome/" + "A" * 43,
        "/feeds/" + "A" * 43,
        ADDRESS,
    ],
)
def test_a_link_or_an_address_in_any_text_is_blanked(kept: str) -> None:
    event = log.keep_secrets(None, "", {"event": "request.failed", "exception": f"ValueError: {kept} is odd"})
    assert kept not in str(event)


def test_a_fault_of_the_database_does_not_repeat_what_was_asked(tmp_path: Any) -> None:
    database = Database.at(f"sqlite:///{tmp_path / 'empty.sqlite3'}")
    with pytest.raises(OperationalError) as caught, database.session(Scope(everything=True), read_only=True) as session:
        session.execute(select(SupplierContact).where(SupplierContact.email == ADDRESS))
    database.engine.dispose()
    assert ADDRESS not in str(caught.value)


# -- errors in words --------------------------------------------------------------------------------------------------


def errors_of(house: House) -> Iterator[tuple[int, Principal, str, str, dict[str, Any]]]:
    who = house.principals
    contract = house.own["contract_id"][1]
    absent = f"/contracts/con_{'a' * 26}"
    yield 403, who["reader"], "GET", "/contracts/new", {}
    yield 403, who["contract_manager"], "POST", "/contracts/new", {"data": {"csrf_token": "no"}}
    yield 404, who["reader"], "GET", absent, {}
    yield 404, who["anon"], "GET", "/no/such/page", {}
    yield 404, who["anon"], "GET", f"/s/{'A' * 43}", {}
    yield 405, who["anon"], "PATCH", "/contracts", {}
    yield 410, who["anon"], "GET", "/s/form", {}
    stale = {"csrf_token": who["contract_manager"].csrf, "version": "999999", "title": "Another"}
    yield 409, who["contract_manager"], "POST", f"/contracts/{contract}/edit", {"data": stale}
    yield 422, who["contract_manager"], "POST", "/contracts/new", {"data": {"csrf_token": who["contract_manager"].csrf}}
    yield 422, who["reader"], "GET", "/contracts", {"query_string": {"risk_class": "z"}}
    big = {"csrf_token": who["contract_manager"].csrf, "title": "x" * 2_000_000}
    yield 413, who["contract_manager"], "POST", "/contracts/new", {"data": big}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_error_is_a_calm_page_in_the_readers_language(house: House, language: str) -> None:
    for status, who, method, path, kwargs in errors_of(house):
        cookies = who.headers()["Cookie"].replace("language=en", f"language={language}")
        response = house.send(who, method, path, headers={"Cookie": cookies}, **kwargs)
        assert response.status_code == status, f"{method} {path}"
        page = well_made(response.text, path)
        assert page.get("lang") == language
        assert not re.search(r"Traceback|werkzeug|sqlalchemy|\.py\b", response.text)
        for name, value in HEADERS.items():
            assert response.headers[name] == value


def test_an_error_of_the_api_says_what_and_where_in_the_readers_language(house: House) -> None:
    program = house.principals["integration"]
    said = set()
    for language in LANGUAGES:
        headers = {"Cookie": "", "Accept-Language": language}
        response = house.send(program, "POST", "/api/v1/suppliers", json={"name": "A"}, headers=headers)
        assert response.status_code == 422
        (problem,) = response.json["problems"]
        assert (problem["path"], problem["code"]) == ("country", "field.required")
        said.add(problem["message"])
    assert len(said) == len(LANGUAGES)


def test_the_policy_of_content_lets_nothing_in_from_elsewhere() -> None:
    policy = HEADERS["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert re.findall(r"https?:|\*", policy) == []


def test_a_session_that_was_never_told_its_scope_refuses(house: House) -> None:
    with house.runtime.database.sessions() as session, pytest.raises(db.Unscoped):
        session.execute(select(SupplierContact))
