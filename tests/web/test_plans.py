"""The plan between the two sides in the browser: the whole walk with a dispute, and what no honest supplier sends."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from followup.clock import FixedClock
from followup.domain.deviations import DeviationStatus, Severity
from followup.domain.journal import CONTRACT_CHANGED, ORGANISATION_CHANGED
from followup.domain.risk import RiskClass
from followup.models.contracts import Contract
from followup.models.evidence import Evidence
from followup.models.organisations import Organisation
from tests.builders import World
from tests.deviation_scenes import Found, found
from tests.web.client import Browser, well_made
from tests.web.test_deviations import ACTION, SIGNED, at, pdf, said, version
from tests.web.test_hostile_answers import BOMBS, POLYGLOTS
from tests.web.test_hostile_answers import sent as upload
from tests.web.test_uploads import REFUSED, TAKEN

pytestmark = pytest.mark.database
S = DeviationStatus
HELD = {"text": "The doors were open.", "name": "Carl", "role": "Head", "confirmed": "yes"}


def links(page: Any) -> set[str]:
    return set(page.xpath("//main//a/@href"))


def to_the_accepted_plan(scene: Found, staff: Browser, supplier: Browser) -> list[str]:
    """Three lines of a plan, one of them sent back and mended; returns the public ids."""
    supplier.post("/s/deviation/actions/new", ACTION)
    supplier.post("/s/deviation/actions/new", {**ACTION, "corrective": "We train."})
    none = {"root_cause": "A new lock.", "no_action_reason": "It was taken away at once."}
    assert supplier.post("/s/deviation/actions/none", none).status_code == 303
    assert "Saved 10:00" in said(supplier.page("/s/deviation"))
    supplier.post("/s/deviation/send", {**SIGNED, "version": version(supplier.page("/s/deviation/send"))})
    back = staff.page(at(scene, "/plan/return"))
    assert staff.post(at(scene, "/plan/return"), {"version": version(back)}).status_code == 422
    notes = {"2.note": "Who is trained?", "version": version(back)}
    assert staff.post(at(scene, "/plan/return"), notes).status_code == 303
    first, weak, _ = plan = [action.public_id for action in scene.plan]
    shown = supplier.page("/s/deviation")
    assert "Who is trained?" in said(shown)
    assert "Accepted and locked." in said(shown)
    assert f"/s/deviation/actions/{weak}" in links(shown)
    assert f"/s/deviation/actions/{first}" not in links(shown)
    assert supplier.get(f"/s/deviation/actions/{first}").status_code == 409
    locked = said(staff.page(at(scene)), "//section[@aria-labelledby='plan']")
    assert "We open the doors." in locked
    assert "We train." not in locked  # a draft again
    path = f"/s/deviation/actions/{weak}"
    mended = {**ACTION, "corrective": "We train all 40.", "version": version(supplier.page(path))}
    assert supplier.post(path, mended).status_code == 303
    supplier.post("/s/deviation/send", {**SIGNED, "version": version(supplier.page("/s/deviation/send"))})
    staff.post(at(scene, "/plan/accept"), {"version": version(staff.page(at(scene)))})
    assert scene.status is S.CORRECTING
    return plan


def test_from_the_report_over_a_returned_action_and_a_dispute_to_evidence_and_a_verified_end(
    app: Flask, world: World, clock: FixedClock
) -> None:
    clock.set(datetime(2026, 3, 2, 9, tzinfo=UTC))
    scene = found(world).issue()
    staff, approver = Browser(app, scene.manager), Browser(app, scene.approver)
    supplier = Browser(app, scene.holder)
    assert "/s/deviation/containment" in links(supplier.page("/s/deviation"))
    supplier.page("/s/deviation/containment")
    assert supplier.post("/s/deviation/containment", {"note": "All doors stand open."}).status_code == 303
    assert "All doors stand open." in said(staff.page(at(scene)))
    assert supplier.get("/s/deviation/containment").status_code == 409

    page = supplier.page("/s/deviation/dispute")
    assert "The deadlines run on while the dispute is open, unless" in said(page)
    assert supplier.post("/s/deviation/dispute", {**HELD, "confirmed": ""}).status_code == 422
    assert supplier.post("/s/deviation/dispute", HELD).status_code == 303
    assert "The deadlines run on meanwhile" in said(supplier.page("/s/deviation"))
    [dispute] = [href for href in links(staff.page(at(scene))) if href.startswith("/disputes/")]
    assert "You cannot decide this one" in said(staff.page(dispute))
    assert staff.get(f"{dispute}/decide").status_code == 403
    judged = approver.page(f"{dispute}/decide")
    ruling = {"ruling": "reject", "decision": "Seen again on the spot.", "version": version(judged)}
    assert approver.post(f"{dispute}/decide", ruling).status_code == 303
    assert approver.get(f"{dispute}/decide").status_code == 409
    decided = said(supplier.page("/s/deviation"))
    assert "Seen again on the spot." in decided
    assert scene.approver.name not in decided

    first, second, nothing = to_the_accepted_plan(scene, staff, supplier)
    assert "Reported done is not closed" in said(supplier.page("/s/deviation"))
    told = {"note": "Two of four.", "files": pdf("two.pdf"), "dated_on": "2026-03-01"}
    assert supplier.post(f"/s/deviation/actions/{first}/progress", told).status_code == 303
    assert "2026-03-02: Two of four." in said(staff.page(at(scene)))
    assert supplier.get(f"/s/deviation/actions/{nothing}/done").status_code == 409
    for action in (first, second):
        path = f"/s/deviation/actions/{action}/done"
        report = {"note": "Done.", "dated_on": "2026-03-02", "version": version(supplier.page(path))}
        assert supplier.post(path, {**report, "files": pdf(f"{action}.pdf")}).status_code == 303
    assert "Reported done is not closed" in said(supplier.page("/s/deviation"))
    judged = approver.page(at(scene, "/verify"))
    assert "two.pdf" in said(judged)
    assert "dated 1 Mar 2026" in said(judged)
    verdict = {"verification": "on_site", "note": "Seen.", "version": version(judged)}
    assert approver.post(at(scene, "/verify"), verdict).status_code == 303
    assert scene.status is S.CLOSED
    ended = supplier.page("/s/deviation")
    assert "/s/deviation/dispute" not in links(ended)
    assert "Verified and closed" in said(ended)


def test_a_dispute_is_taken_back_and_the_milder_grade_is_set_where_it_was_partly_right(
    app: Flask, world: World
) -> None:
    scene = found(world).issue()
    staff, approver, supplier = (Browser(app, who) for who in (scene.manager, scene.approver, scene.holder))
    supplier.post("/s/deviation/dispute", HELD)
    assert supplier.post("/s/deviation/dispute/withdraw").status_code == 303
    assert supplier.post("/s/deviation/dispute/withdraw").status_code == 409
    assert supplier.post("/s/deviation/dispute", HELD).status_code == 303
    [dispute] = [href for href in links(approver.page(at(scene))) if href.startswith("/disputes/")]
    page = approver.page(f"{dispute}/decide")
    ruling = {"ruling": "regrade", "decision": "Only one door.", "version": version(page)}
    refused = approver.post(f"{dispute}/decide", ruling)
    assert refused.status_code == 422
    assert well_made(refused.text).xpath("//div[contains(@class, 'error-summary')]//a/@href") == ["#field-severity"]
    assert approver.post(f"{dispute}/decide", {**ruling, "ruling": "partly"}).status_code == 303
    assert at(scene, "/regrade") in links(staff.page(at(scene)))
    milder = {"severity": "minor", "version": version(staff.page(at(scene, "/regrade")))}
    assert staff.post(at(scene, "/regrade"), milder).status_code == 303
    assert scene.deviation.severity is Severity.MINOR
    api = staff.page(dispute)
    assert "Only one door." in said(api)


def test_late_immediate_action_is_shown_on_both_sides(app: Flask, world: World, clock: FixedClock) -> None:
    scene = found(world).issue()
    clock.set(datetime(2026, 3, 17, 9, tzinfo=UTC))
    supplier = Browser(app, scene.holder)
    supplier.post("/s/deviation/containment", {"note": "Open."})
    for browser, path in ((supplier, "/s/deviation"), (Browser(app, scene.manager), at(scene))):
        assert "Late" in said(browser.page(path), "//section[@aria-labelledby='deadlines']")


def test_a_code_is_asked_for_before_the_plan_of_a_class_a_contract_is_sent(app: Flask, world: World) -> None:
    scene = found(world).issue()
    scene.propose()
    with world.tx() as tx:
        organisation = tx.follow(Organisation, scene.manager.organisation_id or 0)
        contract = tx.follow(Contract, scene.contract.id)
        organisation.asks_for_codes, contract.risk_class = True, RiskClass.A
        tx.journal(ORGANISATION_CHANGED, organisation, fields="asks_for_codes")
        tx.journal(CONTRACT_CHANGED, contract, fields="risk_class")
    supplier = Browser(app, scene.holder)
    supplier.page("/s/deviation")  # a draft is not what was sent
    for path in ("/s/deviation/send", "/s/deviation/dispute"):
        assert supplier.get(path).headers["Location"].startswith("/s/code?then="), path
    assert supplier.post("/s/deviation/send", SIGNED).headers["Location"].startswith("/s/code")
    scene.send()
    assert supplier.get("/s/deviation").headers["Location"].startswith("/s/code")  # what was sent is read with a code


def test_a_hostile_file_is_refused_at_its_action_and_the_words_beside_it_stand(app: Flask, world: World) -> None:
    scene = found(world).planned().accept()
    supplier = Browser(app, scene.holder)
    action = scene.plan[0].public_id
    for rest in ("progress", "done"):
        path = f"/s/deviation/actions/{action}/{rest}"
        for name in (*POLYGLOTS, *BOMBS):
            response = upload(supplier, path, {"note": "typed for an hour"}, name, REFUSED[name][0], "files")
            assert response.status_code == 422, name
            page = well_made(response.text)
            assert page.xpath("//div[@id='field-files-error']"), name
            assert page.xpath("//textarea[@name='note']")[0].text.strip() == "typed for an hour"
    with world.reading() as tx:
        assert tx.session.scalars(select(Evidence)).all() == []
    assert list(world.runtime.files.folder.glob("*/*")) == []
    assert (scene.plan[0].progress_note, scene.status) == (None, S.CORRECTING)
    # The control: an honest file through the same form is kept, at its action and with its date.
    fields = {"note": "Half.", "dated_on": "2026-03-01"}
    path = f"/s/deviation/actions/{action}/progress"
    assert upload(supplier, path, fields, "policy.pdf", TAKEN["policy.pdf"], "files").status_code == 303
    with world.reading() as tx:
        [file] = tx.session.scalars(select(Evidence)).all()
    assert (file.action_id, file.dated_on, file.added_by_id) == (scene.plan[0].id, date(2026, 3, 1), None)


def test_a_file_of_another_supplier_is_found_by_nobody_else(app: Flask, world: World) -> None:
    found(world).reported()
    other = found(world).issue()
    with world.reading() as tx:
        [file] = tx.session.scalars(select(Evidence.public_id)).all()
    assert Browser(app, other.holder).get(f"/s/evidence/{file}").status_code == 404
    assert Browser(app, other.manager).get(f"/evidence/{file}").status_code == 404
