"""A hundred who send the same form at once: one transition, one receipt, one mail to either side.

Source: trust.md C2, t-C2. Run on both databases: SQLite has one place for a writer, PostgreSQL locks the row.
"""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import func, select

from followup.models.journal import JournalEntry
from followup.models.outbox import OutboxMessage
from followup.models.questionnaires import Submission
from followup.runtime import Runtime
from followup.services import answers
from tests.builders import World
from tests.self_assessments import BORIS, asked

pytestmark = [pytest.mark.database, pytest.mark.slow]
TOGETHER, EACH = 20, 5


def test_a_hundred_who_send_at_once_get_one_receipt(together: Runtime) -> None:
    world = World(together)
    scene = asked(world)
    scene.fill()
    holder = scene.holder
    receipts: list[tuple[int, str, str]] = []
    start = threading.Barrier(TOGETHER)

    def send() -> None:
        start.wait()
        for _ in range(EACH):
            with world.tx(holder) as tx:
                submission = answers.submit(tx, BORIS)
            receipts.append((submission.number, submission.fingerprint, submission.submitter_name))

    threads = [threading.Thread(target=send) for _ in range(TOGETHER)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(receipts) == TOGETHER * EACH
    assert len(set(receipts)) == 1
    with world.reading() as tx:
        mails = tx.session.scalars(
            select(OutboxMessage.kind).where(OutboxMessage.kind.in_(["questionnaire_receipt", "answers_arrived"]))
        )
        assert sorted(mails) == ["answers_arrived", "questionnaire_receipt"]
        assert tx.session.scalars(select(func.count(Submission.id))).one() == 1
        events = select(func.count(JournalEntry.id)).where(JournalEntry.event == "invitation.submit")
        assert tx.session.scalars(events).one() == 1
