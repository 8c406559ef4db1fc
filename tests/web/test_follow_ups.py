"""Follow-ups in a browser and by API."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine

from followup.clock import FixedClock
from followup.domain.actors import Role, Staff
from followup.domain.deviation_steps import NewDeviation
from followup.domain.deviations import Severity
from followup.domain.follow_ups import Findings, FollowUpStatus, NewFollowUp, Outcome
from followup.domain.journal import FOLLOW_UP_PLANNED
from followup.domain.schedule import FollowUpKind
from followup.models.contracts import Contract
from followup.models.follow_ups import FollowUp
from followup.queries import follow_ups as queries
from followup.services import contracts, deviations, follow_ups
from tests.builders import World
from tests.self_assessments import asked
from tests.web.api import Api
from tests.web.client import Browser, well_made
from tests.web.statements import counted

TODAY = date(2026, 3, 2)
K = FollowUpKind


@pytest.fixture
def manager(world: World) -> Staff:
    return world.staff(world.organisation("Region North"), name="Maja Manager")


def a_follow_up(
    world: World, staff: Staff, kind: FollowUpKind = K.DOCUMENT_REVIEW, *, due_on: date = TODAY, clauses: int = 3
) -> FollowUp:
    version = world.code_version(f"v{world._next()}", clauses=clauses) if clauses else None
    contract = world.contract(staff, version=version)
    with world.tx(staff) as tx:
        return follow_ups.add(tx, contract.public_id, NewFollowUp(kind=kind, due_on=due_on, reason="A tip"))


def completed(world: World, staff: Staff, **more: Any) -> FollowUp:
    follow_up = a_follow_up(world, staff, **more)
    with world.tx(staff) as tx:
        said = {"participants": "Maja, Sven", "summary": "In order."}
        findings = Findings(done_on=TODAY, outcome=Outcome.ALL_FULFILLED, **said)
        return follow_ups.record(tx, follow_up.public_id, findings)


def said(page: Any, path: str = "//main") -> str:
    return " ".join(page.xpath(path)[0].text_content().split())


def links(page: Any) -> list[str]:
    buttons = page.xpath("//main//a[contains(@class, 'btn')] | //main//button")
    return [" ".join(button.text_content().split()) for button in buttons]


def test_the_list_shows_what_is_open_with_its_contract_and_how_late_it_is(
    app: Flask, world: World, manager: Staff
) -> None:
    late = a_follow_up(world, manager, due_on=TODAY - timedelta(days=3))
    done = completed(world, manager)
    page = Browser(app, manager).page("/follow-ups")
    rows = page.xpath("//tbody/tr")
    assert len(rows) == 1
    assert rows[0].xpath(".//th/a/@href") == [f"/follow-ups/{late.public_id}"]
    assert "3 days late" in said(page, "//tbody/tr")
    assert done.public_id not in page.xpath("string(//main)")


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("open", ["late", "soon", "far", "begun"]),
        ("late", ["late"]),
        ("soon", ["soon", "begun"]),
        ("planned", ["late", "soon", "far"]),
        ("started", ["begun"]),
        ("completed", ["done"]),
        ("skipped", ["skipped"]),
        ("all", ["late", "soon", "far", "begun", "done", "skipped"]),
    ],
)
def test_the_list_is_narrowed_by_state(
    app: Flask, world: World, manager: Staff, state: str, expected: list[str]
) -> None:
    made = {
        "late": a_follow_up(world, manager, due_on=TODAY - timedelta(days=1)),
        "soon": a_follow_up(world, manager, due_on=TODAY),
        "far": a_follow_up(world, manager, due_on=TODAY + timedelta(days=15)),
        "begun": a_follow_up(world, manager, due_on=TODAY + timedelta(days=14)),
        "done": completed(world, manager),
        "skipped": a_follow_up(world, manager),
    }
    with world.tx(manager) as tx:
        follow_ups.start(tx, made["begun"].public_id)
        follow_ups.skip(tx, made["skipped"].public_id, "x")
    page = Browser(app, manager).page(f"/follow-ups?state={state}")
    assert {a.rpartition("/")[2] for a in page.xpath("//tbody//th/a/@href")} == {made[n].public_id for n in expected}


def test_a_self_assessment_that_was_sent_is_late_when_its_answers_are(
    app: Flask, world: World, manager: Staff, clock: FixedClock
) -> None:
    scene = asked(world, staff=manager)
    browser = Browser(app, manager)
    address = f"/follow-ups/{scene.follow_up.public_id}"
    for on, listed in ((date(2026, 3, 15), []), (date(2026, 3, 30), []), (date(2026, 3, 31), [address])):
        clock.set(datetime(on.year, on.month, on.day, 9, tzinfo=UTC))
        browser = Browser(app, manager)
        assert browser.page("/follow-ups?state=late").xpath("//tbody//th/a/@href") == listed
    assert "1 day late" in said(browser.page("/follow-ups"), "//tbody")
    scene.answer()
    assert browser.page("/follow-ups?state=late").xpath("//tbody//th/a/@href") == []
    assert browser.page("/follow-ups?state=soon").xpath("//tbody//th/a/@href") == [address]


def test_the_list_of_one_kind_and_of_what_is_mine(app: Flask, world: World) -> None:
    organisation = world.organisation()
    manager, other = world.staff(organisation), world.staff(organisation)
    mine = a_follow_up(world, manager, K.SITE_AUDIT)
    a_follow_up(world, manager, K.DOCUMENT_REVIEW)
    a_follow_up(world, other, K.SITE_AUDIT)
    page = Browser(app, manager).page("/follow-ups?kind=site_audit&mine=yes")
    assert page.xpath("//tbody//th/a/@href") == [f"/follow-ups/{mine.public_id}"]
    assert page.xpath("//select[@name='kind']/option[@selected]/@value") == ["site_audit"]


def test_a_deep_page_of_the_list_goes_on_where_the_last_one_ended(app: Flask, world: World, manager: Staff) -> None:
    with world.tx(manager) as tx:
        contract = world.contract(manager)
        for n in range(60):
            row = FollowUp(
                contract_id=contract.id,
                kind=K.SITE_AUDIT,
                subject=f"site {n}",
                ordinal=1,
                status=FollowUpStatus.PLANNED,
                due_on=TODAY + timedelta(days=n // 2),
                why={},
                planned_at=tx.now,
            )
            tx.add(row)
            tx.journal(FOLLOW_UP_PLANNED, row, kind=row.kind, due_on=row.due_on)
    browser = Browser(app, manager)
    first = browser.page("/follow-ups")
    second = browser.page(first.xpath("//a[@rel='next']/@href")[0])
    seen = first.xpath("//tbody//th/a/@href") + second.xpath("//tbody//th/a/@href")
    assert (len(first.xpath("//tbody/tr")), len(seen), len(set(seen))) == (50, 60, 60)
    assert second.xpath("//a[@rel='first']")


def test_an_empty_list_says_what_to_do_next(app: Flask, manager: Staff) -> None:
    page = Browser(app, manager).page("/follow-ups")
    assert "risk class" in said(page, "//*[@class='empty']")
    assert page.xpath("//*[@class='empty']//a/@href") == ["/contracts"]


def test_a_follow_up_says_why_it_is_due_in_the_readers_language(app: Flask, world: World, manager: Staff) -> None:
    follow_up = a_follow_up(world, manager)
    english = Browser(app, manager).page(f"/follow-ups/{follow_up.public_id}")
    assert "Due 2 Mar 2026: added by hand. A tip" in said(english)
    swedish = Browser(app, manager, language="sv").page(f"/follow-ups/{follow_up.public_id}")
    assert "2026-03-02" in said(swedish)


def test_a_planned_follow_up_can_be_started_recorded_skipped_and_given_away(
    app: Flask, world: World, manager: Staff
) -> None:
    audit = a_follow_up(world, manager, K.SITE_AUDIT)
    page = Browser(app, manager).page(f"/follow-ups/{audit.public_id}")
    assert links(page) == ["Prepare the audit", "Record and complete", "Record a deviation"]
    follow_up = a_follow_up(world, manager, K.DEVELOPMENT_MEETING)
    page = Browser(app, manager).page(f"/follow-ups/{follow_up.public_id}")
    assert links(page) == ["Record and complete", "Start", "Record a deviation"]
    assert page.xpath(f"//main//a[@href='/follow-ups/{follow_up.public_id}/skip']")
    assert "Give it to a person" in said(page)


def test_a_reader_sees_everything_and_no_button(app: Flask, world: World) -> None:
    organisation = world.organisation()
    follow_up = a_follow_up(world, world.staff(organisation))
    page = Browser(app, world.staff(organisation, Role.READER)).page(f"/follow-ups/{follow_up.public_id}")
    assert links(page) == []
    assert page.xpath("//main//a[contains(@href, '/skip')]") == []


def test_a_self_assessment_is_sent_first_of_all(app: Flask, world: World, manager: Staff) -> None:
    follow_up = a_follow_up(world, manager, K.SELF_ASSESSMENT)
    page = Browser(app, manager).page(f"/follow-ups/{follow_up.public_id}")
    assert links(page)[:2] == ["Send questions to the supplier", "Record and complete"]


def test_a_follow_up_without_deviations_takes_one_save(app: Flask, world: World, manager: Staff) -> None:
    follow_up = a_follow_up(world, manager)
    browser = Browser(app, manager)
    page = browser.page(f"/follow-ups/{follow_up.public_id}/record")
    assert page.xpath("//input[@name='done_on']/@value") == ["2026-03-02"]
    assert page.xpath("//input[@name='outcome']/@checked") == []
    data = form_of(page) | {"outcome": "all_fulfilled", "participants": "Maja, Sven"}
    response = browser.post(f"/follow-ups/{follow_up.public_id}/record", data)
    assert response.status_code == 303
    assert response.headers["Location"].endswith("done=completed")
    shown = browser.page(response.headers["Location"])
    assert said(shown, "//section[@aria-labelledby='clauses']").count("Fulfilled") == 3
    assert "Maja, Sven" in said(shown)


def form_of(page: Any) -> dict[str, str]:
    """Return what a browser would send of the form as it was drawn."""
    fields = page.xpath("//main//form[@method='post']//*[self::input or self::textarea]")
    sent = [f for f in fields if f.get("type") != "radio" or f.get("checked") is not None]
    return {f.get("name"): f.get("value") or (f.text or "").strip() for f in sent}


def test_findings_are_recorded_clause_by_clause(app: Flask, world: World, manager: Staff) -> None:
    follow_up = a_follow_up(world, manager, clauses=2)
    browser = Browser(app, manager)
    page = browser.page(f"/follow-ups/{follow_up.public_id}/record")
    one, two = results_of(page)
    data = {one: "fulfilled", two: "partly", two.replace("results", "notes"): "Half of it", "outcome": "by_clause"}
    response = browser.post(f"/follow-ups/{follow_up.public_id}/record", form_of(page) | data)
    shown = browser.page(response.headers["Location"])
    assert "Partly fulfilled Half of it" in said(shown, "//section[@aria-labelledby='clauses']")


def results_of(page: Any) -> list[str]:
    names = page.xpath("//input[@type='radio' and starts-with(@name, 'results.')]/@name")
    return list(dict.fromkeys(names))


def test_a_clause_left_out_is_named_and_what_was_typed_is_kept(app: Flask, world: World, manager: Staff) -> None:
    follow_up = a_follow_up(world, manager, clauses=2)
    browser = Browser(app, manager)
    page = browser.page(f"/follow-ups/{follow_up.public_id}/record")
    one, two = results_of(page)
    data = {one: "not_fulfilled", one.replace("results", "notes"): "Nothing shown", "outcome": "by_clause"}
    response = browser.post(f"/follow-ups/{follow_up.public_id}/record", form_of(page) | data)
    assert response.status_code == 422
    again = well_made(response.text)
    summary = again.xpath("//*[@role='alert']//a")
    assert [a.text_content() for a in summary] == [
        "2.2 Clause 2: Say what you found for this clause, or mark it as not assessed."
    ]
    assert again.get_element_by_id(summary[0].get("href")[1:]).get("name") == two
    assert again.xpath(f"//input[@name='{one}' and @checked]/@value") == ["not_fulfilled"]
    assert again.xpath(f"//input[@name='{one.replace('results', 'notes')}']/@value") == ["Nothing shown"]
    assert again.xpath("//details[@open]")


def test_a_forgotten_statement_is_asked_for(app: Flask, world: World, manager: Staff) -> None:
    follow_up = a_follow_up(world, manager)
    browser = Browser(app, manager)
    page = browser.page(f"/follow-ups/{follow_up.public_id}/record")
    response = browser.post(f"/follow-ups/{follow_up.public_id}/record", form_of(page))
    assert response.status_code == 422
    assert "What was found: This is needed." in said(well_made(response.text), "//*[@role='alert']")


def test_a_note_that_is_too_long_is_shown_at_its_field(app: Flask, world: World, manager: Staff) -> None:
    follow_up = a_follow_up(world, manager, clauses=1)
    browser = Browser(app, manager)
    page = browser.page(f"/follow-ups/{follow_up.public_id}/record")
    note = results_of(page)[0].replace("results", "notes")
    data = form_of(page) | {note: "x" * 2001, "outcome": "all_fulfilled"}
    again = well_made(browser.post(f"/follow-ups/{follow_up.public_id}/record", data).text)
    target = again.xpath("//*[@role='alert']//a/@href")[0]
    assert again.get_element_by_id(target[1:]).get("name") == note


def test_a_contract_without_clauses_is_followed_up_too(app: Flask, world: World, manager: Staff) -> None:
    follow_up = a_follow_up(world, manager, clauses=0)
    browser = Browser(app, manager)
    page = browser.page(f"/follow-ups/{follow_up.public_id}/record")
    assert page.xpath("//details//*[contains(@name, 'results.')]") == []
    response = browser.post(f"/follow-ups/{follow_up.public_id}/record", form_of(page) | {"summary": "We met."})
    assert "We met." in said(browser.page(response.headers["Location"]))


def test_who_saves_second_sees_both_versions(app: Flask, world: World, manager: Staff) -> None:
    follow_up = a_follow_up(world, manager)
    browser = Browser(app, manager)
    data = form_of(browser.page(f"/follow-ups/{follow_up.public_id}/record")) | {"outcome": "all_fulfilled"}
    with world.tx(manager) as tx:
        follow_ups.start(tx, follow_up.public_id)
    response = browser.post(f"/follow-ups/{follow_up.public_id}/record", data)
    assert response.status_code == 409
    assert "Somebody else saved this first" in said(well_made(response.text))


def test_a_completed_follow_up_offers_nothing_to_record(app: Flask, world: World, manager: Staff) -> None:
    follow_up = completed(world, manager)
    browser = Browser(app, manager)
    page = browser.page(f"/follow-ups/{follow_up.public_id}")
    assert links(page) == []
    assert "In order." in said(page)
    browser.page(f"/follow-ups/{follow_up.public_id}/record", status=409)
    browser.page(f"/follow-ups/{follow_up.public_id}/skip", status=409)


def test_a_members_completed_follow_up_can_be_shared(app: Flask, world: World) -> None:
    organisation = world.organisation()
    cooperation = world.cooperation(organisation)
    staff = world.staff(organisation, cooperations=(cooperation,))
    page = Browser(app, staff).page(f"/follow-ups/{completed(world, staff).public_id}")
    assert links(page) == ["Share with the cooperation"]


def test_a_deviation_stands_with_its_follow_up(app: Flask, world: World, manager: Staff) -> None:
    follow_up = a_follow_up(world, manager)
    with world.tx(manager) as tx:
        new = NewDeviation(severity=Severity.MAJOR, title="No policy", description="None.", found_on=TODAY)
        deviation = deviations.record(tx, follow_up.public_id, new)
    page = Browser(app, manager).page(f"/follow-ups/{follow_up.public_id}")
    section = said(page, "//section[@aria-labelledby='deviations']")
    assert "No policy" in section
    assert "Major" in section
    assert "Draft" in section
    assert page.xpath(f"//a[@href='/deviations/{deviation.public_id}']")


def test_starting_is_one_button(app: Flask, world: World, manager: Staff) -> None:
    follow_up = a_follow_up(world, manager)
    browser = Browser(app, manager)
    assert browser.post(f"/follow-ups/{follow_up.public_id}/start", {"version": "1"}).status_code == 303
    assert "Under way" in said(browser.page(f"/follow-ups/{follow_up.public_id}"))


def test_skipping_asks_for_a_reason_and_keeps_it(app: Flask, world: World, manager: Staff) -> None:
    follow_up = a_follow_up(world, manager)
    browser = Browser(app, manager)
    address = f"/follow-ups/{follow_up.public_id}/skip"
    assert browser.post(address, {"version": "1"}).status_code == 422
    browser.page(address)
    response = browser.post(address, {"version": "1", "reason": "Bankrupt"})
    page = browser.page(response.headers["Location"])
    assert "Bankrupt" in said(page)
    assert "Skipped byMaja Manager" in said(page)


def test_an_auditor_gets_the_button_with_the_follow_up(app: Flask, world: World) -> None:
    organisation = world.organisation()
    manager, auditor = world.staff(organisation), world.staff(organisation, Role.AUDITOR, name="Audrey")
    follow_up = a_follow_up(world, manager, K.SITE_AUDIT)
    auditing, managing = Browser(app, auditor), Browser(app, manager)
    assert links(auditing.page(f"/follow-ups/{follow_up.public_id}")) == []
    auditing.page(f"/follow-ups/{follow_up.public_id}/record", status=403)
    page = managing.page(f"/follow-ups/{follow_up.public_id}/assign")
    assert "Audrey" in said(page, "//select[@name='user_id']")
    data = {"version": "1", "user_id": auditor.public_id}
    assert managing.post(f"/follow-ups/{follow_up.public_id}/assign", data).status_code == 303
    assert "Record and complete" in links(auditing.page(f"/follow-ups/{follow_up.public_id}"))


def test_a_follow_up_is_added_by_hand_on_its_contract(app: Flask, world: World, manager: Staff) -> None:
    contract = world.contract(manager)
    browser = Browser(app, manager)
    address = f"/contracts/{contract.public_id}/follow-ups/new"
    browser.page(address)
    data = {"kind": "site_audit", "due_on": "2026-05-04", "reason": "Fire in a factory"}
    page = browser.page(browser.post(address, data).headers["Location"])
    assert "Due 4 May 2026: added by hand. Fire in a factory" in said(page)
    again = well_made(browser.post(address, data).text)
    assert "One of this kind is open already, due 4 May 2026." in said(again, "//*[@role='alert']")


def test_a_contract_can_be_planned_without_waiting_for_the_night(app: Flask, world: World, manager: Staff) -> None:
    contract = world.contract(manager)
    browser = Browser(app, manager)
    assert browser.post(f"/contracts/{contract.public_id}/follow-ups/plan").status_code == 303
    assert len(browser.page("/follow-ups").xpath("//tbody/tr")) == 6


def test_another_organisations_follow_up_is_not_found(app: Flask, world: World, manager: Staff) -> None:
    stranger = Browser(app, world.staff(world.organisation()))
    follow_up = a_follow_up(world, manager)
    for path in ("", "/record", "/assign", "/skip"):
        stranger.page(f"/follow-ups/{follow_up.public_id}{path}", status=404)
    assert stranger.post(f"/follow-ups/{follow_up.public_id}/start").status_code == 404


@pytest.mark.parametrize("size", [1, 40])
def test_list_and_page_ask_the_database_few_questions(
    app: Flask, world: World, manager: Staff, engine: Engine, size: int
) -> None:
    made = [a_follow_up(world, manager) for _ in range(size)]
    browser = Browser(app, manager)
    for path in ("/follow-ups", f"/follow-ups/{made[0].public_id}", f"/follow-ups/{made[0].public_id}/record"):
        with counted(engine) as statements:
            browser.page(path)
        assert len(statements) <= 8, path


def test_the_api_lists_gives_adds_and_records(app: Flask, world: World, manager: Staff) -> None:
    contract = world.contract(manager, version=world.code_version(clauses=2))
    api = Api(app, world, manager)
    new = {"kind": "site_audit", "due_on": "2026-03-09", "reason": "A tip"}
    made = api("POST", f"/contracts/{contract.public_id}/follow-ups", new)
    assert made.status_code == 201
    assert made.json["why"] == "Due 9 Mar 2026: added by hand. A tip"
    listed = api("GET", "/follow-ups?state=soon").json["items"]
    assert [(row["id"], row["kind"], row["contract_id"]) for row in listed] == [
        (made.json["id"], "site_audit", contract.public_id)
    ]
    with world.reading(manager) as tx:
        one, two = (row.public_id for row in queries.bound_clauses(tx.session, contract.id))
    tag = api("GET", f"/follow-ups/{made.json['id']}").headers["ETag"]
    findings = {
        "done_on": "2026-03-02",
        "outcome": "by_clause",
        "results": {one: "fulfilled", two: "not_fulfilled"},
        "notes": {two: "No policy"},
    }
    done = api("PUT", f"/follow-ups/{made.json['id']}", findings, **{"If-Match": tag})
    assert done.status_code == 200
    assert (done.json["status"], done.json["done_on"]) == ("completed", "2026-03-02")
    assert [(f["clause_id"], f["result"], f["note"]) for f in done.json["findings"]] == [
        (one, "fulfilled", None),
        (two, "not_fulfilled", "No policy"),
    ]
    again = api("PUT", f"/follow-ups/{made.json['id']}", findings, **{"If-Match": done.headers["ETag"]})
    assert (again.status_code, again.json["code"]) == (409, "follow_up.closed")


def test_the_api_names_the_clauses_that_are_missing_or_wrong(app: Flask, world: World, manager: Staff) -> None:
    follow_up = a_follow_up(world, manager, clauses=2)
    api = Api(app, world, manager)
    with world.reading(manager) as tx:
        one, two = (row.public_id for row in queries.bound_clauses(tx.session, follow_up.contract_id))
    body = {"done_on": "2026-03-02", "outcome": "by_clause", "results": {one: "fulfilled"}}
    problems = api("PUT", f"/follow-ups/{follow_up.public_id}", body, **{"If-Match": '"v1"'}).json["problems"]
    assert [(p["path"], p["code"]) for p in problems] == [(f"results.{two}", "follow_up.incomplete")]
    for results in ({one: "splendid"}, {"x": "fulfilled"}, "fulfilled", [], {one: None}):
        answer = api("PUT", f"/follow-ups/{follow_up.public_id}", body | {"results": results}, **{"If-Match": '"v1"'})
        assert answer.status_code == 422
    mixed = body | {f"results.{two}": "fulfilled"}
    assert api("PUT", f"/follow-ups/{follow_up.public_id}", mixed, **{"If-Match": '"v1"'}).status_code == 422


def test_a_stale_change_by_api_is_refused(app: Flask, world: World, manager: Staff, clock: FixedClock) -> None:
    follow_up = a_follow_up(world, manager)
    with world.tx(manager) as tx:
        follow_ups.start(tx, follow_up.public_id)
    body = {"done_on": "2026-03-02", "outcome": "all_fulfilled"}
    answer = Api(app, world, manager)("PUT", f"/follow-ups/{follow_up.public_id}", body, **{"If-Match": '"v1"'})
    assert answer.status_code == 412
    with world.reading(manager) as tx:
        assert tx.follow(FollowUp, follow_up.id).status is FollowUpStatus.STARTED


def test_a_voided_contracts_follow_ups_leave_the_list(app: Flask, world: World, manager: Staff) -> None:
    follow_up = a_follow_up(world, manager)
    with world.tx(manager) as tx:
        contracts.void(tx, tx.follow(Contract, follow_up.contract_id).public_id, "Twice")
    assert Browser(app, manager).page("/follow-ups").xpath("//tbody/tr") == []
