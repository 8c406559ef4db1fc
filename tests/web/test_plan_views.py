"""The plan in a browser and by API: a year, a month, a board, by person, what is late, one contract."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine

from followup.domain.actors import Role, Staff
from followup.domain.contracts import ChangeContract
from followup.domain.follow_up_policies import Efforts, NewEfforts
from followup.domain.follow_ups import Findings, FollowUpStatus, NewFollowUp, Outcome, stored
from followup.domain.journal import FOLLOW_UP_PLANNED
from followup.domain.moves import Move
from followup.domain.organisations import OrganisationKind
from followup.domain.plan_views import PlanFilter, PlanState
from followup.domain.risk import RiskClass
from followup.domain.schedule import FollowUpKind
from followup.errors import Reason
from followup.models.contracts import Contract
from followup.models.follow_ups import FollowUp
from followup.models.organisations import Organisation
from followup.models.suppliers import Supplier
from followup.queries import plan_views as queries
from followup.services import contracts, follow_up_policies, follow_ups, mergers, moves, schedule
from tests.builders import World
from tests.self_assessments import asked
from tests.web.api import Api
from tests.web.client import Browser
from tests.web.statements import counted

TODAY = date(2026, 3, 2)
K = FollowUpKind
PAGES = ("/plan", "/plan/calendar", "/plan/board", "/plan/workload", "/plan/late")


@pytest.fixture
def region(world: World) -> Organisation:
    return world.organisation("Region North")


@pytest.fixture
def manager(world: World, region: Organisation) -> Staff:
    return world.staff(region, name="Maja Manager")


def put(
    world: World,
    staff: Staff,
    due_on: date,
    kind: FollowUpKind = K.DOCUMENT_REVIEW,
    contract: Contract | None = None,
    to: Staff | None = None,
) -> FollowUp:
    contract = contract or world.contract(staff)
    with world.tx(staff) as tx:
        made = follow_ups.add(tx, contract.public_id, NewFollowUp(kind=kind, due_on=due_on, reason="A tip"))
        if to is not None:
            follow_ups.assign(tx, made.public_id, to.public_id)
        return made


def do(world: World, staff: Staff, follow_up: FollowUp) -> None:
    with world.tx(staff) as tx:
        follow_ups.record(tx, follow_up.public_id, Findings(done_on=TODAY, outcome=Outcome.NONE_ASSESSED))


def said(page: Any, path: str = "//main") -> str:
    return " ".join(" ".join(page.xpath(path)[0].itertext()).split())


def row_of(page: Any, table: str, name: str) -> list[str]:
    rows = page.xpath(f"//table[caption[contains(., '{table}')]]//tr[th[@scope='row'][contains(., '{name}')]]")
    return [" ".join(" ".join(cell.itertext()).split()) for cell in rows[0].xpath("td")]


def test_the_year_counts_what_is_done_to_come_and_late_by_month_and_kind(
    app: Flask, world: World, manager: Staff
) -> None:
    done = put(world, manager, date(2026, 2, 10))
    do(world, manager, done)
    put(world, manager, date(2026, 2, 20))
    put(world, manager, date(2026, 5, 4), K.SITE_AUDIT)
    put(world, manager, date(2025, 11, 3))
    put(world, manager, date(2027, 5, 4), K.SITE_AUDIT)
    page = Browser(app, manager).page("/plan")
    assert row_of(page, "per month", "February") == ["1", "", "1", "2"]
    assert row_of(page, "per month", "May") == ["", "1", "", "1"]
    assert row_of(page, "per month", "Before 2026") == ["", "", "1", "1"]
    assert row_of(page, "per month", "Together") == ["1", "1", "2", "4"]
    assert row_of(page, "per kind", "On-site audit")[5] == "To come 1"
    assert "1 done, 1 to come and 1 late." in said(page, "//figure")
    items = Api(app, world, manager)("GET", "/plan?year=2027").json["items"]
    assert items == [{"month": 5, "kind": "site_audit", "state": "planned", "is_late": False, "count": 1}]


def test_what_was_skipped_is_told_apart_and_a_voided_contract_is_not_in_the_plan(
    app: Flask, world: World, manager: Staff
) -> None:
    skipped = put(world, manager, date(2026, 4, 1))
    voided = world.contract(manager)
    put(world, manager, date(2026, 4, 1), contract=voided)
    with world.tx(manager) as tx:
        follow_ups.skip(tx, skipped.public_id, "Not needed")
        contracts.void(tx, voided.public_id, "Twice")
    text = said(Browser(app, manager).page("/plan"))
    assert "1 was skipped with a reason" in text
    assert said(Browser(app, manager).page("/plan"), "//tfoot").endswith("0 0 0 0")


def test_the_calendar_shows_the_first_few_of_a_day_and_leads_to_all_of_it(
    app: Flask, world: World, manager: Staff
) -> None:
    for _ in range(6):
        put(world, manager, date(2026, 5, 12))
    put(world, manager, date(2026, 5, 13), K.SITE_AUDIT)
    put(world, manager, date(2026, 4, 28))  # in the first week that is shown, and in the month before
    browser = Browser(app, manager)
    page = browser.page("/plan/calendar?month=5")
    assert "7 follow-ups are due." in said(page)
    assert len(page.xpath("//table[@class='calendar']//td[contains(@class, 'outside')]//li")) == 1
    cell = page.xpath("//table[@class='calendar']//td[contains(., '12') and contains(., 'Tuesday')]")[0]
    assert len(cell.xpath(".//li")) == 4
    assert cell.xpath("./a/@href")[0].endswith("day=12#day")
    day = browser.page(cell.xpath("./a/@href")[0])
    assert len(day.xpath("//section[@aria-labelledby='day']//tbody/tr")) == 6
    listed = Api(app, world, manager)("GET", "/plan/calendar?month=5&day=13").json["items"]
    assert [row["kind"] for row in listed] == ["site_audit"]


def test_the_calendar_marks_days_off_and_refuses_a_day_that_is_none(app: Flask, world: World, manager: Staff) -> None:
    browser = Browser(app, manager)
    page = browser.page("/plan/calendar?month=5")
    off = [" ".join(" ".join(cell.itertext()).split()) for cell in page.xpath("//td[contains(., 'Day off')]")]
    assert [text.split()[1] for text in off] == ["1", "14"]
    assert browser.get("/plan/calendar?month=2&day=30").status_code == 422


def test_the_board_has_a_column_for_each_state_and_marks_what_is_late(app: Flask, world: World, manager: Staff) -> None:
    late = put(world, manager, TODAY - timedelta(days=3))
    begun, done, skipped = (put(world, manager, date(2026, 4, n)) for n in (1, 2, 7))
    do(world, manager, done)
    with world.tx(manager) as tx:
        follow_ups.start(tx, begun.public_id)
        follow_ups.skip(tx, skipped.public_id, "x")
    browser = Browser(app, manager)
    page = browser.page("/plan/board")
    columns = {said(section, "./h2"): section for section in page.xpath("//div[@class='board']/section")}
    assert list(columns) == ["Planned 1", "Under way 1", "Done 1", "Skipped 1", "Covered by a shared result 0"]
    assert columns["Planned 1"].xpath(".//li/a/@href") == [f"/follow-ups/{late.public_id}"]
    assert "3 days late" in said(columns["Planned 1"], ".")
    assert "1 late" in said(columns["Planned 1"], "./p")
    one = browser.page("/plan/board?state=done")
    assert one.xpath("//tbody//th/a/@href") == [f"/follow-ups/{done.public_id}"]
    rows = Api(app, world, manager)("GET", "/plan/board?state=under_way").json["items"]
    assert [(row["id"], row["state"]) for row in rows] == [(begun.public_id, "under_way")]


def test_a_full_column_shows_the_first_and_leads_to_the_rest(app: Flask, world: World, manager: Staff) -> None:
    many(world, manager, 14)
    page = Browser(app, manager).page("/plan/board")
    planned = page.xpath("//section[@aria-labelledby='column-planned']")[0]
    assert len(planned.xpath(".//li")) == 12
    assert said(planned, "./p[last()]/a") == "Show all 14 Planned"


def test_the_workload_counts_open_ones_per_person_and_month_and_what_nobody_has(
    app: Flask, world: World, manager: Staff, region: Organisation
) -> None:
    auditor = world.staff(region, Role.AUDITOR, name="Astrid Auditor")
    put(world, manager, date(2026, 5, 4), K.SITE_AUDIT, to=auditor)
    put(world, manager, date(2026, 5, 5), K.OFFICE_AUDIT, to=auditor)
    put(world, manager, date(2026, 2, 2), to=auditor)
    put(world, manager, date(2026, 6, 1))
    browser = Browser(app, manager)
    page = browser.page("/plan/workload")
    people = page.xpath("//table[contains(@class, 'loads')]/tbody/tr/th")
    assert [" ".join(p.text_content().split()) for p in people] == ["Astrid Auditor", "Nobody in particular"]
    cells = row_of(page, "per person", "Astrid")
    assert (cells[1], cells[4], cells[-1]) == (
        "1 Astrid Auditor, February Late 1",
        "2 Astrid Auditor, May",
        "3",
    )
    may = page.xpath("//td[@data-label='May']/a/@href")[0]
    assert len(browser.page(may).xpath("//form[@class='ticking']//tbody/tr")) == 2
    nobody = browser.page("/plan/workload?person_id=nobody")
    assert len(nobody.xpath("//form[@class='ticking']//tbody/tr")) == 1
    assert "Hours are shown when your organisation has decided" in said(page)


def test_hours_stand_beside_the_numbers_where_the_organisation_has_decided_them(
    app: Flask, world: World, manager: Staff, region: Organisation
) -> None:
    administrator = world.staff(region, Role.ADMINISTRATOR)
    with world.tx(administrator) as tx:
        new = NewEfforts(efforts=Efforts(minutes={K.SITE_AUDIT: 450}), valid_from=TODAY, reason="Decided")
        follow_up_policies.state_efforts(tx, new)
    put(world, manager, date(2026, 5, 4), K.SITE_AUDIT)
    put(world, manager, date(2026, 5, 4), K.DOCUMENT_REVIEW)
    page = Browser(app, manager).page("/plan/workload")
    assert row_of(page, "per person", "Nobody")[-1] == "2 7.5 h"
    items = Api(app, world, manager)("GET", "/plan/workload").json["items"]
    assert {row["kind"]: row["minutes_each"] for row in items} == {"site_audit": 450, "document_review": None}


def test_what_is_late_says_by_how_long_on_whom_it_waits_and_why(
    app: Flask, world: World, manager: Staff, region: Organisation
) -> None:
    auditor = world.staff(region, Role.AUDITOR, name="Astrid Auditor")
    put(world, manager, TODAY - timedelta(days=40), K.SITE_AUDIT)
    theirs = put(world, manager, TODAY - timedelta(days=10), K.OFFICE_AUDIT, to=auditor)
    put(world, manager, TODAY)
    browser = Browser(app, manager)
    page = browser.page("/plan/late")
    rows = page.xpath("//table[@class='list']/tbody/tr")
    assert ["40 days late" in said(rows[0], "."), "On us" in said(rows[0], ".")] == [True, True]
    assert "On a colleague Astrid Auditor" in said(rows[1], ".")
    assert "added by hand. A tip Nobody has said why it is late." in said(rows[1], ".")
    assert said(page, "//dl[@class='figures']") == "Late 2 Without an explanation 2 Days, the longest 40"
    only = browser.page("/plan/late?waits=colleague")
    assert only.xpath("//tbody//th/a/@href") == [f"/follow-ups/{theirs.public_id}"]
    listed = Api(app, world, manager)("GET", "/plan/late?waits=colleague").json["items"]
    assert (listed[0]["waits_on"], listed[0]["late_note"], listed[0]["person_id"]) == (
        "colleague", None, auditor.public_id,
    )  # fmt: skip


def test_what_the_supplier_is_asked_is_late_when_its_answer_is(
    app: Flask, world: World, manager: Staff, clock: Any
) -> None:
    scene = asked(world, staff=manager)
    browser = Browser(app, manager)
    assert "Nothing is late." in said(browser.page("/plan/late"))
    board = browser.page("/plan/board")
    assert len(board.xpath("//section[@aria-labelledby='column-under_way']//li")) == 1
    clock.set(clock.now() + timedelta(days=40))
    page = Browser(app, manager).page("/plan/late")
    assert page.xpath("//tbody//th/a/@href") == [f"/follow-ups/{scene.follow_up.public_id}"]
    assert "On the supplier" in said(page, "//tbody")


def in_category(world: World, manager: Staff, title: str, category: str, supplier: Supplier) -> Contract:
    contract = world.contract(manager, title=title, supplier=supplier)
    with world.tx(manager) as tx:
        days = {"starts_on": date(2025, 1, 1), "ends_on": date(2028, 12, 31)}
        return contracts.change(tx, contract.public_id, ChangeContract(title=title, category=category, **days), None)


def test_every_view_is_narrowed_alike(world: World, manager: Staff, region: Organisation) -> None:
    auditor, supplier = world.staff(region, Role.AUDITOR), world.supplier()
    wanted = in_category(world, manager, "Wanted gowns", "gloves", supplier)
    mine = put(world, manager, date(2026, 3, 9), K.SITE_AUDIT, wanted, auditor)
    put(world, manager, date(2026, 3, 9), K.OFFICE_AUDIT)
    days = (date(2026, 3, 1), date(2026, 3, 31))
    for ask in (
        {"kind": K.SITE_AUDIT},
        {"category": "gloves"},
        {"person_id": auditor.public_id},
        {"contract_id": wanted.public_id},
        {"supplier_id": supplier.public_id},
        {"q": "wanted"},
    ):
        query = PlanFilter(**ask)
        with world.reading(manager) as tx:
            assert [row.count for row in queries.counts(tx.session, query, TODAY)] == [1], ask
            assert [row.count for row in queries.open_work(tx.session, query, TODAY)] == [1], ask
            [(count, [first])] = queries.in_month(tx.session, query, days, TODAY).values()
            [on_board] = queries.board(tx.session, query, TODAY)[PlanState.PLANNED]
            [listed] = queries.listed(tx.session, query, TODAY).rows
            [of_days] = queries.within(tx.session, query, days, TODAY).rows
        assert count == 1
        assert {row.public_id for row in (first, on_board, listed, of_days)} == {mine.public_id}, ask


def test_what_the_plan_is_narrowed_to_is_carried_from_view_to_view(
    app: Flask, world: World, manager: Staff, region: Organisation
) -> None:
    auditor, supplier = world.staff(region, Role.AUDITOR, name="Astrid Auditor"), world.supplier()
    wanted = in_category(world, manager, "Wanted gowns", "gloves", supplier)
    mine = put(world, manager, date(2026, 3, 9), K.SITE_AUDIT, wanted, auditor)
    put(world, manager, date(2026, 3, 9), K.OFFICE_AUDIT)
    asks = (
        "kind=site_audit",
        "category=gloves",
        f"person_id={auditor.public_id}",
        f"contract_id={wanted.public_id}",
        f"supplier_id={supplier.public_id}",
        "q=wanted",
        "year=2026",
    )
    browser = Browser(app, manager)
    page = browser.page(f"/plan?{'&'.join(asks)}")
    assert said(page, "//tfoot") == "Together 0 1 0 1"
    assert page.xpath("//select/option[@selected]/text()") == [
        "2026", "Astrid Auditor", "On-site audit", "Gloves",
    ]  # fmt: skip
    tabs = page.xpath("//nav[@class='tabs']//a/@href")
    assert [[ask in tab for ask in asks] for tab in tabs] == [[True] * 7] * 5
    for tab in tabs[1:4]:
        found = browser.page(tab).xpath("//*[self::li or self::th]/a[starts-with(@href, '/follow-ups/')]/@href")
        assert found == [f"/follow-ups/{mine.public_id}"], tab
    assert said(browser.page("/plan"), "//tfoot") == "Together 0 2 0 2"


def test_a_merged_suppliers_follow_ups_are_the_ones_of_what_it_was_merged_into(world: World, manager: Staff) -> None:
    kept, merged = world.supplier("Kept"), world.supplier("Merged")
    put(world, manager, date(2026, 3, 9), contract=world.contract(manager, supplier=merged))
    with world.tx(manager) as tx:
        mergers.merge(tx, merged.public_id, kept.public_id)
    for supplier in (kept, merged):
        with world.reading(manager) as tx:
            query = PlanFilter(supplier_id=supplier.public_id)
            assert [row.supplier_name for row in queries.listed(tx.session, query, TODAY).rows] == ["Kept"]


def test_a_contract_and_a_supplier_lead_to_their_own_part_of_the_plan(app: Flask, world: World, manager: Staff) -> None:
    supplier = world.supplier("Invented Gloves AB")
    contract = world.contract(manager, supplier=supplier)
    browser = Browser(app, manager)
    assert f"/plan/contracts/{contract.public_id}" in browser.page(f"/contracts/{contract.public_id}").xpath(
        "//a/@href"
    )
    page = browser.page(f"/suppliers/{supplier.public_id}")
    assert f"/plan?supplier_id={supplier.public_id}" in page.xpath("//a/@href")
    assert "Supplier: Invented Gloves AB" in said(browser.page(f"/plan?supplier_id={supplier.public_id}"))


def test_the_plan_of_a_contract_shows_what_cannot_be_done_and_why(app: Flask, world: World, manager: Staff) -> None:
    contract = world.contract(manager, risk=RiskClass.A, starts_on=date(2025, 6, 2), ends_on=date(2027, 3, 1))
    with world.tx(manager) as tx:
        schedule.plan_now(tx, contract.public_id)
    page = Browser(app, manager).page(f"/plan/contracts/{contract.public_id}")
    blocked = said(page, "//section[@aria-labelledby='blocked']")
    assert "Office audit" in blocked
    assert "12 months" in blocked
    assert "Office audit" not in said(page, "//main/table")
    steps = page.xpath("//main//a/@href")
    assert f"/contracts/{contract.public_id}/follow-ups/new" in steps
    assert any(step.startswith("/plan/move?chosen=fup_") for step in steps)
    assert any(step.endswith("/skip") for step in steps)
    data = Api(app, world, manager)("GET", f"/plan/contracts/{contract.public_id}").json
    assert [one["kind"] for one in data["blocked"]] == ["office_audit"]
    assert "self_assessment" in {row["kind"] for row in data["planned"]}


def test_of_other_organisations_nothing_is_seen_by_anybody(app: Flask, world: World, manager: Staff) -> None:
    put(world, manager, TODAY - timedelta(days=3), contract=(contract := world.contract(manager)))
    south = world.organisation("Region South")
    secretariat = world.organisation("The secretariat", OrganisationKind.SECRETARIAT)
    cooperation = world.cooperation(south, secretariat=secretariat)
    stranger = Browser(app, world.staff(south, cooperations=(cooperation,)))
    for path in PAGES:
        assert contract.title not in said(stranger.page(path)), path
    assert stranger.get(f"/plan?contract_id={contract.public_id}").status_code == 404
    assert stranger.get(f"/plan/contracts/{contract.public_id}").status_code == 404
    both = world.staff(secretariat, Role.COORDINATOR, Role.READER, cooperations=(cooperation,))
    assert "Nothing is planned in 2026." in said(Browser(app, both).page("/plan"))
    coordinator = Browser(app, world.staff(secretariat, Role.COORDINATOR, cooperations=(cooperation,)))
    assert [coordinator.get(path).status_code for path in PAGES] == [403] * 5


@pytest.mark.parametrize("path", PAGES)
def test_an_empty_plan_says_what_to_do_next(app: Flask, world: World, manager: Staff, path: str) -> None:
    browser, month = Browser(app, manager), "Nothing is due this month."
    empty = {"/plan/calendar": month, "/plan/late": "Nothing is late."}.get(path, "Nothing is planned in 2026.")
    assert empty in said(browser.page(path))
    narrowed = {"/plan/calendar": month}.get(path, "Nothing in the plan matches.")
    assert narrowed in said(browser.page(f"{path}?kind=site_audit"))


def many(world: World, manager: Staff, count: int, due_on: date = date(2026, 3, 9)) -> None:
    """Put so many follow-ups into the plan, each with a contract of its own, in one statement."""
    supplier = world.supplier()
    made = [world.contract(manager, supplier=supplier) for _ in range(count)]
    with world.tx(manager) as tx:
        rows = [
            {
                "organisation_id": manager.organisation_id,
                "contract_id": contract.id,
                "kind": K.SITE_AUDIT,
                "subject": "",
                "ordinal": 1,
                "status": FollowUpStatus.PLANNED,
                "due_on": due_on,
                "why": stored(Reason("follow_up.by_hand", "Due {due}.", {"due": due_on})),
                "planned_at": tx.now,
                "version": 1,
            }
            for contract in made
        ]
        tx.add_all(FollowUp, rows, FOLLOW_UP_PLANNED, lambda row: {"kind": "site_audit", "due_on": due_on})


def test_the_pages_ask_as_few_questions_for_fifty_rows_as_for_one(
    app: Flask, world: World, manager: Staff, engine: Engine
) -> None:
    paths = (*PAGES, "/plan/board?state=planned", "/plan/calendar?month=2&day=2")
    asked: list[list[int]] = []
    for count in (1, 50):
        many(world, manager, count, date(2026, 2, 2))
        browser, numbers = Browser(app, manager), []
        for path in paths:
            with counted(engine) as seen:
                browser.page(path)
            numbers.append(len(seen))
        asked.append(numbers)
    assert asked[0] == asked[1]
    assert max(asked[1]) <= 8, dict(zip(paths, asked[1], strict=True))


def test_the_plan_of_a_contract_asks_few_questions(app: Flask, world: World, manager: Staff, engine: Engine) -> None:
    contract = world.contract(manager, risk=RiskClass.A)
    with world.tx(manager) as tx:
        schedule.plan_now(tx, contract.public_id)
    browser = Browser(app, manager)
    with counted(engine) as seen:
        browser.page(f"/plan/contracts/{contract.public_id}")
    assert len(seen) <= 10


def test_what_was_moved_says_so_in_the_plan_of_its_contract(app: Flask, world: World, manager: Staff) -> None:
    contract = world.contract(manager)
    made = put(world, manager, date(2026, 5, 4), contract=contract)
    with world.tx(manager) as tx:
        moves.move(tx, Move(chosen={made.public_id: 1}, due_on=date(2026, 6, 1), reason="Holidays"))
    text = said(Browser(app, manager).page(f"/plan/contracts/{contract.public_id}"))
    assert "Due 1 Jun 2026: moved by hand from 4 May 2026. Holidays" in text
