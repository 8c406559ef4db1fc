"""Answers of a joint self-assessment on the receiver's pages: read, accepted, or not; and what stands beside a file."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import Engine, select

from followup.domain.answer_copies import CopyStatus
from followup.models.evidence import Evidence
from tests.builders import World
from tests.joint_answers import Together
from tests.self_assessments import Upload
from tests.web.api import Api
from tests.web.client import Browser
from tests.web.statements import counted

pytestmark = pytest.mark.database


def text(tree: object) -> str:
    return " ".join(tree.text_content().split())  # type: ignore[attr-defined] # lxml's


def test_the_receiver_reads_its_part_and_accepts_it_for_its_contract(world: World, app: Flask, engine: Engine) -> None:
    together = Together(world, without=["c3"])
    together.asked.save(uploads=(Upload("1.file"),))
    together.asked.answer("partly")
    copy = together.delivered()
    manager = Browser(app, together.three.managers[1])
    assert "Invented Gloves AB" in text(manager.page("/answer-copies"))
    assert "Answers of a joint self-assessment to consider" in text(manager.page("/work"))
    with counted(engine) as seen:
        page = manager.page(f"/answer-copies/{copy.public_id}")
    assert len(seen) <= 13
    assert "Region North asked for all who take part" in text(page)
    assert "settled; the next one is counted from the day of the answers" in text(page)
    assert "Not scanned for viruses" in text(page)
    assert "Do you do 2?" in text(page)
    assert "Do you do 3?" not in text(page)
    with world.reading() as tx:
        file = tx.session.scalars(select(Evidence.public_id).where(Evidence.answer_copy_id == copy.id)).one()
    assert page.xpath(f"//a[@href='/evidence/{file}']")
    assert manager.post(f"/answer-copies/{copy.public_id}/accept", {"version": copy.version}).status_code == 303
    assert together.copies()[0].status is CopyStatus.ACCEPTED
    after = manager.page(f"/answer-copies/{copy.public_id}")
    assert after.xpath("//form[contains(@action, '/accept')]") == []
    assert "Answers of a joint self-assessment" in text(manager.page(f"/follow-ups/{together.slots[1].public_id}"))


def test_a_receiver_that_does_not_accept_says_why(world: World, app: Flask) -> None:
    together = Together(world)
    together.asked.answer()
    copy = together.delivered()
    manager = Browser(app, together.three.managers[1])
    address = f"/answer-copies/{copy.public_id}/decline"
    manager.page(address)
    assert manager.post(address, {"reason": "", "version": copy.version}).status_code == 422
    assert manager.post(address, {"reason": "Too old", "version": copy.version}).status_code == 303
    assert "Too old" in text(manager.page(f"/answer-copies/{copy.public_id}"))
    assert manager.page("/answer-copies?status=declined").xpath("//tbody/tr")
    assert manager.page("/answer-copies?status=received").xpath("//tbody/tr") == []


def test_a_program_reads_the_same(world: World, app: Flask) -> None:
    together = Together(world)
    together.asked.answer("no")
    copy = together.delivered()
    api = Api(app, world, together.three.managers[1])
    listed = api("GET", "/answer-copies").json["items"]  # type: ignore[index] # a JSON object
    assert [(row["id"], row["status"], row["lead_name"]) for row in listed] == [
        (copy.public_id, "received", "Region North")
    ]
    one = api("GET", f"/answer-copies/{copy.public_id}").json
    assert one is not None
    assert [answer["value"] for answer in one["answers"]] == ["no", "no", "no"]
