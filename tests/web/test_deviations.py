"""A deviation in the browser, on both sides of the link, and by API."""

from __future__ import annotations

import io
import secrets
from datetime import UTC, date, datetime
from typing import Any

from flask import Flask
from sqlalchemy import Engine, select

from followup.clock import FixedClock
from followup.domain.actors import Role, Staff
from followup.domain.assignments import token_hash
from followup.domain.deviations import DeviationStatus, Severity
from followup.domain.journal import TOKEN_CREATED
from followup.models.deviations import Deviation
from followup.models.users import ApiToken, User
from followup.services import deviations
from tests.builders import World
from tests.deviation_scenes import DONE, Found, a_finding, a_follow_up, clause_of, found
from tests.self_assessments import Upload, asked
from tests.web.client import BASE, Browser, well_made
from tests.web.statements import counted

S = DeviationStatus
ACTION = {
    "root_cause": "Nobody was told.",
    "corrective": "We open the doors.",
    "responsible": "Carl",
    "due_on": "2026-03-20",
}
SIGNED = {"name": "Carl Invented", "role": "Head of production", "confirmed": "yes"}


def said(page: Any, path: str = "//main") -> str:
    return " ".join(page.xpath(path)[0].text_content().split())


def buttons(page: Any) -> list[str]:
    return [
        " ".join(e.text_content().split()) for e in page.xpath("//main//a[contains(@class, 'btn')] | //main//button")
    ]


def version(page: Any) -> str:
    return str(page.xpath("//main//input[@name='version']/@value")[0])


def titles(page: Any) -> list[str]:
    return [" ".join(e.text_content().split()) for e in page.xpath("//tbody/tr/th/a")]


def at(scene: Found, rest: str = "") -> str:
    return f"/deviations/{scene.deviation_id}{rest}"


def sent(page: Any) -> dict[str, str]:
    """What the page for sending brings back as it stands."""
    return {"version": version(page), "contact_id": page.xpath("//option[@selected]/@value")[0]}


def pdf(name: str = "doors.pdf") -> tuple[io.BytesIO, str]:
    return io.BytesIO(b"%PDF-1.4\n%%EOF\n"), name


def test_the_list_says_whose_turn_it_is_and_is_narrowed_by_it(app: Flask, world: World, clock: FixedClock) -> None:
    scene = found(world, title="Draft")
    made = {}
    for name in ("Issued", "Planned", "Closed"):
        with world.tx(scene.manager) as tx:
            draft = deviations.record(tx, scene.follow_up.public_id, a_finding(title=name))
        made[name] = Found(world, scene.manager, scene.approver, scene.contract, scene.follow_up, draft.public_id)
    made["Issued"].issue()
    made["Planned"].planned()
    made["Closed"].reported().verify()
    clock.set(datetime(2026, 3, 9, 9, tzinfo=UTC))
    assert titles(Browser(app, scene.manager).page("/deviations?stage=overdue")) == []  # the last day still counts
    clock.set(datetime(2026, 3, 12, 9, tzinfo=UTC))
    browser = Browser(app, scene.manager)

    def listed(query: str) -> set[str]:
        return {title.partition(". ")[2] for title in titles(browser.page(f"/deviations?{query}"))}

    assert listed("") == {"Draft", "Issued", "Planned"}
    assert listed("stage=on_us") == {"Draft", "Planned"}
    assert listed("stage=on_supplier") == {"Issued"}
    assert listed("stage=overdue") == {"Planned"}
    assert listed("stage=settled") == {"Closed"}
    assert listed("stage=all&severity=major") == {"Draft", "Issued", "Planned", "Closed"}
    assert listed("stage=all&severity=minor") == set()
    assert "3 days late" in said(browser.page("/deviations?stage=overdue"))


def test_the_list_goes_on_page_by_page_without_a_gap(app: Flask, world: World) -> None:
    scene = found(world)
    with world.tx(scene.manager) as tx:
        for n in range(54):
            new = a_finding(found_on=date(2026, 2, 1 + n % 20))
            deviations.record(tx, scene.follow_up.public_id, new)
    browser = Browser(app, scene.manager)
    first = browser.page("/deviations")
    [onward] = first.xpath("//a[@rel='next']/@href")
    second = browser.page(onward)
    assert len(titles(first)) == 50
    assert len({*titles(first), *titles(second)}) == 55


def test_another_organisation_sees_none_of_it(app: Flask, world: World) -> None:
    scene = found(world)
    stranger = Browser(app, world.staff(world.organisation()))
    assert titles(stranger.page("/deviations?stage=all")) == []
    for rest in ("", "/edit", "/issue", "/withdraw", "/plan/return", "/evidence/return", "/verify"):
        assert stranger.get(at(scene, rest)).status_code == 404, rest


