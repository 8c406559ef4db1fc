"""The emailed link: opening it changes nothing, whoever opens it; the right address begins a session."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from followup.clock import FixedClock
from followup.models.journal import AccessLog
from followup.models.outbox import OutboxMessage
from followup.services import reissues
from tests.builders import World
from tests.self_assessments import EMAIL, asked
from tests.web.client import BASE, Browser, well_made


def open_with(app: Flask, path: str, address: str = EMAIL, **kwargs: object):
    return app.test_client().post(path, base_url=BASE, data={"address": address}, **kwargs)


def test_the_page_behind_the_link_names_nobody(world: World, app: Flask) -> None:
    scene = asked(world)
    page = Browser(app).page(f"/s/{scene.token}").text_content()
    for secret in (
        scene.assignment.buyer_name,
        scene.assignment.supplier_name,
        scene.contract.title,
        EMAIL,
        scene.staff.name,
    ):
        assert secret not in page


def test_the_right_address_leads_to_an_address_without_the_token(world: World, app: Flask) -> None:
    scene = asked(world)
    response = open_with(app, f"/s/{scene.token}")
    assert (response.status_code, response.headers["Location"]) == (303, "/s/form")
    cookie = next(c for c in response.headers.getlist("Set-Cookie") if "followup-link" in c)
    assert re.match(r"__Host-followup-link=[\w-]{43}\.", cookie)
    assert all(part in cookie for part in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"))
    assert scene.token not in cookie


def test_the_holder_reads_the_contacts_language_unless_another_was_chosen(world: World, app: Flask) -> None:
    scene = asked(world, language="sv")
    fresh = open_with(app, f"/s/{scene.token}")
    assert any(c.startswith("language=sv;") for c in fresh.headers.getlist("Set-Cookie"))
    browser = Browser(app, language="nb")
    chosen = browser.post(f"/s/{scene.token}", {"address": EMAIL})
    assert not any(c.startswith("language=") for c in chosen.headers.getlist("Set-Cookie"))


def test_every_answer_keeps_the_token_to_itself(world: World, app: Flask) -> None:
    scene = asked(world)
    for response in (app.test_client().get(f"/s/{scene.token}", base_url=BASE), open_with(app, f"/s/{scene.token}")):
        assert response.headers["Referrer-Policy"] == "no-referrer"
        assert response.headers["Cache-Control"] == "no-store"
        assert response.headers["X-Robots-Tag"] == "noindex"
        without_switch = re.sub(r'name="next" value="[^"]*"', "", response.text)
        assert scene.token not in without_switch
        assert not re.search(r'(src|href|action)="(https?:)?//', response.text)


@pytest.mark.parametrize(
    "address", ["somebody@else.test", "not an address", "ANNA@supplier.test", "anna@supplier.test.evil.test"]
)
def test_another_address_is_refused_at_the_field_with_what_was_typed(world: World, app: Flask, address: str) -> None:
    response = open_with(app, f"/s/{asked(world).token}", address)
    assert response.status_code == 422
    assert "Set-Cookie" not in response.headers
    tree = well_made(response.text)
    assert tree.xpath("//input[@name='address']/@value") == [address]
    assert tree.xpath("//input[@name='address']/@aria-invalid") == ["true"]


def test_an_empty_field_is_refused_and_not_counted(world: World, app: Flask) -> None:
    scene = asked(world)
    assert [open_with(app, f"/s/{scene.token}", " ").status_code for _ in range(6)] == [422] * 6
    assert open_with(app, f"/s/{scene.token}").status_code == 303


def test_too_many_wrong_addresses_pause_the_link(world: World, app: Flask, clock: FixedClock) -> None:
    scene = asked(world)
    path = f"/s/{scene.token}"
    assert [open_with(app, path, f"a{n}@else.test").status_code for n in range(6)] == [422] * 5 + [429]
    assert open_with(app, path).status_code == 429
    clock.set(clock.now() + timedelta(minutes=16))
    assert open_with(app, path).status_code == 303


def test_unknown_links_are_counted_by_network_and_disturb_nobody_who_has_one(world: World, app: Flask) -> None:
    scene = asked(world)
    tries = [open_with(app, f"/s/{n:043d}", environ_base={"REMOTE_ADDR": "192.0.2.7"}).status_code for n in range(22)]
    assert tries == [404] * 20 + [429] * 2
    assert open_with(app, f"/s/{scene.token}", environ_base={"REMOTE_ADDR": "192.0.2.7"}).status_code == 303
    assert open_with(app, f"/s/{0:043d}", environ_base={"REMOTE_ADDR": "198.51.100.9"}).status_code == 404
    with world.reading() as tx:
        keys = set(tx.session.scalars(select(AccessLog.key).where(AccessLog.kind == "link.unknown")))
    assert keys == {"192.0.2.0/24", "198.51.100.0/24"}


def test_a_dead_link_offers_a_new_one_and_the_answer_tells_nothing(world: World, app: Flask, clock: FixedClock) -> None:
    scene = asked(world)
    path = f"/s/{scene.token}"
    clock.set(datetime(2026, 7, 1, 9, tzinfo=UTC))
    page = Browser(app).page(path, status=410)
    assert page.xpath("//input[@name='address']")
    wrong, right = open_with(app, path, "thief@else.test"), open_with(app, path)
    assert wrong.status_code == right.status_code == 200
    assert wrong.text == right.text
    assert "Set-Cookie" not in right.headers
    with world.reading() as tx:
        sent = tx.session.scalars(select(OutboxMessage.recipient).where(OutboxMessage.kind == "new_link")).all()
    assert sent == [EMAIL]
    assert open_with(app, f"/s/{scene.token}").status_code == 303


def test_a_session_ends_at_the_next_request_after_a_new_link(world: World, app: Flask) -> None:
    scene = asked(world)
    browser = Browser(app, scene.holder)
    assert browser.get("/s/form").status_code == 200
    with world.tx(scene.staff) as tx:
        reissues.replace(tx, world.runtime.keys, scene.assignment.public_id)
    assert browser.get("/s/form").status_code == 410


def test_an_unknown_host_is_refused_and_forged_headers_change_no_link(world: World, app: Flask) -> None:
    scene = asked(world)
    path = f"/s/{scene.token}"
    assert app.test_client().get(path, base_url="https://evil.test").status_code == 400
    forged = {"X-Forwarded-Host": "evil.test", "Forwarded": "host=evil.test", "X-Original-URL": "https://evil.test/"}
    response = app.test_client().get(path, base_url=BASE, headers=forged)
    assert response.status_code == 200
    assert "evil.test" not in response.text
    entered = open_with(app, path, headers=forged)
    assert "evil.test" not in str(entered.headers)


def test_a_form_of_another_site_opens_nothing(world: World, app: Flask) -> None:
    scene = asked(world)
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.test"}):
        assert open_with(app, f"/s/{scene.token}", headers=headers).status_code == 403
