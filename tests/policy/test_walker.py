"""Every route, as everybody, on everything: the walk, its hand-written sentinels and its red controls."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from followup import db
from followup.app import OTHERS
from followup.domain import rules
from followup.domain.actors import STAFF, Role
from followup.domain.permissions import Permission
from followup.domain.rules import Rule
from followup.models.contracts import Contract
from followup.queries import contract_lists
from followup.web import rooms
from followup.web.endpoint import Open, Room, Route, check_policy
from tests.policy.house import House
from tests.policy.walker import Cell, cell, expected, filled, walk

SENTINELS = [
    line.split()
    for line in Path(__file__).with_name("sentinels.txt").read_text("utf-8").splitlines()
    if line and not line.startswith("#")
]
LEAST_SENTINELS = 100  # Source: the issue of the house; trust.md section 5 aims at 150


def wrong(cells: list[Cell]) -> list[str]:
    return [f"{found.line}: {'; '.join(found.faults)}" for found in cells if found.faults]


def walked(house: House, route: Route) -> Iterator[Cell]:
    """Walk as everybody; on PostgreSQL as one who may, so that every statement behind a route is run there too."""
    if house.connection.dialect.name == "sqlite":
        yield from walk(house, route, house.principals.values())
        return
    asked = filled(house, route, "own")
    may = (w for w in house.principals.values() if expected(house, route, w, asked, "own") in ("allow", "open"))
    who = next(may, house.principals["contract_manager"])  # what is only one absent person's is refused to everybody
    yield from (cell(house, route, who, method, "own") for method in route.methods)


@pytest.mark.slow
@pytest.mark.database
@pytest.mark.parametrize("room", [room.name for room in rooms.ALL])
def test_every_cell_is_as_the_policy_says(house: House, room: str) -> None:
    """`FOLLOWUP_CELLS=folder` writes the table of cells there, one file a room."""
    routes = [r for r in house.routes if r.endpoint.removeprefix("api_").partition(".")[0] == room]
    cells = [found for route in routes for found in walked(house, route)]
    if folder := os.environ.get("FOLLOWUP_CELLS"):
        Path(folder).mkdir(exist_ok=True)
        (Path(folder) / f"{room}.txt").write_text("\n".join(sorted(found.line for found in cells)) + "\n", "utf-8")
    print(f"{room}: {len(cells)} cells")
    assert "\n".join(wrong(cells)) == ""
    assert {found.endpoint for found in cells} == {route.endpoint for route in routes}


def at(house: House, method: str, rule: str) -> Route:
    return next(r for r in house.routes if r.rule == rule and method in r.methods)


@pytest.mark.slow
def test_the_sentinels_written_by_hand_agree(house: House) -> None:
    said = []
    for method, rule, who, relation, status in SENTINELS:
        route = at(house, method, rule)
        found = cell(house, route, house.principals[who], method, relation.replace("-", " "))
        if found.status != int(status):
            said.append(f"{found.line}, not {status}")
    assert "\n".join(said) == ""


def test_there_are_sentinels_enough_and_none_twice() -> None:
    cells = [tuple(line[:4]) for line in SENTINELS]
    assert len(cells) >= LEAST_SENTINELS
    assert len(cells) == len(set(cells))


def test_every_room_of_the_web_is_open_to_the_walker() -> None:
    """A room that is written but not registered would be walked by nobody."""
    folder = Path(rooms.__file__).parent
    written = {
        p.stem for p in folder.glob("*.py") if "= Room(" in p.read_text("utf-8") or 'Room("' in p.read_text("utf-8")
    }
    registered = {room.routes[0].view.__module__.rpartition(".")[2] for room in rooms.ALL}
    assert written - {"endpoint"} == registered


# -- red controls: each weakens one thing and shows that it is seen ---------------------------------------------------


def agreeing(house: House, permission: Permission) -> list[str]:
    """Return the sentinels about a permission that do not hold."""
    said = []
    for method, rule, who, relation, status in SENTINELS:
        route = at(house, method, rule)
        if route.needs is permission:
            found = cell(house, route, house.principals[who], method, relation.replace("-", " "))
            if found.status != int(status):
                said.append(found.line)
    return said


def test_a_rule_that_lets_in_everybody_is_seen_by_the_sentinels(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    weak = {**rules.RULES, Permission.CONTRACT_CHANGE: (Rule(STAFF),)}
    assert agreeing(house, Permission.CONTRACT_CHANGE) == []
    monkeypatch.setattr(rules, "RULES", weak)
    assert agreeing(house, Permission.CONTRACT_CHANGE)


def test_a_rule_that_forgets_the_four_eyes_is_seen_by_the_sentinels(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    for permission in (Permission.DEVIATION_VERIFY, Permission.RISK_APPROVE, Permission.SUMMARY_PUBLISH):
        roles = frozenset().union(*(rule.roles for rule in rules.RULES[permission]))
        monkeypatch.setattr(rules, "RULES", {**rules.RULES, permission: (Rule(roles),)})
        assert agreeing(house, permission), permission


def test_a_policy_entry_that_is_taken_out_is_seen_by_the_sentinels(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = {name: granting for name, granting in rules.RULES.items() if name is not Permission.CONTRACT_READ}
    monkeypatch.setattr(rules, "RULES", left)
    assert agreeing(house, Permission.CONTRACT_READ)


def test_every_permission_of_a_route_has_a_sentinel_that_allows_and_one_that_denies(house: House) -> None:
    wanted = {str(r.needs) for r in house.routes if isinstance(r.needs, Permission)}
    good = {str(at(house, m, rule).needs) for m, rule, _, _, status in SENTINELS if int(status) in (200, 303)}
    bad = {str(at(house, m, rule).needs) for m, rule, _, _, status in SENTINELS if int(status) in (401, 403, 404, 410)}
    assert sorted(wanted - good) == []
    assert sorted(wanted - bad) == []


def test_without_the_tenant_criterion_the_walker_goes_red(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    routes = [r for r in house.routes if r.endpoint in ("contracts.index", "api_contracts.get_contract")]
    reader = [house.principals["reader"]]
    assert wrong([found for route in routes for found in walk(house, route, reader)]) == []
    monkeypatch.setattr(db, "_of_organisation", lambda organisation, cooperations: ())
    seen = wrong([found for route in routes for found in walk(house, route, reader)])
    assert any("where the policy says hidden" in line for line in seen), seen
    assert any("canary of another organisation" in line for line in seen)


def test_a_view_that_loads_past_the_policy_is_seen(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """The right permission on the route, and a loader that does not ask it."""

    def careless(tx, contract_id: str):
        from sqlalchemy import select

        found = tx.session.scalars(
            select(Contract).where(Contract.public_id == contract_id), execution_options={"followup_unscoped": True}
        ).one()
        return {"public_id": found.public_id, "title": found.title, "version": found.version}

    monkeypatch.setattr("followup.web.contracts.as_data", lambda tx, contract: contract)
    monkeypatch.setattr(
        "followup.transaction.Transaction.get", lambda tx, model, public_id, to: careless(tx, public_id)
    )
    route = at(house, "GET", "/api/v1/contracts/<contract_id>")
    seen = wrong(list(walk(house, route, [house.principals["integration"]])))
    assert any("200 where the policy says hidden" in line for line in seen)


def test_a_route_without_a_policy_entry_does_not_start(house: House) -> None:
    known = [room for room in rooms.ALL if room.name != "contracts"]
    with pytest.raises(RuntimeError, match=r"contracts\.show"):
        check_policy(house.app, known, OTHERS)


def test_a_name_in_an_address_that_nobody_knows_stops_the_walk(house: House) -> None:
    stranger = Room("stranger")
    stranger.page("/strangers/<stranger_id>", needs=Permission.WORK_READ)(contract_lists.listed)
    with pytest.raises(LookupError, match="stranger_id"):
        list(walk(house, stranger.routes[0], [house.principals["reader"]]))


def test_a_safe_request_that_writes_is_seen(house: House) -> None:
    route = at(house, "GET", "/contracts/<contract_id>")
    before = house.at_rest
    try:
        house.at_rest = "something else"
        monkey = house.written
        house.written = lambda: None  # type: ignore[method-assign] # as on a database that does not say what it wrote
        seen = wrong([cell(house, route, house.principals["reader"], "GET", "own")])
    finally:
        house.at_rest, house.written = before, monkey  # type: ignore[method-assign] # as it was
    assert any("something was changed" in line for line in seen)


def test_open_is_not_a_permission(house: House) -> None:
    assert all(isinstance(route.needs, Permission | Open) for route in house.routes)
    assert Role.PUBLIC not in frozenset().union(*(rule.roles for granting in rules.RULES.values() for rule in granting))
