"""What is asked twice is found over all organisations, and a second look writes nothing."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import Engine, select

from followup.domain.code_of_conduct import Level
from followup.domain.overlaps import share_of
from followup.domain.schedule import FollowUpKind
from followup.domain.suppliers import NewSite
from followup.domain.supply import ContractSites
from followup.models.contracts import Contract
from followup.models.follow_ups import FollowUp
from followup.models.joint_follow_ups import Overlap
from followup.models.journal import JournalEntry
from followup.models.suppliers import Supplier
from followup.services import joint_follow_ups, mergers, suppliers, supply
from tests.builders import World
from tests.joint import DUE, Three
from tests.web.statements import counted

pytestmark = pytest.mark.database
WRITES = ("INSERT", "UPDATE", "DELETE")


def found(world: World) -> list[Overlap]:
    with world.reading() as tx:
        return list(tx.session.scalars(select(Overlap).order_by(Overlap.year, Overlap.kind, Overlap.site)))


def test_three_plans_for_one_supplier_are_one_row_with_counts_and_days_only(world: World) -> None:
    three = Three(world)
    three.at_level(three.managers[1], three.contracts[1], Level.SPEARHEAD)
    three.all_plan()
    assert three.compare().counts["new"] == 1
    (row,) = found(world)
    assert (row.supplier_id, row.site, row.kind, row.year) == (three.supplier.id, "", FollowUpKind.OFFICE_AUDIT, 2026)
    shares = {share.organisation: share for share in map(share_of, row.organisations)}
    assert {key: (s.slots, s.first_due_on) for key, s in shares.items()} == {
        region.public_id: (1, due_on) for region, due_on in zip(three.regions, DUE, strict=True)
    }
    assert shares[three.regions[1].public_id].level is Level.SPEARHEAD
    assert shares[three.regions[0].public_id].generations == ("joint-2026",)


def test_a_second_look_writes_nothing(world: World, engine: Engine) -> None:
    three = Three(world)
    three.all_plan()
    three.compare()
    before = [(row.id, row.found_at, row.organisations) for row in found(world)]
    with counted(engine) as statements:
        again = three.compare()
    assert [s for s in statements if s.startswith(WRITES)] == []
    assert dict(again.counts) == {}
    assert [(row.id, row.found_at, row.organisations) for row in found(world)] == before


def test_one_plan_alone_two_kinds_or_two_years_are_not_asked_twice(world: World) -> None:
    three = Three(world)
    three.plans(0, date(2026, 5, 4))
    three.plans(1, date(2026, 5, 4), FollowUpKind.TRACEABILITY)
    three.plans(2, date(2027, 5, 4))
    three.compare()
    assert found(world) == []


def test_a_meeting_is_nobody_elses(world: World) -> None:
    three = Three(world)
    three.all_plan(FollowUpKind.KICK_OFF)
    three.compare()
    assert found(world) == []


def test_what_is_late_counts_for_this_year(world: World) -> None:
    three = Three(world)
    three.plans(0, date(2025, 11, 3))
    three.plans(1, date(2026, 5, 4))
    three.compare()
    assert [row.year for row in found(world)] == [2026]


def test_merged_suppliers_are_one(world: World) -> None:
    three = Three(world)
    other = world.supplier("INVENTED GLOVES AB")
    three.plans(0, date(2026, 5, 4))
    contract = three.at_level(three.managers[1], world.contract(three.managers[1], supplier=other), Level.BASIC)
    three.plans(1, date(2026, 6, 1), contract=contract)
    three.compare()
    assert found(world) == []
    with world.tx(three.managers[0]) as tx:
        mergers.merge(tx, other.public_id, three.supplier.public_id)
    three.compare()
    assert [row.supplier_id for row in found(world)] == [three.supplier.id]


def test_a_row_goes_when_the_plans_no_longer_meet(world: World) -> None:
    three = Three(world)
    three.plans(0, date(2026, 5, 4))
    audit = three.plans(1, date(2026, 6, 1))
    three.compare()
    three.does(1, audit)
    assert three.compare().counts["gone"] == 1
    assert found(world) == []


def at_a_site(three: Three, place: int, contract: Contract, maker: Supplier, name: str) -> None:
    with three.world.tx(three.managers[place]) as tx:
        site = suppliers.add_site(tx, maker.public_id, NewSite(name=name, country="PK", town="Lahore"))
        supply.set_sites(tx, contract.public_id, ContractSites(site_ids=(site.public_id,)), None)


def test_one_factory_behind_two_suppliers_is_asked_twice(world: World) -> None:
    three = Three(world)
    trader = world.supplier("Another trader AB")
    other = world.contract(three.managers[1], supplier=trader)
    at_a_site(three, 0, three.contracts[0], three.supplier, "Sewing hall 4")
    at_a_site(three, 1, other, trader, "SEWING HALL 4")
    three.plans(0, date(2026, 5, 4), FollowUpKind.SITE_AUDIT)
    three.plans(1, date(2026, 6, 1), FollowUpKind.SITE_AUDIT, other)
    three.compare()
    (row,) = found(world)
    assert row.site.casefold().endswith("hall 4, pk")
    assert len(row.organisations) == 2
    assert three.compare().counts["new"] == 0


def test_two_statements_find_it_however_many_they_are(world: World, engine: Engine) -> None:
    three = Three(world)
    three.all_plan()
    three.compare()
    with counted(engine) as few:
        three.compare()
    for place in range(3):
        for _ in range(3):
            contract = world.contract(three.managers[place], supplier=three.supplier)
            three.plans(place, date(2026, 7, 1), contract=contract)
    three.compare()
    with counted(engine) as many:
        three.compare()
    assert len(many) == len(few)


def test_what_was_part_of_a_cancelled_joint_follow_up_stands_alone_again_after_the_night(world: World) -> None:
    three = Three(world)
    own = three.all_plan()[1]
    joint = three.suggest()
    three.offer(joint)
    with world.tx(three.managers[1]) as tx:
        joint_follow_ups.accept(tx, three.part(joint, 1).public_id, None)
    with world.tx(three.coordinator) as tx:
        joint_follow_ups.cancel(tx, joint.public_id, "The supplier is sold.", None, recipients=())
    with world.reading() as tx:
        assert tx.follow(FollowUp, own.id).joint_id == joint.id
    assert three.compare().counts["let_go"] == 1
    with world.reading() as tx:
        assert tx.follow(FollowUp, own.id).joint_id is None
        left = select(JournalEntry).where(JournalEntry.event == "follow_up.left")
        assert tx.session.scalars(left).one().organisation_id == three.regions[1].id
    assert three.compare().counts["let_go"] == 0