def test_a_deviation_is_recorded_from_its_follow_up(app: Flask, world: World) -> None:
    scene = found(world)
    browser = Browser(app, scene.manager)
    path = f"/follow-ups/{scene.follow_up.public_id}/deviations/new"
    page = browser.page(path)
    assert page.xpath("//input[@name='found_on']/@value") == ["2026-03-02"]
    response = browser.post(path, {"title": "Late wages", "found_on": "2026-03-03"})
    assert response.status_code == 422
    problems = well_made(response.text).xpath("//div[contains(@class, 'error-summary')]//a/@href")
    assert set(problems) == {"#field-description", "#field-severity"}
    assert 'value="Late wages"' in response.text
    good = {
        "title": "Late wages",
        "description": "Two months.",
        "severity": "major",
        "found_on": "2026-03-01",
        "clause_id": clause_of(world, scene.contract),
    }
    response = browser.post(path, good)
    assert response.status_code == 303
    shown = browser.page(response.headers["Location"])
    assert "Late wages" in said(shown, "//h1")
    assert "Clause 1" in said(shown)


def test_the_question_that_showed_it_prefills_the_form_and_stays_linked(app: Flask, world: World) -> None:
    scene = asked(world)
    scene.answer(but={"1": "no"})
    browser = Browser(app, scene.staff)
    path = f"/follow-ups/{scene.follow_up.public_id}/deviations/new?question=1"
    page = browser.page(path)
    assert page.xpath("//input[@name='title']/@value") == [scene.form.questions[0].text.en]
    assert page.xpath("//input[@name='severity'][@checked]/@value") == ["major"]
    assert page.xpath("//select[@name='clause_id']/option[@selected]/@value") == [clause_of(world, scene.contract)]
    form = {
        "title": "No routine",
        "description": "None.",
        "severity": "major",
        "found_on": "2026-03-02",
        "question_key": "1",
    }
    shown = browser.page(browser.post(path, form).headers["Location"])
    assert "The supplier's answer: No" in said(shown)
    assert shown.xpath(f"//a[@href='/questionnaires/{scene.invitation_id}']")


def test_a_closed_follow_up_says_so_instead_of_showing_the_form(app: Flask, world: World) -> None:
    scene = asked(world)
    scene.answer()
    scene.assess()
    browser = Browser(app, scene.staff)
    path = f"/follow-ups/{scene.follow_up.public_id}/deviations/new"
    assert "takes no more" in said(browser.page(path, 409))
    browser.page(f"{path}?question=1")


def test_what_was_changed_meanwhile_is_shown_beside_what_was_typed(app: Flask, world: World) -> None:
    scene = found(world)
    browser = Browser(app, scene.manager)
    stale = version(browser.page(at(scene, "/edit")))
    form = {"title": "First", "description": "As seen", "severity": "major", "found_on": "2026-03-02"}
    assert browser.post(at(scene, "/edit"), {**form, "version": stale}).status_code == 303
    response = browser.post(at(scene, "/edit"), {**form, "title": "Second", "version": stale})
    assert response.status_code == 409
    page = well_made(response.text)
    assert page.xpath("//input[@name='title']/@value") == ["Second"]
    assert "First" in said(page, "//*[contains(@class, 'saved-other')]")


def test_before_sending_one_reads_what_the_supplier_will_read(app: Flask, world: World) -> None:
    scene = found(world, severity=Severity.CRITICAL)
    browser = Browser(app, scene.manager)
    page = browser.page(at(scene, "/issue"))
    text = said(page, "//section[@aria-labelledby='preview']")
    assert "Two of four exits were locked." in text
    assert "Clause 1" in text
    assert "Default of this service" in text
    assert [day for day in ("4 Mar 2026", "9 Mar 2026", "1 Apr 2026") if day not in text] == []
    assert scene.manager.name in text
    assert browser.post(at(scene, "/issue"), {"version": version(page)}).status_code == 422
    assert browser.post(at(scene, "/issue"), sent(page)).status_code == 303
    assert scene.status is S.ISSUED
    shown = browser.page(at(scene))
    assert "Waits for the supplier's action plan." in said(shown)
    assert "Works until" in said(shown, "//section[@aria-labelledby='link']")
    assert "Waiting" in said(shown, "//section[@aria-labelledby='link']")
    assert browser.get(at(scene, "/issue")).status_code == 409
    assert browser.get(at(scene, "/edit")).status_code == 409


