"""What each member paid and received, from real joint follow-ups; and the calculator."""

from __future__ import annotations

from datetime import date

from flask import Flask
from sqlalchemy import Engine

from followup.domain.actors import Role
from followup.domain.charges import Activity, SplitKey
from followup.domain.funding import RateComponent
from followup.domain.member_returns import spared_count
from followup.domain.secretariat_journal import BUDGET_SET, COURSE_OFFERED, COURSE_TAKEN, SHARED_COST_SET
from followup.models.desk import Course, CourseRecord
from followup.models.funding import BudgetLine, SharedCost
from followup.queries.member_returns import tallies
from followup.services import funding, organisations
from followup.services.organisations import NewPopulation
from tests.builders import World
from tests.joint import Three
from tests.web.api import Api
from tests.web.client import Browser
from tests.web.statements import counted

YEAR = 2026


def a_year(world: World) -> Three:
    """Three regions with one joint audit led by the first, one person trained, a budget and a shared cost."""
    three = Three(world)
    slots = three.all_plan()
    joint = three.suggest()
    three.offer(joint)
    for place in (1, 2):
        three.accepts(joint, place)
    three.begins(joint)
    three.reports(joint, three.does(0, slots[0]))
    for place in (1, 2):
        three.takes(joint, place, slots[place])
    office, cooperation = three.coordinator, three.cooperation
    with world.tx() as tx:
        base = RateComponent(name="Base", ore=100, valid_from=date(2023, 1, 1), source="test")
        funding.record_rate(tx, cooperation, base)
        for place, region in enumerate(three.regions[:2]):
            figure = NewPopulation(inhabitants=1_000 + place, on=date(2025, 12, 31), source="test")
            organisations.record_population(tx, region, figure)
        funding.compute(tx, cooperation, YEAR)
    with world.tx(office) as tx:
        led_by = {"cooperation_id": cooperation.id, "secretariat_id": office.organisation_id}
        line = tx.add(
            BudgetLine(**led_by, year=YEAR, activity=Activity.AUDITS, outcome_minor=150_000_00, currency="SEK")
        )
        tx.journal(BUDGET_SET, line, year=YEAR, activity=Activity.AUDITS)
        parts = {three.regions[1].public_id: 20_000}
        cost = tx.add(
            SharedCost(
                **led_by,
                year=YEAR,
                name="Host",
                split=SplitKey.FIXED,
                amount_minor=20_000,
                currency="SEK",
                amounts=parts,
                source="test",
            )
        )
        tx.journal(SHARED_COST_SET, cost, year=YEAR, split=SplitKey.FIXED)
        course = tx.add(Course(**led_by, name="Course", is_for_contacts=True))
        tx.journal(COURSE_OFFERED, course)
        taker = CourseRecord(
            **led_by, course_id=course.id, organisation_id=three.regions[1].id, name="Kim", done_on=date(YEAR, 2, 1)
        )
        tx.add(taker)
        tx.journal(COURSE_TAKEN, course, count=1)
    return three


def test_what_each_paid_and_received_stands_side_by_side(app: Flask, world: World) -> None:
    three = a_year(world)
    found = Api(app, world, three.managers[1])("GET", f"/member-returns?year={YEAR}").json["items"]
    whole, north, south, west = found
    told = ("contribution", "paid", "led_count", "led_for_count", "received_count", "spared_count", "trained_count")
    sek = {"currency": "SEK"}
    assert [north[name] for name in told] == [{"minor": 100_000, **sek}, {"minor": 100_000, **sek}, 1, 0, 0, 0, 0]
    assert [south[name] for name in told] == [{"minor": 100_100, **sek}, {"minor": 120_100, **sek}, 0, 1, 1, 1, 1]
    assert [west[name] for name in told] == [None, None, 0, 1, 1, 1, 0]
    assert [whole[name] for name in told] == [{"minor": 200_100, **sek}, {"minor": 220_100, **sek}, 1, 2, 2, 2, 1]
    assert south["paid_per_received"] == {"minor": 120_100, **sek}
    assert north["paid_per_received"] is None
    assert south["shared_costs"] == [{"name": "Host", "amount": {"minor": 20_000, **sek}}]


def test_the_case_documents_count_spared_follow_ups_as_the_page_of_them_does(world: World) -> None:
    three = a_year(world)
    with world.reading(three.coordinator) as tx:
        found = tallies(tx.session, three.cooperation.id, YEAR, "Europe/Stockholm")
    assert [spared_count(found[region.id]) for region in three.regions] == three.spared(YEAR) == [0, 1, 1]


def test_the_page_says_what_one_follow_up_cost_and_what_nobody_reported(app: Flask, world: World) -> None:
    three = a_year(world)
    browser = Browser(app, three.managers[1])
    text = browser.page(f"/member-returns?year={YEAR}").text_content()
    assert "150,000.00" in text
    assert "Not reported" in text
    assert "Not reported" in browser.page("/member-returns?year=2020").text_content()
    one = browser.page(f"/member-returns/{three.regions[1].public_id}?year={YEAR}").text_content()
    assert "Invented Gloves AB" in one
    assert "Part of “Host”" in one
    assert browser.get(f"/member-returns/{world.organisation('Elsewhere').public_id}").status_code == 404


def test_each_page_asks_the_database_few_times(app: Flask, world: World, engine: Engine) -> None:
    three = a_year(world)
    browser = Browser(app, three.managers[1])
    for path in (f"/member-returns?year={YEAR}", f"/member-returns/{three.regions[1].public_id}?year={YEAR}"):
        with counted(engine) as seen:
            browser.page(path)
        assert len(seen) <= 8, (path, seen)


def test_the_calculator_answers_what_it_means_for_us(app: Flask, world: World) -> None:
    three = a_year(world)
    browser = Browser(app, three.managers[0])
    assert "Write the new rate." in browser.page("/levy-calculator").text_content()
    text = browser.page("/levy-calculator?year=2027&to_ore=200&positions=2").text_content()
    assert "Region West" in text  # without a population: named, not counted
    assert "1,000.00" in text
    assert "1,000.50" in text  # each of two positions, of 2 001.00 more
    found = Api(app, world, three.managers[0])("GET", "/levy-calculator?year=2027&to_ore=200&positions=1").json
    assert found["all"]["difference"] == {"minor": 200_100, "currency": "SEK"}
    assert found["from_ore"] == 100
    assert browser.get("/levy-calculator?to_ore=-1").status_code == 422
    alone = Browser(app, world.staff(world.organisation("Alone"), Role.READER))
    assert "in no cooperation" in alone.page("/levy-calculator").text_content()
    assert "in no cooperation" in alone.page("/member-returns").text_content()
