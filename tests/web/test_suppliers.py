"""The register of suppliers in a browser and by API."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from followup.clock import FixedClock
from followup.domain.actors import Role, Staff
from followup.domain.code_of_conduct import Level
from followup.domain.journal import FOLLOW_UP_PLANNED, RESULT_SHARED
from followup.domain.schedule import FollowUpKind
from followup.domain.sharing import Light
from followup.domain.suppliers import NewSupplier
from followup.models.follow_ups import FollowUp
from followup.models.journal import JournalEntry
from followup.models.sharing import SharedResult
from followup.models.suppliers import Supplier
from followup.services import suppliers
from tests.builders import World
from tests.web.api import Api
from tests.web.asked import asked
from tests.web.client import Browser

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
    contacts = f"{here}/contacts"
    assert "anna@shared.test" in browser.page(contacts).text_content()
    assert "Mill One" in browser.page(contacts).text_content()
    stranger = Browser(app, world.staff(world.organisation())).page(contacts)
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
    assert "bo@supplier.test" in browser.page(f"/suppliers/{supplier.public_id}/contacts").text_content()


def test_what_the_cooperation_shared_stands_on_the_suppliers_page_until_it_expires(
    app: Flask, world: World, clock: FixedClock
) -> None:
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
    clock.set(datetime(2029, 2, 2, 9, tzinfo=UTC))
    for staff, is_there in ((reader, False), (owner, True)):
        later = Browser(app, staff).page(f"/suppliers/{supplier.public_id}").text_content()
        assert ("1 Feb 2029" in later) is is_there


def test_a_secretariat_sees_the_register_but_no_contacts(app: Flask, world: World, manager: Staff) -> None:
    supplier = registered(world, manager, "Shared AB")
    page = Browser(app, world.staff(world.organisation(), Role.COORDINATOR)).page(f"/suppliers/{supplier.public_id}")
    assert "Our contracts" not in page.text_content()
    assert "Contacts and sites" not in page.text_content()
    assert "Shared results" in page.text_content()


def test_lists_and_pages_of_suppliers_ask_the_database_few_questions(app: Flask, world: World, manager: Staff) -> None:
    for n in range(30):
        supplier = registered(world, manager, f"Supplier {n}")
        world.contact(manager, supplier)
        world.contract(manager, supplier=supplier)
    browser = Browser(app, manager)
    here = f"/suppliers/{supplier.public_id}"
    for path in ("/suppliers", "/suppliers?q=sup&ours=yes", here, f"{here}/contacts", f"{here}/certificates"):
        most = 10 if path == here else 8  # contracts, self-assessments, deviations, sanctions, results of one supplier
        assert 2 <= len(asked(world, browser, path)) <= most, path


def test_a_supplier_without_a_checked_number_is_flagged_in_the_list_and_on_its_page(
    app: Flask, world: World, manager: Staff
) -> None:
    without, checked = registered(world, manager, "Without AB"), registered(world, manager, "With AB", EXAMPLE_NUMBER)
    browser = Browser(app, manager)
    assert texts(browser.page("/suppliers"), "//tbody/tr/td[1]") == ["556016-0680", "–No checked number"]
    assert "counted by its entry" in browser.get(f"/suppliers/{without.public_id}").text
    assert "counted by its entry" not in browser.get(f"/suppliers/{checked.public_id}").text


def test_what_is_written_like_a_persons_number_is_shown_nowhere_even_if_it_is_mistyped(
    app: Flask, world: World, manager: Staff
) -> None:
    supplier = registered(world, manager, "Mistyped Carpenter", "811218-9875")
    assert supplier.number_given == "811218-9875"
    other = registered(world, manager, "Mistyped  carpenter")
    into = f"/suppliers/{supplier.public_id}/merge/{other.public_id}"
    for path in ("/suppliers", f"/suppliers/{supplier.public_id}", "/suppliers/duplicates", into):
        assert "811218" not in Browser(app, manager).get(path).text
    for path in ("/suppliers", f"/suppliers/{supplier.public_id}", "/suppliers/duplicates"):
        assert "811218" not in Api(app, world, manager)("GET", path).text


def test_a_sole_traders_number_is_in_no_answer_of_the_api_and_in_no_fact_of_the_journal(
    app: Flask, world: World, manager: Staff
) -> None:
    supplier = registered(world, manager, "Invented Carpenter", SOLE_TRADER)
    api = Api(app, world, manager)
    for path in ("/suppliers", f"/suppliers/{supplier.public_id}", "/suppliers?q=8112189876"):
        assert "811218" not in api("GET", path).text
    assert api("GET", f"/suppliers/{supplier.public_id}").json["is_sole_trader"] is True
    with world.reading() as tx:
        assert not [e for e in tx.session.scalars(select(JournalEntry)) if "811218" in str(e.facts)]


@pytest.mark.parametrize(
    ("text", "country", "number", "kind"),
    [
        ("DE 136.695.976", "DE", "DE136695976", "vat"),
        ("gr 094259216", "GR", "EL094259216", "vat"),
        ("213800KUD8LAJWSQ9D15", "GB", "213800KUD8LAJWSQ9D15", "lei"),
        (EXAMPLE_NUMBER, "SE", "556016-0680", "national"),
        ("HRB 86891", "DE", "HRB 86891", None),
    ],
)
def test_a_number_is_given_with_the_register_it_was_checked_against(
    app: Flask, world: World, manager: Staff, text: str, country: str, number: str, kind: str | None
) -> None:
    api = Api(app, world, manager)
    made = api("POST", "/suppliers", {"name": "Checked Ltd", "country": country, "number": text})
    told = made.json
    assert made.status_code == 201
    assert (told["number"], told["number_kind"], told["is_number_checked"]) == (number, kind, kind is not None)
    found = api("GET", f"/suppliers?q={text}").json["items"]
    assert [row["id"] for row in found] == ([told["id"]] if kind else [])


def test_a_supplier_is_found_and_chosen_by_its_other_names(app: Flask, world: World, manager: Staff) -> None:
    supplier = registered(world, manager, "Nordvik Textil AB")
    browser = Browser(app, manager)
    here = f"/suppliers/{supplier.public_id}"
    assert browser.post(f"{here}/aliases/new", {"name": "Washed & Pressed"}).status_code == 303
    for path in ("/suppliers?q=press", "/search?q=washed"):
        assert "Nordvik Textil AB" in texts(browser.page(path), "//tbody/tr/th/a"), path
    assert "Nordvik Textil AB (also Washed & Pressed)" in texts(
        browser.page("/contracts/new"), "//select[@name='supplier_id']/option"
    )
    again = browser.post(f"{here}/aliases/new", {"name": "washed & pressed"})
    assert (again.status_code, "already has this other name" in again.text) == (409, True)
    own = browser.post(f"{here}/aliases/new", {"name": "NORDVIK TEXTIL AB"})
    assert (own.status_code, "registered by this name" in own.text) == (422, True)
    alias = Api(app, world, manager)("GET", f"{here}/aliases").json["items"]
    assert [row["name"] for row in alias] == ["Washed & Pressed"]
    assert browser.post(f"/aliases/{alias[0]['id']}/remove").status_code == 303
    assert not texts(browser.page("/suppliers?q=press"), "//tbody/tr/th/a")
