"""The register of suppliers in a browser and by API."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from flask import Flask

from followup.domain.actors import Role, Staff
from followup.domain.code_of_conduct import Level
from followup.domain.journal import FOLLOW_UP_PLANNED, RESULT_SHARED
from followup.domain.schedule import FollowUpKind
from followup.domain.sharing import Light
from followup.domain.suppliers import NewSupplier
from followup.models.follow_ups import FollowUp
from followup.models.sharing import SharedResult
from followup.models.suppliers import Supplier
from followup.services import suppliers
from tests.builders import World
from tests.web.asked import asked
from tests.web.client import Browser

pytestmark = pytest.mark.database
SOLE_TRADER = "811218-9876"  # an example number of the tax agency, nobody's own
EXAMPLE_NUMBER = "556016-0680"


@pytest.fixture
def manager(world: World) -> Staff:
    return world.staff(world.organisation("Region North"), Role.CONTRACT_MANAGER)


def registered(world: World, staff: Staff, name: str, number: str = "", country: str = "SE") -> Supplier:
    with world.tx(staff) as tx:
        return suppliers.register(tx, NewSupplier(name=name, country=country, number=number))


def texts(page: Any, path: str) -> list[str]:
    return [" ".join(e.text_content().split()) for e in page.xpath(path)]


def test_the_register_is_in_nordic_order(app: Flask, world: World, manager: Staff) -> None:
    for name in ("Öman AB", "Ångström AB", "Zander AB", "Ärlig AB"):
        registered(world, manager, name)
    page = Browser(app, manager).page("/suppliers")
    assert texts(page, "//tbody/tr/th/a") == ["Zander AB", "Ångström AB", "Ärlig AB", "Öman AB"]
    norwegian = Browser(app, manager, language="nb").page("/suppliers")
    assert texts(norwegian, "//tbody/tr/th/a") == ["Zander AB", "Ärlig AB", "Öman AB", "Ångström AB"]


def test_a_word_of_the_name_or_the_number_finds_a_supplier(app: Flask, world: World, manager: Staff) -> None:
    registered(world, manager, "Nordvik Ängstvätt AB", EXAMPLE_NUMBER)
    registered(world, manager, "Another AB")
    browser = Browser(app, manager)
    for words in ("ängst", "NORDVIK", "5560160680"):
        assert texts(browser.page(f"/suppliers?q={words}"), "//tbody/tr/th/a") == ["Nordvik Ängstvätt AB"]
    assert not texts(browser.page("/suppliers?q=vik"), "//tbody/tr/th/a")


def test_a_sole_traders_number_is_kept_and_shown_nowhere(app: Flask, world: World, manager: Staff) -> None:
    supplier = registered(world, manager, "Invented Carpenter", SOLE_TRADER)
    assert supplier.number == "8112189876"
    browser = Browser(app, manager)
    for path in (
        "/suppliers",
        f"/suppliers/{supplier.public_id}",
        f"/suppliers/{supplier.public_id}/edit",
        "/search?q=carpenter",
    ):
        html = browser.get(path).text
        assert "8112189876" not in html
        assert SOLE_TRADER not in html
    assert "Sole trader" in browser.get(f"/suppliers/{supplier.public_id}").text


def test_registering_keeps_what_is_no_number_as_it_was_given(app: Flask, world: World, manager: Staff) -> None:
    browser = Browser(app, manager)
    sent = browser.post("/suppliers/new", {"name": "Far Away Ltd", "country": "CN", "number": "91-440300"})
    page = browser.page(sent.headers["Location"])
    assert "91-440300" in page.text_content()
    assert "could be checked" in page.text_content()


def test_a_known_number_is_refused_and_the_input_kept(app: Flask, world: World, manager: Staff) -> None:
    registered(world, manager, "First AB", EXAMPLE_NUMBER)
    answer = Browser(app, manager).post(
        "/suppliers/new", {"name": "Second AB", "country": "SE", "number": EXAMPLE_NUMBER}
    )
    assert answer.status_code == 409
    assert "already registered" in answer.text
    assert "Second AB" in answer.text


def test_contacts_and_sites_are_seen_by_their_own_organisation_only(app: Flask, world: World, manager: Staff) -> None:
    supplier = registered(world, manager, "Shared AB")
    browser = Browser(app, manager)
    here = f"/suppliers/{supplier.public_id}"
    contact = {"name": "Anna Invented", "email": "anna@shared.test", "language": "sv", "phone": "000"}
    assert browser.post(f"{here}/contacts/new", contact).status_code == 303
    assert browser.post(f"{here}/sites/new", {"name": "Mill One", "country": "PT", "tier": "1"}).status_code == 303
    assert "anna@shared.test" in browser.page(here).text_content()
    assert "Mill One" in browser.page(here).text_content()
    stranger = Browser(app, world.staff(world.organisation())).page(here)
    assert "anna@shared.test" not in stranger.text_content()
    assert "Mill One" not in stranger.text_content()


def test_a_contact_is_changed_on_its_own_page(app: Flask, world: World, manager: Staff) -> None:
    supplier = registered(world, manager, "Shared AB")
    contact = world.contact(manager, supplier)
    browser = Browser(app, manager)
    path = f"/contacts/{contact.public_id}/edit"
    assert browser.page(path).xpath("//input[@name='email']/@value") == ["anna@supplier.test"]
    changed = {"name": "Bo Invented", "email": "bo@supplier.test", "language": "en", "version": str(contact.version)}
    assert browser.post(path, changed).status_code == 303
    assert "bo@supplier.test" in browser.page(f"/suppliers/{supplier.public_id}").text_content()


def test_what_the_cooperation_shared_stands_on_the_suppliers_page(app: Flask, world: World) -> None:
    first, second = world.organisation("Region One"), world.organisation("Region Two")
    cooperation = world.cooperation(first, second)
    owner = world.staff(first, cooperations=(cooperation,))
    contract = world.contract(owner)
    with world.tx(owner) as tx:
        follow_up = tx.add(
            FollowUp(
                contract_id=contract.id,
                organisation_id=first.id,
                kind=FollowUpKind.SELF_ASSESSMENT,
                ordinal=1,
                status=FollowUp.machine.initial,
                due_on=date(2026, 2, 1),
                why={},
                planned_at=tx.now,
            )
        )
        tx.journal(FOLLOW_UP_PLANNED, follow_up, kind="self_assessment", due_on=follow_up.due_on)
        result = tx.add(
            SharedResult(
                cooperation_id=cooperation.id,
                organisation_id=first.id,
                follow_up_id=follow_up.id,
                supplier_id=contract.supplier_id,
                kind=FollowUpKind.SELF_ASSESSMENT,
                done_on=date(2026, 2, 1),
                level=Level.ADVANCED,
                critical_count=0,
                major_count=0,
                minor_count=0,
                open_count=0,
                light=Light.GREEN,
                light_on=date(2026, 2, 1),
                reusable_until=date(2029, 2, 1),
                shared_by_id=owner.user_id,
                shared_at=tx.now,
            )
        )
        tx.journal(RESULT_SHARED, result, light="green")
        supplier = tx.follow(Supplier, contract.supplier_id)
    reader = world.staff(second, Role.READER, cooperations=(cooperation,))
    page = Browser(app, reader).page(f"/suppliers/{supplier.public_id}").text_content()
    assert "Region One" in page
    assert "1 Feb 2029" in page
    outsider = Browser(app, world.staff(world.organisation("Region Three"))).page(f"/suppliers/{supplier.public_id}")
    assert "Region One" not in outsider.text_content()


def test_a_secretariat_sees_the_register_but_no_contacts(app: Flask, world: World, manager: Staff) -> None:
    supplier = registered(world, manager, "Shared AB")
    page = Browser(app, world.staff(world.organisation(), Role.COORDINATOR)).page(f"/suppliers/{supplier.public_id}")
    assert "Our contacts" not in page.text_content()
    assert "Shared results" in page.text_content()


def test_lists_and_pages_of_suppliers_ask_the_database_few_questions(app: Flask, world: World, manager: Staff) -> None:
    for n in range(30):
        supplier = registered(world, manager, f"Supplier {n}")
        world.contact(manager, supplier)
        world.contract(manager, supplier=supplier)
    browser = Browser(app, manager)
    for path in ("/suppliers", f"/suppliers/{supplier.public_id}"):
        assert 2 <= len(asked(world, browser, path)) <= 8, path
