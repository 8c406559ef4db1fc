"""What the members pay, as page and by the API."""

from __future__ import annotations

from datetime import date

from flask import Flask
from sqlalchemy import Engine

from followup.domain.actors import Role, Staff
from followup.domain.funding import REGIONS_COMPONENTS
from followup.domain.organisations import OrganisationKind
from followup.models.organisations import Cooperation
from followup.services import funding, organisations
from followup.services.organisations import NewPopulation
from tests.builders import World
from tests.web.api import Api
from tests.web.client import Browser
from tests.web.statements import counted


def a_levy(world: World) -> tuple[Cooperation, Staff, Staff]:
    mine, other = world.organisation("Region Mine"), world.organisation("Region Without Figures")
    secretariat = world.organisation("Secretariat", OrganisationKind.SECRETARIAT)
    cooperation = world.cooperation(mine, other, secretariat=secretariat)
    with world.tx() as tx:
        for component in REGIONS_COMPONENTS:
            funding.record_rate(tx, cooperation, component)
        figure = NewPopulation(inhabitants=131_418, on=date(2022, 12, 31), source="A source")
        organisations.record_population(tx, mine, figure)
    within = (cooperation,)
    coordinator = world.staff(secretariat, Role.COORDINATOR, cooperations=within)
    return cooperation, world.staff(mine, cooperations=within), coordinator


def test_the_coordinator_computes_a_year_and_the_member_sees_its_calculation(app: Flask, world: World) -> None:
    cooperation, member, coordinator = a_levy(world)
    secretariat = Browser(app, coordinator)
    assert "Nothing is computed" in Browser(app, member).page("/funding").text_content()
    compute = f"/funding/{cooperation.public_id}/compute"
    assert secretariat.page(compute) is not None
    refused = secretariat.post(compute, {"year": "2015"})
    assert refused.status_code == 422
    assert "No rate is decided for 2015." in refused.text
    assert secretariat.post(compute, {"year": "2023"}).status_code == 303
    text = Browser(app, member).page("/funding").text_content()
    assert "131,418 × 1.00" in text
    assert "131,418.00" in text
    assert "Region Without Figures" in text
    assert "replaces all earlier parts" in text
    swedish = Browser(app, member, language="sv").page("/funding?year=2023").text_content().replace("\xa0", " ")
    assert "131 418,00 kr" in swedish


def test_nobody_else_computes(app: Flask, world: World) -> None:
    cooperation, member, _ = a_levy(world)
    _, _, stranger = a_levy(world)
    address = f"/funding/{cooperation.public_id}/compute"
    assert Browser(app, member).post(address, {"year": "2023"}).status_code == 403
    assert Browser(app, stranger).post(address, {"year": "2023"}).status_code == 403


def test_the_api_lists_contributions_to_the_ore(app: Flask, world: World) -> None:
    cooperation, member, _ = a_levy(world)
    with world.tx() as tx:
        for year in (2018, 2023):
            figure = NewPopulation(inhabitants=131_418, on=date(year - 1, 12, 31), source="SCB")
            organisations.record_population(tx, _organisation(tx, member), figure)
            funding.compute(tx, cooperation, year)
    api = Api(app, world, member)
    found = api("GET", "/contributions").json["items"]
    assert [(row["year"], row["amount"]["minor"]) for row in found] == [(2023, 13_141_800), (2018, 6_570_900)]
    assert len(api("GET", "/contributions?year=2018").json["items"]) == 1
    assert api("GET", "/contributions?year=1").status_code == 422


def _organisation(tx, member: Staff):
    from followup.models.organisations import Organisation

    return tx.follow(Organisation, member.organisation_id or 0)


def test_the_page_asks_the_database_few_times(app: Flask, world: World, engine: Engine) -> None:
    cooperation, member, _ = a_levy(world)
    with world.tx() as tx:
        funding.compute(tx, cooperation, 2023)
    browser = Browser(app, member)
    with counted(engine) as seen:
        browser.page("/funding")
    assert len(seen) <= 8
