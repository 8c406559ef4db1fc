"""Contracts, suppliers, assessments and standard terms by API."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from followup.domain.actors import Role, Staff
from followup.domain.assignments import token_hash
from followup.domain.journal import TOKEN_CREATED
from followup.models.users import ApiToken
from tests.builders import World
from tests.web.client import BASE


class Program:
    """A program with a bearer token."""

    def __init__(self, app: Flask, world: World, staff: Staff) -> None:
        self.client = app.test_client()
        self.head = {"Authorization": f"Bearer {staff.public_id}"}
        with world.tx(staff) as tx:
            token = tx.add(
                ApiToken(
                    user_id=staff.user_id,
                    label="test",
                    token_hash=token_hash(staff.public_id),
                    expires_on=tx.today.replace(year=2030),
                )
            )
            tx.journal(TOKEN_CREATED, token, expires_on=token.expires_on)

    def get(self, path: str) -> Any:
        answer = self.client.get(f"/api/v1{path}", base_url=BASE, headers=self.head)
        assert answer.status_code == 200, answer.text
        return answer.json

    def send(self, method: str, path: str, body: Any, **headers: str) -> TestResponse:
        return self.client.open(
            f"/api/v1{path}", method=method, base_url=BASE, json=body, headers={**self.head, **headers}
        )


@pytest.fixture
def program(app: Flask, world: World) -> Program:
    return Program(app, world, world.staff(world.organisation("Region North"), Role.CONTRACT_MANAGER))


def test_a_program_registers_reads_and_changes_a_contract(program: Program, world: World) -> None:
    version = world.code_version()
    supplier = program.send(
        "POST", "/suppliers", {"name": "Invented AB", "country": "SE", "number": "556016-0680"}
    ).json
    assert supplier["number"] == "556016-0680"
    body = {"title": "Gloves", "supplier_id": supplier["id"], "code_version": version.key, "starts_on": "2026-01-01"}
    made = program.send("POST", "/contracts", body, **{"Idempotency-Key": "one"})
    assert made.status_code == 201
    assert program.send("POST", "/contracts", body, **{"Idempotency-Key": "one"}).json["id"] == made.json["id"]
    contract = program.get(f"/contracts/{made.json['id']}")
    assert contract["to_complete"][0] == "ends_on"
    assert contract["code_version"] == "test-2026"
    change = {"title": "Gloves and masks", "value": {"minor": 100, "currency": "SEK"}, "category": "textile"}
    path = f"/contracts/{contract['id']}"
    assert program.send("PUT", path, change).status_code == 428
    assert program.send("PUT", path, change, **{"If-Match": '"v999"'}).status_code == 412
    changed = program.send("PUT", path, change, **{"If-Match": f'"v{contract["version"]}"'})
    assert changed.json["value"] == {"minor": 100, "currency": "SEK"}
    assert [c["title"] for c in program.get("/contracts?q=masks")["items"]] == ["Gloves and masks"]


def test_a_sole_traders_number_is_not_given_to_programs(program: Program) -> None:
    made = program.send("POST", "/suppliers", {"name": "Invented Carpenter", "country": "SE", "number": "811218-9876"})
    assert made.json["number"] is None
    assert made.json["is_sole_trader"] is True
    assert program.get("/suppliers?q=invented")["items"][0]["number"] in (None, "")


def test_an_assessment_by_api_follows_the_same_rules(program: Program, world: World) -> None:
    supplier = world.supplier()
    made = program.send("POST", "/contracts", {"title": "Gloves", "supplier_id": supplier.public_id}).json
    path = f"/contracts/{made['id']}/risk-assessments"
    refused = program.send("POST", path, {"people": "high", "risk_class": "d"})
    assert refused.status_code == 422
    assert refused.json["problems"][0]["path"] == "override_reason"
    kept = program.send("POST", path, {"people": "high", "risk_class": "b"})
    assert (kept.status_code, kept.json["status"]) == (201, "proposed")
    assert [a["id"] for a in program.get(path)["items"]] == [kept.json["id"]]
    assert program.get(f"/contracts/{made['id']}")["risk_class"] is None


def test_standard_terms_are_given_with_their_clauses(program: Program, world: World) -> None:
    world.code_version()
    assert [v["key"] for v in program.get("/code-versions")["items"]] == ["test-2026"]
    version = program.get("/code-versions/test-2026")
    assert [c["number"] for c in version["clauses"]] == ["2.1", "2.2", "2.3"]
    assert version["clauses"][0]["areas"] == ["labour_rights"]