def test_without_a_contact_the_page_leads_to_the_supplier(app: Flask, world: World) -> None:
    scene = asked(world)
    bare = world.contract(scene.staff)
    follow_up = a_follow_up(world, scene.staff, bare)
    with world.tx(scene.staff) as tx:
        draft = deviations.record(tx, follow_up.public_id, a_finding())
    page = Browser(app, scene.staff).page(f"/deviations/{draft.public_id}/issue")
    assert "nobody at the supplier" in said(page)
    assert not page.xpath("//main//form")


def test_the_suppliers_draft_is_not_shown_to_the_buyer(app: Flask, world: World) -> None:
    scene = found(world).issue()
    scene.propose(corrective="Only a thought")
    page = Browser(app, scene.manager).page(at(scene))
    assert "Only a thought" not in said(page)
    assert "Action proposed" not in said(page)
    scene.send()
    page = Browser(app, scene.manager).page(at(scene))
    assert "Only a thought" in said(page)
    assert "Sent in by Carl Invented, Head of production" in said(page)


def test_the_buyer_has_one_primary_button_and_only_the_steps_that_are_possible(app: Flask, world: World) -> None:
    scene = found(world)
    manager, approver = Browser(app, scene.manager), Browser(app, scene.approver)

    def seen(browser: Browser) -> list[str]:
        page = browser.page(at(scene))
        assert len(page.xpath("//main//*[contains(@class, 'btn-primary')]")) <= 1
        return [b for b in buttons(page) if b not in ("Send the link again", "Replace the link", "End the link")]

    assert seen(manager) == ["Send to the supplier", "Change the draft"]
    assert seen(approver) == []
    scene.issue()
    assert seen(manager) == []
    scene.propose()
    scene.send()
    assert seen(manager) == ["Accept the plan", "Send the plan back"]
    assert seen(approver) == []
    scene.accept()
    assert seen(manager) == []
    scene.report(scene.plan[0].public_id, DONE, Upload("files"))
    assert seen(manager) == ["Send the evidence back", "Partly mended"]
    assert seen(approver) == ["Verify and close"]
    scene.verify()
    assert seen(manager) == ["Look at the effect"]
    assert seen(approver) == []


def test_the_whole_way_by_browser_on_both_sides(app: Flask, world: World) -> None:
    scene = found(world)
    staff = Browser(app, scene.manager)
    assert staff.post(at(scene, "/issue"), sent(staff.page(at(scene, "/issue")))).status_code == 303
    supplier = Browser(app, scene.holder)
    first = supplier.page("/s/deviation")
    assert buttons(first) == ["Report the immediate action", "Begin the action plan"]
    again = supplier.post("/s/deviation/actions/new?then=another", ACTION)
    assert again.headers["Location"] == "/s/deviation/actions/new?done=saved"
    assert supplier.post("/s/deviation/actions/new", {**ACTION, "corrective": "We train."}).status_code == 303
    first, second = scene.plan
    path = f"/s/deviation/actions/{first.public_id}"
    based_on = version(supplier.page(path))
    assert supplier.post(path, {**ACTION, "preventive": "A weekly round.", "version": based_on}).status_code == 303
    assert supplier.post(path, {**ACTION, "version": based_on}).status_code == 409
    page = supplier.page("/s/deviation/send")
    assert "A weekly round." in said(page)
    assert supplier.post("/s/deviation/send", {**SIGNED, "confirmed": "", "version": version(page)}).status_code == 422
    assert supplier.post("/s/deviation/send", {**SIGNED, "version": version(page)}).status_code == 303
    for gone in ("/s/deviation/send", "/s/deviation/actions/new", path):
        assert supplier.get(gone).status_code == 409, gone
    assert "Nothing at the moment." in said(supplier.page("/s/deviation"))
    back = version(staff.page(at(scene, "/plan/return")))
    assert staff.post(at(scene, "/plan/return"), {"note": "By when?", "version": back}).status_code == 303
    assert "By when?" in said(supplier.page("/s/deviation"))
    supplier.post(f"/s/deviation/actions/{second.public_id}/remove")
    supplier.post("/s/deviation/send", {**SIGNED, "version": version(supplier.page("/s/deviation/send"))})
    staff.post(at(scene, "/plan/accept"), {"version": version(staff.page(at(scene)))})
    assert buttons(supplier.page("/s/deviation")) == [
        "Report the immediate action",
        "Report action 1 done",
        "Tell how far action 1 has come",
    ]
    done = f"{path}/done"
    report = {"note": "All open.", "version": version(supplier.page(done))}
    refused = supplier.post(done, report)
    assert refused.status_code == 422
    assert well_made(refused.text).xpath("//div[contains(@class, 'error-summary')]//a/@href") == ["#field-files"]
    assert supplier.post(done, {**report, "files": pdf()}).status_code == 303
    assert scene.status is S.REPORTED_DONE
    evidence_back = staff.page(at(scene, "/evidence/return"))
    assert len(evidence_back.xpath("//textarea[@name='1.note']")) == 1
    again = {"1.note": "Which doors?", "version": version(evidence_back)}
    assert staff.post(at(scene, "/evidence/return"), again).status_code == 303
    assert "Which doors?" in said(supplier.page("/s/deviation"))
    report = {"note": "Doors 1 to 4.", "files": pdf("all.pdf"), "version": version(supplier.page(done))}
    assert supplier.post(done, report).status_code == 303
    approver = Browser(app, scene.approver)
    judged = approver.page(at(scene, "/verify"))
    assert "all.pdf" in said(judged)
    verdict = {"verification": "desktop", "note": "Photos of all four.", "version": version(judged)}
    assert approver.post(at(scene, "/verify"), {**verdict, "files": pdf("visit.pdf")}).status_code == 303
    assert scene.status is S.CLOSED
    shown = staff.page(at(scene))
    assert "visit.pdf" in said(shown, "//section[@aria-labelledby='verification']")
    [file] = shown.xpath("//section[@aria-labelledby='plan']//a[text()='all.pdf']/@href")
    assert staff.get(file).data.startswith(b"%PDF")
    ended = supplier.page("/s/deviation")
    assert "Nothing more is asked of you." in said(ended)
    assert "visit.pdf" not in said(ended)
    assert "Photos of all four." not in said(ended)
    [own] = ended.xpath("//a[text()='all.pdf']/@href")
    assert supplier.get(own).data.startswith(b"%PDF")


