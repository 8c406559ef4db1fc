"""Joint follow-ups: who may do what when, what each organisation decides for itself, and what is counted."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from followup.domain.actors import Role
from followup.domain.code_of_conduct import Level
from followup.domain.cooperation_journal import JOINT_CHANGED, JOINT_PLAN_BEGUN
from followup.domain.follow_ups import FollowUpStatus
from followup.domain.joint_follow_ups import JointStatus, ParticipantStatus
from followup.domain.nominations import JOINT_PLAN
from followup.domain.schedule import FollowUpKind
from followup.errors import Conflict, Forbidden, Invalid
from followup.models.joint_follow_ups import Coverage, JointFollowUp
from followup.models.journal import JournalEntry
from followup.models.nominations import JointPlan
from followup.models.outbox import OutboxMessage
from followup.services import joint_follow_ups, joint_results, sharing
from tests.builders import World
from tests.joint import DUE, Three

pytestmark = pytest.mark.database


def refused(error: Any, code: str) -> bool:
    return error.value.reason.code == code


def wrong(error: Any) -> dict[str, list[str]]:
    return {path: [reason.code for reason in reasons] for path, reasons in error.value.problems.items()}


def under_way(three: Three) -> JointFollowUp:
    """A joint follow-up that the first region has begun and the two others take part in."""
    three.compare()
    joint = three.suggest()
    three.offer(joint)
    three.begins(joint)
    for place in (1, 2):
        three.accepts(joint, place)
    return joint


def test_three_slots_with_one_performed_spare_two(world: World) -> None:
    three = Three(world)
    audits = three.all_plan()
    joint = under_way(three)
    assert [three.stored(audit).joint_id for audit in audits] == [joint.id] * 3
    result = three.does(0, audits[0])
    three.reports(joint, result)
    three.takes(joint, 1, audits[1])
    three.takes(joint, 2, audits[2])
    assert three.spared() == [0, 1, 1]
    covered = three.stored(audits[1])
    assert (covered.status, covered.done_on) == (FollowUpStatus.COVERED, result.done_on)
    with world.reading() as tx:
        rows = tx.session.scalars(select(Coverage).order_by(Coverage.id)).all()
        stored = tx.follow(JointFollowUp, joint.id)
    assert [(row.is_performed, row.joint_id, row.minutes) for row in rows] == [
        (True, joint.id, None),
        (False, joint.id, None),
        (False, joint.id, None),
    ]
    assert (stored.status, stored.done_on) == (JointStatus.REPORTED, result.done_on)


def test_who_has_planned_nothing_takes_part_all_the_same(world: World) -> None:
    three = Three(world)
    audits = [three.plans(place, DUE[place]) for place in (0, 1)]
    joint = under_way(three)
    assert [part.slot_count for part in three.parts(joint)] == [1, 1, 0]
    three.reports(joint, three.does(0, audits[0]))
    three.takes(joint, 1, audits[1])
    three.takes(joint, 2)
    assert three.part(joint, 2).status is ParticipantStatus.RESULT_TAKEN
    assert three.spared() == [0, 1, 0]


def test_who_leads_without_a_plan_of_its_own_did_one_for_the_others(world: World) -> None:
    three = Three(world)
    audits = {place: three.plans(place, DUE[place]) for place in (1, 2)}
    joint = under_way(three)
    for_others = three.plans(0, date(2026, 3, 2))
    three.reports(joint, three.does(0, for_others))
    three.takes(joint, 1, audits[1])
    three.takes(joint, 2, audits[2])
    assert three.spared() == [-1, 1, 1]


def test_each_accepts_or_refuses_for_itself_and_a_refusal_leaves_the_plan_alone(world: World) -> None:
    three = Three(world)
    audits = three.all_plan()
    joint = under_way(three)
    three.reports(joint, three.does(0, audits[0]))
    with world.tx(three.managers[1]) as tx:
        joint_results.refuse(tx, three.part(joint, 1).public_id, "Another factory", None)
    kept = three.stored(audits[1])
    assert (kept.status, kept.joint_id) == (FollowUpStatus.PLANNED, None)
    assert three.part(joint, 1).reason == "Another factory"
    assert three.spared() == [0, 0, 0]


def test_nobody_answers_for_another_organisation(world: World) -> None:
    three = Three(world)
    three.all_plan()
    joint = three.suggest()
    three.offer(joint)
    part = three.part(joint, 1)
    for other in (three.managers[2], three.coordinator):
        with pytest.raises(Forbidden), world.tx(other) as tx:
            joint_follow_ups.accept(tx, part.public_id, None)
    with pytest.raises(Forbidden), world.tx(three.managers[1]) as tx:
        joint_follow_ups.begin(tx, joint.public_id, None)
    with pytest.raises(Forbidden), world.tx(three.managers[0]) as tx:
        joint_follow_ups.offer(tx, joint.public_id, None, recipients=())


def test_nothing_is_answered_before_it_is_offered(world: World) -> None:
    three = Three(world)
    three.all_plan()
    joint = three.suggest()
    with pytest.raises(Conflict) as error, world.tx(three.managers[1]) as tx:
        joint_follow_ups.accept(tx, three.part(joint, 1).public_id, None)
    assert refused(error, "joint.not_open")


def test_one_that_stands_in_a_plan_is_offered_once_the_plan_is_adopted(world: World) -> None:
    three = Three(world)
    joint = three.suggest()
    with world.tx(three.coordinator) as tx:
        plan = tx.add(
            JointPlan(
                cooperation_id=three.cooperation.id,
                secretariat_id=three.cooperation.secretariat_id,
                year=2026,
                status=JOINT_PLAN.initial,
            )
        )
        tx.journal(JOINT_PLAN_BEGUN, plan, year=2026)
        row = tx.follow(JointFollowUp, joint.id)
        row.joint_plan_id = plan.id
        tx.journal(JOINT_CHANGED, row, fields="year")
    with pytest.raises(Conflict) as error, world.tx(three.coordinator) as tx:
        joint_follow_ups.offer(tx, joint.public_id, None, recipients=())
    assert refused(error, "joint.not_adopted")


def test_the_one_that_has_begun_cannot_walk_away(world: World) -> None:
    three = Three(world)
    three.all_plan()
    joint = under_way(three)
    with pytest.raises(Conflict) as error, world.tx(three.managers[0]) as tx:
        joint_follow_ups.decline(tx, three.part(joint, 0).public_id, "No time", None)
    assert refused(error, "joint.lead_stays")


def test_to_decline_frees_ones_own_follow_ups(world: World) -> None:
    three = Three(world)
    audits = three.all_plan()
    joint = under_way(three)
    with world.tx(three.managers[2]) as tx:
        joint_follow_ups.decline(tx, three.part(joint, 2).public_id, "No time", None)
    assert three.stored(audits[2]).joint_id is None
    assert three.stored(audits[1]).joint_id == joint.id


def test_a_cancelled_one_lets_the_plans_be_compared_again(world: World) -> None:
    three = Three(world)
    three.all_plan()
    joint = under_way(three)
    assert three.compare().counts["gone"] == 1
    with world.tx(three.coordinator) as tx:
        joint_follow_ups.cancel(tx, joint.public_id, "The supplier closed", None, recipients=())
    assert three.compare().counts["new"] == 1


def test_a_result_of_too_low_a_level_covers_nothing(world: World) -> None:
    three = Three(world)
    audits = three.all_plan()
    three.at_level(three.managers[2], three.contracts[2], Level.SPEARHEAD)
    joint = under_way(three)
    three.reports(joint, three.does(0, audits[0]))
    with pytest.raises(Invalid) as error:
        three.takes(joint, 2, audits[2])
    assert wrong(error) == {"follow_up_ids": ["reuse.low"]}
    with pytest.raises(Invalid) as foreign:
        three.takes(joint, 1, audits[2])
    assert wrong(foreign) == {"follow_up_ids": ["joint.not_own_slot"]}


def test_a_withdrawn_result_is_accepted_by_nobody_any_more(world: World) -> None:
    three = Three(world)
    audits = three.all_plan()
    joint = under_way(three)
    result = three.does(0, audits[0])
    three.reports(joint, result)
    three.takes(joint, 1, audits[1])
    with world.tx(three.managers[0]) as tx:
        sharing.withdraw(tx, result.public_id, "Wrong supplier")
    with pytest.raises(Conflict) as error:
        three.takes(joint, 2, audits[2])
    assert refused(error, "joint.withdrawn")
    assert three.spared() == [0, 1, 0]


def test_only_an_own_result_of_the_kind_and_the_supplier_is_reported(world: World) -> None:
    three = Three(world)
    audits = three.all_plan()
    joint = under_way(three)
    others = three.does(1, audits[1])
    other_kind = three.does(0, three.plans(0, date(2026, 4, 1), FollowUpKind.SITE_AUDIT))
    for result in (others, other_kind):
        with pytest.raises(Invalid) as error:
            three.reports(joint, result)
        assert wrong(error) == {"result_id": ["joint.not_its_result"]}


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"lead_id": "org_" + "a" * 26}, "lead_id"),
        ({"participant_ids": ("org_" + "a" * 26,)}, "participant_ids"),
        ({"participant_ids": ()}, "participant_ids"),
        ({"year": 2031, "due_on": date(2031, 1, 1)}, "year"),
        ({"due_on": date(2027, 1, 1)}, "due_on"),
        ({"kind": FollowUpKind.KICK_OFF}, "kind"),
    ],
)
def test_what_cannot_be_suggested_is_told_at_its_field(world: World, change: dict[str, Any], path: str) -> None:
    three = Three(world)
    with pytest.raises(Invalid) as error, world.tx(three.coordinator) as tx:
        joint_follow_ups.suggest(tx, three.cooperation.public_id, replace(three.new(), **change))
    assert list(wrong(error)) == [path]


def test_the_managers_concerned_and_the_approvers_are_told_once(world: World) -> None:
    three = Three(world)
    three.all_plan()
    within = (three.cooperation,)
    unconcerned = world.staff(three.regions[1], cooperations=within)
    approver = world.staff(three.regions[1], Role.APPROVER, cooperations=within)
    reader = world.staff(three.regions[1], Role.READER, cooperations=within)
    joint = three.suggest(others=(1,))
    three.offer(joint)
    with world.reading() as tx:
        mails = tx.session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "joint_offered")).all()
    told = {mail.dedupe_key.rpartition(":")[2] for mail in mails}
    assert told == {three.managers[0].public_id, three.managers[1].public_id, approver.public_id}
    assert {unconcerned.public_id, reader.public_id, three.managers[2].public_id}.isdisjoint(told)


def test_no_name_and_no_reason_stands_in_the_journal(world: World) -> None:
    three = Three(world)
    three.all_plan()
    joint = three.suggest()
    three.offer(joint)
    with world.tx(three.managers[1]) as tx:
        joint_follow_ups.decline(tx, three.part(joint, 1).public_id, "A secret reason", None)
    with world.reading() as tx:
        said = [str(facts) for facts in tx.session.scalars(select(JournalEntry.facts))]
    assert not [facts for facts in said if "secret" in facts or "Invented Gloves" in facts]
