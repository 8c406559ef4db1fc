"""The pages about the portfolio as a whole, and the rules for risk assessment."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine

from followup.clock import FixedClock
from followup.domain.actors import Role, Staff
from followup.domain.contracts import ChangeContract, Criticality
from followup.domain.follow_ups import Findings, NewFollowUp, Outcome
from followup.domain.journal import CONTRACT_CHANGED, SITE_ADDED
from followup.domain.money import Money
from followup.domain.procurements import NewProcurement
from followup.domain.risk import RiskClass
from followup.domain.schedule import FollowUpKind
from followup.models.contracts import Contract
from followup.models.organisations import Organisation
from followup.models.suppliers import Supplier, SupplierSite
from followup.services import contracts, follow_ups, procurements
from tests.builders import World
from tests.web.api import Api
from tests.web.client import Browser
from tests.web.statements import counted

TODAY = date(2026, 3, 2)
LOW = {"people": "low", "climate": "low", "nationally_prioritised": "no", "on_high_risk_list": "no"}


@pytest.fixture
def organisation(world: World) -> Organisation:
    return world.organisation("Region North")


@pytest.fixture
def manager(world: World, organisation: Organisation) -> Staff:
    return world.staff(organisation, Role.CONTRACT_MANAGER)


def letters(page: Any, path: str = "//main") -> str:
    return " ".join(page.xpath(path)[0].text_content().split())


def assessed(app: Flask, world: World, manager: Staff, supplier: Supplier | None = None) -> Contract:
    contract = world.contract(manager, supplier=supplier, risk=None)
    path = f"/contracts/{contract.public_id}/risk"
    assert Browser(app, manager).post(path, {**LOW, "risk_class": "d"}).status_code == 303
    return contract


def why(page: Any) -> list[str]:
    return [" ".join(item.text_content().split()) for item in page.xpath("//td[@data-label='Why']//li")]


def test_an_assessment_that_lapses_is_on_the_review_and_in_the_work_list(
    app: Flask, world: World, manager: Staff, clock: FixedClock
) -> None:
    contract = assessed(app, world, manager)
    assert "Nothing to look at again." in letters(Browser(app, manager).page("/portfolio"))
    clock.set(clock.now() + timedelta(days=305))
    page = Browser(app, manager).page("/portfolio")
    assert why(page) == ["The assessment holds until 2 Mar 2027."]
    assert contract.title in letters(page)
    assert "Risk class to review" in letters(Browser(app, manager).page("/work"))
    clock.set(clock.now() + timedelta(days=61))
    assert why(Browser(app, manager).page("/portfolio")) == ["The assessment held until 2 Mar 2027."]


def test_another_category_and_a_new_site_raise_a_task(app: Flask, world: World, manager: Staff) -> None:
    supplier = world.supplier()
    contract = assessed(app, world, manager, supplier)
    with world.tx(manager) as tx:
        tx.add(SupplierSite(supplier_id=supplier.id, name="Works", country="BD"))
        tx.journal(SITE_ADDED, supplier, country="BD")
    with world.tx(manager) as tx:
        new = ChangeContract(title=contract.title, category="textile")
        contracts.change(tx, contract.public_id, new, None)
    assert why(Browser(app, manager).page("/portfolio")) == [
        "The category is another than when the risk was assessed.",
        "A production site has been added.",
        "A country of production has been added.",
    ]
    page = Browser(app, manager).page(f"/contracts/{contract.public_id}/risk")
    assert "Changed since the last assessment:" in letters(page)
    assert "Bangladesh (risk not known, counts as medium)" in letters(page)
    assert "The risk of a country of production is not known" in letters(page)
    items = Api(app, world, manager)("GET", "/portfolio/review").json["items"]
    assert items[0]["reasons"] == ["review.category_changed", "review.site_added", "review.country_added"]


def test_a_colleagues_contract_is_on_the_review_but_not_in_my_work(
    app: Flask, world: World, manager: Staff, organisation: Organisation, clock: FixedClock
) -> None:
    assessed(app, world, manager)
    clock.set(clock.now() + timedelta(days=400))
    colleague = Browser(app, world.staff(organisation))
    assert why(colleague.page("/portfolio"))
    assert "Risk class to review" not in letters(colleague.page("/work"))


def test_what_another_organisation_knows_and_owes_is_neither_compared_nor_listed(
    app: Flask, world: World, manager: Staff, clock: FixedClock
) -> None:
    supplier, stranger = world.supplier(), world.staff(world.organisation("Region South"))
    contract = assessed(app, world, manager, supplier)
    with world.tx(stranger) as tx:
        tx.add(SupplierSite(supplier_id=supplier.id, name="Their works", country="BD"))
        tx.journal(SITE_ADDED, supplier, country="BD")
    assert "Nothing to look at again." in letters(Browser(app, manager).page("/portfolio"))
    clock.set(clock.now() + timedelta(days=330))
    assert contract.title in letters(Browser(app, manager).page("/work"))
    assert contract.title not in letters(Browser(app, stranger).page("/work"))
    assert "Nothing to look at again." in letters(Browser(app, stranger).page("/portfolio"))


def priced(world: World, manager: Staff, title: str, value: Money | None, risk: RiskClass, ends_on: date) -> Contract:
    contract = world.contract(manager, title=title, risk=risk)
    with world.tx(manager) as tx:
        new = ChangeContract(title=title, value=value, starts_on=date(2025, 1, 1), ends_on=ends_on)
        return contracts.change(tx, contract.public_id, new, None)


def test_priorities_weigh_one_currency_and_list_the_rest_apart(app: Flask, world: World, manager: Staff) -> None:
    late, soon = date(2030, 1, 1), date(2026, 9, 1)
    priced(world, manager, "Large and far", Money(400_00, "SEK"), RiskClass.D, late)
    priced(world, manager, "Small and near", Money(200_00, "SEK"), RiskClass.A, soon)
    priced(world, manager, "In kroner of Norway", Money(900_00, "NOK"), RiskClass.A, soon)
    priced(world, manager, "Without value", None, RiskClass.A, soon)
    with world.tx(manager) as tx:
        procurements.register(tx, NewProcurement(title="Planned", year=2026, value=Money(100_00, "SEK")))
    page = Browser(app, manager).page("/portfolio/priorities")
    rows = page.xpath("//table[caption[contains(., 'Where requirements')]]//tr[th/a]")
    assert [row.xpath("th/a/text()")[0] for row in rows] == ["Small and near", "Planned", "Large and far"]
    assert [row.xpath("td[last()]/text()")[0] for row in rows] == ["100", "25", "16"]
    assert "In kroner of Norway" in letters(page, "//section[@aria-labelledby='currencies']")
    assert "Without value" in letters(page, "//section[@aria-labelledby='without']")
    assert "a default of this service" in letters(page)
    by_value = Browser(app, manager).page("/portfolio/priorities?by=value")
    first = by_value.xpath("//table[caption[contains(., 'Where requirements')]]//tr[th/a]/th/a/text()")[0]
    assert first == "Large and far"
    items = Api(app, world, manager)("GET", "/portfolio/priorities").json["items"]
    assert (items[0]["title"], items[0]["risk_weight"], items[0]["time_weight"]) == ("Small and near", 4, 3)


def test_hours_used_are_what_was_noted_on_follow_ups(
    app: Flask, world: World, manager: Staff, organisation: Organisation
) -> None:
    contract = world.contract(manager, risk=RiskClass.A)
    kinds = {FollowUpKind.DOCUMENT_REVIEW: 150, FollowUpKind.KICK_OFF: None}
    for kind, minutes in kinds.items():
        with world.tx(manager) as tx:
            made = follow_ups.add(tx, contract.public_id, NewFollowUp(kind=kind, due_on=TODAY, reason="x"))
        with world.tx(manager) as tx:
            found = Findings(done_on=TODAY, outcome=Outcome.NONE_ASSESSED, minutes_used=minutes)
            follow_ups.record(tx, made.public_id, found)
    rules = {
        "valid_from": "2026-03-02", "assessors": ["contract_manager"], "approvers": ["approver"],
        "four_eyes_from": "b", "review_months": "12", "hours_a": "40", "reason": "Decided.",
    }  # fmt: skip
    administrator = Browser(app, world.staff(organisation, Role.ADMINISTRATOR))
    assert administrator.post("/risk-rules/new", rules).status_code == 303
    rows = Api(app, world, manager)("GET", "/portfolio/hours").json["items"]
    first = rows[0]
    assert (first["planned"], first["used"], first["follow_up_count"], first["untimed_count"]) == (40, 2.5, 2, 1)
    assert rows[1]["planned"] is None
    page = Browser(app, manager).page("/portfolio/hours")
    assert "Not decided" in letters(page)
    assert page.xpath("//figure//table")


def test_the_minutes_are_asked_when_a_follow_up_is_recorded(app: Flask, world: World, manager: Staff) -> None:
    contract = world.contract(manager)
    with world.tx(manager) as tx:
        new = NewFollowUp(kind=FollowUpKind.DOCUMENT_REVIEW, due_on=TODAY, reason="x")
        made = follow_ups.add(tx, contract.public_id, new)
    browser, here = Browser(app, manager), f"/follow-ups/{made.public_id}/record"
    version = browser.page(here).xpath("//input[@name='version']/@value")[0]
    form = {"done_on": "2026-03-02", "outcome": "none_assessed", "minutes_used": "45", "version": version}
    assert browser.post(here, form).status_code == 303
    rows = Api(app, world, manager)("GET", "/portfolio/hours").json["items"]
    assert [row["used"] for row in rows if row["risk_class"] == "b"] == [0.8]


def test_groups_stand_beside_the_rule_of_thumb_and_beside_the_classes(app: Flask, world: World, manager: Staff) -> None:
    for risk, group in ((RiskClass.A, Criticality.OTHER), (RiskClass.D, Criticality.CRITICAL), (RiskClass.B, None)):
        contract = world.contract(manager, risk=risk)
        with world.tx(manager) as tx:
            row = tx.follow(Contract, contract.id)
            row.criticality = group
            tx.journal(CONTRACT_CHANGED, row, fields="criticality")
    said = letters(Browser(app, manager).page("/portfolio/groups"))
    assert "SKR, guide to contract follow-up" in said
    assert "1 running contract has no group." in said
    items = Api(app, world, manager)("GET", "/portfolio/groups").json["items"]
    assert [(row["group"], row["share"], row["guide"]) for row in items] == [
        ("critical", 50, 10), ("regular", 0, 30), ("other", 50, 60),
    ]  # fmt: skip


def test_the_rules_are_read_by_all_inside_and_changed_by_the_administrator(
    app: Flask, world: World, manager: Staff, organisation: Organisation
) -> None:
    browser = Browser(app, manager)
    page = browser.page("/risk-rules")
    assert "Default of this service" in letters(page)
    assert "With one person only" in letters(page)
    assert "names a second person at its host" in letters(page)
    assert browser.get("/risk-rules/new").status_code == 403
    administrator = Browser(app, world.staff(organisation, Role.ADMINISTRATOR))
    administrator.page("/risk-rules/new")
    rules = {
        "valid_from": "2026-03-02", "assessors": "contract_manager", "approvers": "approver",
        "four_eyes_from": "c", "review_months": "6", "reason": "Decision 12.",
    }  # fmt: skip
    assert administrator.post("/risk-rules/new", {**rules, "valid_from": "2026-03-01"}).status_code == 422
    assert administrator.post("/risk-rules/new", rules).status_code == 303
    said = letters(browser.page("/risk-rules"))
    assert "Decision 12." in said
    assert "6 months" in said
    assert "Not decided" in said
    assert administrator.post("/risk-rules/new", rules).status_code == 409


def test_who_may_not_assess_is_told_so_on_the_page(
    app: Flask, world: World, manager: Staff, organisation: Organisation
) -> None:
    contract = world.contract(manager, risk=None)
    administrator = Browser(app, world.staff(organisation, Role.ADMINISTRATOR))
    rules = {
        "valid_from": "2026-03-02", "assessors": "contract_manager", "approvers": "approver",
        "four_eyes_from": "b", "review_months": "12", "reason": "Decision 12.",
    }  # fmt: skip
    assert administrator.post("/risk-rules/new", rules).status_code == 303
    approver, here = Browser(app, world.staff(organisation, Role.APPROVER)), f"/contracts/{contract.public_id}/risk"
    assert "do not let your role assess" in letters(approver.page(here))
    refused = approver.post(here, {**LOW, "risk_class": "d"})
    assert refused.status_code == 403
    assert "do not let your role assess" in refused.text


def test_the_pages_ask_few_questions(app: Flask, world: World, engine: Engine, manager: Staff) -> None:
    for _ in range(4):
        assessed(app, world, manager)
    browser = Browser(app, manager)
    for path in ("/portfolio", "/portfolio/priorities", "/portfolio/hours", "/portfolio/groups", "/risk-rules"):
        with counted(engine) as seen:
            browser.page(path)
        assert len(seen) <= 8, (path, seen)
