"""The supplier's pages: from the list of tasks to the receipt, without script."""

from __future__ import annotations

import hashlib
import io
import zipfile
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import func, select

from followup.domain.answers import grouped
from followup.domain.follow_ups import NewFollowUp
from followup.domain.questionnaires import SendBack
from followup.domain.schedule import FollowUpKind
from followup.models.evidence import Evidence
from followup.models.questionnaires import Submission
from followup.services import assessments, follow_ups
from tests.builders import World
from tests.documents.reading import Document
from tests.self_assessments import Asked, asked
from tests.web.client import BASE, Browser, well_made

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
SIGNATURE = {"name": "Boris", "role": "CEO", "confirmed": "yes"}


def version(browser: Browser, section: str) -> str:
    return browser.page(f"/s/form/sections/{section}").xpath("//input[@name='version']/@value")[0]


def save(browser: Browser, section: str, **more: object):
    data = {"version": version(browser, section), **{k.replace("__", "."): v for k, v in more.items()}}
    return browser.post(f"/s/form/sections/{section}", {key.removeprefix("q"): value for key, value in data.items()})


def returned(scene: Asked, *keys: str) -> None:
    with scene.world.tx(scene.staff) as tx:
        back = SendBack(keys=keys, note="Which policy do you mean?", due_on=date(2026, 3, 20))
        assessments.send_back(tx, scene.world.runtime.keys, scene.invitation_id, back)


def test_the_first_page_says_who_why_which_by_when_how_long_and_who_reads(world: World, app: Flask) -> None:
    scene = asked(world)
    page = Browser(app, scene.holder).page("/s/form")
    text = " ".join(page.find(".//main").text_content().split())
    head = text[: text.index("Begin")]
    for told in (
        scene.assignment.buyer_name,
        "sustainability requirements",
        scene.contract.title,
        "30 Mar 2026",
        "12 minutes",
        "Read by",
    ):
        assert told in head


def test_the_whole_form_can_be_answered_and_sent_without_script(world: World, app: Flask) -> None:
    scene = asked(world)
    browser = Browser(app, scene.holder)
    [begin] = browser.page("/s/form").xpath("//a[text()='Begin']/@href")
    assert begin == "/s/form/sections/s1"
    assert save(browser, "s1", q1__value="yes", then="next").headers["Location"].startswith("/s/form/sections/s2")
    [resume] = browser.page("/s/form").xpath("//a[text()='Go on answering']/@href")
    assert resume == "/s/form/sections/s2#field-2.value"
    assert (
        save(browser, "s2", q2__value="partly", q2__comment="By June.", then="list")
        .headers["Location"]
        .startswith("/s/form?")
    )
    assert save(browser, "s3", q3__value="no", then="next").headers["Location"].startswith("/s/form/check")
    check = browser.page("/s/form/check").text_content()
    assert all(answer in check for answer in ("Yes", "Partly", "By June.", "No"))
    assert browser.post("/s/form/check", SIGNATURE).headers["Location"].startswith("/s/form/receipt")
    receipt = browser.page("/s/form/receipt").text_content()
    assert "2026-000001" in receipt
    assert "Nothing more is asked of you now" in receipt


def test_the_page_tells_when_it_was_saved(world: World, app: Flask) -> None:
    scene = asked(world)
    browser = Browser(app, scene.holder)
    assert "Saved 10:00" not in browser.get("/s/form/sections/s1").text
    save(browser, "s1", q1__value="yes")
    assert "Saved 10:00" in browser.get("/s/form/sections/s1").text


def test_a_second_tab_is_shown_both_texts_and_can_save_again(world: World, app: Flask) -> None:
    scene = asked(world)
    browser = Browser(app, scene.holder)
    old = version(browser, "s1")
    save(browser, "s1", q1__comment="from the first tab")
    second = browser.post("/s/form/sections/s1", {"version": old, "1.comment": "from the second tab"})
    assert second.status_code == 409
    tree = well_made(second.text)
    assert tree.xpath("//textarea[@name='1.comment']")[0].text.strip() == "from the second tab"
    assert "from the first tab" in tree.text_content()
    again = {"version": tree.xpath("//input[@name='version']/@value")[0], "1.comment": "both"}
    assert browser.post("/s/form/sections/s1", again).status_code == 303


