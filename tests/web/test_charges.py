"""Invoices, shared costs, budget and populations, as pages, files and by the API."""

from __future__ import annotations

import io

from flask import Flask
from sqlalchemy import Engine, select

from followup.domain.charges import NewCredit, SplitKey
from followup.models.funding import Charge, Contribution, Grant, SharedCost
from followup.services import charges, shared_costs
from tests.builders import World
from tests.paying import Paying, a_cost, paying
from tests.web.api import Api
from tests.web.client import Browser
from tests.web.statements import counted


def invoiced(world: World, at: Paying) -> list[Charge]:
    with world.tx(at.coordinator) as tx:
        shared_costs.add(tx, at.cooperation.public_id, a_cost())
        charges.make(tx, at.cooperation.public_id, 2026)
    with world.reading() as tx:
        return list(tx.session.scalars(select(Charge).order_by(Charge.number)))


def test_a_year_is_looked_through_invoiced_and_credited(app: Flask, world: World) -> None:
    at = paying(world, 131_418, 1_000)
    secretariat, member = Browser(app, at.coordinator), Browser(app, at.member)
    make = f"/funding/{at.cooperation.public_id}/invoice"
    assert "65,709.00" in secretariat.page(make).text_content()
    assert secretariat.post(make, {"year": "2026"}).status_code == 303
    assert secretariat.post(make, {"year": "2026"}).status_code == 409
    assert "There is nothing to invoice." in secretariat.page(make).text_content()
    listed = member.page("/charges?year=2026").text_content()
    assert "Member 1" in listed
    assert "Invoice a year" not in listed
    with world.reading() as tx:
        first = tx.session.scalars(select(Charge).where(Charge.number == 1)).one().public_id
    refused = secretariat.post(f"/charges/{first}/credit", {"amount": "70 000,00", "reason": "Too much"})
    assert refused.status_code == 422
    assert "at most 65709.00 SEK" in refused.text
    assert (
        secretariat.post(f"/charges/{first}/credit", {"amount": "709,00", "reason": "Wrong count"}).status_code == 303
    )
    shown = member.page(f"/charges/{first}").text_content()
    assert "Wrong count" in shown
    assert "65,000.00" in shown
    assert member.get(f"/charges/{first}/credit").status_code == 403


def test_the_files_of_a_basis_and_of_a_statement_say_what_the_page_says(app: Flask, world: World) -> None:
    at = paying(world, 131_418, 1_000)
    first, _ = invoiced(world, at)
    browser = Browser(app, at.member)
    made = browser.get(f"/charges/{first.public_id}.pdf")
    assert made.data.startswith(b"%PDF-")
    assert made.data == browser.get(f"/charges/{first.public_id}.pdf").data
    ledger = browser.get("/charges.csv?year=2026").text.splitlines()
    assert ledger[0].startswith("number,kind,year,made_on,payer")
    amounts = [line.rsplit(",", 2)[1] for line in ledger[1:]]
    assert amounts == ["52567.20", "13141.80", "50.00", "400.00", "100.00", "50.00"]
    assert browser.get(f"/charges/{first.public_id}.csv").text.count("\r\n") == 4
    with world.reading() as tx:
        contribution = tx.session.scalars(select(Contribution).order_by(Contribution.id)).first()
    assert contribution is not None
    assert browser.get(f"/contributions/{contribution.public_id}.pdf").data.startswith(b"%PDF-")
    assert "Environment" in browser.get(f"/contributions/{contribution.public_id}.csv").text
    assert "Statement (PDF)" in browser.page("/funding?year=2026").text_content()


def test_a_cost_is_shared_by_fixed_amounts_member_by_member(app: Flask, world: World) -> None:
    at = paying(world, 100, 200)
    browser = Browser(app, at.coordinator)
    new = f"/funding/{at.cooperation.public_id}/shared-costs/new"
    assert browser.page(f"{new}?year=2026") is not None
    first, second = (member.public_id for member in at.members)
    typed = {"year": "2026", "name": "Office", "split": "fixed", "source": "Minutes 4", f"{first}.amount": "12,50"}
    refused = browser.post(new, {**typed, "amount": "20"})
    assert refused.status_code == 422
    assert "12.50 SEK together" in refused.text
    assert browser.post(new, {**typed, f"{second}.amount": "7,50", "amount": "20"}).status_code == 303
    assert "20.00" in browser.page("/shared-costs?year=2026").text_content()
    with world.reading() as tx:
        cost = tx.session.scalars(select(SharedCost)).one()
    assert cost.amounts == {first: 1_250, second: 750}
    edit = f"/shared-costs/{cost.public_id}/edit"
    assert browser.page(edit).xpath(f"//input[@name='{first}.amount']/@value") == ["12.50"]
    assert browser.post(f"/shared-costs/{cost.public_id}/remove", {"version": str(cost.version)}).status_code == 303


