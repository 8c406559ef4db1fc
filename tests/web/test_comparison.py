"""Reading, testing secrecy, writing to the supplier, comparing and exporting, on the buyer's pages."""

from __future__ import annotations

import csv
import io

from flask import Flask
from sqlalchemy import Engine, select

from followup.domain.questionnaires import Assessment
from followup.domain.remarks import NewRemark
from followup.models.journal import AccessLog
from followup.models.suppliers import Supplier
from followup.services import questionnaires, remarks, secrecy
from tests.builders import World
from tests.documents.reading import Workbook
from tests.self_assessments import Asked, asked, planned
from tests.web.api import Api
from tests.web.client import Browser
from tests.web.statements import counted

A = Assessment


def supplier_of(scene: Asked) -> str:
    with scene.world.reading() as tx:
        return tx.follow(Supplier, scene.contract.supplier_id).public_id


def next_year(scene: Asked) -> Asked:
    """The same supplier, asked once more about the same contract."""
    follow_up = planned(scene.world, scene.staff, scene.contract)
    with scene.world.tx(scene.staff) as tx:
        invitation = questionnaires.send(tx, scene.world.runtime.keys, follow_up.public_id)
    return Asked(scene.world, scene.staff, scene.contract, scene.contact, follow_up, invitation.public_id)


def two_years(world: World) -> tuple[Asked, Asked]:
    first = asked(world)
    first.answer("no")
    first.assess(q1=A.NOT_FULFILLED, q2=A.PARTLY, q3=A.FULFILLED)
    second = next_year(first)
    second.answer("yes", but={"3": "no"})
    return first, second


def test_the_answer_before_stands_beside_the_new_one_and_says_what_changed(world: World, app: Flask) -> None:
    _, second = two_years(world)
    browser = Browser(app, second.staff)
    for path in ("", "/assess"):
        page = browser.page(f"/questionnaires/{second.invitation_id}{path}")
        assert len(page.xpath("//details[summary[contains(., 'answer before, sent on')]]")) == 3
        marks = page.xpath("//span[contains(., 'since the answer before')]")
        assert [mark.text_content().split()[0] for mark in marks] == ["Changed", "Changed", "Unchanged"]


def test_a_message_is_written_at_the_question_and_read_there(world: World, app: Flask) -> None:
    scene = asked(world)
    browser, base = Browser(app, scene.staff), f"/questionnaires/{scene.invitation_id}"
    assert browser.post(f"{base}/messages/1", {"text": ""}).status_code == 422
    assert browser.post(f"{base}/messages/99", {"text": "Hello"}).status_code == 404
    assert browser.post(f"{base}/messages/1", {"text": "Which <b>factory</b>?"}).status_code == 303
    assert browser.post(f"{base}/messages", {"text": "Thank you for all of it."}).status_code == 303
    with world.tx(scene.colleague(scene.form.questions[0].section)) as tx:
        remarks.write_as_supplier(tx, NewRemark(text="The northern one.", question_key="1"))
    threads = "".join(thread.text_content() for thread in browser.page(base).xpath("//ul[@class='timeline']"))
    for text in (
        "Which <b>factory</b>?",
        "Thank you for all of it.",
        "The northern one.",
        "a colleague at the supplier",
    ):
        assert text in threads
    assert "Bo Invented" not in threads
    assert "The northern one." in browser.page(f"{base}/messages/1").text_content()
    assert "The northern one." not in browser.page(f"{base}/messages").text_content()


def test_a_request_for_secrecy_is_tested_from_the_answer(world: World, app: Flask) -> None:
    scene = asked(world)
    scene.fill()
    with world.tx(scene.holder) as tx:
        request_id = secrecy.ask(tx, "1", "Competitors would learn the chain.").public_id
    browser, path = Browser(app, scene.staff), f"/secrecy-requests/{request_id}/decide"
    assert "not been sent in yet" in browser.page(path).text_content()
    scene.submit()
    page = browser.page(f"/questionnaires/{scene.invitation_id}")
    assert page.xpath(f"//a[@href='{path}']")
    version = browser.page(path).xpath("//input[@name='version']/@value")[0]
    test = {"is_secret": "yes", "note": "It would harm them.", "version": version}
    assert browser.post(path, test).status_code == 422
    assert browser.post(path, test | {"law": "OSL 31:16"}).status_code == 303
    assert browser.post(path, test | {"law": "OSL 31:16"}).status_code == 409
    shown = browser.page(f"/questionnaires/{scene.invitation_id}").text_content()
    assert "Tested: held secret" in shown
    assert "OSL 31:16" in shown
    call = Api(app, world, scene.staff)
    [answer, *_] = call("GET", f"/questionnaires/{scene.invitation_id}").json["answers"]
    assert (answer["secrecy"]["status"], answer["secrecy"]["law"]) == ("granted", "OSL 31:16")


