"""Answering offline: a workbook down and up, nothing saved before it was looked at, the same result as typing."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import Any

import lxml.html
import pytest
from flask import Flask
from sqlalchemy import update

from followup.documents.cells import Cell
from followup.domain.answers import Answers, Given
from followup.domain.code_of_conduct import QuestionKind
from followup.domain.plain_data import as_plain
from followup.models.questionnaires import Invitation
from followup.queries import questionnaires as queries
from tests.answer_workbooks import COMMENT, FORM, KEY, VALUE, filled
from tests.builders import World
from tests.documents.reading import Workbook
from tests.self_assessments import Asked, asked, every_value
from tests.web.client import Browser

TYPED: dict[QuestionKind, Any] = {
    QuestionKind.YES_PARTLY_NO: ("yes", "Ja"),
    QuestionKind.ONE_OF: ("c1", "dark; blue"),
    QuestionKind.SEVERAL_OF: (["c0", "c2"], "no; red"),
    QuestionKind.TEXT: ("=1+1 <b>åäö</b>\r\nrad", "=1+1 <b>åäö</b>\nrad"),
    QuestionKind.WHOLE_NUMBER: ("1 200", "1200"),
    QuestionKind.NUMBER: ("12,5", Decimal("12.5")),
    QuestionKind.DATE: ("2026-03-02", "02.03.2026"),
    QuestionKind.COUNTRY: ("CN", "China"),
}
SITE = {"name": "A AB", "country": "SE", "town": "Lund"}


def of_every_kind(world: World) -> Asked:
    """A supplier that is asked one question of each kind."""
    scene = asked(world)
    with world.tx() as tx:
        wanted = update(Invitation).where(Invitation.public_id == scene.invitation_id)
        tx.session.execute(wanted.values(questions=as_plain(FORM)), execution_options={"followup_set": True})
    return scene


def draft(scene: Asked) -> Answers:
    with scene.world.reading(scene.holder) as tx:
        return dict(queries.draft(tx.session, scene.invitation.id).answers)


def downloaded(browser: Browser) -> bytes:
    response = browser.get("/s/form/workbook/file")
    assert response.status_code == 200, response.text
    assert response.headers["Content-Disposition"] == 'attachment; filename="self-assessment.xlsx"'
    return response.data


def sent(browser: Browser, data: bytes, name: str = "ours.xlsx") -> Any:
    fields = {"file": (io.BytesIO(data), name)}
    return browser.post("/s/form/workbook", fields, content_type="multipart/form-data")


def looked(browser: Browser, data: bytes, status: int = 200) -> lxml.html.HtmlElement:
    response = sent(browser, data)
    assert response.status_code == 303, response.text
    return browser.page(response.location, status)


def saved(browser: Browser, page: lxml.html.HtmlElement) -> Any:
    [form] = page.xpath("//form[@action='/s/form/workbook/check']")
    return browser.post("/s/form/workbook/check", {i.get("name"): i.get("value") for i in form.xpath(".//input")})


def test_a_workbook_gives_the_same_answers_as_the_pages(world: World, app: Flask) -> None:
    by_hand, offline = of_every_kind(world), of_every_kind(world)
    browser = Browser(app, by_hand.holder)
    fields = {f"{KEY[kind]}.value": typed for kind, (typed, _) in TYPED.items()}
    fields |= {f"{KEY[QuestionKind.SITES]}.1.{part}": text for part, text in SITE.items()}
    for section in FORM.sections:
        here = tuple(q.key for q in FORM.in_section(section.id))
        on_page = {name: typed for name, typed in fields.items() if name.startswith(tuple(f"{key}." for key in here))}
        assert browser.post(f"/s/form/sections/{section.id}", on_page).status_code == 303
    cells: dict[tuple[str, int], Cell] = {(KEY[kind], VALUE): cell for kind, (_, cell) in TYPED.items()}
    cells[KEY[QuestionKind.SITES], VALUE] = "; ".join(SITE.values())
    browser = Browser(app, offline.holder)
    page = looked(browser, filled(downloaded(browser), cells))
    assert "Nothing has been saved yet." in page.text_content()
    assert draft(offline) == {}
    assert saved(browser, page).headers["Location"].startswith("/s/form?")
    assert draft(offline) == {key: given for key, given in draft(by_hand).items() if given != Given()}
    assert len(draft(offline)) == 9


def test_what_is_downloaded_and_uploaded_untouched_changes_nothing(world: World, app: Flask) -> None:
    scene = asked(world)
    scene.save("s1", values={"1": "yes"}, comments={"1": "åäö\nrad"})
    browser = Browser(app, scene.holder)
    before = every_value(world.runtime.database)
    data = downloaded(browser)
    cells = Workbook(data).cells(2)
    assert (cells["G2"].value, cells["H2"].value) == ("Yes", "åäö\nrad")
    assert "Nothing to save" in looked(browser, data).text_content()
    assert every_value(world.runtime.database) == before


def test_the_workbook_speaks_the_language_of_the_page(world: World, app: Flask) -> None:
    scene = asked(world, language="sv")
    scene.save("s1", values={"1": "yes"})
    book = Workbook(downloaded(Browser(app, scene.holder, language="sv")))
    assert book.cells(2)["G2"].value == "Ja"
    assert book.cells(2)["D2"].value.endswith("(sv)")


def test_faults_are_told_by_cell_all_at_once_and_nothing_is_saved(world: World, app: Flask) -> None:
    scene = asked(world)
    browser = Browser(app, scene.holder)
    wrong = filled(downloaded(browser), {("1", VALUE): "perhaps", ("2", VALUE): "Yes", ("3", COMMENT): "x" * 20_001})
    page = looked(browser, wrong, 422)
    text = " ".join(page.text_content().split())
    assert "Sheet Answers, row 2, column G: Choose one of the answers. There stands: perhaps" in text
    assert "Sheet Answers, row 4, column H: Write at most 20,000 characters" in text
    assert "2 cells to correct" in text
    assert not page.xpath("//form[@action='/s/form/workbook/check']")
    assert draft(scene) == {}


def test_an_answer_saved_since_the_download_is_shown_beside_what_would_replace_it(world: World, app: Flask) -> None:
    scene = asked(world)
    browser = Browser(app, scene.holder)
    data = filled(downloaded(browser), {("1", VALUE): "No", ("2", COMMENT): "from the file"})
    scene.save("s1", values={"1": "partly"}, comments={"1": "typed meanwhile"})
    page = looked(browser, data)
    text = " ".join(page.text_content().split())
    assert "1 answer was saved here after you downloaded the workbook" in text
    assert "PartlySaved after the download." in text
    scene.save("s1", values={"1": "yes"})  # between looking and saving
    again = saved(browser, page)
    assert "/s/form/workbook/check?" in again.headers["Location"]
    assert draft(scene)["1"] == Given(value="yes", comment="typed meanwhile")
    assert saved(browser, browser.page(again.headers["Location"])).headers["Location"].startswith("/s/form?")
    assert draft(scene)["1"] == Given(value="no", comment="typed meanwhile")
    assert draft(scene)["2"] == Given(comment="from the file")


def test_a_colleague_gets_and_gives_back_only_the_sections_named(world: World, app: Flask) -> None:
    scene = asked(world)
    whole = downloaded(Browser(app, scene.holder))
    colleague = scene.colleague("s2")
    browser = Browser(app, colleague)
    assert [cell for cell in Workbook(downloaded(browser)).cells(2) if cell.startswith("D")] == ["D1", "D2"]
    text = looked(browser, filled(whole, {("1", VALUE): "No"}), 422).text_content()
    assert "This question is not open for changes." in text
    page = looked(browser, filled(whole, {("2", VALUE): "No"}))
    assert saved(browser, page).status_code == 303
    assert draft(scene) == {"2": Given(value="no")}


def test_what_was_sent_is_changed_by_no_workbook(world: World, app: Flask) -> None:
    scene = asked(world)
    browser = Browser(app, scene.holder)
    data = filled(downloaded(browser), {("1", VALUE): "No"})
    page = looked(browser, data)
    scene.answer()
    before = draft(scene)
    assert saved(browser, page).status_code == 303
    assert sent(browser, data).status_code == 409
    assert browser.get("/s/form/workbook/file").status_code == 409
    assert draft(scene) == before


@pytest.mark.parametrize(
    ("data", "name"), [(b"PK\x03\x04", "a.xlsx"), (b"%PDF-1.7", "a.pdf"), (b"a;b\n", "a.csv"), (b"", "a.xlsx")]
)
def test_what_is_no_workbook_is_refused_at_the_field(world: World, app: Flask, data: bytes, name: str) -> None:
    browser = Browser(app, asked(world).holder)
    response = sent(browser, data, name)
    assert response.status_code == 422
    assert lxml.html.document_fromstring(response.text).xpath("//div[@id='field-file-error']")


def test_another_requests_workbook_is_refused(world: World, app: Flask) -> None:
    data = downloaded(Browser(app, asked(world).holder))
    page = looked(Browser(app, asked(world, email="b@supplier.test").holder), data, 422)
    assert "This is not the workbook of this form." in page.text_content()
