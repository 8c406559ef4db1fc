"""Delivering: mails of one matter stand in one thread for each who gets them; a refused address is asked no more."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from followup.clock import FixedClock
from followup.domain.suppliers import NewContact
from followup.domain.work import Task
from followup.jobs import deliver_mail, send_reminders
from followup.jobs.work import Work
from followup.mail.deliver import SmtpMailer
from followup.queries import dashboard, journal, undeliverable
from followup.runtime import Runtime
from followup.services import reissues, suppliers
from tests.builders import World
from tests.mail.servers import Catcher, catcher, settings
from tests.self_assessments import Asked, asked

pytestmark = pytest.mark.database
GONE = {"anna@supplier.test": "550 5.1.1 no such user"}


@pytest.fixture
def server() -> Iterator[Catcher]:
    with catcher() as made:
        yield made


def deliver(runtime: Runtime, server: Catcher) -> None:
    deliver_mail.run(Work(runtime, SmtpMailer(settings(server.port))))


def remind(runtime: Runtime, server: Catcher, clock: FixedClock, month: int, day: int) -> int:
    clock.set(datetime(2026, month, day, 7, tzinfo=UTC))
    work = Work(runtime, SmtpMailer(settings(server.port)))
    send_reminders.run(work)
    assert work.first_error is None
    return work.counts["reminded"]


def tasks(scene: Asked) -> list[Task]:
    with scene.world.reading(scene.staff) as tx:
        return [item.task for item in dashboard.desk(tx.session, scene.staff, tx.today, tx.now).items]


def moved(scene: Asked, email: str) -> None:
    """The contact's address is corrected and the link sent again."""
    with scene.world.tx(scene.staff) as tx:
        suppliers.change_contact(
            tx, scene.contact.public_id, NewContact(name="Anna Invented", email=email, language="en"), None
        )
        reissues.reissue(tx, scene.world.runtime.keys, scene.assignment.public_id)


def test_a_reminder_answers_the_invitation_and_a_new_recipient_begins_a_thread(
    world: World, runtime: Runtime, clock: FixedClock, server: Catcher
) -> None:
    scene = asked(world)
    other = asked(world, email="bo@other.test")
    deliver(runtime, server)
    remind(runtime, server, clock, 3, 16)
    moved(scene, "berit@supplier.test")
    deliver(runtime, server)
    by_recipient = {
        address: [mail for mail in server.mails if address in str(mail["To"])]
        for address in ("anna@supplier.test", "berit@supplier.test", "bo@other.test")
    }
    invitation, other_reminder = by_recipient["anna@supplier.test"][0], by_recipient["bo@other.test"][1]
    assert invitation["In-Reply-To"] is None
    assert other_reminder["In-Reply-To"] == by_recipient["bo@other.test"][0]["Message-ID"]
    assert [mail["In-Reply-To"] for mail in by_recipient["berit@supplier.test"]] == [None]
    assert len({mail["Message-ID"] for mail in server.mails}) == len(server.mails)
    for mail in server.mails:
        assert mail["Reply-To"].addresses[0].addr_spec in {scene.assignment.asker_email, other.assignment.asker_email}
        assert {part.get_content_type() for part in mail.walk()} >= {"text/plain", "text/html"}
        assert scene.token not in str(mail["Subject"])


def test_a_refused_address_stops_the_reminders_and_is_work_until_a_mail_is_taken(
    world: World, runtime: Runtime, clock: FixedClock, server: Catcher
) -> None:
    scene = asked(world)
    version = scene.invitation.version
    server.refused = dict(GONE)
    deliver(runtime, server)
    assert scene.invitation.undeliverable_at is not None
    assert scene.invitation.version == version
    assert Task.CORRECT_ADDRESS in tasks(scene)
    assert remind(runtime, server, clock, 3, 16) == 0
    with world.reading(scene.staff) as tx:
        assert undeliverable.addresses(tx.session) == {"anna@supplier.test"}
        told = {entry.text for entry in journal.history(tx.session, [scene.invitation_id])}
    assert "The contact's address does not take mail" in told
    moved(scene, "berit@supplier.test")
    assert scene.invitation.undeliverable_at is not None
    deliver(runtime, server)
    assert scene.invitation.undeliverable_at is None
    assert Task.CORRECT_ADDRESS not in tasks(scene)
    assert remind(runtime, server, clock, 3, 23) == 1


def test_what_the_former_address_says_late_is_nothing_to_the_new_one(
    world: World, runtime: Runtime, clock: FixedClock, server: Catcher
) -> None:
    scene = asked(world)
    moved(scene, "berit@supplier.test")
    server.refused = dict(GONE)
    deliver(runtime, server)
    assert scene.invitation.undeliverable_at is None


def test_a_mail_that_could_not_be_sent_for_now_changes_nothing(
    world: World, runtime: Runtime, clock: FixedClock, server: Catcher
) -> None:
    scene = asked(world)
    server.refused = {"anna@supplier.test": "450 try again"}
    deliver(runtime, server)
    assert scene.invitation.undeliverable_at is None
    assert Task.CORRECT_ADDRESS not in tasks(scene)
