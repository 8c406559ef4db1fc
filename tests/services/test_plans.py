"""The plan between the two sides: a comment at each action, what is locked, progress, no action, immediate action."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from followup.clock import FixedClock
from followup.domain.actions import ActionStatus, DoneReport, NoAction, Progress
from followup.domain.deviation_steps import SendBack
from followup.domain.deviations import DeviationStatus, Severity
from followup.domain.link_codes import CodeNeeded
from followup.errors import Conflict, Invalid
from followup.models.evidence import Evidence
from followup.services import actions, containment, verification
from tests.builders import World
from tests.deviation_scenes import CARL, DONE, Found, an_action, found
from tests.self_assessments import Upload

pytestmark = pytest.mark.database
A, S = ActionStatus, DeviationStatus
NOTHING = NoAction(root_cause="The lock was new.", no_action_reason="It was taken away on the day of the visit.")


def none_proposed(scene: Found) -> Found:
    with scene.world.tx(scene.holder) as tx:
        actions.propose(tx, scene.deviation_id, NOTHING)
    return scene


def returned(scene: Found, notes: dict[str, str], note: str = "") -> Found:
    with scene.world.tx(scene.manager) as tx:
        verification.return_plan(tx, scene.deviation_id, note, notes=notes)
    return scene


def progress(scene: Found, action_id: str, note: str = "Half of them.", *uploads: Upload) -> None:
    with scene.world.tx(scene.holder) as tx:
        actions.tell_progress(tx, action_id, Progress(note=note, dated_on=date(2026, 3, 1)), uploads=uploads)


def contained(scene: Found) -> Found:
    with scene.world.tx(scene.holder) as tx:
        containment.report(tx, scene.deviation_id, "The doors stand open.")
    return scene


def test_only_the_actions_with_a_comment_are_opened_again_and_the_others_are_locked(world: World) -> None:
    scene = found(world).planned(3)
    weak, good, other = (action.public_id for action in scene.plan)
    returned(scene, {weak: "By whom?"})
    assert [action.status for action in scene.plan] == [A.PROPOSED, A.ACCEPTED, A.ACCEPTED]
    assert [action.return_note for action in scene.plan] == ["By whom?", None, None]
    for locked in (
        lambda tx: actions.revise(tx, good, an_action(corrective="Less")),
        lambda tx: actions.revise(tx, good, NOTHING),
        lambda tx: actions.remove(tx, other),
    ):
        with pytest.raises(Conflict) as refused, world.tx(scene.holder) as tx:
            locked(tx)
        assert refused.value.reason.code == "action.locked"
    with world.tx(scene.holder) as tx:
        actions.revise(tx, weak, an_action(responsible="Carl Invented"))
    scene.propose(corrective="We train, too.")
    scene.send().accept()
    assert {action.status for action in scene.plan} == {A.ACCEPTED}
    assert {action.return_note for action in scene.plan} == {None}
    assert scene.events(good) == ["action.proposed", "action.accept"]
    assert scene.events(weak) == ["action.proposed", "action.returned", "action.changed", "action.accept"]


def test_a_plan_that_comes_back_without_a_comment_at_an_action_is_open_as_a_whole(world: World) -> None:
    scene = returned(found(world).planned(2), {}, "Nothing of it will do.")
    assert {action.status for action in scene.plan} == {A.PROPOSED}
    scene.send()
    with pytest.raises(Invalid) as refused:
        returned(scene, {})
    assert [r.code for reasons in refused.value.problems.values() for r in reasons] == ["action.none_chosen"]


def test_a_comment_at_an_action_of_another_plan_opens_nothing_there(world: World) -> None:
    other = found(world).planned()
    returned(found(world).planned(), {other.plan[0].public_id: "Mine"})
    assert (other.status, other.plan[0].return_note) == (S.PLAN_SUBMITTED, None)


def test_evidence_comes_back_with_a_comment_at_each_action(world: World) -> None:
    scene = found(world).reported(2)
    weak, good = scene.plan
    with scene.world.tx(scene.manager) as tx:
        verification.return_evidence(tx, scene.deviation_id, SendBack(notes={weak.public_id: "Which doors?"}))
    assert [action.status for action in scene.plan] == [A.ACCEPTED, A.REPORTED_DONE]
    assert [action.return_note for action in scene.plan] == ["Which doors?", None]
    with pytest.raises(Invalid):
        scene.report(weak.public_id, DoneReport(note="Those."))  # what was sent before shows nothing new
    assert scene.report(weak.public_id, DONE, Upload("files", sha256="c" * 64)).status is S.REPORTED_DONE
    assert good.public_id == scene.plan[1].public_id


def test_where_no_action_is_agreed_nothing_is_reported_and_the_deviation_can_be_closed(world: World) -> None:
    scene = found(world).issue()
    done = scene.propose()
    none_proposed(scene).send().accept()
    nothing = scene.plan[1]
    assert (nothing.no_action_reason, nothing.corrective) == (NOTHING.no_action_reason, "")
    for refused in (lambda: progress(scene, nothing.public_id), lambda: scene.report(nothing.public_id)):
        with pytest.raises(Conflict):
            refused()
    assert scene.report(done.public_id, DONE, Upload("files")).status is S.REPORTED_DONE
    assert scene.verify().status is S.CLOSED
    assert [action.status for action in scene.plan] == [A.VERIFIED, A.ACCEPTED]


def test_a_plan_that_only_says_why_nothing_is_done_is_not_accepted(world: World) -> None:
    scene = none_proposed(found(world).issue()).send()
    with pytest.raises(Conflict) as refused:
        scene.accept()
    assert refused.value.reason.code == "action.nothing_to_do"
    assert returned(scene, {scene.plan[0].public_id: "Mend it."}).status is S.ISSUED
    with world.tx(scene.holder) as tx:
        actions.revise(tx, scene.plan[0].public_id, an_action())
    assert scene.plan[0].no_action_reason is None
    assert scene.send().accept().status is S.CORRECTING


def test_progress_is_told_with_its_day_and_changes_no_state(world: World, clock: FixedClock) -> None:
    scene = found(world).planned().accept()
    action = scene.plan[0].public_id
    progress(scene, action, "Two of four.", Upload("files"))
    clock.set(datetime(2026, 3, 5, 9, tzinfo=UTC))
    progress(scene, action, "Three of four.")
    told = scene.plan[0]
    assert told.progress_note == "2026-03-05: Three of four.\n\n2026-03-02: Two of four."
    assert (told.status, scene.status) == (A.ACCEPTED, S.CORRECTING)
    with world.reading() as tx:
        [file] = tx.session.scalars(select(Evidence)).all()
    assert (file.action_id, file.dated_on) == (told.id, date(2026, 3, 1))
    scene.report(action, DoneReport(note="All four."))  # what came with the progress shows it
    with pytest.raises(Conflict):
        progress(scene, action)


def test_nobody_tells_progress_before_the_plan_is_accepted_or_dates_a_document_in_the_future(world: World) -> None:
    scene = found(world).planned()
    with pytest.raises(Conflict):
        progress(scene, scene.plan[0].public_id)
    scene.accept()
    with pytest.raises(Invalid) as refused:
        scene.report(scene.plan[0].public_id, replace(DONE, dated_on=date(2026, 3, 3)), Upload("files"))
    assert list(refused.value.problems) == ["dated_on"]
    scene.report(scene.plan[0].public_id, replace(DONE, dated_on=date(2026, 3, 2)), Upload("files"))


def test_the_immediate_action_is_reported_once_by_its_own_day_and_settles_nothing(
    world: World, clock: FixedClock
) -> None:
    scene = found(world, severity=Severity.CRITICAL).issue()
    clock.set(datetime(2026, 3, 7, 9, tzinfo=UTC))
    done = contained(scene).deviation
    assert (done.status, done.contained_at) == (S.ISSUED, datetime(2026, 3, 7, 9, tzinfo=UTC))
    [mail] = scene.mails("containment_reported")
    assert (mail.recipient, mail.facts["days_late"]) == (scene.link.asker_email, 3)
    assert "The doors" not in str(mail.facts)
    with pytest.raises(Conflict):
        contained(scene)
    assert scene.events()[-1] == "deviation.contained"


def test_no_immediate_action_is_reported_where_the_grade_asks_for_none_or_all_is_settled(world: World) -> None:
    for scene in (found(world, severity=Severity.MINOR).issue(), found(world).issue().withdraw()):
        with pytest.raises(Conflict):
            contained(scene)


def test_where_the_buyer_asks_for_a_code_nothing_is_sent_in_without_it(world: World) -> None:
    scene = found(world).issue()
    scene.propose()
    unconfirmed = replace(scene.holder, must_confirm=True)
    with pytest.raises(CodeNeeded), world.tx(unconfirmed) as tx:
        actions.submit_plan(tx, scene.deviation_id, CARL)
    scene.send().accept()
    with pytest.raises(CodeNeeded), world.tx(unconfirmed) as tx:
        actions.report_done(tx, scene.plan[0].public_id, DONE, uploads=(Upload("files"),))
    assert scene.status is S.CORRECTING
