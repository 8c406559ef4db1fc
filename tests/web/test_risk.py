"""Assessing the risk of a contract in a browser: two pages, four eyes."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest
from flask import Flask

from followup.domain.actors import Role, Staff
from followup.domain.contracts import ChangeContract
from followup.domain.risk import RiskClass
from followup.models.contracts import Contract
from followup.services import contracts
from tests.builders import World
from tests.web.client import Browser

pytestmark = pytest.mark.database
HIGH = {"people": "high", "climate": "low", "nationally_prioritised": "no", "on_high_risk_list": "no"}
LOW = {**HIGH, "people": "low"}


@pytest.fixture
def manager(world: World) -> Staff:
    return world.staff(world.organisation("Region North"), Role.CONTRACT_MANAGER)


def colleague(world: World, staff: Staff, role: Role = Role.APPROVER) -> Staff:
    with world.reading() as tx:
        from followup.models.organisations import Organisation

        organisation = tx.follow(Organisation, staff.organisation_id or 0)
        tx.session.expunge(organisation)
    return world.staff(organisation, role)


def class_of(world: World, staff: Staff, contract: Contract) -> RiskClass | None:
    with world.reading(staff) as tx:
        return tx.follow(Contract, contract.id).risk_class


def letters(page: Any, path: str = "//main") -> str:
    return " ".join(page.xpath(path)[0].text_content().split())


def test_the_proposal_shows_every_reason_with_its_source(app: Flask, world: World, manager: Staff) -> None:
    contract = world.contract(manager, risk=None)
    page = Browser(app, manager).page(f"/contracts/{contract.public_id}/risk/class?{urlencode(HIGH)}")
    said = letters(page)
    assert "The risk for people or animals is judged to be high." in said
    assert "Lillestrøm municipality" in said
    assert page.xpath("//input[@name='risk_class' and @checked]/@value") == ["b"]
    assert page.xpath("//input[@type='hidden' and @name='people']/@value") == ["high"]


def test_the_tables_fill_in_what_they_know_of_the_category(app: Flask, world: World, manager: Staff) -> None:
    contract = world.contract(manager, risk=None)
    with world.tx(manager) as tx:
        contracts.change(
            tx, contract.public_id, ChangeContract(title=contract.title, category="textile"), contract.version
        )
    page = Browser(app, manager).page(f"/contracts/{contract.public_id}/risk")
    assert page.xpath("//select[@name='nationally_prioritised']/option[@selected]/@value") == ["yes"]
    assert page.xpath("//select[@name='raw_material']/option[@selected]/@value") == ["high"]
    assert not page.xpath("//select[@name='foa_ground']")


def test_only_norwegian_buyers_are_asked_for_the_ground_of_foa(app: Flask, world: World) -> None:
    norwegian = world.staff(world.organisation("Kommune", country="NO"))
    contract = world.contract(norwegian, risk=None)
    browser = Browser(app, norwegian)
    assert browser.page(f"/contracts/{contract.public_id}/risk").xpath("//select[@name='foa_ground']")
    data = {**LOW, "foa_ground": "spec_instead", "risk_class": "c"}
    refused = browser.post(f"/contracts/{contract.public_id}/risk/class", data)
    assert refused.status_code == 422
    assert 'href="#field-justification"' in refused.text
    data["justification"] = "The requirement has a better effect."
    assert browser.post(f"/contracts/{contract.public_id}/risk/class", data).status_code == 303
    assert class_of(world, norwegian, contract) is RiskClass.C


def test_a_low_class_holds_at_once(app: Flask, world: World, manager: Staff) -> None:
    contract = world.contract(manager, risk=None)
    data = {**LOW, "risk_class": "d"}
    sent = Browser(app, manager).post(f"/contracts/{contract.public_id}/risk/class", data)
    assert sent.status_code == 303
    assert class_of(world, manager, contract) is RiskClass.D


def test_another_class_than_the_proposed_one_needs_a_reason_and_keeps_the_answers(
    app: Flask, world: World, manager: Staff
) -> None:
    contract = world.contract(manager, risk=None)
    refused = Browser(app, manager).post(f"/contracts/{contract.public_id}/risk/class", {**HIGH, "risk_class": "d"})
    assert refused.status_code == 422
    assert 'href="#field-override_reason"' in refused.text
    assert 'name="people" value="high"' in refused.text
    assert "judged to be high" in refused.text


def test_a_high_class_waits_for_another_person(app: Flask, world: World, manager: Staff) -> None:
    contract = world.contract(manager, risk=None)
    here = f"/contracts/{contract.public_id}"
    own, other = Browser(app, manager), Browser(app, colleague(world, manager))
    own.post(f"{here}/risk/class", {**HIGH, "risk_class": "b"})
    assert class_of(world, manager, contract) is None
    assert not own.page(here).xpath("//form[contains(@action, '/approve')]")
    form = other.page(here).xpath("//form[contains(@action, '/approve')]/@action")
    assert len(form) == 1
    assert own.post(form[0]).status_code == 403
    assert other.post(form[0]).status_code == 303
    assert class_of(world, manager, contract) is RiskClass.B
    assert "Decided by" in letters(own.page(here))
    assert other.post(form[0]).status_code == 409


def test_what_is_not_approved_says_why_and_changes_nothing(app: Flask, world: World, manager: Staff) -> None:
    contract = world.contract(manager, risk=None)
    here = f"/contracts/{contract.public_id}"
    own, other = Browser(app, manager), Browser(app, colleague(world, manager))
    own.post(f"{here}/risk/class", {**HIGH, "risk_class": "b"})
    path = other.page(here).xpath("//a[contains(@href, '/risk-assessments/')]/@href")[0]
    other.page(path)
    assert other.post(path, {"note": "Look at the country again."}).status_code == 303
    assert class_of(world, manager, contract) is None
    assert "Look at the country again." in letters(own.page(here))