def test_a_faulty_answer_keeps_what_was_typed(world: World, app: Flask) -> None:
    scene = asked(world)
    browser = Browser(app, scene.holder)
    response = save(browser, "s1", q1__value="perhaps", q1__comment="typed")
    assert response.status_code == 422
    tree = well_made(response.text)
    assert tree.xpath("//textarea[@name='1.comment']")[0].text.strip() == "typed"
    assert tree.xpath("//div[@role='alert']//a/@href") == ["#field-1.value"]


@pytest.mark.parametrize("name", ["9.value", "2.value", "admin", "1.assessment"])
def test_a_page_takes_no_field_of_another(world: World, app: Flask, name: str) -> None:
    browser = Browser(app, asked(world).holder)
    assert save(browser, "s1", **{name.replace(".", "__"): "yes"}).status_code == 422


def test_an_incomplete_form_names_its_gaps_with_a_way_to_each(world: World, app: Flask) -> None:
    scene = asked(world)
    browser = Browser(app, scene.holder)
    save(browser, "s2", q2__value="yes")
    response = browser.post("/s/form/check", SIGNATURE)
    assert response.status_code == 422
    hrefs = well_made(response.text).xpath("//main//ul//a/@href")
    assert hrefs == ["/s/form/sections/s1#field-1.value", "/s/form/sections/s3#field-3.value"]
    assert browser.page("/s/form/sections/s1").xpath("//*[@id='field-1.value']")


def test_sending_twice_leads_to_the_same_receipt(world: World, app: Flask) -> None:
    scene = asked(world)
    scene.fill()
    browser = Browser(app, scene.holder)
    for _ in range(3):
        assert browser.post("/s/form/check", SIGNATURE).headers["Location"].startswith("/s/form/receipt")
    with world.reading() as tx:
        assert tx.session.scalars(select(func.count(Submission.id))).one() == 1
    assert browser.get("/s/form").headers["Location"] == "/s/form/receipt"
    assert save_late(browser).status_code == 409


def save_late(browser: Browser):
    return browser.post("/s/form/sections/s1", {"1.value": "no"})


def test_only_the_questions_sent_back_can_be_changed_and_the_rest_can_be_read(world: World, app: Flask) -> None:
    scene = asked(world)
    scene.answer()
    returned(scene, "2")
    browser = Browser(app, scene.holder)
    page = browser.page("/s/form")
    assert "Which policy do you mean?" in page.text_content()
    assert page.xpath("//a[text()='Go on answering']/@href") == ["/s/form/sections/s2"]
    locked, opened = browser.page("/s/form/sections/s1"), browser.page("/s/form/sections/s2")
    assert "not open for changes" in locked.text_content()
    assert not locked.xpath("//input[@type='radio']")
    assert opened.xpath("//input[@type='radio']")
    assert browser.post("/s/form/sections/s1", {"1.value": "no"}).status_code == 422


