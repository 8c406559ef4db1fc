"""The pages around a personal link: colleagues, the mailed code, all that is asked, and what staff do with a link."""

from __future__ import annotations

from flask import Flask

from followup.domain.actors import Role
from followup.models.organisations import Organisation
from tests.builders import World
from tests.self_assessments import EMAIL, asked
from tests.services.test_contributors import invite, token_of
from tests.services.test_link_codes import Holding, careful
from tests.walks.letters import mailed
from tests.web.client import BASE, Browser, well_made

BO = {"name": "Bo Invented", "email": "bo@supplier.test", "language": "sv", "sections": ["s1", "s3"]}


def text_of(page) -> str:
    return " ".join(page.find(".//main").text_content().split())


def enter(app: Flask, token: str, address: str) -> Browser:
    """A browser that typed the address on the link's page."""
    browser = Browser(app)
    response = browser.post(f"/s/{token}", {"address": address})
    assert response.status_code == 303
    cookie = browser.client.get_cookie("__Host-followup-link", domain="followup.test")
    assert cookie is not None
    browser.token = cookie.value.partition(".")[0]
    return browser


def test_the_holder_invites_sees_who_has_what_and_takes_it_back(world: World, app: Flask) -> None:
    scene = asked(world)
    holder = enter(app, scene.token, EMAIL)
    wrong = holder.post("/s/form/colleagues", BO | {"email": EMAIL})
    assert wrong.status_code == 422
    assert "your own address" in well_made(wrong.text).text_content()
    assert holder.post("/s/form/colleagues", BO).headers["Location"] == "/s/form/colleagues?done=colleague_invited"
    page = holder.page("/s/form/colleagues")
    assert "Section 1, Section 3" in text_of(page)
    change = page.xpath("//a[contains(@href, '/colleagues/cob_')]/@href")[0]
    version = holder.page(change).xpath("//input[@name='version']/@value")[0]
    assert holder.post(change, {"sections": ["s2"], "version": version}).status_code == 303
    assert holder.post(change, {"sections": ["s1"], "version": version}).status_code == 409
    assert "Section 2" in text_of(holder.page("/s/form/colleagues"))
    assert holder.post(f"{change}/remove").status_code == 303
    assert holder.get(change).status_code == 404
    assert not holder.page("/s/form/colleagues").xpath("//table")


def test_a_colleague_works_until_the_link_is_taken_back_and_is_then_told(world: World, app: Flask) -> None:
    scene = asked(world)
    made = invite(scene, "s2")
    token = token_of(scene, made)
    bo = enter(app, token, "bo@supplier.test")
    assert [bo.get(f"/s/form/sections/s{n}").status_code for n in (1, 2, 3)] == [404, 200, 404]
    for path in ("/s/form/colleagues", "/s/form/check", "/s/form/receipt", "/s/all"):
        assert bo.get(path).status_code == 403, path
    assert Browser(app, scene.holder).post(f"/s/form/colleagues/{made.public_id}/remove").status_code == 303
    assert bo.get("/s/form").status_code == 410
    over = Browser(app).page(f"/s/{token}", status=410)
    assert "Your part is over" in text_of(over)
    assert not over.xpath("//main//form")


def test_where_a_code_is_asked_for_the_pages_lead_there_and_back(world: World, app: Flask) -> None:
    scene = careful(world)
    holder = enter(app, scene.token, EMAIL)
    assert holder.get("/s/form").status_code == 200
    there = holder.get("/s/form/check").headers["Location"]
    assert there == "/s/code?then=/s/form/check"
    assert "Send me a code" in text_of(holder.page(there))
    assert holder.get("/s/form/colleagues").headers["Location"] == "/s/code?then=/s/form/colleagues"
    sent = holder.post("/s/code/send", {"then": "/s/form/check"}).headers["Location"]
    assert holder.page(sent).xpath("//input[@name='code']")
    code = Holding(scene).code
    wrong = holder.post("/s/code", {"code": "0", "then": "/s/form/check"})
    assert wrong.status_code == 422
    assert well_made(wrong.text).xpath("//input[@name='then']/@value") == ["/s/form/check"] * 2
    right = holder.post("/s/code", {"code": f"{code[:4]} {code[4:]}", "then": "/s/form/check"})
    assert (right.status_code, right.headers["Location"]) == (303, "/s/form/check")
    assert holder.get("/s/form/check").status_code == 200
    assert holder.post("/s/code/send", {"then": "//evil.test"}).headers["Location"] == "/s/form"


