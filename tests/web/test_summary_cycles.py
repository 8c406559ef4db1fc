"""The secretariat's year in the browser: dates, checklist, reminding, findings and corrections."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import Engine, select

from followup.domain.journal import SUMMARY_COMPILED
from followup.domain.secretariat_journal import CYCLE_REMINDED
from followup.domain.summary_cycles import Cycle, default_cycle
from followup.models.journal import JournalEntry
from followup.models.outbox import OutboxMessage
from followup.models.summaries import AnnualSummary, PublishedEdition
from followup.services import summary_cycles
from tests.annual import House, a_year
from tests.builders import World
from tests.web.api import Api
from tests.web.client import Browser
from tests.web.statements import counted

DATES = {"confirm_by": "2026-03-31", "publish_by": "2026-04-30", "threshold": "5", "note": "Ask us"}


def address(house: House) -> str:
    return f"/summary-cycles/{house.cooperation.public_id}/2025"


def test_the_secretariat_sets_the_dates_and_the_checklist_shows_what_is_done(app: Flask, world: World) -> None:
    house = House(world)
    coordinator = Browser(app, house.coordinator)
    assert "default of this service" in coordinator.page(address(house)).text_content()
    assert coordinator.post(f"{address(house)}/dates", {**DATES, "threshold": "2"}).status_code == 422
    assert coordinator.post(f"{address(house)}/dates", {**DATES, "confirm_by": "2025-12-31"}).status_code == 422
    assert coordinator.post(f"{address(house)}/dates", DATES).status_code == 303
    a_year(house)
    house.confirm()
    house.compile()
    page = coordinator.page(address(house))
    states = [row.text_content() for row in page.iter("tr") if row.text_content()]
    assert any("Dates and the least number" in text and "Done" in text for text in states)
    assert any("Every member has confirmed" in text and "Not done" in text for text in states)
    assert any("Compiled of what is confirmed" in text and "Not done" not in text for text in states)


def test_members_and_other_secretariats_have_no_part_in_it(app: Flask, world: World) -> None:
    house, other = House(world), House(world)
    assert Browser(app, house.approvers[0]).get(address(house)).status_code == 403
    assert Browser(app, other.coordinator).get(address(house)).status_code == 403
    assert Browser(app, house.publisher).post(f"{address(house)}/dates", DATES).status_code == 403


def test_only_who_has_not_confirmed_is_reminded_and_once_a_day(app: Flask, world: World) -> None:
    house = House(world)
    coordinator = Browser(app, house.coordinator)
    coordinator.post(f"{address(house)}/dates", DATES)
    house.confirm(0)
    [form] = [f for f in coordinator.page(address(house)).iter("form") if "/remind" in (f.get("action") or "")]
    assert coordinator.post(form.get("action")).status_code == 303
    assert coordinator.post(form.get("action")).status_code == 409
    with world.reading() as tx:
        mails = tx.session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "figures_wanted")).all()
        entries = tx.session.scalars(select(JournalEntry).where(JournalEntry.event == CYCLE_REMINDED.name)).all()
    assert len(mails) == 2
    assert {mail.facts["organisation_name"] for mail in mails} == {"Region B", "Region C"}
    assert [entry.facts["count"] for entry in entries] == [2]


def test_the_threshold_of_the_year_decides_what_is_hidden(world: World) -> None:
    house = House(world)
    proposed = default_cycle(2025)
    new = Cycle(confirm_by=proposed.confirm_by, publish_by=proposed.publish_by, threshold=10)
    with world.tx(house.coordinator) as tx:
        summary_cycles.put_dates(tx, house.cooperation.public_id, 2025, new, None)
    house.confirm()
    assert house.compile().figures["threshold"] == 10


def test_the_year_can_be_read_on_the_wire(app: Flask, world: World) -> None:
    house = House(world)
    house.confirm()
    house.compile()
    found = Api(app, world, house.coordinator)("GET", address(house)).json
    assert found["missing"] == [one.public_id for one in house.organisations[1:]]
    assert {"not_reported"} <= {one["check"] for one in found["findings"]}
    assert [one["stage"] for one in found["stages"] if one["is_done"]] == ["year_over", "compiled", "checked"]


def test_the_page_asks_the_database_few_times(app: Flask, world: World, engine: Engine) -> None:
    house = House(world)
    house.confirm()
    house.compile()
    coordinator = Browser(app, house.coordinator)
    with counted(engine) as statements:
        coordinator.page(address(house))
    assert len(statements) <= 8


@pytest.mark.slow
def test_a_finding_stops_the_review_until_it_is_accepted_with_a_reason(app: Flask, world: World) -> None:
    house = House(world)
    a_year(house)
    house.confirm()
    summary = house.compile()
    with world.tx(house.coordinator) as tx:
        row = tx.follow(AnnualSummary, summary.id)
        row.checks = [{"check": "answered_over_sent", "organisation": house.organisations[0].public_id}]
        tx.journal(SUMMARY_COMPILED, row, year=2025, edition=1)
    coordinator = Browser(app, house.coordinator)
    page = f"/summaries/{summary.public_id}"
    assert "More self-assessments answered than sent" in coordinator.page(page).text_content()
    assert coordinator.post(f"{page}/review", {"version": "2"}).status_code == 409
    given = {"finding": f"answered_over_sent:{house.organisations[0].public_id}:", "version": "2"}
    assert "Region A" in coordinator.page(f"{page}/accept").text_content()
    assert coordinator.post(f"{page}/accept", {**given, "reason": "short"}).status_code == 422
    reason = {"reason": "Two were answered on paper by mistake"}
    assert coordinator.post(f"{page}/accept", {**given, **reason, "finding": "nothing"}).status_code == 404
    assert coordinator.post(f"{page}/accept", {**given, **reason}).status_code == 303
    assert coordinator.post(f"{page}/review", {"version": "3"}).status_code == 303


@pytest.mark.slow
def test_a_later_edition_says_what_it_corrects_and_the_old_one_is_marked(app: Flask, world: World) -> None:
    house = House(world)
    house.confirm(0)
    first = house.publish(house.review(house.compile()))
    house.confirm(1)
    second = house.compile()
    page = f"/summaries/{second.public_id}"
    coordinator = Browser(app, house.coordinator)
    assert coordinator.post(f"{page}/review", {"version": "1"}).status_code == 409
    texts = {"en": "Late figures", "sv": "Sena siffror", "nb": "Sene tall", "version": "1"}
    assert coordinator.post(f"{page}/erratum", {**texts, "nb": ""}).status_code == 422
    assert coordinator.post(f"{page}/erratum", texts).status_code == 303
    assert "Late figures" in coordinator.page(page).text_content()
    assert coordinator.post(f"{page}/review", {"version": "2"}).status_code == 303
    with world.reading() as tx:
        summary = tx.follow(AnnualSummary, second.id)
    published = house.publish(summary)
    with world.reading() as tx:
        rows = tx.session.scalars(select(PublishedEdition).order_by(PublishedEdition.edition)).all()
    assert [(row.edition, row.replaced_by) for row in rows] == [(first.edition, 2), (published.edition, None)]
    assert rows[1].content["erratum"] == {"en": "Late figures", "sv": "Sena siffror", "nb": "Sene tall"}
