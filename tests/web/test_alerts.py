"""Joint alerts: asked for by one, checked and sent by the secretariat, decided by each for itself."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from followup.domain.actors import Role, Staff
from followup.domain.deviations import Severity
from followup.models.deviations import Deviation
from followup.models.outbox import OutboxMessage
from followup.models.sanctions import AlertDecision, JointAlert
from followup.services import deviations
from tests.builders import World
from tests.deviation_scenes import a_finding, a_follow_up
from tests.incidents import Cooperation
from tests.web.api import Api
from tests.web.client import Browser

FACTS = "Debt bondage was found at an audit in March. A remedy was asked for by 1 April; none has come."


class Scene:
    """Three regions of one cooperation; the first found something serious, the second buys there too."""

    def __init__(self, world: World, severity: Severity = Severity.MAJOR) -> None:
        self.world = world
        self.cooperation = Cooperation(world, "North", "South", "West")
        self.supplier = world.supplier("Invented gloves")
        self.north, self.south, self.west = (self.cooperation.managers[name] for name in ("North", "South", "West"))
        contract = self.cooperation.contract("North", self.supplier)
        self.cooperation.contract("South", self.supplier)
        world.contact(self.north, self.supplier)
        follow_up = a_follow_up(world, self.north, contract)
        with world.tx(self.north) as tx:
            made = deviations.record(tx, follow_up.public_id, a_finding(severity=severity))
        with world.tx(self.north) as tx:
            deviations.issue(tx, world.runtime.keys, made.public_id)
        self.deviation: Deviation = made

    def ask(self, app: Flask) -> str:
        browser = Browser(app, self.north)
        path = f"/deviations/{self.deviation.public_id}/alert"
        browser.page(path)
        body = {"cooperation_id": self.cooperation.row.public_id, "facts": FACTS}
        assert browser.post(path, body).status_code == 303
        with self.world.reading() as tx:
            return tx.session.scalars(select(JointAlert.public_id)).one()

    def mails(self, kind: str) -> list[str]:
        with self.world.reading() as tx:
            return list(tx.session.scalars(select(OutboxMessage.recipient).where(OutboxMessage.kind == kind)))

    def reader(self, who: Staff) -> Staff:
        with self.world.reading() as tx:
            name = next(n for n, staff in self.cooperation.managers.items() if staff is who)
            assert tx is not None
        return self.cooperation.hired(name, Role.READER)


@pytest.fixture
def scene(world: World) -> Scene:
    return Scene(world)


def test_nobody_but_the_asker_and_the_secretariat_reads_an_alert_that_is_not_sent(scene: Scene, app: Flask) -> None:
    path = f"/alerts/{scene.ask(app)}"
    assert len(scene.mails("alert_asked")) == 1
    for who, status in (
        (scene.north, 200),
        (scene.cooperation.coordinator, 200),
        (scene.south, 404),
        (scene.west, 404),
    ):
        assert Browser(app, who).get(path).status_code == status
        assert ("Invented gloves" in Browser(app, who).get("/alerts").text) is (status == 200)


def test_the_secretariat_sends_and_each_that_buys_there_decides_for_itself(scene: Scene, app: Flask) -> None:
    alert_id = scene.ask(app)
    coordinator, south = Browser(app, scene.cooperation.coordinator), Browser(app, scene.south)
    assert Browser(app, scene.north).post(f"/alerts/{alert_id}/send", {"facts": FACTS}).status_code == 403
    assert "South" in coordinator.page(f"/alerts/{alert_id}/send").text_content()
    assert coordinator.post(f"/alerts/{alert_id}/send", {"facts": FACTS, "version": "1"}).status_code == 303
    assert len(scene.mails("alert_sent")) == 1
    with scene.world.reading() as tx:
        [decision] = tx.session.scalars(select(AlertDecision))
    path = f"/alert-decisions/{decision.public_id}"
    south.page(path)
    assert south.post(path, {"stance": "none", "version": "1"}).status_code == 422
    assert south.post(path, {"stance": "watch", "note": "Our own secret", "version": "1"}).status_code == 303
    assert Browser(app, scene.north).post(path, {"stance": "act", "version": "2"}).status_code == 403
    assert "Our own secret" in south.page(f"/alerts/{alert_id}").text_content()
    assert "Contract of South" in south.page(f"/alerts/{alert_id}").text_content()
    seen = Browser(app, scene.north).page(f"/alerts/{alert_id}").text_content()
    assert "Follows the matter" in seen
    assert "Our own secret" not in seen
    assert "Contract of" not in seen
    coordinator.page(f"/alerts/{alert_id}/end")
    ended = {"outcome": "The workers were paid back.", "version": "2"}
    assert coordinator.post(f"/alerts/{alert_id}/end", ended).status_code == 303
    assert south.post(path, {"stance": "act", "version": "2"}).status_code == 409
    shown = Api(app, scene.world, scene.west)("GET", f"/alerts/{alert_id}").json
    assert shown["outcome"] == "The workers were paid back."
    assert shown["decisions"][0]["note"] is None


def test_what_is_minor_alerts_nobody(world: World, app: Flask) -> None:
    scene = Scene(world, Severity.MINOR)
    body = {"cooperation_id": scene.cooperation.row.public_id, "facts": FACTS}
    path = f"/deviations/{scene.deviation.public_id}/alert"
    assert Browser(app, scene.north).post(path, body).status_code == 409
