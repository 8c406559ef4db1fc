"""Registering, completing and voiding contracts."""

from dataclasses import replace

import pytest

from followup.db import Unjournaled
from followup.domain.contracts import ChangeContract, NewContract
from followup.domain.follow_ups import FindingResult
from followup.domain.journal import FOLLOW_UP_PLANNED
from followup.domain.permissions import Permission
from followup.domain.schedule import FollowUpKind
from followup.errors import Conflict, NotFound
from followup.models.contracts import Contract
from followup.models.follow_ups import Finding, FollowUp
from followup.queries import contracts as queries
from followup.services import contracts
from followup.transaction import Transaction
from tests.builders import World

pytestmark = pytest.mark.database


def test_a_registered_contract_binds_the_clauses_of_its_version(world: World) -> None:
    staff = world.staff(world.organisation())
    contract = world.contract(staff, version=world.code_version(clauses=4))
    with world.reading(staff) as tx:
        assert [c.number for c in queries.clauses(tx.session, contract.id)] == ["2.1", "2.2", "2.3", "2.4"]


def test_another_organisations_contract_is_not_there(world: World) -> None:
    contract = world.contract(world.staff(world.organisation()))
    stranger = world.staff(world.organisation())
    with pytest.raises(NotFound), world.reading(stranger) as tx:
        tx.get(Contract, contract.public_id, to=Permission.CONTRACT_READ)


def test_a_stale_save_is_refused_and_changes_nothing(world: World) -> None:
    staff = world.staff(world.organisation())
    contract = world.contract(staff)
    stale = contract.version
    with world.tx(staff) as tx:
        contracts.change(tx, contract.public_id, ChangeContract(title="First"), stale)
    with pytest.raises(Conflict), world.tx(staff) as tx:
        contracts.change(tx, contract.public_id, ChangeContract(title="Second"), stale)
    with world.reading(staff) as tx:
        assert tx.get(Contract, contract.public_id, to=Permission.CONTRACT_READ).title == "First"


def test_a_change_without_a_journal_entry_is_not_committed(world: World) -> None:
    staff = world.staff(world.organisation())
    contract = world.contract(staff, title="As it was")
    with pytest.raises(Unjournaled), world.tx(staff) as tx:
        tx.get(Contract, contract.public_id, to=Permission.CONTRACT_CHANGE).title = "Silently"
    with world.reading(staff) as tx:
        assert tx.get(Contract, contract.public_id, to=Permission.CONTRACT_READ).title == "As it was"


def test_a_supplier_that_does_not_exist_is_refused(world: World) -> None:
    staff = world.staff(world.organisation())
    with pytest.raises(NotFound), world.tx(staff) as tx:
        contracts.register(tx, NewContract(title="X", supplier_id="sup_" + "a" * 26))


def test_saving_without_a_change_changes_nothing(world: World) -> None:
    staff = world.staff(world.organisation())
    contract = world.contract(staff)
    same = ChangeContract(
        title=contract.title, starts_on=contract.starts_on, ends_on=contract.ends_on, manager_id=staff.public_id
    )
    with world.tx(staff) as tx:
        assert contracts.change(tx, contract.public_id, same, contract.version).version == contract.version


def test_a_version_can_be_exchanged_until_something_rests_on_its_clauses(world: World) -> None:
    staff = world.staff(world.organisation())
    contract = world.contract(staff, version=world.code_version())
    newer = world.code_version("test-2027", clauses=2)
    exchanged = ChangeContract(title=contract.title, code_version=newer.key)
    with world.tx(staff) as tx:
        contracts.change(tx, contract.public_id, exchanged, None)
        assert len(queries.clauses(tx.session, contract.id)) == 2
        rest_on_a_clause(tx, contract)
    with pytest.raises(Conflict) as refused, world.tx(staff) as tx:
        contracts.change(tx, contract.public_id, ChangeContract(title="X", code_version="test-2026"), None)
    assert refused.value.reason.code == "contract.clauses_kept"


def rest_on_a_clause(tx: Transaction, contract: Contract) -> None:
    clause = queries.clauses(tx.session, contract.id)[0]
    follow_up = tx.add(
        FollowUp(
            contract_id=contract.id,
            kind=FollowUpKind.KICK_OFF,
            ordinal=1,
            status=FollowUp.machine.initial,
            due_on=tx.today,
            why={},
            planned_at=tx.now,
        )
    )
    tx.journal(FOLLOW_UP_PLANNED, follow_up, kind="kick_off", due_on=tx.today)
    tx.add(Finding(follow_up_id=follow_up.id, contract_clause_id=clause.id, result=FindingResult.PARTLY))


def test_an_integration_is_nobodys_manager(world: World) -> None:
    staff = replace(world.staff(world.organisation()), is_integration=True)
    with world.tx(staff) as tx:
        new = NewContract(title="By machine", supplier_id=world.supplier().public_id)
        assert contracts.register(tx, new, origin="api").manager_id is None
