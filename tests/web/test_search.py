"""Search across what one may see."""

from __future__ import annotations

import pytest
from flask import Flask

from followup.domain.actors import Role
from tests.builders import World
from tests.web.client import Browser
from tests.web.test_contracts import with_a_chain


def test_search_finds_contracts_suppliers_deviations_and_follow_ups(app: Flask, world: World) -> None:
    staff = world.staff(world.organisation())
    contract, follow_up, deviation = with_a_chain(world, staff)
    browser = Browser(app, staff)
    by_title = browser.page("/search?q=gloves").xpath("//main//a/@href")
    assert f"/contracts/{contract.public_id}" in by_title
    assert any(follow_up.public_id in link for link in by_title)
    assert any(
        deviation.public_id in link for link in browser.page("/search?q=risk%20ANALYSIS").xpath("//main//a/@href")
    )
    assert browser.page("/search?q=invented").xpath("//main//section[@aria-labelledby='suppliers']")


def test_nothing_of_another_organisation_is_found(app: Flask, world: World) -> None:
    with_a_chain(world, world.staff(world.organisation()))
    page = Browser(app, world.staff(world.organisation())).page("/search?q=gloves")
    assert "Nothing was found." in page.text_content()


def test_one_who_reads_no_contracts_finds_only_suppliers(app: Flask, world: World) -> None:
    organisation = world.organisation()
    world.contract(world.staff(organisation), title="Invented gloves")
    page = Browser(app, world.staff(organisation, Role.COORDINATOR)).page("/search?q=invented")
    assert page.xpath("//main//section/@aria-labelledby") == ["suppliers"]


def test_a_search_with_more_than_twenty_finds_says_so(app: Flask, world: World) -> None:
    staff = world.staff(world.organisation())
    supplier = world.supplier("Zander AB")
    for n in range(21):
        world.contract(staff, supplier=supplier, title=f"Gloves {n:02}")
    page = Browser(app, staff).page("/search?q=gloves")
    assert len(page.xpath("//section[@aria-labelledby='contracts']//tbody/tr")) == 20
    assert "Only the first 20 are shown." in page.text_content()


@pytest.mark.parametrize("words", ["", "x", "%", "_"])
def test_too_few_characters_search_nothing(app: Flask, world: World, words: str) -> None:
    staff = world.staff(world.organisation())
    world.contract(staff)
    page = Browser(app, staff).page(f"/search?q={words}")
    assert "What are you looking for?" in page.text_content()
