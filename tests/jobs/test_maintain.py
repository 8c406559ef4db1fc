"""Housekeeping tells of answers that lack their receipt, which only a restore can bring about."""

from __future__ import annotations

import pytest
from sqlalchemy import delete

from followup.jobs import maintain
from followup.jobs.work import Work
from followup.models.outbox import OutboxMessage
from followup.runtime import Runtime
from tests.builders import World
from tests.jobs.mailers import NoMailer
from tests.self_assessments import asked

pytestmark = pytest.mark.database


def test_answers_without_a_receipt_are_found(world: World, runtime: Runtime) -> None:
    scene = asked(world)
    scene.answer()
    work = Work(runtime, NoMailer(), dry_run=True)
    maintain.run(work)
    assert (work.counts["receipts missing"], work.first_error) == (0, None)
    with world.tx() as tx:
        lost = delete(OutboxMessage).where(OutboxMessage.kind == "questionnaire_receipt")
        tx.session.execute(lost, execution_options={"followup_set": True})
    maintain.run(work)
    assert work.counts["receipts missing"] == 1
    assert work.first_error == f"{scene.invitation_id}: answers without a receipt"
