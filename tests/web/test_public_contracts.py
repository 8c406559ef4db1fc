"""An approver publishes the organisation's contracts as open data; everybody reads them, from files that stay."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from followup.clock import FixedClock
from followup.domain.actors import Role
from followup.domain.follow_ups import NewFollowUp
from followup.domain.schedule import FollowUpKind
from followup.models.journal import JournalEntry
from followup.services import follow_ups
from tests.builders import World
from tests.conftest import NOW
from tests.web.client import BASE, Browser


def test_an_approver_publishes_and_everybody_reads_it_with_the_database_away(
    app: Flask, world: World, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    region = world.organisation()
    manager, approver = world.staff(region, Role.CONTRACT_MANAGER), world.staff(region, Role.APPROVER)
    contract = world.contract(manager)
    with world.tx(manager) as tx:
        tx_due = (clock.now() + timedelta(days=30)).date()
        follow_ups.add(
            tx, contract.public_id, NewFollowUp(kind=FollowUpKind.SITE_AUDIT, due_on=tx_due, reason="A hint")
        )
    assert Browser(app, manager).post("/contracts/publish").status_code == 403
    assert "Publish all contracts" not in Browser(app, manager).page("/contracts/export").text_content()
    assert "Publish all contracts" in Browser(app, approver).page("/contracts/export").text_content()
    for _ in range(2):
        assert Browser(app, approver).post("/contracts/publish").status_code == 303
        clock.set(clock.now() + timedelta(days=1))
    with world.reading() as tx:
        wanted = select(JournalEntry.facts).where(JournalEntry.event == "organisation.contracts_published")
        assert list(tx.session.scalars(wanted)) == [{"count": 1}, {"count": 1}]
    monkeypatch.delattr(world.runtime, "database")
    anyone = Browser(app)
    address = f"/pub/contracts/{region.public_id}/"
    assert region.name in anyone.page("/pub/contracts/").text_content()
    assert "Contracts as open data" in anyone.page("/pub/").text_content()
    assert len(anyone.page(address).xpath("//tbody/tr")) == 2
    newest = anyone.get(f"{address}latest.json")
    assert newest.status_code == 302
    response = app.test_client().get(newest.location, base_url=BASE)
    assert "immutable" in response.headers["Cache-Control"]
    package = response.get_json()
    assert package["uri"] == BASE + newest.location
    assert package["license"].startswith("https://creativecommons.org/")
    [milestone] = package["releases"][0]["contracts"][0]["implementation"]["milestones"]
    assert (milestone["code"], milestone["status"]) == ("site_audit", "scheduled")
    manifest = json.loads(anyone.get(newest.location.replace("releases.json", "manifest.json")).data)
    assert manifest["published_at"] == (NOW + timedelta(days=1)).isoformat()
    assert anyone.get("/pub/contracts/nobody/").status_code == 404
    assert anyone.get("/pub/contracts/nobody/latest.json").status_code == 404
