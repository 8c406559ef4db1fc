"""What stands behind a contract: its sub-suppliers, its sites, and the organisations that may call off."""

from __future__ import annotations

from typing import Any

from followup.domain.permissions import Permission
from followup.domain.supply import Beneficiaries, ContractSites, NewSubSupplier
from followup.i18n import country
from followup.models.contracts import Contract
from followup.models.suppliers import Supplier
from followup.queries import suppliers
from followup.queries import supply as queries
from followup.queries.rows import AnyRow
from followup.schemas.supply import (
    BeneficiariesSchema,
    ContractSitesSchema,
    NewSubSupplierSchema,
    SubSuppliersSchema,
    SupplySchema,
)
from followup.services import supply
from followup.transaction import Transaction
from followup.web.endpoint import Room, Shown, see_other

room = Room("supply")


@room.page("/contracts/<contract_id>/supply", needs=Permission.CONTRACT_READ, template="contracts/supply.html")
def show(tx: Transaction, contract_id: str) -> dict[str, Any]:
    """Return who and what stands behind the contract."""
    contract = tx.get(Contract, contract_id, to=Permission.CONTRACT_READ)
    return {"contract": contract, **_behind(tx, contract)}


@room.read("/contracts/<contract_id>/supply", needs=Permission.CONTRACT_READ, gives=SupplySchema)
def get_supply(tx: Transaction, contract_id: str) -> dict[str, Any]:
    """Return who and what stands behind the contract, with the contract's own version."""
    return _behind(tx, tx.get(Contract, contract_id, to=Permission.CONTRACT_READ))


def _sub_supplier_form(tx: Transaction, contract_id: str) -> Shown:
    contract = tx.get(Contract, contract_id, to=Permission.CONTRACT_CHANGE)
    return Shown(
        data={"tier": 1}, choices={"supplier_id": suppliers.choices(tx.session)}, context={"contract": contract}
    )


@room.form(
    "/contracts/<contract_id>/sub-suppliers/new",
    needs=Permission.CONTRACT_CHANGE,
    takes=NewSubSupplierSchema,
    template="contracts/sub_supplier.html",
    shows=_sub_supplier_form,
)
def add_sub_supplier(tx: Transaction, new: NewSubSupplier, contract_id: str) -> Any:
    """Say who stands behind the contract's supplier."""
    supply.add_sub_supplier(tx, contract_id, new)
    return see_other("supply.show", contract_id=contract_id, notice="saved")


@room.action("/sub-suppliers/<sub_supplier_id>/remove", needs=Permission.CONTRACT_CHANGE)
def remove_sub_supplier(tx: Transaction, sub_supplier_id: str) -> Any:
    """Take away a sub-supplier from the contract."""
    contract = supply.remove_sub_supplier(tx, sub_supplier_id)
    return see_other("supply.show", contract_id=contract.public_id, notice="saved")


@room.change(
    "/contracts/<contract_id>/sub-suppliers",
    needs=Permission.CONTRACT_CHANGE,
    takes=SubSuppliersSchema,
    gives=SupplySchema,
)
def change_sub_suppliers(
    tx: Transaction, new: tuple[NewSubSupplier, ...], contract_id: str, version: int
) -> dict[str, Any]:
    """Let these be the sub-suppliers and no others."""
    return _behind(tx, supply.set_sub_suppliers(tx, contract_id, new, version))


def _sites_form(tx: Transaction, contract_id: str) -> Shown:
    contract = tx.get(Contract, contract_id, to=Permission.CONTRACT_CHANGE)
    possible = queries.possible_sites(tx.session, contract)
    return Shown(
        data={"site_ids": [site.public_id for site in queries.sites(tx.session, contract.id)]},
        choices={"site_ids": [(site.public_id, _placed(site)) for site in possible]},
        version=contract.version,
        context={
            "contract": contract,
            "has_choices": bool(possible),
            "supplier_id": tx.follow(Supplier, contract.supplier_id).public_id,
        },
    )


@room.form(
    "/contracts/<contract_id>/sites",
    needs=Permission.CONTRACT_CHANGE,
    takes=ContractSitesSchema,
    template="contracts/sites.html",
    shows=_sites_form,
    versioned=True,
)
def choose_sites(tx: Transaction, new: ContractSites, contract_id: str, version: int | None) -> Any:
    """Say where something is made for the contract."""
    supply.set_sites(tx, contract_id, new, version)
    return see_other("supply.show", contract_id=contract_id, notice="saved")


@room.change(
    "/contracts/<contract_id>/sites", needs=Permission.CONTRACT_CHANGE, takes=ContractSitesSchema, gives=SupplySchema
)
def change_sites(tx: Transaction, new: ContractSites, contract_id: str, version: int) -> dict[str, Any]:
    """Let these be the sites of the contract and no others."""
    return _behind(tx, supply.set_sites(tx, contract_id, new, version))


def _beneficiaries_form(tx: Transaction, contract_id: str) -> Shown:
    contract = tx.get(Contract, contract_id, to=Permission.CONTRACT_CHANGE)
    return Shown(
        data={"organisation_ids": [one.public_id for one in queries.beneficiaries(tx.session, contract.id)]},
        choices={"organisation_ids": queries.other_organisations(tx.session, contract.organisation_id)},
        version=contract.version,
        context={"contract": contract},
    )


@room.form(
    "/contracts/<contract_id>/beneficiaries",
    needs=Permission.CONTRACT_CHANGE,
    takes=BeneficiariesSchema,
    template="contracts/beneficiaries.html",
    shows=_beneficiaries_form,
    versioned=True,
)
def choose_beneficiaries(tx: Transaction, new: Beneficiaries, contract_id: str, version: int | None) -> Any:
    """Say which other organisations may call off."""
    supply.set_beneficiaries(tx, contract_id, new, version)
    return see_other("supply.show", contract_id=contract_id, notice="saved")


@room.change(
    "/contracts/<contract_id>/beneficiaries",
    needs=Permission.CONTRACT_CHANGE,
    takes=BeneficiariesSchema,
    gives=SupplySchema,
)
def change_beneficiaries(tx: Transaction, new: Beneficiaries, contract_id: str, version: int) -> dict[str, Any]:
    """Let these be the organisations that may call off and no others."""
    return _behind(tx, supply.set_beneficiaries(tx, contract_id, new, version))


def _placed(site: AnyRow) -> str:
    place = ", ".join(part for part in (site.town, country(site.country)) if part)
    return f"{site.name}, {place} ({site.supplier_name})"


def _behind(tx: Transaction, contract: Contract) -> dict[str, Any]:
    return {
        "version": contract.version,
        "sub_suppliers": queries.sub_suppliers(tx.session, contract.id),
        "sites": queries.sites(tx.session, contract.id),
        "beneficiaries": queries.beneficiaries(tx.session, contract.id),
    }
