"""The steps beside plan and verdict in the browser, where deviations come from, and the pages of the deadlines."""

from __future__ import annotations

from datetime import date

from flask import Flask

from followup.domain.actors import Role
from followup.domain.deviations import DeviationStatus, Severity
from followup.models.organisations import Cooperation, Organisation
from tests.builders import World
from tests.deviation_scenes import clause_of, found
from tests.web.client import Browser
from tests.web.test_deviations import at, buttons, said, version

S = DeviationStatus
DRAFT = {"title": "Locked again", "description": "Locked.", "found_on": "2026-03-02", "severity": "major"}


def test_more_time_is_asked_for_and_given_by_browser(app: Flask, world: World) -> None:
    scene = found(world).issue()
    manager, approver = Browser(app, scene.manager), Browser(app, scene.approver)
    form = manager.page(at(scene, "/time"))
    assert "15 Jul 2026" in said(form)
    data = {"new_due_on": "2026-06-30", "reason": "Parts are late.", "version": version(form)}
    assert manager.post(at(scene, "/time"), data).status_code == 303
    assert "Somebody else decides" in said(manager.page(at(scene)))
    page = approver.page(at(scene))
    assert buttons(page)[:2] == ["Give more time", "Give no more time"]
    assert approver.post(at(scene, "/time/approve"), {"version": version(page)}).status_code == 303
    assert "Extended once, from 31 May 2026 to 30 Jun 2026." in said(manager.page(at(scene)))


def test_risk_remedy_and_replacing_have_their_pages(app: Flask, world: World) -> None:
    scene = found(world).issue()
    manager, approver = Browser(app, scene.manager), Browser(app, scene.approver)
    form = manager.page(at(scene, "/remedy"))
    told = {"note": "Nobody was harmed.", "remedied_on": "2026-03-02", "version": version(form)}
    assert manager.post(at(scene, "/remedy"), told).status_code == 303
    form = approver.page(at(scene, "/risk"))
    risk = {"until": "2026-06-01", "reason": "A new site.", "version": version(form)}
    assert approver.post(at(scene, "/risk"), risk).status_code == 303
    page = manager.page(at(scene))
    assert buttons(page)[0] == "Take up again"
    assert "Nobody was harmed." in said(page)
    assert manager.post(at(scene, "/resume"), {"version": version(page)}).status_code == 303
    assert scene.status is S.ISSUED
    assert "Replaced by" in said(manager.page(at(scene, "/replace")))


def test_what_was_replaced_and_what_stands_for_it_lead_to_each_other(app: Flask, world: World) -> None:
    scene = found(world).issue()
    manager = Browser(app, scene.manager)
    made = manager.post(f"/contracts/{scene.contract.public_id}/deviations/new", DRAFT)
    other = made.headers["Location"].partition("?")[0]
    scene.supersede(other.rpartition("/")[2])
    assert manager.page(at(scene)).xpath("//dd/a[@href=$there]/text()", there=other) == ["2. Locked again"]
    page = manager.page(other)
    assert page.xpath("//dt[.='Replaces']/following-sibling::dd[1]/a/@href") == [at(scene)]


def test_what_came_back_is_recorded_anew_and_linked(app: Flask, world: World) -> None:
    scene = found(world, severity=Severity.MINOR).reported().verify()
    manager = Browser(app, scene.manager)
    form = manager.page(at(scene, "/effect"))
    answer = manager.post(
        at(scene, "/effect"), {"effect": "came_back", "note": "Seen on a visit.", "version": version(form)}
    )
    anew = manager.page(answer.headers["Location"])
    assert anew.xpath("//input[@name='severity' and @checked]/@value") == ["major"]
    data = {**DRAFT, "repeat_of_id": scene.deviation_id}
    made = manager.post(f"/contracts/{scene.contract.public_id}/deviations/new", data)
    assert "Repeats" in said(manager.page(made.headers["Location"]))
    assert "Repeated by" in said(manager.page(at(scene)))
    form = manager.page(at(scene, "/reopen"))
    assert manager.post(at(scene, "/reopen"), {"reason": "Seen.", "version": version(form)}).status_code == 303
    assert scene.status is S.CORRECTING


def test_a_draft_of_the_same_clause_is_linked_to_the_closed_one(app: Flask, world: World) -> None:
    scene = found(world, severity=Severity.MINOR).reported().verify()
    manager = Browser(app, scene.manager)
    data = {**DRAFT, "severity": "minor", "clause_id": clause_of(world, scene.contract)}
    made = manager.post(f"/contracts/{scene.contract.public_id}/deviations/new", data)
    place = made.headers["Location"].partition("?")[0]
    assert "Has it come again?" in said(manager.page(place))
    form = manager.page(f"{place}/repeat")
    assert form.xpath("//input[@name='severity' and @checked]/@value") == ["major"]
    link = {"earlier_id": scene.deviation_id, "severity": "minor", "version": version(form)}
    assert manager.post(f"{place}/repeat", link).status_code == 422
    assert manager.post(f"{place}/repeat", {**link, "reason": "Another house."}).status_code == 303


def test_the_secretariat_decides_deadlines_and_members_read_whose_they_are(app: Flask, world: World) -> None:
    scene = found(world, is_cooperating=True)
    with world.reading() as tx:
        cooperation = tx.follow(Cooperation, scene.manager.cooperation_ids[0])
        secretariat = tx.follow(Organisation, cooperation.secretariat_id)
    leads = Browser(app, world.staff(secretariat, Role.COORDINATOR, cooperations=(cooperation,)))
    member = Browser(app, scene.manager)
    assert "the defaults of this service hold" in said(member.page("/deviation-rules"))
    of = f"/deviation-rules/cooperations/{cooperation.public_id}"
    form = leads.page(f"{of}/new?grade=minor")
    assert form.xpath("//input[@name='closure_days']/@value") == ["180"]
    days = {"plan_days": "14", "answer_days": "7", "closure_days": "60", "reminder_offsets": "-7, 1"}
    new = {"severity": "minor", **days, "is_shorter_for_class_a": "yes", "valid_from": "2026-03-02", "reason": "§ 4"}
    assert leads.post(f"{of}/new", new).status_code == 303
    page = said(member.page("/deviation-rules"))
    assert "Rule of the cooperation since 2 Mar 2026" in page
    assert "One step less time" in page
    assert said(leads.page(of)).count("§ 4") >= 2
    stranger = Browser(app, world.staff(world.organisation()))
    assert "not a member" in said(stranger.page(of))


def test_the_page_of_a_contract_leads_to_a_draft_about_it(app: Flask, world: World) -> None:
    scene = found(world)
    page = Browser(app, scene.manager).page(f"/contracts/{scene.contract.public_id}")
    [link] = page.xpath("//a[contains(@href, '/deviations/new')]/@href")
    assert link == f"/contracts/{scene.contract.public_id}/deviations/new"
    assert date(2026, 3, 2).isoformat() in str(
        Browser(app, scene.manager).page(link).xpath("//input[@name='found_on']/@value")
    )
