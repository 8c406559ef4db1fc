"""Hand-over in a browser: first what moves is shown, then it moves."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine

from followup.domain.actors import Role, Staff
from followup.models.contracts import Contract
from followup.models.organisations import Organisation
from tests.builders import World
from tests.web.client import Browser, well_made
from tests.web.statements import counted


@pytest.fixture
def region(world: World) -> Organisation:
    return world.organisation("Region North")


@pytest.fixture
def giver(world: World, region: Organisation) -> Staff:
    return world.staff(region, name="Gunn Giver")


@pytest.fixture
def taker(world: World, region: Organisation) -> Staff:
    return world.staff(region, name="Tom Taker")


def said(page: Any, path: str = "//main") -> str:
    return " ".join(page.xpath(path)[0].text_content().split())


def address(giver: Staff, taker: Staff) -> str:
    return f"/hand-over?from_id={giver.public_id}&to_id={taker.public_id}"


def test_nothing_moves_before_what_moves_was_shown(app: Flask, world: World, giver: Staff, taker: Staff) -> None:
    contracts = [world.contract(giver) for _ in range(2)]
    browser = Browser(app, giver)
    first = browser.page("/hand-over")
    assert not first.xpath("//section[@aria-labelledby='load']")
    shown = browser.page(address(giver, taker))
    assert "Contracts as manager2" in said(shown, "//section[@aria-labelledby='load']").replace(" 2", "2")
    assert "From Gunn Giver to Tom Taker" in said(shown)
    with world.reading() as tx:
        assert tx.follow(Contract, contracts[0].id).manager_id == giver.user_id
    form = {name: shown.xpath(f"//section//input[@name='{name}']/@value")[0] for name in ("from_id", "to_id")}
    assert browser.post("/hand-over", form).headers["Location"].startswith("/work?done=handed_over")
    with world.reading() as tx:
        assert {tx.follow(Contract, c.id).manager_id for c in contracts} == {taker.user_id}
    history = said(browser.page(f"/contracts/{contracts[0].public_id}"), "//section[@aria-labelledby='history']")
    assert "Handed over from Gunn Giver to Tom Taker" in history


def test_who_holds_nothing_and_who_is_the_same_are_told_so(
    app: Flask, world: World, giver: Staff, taker: Staff
) -> None:
    browser = Browser(app, giver)
    assert "Nothing to hand over" in said(browser.page(address(giver, taker)))
    assert "Choose two different people" in said(browser.page(address(giver, giver)))
    sent = {"from_id": giver.public_id, "to_id": taker.public_id}
    refused = browser.post("/hand-over", sent)
    assert refused.status_code == 422
    assert "has no work" in well_made(refused.text).text_content()


def test_only_contract_managers_can_be_chosen_to_take_over(
    app: Flask, world: World, region: Organisation, giver: Staff, taker: Staff
) -> None:
    reader = world.staff(region, Role.READER)
    page = Browser(app, giver).page("/hand-over")
    assert reader.public_id in page.xpath("//select[@name='from_id']/option/@value")
    assert set(page.xpath("//select[@name='to_id']/option/@value")) - {""} == {giver.public_id, taker.public_id}


def test_a_broken_address_shows_the_empty_form(app: Flask, giver: Staff) -> None:
    page = Browser(app, giver).page("/hand-over?from_id=nobody&to_id=%3Cb%3E")
    assert not page.xpath("//section[@aria-labelledby='load']")


def test_the_page_asks_little(app: Flask, world: World, engine: Engine, giver: Staff, taker: Staff) -> None:
    for _ in range(3):
        world.contract(giver)
    browser = Browser(app, giver)
    with counted(engine) as asked:
        browser.page(address(giver, taker))
    assert len(asked) <= 8


def test_a_reader_hands_nothing_over(app: Flask, world: World, region: Organisation) -> None:
    assert Browser(app, world.staff(region, Role.READER)).get("/hand-over").status_code == 403
