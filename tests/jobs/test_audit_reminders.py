"""What the supplier is reminded of around an audit: one mail for all of it, until it has come; then it is our work."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from flask import Flask
from sqlalchemy import select

from followup.clock import FixedClock
from followup.domain.audit_reports import FactCheck
from followup.domain.document_requests import Sending
from followup.jobs import send_reminders
from followup.jobs.work import Work
from followup.models.outbox import OutboxMessage
from followup.services import audit_reports, document_requests
from tests.audit_scenes import Audited
from tests.builders import World
from tests.jobs.mailers import NoMailer
from tests.web.test_work import mine

pytestmark = pytest.mark.database


def every_day_until(world: World, clock: FixedClock, last_on: date) -> None:
    for ordinal in range(clock.now().date().toordinal(), last_on.toordinal() + 1):
        day = date.fromordinal(ordinal)
        clock.set(datetime(day.year, day.month, day.day, 7, tzinfo=UTC))
        work = Work(world.runtime, NoMailer())
        send_reminders.run(work)
        assert work.first_error is None


def reminders(world: World) -> list[tuple[date, object, object]]:
    with world.reading() as tx:
        wanted = select(OutboxMessage).where(OutboxMessage.kind == "audit_reminder").order_by(OutboxMessage.id)
        return [
            (mail.created_at.date(), mail.facts["documents"], mail.facts["report_number"])
            for mail in tx.session.scalars(wanted)
        ]


def test_documents_that_do_not_come_are_asked_for_again_in_one_mail_and_then_rung_about(
    world: World, clock: FixedClock, app: Flask
) -> None:
    scene = Audited(world)
    first, _ = scene.ask("Pay slips\nHouse rules")
    assert first.due_on == date(2026, 4, 1)
    every_day_until(world, clock, date(2026, 3, 26))
    assert reminders(world) == [(date(2026, 3, 18), 2, ""), (date(2026, 3, 25), 2, "")]
    with world.tx(scene.holder) as tx:
        document_requests.send(tx, first.public_id, Sending(answer="We have none."))
    assert "Documents for an audit to look at" in [what for what, _, _ in mine(app, scene.staff)]
    every_day_until(world, clock, date(2026, 6, 1))
    later = [(date(2026, 3, 31), 1), (date(2026, 4, 2), 1), (date(2026, 4, 8), 1)]
    assert [(on, left) for on, left, _ in reminders(world)[2:]] == later
    tasks = [what for what, _, _ in mine(app, scene.staff)]
    assert "Documents for an audit are late: ring the supplier" in tasks


def test_a_report_is_reminded_of_until_its_facts_are_checked_and_can_then_be_made_final(
    world: World, clock: FixedClock, app: Flask
) -> None:
    scene = Audited(world)
    scene.sum_up()
    report = scene.send_report()
    assert report.due_on == date(2026, 3, 16)
    every_day_until(world, clock, date(2026, 3, 10))
    assert reminders(world) == [(date(2026, 3, 9), 0, str(report.number))]
    with world.tx(scene.holder) as tx:
        said = FactCheck(is_right=True, comment="", name="Anna Invented", role="Quality")
        audit_reports.comment(tx, report.public_id, said)
    assert "Audit report to make final" in [what for what, _, _ in mine(app, scene.staff)]
    every_day_until(world, clock, date(2026, 5, 4))
    assert len(reminders(world)) == 1
