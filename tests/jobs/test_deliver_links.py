"""The mails that carry a colleague's link or a code: made when they leave, and blanked where they are kept."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import pytest
from sqlalchemy import select

from followup.jobs import deliver_mail
from followup.jobs.work import Work
from followup.mail.deliver import Delivery
from followup.mail.render import RenderedMail
from followup.models.outbox import OutboxMessage
from followup.services import contributors
from tests.builders import World
from tests.self_assessments import asked, every_value
from tests.services.test_contributors import invite, token_of
from tests.services.test_link_codes import Holding, careful

pytestmark = pytest.mark.database


class Letterbox:
    """A mailer that keeps what it is given."""

    def __init__(self) -> None:
        self.mails: list[RenderedMail] = []

    def send(self, mail: RenderedMail, *, message_id: str, dated_at: datetime) -> None:
        self.mails.append(mail)

    @contextmanager
    def batch(self) -> Iterator[Delivery]:
        yield self


def delivered(world: World) -> dict[str, RenderedMail]:
    box = Letterbox()
    deliver_mail.run(Work(world.runtime, box))
    return {mail.to_address: mail for mail in box.mails}


def test_a_colleagues_link_is_in_the_mail_and_nowhere_else(world: World) -> None:
    scene = asked(world)
    token = token_of(scene, invite(scene))
    assert f"https://followup.test/s/{token}" in delivered(world)["bo@supplier.test"].text
    assert token not in every_value(world.runtime.database)


def test_a_mail_to_a_colleague_whose_link_was_taken_back_does_not_leave(world: World) -> None:
    scene = asked(world)
    made = invite(scene)
    with world.tx(scene.holder) as tx:
        contributors.take_back(tx, made.public_id)
    assert "bo@supplier.test" not in delivered(world)
    with world.reading() as tx:
        kind = select(OutboxMessage.status).where(OutboxMessage.kind == "colleague_invitation")
        assert tx.session.scalars(kind).all() == ["failed"]


def test_a_code_is_in_the_mails_text_alone_and_nowhere_else(world: World) -> None:
    scene = careful(world)
    delivered(world)
    browser = Holding(scene)
    browser.ask()
    [mail] = delivered(world).values()
    assert browser.code in mail.text
    assert browser.code not in mail.subject
    assert scene.token not in mail.text
    assert browser.code not in every_value(world.runtime.database)
