"""Registering, completing and voiding contracts."""

import pytest

from followup.db import Unjournaled
from followup.domain.contracts import ChangeContract, NewContract
from followup.domain.permissions import Permission
from followup.errors import Conflict, NotFound
from followup.models.contracts import Contract
from followup.queries import contracts as queries
from followup.services import contracts
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
