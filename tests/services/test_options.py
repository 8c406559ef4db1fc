"""Options: adding, taking away, deciding, and what follows for the contract."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from followup.domain.actors import Role, Staff
from followup.domain.contracts import ChangeContract, OptionStatus, OptionStep
from followup.domain.options import NewOption
from followup.domain.permissions import Permission
from followup.domain.strategic import Strategic
from followup.errors import Conflict, Forbidden, Invalid, NotFound
from followup.models.contracts import Contract, ContractOption
from followup.models.organisations import Organisation
from followup.queries import journal, planning
from followup.queries import options as queries
from followup.services import contracts, options
from tests.builders import SETUP, World
from tests.conftest import NOW

pytestmark = pytest.mark.database

ONE_YEAR = NewOption(extends_to_on=date(2029, 12, 31), decide_by_on=date(2028, 9, 30))
TWO_YEARS = NewOption(extends_to_on=date(2030, 12, 31), decide_by_on=date(2029, 9, 30))


@pytest.fixture
def staff(world: World) -> Staff:
    return world.staff(world.organisation(), name="Maja Manager")


@pytest.fixture
def contract(world: World, staff: Staff) -> Contract:
    return world.contract(staff, ends_on=date(2028, 12, 31))


def add(world: World, staff: Staff, contract: Contract, *new: NewOption) -> list[str]:
    with world.tx(staff) as tx:
        return [options.add(tx, contract.public_id, one).public_id for one in new]


def ends_on(world: World, contract: Contract) -> date | None:
    with world.reading() as tx:
        return tx.follow(Contract, contract.id).ends_on


def test_an_option_that_is_taken_moves_the_end_and_lets_the_planner_look_again(
    world: World, staff: Staff, contract: Contract
) -> None:
    first, _ = add(world, staff, contract, ONE_YEAR, TWO_YEARS)
    with world.tx(staff) as tx:
        row = tx.get(Contract, contract.public_id, to=Permission.CONTRACT_CHANGE)
        before = row.version
        contracts.change_strategic(tx, contract.public_id, _said(), None)
        row.planned_at = tx.now
    with world.reading(SETUP) as tx:
        assert contract.id not in _candidates(tx.session, tx.today)
    with world.tx(staff) as tx:
        tx.now += timedelta(hours=1)
        taken = options.decide(tx, first, OptionStep.TAKE)
        assert (taken.status, taken.decided_on, taken.decided_by_id) == (OptionStatus.TAKEN, tx.today, staff.user_id)
    assert ends_on(world, contract) == ONE_YEAR.extends_to_on
    with world.reading(SETUP) as tx:
        assert contract.id in _candidates(tx.session, tx.today)
        assert tx.follow(Contract, contract.id).version > before


def test_options_are_taken_in_turn(world: World, staff: Staff, contract: Contract) -> None:
    first, second = add(world, staff, contract, ONE_YEAR, TWO_YEARS)
    with pytest.raises(Conflict) as refused, world.tx(staff) as tx:
        options.decide(tx, second, OptionStep.TAKE)
    assert refused.value.reason.code == "option.first_another"
    with world.tx(staff) as tx:
        options.decide(tx, first, OptionStep.DECLINE)
        options.decide(tx, second, OptionStep.TAKE)
    assert ends_on(world, contract) == TWO_YEARS.extends_to_on


def test_a_declined_option_leaves_the_end_and_is_final(world: World, staff: Staff, contract: Contract) -> None:
    (only,) = add(world, staff, contract, ONE_YEAR)
    with world.tx(staff) as tx:
        options.decide(tx, only, OptionStep.DECLINE)
    assert ends_on(world, contract) == date(2028, 12, 31)
    for step in OptionStep:
        with pytest.raises(Conflict), world.tx(staff) as tx:
            options.decide(tx, only, step)
    with pytest.raises(Conflict) as refused, world.tx(staff) as tx:
        options.remove(tx, only)
    assert refused.value.reason.code == "option.decided"


def test_an_undecided_option_can_be_removed_and_the_history_keeps_that_it_was_there(
    world: World, staff: Staff, contract: Contract
) -> None:
    (only,) = add(world, staff, contract, ONE_YEAR)
    with world.tx(staff) as tx:
        options.remove(tx, only)
    with world.reading(staff) as tx:
        assert queries.of_contract(tx.session, contract.id) == []
        said = [line.text for line in journal.history(tx.session, [contract.public_id])]
    assert any("removed" in text and "2029" in text for text in said)
    assert add(world, staff, contract, ONE_YEAR)


def test_an_option_that_does_not_fit_is_refused_at_its_field(world: World, staff: Staff, contract: Contract) -> None:
    add(world, staff, contract, ONE_YEAR)
    late = NewOption(extends_to_on=TWO_YEARS.extends_to_on, decide_by_on=date(2030, 1, 1))
    for field, new in (("extends_to_on", ONE_YEAR), ("decide_by_on", late)):
        with pytest.raises(Invalid) as refused:
            add(world, staff, contract, new)
        assert set(refused.value.problems) == {field}


def test_a_contracts_end_cannot_be_edited_past_an_undecided_option(
    world: World, staff: Staff, contract: Contract
) -> None:
    add(world, staff, contract, ONE_YEAR)
    past = ChangeContract(title="X", starts_on=contract.starts_on, ends_on=date(2030, 1, 1))
    with pytest.raises(Invalid) as refused, world.tx(staff) as tx:
        contracts.change(tx, contract.public_id, past, None)
    assert set(refused.value.problems) == {"ends_on"}


def test_a_voided_contract_takes_no_options_and_decides_none(world: World, staff: Staff, contract: Contract) -> None:
    (only,) = add(world, staff, contract, ONE_YEAR)
    with world.tx(staff) as tx:
        contracts.void(tx, contract.public_id, "Twice.")
    with pytest.raises(Conflict):
        add(world, staff, contract, TWO_YEARS)
    with pytest.raises(Conflict), world.tx(staff) as tx:
        options.decide(tx, only, OptionStep.TAKE)


def test_only_ones_own_managers_decide(world: World, staff: Staff, contract: Contract) -> None:
    (only,) = add(world, staff, contract, ONE_YEAR)
    stranger = world.staff(world.organisation())
    with pytest.raises(NotFound), world.tx(stranger) as tx:
        options.decide(tx, only, OptionStep.TAKE)
    with world.reading() as tx:
        own = tx.session.scalars(select(ContractOption)).one()
    reader = world.staff(_of(world, own.organisation_id), Role.READER)
    with pytest.raises(Forbidden), world.tx(reader) as tx:
        options.decide(tx, only, OptionStep.TAKE)


def _candidates(session: Session, on: date) -> set[int]:
    return {key for here in planning.candidates(session, on, now=NOW).values() for key in here.contract_ids}


def _said() -> Strategic:
    return Strategic(description="Said so that the contract is saved.")


def _of(world: World, key: int) -> Organisation:
    with world.reading() as tx:
        return tx.follow(Organisation, key)
