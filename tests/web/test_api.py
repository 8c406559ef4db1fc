"""The API against its own description: schemathesis makes the calls, our promises are checked one by one."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS, load_all_checks

from followup.web import rooms
from followup.web.endpoint import Route
from tests.policy.bodies import body_of
from tests.policy.house import House
from tests.policy.walker import bound, filled, known, parameters

API = [route for room in rooms.ALL for route in room.routes if route.identity == "api"]
GOOD, BAD = GenerationMode.POSITIVE, GenerationMode.NEGATIVE
CASES = [(route.endpoint, mode) for route in API for mode in (GOOD, BAD) if mode is GOOD or route.takes or route.query]
load_all_checks()
CHECKED = CHECKS.get_by_names(
    [
        "not_a_server_error",
        "status_code_conformance",
        "content_type_conformance",
        "response_headers_conformance",
        "response_schema_conformance",
        "missing_required_header",
        "unsupported_method",
    ]
)
REFUSING = [*CHECKED, *CHECKS.get_by_names(["negative_data_rejection"])]
VARIED = 4  # examples of a call that takes something; one without a body and a query is always the same
MODEST = settings(
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(scope="module")
def description(house: House) -> Any:
    """Return the description without what it says of tokens: the walker tries those, and every call here has one."""
    told = house.send(house.principals["anon"], "GET", "/api/openapi.json").json
    del told["security"], told["components"]["securitySchemes"]
    made = schemathesis.openapi.from_dict(told)
    made.app = house.app
    return made


def route_of(house: House, endpoint: str) -> Route:
    return next(r for r in house.routes if r.endpoint == endpoint)


def operation_of(description: Any, endpoint: str) -> Any:
    return description.find_operation_by_id(endpoint.removeprefix("api_"))


LED = {  # rooms in which the secretariat alone changes anything
    f"api_{room}"
    for room in (
        "audit_programmes",
        "contact_persons",
        "cooperation_bodies",
        "joint_documents",
        "meetings",
        "member_decisions",
        "members",
        "news",
        "responsibilities",
        "training",
    )
}


def caller(endpoint: str) -> str:
    """Return who calls it: a program of a contract manager, but for what only others may do."""
    if endpoint == "api_incidents.change_incident" or endpoint.partition(".")[0] in LED:
        return "coordinator"
    if endpoint == "api_letters.hear_supplier":  # the contract's owner in person, no program
        return "contract_manager"
    return "administrator" if "users" in endpoint or "jobs" in endpoint else "integration"


@pytest.mark.slow
@pytest.mark.parametrize(("endpoint", "mode"), CASES, ids=[f"{endpoint}-{mode.value}" for endpoint, mode in CASES])
def test_every_operation_does_as_it_is_described(
    house: House, description: Any, endpoint: str, mode: GenerationMode
) -> None:
    operation, route = operation_of(description, endpoint), route_of(house, endpoint)
    ids = {name: bound(house, route, name)[1] for name in parameters(route.rule)}
    credential = {"Authorization": f"Bearer {house.principals[caller(endpoint)].bearer}", "Host": "followup.test"}
    checked = REFUSING if mode is BAD else CHECKED

    @settings(MODEST, max_examples=VARIED if route.takes or route.query else 1)
    @given(case=operation.as_strategy(generation_mode=mode))
    def calls(case: Any) -> None:
        if mode is GOOD:
            case.path_parameters = ids
        with house.undone():
            case.call_and_validate(headers=credential, checks=checked)

    calls()


# -- promises ---------------------------------------------------------------------------------------------------------


def call(house: House, method: str, path: str, json: Any = None, who: str = "integration", **headers: str) -> Any:
    return house.send(house.principals[who], method, f"/api/v1{path}", json=json, headers=headers)


def test_every_call_of_the_api_is_described_and_nothing_else(house: House) -> None:
    told = house.send(house.principals["anon"], "GET", "/api/openapi.json").json
    described = {
        (method.upper(), path) for path, item in told["paths"].items() for method in item if method != "parameters"
    }
    routed = {(r.methods[0], _braced(r.rule)) for r in API}
    assert described == routed
    assert told["openapi"].startswith("3.1")


def _braced(rule: str) -> str:
    for name in parameters(rule):
        rule = rule.replace(f"<{name}>", f"{{{name}}}").replace(f"<int:{name}>", f"{{{name}}}")
    return rule


def test_what_is_described_as_needed_is_what_the_schemas_need(house: House) -> None:
    told = house.send(house.principals["anon"], "GET", "/api/openapi.json").json
    for route in API:
        if route.takes is None:
            continue
        operation = told["paths"][_braced(route.rule)][route.methods[0].lower()]
        name = operation["requestBody"]["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
        schema = told["components"]["schemas"][name]
        loaded = route.takes().load_fields
        assert set(schema["properties"]) == {f.data_key or n for n, f in loaded.items()}
        assert set(schema.get("required", [])) == {f.data_key or n for n, f in loaded.items() if f.required}
        assert schema["additionalProperties"] is False


@pytest.mark.parametrize("endpoint", [route.endpoint for route in API if route.versioned])
def test_a_change_needs_the_tag_that_was_read(house: House, endpoint: str) -> None:
    """Source: trust.md C1: 428 without If-Match, 412 with another, and of two with the same tag one is done."""
    route = route_of(house, endpoint)
    who, path = caller(endpoint), filled(house, route, "own").path.removeprefix("/api/v1")
    with house.undone():
        tag = tag_of(house, path, who)
        body = body_of(route, known(house, route), house.ids)
        assert call(house, "PUT", path, body, who).status_code == 428
        for other in ('"v999"', "*", 'W/"v1"', "v1", '""', '"v²"', '"v-1"', '"v1', "é", f"{tag}, {tag}"):
            assert call(house, "PUT", path, body, who, **{"If-Match": other}).status_code == 412, other
        assert house.content() == house.at_rest
        done = call(house, "PUT", path, body, who, **{"If-Match": tag})
        assert done.status_code == 200, done.text
        assert done.headers["ETag"] != tag
        again = call(house, "PUT", path, body, who, **{"If-Match": tag})
        # what is completed by the first says so; all else says that somebody saved first
        assert (again.status_code, again.json["code"]) in ((412, "stale"), (409, "follow_up.closed"))


def tag_of(house: House, path: str, who: str = "integration") -> str:
    """Return the tag of the thing; a part that has no version of its own goes by that of what it is a part of."""
    tag = call(house, "GET", path, None, who).headers.get("ETag")
    return tag or tag_of(house, path.rpartition("/")[0], who)


def test_an_unchanged_thing_is_not_sent_twice(house: House) -> None:
    path = f"/contracts/{house.own['contract_id'][1]}"
    first = call(house, "GET", path)
    second = call(house, "GET", path, **{"If-None-Match": first.headers["ETag"]})
    assert (second.status_code, second.data) == (304, b"")
    assert "no-cache" in first.headers["Cache-Control"]
    assert call(house, "GET", path, who="crossed", **{"If-None-Match": first.headers["ETag"]}).status_code == 401


def test_a_repeated_create_gives_the_same_answer_once(house: House) -> None:
    body, key = {"name": "Only one", "country": "SE"}, {"Idempotency-Key": "k" * 200}
    with house.undone():
        first, second = (call(house, "POST", "/suppliers", body, **key) for _ in range(2))
        assert (first.status_code, second.status_code) == (201, 201)
        assert first.json == second.json
        assert first.headers["ETag"] == second.headers["ETag"]
        found = call(house, "GET", "/suppliers?q=Only one").json["items"]
        assert [row["id"] for row in found] == [first.json["id"]]
        other = call(house, "POST", "/suppliers", {**body, "name": "Another"}, **key)
        assert (other.status_code, other.json["problems"][0]["code"]) == (422, "idempotency.other_body")
        elsewhere = call(house, "POST", "/contracts", body, **key)
        assert elsewhere.status_code == 422


def test_a_key_is_one_programs_own(house: House) -> None:
    body, key = {"name": "Each its own", "country": "SE"}, {"Idempotency-Key": "shared"}
    with house.undone():
        first = call(house, "POST", "/suppliers", body, **key)
        second = call(house, "POST", "/suppliers", body, who="contract_manager", **key)
        assert (first.status_code, second.status_code) == (201, 201)
        assert first.json["id"] != second.json["id"]


def test_a_create_that_was_refused_leaves_its_key_free(house: House) -> None:
    key = {"Idempotency-Key": "again"}
    with house.undone():
        assert call(house, "POST", "/suppliers", {"name": "", "country": "SE"}, **key).status_code == 422
        assert call(house, "POST", "/suppliers", {"name": "Now", "country": "SE"}, **key).status_code == 201


@pytest.mark.parametrize("key", ["x" * 201, "é", " "])
def test_an_odd_key_is_refused_or_taken_but_never_breaks(house: House, key: str) -> None:
    with house.undone():
        answer = call(house, "POST", "/suppliers", {"name": "Odd", "country": "SE"}, **{"Idempotency-Key": key})
        assert answer.status_code in (201, 422)


@pytest.mark.parametrize("route", [r for r in API if r.many and r.query], ids=lambda r: r.endpoint)
def test_a_list_goes_on_where_it_stopped_and_takes_no_made_up_place(house: House, route: Route) -> None:
    if "after" not in route.query().fields:  # type: ignore[misc] # only those with a query are here
        pytest.skip("this list has no pages")
    who = caller(route.endpoint)
    path = filled(house, route, "own").path.removeprefix("/api/v1")
    first = call(house, "GET", path, who=who)
    assert first.status_code == 200
    assert first.json["next"] is None or isinstance(first.json["next"], str)
    for place in (
        "garbage",
        "W10",
        "bnVsbA",
        "eyJhIjoxfQ",
        "W251bGwsbnVsbF0",
        "WzEsMl0",
        "WyJhIiwiYiIsImMiXQ",
        "=" * 400,
    ):
        assert call(house, "GET", f"{path}?after={place}", who=who).status_code in (200, 422), place


def test_what_another_organisation_has_changes_no_count_and_no_search(house: House) -> None:
    """Source: trust.md t-T9: nothing on the side tells of what one may not know of."""
    for path in ("/contracts?q=canary-of-another", "/follow-ups", "/deviations", "/questionnaires", "/shared-results"):
        answer = call(house, "GET", path)
        assert answer.status_code == 200
        assert "canary-of-another-organisation" not in answer.text
    theirs = house.foreign["supplier"]["public_id"]
    counted = {row["id"]: row["contract_count"] for row in call(house, "GET", "/suppliers").json["items"]}
    assert counted[theirs] == 0