def test_the_supplier_reads_nothing_that_is_inside(app: Flask, world: World) -> None:
    scene = found(world).reported()
    colleague = world.staff(scene.organisation, Role.APPROVER, name="Nora Never-Named")
    scene.verify(colleague)
    text = Browser(app, scene.holder).get("/s/deviation").text
    for inside in (colleague.name, "Seen on the spot.", scene.approver.name, scene.deviation_id, colleague.public_id):
        assert inside not in text, inside
    assert scene.manager.name in text  # the person to ask


def test_the_holder_of_another_link_finds_nothing(app: Flask, world: World) -> None:
    scene = found(world).planned().accept()
    action = scene.plan[0].public_id
    other, form = Browser(app, found(world).issue().holder), Browser(app, asked(world).holder)
    for rest in ("", "/done"):
        assert other.get(f"/s/deviation/actions/{action}{rest}").status_code == 404
    assert other.post(f"/s/deviation/actions/{action}/remove").status_code == 404
    assert other.post(f"/s/deviation/actions/{action}/done", {"note": "x", "no_file_reason": "y"}).status_code == 404
    for path in ("/s/deviation", "/s/deviation/send", "/s/deviation/actions/new"):
        assert form.get(path).status_code == 404
        assert Browser(app).get(path).status_code == 410
        assert Browser(app, scene.manager).get(path).status_code == 410


def test_a_text_in_the_place_of_a_file_is_refused(app: Flask, world: World) -> None:
    scene = found(world).planned().accept()
    supplier = Browser(app, scene.holder)
    response = supplier.post(
        f"/s/deviation/actions/{scene.plan[0].public_id}/done", {"note": "Done", "files": "doors.pdf"}
    )
    assert response.status_code == 422


def test_the_supplier_reads_it_in_the_three_languages(app: Flask, world: World) -> None:
    scene = found(world).planned().accept()
    for language in ("en", "sv", "nb"):
        supplier = Browser(app, scene.holder, language=language)
        for path in ("/s/deviation", f"/s/deviation/actions/{scene.plan[0].public_id}/done"):
            assert supplier.page(path).get("lang") == language


def test_withdrawing_is_told_on_the_suppliers_page(app: Flask, world: World) -> None:
    scene = found(world).issue()
    browser = Browser(app, scene.manager)
    form = {"note": "Recorded twice.", "version": version(browser.page(at(scene, "/withdraw")))}
    assert browser.post(at(scene, "/withdraw"), form).status_code == 303
    assert "Recorded twice." in said(browser.page(at(scene)))
    text = said(Browser(app, scene.holder).page("/s/deviation"))
    assert "has withdrawn this" in text
    assert "Recorded twice." not in text


