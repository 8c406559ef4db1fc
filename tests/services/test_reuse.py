"""Reuse without a joint follow-up: a person takes a shared result for an own follow-up."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from followup.domain.actors import Role
from followup.domain.audits import NewAudit
from followup.domain.code_of_conduct import Level
from followup.domain.follow_up_policies import Efforts, NewEfforts
from followup.domain.follow_ups import FollowUpStatus
from followup.domain.money import Money
from followup.domain.schedule import FollowUpKind
from followup.errors import Conflict, Forbidden, Invalid, NotFound
from followup.models.contracts import ContractClause
from followup.models.joint_follow_ups import Coverage
from followup.services import audits, follow_up_policies, mergers, reuse, sharing
from tests.builders import World
from tests.joint import AUDIT, Three

pytestmark = pytest.mark.database
DONE_ON = date(2026, 2, 10)


def test_a_shared_result_settles_the_follow_up_on_its_own_day(world: World) -> None:
    three = Three(world)
    result = three.does(0, three.plans(0, date(2026, 2, 1)), DONE_ON)
    slot = three.plans(1, date(2026, 5, 4))
    three.reuses(1, slot, result)
    stored = three.stored(slot)
    assert (stored.status, stored.done_on, stored.settled_by_id) == (
        FollowUpStatus.COVERED,
        DONE_ON,
        three.managers[1].user_id,
    )
    assert three.spared() == [0, 1, 0]
    assert three.spared(2025) == [0, 0, 0]


def test_a_follow_up_whose_audit_is_being_prepared_is_not_covered(world: World) -> None:
    three = Three(world)
    result = three.does(0, three.plans(0, date(2026, 2, 1)), DONE_ON)
    slot = three.plans(1, date(2026, 5, 4))
    with world.tx(three.managers[1]) as tx:
        clauses = tuple(tx.session.scalars(select(ContractClause.public_id)))
        day = date(2026, 5, 4)
        audits.prepare(tx, slot.public_id, NewAudit(starts_on=day, ends_on=day, clause_ids=clauses))
    with pytest.raises(Invalid) as error:
        three.reuses(1, slot, result)
    assert [reason.code for reason in error.value.problems["result_id"]] == ["reuse.audited"]


def test_the_same_follow_up_is_covered_once(world: World) -> None:
    three = Three(world)
    result = three.does(0, three.plans(0, date(2026, 2, 1)), DONE_ON)
    slot = three.plans(1, date(2026, 5, 4))
    three.reuses(1, slot, result)
    with pytest.raises(Conflict) as error:
        three.reuses(1, slot, result)
    assert error.value.reason.code == "follow_up.closed"
    with world.reading() as tx:
        assert len(tx.session.scalars(select(Coverage)).all()) == 1


def test_one_result_does_not_cover_the_next_follow_up_of_the_contract_too(world: World) -> None:
    three = Three(world)
    result = three.does(0, three.plans(0, date(2026, 2, 1)), DONE_ON)
    three.reuses(1, three.plans(1, date(2026, 5, 4)), result)
    later = three.plans(1, date(2028, 5, 4))
    with pytest.raises(Invalid) as error:
        three.reuses(1, later, result)
    assert [reason.code for reason in error.value.problems["result_id"]] == ["reuse.not_newer"]


def test_all_that_stands_against_it_is_told_at_once(world: World) -> None:
    three = Three(world)
    result = three.does(0, three.plans(0, date(2026, 2, 1), FollowUpKind.DOCUMENT_REVIEW), DONE_ON)
    three.at_level(three.managers[1], three.contracts[1], Level.SPEARHEAD)
    slot = three.plans(1, date(2026, 5, 4))
    with pytest.raises(Invalid) as error:
        three.reuses(1, slot, result)
    assert [reason.code for reason in error.value.problems["result_id"]] == ["reuse.low", "reuse.weaker"]


def test_a_result_about_another_supplier_counts_once_the_two_are_one(world: World) -> None:
    three = Three(world)
    other = world.supplier("INVENTED GLOVES AB")
    contract = three.at_level(three.managers[0], world.contract(three.managers[0], supplier=other), Level.ADVANCED)
    result = three.does(0, three.plans(0, date(2026, 2, 1), contract=contract), DONE_ON)
    slot = three.plans(1, date(2026, 5, 4))
    with pytest.raises(Invalid) as error:
        three.reuses(1, slot, result)
    assert [reason.code for reason in error.value.problems["result_id"]] == ["reuse.other_supplier"]
    with world.tx(three.managers[0]) as tx:
        mergers.merge(tx, other.public_id, three.supplier.public_id)
    three.reuses(1, slot, result)
    assert three.stored(slot).status is FollowUpStatus.COVERED


def test_a_withdrawn_or_a_foreign_result_is_not_there(world: World) -> None:
    three = Three(world)
    result = three.does(0, three.plans(0, date(2026, 2, 1)), DONE_ON)
    slot = three.plans(1, date(2026, 5, 4))
    with world.tx(three.managers[0]) as tx:
        sharing.withdraw(tx, result.public_id, "By mistake")
    with pytest.raises(NotFound):
        three.reuses(1, slot, result)
    stranger = world.staff(world.organisation(), cooperations=(world.cooperation(),))
    with pytest.raises(NotFound), world.tx(stranger) as tx:
        reuse.take(tx, slot.public_id, result.public_id)


def test_only_a_manager_takes_it(world: World) -> None:
    three = Three(world)
    result = three.does(0, three.plans(0, date(2026, 2, 1)), DONE_ON)
    slot = three.plans(1, date(2026, 5, 4))
    auditor = world.staff(three.regions[1], Role.AUDITOR, cooperations=(three.cooperation,))
    with pytest.raises(Forbidden), world.tx(auditor) as tx:
        reuse.take(tx, slot.public_id, result.public_id)


def test_hours_and_cost_are_those_that_the_organisation_has_decided(world: World) -> None:
    three = Three(world)
    administrator = world.staff(three.regions[1], Role.ADMINISTRATOR, cooperations=(three.cooperation,))
    efforts = Efforts(minutes={AUDIT: 90}, per_hour=Money(800_00, "SEK"))
    with world.tx(administrator) as tx:
        new = NewEfforts(efforts=efforts, valid_from=tx.today, reason="Decided")
        follow_up_policies.state_efforts(tx, new)
    result = three.does(0, three.plans(0, date(2026, 2, 1)), DONE_ON)
    three.reuses(1, three.plans(1, date(2026, 5, 4)), result)
    three.reuses(2, three.plans(2, date(2026, 5, 4)), result)
    with world.reading() as tx:
        rows = tx.session.scalars(select(Coverage).order_by(Coverage.id)).all()
    assert [(row.minutes, row.cost_minor, row.currency) for row in rows] == [(90, 1200_00, "SEK"), (None, None, None)]