def test_budget_outcome_and_grant_are_set_and_reconciled(app: Flask, world: World) -> None:
    at = paying(world, 1_000)
    browser, money = Browser(app, at.coordinator), f"/funding/{at.cooperation.public_id}"
    grant = {"year": "2026", "name": "Klimasats", "granted": "1 470 000", "own": "490 000", "source": "19/455"}
    assert browser.page(f"{money}/grants/new?year=2026") is not None
    assert browser.post(f"{money}/grants/new", grant).status_code == 303
    line = {"year": "2026", "activity": "staff", "budget": "1 470 500", "outcome": ""}
    assert browser.page(f"{money}/budget?year=2026&activity=staff") is not None
    assert browser.post(f"{money}/budget", line).status_code == 303
    text = Browser(app, at.member).page("/budgets?year=2026").text_content()
    assert "1,960,000.00" in text
    assert "25.0 % of the whole" in text
    assert "The outcome is missing of: Staff." in " ".join(text.split())
    assert browser.post(f"{money}/budget", {**line, "outcome": "1 470 500,00", "version": "1"}).status_code == 303
    assert browser.post(f"{money}/budget", {**line, "outcome": "1", "version": "1"}).status_code == 409
    assert "It agrees" in browser.page("/budgets?year=2026").text_content()
    with world.reading() as tx:
        stored = tx.session.scalars(select(Grant)).one()
    assert browser.page(f"/grants/{stored.public_id}/edit").xpath("//input[@name='own']/@value") == ["490000.00"]
    [year] = Api(app, world, at.member)("GET", "/budgets?year=2026").json["items"]
    assert (year["received"]["minor"], year["remaining"]["minor"]) == (147_050_000, 0)
    assert year["granted"][0]["total"] == {"minor": 196_000_000, "currency": "SEK"}


def test_a_file_of_populations_is_looked_through_before_it_is_written(app: Flask, world: World) -> None:
    at = paying(world, 100, 200)
    browser, here = Browser(app, at.coordinator), f"/funding/{at.cooperation.public_id}/populations"
    assert browser.page(here) is not None
    assert browser.get(f"{here}/list.csv").text.splitlines()[1] == "Member 1;;;"

    def sent(text: str) -> str:
        response = browser.post(here, {"file": (io.BytesIO(text.encode()), "figures.csv")})
        assert response.status_code == 303
        return str(response.headers["Location"])

    head = "organisation;on;inhabitants;source\n"
    wrong = browser.get(sent(f"{head}Member 1;2025-13-01;x;Count\n"))
    assert wrong.status_code == 422
    assert "row 2, on" in wrong.text
    assert "row 2, inhabitants" in wrong.text
    stranger = browser.page(sent(f"{head}Elsewhere;2025-12-01;5;Count\n")).text_content()
    assert "is no member of this cooperation" in stranger
    assert "Row 2" in stranger
    look = sent(f"{head}Member 1;2025-12-31;1 110;Newer\nMember 2;;;\n")
    page = browser.page(look)
    assert "100 inhabitants become 1,110" in page.text_content()
    assert inhabitants(world) == [100, 200]
    form = {name: page.xpath(f"//input[@name='{name}']/@value")[0] for name in ("file", "seal")}
    assert browser.post(f"{here}/check", {**form, "seal": "0" * 64}).status_code == 409
    assert inhabitants(world) == [100, 200]
    assert browser.post(f"{here}/check", form).status_code == 303
    assert inhabitants(world) == [1_110, 200]
    assert Browser(app, at.member).get(here).status_code == 403


def inhabitants(world: World) -> list[int]:
    with world.reading() as tx:
        return list(tx.session.scalars(select(Contribution.inhabitants).order_by(Contribution.id)))


def test_the_api_gives_bases_and_costs_to_the_ore(app: Flask, world: World) -> None:
    at = paying(world, 131_418, 1_000)
    first, _ = invoiced(world, at)
    with world.tx(at.coordinator) as tx:
        charges.credit(tx, first.public_id, NewCredit(amount="1", reason="Wrong"))
    api = Api(app, world, at.member)
    found = api("GET", "/charges?year=2026").json["items"]
    assert [(row["number"], row["amount"]["minor"]) for row in found] == [(3, -100), (2, 55_000), (1, 6_575_900)]
    one = api("GET", f"/charges/{first.public_id}").json
    assert [line["amount_minor"] for line in one["lines"]] == [5_256_720, 1_314_180, 5_000]
    [cost] = api("GET", "/shared-costs?year=2026").json["items"]
    assert (cost["split"], sum(part["minor"] for part in cost["amounts"].values())) == ("equal", 10_000)


def test_the_pages_ask_the_database_few_times(app: Flask, world: World, engine: Engine) -> None:
    at = paying(world, *[1_000] * 5)
    first, *_ = invoiced(world, at)
    with world.tx(at.coordinator) as tx:
        shared_costs.add(tx, at.cooperation.public_id, a_cost("Other", SplitKey.INHABITANTS))
    for who in (at.coordinator, at.member):
        browser = Browser(app, who)
        for page in ("/charges", f"/charges/{first.public_id}", "/shared-costs?year=2026", "/budgets?year=2026"):
            with counted(engine) as seen:
                browser.page(page)
            assert len(seen) <= 8, page