def test_files_are_attached_listed_and_removed(world: World, app: Flask) -> None:
    scene = asked(world)
    browser = Browser(app, scene.holder)
    files = [(io.BytesIO(PDF), "policy.pdf"), (io.BytesIO(PDF + b"2"), "minutes.pdf")]
    response = browser.post(
        "/s/form/sections/s1", {"1.value": "yes", "1.file": files}, content_type="multipart/form-data"
    )
    assert response.status_code == 303
    page = browser.page("/s/form/sections/s1")
    assert [a.text_content() for a in page.xpath("//a[contains(@href, '/s/evidence/')]")] == [
        "policy.pdf",
        "minutes.pdf",
    ]
    first = page.xpath("//button[@name='remove']/@value")[0]
    assert browser.post("/s/form/sections/s1", {"remove": first}).headers["Location"].startswith("/s/form/sections/s1")
    page = browser.page("/s/form/sections/s1")
    assert [a.text_content() for a in page.xpath("//a[contains(@href, '/s/evidence/')]")] == ["minutes.pdf"]
    assert page.xpath("//input[@name='1.value' and @checked]/@value") == ["yes"]


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("page.html", b"<!doctype html><script>1</script>", "not of an allowed kind"),
        ("picture.svg", b"<svg onload='x'/>", "not of an allowed kind"),
        ("macro.xlsm", b"PK\x03\x04", "not of an allowed kind"),
        ("policy.pdf.exe", PDF, "not of an allowed kind"),
        ("policy.pdf", b"GIF89a<script>", "does not look like"),
        ("policy.pdf", b"", "is empty"),
        ("list.csv", b"<html><body>", "does not look like"),
        ("list.txt", b"%PDF-1.7", "does not look like"),
        ("list.xlsx", b"PK\x03\x04 not a real one", "does not look like"),
        ("picture.png", b"\x89PNG", "does not look like"),
    ],
)
def test_a_file_that_is_not_what_it_says_is_refused_at_its_field(
    world: World, app: Flask, name: str, data: bytes, code: str
) -> None:
    scene = asked(world)
    browser = Browser(app, scene.holder)
    sent = {"1.value": "yes", "1.comment": "typed", "1.file": [(io.BytesIO(data), name)]}
    response = browser.post("/s/form/sections/s1", sent, content_type="multipart/form-data")
    assert response.status_code == 422
    tree = well_made(response.text)
    assert code in tree.xpath("//div[@id='field-1.file-error']")[0].text_content()
    assert tree.xpath("//textarea[@name='1.comment']")[0].text.strip() == "typed"
    with world.reading() as tx:
        assert tx.session.scalars(select(Evidence)).all() == []


def send_raw(browser: Browser, name: str, content: bytes) -> int:
    """Send a file as bytes: the test client itself would leave a temporary file open for a large one."""
    parts = (
        b'--x\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n' + browser.csrf.encode(),
        f'--x\r\nContent-Disposition: form-data; name="1.file"; filename="{name}"\r\n\r\n'.encode() + content,
        b"--x--\r\n",
    )
    kind = "multipart/form-data; boundary=x"
    response = browser.client.post("/s/form/sections/s1", base_url=BASE, data=b"\r\n".join(parts), content_type=kind)
    return response.status_code


def test_a_file_that_is_too_large_is_refused(world: World, app: Flask) -> None:
    browser = Browser(app, asked(world).holder)
    most = 25 * 1024 * 1024
    assert send_raw(browser, "just.pdf", PDF + b"0" * (most - len(PDF))) == 303
    assert send_raw(browser, "big.pdf", PDF + b"0" * (most - len(PDF) + 1)) == 422
    assert send_raw(browser, "huge.pdf", PDF + b"0" * (31 * 1024 * 1024)) == 413


def test_a_bomb_is_refused_before_it_is_opened(world: World, app: Flask) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * (101 * 1024 * 1024))
    browser = Browser(app, asked(world).holder)
    bomb = {"1.file": [(io.BytesIO(packed.getvalue()), "list.xlsx")]}
    assert browser.post("/s/form/sections/s1", bomb, content_type="multipart/form-data").status_code == 422


@pytest.mark.parametrize("text", ["x" * 20_000, "‮txet‬", "{{ 7*7 }}<script>alert(1)</script>", "åäö\r\nrad"])
def test_an_answer_is_shown_as_it_was_written(world: World, app: Flask, text: str) -> None:
    scene = asked(world)
    browser = Browser(app, scene.holder)
    assert save(browser, "s1", q1__comment=text).status_code == 303
    page = browser.page("/s/form/sections/s1")
    assert page.xpath("//textarea[@name='1.comment']")[0].text.strip() == text.replace("\r\n", "\n")
    assert browser.page("/s/form/check").xpath("//bdi[contains(., $start)]", start=text[:3])


