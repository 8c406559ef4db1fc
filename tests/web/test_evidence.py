"""Files that go out: to those who may, as an attachment in a sandbox, and each time written down."""

from __future__ import annotations

import io

from flask import Flask
from sqlalchemy import select

from followup.models.evidence import Evidence
from followup.models.journal import AccessLog
from tests.builders import World
from tests.self_assessments import Asked, asked
from tests.web.client import Browser
from tests.web.test_supplier_answers import PDF


def with_file(world: World, app: Flask, name: str = "policy.pdf", **more: str) -> tuple[Asked, str]:
    scene = asked(world, **more)
    sent = {"1.file": [(io.BytesIO(PDF), name)]}
    Browser(app, scene.holder).post("/s/form/sections/s1", sent, content_type="multipart/form-data")
    with world.reading() as tx:
        mine = select(Evidence.public_id).where(Evidence.assignment_id == scene.assignment.id)
        return scene, tx.session.scalars(mine).one()


def test_a_file_goes_out_as_an_attachment_in_a_sandbox(world: World, app: Flask) -> None:
    scene, file = with_file(world, app, "Policy åäö.pdf")
    scene.answer()
    for browser, path in (
        (Browser(app, scene.staff), f"/evidence/{file}"),
        (Browser(app, scene.holder), f"/s/evidence/{file}"),
    ):
        response = browser.get(path)
        assert (response.status_code, response.data, response.mimetype) == (200, PDF, "application/pdf")
        disposition = response.headers["Content-Disposition"]
        assert disposition.startswith("attachment;")
        assert "filename*=UTF-8''Policy%20%C3%A5%C3%A4%C3%B6.pdf" in disposition
        assert response.headers["Content-Security-Policy"] == "sandbox"
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Cache-Control"] == "no-store"
        response.close()


def test_a_file_of_a_draft_is_not_there_for_staff(world: World, app: Flask) -> None:
    scene, file = with_file(world, app)
    staff = Browser(app, scene.staff)
    assert staff.get(f"/evidence/{file}").status_code == 404
    assert Browser(app, scene.holder).get(f"/s/evidence/{file}").status_code == 200
    scene.answer()
    assert staff.get(f"/evidence/{file}").status_code == 200


def test_nobody_elses_link_and_no_other_buyer_finds_it(world: World, app: Flask) -> None:
    staff = world.staff(world.organisation())
    scene, file = with_file(world, app, staff=staff)
    scene.answer()
    other = asked(world, staff=staff, email="b@supplier.test")
    assert Browser(app, other.holder).get(f"/s/evidence/{file}").status_code == 404
    assert Browser(app, world.staff(world.organisation())).get(f"/evidence/{file}").status_code == 404
    assert Browser(app).get(f"/s/evidence/{file}").status_code == 410
    assert Browser(app).get(f"/evidence/{file}").status_code == 303


def test_each_download_is_written_down_with_who_and_what(world: World, app: Flask) -> None:
    scene, file = with_file(world, app)
    scene.answer()
    Browser(app, scene.staff).get(f"/evidence/{file}").close()
    Browser(app, scene.staff).client.head(f"/evidence/{file}", base_url="https://followup.test").close()
    with world.reading() as tx:
        lines = tx.session.execute(
            select(AccessLog.actor, AccessLog.subject_id).where(AccessLog.kind == "evidence.downloaded")
        )
        assert [tuple(line) for line in lines] == [(scene.staff.public_id, file)]


def test_a_damaged_file_is_not_given_out(world: World, app: Flask) -> None:
    scene, file = with_file(world, app)
    scene.answer()
    [stored] = [p for p in world.runtime.files.folder.rglob("*") if p.is_file()]
    stored.write_bytes(PDF.replace(b"obj", b"obx"))
    assert Browser(app, scene.staff).get(f"/evidence/{file}").status_code == 410
