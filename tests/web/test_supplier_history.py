"""A supplier's whole history in one order of time, and the page of one of its sites."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, select

from followup.clock import FixedClock
from followup.domain import audit_journal as events
from followup.domain.audits import AUDIT, AuditResult, CheckStatus
from followup.domain.code_of_conduct import Area
from followup.domain.follow_ups import Findings, NewFollowUp, Outcome
from followup.domain.sanctions import SANCTION, Rung
from followup.domain.schedule import FollowUpKind
from followup.domain.supplier_history import Happening, HistoryFilter, Matter, What, history
from followup.domain.supply import ContractSites
from followup.models.audits import Audit, AuditFinding
from followup.models.contracts import Contract
from followup.models.sanctions import Sanction
from followup.models.suppliers import Supplier, SupplierSite
from followup.services import follow_ups, mergers, supply
from tests.builders import World
from tests.deviation_scenes import Found, found
from tests.incidents import SITE, Cooperation
from tests.self_assessments import asked
from tests.web.api import Api
from tests.web.client import Browser
from tests.web.statements import counted
from tests.web.test_deviation_board import a_site, another, supplier_of

pytestmark = pytest.mark.database


def told(page: Any) -> list[str]:
    return [" ".join(p.text_content().split()) for p in page.xpath("//ol[@class='timeline'][1]/li/p[1]")]


def an_audit(world: World, scene: Found, *, site: str = "") -> str:
    """An audit of one more contract with the supplier, at a site, with one finding."""
    contract = world.contract(scene.manager, supplier=supplier_of(world, scene), starts_on=None)
    with world.reading() as tx:
        site_key = tx.session.scalars(select(SupplierSite.id).where(SupplierSite.public_id == site)).one_or_none()
    with world.tx(scene.manager) as tx:
        new = NewFollowUp(kind=FollowUpKind.SITE_AUDIT, due_on=date(2026, 3, 2), reason="A tip")
        follow_up = follow_ups.add(tx, contract.public_id, new)
    with world.tx(scene.manager) as tx:
        audit = tx.add(
            Audit(
                follow_up_id=follow_up.id,
                contract_id=contract.id,
                supplier_id=contract.supplier_id,
                site_id=site_key,
                status=AUDIT.initial,
                starts_on=date(2026, 2, 10),
                ends_on=date(2026, 2, 12),
                place="Invented town",
            )
        )
        tx.journal(events.AUDIT_PREPARED, audit, count=2)
        for position, result in enumerate((AuditResult.OBSERVATION, AuditResult.CONFORMING)):
            title = {"en": f"Requirement {position}", "sv": "Krav", "nb": "Krav"}
            tx.add(
                AuditFinding(
                    audit_id=audit.id,
                    position=position,
                    requirement={"number": f"2.{position}", "title": title, "obligation": title},
                    area=Area.LABOUR_RIGHTS,
                    check=CheckStatus.DONE,
                    result=result,
                )
            )
        tx.journal(events.AUDIT_RECORDED, audit, count=2)
        return audit.public_id


def a_sanction(world: World, scene: Found) -> None:
    with world.tx(scene.manager) as tx:
        row = Sanction(
            contract_id=scene.contract.id,
            supplier_id=scene.contract.supplier_id,
            rung=Rung.WARNING,
            status=SANCTION.initial,
            why={},
            proposed_at=tx.now,
        )
        tx.journal(events.SANCTION_PROPOSED, tx.add(row), rung=Rung.WARNING)


def test_everything_that_happened_stands_in_one_order_of_time(app: Flask, world: World, clock: FixedClock) -> None:
    scene = found(world).reported().verify()
    clock.set(datetime(2026, 3, 5, 9, tzinfo=UTC))
    an_audit(world, scene)
    with world.tx(scene.manager) as tx:
        review = Findings(done_on=date(2026, 3, 3), summary="Seen", outcome=Outcome.NONE_ASSESSED)
        follow_ups.record(tx, scene.follow_up.public_id, review)
    a_sanction(world, scene)
    supplier = supplier_of(world, scene)
    browser = Browser(app, scene.manager)
    page = browser.page(f"/suppliers/{supplier.public_id}/history")
    assert told(page) == [
        "Sanction proposed: Formal warning",
        "Follow-up done: Document review",
        "Deviation closed: Locked emergency exits",
        "Deviation sent to the supplier: Locked emergency exits",
        "Audit: On-site audit, Invented town",
        f"The contract began: {scene.contract.title}",
    ]
    there = f"/suppliers/{supplier.public_id}/history"
    assert told(browser.page(f"{there}?year=2025")) == [f"The contract began: {scene.contract.title}"]
    assert len(told(browser.page(f"{there}?matter=deviation&year=2026"))) == 2
    assert "Nothing matches." in browser.get(f"{there}?year=2019").text
    assert browser.page(f"/suppliers/{supplier.public_id}").xpath(f"//nav//a[@href='{there}']")
    rows = Api(app, world, scene.manager)("GET", there).json["items"]  # type: ignore[index] # a body
    assert [row["matter"] for row in rows] == ["sanction", "follow_up", "deviation", "deviation", "audit", "contract"]


def test_the_score_of_a_self_assessment_is_told_and_merged_entries_count(app: Flask, world: World) -> None:
    scene = asked(world)
    scene.answer()
    scene.assess()
    with world.reading() as tx:
        supplier = tx.follow(Supplier, tx.follow(Contract, scene.follow_up.contract_id).supplier_id)
    stays = world.supplier("The entry that stays")
    with world.tx(scene.staff) as tx:
        mergers.merge(tx, supplier.public_id, stays.public_id)
    page = Browser(app, scene.staff).page(f"/suppliers/{stays.public_id}/history?matter=self_assessment")
    text = " ".join(page.find(".//main").text_content().split())
    assert len(told(page)) == 1
    assert "100 % of the lead questions met" in text
    assert "count as the same supplier" in text
    stranger = Browser(app, world.staff(world.organisation())).page(f"/suppliers/{stays.public_id}/history")
    assert "Nothing has happened yet." in stranger.find(".//main").text_content()


def test_a_history_that_is_cut_says_so_and_hides_the_future() -> None:
    days = [date(2026, 1, day) for day in (1, 2, 3, 4)]
    all_of = [Happening(on=on, matter=Matter.RESULT, what=What.RESULT_SHARED, id=str(on)) for on in days]
    shown = history(all_of, HistoryFilter(), date(2026, 1, 3), most=2)
    assert ([each.on for each in shown.happenings], shown.has_more) == ([days[2], days[1]], True)
    assert not history(all_of, HistoryFilter(), days[3], most=4).has_more


def test_a_site_tells_what_one_knows_of_it(app: Flask, world: World, clock: FixedClock) -> None:
    scene = found(world)
    site = a_site(world, scene.manager, supplier_of(world, scene))
    with world.tx(scene.manager) as tx:
        supply.set_sites(tx, scene.contract.public_id, ContractSites(site_ids=(site,)), None)
    another(world, scene, title="Blocked stairs", site=site)
    an_audit(world, scene, site=site)
    browser = Browser(app, scene.manager)
    page = browser.page(f"/sites/{site}")
    text = " ".join(page.find(".//main").text_content().split())
    for wanted in (scene.contract.title, "Blocked stairs", "Observation", "2.0 Requirement 0", "Bosnia"):
        assert wanted in text, wanted
    assert "Requirement 1" not in text
    body: Any = Api(app, world, scene.manager)("GET", f"/sites/{site}/matters").json
    counts = {name: len(rows) for name, rows in body.items()}
    assert counts == {"contracts": 1, "audits": 1, "findings": 1, "deviations": 1, "incidents": 0}
    assert Browser(app, world.staff(world.organisation())).get(f"/sites/{site}").status_code == 404
    supplier = supplier_of(world, scene).public_id
    assert browser.page(f"/suppliers/{supplier}/contacts").xpath(f"//a[@href='/sites/{site}']")


def test_a_site_tells_the_incidents_that_name_it_however_it_is_written(app: Flask, world: World) -> None:
    there = Cooperation(world, "North")
    site = there.site("North", world.supplier())
    other = there.site("North", world.supplier(), called="Another plant")
    there.begin()
    browser = Browser(app, there.managers["North"])
    assert SITE.title in browser.page(f"/sites/{site}").find(".//main").text_content()
    assert SITE.title not in browser.page(f"/sites/{other}").find(".//main").text_content()


def test_history_and_site_ask_as_little_of_many_as_of_few(app: Flask, world: World, engine: Engine) -> None:
    scene = found(world).issue()
    site = a_site(world, scene.manager, supplier_of(world, scene))
    browser = Browser(app, scene.manager)
    paths = (f"/suppliers/{supplier_of(world, scene).public_id}/history", f"/sites/{site}")

    def statements() -> list[int]:
        numbers = []
        for path in paths:
            browser.page(path)
            with counted(engine) as seen:
                browser.page(path)
            numbers.append(len(seen))
        return numbers

    few = statements()
    for n in range(5):
        another(world, scene, title=f"One more {n}", site=site).issue()
        an_audit(world, scene, site=site)
        a_sanction(world, scene)
    assert statements() == few
    assert max(few) <= 11