def test_years_are_compared_with_changes_in_words_and_the_score_with_its_version(world: World, app: Flask) -> None:
    first, second = two_years(world)
    address = f"/questionnaires/compare?supplier_id={supplier_of(first)}"
    browser = Browser(app, first.staff)
    page = browser.page(address)
    assert "Self-declared, not assessed" in page.text_content()
    assert [tag.text_content() for tag in page.xpath("//td//span[contains(@class, 'tag')][. = 'Better']")] == [
        "Better"
    ] * 2
    assert not page.xpath("//figure")
    second.assess()
    page = browser.page(address)
    assert page.xpath("//figure//table")
    call = Api(app, world, first.staff)
    said = call("GET", f"/questionnaires/compare?supplier_id={supplier_of(first)}").json
    assert [c["questionnaire"] for c in said["columns"]] == [first.invitation_id, second.invitation_id]
    assert {c["score_version"] for c in said["columns"]} == {1}
    assert [cell["change"] for cell in said["questions"][0]["cells"]] == [None, "better"]


def test_what_can_be_compared_is_chosen_step_by_step(world: World, app: Flask) -> None:
    first, _ = two_years(world)
    browser = Browser(app, first.staff)
    assert supplier_of(first) in browser.page("/questionnaires/compare").xpath(
        "//select[@id='supplier_id']/option/@value"
    )
    chosen = browser.page(f"/questionnaires/compare?supplier_id={supplier_of(first)}&supplier_id=")
    assert chosen.xpath("//input[@name='supplier_id']/@value") == [supplier_of(first)]
    assert browser.get("/questionnaires/compare?form=" + "x" * 61).status_code == 422
    many = "&".join(f"supplier_id=sup_{letter * 26}" for letter in "abcde")
    assert browser.get(f"/questionnaires/compare?{many}").status_code == 422
    stranger = Browser(app, world.staff(world.organisation()))
    assert (
        "Nobody of those chosen"
        in stranger.page(f"/questionnaires/compare?supplier_id={supplier_of(first)}").text_content()
    )


def test_an_exported_self_assessment_has_a_row_per_question_with_all_that_was_said(world: World, app: Flask) -> None:
    scene = asked(world)
    base = f"/questionnaires/{scene.invitation_id}"
    browser = Browser(app, scene.staff)
    assert browser.get(f"{base}/export/xlsx").status_code == 404  # nothing was sent in
    scene.save(values={"1": "partly"}, comments={"1": "=cmd|' /C calc'!A0"})
    with world.tx(scene.holder) as tx:
        remarks.write_as_supplier(tx, NewRemark(text="See the annex.", question_key="1"))
        secrecy.ask(tx, "1", "Competitors.")
    scene.answer("partly")
    scene.assess(q1=A.PARTLY, finish=False)
    told = browser.get(f"{base}/export/csv")
    told.close()
    rows = list(csv.DictReader(io.StringIO(told.text)))
    assert [(row["number"], row["state"], row["answer"]) for row in rows] == [
        (str(n), "Answer given", "Partly") for n in (1, 2, 3)
    ]
    assert rows[0]["assessment"] == "Partly fulfilled"
    assert rows[1]["assessment"] == "Self-declared, not assessed"
    assert "See the annex." in rows[0]["thread"]
    assert rows[0]["secrecy"] == "Asked for"
    assert not rows[0]["comment"].startswith("=")
    file = browser.get(f"{base}/export/xlsx")
    file.close()
    book = Workbook(file.data)
    assert len({name[1:] for name in book.cells(1)} - {"1"}) >= 3
    assert browser.get(f"{base}/export/pdf").status_code == 404
    stranger = Browser(app, world.staff(world.organisation()))
    assert stranger.get(f"{base}/export/csv").status_code == 404
    with world.reading() as tx:
        noted = tx.session.scalars(select(AccessLog.key).where(AccessLog.kind == "questionnaire.exported")).all()
    assert sorted(noted) == ["self-assessment-codes.csv", "self-assessment.xlsx"]


def test_the_comparison_leaves_as_one_file(world: World, app: Flask) -> None:
    first, _ = two_years(world)
    address = f"/questionnaires/compare/export/csv?supplier_id={supplier_of(first)}"
    rows = list(csv.DictReader(io.StringIO(Browser(app, first.staff).get(address).text)))
    assert len(rows) == 6
    assert [row["answer"] for row in rows] == ["No", "No", "No", "Yes", "Yes", "No"]
    assert Browser(app, first.staff).get("/questionnaires/compare/export/csv").text.count("\n") == 1


def test_the_score_is_shown_with_how_it_was_counted_and_never_to_the_supplier(world: World, app: Flask) -> None:
    first, _ = two_years(world)
    shown = Browser(app, first.staff).page(f"/questionnaires/{first.invitation_id}").text_content()
    assert "How it was counted" in shown
    assert "Version 1 of the counting" in shown
    assert "lead questions met" not in Browser(app, first.holder).get("/s/form/receipt").text


def test_pages_of_comparing_ask_the_database_seldom(world: World, app: Flask, engine: Engine) -> None:
    first, _ = two_years(world)
    browser = Browser(app, first.staff)
    with counted(engine) as statements:
        browser.page(f"/questionnaires/compare?supplier_id={supplier_of(first)}")
    assert len(statements) <= 8