@pytest.mark.parametrize("text", ["x" * 20_001, "nul\x00", "bell\x07"])
def test_an_answer_that_cannot_be_kept_is_refused(world: World, app: Flask, text: str) -> None:
    assert save(Browser(app, asked(world).holder), "s1", q1__comment=text).status_code == 422


def test_the_pages_need_a_link_of_the_right_kind(world: World, app: Flask) -> None:
    scene = asked(world)
    for path in ("/s/form", "/s/form/sections/s1", "/s/form/check", "/s/form/receipt"):
        assert Browser(app).get(path).status_code == 410
        assert Browser(app, scene.staff).get(path).status_code == 410
    assert Browser(app, scene.holder).get("/s/form/sections/nothing").status_code == 404
    assert Browser(app, scene.holder).get("/s/form/receipt").status_code == 404


def test_the_pages_speak_the_readers_language(world: World, app: Flask) -> None:
    scene = asked(world)
    page = Browser(app, scene.holder, language="sv").page("/s/form/sections/s1")
    assert (page.get("lang"), page.findtext(".//h1")) == ("sv", "Section 1 (sv)")


def twice(world: World, app: Flask) -> Browser:
    """The browser of a supplier that answered last year and is asked again."""
    staff, version, supplier = world.staff(world.organisation()), world.code_version(), world.supplier()
    asked(world, staff=staff, version=version, supplier=supplier).answer("partly")
    again = asked(world, staff=staff, version=version, supplier=supplier, email="b@supplier.test")
    return Browser(app, again.holder)


def test_last_years_answer_is_shown_with_its_day_and_confirmed_by_one_button(world: World, app: Flask) -> None:
    browser = twice(world, app)
    page = browser.page("/s/form/sections/s1")
    [offer] = page.xpath("//div[@class='earlier']")
    assert all(said in offer.text_content() for said in ("Your answer of 2 Mar 2026:", "Partly", "It still holds"))
    assert not page.xpath("//input[@checked]"), "nothing is answered before somebody has confirmed it"
    response = save(browser, "s1", take="1")
    assert response.headers["Location"] == "/s/form/sections/s1?done=saved#question-1"
    page = browser.page("/s/form/sections/s1")
    assert page.xpath("//input[@name='1.value' and @checked]/@value") == ["partly"]
    assert not page.xpath("//div[@class='earlier']")


def test_the_script_saves_in_the_background_and_is_given_the_stamp_of_what_it_saved(world: World, app: Flask) -> None:
    browser = Browser(app, asked(world).holder)
    opened = version(browser, "s1")
    first = browser.post("/s/form/sections/s1", {"version": opened, "1.comment": "a", "then": "autosave"})
    assert (first.status_code, first.json["saved"]) == (200, "Saved 10:00")
    assert str(first.json["version"]) == version(browser, "s1") != opened
    again = {"version": first.json["version"], "1.comment": "ab", "then": "autosave"}
    assert browser.post("/s/form/sections/s1", again).status_code == 200
    assert browser.post("/s/form/sections/s1", {**again, "1.comment": "other"}).status_code == 409
    assert browser.page("/s/form/sections/s1").xpath("//textarea[@name='1.comment']")[0].text.strip() == "ab"


def test_a_question_to_the_buyer_loses_nothing_that_is_typed(world: World, app: Flask) -> None:
    scene = asked(world)
    browser = Browser(app, scene.holder)
    response = save(browser, "s1", q1__comment="half a thought", then="message 1")
    assert response.headers["Location"] == "/s/form/messages/1?done=saved"
    assert "1. Do you do 1?" in browser.page("/s/form/messages/1").text_content()
    assert browser.post("/s/form/messages/1", {"text": "Which policy do you mean?"}).status_code == 303
    assert "Which policy do you mean?" in browser.page("/s/form/messages/1").text_content()
    assert "Ask the buyer about question 1 (1)" in browser.page("/s/form/sections/s1").text_content()
    assert browser.post("/s/form/messages", {"text": "May we have a week more?"}).status_code == 303
    whole = [m.text_content() for m in browser.page("/s/form/messages").xpath("//article")]
    assert ["Question 1" in m for m in whole] == [True, False]
    assert browser.page("/s/form/sections/s1").xpath("//textarea")[0].text.strip() == "half a thought"
    assert browser.get("/s/form/messages/9").status_code == 404


