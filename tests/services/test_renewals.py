"""Renewals: measures wait on the contract, and each is decided in the procurement that renews it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import select

from followup.domain.actors import Role, Staff
from followup.domain.procurements import ProcurementStatus
from followup.domain.renewals import MeasureStatus, NewMeasure, PlannedRenewal
from followup.errors import Conflict, Forbidden, Invalid, NotFound
from followup.models.contracts import Contract
from followup.models.journal import JournalEntry
from followup.models.procurements import Procurement
from followup.models.renewals import RenewalMeasure
from followup.queries import renewals as queries
from followup.services import contracts, procurements, renewals
from tests.builders import World
from tests.deviation_scenes import found

pytestmark = pytest.mark.database
TODAY = date(2026, 3, 2)


@pytest.fixture
def manager(world: World) -> Staff:
    return world.staff(world.organisation("Region North"), name="Maja Manager")


def queued(world: World, staff: Staff, contract: Contract, *bodies: str) -> list[str]:
    with world.tx(staff) as tx:
        return [renewals.queue(tx, contract.public_id, NewMeasure(body=body)).public_id for body in bodies]


def planned(world: World, staff: Staff, contract: Contract, into: str | None = None) -> Procurement:
    with world.tx(staff) as tx:
        return renewals.plan(tx, contract.public_id, PlannedRenewal(year=2028, procurement_id=into))


def undecided(world: World, staff: Staff, procurement: Procurement) -> int:
    with world.reading(staff) as tx:
        return queries.undecided(tx.session, procurement.id)


def status(world: World, measure_id: str) -> MeasureStatus:
    with world.reading() as tx:
        return tx.session.scalars(select(RenewalMeasure.status).filter_by(public_id=measure_id)).one()


def test_a_measure_waits_with_who_queued_it_and_when(world: World, manager: Staff) -> None:
    contract = world.contract(manager)
    queued(world, manager, contract, "Ask for the country of production")
    with world.reading(manager) as tx:
        renewal = queries.of_contract(tx.session, tx.follow(Contract, contract.id))
    assert renewal.procurement is None
    assert not renewal.is_planned
    [row] = renewal.measures
    assert (row.body, row.status, row.raised_by, row.raised_on) == (
        "Ask for the country of production",
        MeasureStatus.WAITING,
        "Maja Manager",
        TODAY,
    )


def test_a_contract_without_measures_has_a_renewal_without_rows(world: World, manager: Staff) -> None:
    contract = world.contract(manager)
    with world.reading(manager) as tx:
        assert queries.of_contract(tx.session, tx.follow(Contract, contract.id)).measures == []


def test_a_measure_can_come_from_a_deviation_of_the_same_contract_only(world: World) -> None:
    scene = found(world)
    other = world.contract(scene.manager)
    new = NewMeasure(body="Check the exits", deviation_id=scene.deviation_id)
    with world.tx(scene.manager) as tx:
        assert renewals.queue(tx, scene.contract.public_id, new).deviation_id == scene.deviation.id
    with pytest.raises(Invalid) as refused, world.tx(scene.manager) as tx:
        renewals.queue(tx, other.public_id, new)
    assert refused.value.problems["deviation_id"][0].code == "renewal.not_of_contract"


def test_planning_the_renewal_makes_a_procurement_with_what_is_known(world: World, manager: Staff) -> None:
    contract = world.contract(manager, title="Gloves")
    procurement = planned(world, manager, contract)
    assert (procurement.title, procurement.year, procurement.manager_id) == ("Gloves", 2028, manager.user_id)
    with world.reading() as tx:
        assert tx.follow(Contract, contract.id).renewal_id == procurement.id
        events = select(JournalEntry.facts).where(JournalEntry.event == "procurement.registered")
        assert tx.session.scalars(events).one()["origin"] == "renewal"
    with pytest.raises(Conflict, match=r"renewal\.planned"):
        planned(world, manager, contract)


def test_several_contracts_can_be_renewed_by_one_procurement(world: World, manager: Staff) -> None:
    first, second = world.contract(manager), world.contract(manager)
    queued(world, manager, first, "One")
    queued(world, manager, second, "Two", "Three")
    procurement = planned(world, manager, first)
    planned(world, manager, second, into=procurement.public_id)
    assert undecided(world, manager, procurement) == 3
    with world.reading(manager) as tx:
        rows = queries.of_procurement(tx.session, procurement.id)
    assert sorted((row.contract_title, row.body) for row in rows) == sorted(
        [(first.title, "One"), (second.title, "Two"), (second.title, "Three")]
    )


def test_each_measure_is_taken_in_or_declined_with_a_reason(world: World, manager: Staff) -> None:
    contract = world.contract(manager)
    one, two = queued(world, manager, contract, "One", "Two")
    procurement = planned(world, manager, contract)
    with world.tx(manager) as tx:
        renewals.take_in(tx, one)
    assert undecided(world, manager, procurement) == 1
    with world.tx(manager) as tx:
        renewals.decline(tx, two, "No longer sold")
    assert undecided(world, manager, procurement) == 0
    with world.reading(manager) as tx:
        rows = {row.body: row for row in queries.of_procurement(tx.session, procurement.id)}
    assert (rows["One"].status, rows["One"].decided_by) == (MeasureStatus.TAKEN_IN, "Maja Manager")
    assert (rows["Two"].status, rows["Two"].decision_reason) == (MeasureStatus.DECLINED, "No longer sold")
    with pytest.raises(Conflict), world.tx(manager) as tx:
        renewals.take_in(tx, two)


def test_nothing_is_decided_before_the_renewal_is_planned(world: World, manager: Staff) -> None:
    contract = world.contract(manager)
    [measure] = queued(world, manager, contract, "One")
    with pytest.raises(Conflict, match=r"renewal\.not_planned"), world.tx(manager) as tx:
        renewals.take_in(tx, measure)


def test_the_renewal_is_not_closed_while_a_measure_waits(world: World, manager: Staff) -> None:
    contract = world.contract(manager)
    [measure] = queued(world, manager, contract, "One")
    procurement = planned(world, manager, contract)
    with pytest.raises(Conflict, match="measures_left"), world.tx(manager) as tx:
        procurements.cancel(tx, procurement.public_id, "Not needed")
    with world.tx(manager) as tx:
        renewals.take_in(tx, measure)
        procurements.cancel(tx, procurement.public_id, "Not needed")
    with world.reading() as tx:
        assert tx.follow(Procurement, procurement.id).status is ProcurementStatus.CANCELLED


def test_what_a_cancelled_procurement_took_in_waits_again_for_the_next(world: World, manager: Staff) -> None:
    contract = world.contract(manager)
    taken, declined = queued(world, manager, contract, "Taken", "Declined")
    cancelled = planned(world, manager, contract)
    with world.tx(manager) as tx:
        renewals.take_in(tx, taken)
        renewals.decline(tx, declined, "No")
        procurements.cancel(tx, cancelled.public_id, "Not needed")
    again = planned(world, manager, contract)
    assert (status(world, taken), status(world, declined)) == (MeasureStatus.WAITING, MeasureStatus.DECLINED)
    assert undecided(world, manager, again) == 1
    assert undecided(world, manager, cancelled) == 0


def test_a_procurement_that_has_ended_renews_nothing(world: World, manager: Staff) -> None:
    first, second = world.contract(manager), world.contract(manager)
    ended = planned(world, manager, first)
    with world.tx(manager) as tx:
        procurements.cancel(tx, ended.public_id, "Not needed")
    with pytest.raises(Invalid) as refused:
        planned(world, manager, second, into=ended.public_id)
    assert refused.value.problems["procurement_id"][0].code == "renewal.settled"


def void(world: World, staff: Staff, contract: Contract) -> None:
    with world.tx(staff) as tx:
        contracts.void(tx, contract.public_id, "By mistake")


@pytest.mark.parametrize(
    "do",
    [
        lambda tx, contract: renewals.queue(tx, contract.public_id, NewMeasure(body="x")),
        lambda tx, contract: renewals.plan(tx, contract.public_id, PlannedRenewal(year=2027)),
    ],
)
def test_a_voided_contract_is_renewed_no_more(world: World, manager: Staff, do: Callable[..., object]) -> None:
    contract = world.contract(manager)
    void(world, manager, contract)
    with pytest.raises(Conflict, match="voided"), world.tx(manager) as tx:
        do(tx, contract)


def test_measures_of_a_voided_contract_keep_nothing_open(world: World, manager: Staff) -> None:
    contract = world.contract(manager)
    queued(world, manager, contract, "One")
    procurement = planned(world, manager, contract)
    void(world, manager, contract)
    assert undecided(world, manager, procurement) == 0


def test_readers_decide_nothing_and_strangers_see_nothing(world: World, manager: Staff) -> None:
    contract = world.contract(manager)
    [measure] = queued(world, manager, contract, "One")
    planned(world, manager, contract)
    with world.reading() as tx:
        region = tx.session.get_one(type(world.organisation()), manager.organisation_id)
    for who, refusal in ((world.staff(region, Role.READER), Forbidden), (world.staff(world.organisation()), NotFound)):
        with pytest.raises(refusal), world.tx(who) as tx:
            renewals.take_in(tx, measure)
