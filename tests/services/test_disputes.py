"""A disputed deviation: decided by somebody who had no part in it, and what follows at once."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from followup.domain.actors import Assignee, Staff
from followup.domain.deviations import DeviationStatus, Severity
from followup.domain.disputes import Decision, DisputeStatus, NewDispute, Ruling
from followup.domain.link_codes import CodeNeeded
from followup.domain.work import Task, Waits
from followup.errors import Conflict, Forbidden, Invalid, NotFound
from followup.models.disputes import Dispute
from followup.queries import dashboard
from followup.services import disputes
from tests.builders import World
from tests.deviation_scenes import DONE, Found, found
from tests.self_assessments import Upload

pytestmark = pytest.mark.database
S, D = DeviationStatus, DisputeStatus
HELD = NewDispute(text="The doors were open.", name="Carl Invented", role="Head of production", confirmed=True)


def disputed(scene: Found, who: Assignee | None = None) -> str:
    with scene.world.tx(who or scene.holder) as tx:
        return disputes.begin(tx, scene.deviation_id, HELD).public_id


def decide(
    scene: Found, dispute_id: str, ruling: Ruling, severity: Severity | None = None, who: Staff | None = None
) -> Dispute:
    with scene.world.tx(who or scene.approver) as tx:
        decision = Decision(ruling=ruling, decision="Seen again on the spot.", severity=severity)
        return disputes.decide(tx, dispute_id, decision)


def test_who_recorded_graded_or_sent_the_deviation_does_not_decide_its_dispute(world: World) -> None:
    scene = found(world).issue()
    dispute = disputed(scene)
    for author in (scene.manager, scene.holder):
        with pytest.raises(Forbidden):
            decide(scene, dispute, Ruling.REJECT, who=author)  # type: ignore[arg-type] # the supplier tries, too
    with pytest.raises(NotFound):
        decide(scene, dispute, Ruling.REJECT, who=found(world).approver)
    assert decide(scene, dispute, Ruling.REJECT, who=world.staff(scene.organisation)).status is D.REJECTED


def test_a_dispute_stops_no_clock_and_both_sides_are_told_without_its_words(world: World) -> None:
    scene = found(world).issue()
    before = scene.deviation
    dispute = disputed(scene)
    assert (scene.deviation.plan_due_on, scene.status) == (before.plan_due_on, S.ISSUED)
    scene.propose()
    scene.send()  # the plan goes on
    decided = decide(scene, dispute, Ruling.REJECT)
    assert (decided.decided_by_id, decided.decision) == (scene.approver.user_id, "Seen again on the spot.")
    [raised], [told] = scene.mails("dispute_raised"), scene.mails("dispute_decided")
    assert (raised.recipient, told.recipient) == (scene.link.asker_email, scene.link.recipient_email)
    assert told.facts["outcome"] == "rejected"
    assert "doors" not in str(raised.facts)
    assert "Seen again" not in str(told.facts)
    assert scene.events(dispute) == ["dispute.raised", "dispute.reject"]
    assert (scene.status, scene.deviation.severity) == (S.PLAN_SUBMITTED, Severity.MAJOR)


def test_a_dispute_that_is_right_withdraws_the_deviation_in_the_same_transaction(world: World) -> None:
    scene = found(world).issue()
    decide(scene, disputed(scene), Ruling.WITHDRAW)
    assert (scene.status, scene.deviation.withdraw_reason) == (S.WITHDRAWN, "Seen again on the spot.")
    assert scene.link.closed_at is not None
    assert len(scene.mails("dispute_decided")) == len(scene.mails("deviation_withdrawn")) == 1


def test_a_dispute_that_is_right_about_the_grade_makes_it_milder_and_no_day_earlier(world: World) -> None:
    scene = found(world).issue()
    before = scene.deviation
    dispute = disputed(scene)
    for wrong in (None, Severity.CRITICAL, Severity.MAJOR):
        with pytest.raises(Invalid) as refused:
            decide(scene, dispute, Ruling.REGRADE, wrong)
        assert list(refused.value.problems) == ["severity"]
    with world.reading() as tx:
        assert tx.session.scalars(select(Dispute)).one().status is D.RAISED  # nothing of it was kept
    decide(scene, dispute, Ruling.REGRADE, Severity.MINOR)
    after = scene.deviation
    assert (after.severity, after.graded_by_id) == (Severity.MINOR, scene.approver.user_id)
    assert before.plan_due_on is not None
    assert before.closure_due_on is not None
    assert after.plan_due_on is not None
    assert after.closure_due_on is not None
    assert after.plan_due_on > before.plan_due_on
    assert after.closure_due_on > before.closure_due_on
    assert after.due_on == after.plan_due_on == scene.link.due_on
    assert scene.events()[-1] == "deviation.regraded"
    action = scene.propose()
    scene.send().accept().report(action.public_id, DONE, Upload("files"))
    with pytest.raises(Forbidden):
        scene.verify()  # who has graded it does not verify it


def test_a_dispute_that_is_partly_right_lets_the_manager_make_the_grade_milder(world: World) -> None:
    scene = found(world, severity=Severity.CRITICAL).issue()

    def regrade(severity: Severity, who: Staff | None = None) -> None:
        with world.tx(who or scene.manager) as tx:
            disputes.regrade(tx, scene.deviation_id, severity)

    with pytest.raises(Conflict):
        regrade(Severity.MINOR)
    decide(scene, disputed(scene), Ruling.PARTLY)
    assert scene.deviation.severity is Severity.CRITICAL
    with pytest.raises(Forbidden):
        regrade(Severity.MINOR, scene.approver)
    regrade(Severity.MINOR)
    assert (scene.deviation.severity, scene.deviation.containment_due_on) == (Severity.MINOR, None)


def test_a_deviation_is_decided_on_once_and_what_was_taken_back_may_be_disputed_again(world: World) -> None:
    scene = found(world).issue()
    first = disputed(scene)
    with pytest.raises(Conflict):
        disputed(scene)
    with world.tx(scene.holder) as tx:
        disputes.withdraw(tx, first)
    with pytest.raises(Conflict):
        decide(scene, first, Ruling.REJECT)
    decide(scene, disputed(scene), Ruling.REJECT)
    with pytest.raises(Conflict) as refused:
        disputed(scene)
    assert refused.value.reason.code == "dispute.decided"


def test_only_what_is_open_and_ones_own_is_disputed_with_a_code_where_it_is_asked_for(world: World) -> None:
    scene, other = found(world).issue(), found(world).issue()
    with pytest.raises(NotFound):
        disputed(scene, other.holder)
    with pytest.raises(CodeNeeded):
        disputed(scene, replace(scene.holder, must_confirm=True))
    with pytest.raises(Invalid), world.tx(scene.holder) as tx:
        disputes.begin(tx, scene.deviation_id, replace(HELD, confirmed=False))
    dispute = disputed(scene)
    scene.withdraw()
    with pytest.raises(Conflict):
        decide(scene, dispute, Ruling.REJECT)
    with pytest.raises(Conflict):
        disputed(other.withdraw())


def test_the_dispute_lies_on_the_desk_of_who_may_decide_it(world: World) -> None:
    scene = found(world).issue()
    dispute = disputed(scene)

    def seen(who: Staff) -> list[Waits]:
        with world.reading(who) as tx:
            items = dashboard.desk(tx.session, who, tx.today, tx.now).items
        return [item.waits for item in items if (item.task, item.id) == (Task.DECIDE_DISPUTE, dispute)]

    assert (seen(scene.approver), seen(scene.manager)) == ([Waits.ME], [Waits.COLLEAGUE])
    decide(scene, dispute, Ruling.REJECT)
    assert seen(scene.approver) == []