def test_the_link_is_sent_again_from_the_deviations_page(app: Flask, world: World) -> None:
    scene = found(world).issue()
    browser = Browser(app, scene.manager)
    [path] = browser.page(at(scene)).xpath("//form[.//button[contains(., 'Send the link again')]]/@action")
    assert browser.post(path).headers["Location"] == at(scene, "?done=reissued")
    assert scene.link.generation == 1


def test_who_may_only_read_sees_no_forms(app: Flask, world: World) -> None:
    scene = found(world).planned()
    reader = Browser(app, world.staff(scene.organisation, Role.READER))
    assert buttons(reader.page(at(scene))) == []
    for rest in ("/plan/return", "/withdraw", "/verify", "/evidence/return"):
        assert reader.get(at(scene, rest)).status_code == 403
    assert reader.post(at(scene, "/plan/accept")).status_code == 403


def test_the_author_is_told_who_verifies_instead(app: Flask, world: World) -> None:
    scene = found(world).reported()
    browser = Browser(app, scene.manager)
    assert "You cannot verify this one" in said(browser.page(at(scene)))
    assert browser.get(at(scene, "/verify")).status_code == 403


def test_list_and_page_ask_the_database_little(app: Flask, world: World, engine: Engine) -> None:
    scene = found(world).reported(3)
    action = scene.plan[0].public_id
    staff, supplier = Browser(app, scene.manager), Browser(app, scene.holder)
    for browser, path, most in (
        (staff, "/deviations?stage=all", 8),
        (staff, at(scene), 11),
        (supplier, "/s/deviation", 8),
    ):
        browser.page(path)
        with counted(engine) as statements:
            browser.page(path)
        assert len(statements) <= most, path
    assert action in {a.public_id for a in scene.plan}


def token(world: World, staff: Staff) -> dict[str, str]:
    text = secrets.token_urlsafe(16)
    with world.tx(staff) as tx:
        row = ApiToken(user_id=staff.user_id, label="test", token_hash=token_hash(text), expires_on=date(2027, 1, 1))
        tx.add(row)
        user = tx.session.scalars(select(User).where(User.id == staff.user_id)).one()
        tx.journal(TOKEN_CREATED, user, expires_on=row.expires_on)
    return {"Authorization": f"Bearer {text}"}


def test_the_api_records_reads_changes_and_lists(app: Flask, world: World) -> None:
    scene = found(world)
    who = token(world, scene.manager)
    client = app.test_client()
    new = {
        "title": "Late wages",
        "description": "Two months.",
        "severity": "minor",
        "found_on": "2026-03-01",
        "clause_id": clause_of(world, scene.contract),
    }
    path = f"/api/v1/follow-ups/{scene.follow_up.public_id}/deviations"
    made = client.post(path, json=new, headers={**who, "Idempotency-Key": "one"}, base_url=BASE)
    assert made.status_code == 201, made.text
    again = client.post(path, json=new, headers={**who, "Idempotency-Key": "one"}, base_url=BASE)
    assert again.json == made.json
    body = made.json
    assert body is not None
    assert (body["status"], body["number"], body["contract_id"]) == ("draft", 2, scene.contract.public_id)
    assert (body["clause_id"], body["follow_up_id"]) == (new["clause_id"], scene.follow_up.public_id)
    assert "recorded_by_id" not in body
    one = f"/api/v1/deviations/{body['id']}"
    read = client.get(one, headers=who, base_url=BASE)
    assert read.json == body
    changed = client.put(
        one, json={**new, "title": "Wages late"}, headers={**who, "If-Match": read.headers["ETag"]}, base_url=BASE
    )
    assert (changed.status_code, changed.json["title"]) == (200, "Wages late")  # type: ignore[index] # a body
    stale = client.put(one, json=new, headers={**who, "If-Match": read.headers["ETag"]}, base_url=BASE)
    assert stale.status_code == 412
    listed = client.get("/api/v1/deviations?stage=all&severity=minor", headers=who, base_url=BASE).json
    assert listed is not None
    assert [row["id"] for row in listed["items"]] == [body["id"]]
    assert client.get(f"/api/v1/deviations/{'dev_' + 'a' * 26}", headers=who, base_url=BASE).status_code == 404


def test_the_api_refuses_a_deviation_for_a_follow_up_that_takes_no_more(app: Flask, world: World) -> None:
    scene = asked(world)
    scene.answer()
    scene.assess()
    path = f"/api/v1/follow-ups/{scene.follow_up.public_id}/deviations"
    body = {"title": "x", "description": "y", "severity": "minor", "found_on": "2026-03-01"}
    response = app.test_client().post(path, json=body, headers=token(world, scene.staff), base_url=BASE)
    assert response.status_code == 409
    with world.reading() as tx:
        assert tx.session.scalars(select(Deviation)).all() == []
