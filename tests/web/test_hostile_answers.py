"""What no honest supplier sends, through the supplier's own forms: a clear refusal at the field, nothing kept.

Source: trust.md I3, I4, I5. What each kind of file is, and why it is refused, stands in test_uploads.py.
"""

from __future__ import annotations

import io
from typing import Any

import lxml.html
import pytest
from flask import Flask
from sqlalchemy import select

from followup.domain.answers import Given
from followup.models.evidence import Evidence
from followup.queries import questionnaires as queries
from tests.builders import World
from tests.self_assessments import BORIS, Asked, asked
from tests.web.client import Browser, well_made
from tests.web.test_uploads import PDF, REFUSED, TAKEN

pytestmark = pytest.mark.database
PAGE = "/s/form/sections/s1"
POLYGLOTS = ("pdf-and-page.pdf", "pdf-and-zip.pdf", "picture-and-jar.jpg", "gif.png", "order\u202efdp.exe")
BOMBS = ("wide.png", "dense.xlsx", "many.docx", "overlapping.docx", "laughs-16.xlsx", "nested.docx", "locked.docx")
LONGEST = 20_000


def draft(scene: Asked) -> dict[str, Given]:
    with scene.world.reading(scene.holder) as tx:
        return dict(queries.draft(tx.session, scene.invitation.id).answers)


def sent(browser: Browser, path: str, fields: dict[str, str], name: str, data: bytes, field: str = "1.file") -> Any:
    with io.BytesIO(data) as file:
        response = browser.post(path, {**fields, field: [(file, name)]}, content_type="multipart/form-data")
    response.request.environ["wsgi.input"].close()  # the test client keeps a large body in a temporary file
    return response


def told(html: str, field: str) -> str:
    """Return what the page says is wrong at a field; the page is well made all the same."""
    [error] = well_made(html).xpath(f"//div[@id='field-{field}-error']")
    return str(error.text_content()).strip()


def test_a_hostile_file_is_refused_at_its_question_and_the_words_beside_it_stand(world: World, app: Flask) -> None:
    scene = asked(world)
    browser = Browser(app, scene.holder)
    fields = {"1.value": "yes", "1.comment": "typed for an hour"}
    for name in (*POLYGLOTS, *BOMBS):
        response = sent(browser, PAGE, fields, name, REFUSED[name][0])
        assert response.status_code == 422, name
        assert told(response.text, "1.file"), name
        [comment] = lxml.html.document_fromstring(response.text).xpath("//textarea[@name='1.comment']")
        assert comment.text.strip() == "typed for an hour"
    assert draft(scene) == {}
    with world.reading() as tx:
        assert tx.session.scalars(select(Evidence)).all() == []
    assert list(world.runtime.files.folder.glob("*/*")) == []
    # The control: an honest file through the same form is kept.
    assert sent(browser, PAGE, fields, "policy.pdf", TAKEN["policy.pdf"]).status_code == 303
    assert draft(scene) == {"1": Given(value="yes", comment="typed for an hour")}
    assert len(list(world.runtime.files.folder.glob("*/*"))) == 1


@pytest.mark.parametrize("name", ["dense.xlsx", "laughs-16.xlsx", "many.docx", "pdf-and-zip.pdf"])
def test_a_hostile_workbook_of_answers_is_refused_at_its_field(world: World, app: Flask, name: str) -> None:
    response = sent(Browser(app, asked(world).holder), "/s/form/workbook", {}, name, REFUSED[name][0], "file")
    assert response.status_code == 422
    assert told(response.text, "file")
    assert list(world.runtime.files.folder.glob("*/*")) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("x" * (LONGEST + 1), "at most 20,000 characters"),
        ("a\x00b", "characters that cannot be kept"),
        ("a\x1b[31m", "characters that cannot be kept"),
        ("\ufffe", "characters that cannot be kept"),
    ],
)
def test_a_text_that_cannot_be_kept_says_why_and_is_shown_again(
    world: World, app: Flask, text: str, words: str
) -> None:
    scene = asked(world)
    response = Browser(app, scene.holder).post(PAGE, {"1.value": "yes", "1.comment": text})
    assert response.status_code == 422
    assert words in told(response.text, "1.comment")
    assert draft(scene) == {}


@pytest.mark.parametrize("text", ["ö" * LONGEST, "e" + "\u0301" * 900, "\u202etxet\u202c", "\U0001f9e4" * 5_000])
def test_what_can_be_kept_is_kept_whole_up_to_the_receipt(world: World, app: Flask, text: str) -> None:
    scene = asked(world)
    scene.fill()
    assert Browser(app, scene.holder).post(PAGE, {"1.value": "yes", "1.comment": text}).status_code == 303
    submission = scene.submit()
    with world.reading() as tx:
        sent_in = queries.sent_answers(queries.latest(tx.session, submission.invitation_id))
    assert len(sent_in["1"].comment) == len(draft(scene)["1"].comment) >= len(text) - 1
    assert sent_in["1"].comment[:3] == draft(scene)["1"].comment[:3]


@pytest.mark.parametrize("name", ["Boris\u202evil", "Boris\x00", "Boris\u2066", "x" * 201])
def test_nobody_signs_with_a_name_that_turns_around_or_cannot_be_kept(world: World, app: Flask, name: str) -> None:
    scene = asked(world)
    scene.fill()
    signature = {"name": name, "role": BORIS.role, "confirmed": "yes"}
    response = Browser(app, scene.holder).post("/s/form/check", signature)
    assert response.status_code == 422
    assert told(response.text, "name")
    with world.reading() as tx:
        assert queries.latest(tx.session, scene.invitation.id) is None


def test_one_byte_more_than_may_be_is_refused_and_the_page_says_how_large_it_may_be(world: World, app: Flask) -> None:
    browser = Browser(app, asked(world).holder)
    large = PDF + b"0" * (25 * 1024 * 1024 - len(PDF) + 1)
    response = sent(browser, PAGE, {"1.value": "yes"}, "big.pdf", large)
    assert response.status_code == 422
    assert "larger than 25 MB" in told(response.text, "1.file")
