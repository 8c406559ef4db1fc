"""Moving follow-ups by hand: to a date, a month, a person; and saying why one is late."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, select

from followup.domain.actors import Role, Staff
from followup.domain.cooperation_journal import JOINT_SUGGESTED
from followup.domain.follow_ups import NewFollowUp, reason_of
from followup.domain.joint_follow_ups import JointStatus, Payer
from followup.domain.journal import FOLLOW_UP_JOINED
from followup.domain.moves import Move
from followup.domain.risk import RiskClass
from followup.domain.schedule import FollowUpKind
from followup.errors import Conflict, Forbidden, Invalid, NotFound
from followup.models.follow_ups import FollowUp
from followup.models.joint_follow_ups import JointFollowUp
from followup.models.journal import JournalEntry
from followup.models.organisations import Organisation
from followup.queries import plan_views as queries
from followup.services import follow_ups, moves, schedule
from tests.builders import World
from tests.self_assessments import asked
from tests.web.statements import counted

pytestmark = pytest.mark.database
TODAY = date(2026, 3, 2)
MAY, JUNE = date(2026, 5, 4), date(2026, 6, 1)
K = FollowUpKind


@pytest.fixture
def region(world: World) -> Organisation:
    return world.organisation("Region North")


@pytest.fixture
def manager(world: World, region: Organisation) -> Staff:
    return world.staff(region, name="Maja Manager")


def put(world: World, staff: Staff, due_on: date = MAY, kind: FollowUpKind = K.SITE_AUDIT, title: str = "") -> FollowUp:
    contract = world.contract(staff, title=title)
    with world.tx(staff) as tx:
        return follow_ups.add(tx, contract.public_id, NewFollowUp(kind=kind, due_on=due_on, reason="A tip"))


def move(world: World, staff: Staff, *rows: FollowUp, **asked: Any) -> list[str]:
    with world.tx(staff) as tx:
        new = Move(**{"reason": "Holidays", "chosen": {row.public_id: row.version for row in rows}, **asked})
        return [row.public_id for row in moves.move(tx, new)]


def now(world: World, staff: Staff, row: FollowUp) -> FollowUp:
    with world.reading(staff) as tx:
        return tx.follow(FollowUp, row.id)


def events(world: World, staff: Staff, row: FollowUp) -> list[str]:
    with world.reading(staff) as tx:
        wanted = select(JournalEntry.event).where(JournalEntry.subject_id == row.public_id)
        return list(tx.session.scalars(wanted.order_by(JournalEntry.id)))


def test_several_move_in_one_save_each_with_its_reason_and_its_entry(world: World, manager: Staff) -> None:
    rows = [put(world, manager) for _ in range(3)]
    assert move(world, manager, *rows, due_on=JUNE) == [row.public_id for row in rows]
    for row in rows:
        after = now(world, manager, row)
        assert (after.due_on, after.version) == (JUNE, row.version + 1)
        assert reason_of(after.why).code == "follow_up.moved_by_hand"
        assert reason_of(after.why).params == {"due": JUNE, "planned": MAY, "note": "Holidays"}
        assert "follow_up.moved" in events(world, manager, row)


def test_the_plan_leaves_it_where_it_was_put(world: World, manager: Staff) -> None:
    contract = world.contract(manager, risk=RiskClass.B)
    with world.tx(manager) as tx:
        schedule.plan_now(tx, contract.public_id)
        rows = queries.of_contract(tx.session, contract.id, TODAY)
        row = next(row for row in rows if row.due_on > TODAY)
    with world.tx(manager) as tx:
        moves.move(tx, Move(chosen={row.public_id: row.version}, due_on=date(2026, 9, 1), reason="Later"))
    with world.tx(manager) as tx:
        tx.session.expire_all()
        again = schedule.schedule(tx, [contract.id], today=date(2026, 4, 1))
        after = {one.public_id: one.due_on for one in queries.of_contract(tx.session, contract.id, TODAY)}
    assert after[row.public_id] == date(2026, 9, 1)
    assert len(after) == len(rows)
    assert again["new"] == again["moved"] == 0


def test_a_month_keeps_the_day_and_a_person_keeps_the_date(world: World, manager: Staff, region: Organisation) -> None:
    auditor = world.staff(region, Role.AUDITOR)
    first, second = put(world, manager, date(2026, 5, 4)), put(world, manager, date(2026, 5, 13))
    move(world, manager, first, second, month=JUNE, person_id=auditor.public_id)
    assert [now(world, manager, row).due_on for row in (first, second)] == [date(2026, 6, 4), date(2026, 6, 15)]
    assert {now(world, manager, row).assigned_to_id for row in (first, second)} == {auditor.user_id}
    third = put(world, manager)
    move(world, manager, third, person_id=auditor.public_id)
    after = now(world, manager, third)
    assert (after.due_on, reason_of(after.why).code) == (MAY, "follow_up.by_hand")
    assert "follow_up.moved" not in events(world, manager, third)


def test_what_already_stands_there_is_neither_changed_nor_journalled(world: World, manager: Staff) -> None:
    row = put(world, manager, JUNE)
    assert move(world, manager, row, due_on=JUNE) == []
    assert now(world, manager, row).version == row.version


def test_all_or_none_when_somebody_else_saved_one_first(world: World, manager: Staff) -> None:
    rows = [put(world, manager, title="Gloves"), put(world, manager, title="Chairs")]
    with world.tx(manager) as tx:
        follow_ups.start(tx, rows[1].public_id)
    with pytest.raises(Conflict) as refused:
        move(world, manager, *rows, due_on=JUNE)
    assert (refused.value.reason.code, refused.value.reason.params["titles"]) == ("move.changed", "Chairs")
    assert now(world, manager, rows[0]).due_on == MAY


def test_what_is_settled_asked_or_joint_does_not_move(world: World, manager: Staff) -> None:
    settled = put(world, manager)
    with world.tx(manager) as tx:
        settled = follow_ups.skip(tx, settled.public_id, "x")
    scene = asked(world, staff=manager)
    with world.reading(manager) as tx:
        at_supplier = tx.follow(FollowUp, scene.follow_up.id)
    for row, code in ((settled, "move.closed"), (at_supplier, "move.asked")):
        with pytest.raises(Conflict) as refused:
            move(world, manager, row, due_on=JUNE)
        assert refused.value.reason.code == code


def test_what_is_asked_can_still_be_given_to_somebody(world: World, manager: Staff) -> None:
    scene = asked(world, staff=manager)
    with world.reading(manager) as tx:
        row = tx.follow(FollowUp, scene.follow_up.id)
    assert move(world, manager, row, person_id=manager.public_id) == [row.public_id]


def test_only_one_who_can_do_it_gets_it(world: World, manager: Staff, region: Organisation) -> None:
    row = put(world, manager)
    reader = world.staff(region, Role.READER)
    with pytest.raises(Invalid) as refused:
        move(world, manager, row, person_id=reader.public_id)
    assert [reason.code for reason in refused.value.problems["person_id"]] == ["follow_up.not_a_doer"]


def test_only_the_organisations_managers_move(world: World, manager: Staff, region: Organisation) -> None:
    row = put(world, manager)
    with pytest.raises(Forbidden):
        move(world, world.staff(region, Role.AUDITOR), row, due_on=JUNE)
    with pytest.raises(NotFound):
        move(world, world.staff(world.organisation()), row, due_on=JUNE)


def test_a_late_one_is_explained_and_the_explanation_ends_with_the_lateness(world: World, manager: Staff) -> None:
    late = put(world, manager, TODAY - timedelta(days=5))
    with world.tx(manager) as tx:
        moves.explain(tx, late.public_id, "The supplier moves its factory.")
    after = now(world, manager, late)
    assert after.late_note == "The supplier moves its factory."
    assert after.due_on == TODAY - timedelta(days=5)
    assert "follow_up.late_explained" in events(world, manager, late)
    move(world, manager, after, due_on=JUNE)
    assert now(world, manager, late).late_note is None


def test_what_is_not_late_has_nothing_to_explain(world: World, manager: Staff) -> None:
    today, scene = put(world, manager, TODAY), asked(world, staff=manager)
    for row in (today, scene.follow_up):
        with world.tx(manager) as tx, pytest.raises(Conflict) as refused:
            moves.explain(tx, row.public_id, "x")
        assert refused.value.reason.code == "move.not_late"


def test_an_auditor_explains_only_what_was_given_to_them(world: World, manager: Staff, region: Organisation) -> None:
    auditor = world.staff(region, Role.AUDITOR)
    late = put(world, manager, TODAY - timedelta(days=5))
    with world.tx(auditor) as tx, pytest.raises(Forbidden):
        moves.explain(tx, late.public_id, "x")
    move(world, manager, late, person_id=auditor.public_id)
    with world.tx(auditor) as tx:
        moves.explain(tx, late.public_id, "I was ill.")
    assert now(world, manager, late).late_note == "I was ill."


def test_a_stale_explanation_is_refused(world: World, manager: Staff) -> None:
    late = put(world, manager, TODAY - timedelta(days=5))
    with world.tx(manager) as tx:
        moves.explain(tx, late.public_id, "One", 1)
    with world.tx(manager) as tx, pytest.raises(Conflict):
        moves.explain(tx, late.public_id, "Other", 1)


def test_many_move_with_as_few_questions_as_two(world: World, manager: Staff, engine: Engine) -> None:
    asked_of = []
    for count in (2, 12):
        rows = [put(world, manager) for _ in range(count)]
        with counted(engine) as seen:
            move(world, manager, *rows, due_on=JUNE)
        asked_of.append(sum(statement.startswith("SELECT") for statement in seen))
    assert asked_of[0] == asked_of[1]
    assert asked_of[0] <= 6


def test_what_joins_others_keeps_the_date_of_those_who_join(world: World, region: Organisation) -> None:
    cooperation = world.cooperation(region)
    manager = world.staff(region, cooperations=(cooperation,))
    row, supplier = put(world, manager), world.supplier()
    with world.tx() as tx:
        joint = tx.add(
            JointFollowUp(
                cooperation_id=cooperation.id,
                secretariat_id=cooperation.secretariat_id,
                lead_id=region.id,
                supplier_id=supplier.id,
                kind=K.SITE_AUDIT,
                year=2026,
                due_on=MAY,
                payer=Payer.PROGRAMME,
                why="Three regions buy there.",
                status=JointStatus.SUGGESTED,
            )
        )
        tx.journal(JOINT_SUGGESTED, joint, count=1)
        held = tx.follow(FollowUp, row.id)
        held.joint_id = joint.id
        tx.journal(FOLLOW_UP_JOINED, held, joint=joint.public_id)
    with pytest.raises(Conflict) as refused:
        move(world, manager, now(world, manager, row), due_on=JUNE)
    assert refused.value.reason.code == "move.joint"
