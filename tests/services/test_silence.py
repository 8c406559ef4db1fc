"""No action plan after the last reminder: proposals and drafts for people, nothing that reaches the supplier."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from followup.clock import FixedClock
from followup.domain.actors import System
from followup.domain.deviations import DeviationOrigin, DeviationStatus, Severity
from followup.domain.journal import CODE_ADOPTED
from followup.domain.sanctions import SanctionStatus
from followup.domain.work import Task
from followup.models.code_of_conduct import Clause, CodeVersion
from followup.models.deviations import Deviation
from followup.models.sanctions import Sanction
from followup.queries import dashboard
from followup.services import reminders, silence
from tests.builders import World
from tests.deviation_scenes import Found, found

pytestmark = pytest.mark.database


def job_of(scene: Found) -> System:
    return System(job="send_reminders", organisation_id=scene.manager.organisation_id)


def reminded(scene: Found, *, offset: int, is_last: bool = False) -> None:
    """Remind as the nightly job does."""
    with scene.world.tx(job_of(scene)) as tx:
        key = scene.deviation.id
        reminders.of_deviation(tx, key, number=3, offset=offset, today=date(2026, 3, 25), is_last=is_last)


def drafts(scene: Found) -> list[Deviation]:
    with scene.world.reading() as tx:
        others = select(Deviation).where(Deviation.public_id != scene.deviation_id)
        return list(tx.session.scalars(others))


def sanctions_of(scene: Found) -> list[Sanction]:
    with scene.world.reading() as tx:
        return list(tx.session.scalars(select(Sanction)))


def with_the_clause(scene: Found) -> Found:
    """Let a clause that binds in the contract be the one that says how deviations are handled."""
    with scene.world.tx() as tx:
        second = select(Clause).where(Clause.code_version_id == scene.contract.code_version_id, Clause.key == "c2")
        clause = tx.session.scalars(second).one()
        clause.key = silence.HANDLING
        version = tx.follow(CodeVersion, clause.code_version_id)
        tx.journal(CODE_ADOPTED, version, key=version.key, sha256=version.sha256)
    return scene


def test_only_the_last_reminder_leaves_something_on_the_desk(world: World, clock: FixedClock) -> None:
    scene = with_the_clause(found(world).issue())
    clock.set(datetime(2026, 3, 25, 9, tzinfo=UTC))
    reminded(scene, offset=1)
    assert (drafts(scene), sanctions_of(scene)) == ([], [])
    reminded(scene, offset=7, is_last=True)
    assert len(drafts(scene)) == 1


def test_the_draft_says_what_was_not_sent_and_waits_for_a_person_once(world: World, clock: FixedClock) -> None:
    scene = with_the_clause(found(world).issue())
    clock.set(datetime(2026, 3, 25, 9, tzinfo=UTC))
    reminded(scene, offset=7, is_last=True)
    [draft] = drafts(scene)
    assert (draft.status, draft.origin) == (DeviationStatus.DRAFT, DeviationOrigin.BY_HAND)
    assert (draft.title, draft.severity) == ("No action plan for deviation 1", Severity.MAJOR)
    assert draft.clause is not None
    assert draft.clause["number"] == "2.2"
    assert (draft.follow_up_id, draft.assignment_id) == (None, None)
    assert not [mail for mail in scene.mails("deviation_issued") if mail.subject_id == draft.public_id]
    assert [sanction.status for sanction in sanctions_of(scene)] == [SanctionStatus.PROPOSED]
    with world.tx(job_of(scene)) as tx:
        assert silence.note(tx, tx.follow(Deviation, scene.deviation.id)) is None
    assert len(sanctions_of(scene)) == 1
    with world.reading(scene.manager) as tx:
        items = dashboard.desk(tx.session, scene.manager, tx.today, tx.now).items
    assert Task.ISSUE_DEVIATION in {item.task for item in items if item.id == draft.public_id}


def test_without_the_clause_no_draft_is_made(world: World, clock: FixedClock) -> None:
    scene = found(world).issue()
    clock.set(datetime(2026, 3, 25, 9, tzinfo=UTC))
    reminded(scene, offset=7, is_last=True)
    assert drafts(scene) == []


def test_where_the_plan_has_come_nothing_follows(world: World) -> None:
    scene = with_the_clause(found(world).planned().accept())
    with world.tx(job_of(scene)) as tx:
        assert silence.note(tx, tx.follow(Deviation, scene.deviation.id)) is None
    assert (drafts(scene), sanctions_of(scene)) == ([], [])
