"""The list of contracts in a browser: its order, its columns, one's saved views, and several contracts at once."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from sqlalchemy import Engine

from followup.domain.actors import Role, Staff
from followup.domain.risk import RiskClass
from followup.models.contracts import Contract
from followup.models.organisations import Organisation
from followup.services import contracts
from tests.builders import World
from tests.web.client import Browser, well_made
from tests.web.statements import counted

STATEMENTS_MOST = 8  # Source: the issue of the house


@pytest.fixture
def manager(world: World) -> Staff:
    return world.staff(world.organisation("Region North"), Role.CONTRACT_MANAGER, name="Mia Manager")


@pytest.fixture
def browser(app: Flask, manager: Staff) -> Browser:
    return Browser(app, manager)


def titles(page: Any) -> list[str]:
    return [str(title) for title in page.xpath("//tbody/tr/th/a/text()")]


def three(world: World, staff: Staff) -> tuple[Contract, ...]:
    return tuple(
        world.contract(staff, title=title, supplier=world.supplier(supplier), risk=risk, ends_on=ends_on)
        for title, supplier, risk, ends_on in (
            ("Gloves", "Beta", RiskClass.B, date(2028, 1, 1)),
            ("Masks", "Alfa", None, None),
            ("Aprons", "Gamma", RiskClass.A, date(2027, 1, 1)),
        )
    )


def head(page: Any, text: str) -> Any:
    [found] = [th for th in page.xpath("//thead//th") if th.text_content() == text]
    return found


def test_the_heads_order_the_list_in_turn_forwards_and_backwards_and_say_so(
    world: World, manager: Staff, browser: Browser
) -> None:
    three(world, manager)
    page = browser.page("/contracts")
    assert titles(page) == ["Aprons", "Gloves", "Masks"]
    assert head(page, "Contract").get("aria-sort") == "ascending"
    assert head(page, "Last day").get("aria-sort") is None
    page = browser.page(head(page, "Last day").find("a").get("href"))
    assert titles(page) == ["Aprons", "Gloves", "Masks"]
    assert head(page, "Last day").get("aria-sort") == "ascending"
    page = browser.page(head(page, "Last day").find("a").get("href"))
    assert titles(page) == ["Gloves", "Aprons", "Masks"]
    assert head(page, "Last day").get("aria-sort") == "descending"
    assert titles(browser.page(head(page, "Supplier").find("a").get("href"))) == ["Masks", "Gloves", "Aprons"]
    assert head(page, "State").find("a") is None


def test_the_order_and_the_columns_stay_while_the_list_is_narrowed_and_paged(
    world: World, manager: Staff, browser: Browser
) -> None:
    supplier = world.supplier()
    for number in range(51):
        world.contract(manager, title=f"Gloves {number:02}", supplier=supplier, risk=RiskClass.B)
    page = browser.page("/contracts?q=gloves&sort=-title&columns=manager&columns=number&q=")
    assert [th.text_content() for th in page.xpath("//thead//th")] == [
        "Contract",
        "Contract number",
        "Contract manager",
    ]
    assert titles(page)[0] == "Gloves 50"
    [following] = page.xpath("//a[@rel='next']/@href")
    asked = parse_qs(urlsplit(following).query)
    assert (asked["q"], asked["sort"], asked["columns"]) == (["gloves"], ["-title"], ["number", "manager"])
    assert titles(browser.page(following)) == ["Gloves 00"]
    form = page.xpath("//main//form[@role='search']")[0]
    assert form.xpath(".//select[@name='sort']/option[@selected]/@value") == ["-title"]
    assert form.xpath(".//input[@name='columns'][@checked]/@value") == ["number", "manager"]


def test_every_column_can_be_shown(world: World, manager: Staff, browser: Browser) -> None:
    contract = three(world, manager)[0]
    data = {
        "title": "Gloves",
        "version": str(contract.version),
        "level": "advanced",
        "number": "2026-17",
        "value": "1 000 SEK",
        "category": "gloves",
        "ends_on": "2028-01-31",
        "notice_days": "30",
        "manager_id": manager.public_id,
    }
    assert browser.post(f"/contracts/{contract.public_id}/edit", data).status_code == 303
    boxes = browser.page("/contracts").xpath("//input[@name='columns']/@value")
    page = browser.page("/contracts?q=gloves&" + "&".join(f"columns={box}" for box in boxes))
    cells = {td.get("data-label"): " ".join(td.text_content().split()) for td in page.xpath("//tbody/tr/td")}
    assert len(cells) == len(boxes) == 11
    assert cells["Contract number"] == "2026-17"
    assert cells["Value"] == "1,000.00 SEK"
    assert cells["Last day to give notice"] == "1 Jan 2028"
    assert cells["Contract manager"] == "Mia Manager"
    assert "gloves" not in cells["Category"]  # its name, not its key


def test_what_narrows_beside_the_usual_is_folded_away_until_it_is_used(world: World, browser: Browser) -> None:
    for query, is_open in (("", False), ("?kind=framework", True)):
        more = browser.page(f"/contracts{query}").xpath("//form[@role='search']/details")[0]
        assert (more.get("open") is not None) is is_open
        assert more.xpath(".//select/@name") == ["obligations", "lacks", "category", "manager_id", "kind", "level"]
    assert browser.page("/contracts?kind=no-such", status=422) is not None


def test_the_list_asks_the_database_few_questions(
    app: Flask, world: World, manager: Staff, browser: Browser, engine: Engine
) -> None:
    three(world, manager)
    browser.post("/contracts/views/new", {"name": "Ending", "query": "sort=ends_on"})
    for path in ("/contracts", "/contracts?sort=-ends_on&lacks=contact&kind=neither"):
        with counted(engine) as statements:
            browser.page(path)
        assert len(statements) <= STATEMENTS_MOST, statements


# -- saved views --------------------------------------------------------------------------------------------------


def test_a_view_is_saved_opened_and_removed(app: Flask, world: World, manager: Staff, browser: Browser) -> None:
    three(world, manager)
    page = browser.page("/contracts?risk_class=a&sort=-ends_on&columns=number")
    [link] = [a.get("href") for a in page.xpath("//nav//a") if a.text_content() == "Save this view"]
    form = browser.page(link)
    data = {"name": "Of class A", "query": form.xpath("//input[@name='query']/@value")[0]}
    page = browser.page(browser.post("/contracts/views/new", data).headers["Location"])
    assert titles(page) == ["Aprons"]
    [saved] = page.xpath("//nav[@class='saved-views']//a[@aria-current]")
    assert saved.text_content() == "Of class A"
    assert not [a for a in page.xpath("//nav//a") if a.text_content() == "Save this view"]
    assert titles(browser.page(saved.get("href"))) == ["Aprons"]
    [action] = browser.page("/contracts/views").xpath("//main//form/@action")
    browser.page(browser.post(action).headers["Location"])
    assert not browser.page("/contracts").xpath("//nav[@class='saved-views']//a")


def test_a_name_that_is_taken_is_refused_at_the_field(browser: Browser) -> None:
    data = {"name": "Mine", "query": "mine=yes"}
    assert browser.post("/contracts/views/new", data).status_code == 303
    answer = browser.post("/contracts/views/new", data)
    assert answer.status_code == 422
    assert 'href="#field-name"' in answer.text


def test_nobody_sees_or_removes_a_colleagues_view(app: Flask, world: World, manager: Staff, browser: Browser) -> None:
    browser.post("/contracts/views/new", {"name": "My secret", "query": "mine=yes"})
    [action] = browser.page("/contracts/views").xpath("//main//form/@action")
    with world.reading() as tx:
        organisation = tx.follow(Organisation, manager.organisation_id or 0)
    colleague = Browser(app, world.staff(organisation, Role.CONTRACT_MANAGER))
    for path in ("/contracts", "/contracts/views"):
        assert "My secret" not in colleague.get(path).text
    assert colleague.post(action).status_code == 403
    assert "My secret" in browser.get("/contracts/views").text


# -- several at once ----------------------------------------------------------------------------------------------


def ticked(*rows: Contract) -> str:
    return "&".join(f"chosen={row.public_id}" for row in rows)


def hidden(page: Any) -> dict[str, Any]:
    """What the form that confirms would send."""
    sent: dict[str, Any] = {}
    for field in page.xpath("//main//form[@method='post']//input[@type='hidden']"):
        sent.setdefault(field.get("name"), []).append(field.get("value"))
    return {name: values for name, values in sent.items() if name != "csrf_token"}


def test_ticked_contracts_are_changed_after_a_look_at_what_will_change(
    world: World, manager: Staff, browser: Browser
) -> None:
    first, second, _ = three(world, manager)
    page = browser.page("/contracts?sort=-title")
    assert len(page.xpath("//tbody//input[@name='chosen']")) == 3
    [back] = page.xpath("//button[@name='back']/@value")
    page = browser.page(f"/contracts/bulk?{ticked(first, second)}&back={back.replace('=', '%3D')}")
    assert "2 contracts are ticked" in page.text_content()
    assert not page.xpath("//main//form[@method='post']")
    page = browser.page(
        f"/contracts/bulk?{ticked(first, second)}&category=gloves&criticality=regular&back=sort%3D-title"
    )
    assert len(page.xpath("//section[@aria-labelledby='plan']//tbody/tr")) == 4
    assert "Change 2 contracts" in page.text_content()
    answer = browser.post("/contracts/bulk", hidden(page))
    assert answer.headers["Location"] == "/contracts?sort=-title&done=saved"
    with world.reading() as tx:
        assert [tx.follow(Contract, row.id).category for row in (first, second)] == ["gloves", "gloves"]
    page = browser.page(f"/contracts/bulk?{ticked(first, second)}&category=gloves")
    assert "Nothing would change" in page.text_content()
    assert not page.xpath("//main//form[@method='post']")


def test_a_contract_that_changed_meanwhile_is_named_and_nothing_is_saved(
    world: World, manager: Staff, browser: Browser
) -> None:
    first, second, _ = three(world, manager)
    sent = hidden(browser.page(f"/contracts/bulk?{ticked(first, second)}&category=gloves"))
    browser.post("/contracts/bulk", hidden(browser.page(f"/contracts/bulk?{ticked(second)}&criticality=other")))
    answer = browser.post("/contracts/bulk", sent)
    assert answer.status_code == 409
    page = well_made(answer.text)
    assert "somebody else has meanwhile changed: Masks." in page.xpath("//div[@role='alert']")[0].text_content()
    with world.reading() as tx:
        assert tx.follow(Contract, first.id).category is None
    assert browser.post("/contracts/bulk", hidden(page)).status_code == 303


def test_a_deputy_who_manages_one_of_them_is_refused_at_the_field(
    world: World, manager: Staff, browser: Browser
) -> None:
    first, *_ = three(world, manager)
    page = browser.page(f"/contracts/bulk?{ticked(first)}&deputy_id={manager.public_id}")
    answer = browser.post("/contracts/bulk", hidden(page))
    assert answer.status_code == 422
    assert 'href="#field-deputy_id"' in answer.text


def test_a_voided_contract_is_left_out_and_one_of_others_is_not_there(
    world: World, manager: Staff, browser: Browser
) -> None:
    first, second, _ = three(world, manager)
    with world.tx(manager) as tx:
        contracts.void(tx, second.public_id, "Twice.")
    assert len(browser.page("/contracts").xpath("//tbody//input[@name='chosen']")) == 2
    page = browser.page(f"/contracts/bulk?{ticked(first, second)}&category=gloves")
    assert "1 of them is voided" in page.text_content()
    assert len(hidden(page)["chosen"]) == 1
    foreign = world.contract(world.staff(world.organisation()))
    assert browser.get(f"/contracts/bulk?{ticked(first, foreign)}").status_code == 404


def test_nothing_ticked_says_what_to_do_and_too_many_are_refused(browser: Browser) -> None:
    assert "No contract is ticked." in browser.page("/contracts/bulk").text_content()
    letters = "abcdefghijklmnop"
    many = [f"con_{'a' * 24}{one}{other}" for one in letters for other in letters][:201]
    assert browser.get("/contracts/bulk?" + "&".join(f"chosen={key}" for key in many)).status_code == 422


def test_a_reader_ticks_to_export_and_changes_nothing(app: Flask, world: World) -> None:
    organisation = world.organisation()
    first, second, _ = three(world, world.staff(organisation))
    reader = Browser(app, world.staff(organisation, Role.READER))
    page = reader.page("/contracts")
    assert [b.text_content() for b in page.xpath("//main//tbody/ancestor::form//button")] == [
        "Export the ticked contracts"
    ]
    assert reader.get(f"/contracts/bulk?{ticked(first)}").status_code == 403
    page = reader.page(f"/contracts/export?{ticked(first, second)}")
    assert "2 contracts, narrowed" in page.text_content()
    [link] = page.xpath("//a[contains(@href, '/contracts/export/csv?')]/@href")
    told = reader.get(link)
    assert len(told.text.splitlines()) == 3
    told.close()
