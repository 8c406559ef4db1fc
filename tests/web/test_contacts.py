"""Contacts and sites of a supplier, in a browser and by API: each organisation's own."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask

from followup.domain.actors import Role, Staff
from followup.domain.countries import IndexRow
from followup.services import countries
from tests.builders import SETUP, World
from tests.web.api import Api
from tests.web.client import Browser

RISKY = IndexRow(
    country="BD", on=date(2022, 6, 28), governance=205, labour=100, environment=300, corruption=250, source="Made up"
)


@pytest.fixture
def manager(world: World) -> Staff:
    return world.staff(world.organisation("Region North"))


def test_a_site_is_corrected_and_its_countrys_risk_stands_beside_it(app: Flask, world: World, manager: Staff) -> None:
    with world.tx(SETUP) as tx:
        countries.record(tx, [RISKY])
    here = f"/suppliers/{world.supplier().public_id}"
    browser = Browser(app, manager)
    assert browser.post(f"{here}/sites/new", {"name": "Mill", "country": "PT", "tier": "0"}).status_code == 303
    page = browser.page(f"{here}/contacts")
    assert "Insufficient information" in page.text_content()
    [edit] = page.xpath("//a[contains(@href, '/sites/')]/@href[contains(., 'edit')]")
    assert browser.page(edit).xpath("//input[@name='name']/@value") == ["Mill"]
    moved = {"name": "Mill Two", "country": "BD", "town": "Dhaka", "tier": "2"}
    assert browser.post(edit, moved).status_code == 303
    text = browser.page(f"{here}/contacts").text_content()
    for said in ("Mill Two", "Bangladesh", "High risk", "2 steps before final production"):
        assert said in text
    [site] = Api(app, world, manager)("GET", f"{here}/sites").json["items"]
    assert (site["country"], site["tier"], site["country_risk"]) == ("BD", 2, "high")


def test_contacts_and_sites_are_made_and_read_by_api(app: Flask, world: World, manager: Staff) -> None:
    here = f"/suppliers/{world.supplier().public_id}"
    api = Api(app, world, manager)
    made = api("POST", f"{here}/contacts", {"name": "Anna", "email": "anna@supplier.test", "language": "sv"})
    assert made.status_code == 201
    one = api("GET", f"/contacts/{made.json['id']}")
    changed = {"name": "Bo", "email": "bo@supplier.test", "language": "en"}
    kept = api("PUT", f"/contacts/{made.json['id']}", changed, **{"If-Match": one.headers["ETag"]})
    assert (kept.status_code, kept.json["name"], kept.json["email"]) == (200, "Bo", "bo@supplier.test")
    stale = api("PUT", f"/contacts/{made.json['id']}", changed, **{"If-Match": one.headers["ETag"]})
    assert stale.status_code == 412
    site = api("POST", f"{here}/sites", {"name": "Mill", "country": "PT", "tier": 1})
    assert (site.status_code, site.json["country_risk"]) == (201, None)
    assert api("GET", f"/sites/{site.json['id']}").json == site.json
    assert [row["name"] for row in api("GET", f"{here}/contacts").json["items"]] == ["Bo"]


def test_another_organisation_reads_none_of_them(app: Flask, world: World, manager: Staff) -> None:
    supplier = world.supplier()
    contact = world.contact(manager, supplier)
    stranger = Api(app, world, world.staff(world.organisation()))
    assert stranger("GET", f"/suppliers/{supplier.public_id}/contacts").json["items"] == []
    assert stranger("GET", f"/contacts/{contact.public_id}").status_code == 404


def test_a_secretariat_has_no_contacts(app: Flask, world: World) -> None:
    coordinator = world.staff(world.organisation(), Role.COORDINATOR)
    assert Browser(app, coordinator).get(f"/suppliers/{world.supplier().public_id}/contacts").status_code == 403
