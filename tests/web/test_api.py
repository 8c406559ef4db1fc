"""The API against its own description: schemathesis makes the calls, our promises are checked one by one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS, load_all_checks
from sqlalchemy import Engine

from followup.web import rooms
from followup.web.endpoint import Route
from tests.policy import house as houses
from tests.policy.bodies import body_of
from tests.policy.house import House
from tests.policy.walker import bound, filled, known, parameters

OPERATIONS = [route.endpoint for room in rooms.ALL for route in room.routes if route.identity == "api"]
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
        "ignored_auth",
    ]
)
REFUSING = [*CHECKED, *CHECKS.get_by_names(["negative_data_rejection"])]
MODEST = settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(scope="module")
def house(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with houses.standing(engine, tmp_path_factory.mktemp("house")) as stood:
        yield stood


@pytest.fixture(scope="module")
def description(house: House) -> Any:
    return schemathesis.openapi.from_wsgi("/api/openapi.json", house.app, headers={"Host": "followup.test"})


def route_of(house: House, endpoint: str) -> Route:
    return next(r for r in house.routes if r.endpoint == endpoint)


def operation_of(description: Any, endpoint: str) -> Any:
    return description.find_operation_by_id(endpoint.removeprefix("api_"))


def caller(endpoint: str) -> str:
    return "administrator" if "users" in endpoint or "jobs" in endpoint else "integration"


@pytest.mark.slow
@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
@pytest.mark.parametrize("endpoint", OPERATIONS)
def test_every_operation_does_as_it_is_described(
    house: House, description: Any, endpoint: str, mode: GenerationMode
) -> None:
    operation, route = operation_of(description, endpoint), route_of(house, endpoint)
    ids = {name: bound(house, route, name)[1] for name in parameters(route.rule)}
    token = house.principals[caller(endpoint)].bearer
    checked = REFUSING if mode is GenerationMode.NEGATIVE else CHECKED

    @MODEST
    @given(case=operation.as_strategy(generation_mode=mode))
    def calls(case: Any) -> None:
        if mode is GenerationMode.POSITIVE:
            case.path_parameters = ids
        with house.undone():
            case.call_and_validate(headers={"Authorization": f"Bearer {token}", "Host": "followup.test"}, checks=checked)

    calls()
