"""The standard terms in a browser and by API: what each clause asks, its numbers, conventions and targets."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine

from followup.domain.actors import Role, Staff
from followup.services import code_of_conduct
from tests.builders import World
from tests.code_of_conduct.content import content
from tests.web.api import Api
from tests.web.client import Browser
from tests.web.statements import counted


@pytest.fixture
def manager(world: World) -> Staff:
    with world.tx() as tx:
        for version in content().versions:
            code_of_conduct.adopt(tx, version)
    return world.staff(world.organisation("Region North"), Role.CONTRACT_MANAGER)


def text_of(page: Any) -> str:
    return " ".join(" ".join(page.itertext()).split())


def test_a_clause_shows_its_numbers_conventions_targets_and_when_no_penalty_is_charged(
    app: Flask, manager: Staff
) -> None:
    text = text_of(Browser(app, manager).page("/code/se-2021"))
    assert "days to answer a request for traceability 28 calendar days From the source" in text
    assert "The amount is set in each contract." in text
    assert "The supplier's own supplier refuses, and the supplier has done its part" in text
    assert "ILO 187" in text
    assert "8.7 forced labour and child labour" in text


@pytest.mark.parametrize(("key", "count"), [("se-2017", 8), ("se-2021", 10), ("no-oecd6", 8)])
def test_each_generation_names_its_own_core_conventions(app: Flask, manager: Staff, key: str, count: int) -> None:
    clauses = Browser(app, manager).page(f"/code/{key}")
    named = text_of(clauses).replace(",", "").split("ILO ")[1:]
    assert len({name.split()[0] for name in named if name.split()[0].isdigit()}) == count


def test_the_norwegian_terms_give_six_weeks_for_the_self_report(app: Flask, manager: Staff) -> None:
    text = text_of(Browser(app, manager, language="en").page("/code/no-oecd6"))
    assert "days to answer the self-assessment 42 calendar days From the source" in text


def test_terms_without_their_whole_content_still_have_a_page(app: Flask, world: World, manager: Staff) -> None:
    version = world.code_version("bare-2026")
    assert "Clause 1" in text_of(Browser(app, manager).page(f"/code/{version.key}"))


def test_the_page_asks_little_of_the_database(app: Flask, engine: Engine, manager: Staff) -> None:
    browser = Browser(app, manager)
    with counted(engine) as asked:
        browser.page("/code/se-2021")
    assert len(asked) <= 8, asked


def test_the_api_tells_the_numbers_of_a_clause(app: Flask, world: World, manager: Staff) -> None:
    told = Api(app, world, manager)("GET", "/code-versions/se-2021").json
    clause = next(row for row in told["clauses"] if row["key"] == "traceability")
    assert clause["numbers"][0]["value"] == 28
    assert clause["numbers"][0]["provenance"] == "sourced"
    assert clause["sdg_targets"] == ["8.7", "12.7"]