def test_all_that_is_asked_of_an_address_is_shown_and_each_link_goes_to_it_once_a_day(world: World, app: Flask) -> None:
    supplier = world.supplier()
    mine, other = (asked(world, supplier=supplier) for _ in range(2))
    colleague_of_another = asked(world, supplier=supplier, email="another@supplier.test")
    elsewhere, done = asked(world), asked(world, supplier=supplier)
    done.answer()
    holder = Browser(app, mine.holder)
    page = holder.page("/s/all")
    shown = text_of(page)
    assert mine.contract.title in shown
    assert other.assignment.buyer_name in shown
    assert other.contract.title in shown
    for scene in (colleague_of_another, elsewhere, done):
        assert scene.contract.title not in shown
    [wanted] = page.xpath("//input[@name='assignment_id']/@value")
    assert wanted == other.assignment.public_id
    for _ in range(3):
        assert holder.post("/s/all", {"assignment_id": wanted}).headers["Location"] == "/s/all?done=link_mailed"
    assert [(to, facts["assignment_id"]) for to, facts in mailed(world, "link_again")] == [(EMAIL, wanted)]
    assert other.assignment.generation == 1
    for scene in (colleague_of_another, elsewhere, done):
        assert holder.post("/s/all", {"assignment_id": scene.assignment.public_id}).headers["Location"] == "/s/all"
    assert len(mailed(world, "link_again")) == 1


def test_staff_send_the_same_link_again_end_it_and_send_a_new_one(world: World, app: Flask) -> None:
    scene = asked(world)
    token, staff, holder = scene.token, Browser(app, scene.staff), enter(app, scene.token, EMAIL)
    path = f"/assignments/{scene.assignment.public_id}"
    page = staff.page(f"/questionnaires/{scene.invitation_id}")
    assert [text for text in ("again", "Replace", "End") if text in text_of(page)] == ["again", "Replace", "End"]
    assert staff.post(f"{path}/reissue").status_code == 303
    assert (scene.token, scene.assignment.generation) == (token, 1)
    assert holder.get("/s/form").status_code == 200
    assert staff.post(f"{path}/revoke").status_code == 303
    assert holder.get("/s/form").status_code == 410
    assert "Send a new link" in text_of(staff.page(f"/questionnaires/{scene.invitation_id}"))
    assert staff.post(f"{path}/reissue").status_code == 303
    assert scene.assignment.generation == 2
    assert (len(mailed(world, "link_again")), len(mailed(world, "new_link"))) == (1, 1)
    assert app.test_client().get(f"/s/{token}", base_url=BASE).status_code == 410


def test_the_buyer_sees_the_colleagues_and_can_end_their_links(world: World, app: Flask) -> None:
    scene = asked(world)
    made = invite(scene, "s2")
    staff = Browser(app, scene.staff)
    page = staff.page(f"/questionnaires/{scene.invitation_id}")
    assert "bo@supplier.test" in text_of(page)
    assert staff.post(f"/contributors/{made.public_id}/remove").status_code == 303
    assert "bo@supplier.test" not in text_of(staff.page(f"/questionnaires/{scene.invitation_id}"))


def test_the_browser_that_opened_a_link_is_known_the_next_time(world: World, app: Flask) -> None:
    scene = asked(world)
    first = enter(app, scene.token, EMAIL)
    first.post(f"/s/{scene.token}", {"address": EMAIL})
    assert mailed(world, "new_browser") == []
    enter(app, scene.token, EMAIL)
    assert [to for to, _ in mailed(world, "new_browser")] == [EMAIL]


def test_an_administrator_asks_for_codes_on_the_organisations_page(world: World, app: Flask) -> None:
    scene = asked(world)
    with world.reading() as tx:
        home = tx.follow(Organisation, scene.staff.organisation_id or 0)
    path = f"/organisations/{home.public_id}"
    assert not Browser(app, scene.staff).page(path).xpath("//input[@name='asks_for_codes']")
    administrator = Browser(app, world.staff(home, Role.ADMINISTRATOR))
    version = administrator.page(path).xpath("//form//input[@name='version']/@value")[0]
    sent = administrator.post("/organisations/codes", {"asks_for_codes": "yes", "version": version})
    assert sent.headers["Location"] == f"{path}?done=saved"
    assert administrator.page(path).xpath("//input[@name='asks_for_codes']/@checked")
    assert administrator.post("/organisations/codes", {"version": version}).status_code == 409
    assert Browser(app, scene.staff).post("/organisations/codes", {"asks_for_codes": "yes"}).status_code == 403