def test_secrecy_is_asked_for_as_a_request_that_the_buyer_tests_by_law(world: World, app: Flask) -> None:
    browser = Browser(app, asked(world).holder)
    assert save(browser, "s1", q1__value="yes", then="secrecy 1").headers["Location"].startswith("/s/form/secrecy/1")
    page = " ".join(browser.page("/s/form/secrecy/1").text_content().split())
    assert "This is a request." in page
    assert "decides by law" in page
    assert browser.post("/s/form/secrecy/1", {}).status_code == 422
    assert browser.post("/s/form/secrecy/1", {"reason": "Our prices."}).status_code == 303
    for path in ("/s/form/secrecy/1", "/s/form/sections/s1", "/s/form/check"):
        assert "Asked for" in browser.page(path).text_content()
    assert browser.post("/s/form/secrecy/1/withdraw").status_code == 303
    assert "Asked for" not in browser.page("/s/form/sections/s1").text_content()


def test_a_colleague_meets_only_the_sections_named(world: World, app: Flask) -> None:
    scene = asked(world)
    colleague = Browser(app, scene.colleague("s2"))
    page = colleague.page("/s/form")
    assert page.xpath("//tbody//a/@href") == ["/s/form/sections/s2"]
    assert "Anna Invented asks you to help" in page.text_content()
    assert save(colleague, "s2", q2__value="yes", then="next").headers["Location"].startswith("/s/form?")
    assert colleague.get("/s/form/sections/s1").status_code == 404
    assert colleague.get("/s/form/messages").status_code == 404
    for path in ("/s/form/check", "/s/form/receipt", "/s/form/receipt.pdf", "/s/form/secrecy/2"):
        assert colleague.get(path).status_code == 403, path
    row = Browser(app, scene.holder).page("/s/form").xpath("//tbody/tr[2]")[0]
    assert "Bo Invented" in row.text_content()
    scene.fill()
    scene.submit()
    assert colleague.get("/s/form").status_code == 410


def test_the_receipt_is_a_file_to_keep_too_with_the_hash_of_each_file(world: World, app: Flask) -> None:
    scene = asked(world)
    with world.tx(scene.staff) as tx:
        later = NewFollowUp(kind=FollowUpKind.DEVELOPMENT_MEETING, due_on=date(2027, 9, 1))
        follow_ups.add(tx, scene.contract.public_id, later)
    browser = Browser(app, scene.holder)
    files = [(io.BytesIO(PDF), "policy.pdf")]
    browser.post("/s/form/sections/s1", {"1.file": files}, content_type="multipart/form-data")
    submission = scene.answer()
    page = browser.page("/s/form/receipt").text_content()
    hashed = hashlib.sha256(PDF).hexdigest()
    for told in (
        grouped(submission.fingerprint),
        hashed,
        "nothing more is asked of you about this contract until 1 Sep",
    ):
        assert told in page
    response = browser.get("/s/form/receipt.pdf")
    assert (response.mimetype, response.headers["Content-Security-Policy"]) == ("application/pdf", "sandbox")
    text = "".join("".join(Document(response.data).pages()).split())
    for told in (
        "2026-000001",
        "Boris Invented, Head of quality",
        grouped(submission.fingerprint),
        hashed,
        "until 1 Sep",
    ):
        assert told.replace(" ", "") in text
    assert browser.get("/s/form/receipt.pdf").data == response.data
