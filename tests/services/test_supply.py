"""What stands behind a contract: sub-suppliers, sites, and who may call off."""

from __future__ import annotations

import pytest

from followup.domain.actors import Staff
from followup.domain.suppliers import NewSite
from followup.domain.supply import Beneficiaries, ContractSites, NewSubSupplier
from followup.errors import Conflict, Invalid, NotFound
from followup.models.contracts import Contract
from followup.models.suppliers import Supplier
from followup.queries import supply as queries
from followup.services import contracts, suppliers, supply
from tests.builders import World

pytestmark = pytest.mark.database


@pytest.fixture
def staff(world: World) -> Staff:
    return world.staff(world.organisation())


@pytest.fixture
def maker(world: World) -> Supplier:
    return world.supplier("Maker")


@pytest.fixture
def contract(world: World, staff: Staff, maker: Supplier) -> Contract:
    return world.contract(staff, supplier=maker)


def site(world: World, staff: Staff, supplier: Supplier, name: str) -> str:
    with world.tx(staff) as tx:
        return suppliers.add_site(tx, supplier.public_id, NewSite(name=name, country="MY")).public_id


def names(world: World, staff: Staff, contract: Contract) -> tuple[list[str], list[str]]:
    with world.reading(staff) as tx:
        behind = [row.supplier_name for row in queries.sub_suppliers(tx.session, contract.id)]
        return behind, [row.name for row in queries.sites(tx.session, contract.id)]


def test_a_sub_supplier_comes_from_the_register_and_goes_with_its_sites(
    world: World, staff: Staff, maker: Supplier, contract: Contract
) -> None:
    latex = world.supplier("Latex")
    with world.tx(staff) as tx:
        new = NewSubSupplier(supplier_id=latex.public_id, tier=2, delivers="Latex")
        row = supply.add_sub_supplier(tx, contract.public_id, new)
    sites = [site(world, staff, maker, "Final"), site(world, staff, latex, "Plantation")]
    with world.tx(staff) as tx:
        supply.set_sites(tx, contract.public_id, ContractSites(site_ids=tuple(sites)), None)
    assert names(world, staff, contract) == (["Latex"], ["Final", "Plantation"])
    with world.tx(staff) as tx:
        supply.remove_sub_supplier(tx, row.public_id)
    assert names(world, staff, contract) == ([], ["Final"])


def test_the_contracts_own_supplier_is_not_behind_itself(
    world: World, staff: Staff, maker: Supplier, contract: Contract
) -> None:
    with pytest.raises(Invalid) as refused, world.tx(staff) as tx:
        supply.add_sub_supplier(tx, contract.public_id, NewSubSupplier(supplier_id=maker.public_id))
    assert set(refused.value.problems) == {"supplier_id"}


def test_a_sub_supplier_stands_behind_a_contract_once(world: World, staff: Staff, contract: Contract) -> None:
    new = NewSubSupplier(supplier_id=world.supplier().public_id)
    with world.tx(staff) as tx:
        supply.add_sub_supplier(tx, contract.public_id, new)
    with pytest.raises(Conflict) as refused, world.tx(staff) as tx:
        supply.add_sub_supplier(tx, contract.public_id, new)
    assert refused.value.reason.code == "supply.known"


def test_the_whole_list_replaces_what_differs_and_keeps_the_sites_of_those_who_stay(
    world: World, staff: Staff, contract: Contract
) -> None:
    stays, moves, goes = (world.supplier(name) for name in ("Stays", "Moves", "Goes"))
    with world.tx(staff) as tx:
        first = [NewSubSupplier(supplier_id=one.public_id) for one in (stays, moves, goes)]
        supply.set_sub_suppliers(tx, contract.public_id, first, None)
    sites = tuple(site(world, staff, one, f"Site of {one.name}") for one in (stays, moves, goes))
    with world.tx(staff) as tx:
        supply.set_sites(tx, contract.public_id, ContractSites(site_ids=sites), None)
        ids = {row.supplier_name: row.public_id for row in queries.sub_suppliers(tx.session, contract.id)}
    with world.tx(staff) as tx:
        wanted = [NewSubSupplier(supplier_id=stays.public_id), NewSubSupplier(supplier_id=moves.public_id, tier=2)]
        supply.set_sub_suppliers(tx, contract.public_id, wanted, None)
        rows = queries.sub_suppliers(tx.session, contract.id)
    assert [(row.supplier_name, row.tier) for row in rows] == [("Stays", 1), ("Moves", 2)]
    assert rows[0].public_id == ids["Stays"]
    assert names(world, staff, contract)[1] == ["Site of Moves", "Site of Stays"]


def test_only_ones_own_sites_of_those_suppliers_can_be_chosen(
    world: World, staff: Staff, maker: Supplier, contract: Contract
) -> None:
    stranger = world.staff(world.organisation())
    for wrong in (site(world, staff, world.supplier(), "Elsewhere"), site(world, stranger, maker, "Another's")):
        with pytest.raises(Invalid) as refused, world.tx(staff) as tx:
            supply.set_sites(tx, contract.public_id, ContractSites(site_ids=(wrong,)), None)
        assert set(refused.value.problems) == {"site_ids"}


def test_several_organisations_benefit_and_never_the_owner(world: World, staff: Staff, contract: Contract) -> None:
    others = [world.organisation(f"Municipality {n}") for n in (2, 1)]
    with world.tx(staff) as tx:
        new = Beneficiaries(organisation_ids=tuple(one.public_id for one in others))
        before = supply.set_beneficiaries(tx, contract.public_id, new, None).version
        again = supply.set_beneficiaries(tx, contract.public_id, new, before)
        assert again.version == before
        assert [row.name for row in queries.beneficiaries(tx.session, contract.id)] == [
            "Municipality 1",
            "Municipality 2",
        ]
        fewer = Beneficiaries(organisation_ids=(others[0].public_id,))
        supply.set_beneficiaries(tx, contract.public_id, fewer, before)
        assert [row.name for row in queries.beneficiaries(tx.session, contract.id)] == ["Municipality 2"]
    own = Beneficiaries(organisation_ids=(staff.organisation_public_id,))
    with pytest.raises(Invalid), world.tx(staff) as tx:
        supply.set_beneficiaries(tx, contract.public_id, own, None)


def test_nothing_is_set_on_a_stale_voided_or_foreign_contract(world: World, staff: Staff, contract: Contract) -> None:
    nobody = Beneficiaries()
    with pytest.raises(Conflict), world.tx(staff) as tx:
        supply.set_beneficiaries(tx, contract.public_id, nobody, contract.version + 1)
    with pytest.raises(NotFound), world.tx(world.staff(world.organisation())) as tx:
        supply.set_sites(tx, contract.public_id, ContractSites(), None)
    with world.tx(staff) as tx:
        contracts.void(tx, contract.public_id, "Twice.")
    with pytest.raises(Conflict), world.tx(staff) as tx:
        supply.add_sub_supplier(tx, contract.public_id, NewSubSupplier(supplier_id=world.supplier().public_id))
