"""The areas that a cooperation speaks of: chosen by its secretariat, seen by its members."""

from __future__ import annotations

from flask import Flask

from followup.domain.actors import Role
from followup.domain.organisations import OrganisationKind
from followup.services import code_of_conduct
from tests.builders import World
from tests.code_of_conduct.content import banks
from tests.web.api import Api
from tests.web.client import Browser

SPOKEN = "//p[contains(., 'Your organisation speaks of')]"


def test_a_cooperation_that_switches_animal_welfare_on_sees_its_area_and_its_criteria(app: Flask, world: World) -> None:
    with world.tx() as tx:
        for bank in banks():
            code_of_conduct.adopt_bank(tx, bank)
    secretariat = world.organisation("The secretariat", OrganisationKind.SECRETARIAT)
    region = world.organisation("Region North")
    cooperation = world.cooperation(region, secretariat=secretariat)
    coordinator = world.staff(secretariat, Role.COORDINATOR, cooperations=(cooperation,))
    manager = world.staff(region, Role.CONTRACT_MANAGER, cooperations=(cooperation,))
    member, desk = Browser(app, manager), Browser(app, coordinator)
    assert "Animal welfare" not in member.page("/risk/areas").xpath(SPOKEN)[0].text_content()
    before = len(Api(app, world, manager)("GET", "/criteria").json["items"])
    path = f"/cooperations/{cooperation.public_id}/areas"
    assert desk.post(path, {"scheme": "code", "has_animal_welfare": "yes"}).status_code == 303
    assert "Animal welfare" in member.page("/risk/areas").xpath(SPOKEN)[0].text_content()
    assert len(Api(app, world, manager)("GET", "/criteria").json["items"]) > before
    assert member.post(path, {"scheme": "code"}).status_code == 403


def test_the_form_stands_with_what_holds(app: Flask, world: World) -> None:
    secretariat = world.organisation("The secretariat", OrganisationKind.SECRETARIAT)
    cooperation = world.cooperation(secretariat=secretariat)
    coordinator = world.staff(secretariat, Role.COORDINATOR, cooperations=(cooperation,))
    page = Browser(app, coordinator).page(f"/cooperations/{cooperation.public_id}/areas")
    assert page.xpath("//input[@name='scheme'][@checked]/@value") == ["code"]
