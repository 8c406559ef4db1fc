"""What stands behind a contract: its sub-suppliers, the sites where it is made, and who may call off."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.orm.attributes import flag_modified

from followup.domain.journal import BENEFICIARIES_SET, SITES_SET, SUB_SUPPLIER_ADDED, SUB_SUPPLIER_REMOVED
from followup.domain.permissions import Permission
from followup.domain.supply import (
    NOT_A_SITE,
    OWN_ORGANISATION,
    OWN_SUPPLIER,
    Beneficiaries,
    ContractSites,
    NewSubSupplier,
)
from followup.errors import Invalid
from followup.models.contracts import Contract, ContractBeneficiary, ContractSite, ContractSubSupplier
from followup.models.organisations import Organisation
from followup.models.suppliers import Supplier, SupplierSite
from followup.queries import mergers, supply
from followup.services.contracts import check_open
from followup.transaction import Transaction


def add_sub_supplier(tx: Transaction, contract_id: str, new: NewSubSupplier) -> ContractSubSupplier:
    """Say who stands behind the contract's supplier.

    Errors: Invalid("supply.own_supplier") at supplier_id, Conflict("supply.known"), Conflict("contract.voided").
    """
    return _add(tx, _contract(tx, contract_id, None), new)


def remove_sub_supplier(tx: Transaction, sub_supplier_id: str) -> Contract:
    """Take away a sub-supplier, and its sites from the contract; the register keeps both."""
    row = tx.get(ContractSubSupplier, sub_supplier_id, to=Permission.CONTRACT_CHANGE)
    contract = tx.follow(Contract, row.contract_id)
    check_open(contract)
    _remove(tx, contract, row)
    return contract


def set_sub_suppliers(
    tx: Transaction, contract_id: str, wanted: Sequence[NewSubSupplier], version: int | None
) -> Contract:
    """Let these be the sub-suppliers and no others.

    Errors: as `add_sub_supplier`, and Conflict("stale").
    """
    contract = _contract(tx, contract_id, version)
    by_supplier = {new.supplier_id: new for new in wanted}
    rows = tx.session.execute(
        select(ContractSubSupplier, Supplier.public_id)
        .join(Supplier, Supplier.id == ContractSubSupplier.supplier_id)
        .where(ContractSubSupplier.contract_id == contract.id)
    ).all()
    for row, supplier_id in rows:
        new = by_supplier.get(supplier_id)
        if new is not None and (row.tier, row.delivers or "") == (new.tier, new.delivers):
            del by_supplier[supplier_id]
        else:
            _remove(tx, contract, row, keep_sites=new is not None)
    for new in by_supplier.values():
        _add(tx, contract, new)
    tx.flush()
    return contract


def set_sites(tx: Transaction, contract_id: str, new: ContractSites, version: int | None) -> Contract:
    """Let these be the sites where something is made for the contract, and no others.

    Errors: Invalid("supply.not_a_site") at site_ids, Conflict("stale"), Conflict("contract.voided").
    """
    contract = _contract(tx, contract_id, version)
    possible = {site.public_id: site.id for site in supply.possible_sites(tx.session, contract)}
    if not possible.keys() >= set(new.site_ids):
        raise Invalid.at("site_ids", NOT_A_SITE)
    wanted = {possible[public_id] for public_id in new.site_ids}
    rows = tx.session.scalars(select(ContractSite).where(ContractSite.contract_id == contract.id)).all()
    if wanted != {row.site_id for row in rows}:
        for row in rows:
            if row.site_id not in wanted:
                tx.session.delete(row)
        for site_id in sorted(wanted - {row.site_id for row in rows}):
            tx.add(ContractSite(contract_id=contract.id, site_id=site_id))
        _touch(tx, contract)
        tx.journal(SITES_SET, contract, count=len(wanted))
    tx.flush()
    return contract


def set_beneficiaries(tx: Transaction, contract_id: str, new: Beneficiaries, version: int | None) -> Contract:
    """Let these other organisations be the ones that may call off.

    Errors: Invalid("supply.own_organisation") at organisation_ids, Conflict("stale"), Conflict("contract.voided").
    """
    contract = _contract(tx, contract_id, version)
    wanted = _organisations(tx, contract, set(new.organisation_ids))
    rows = tx.session.scalars(select(ContractBeneficiary).where(ContractBeneficiary.contract_id == contract.id)).all()
    if wanted != {row.beneficiary_id for row in rows}:
        for row in rows:
            if row.beneficiary_id not in wanted:
                tx.session.delete(row)
        for beneficiary_id in sorted(wanted - {row.beneficiary_id for row in rows}):
            tx.add(ContractBeneficiary(contract_id=contract.id, beneficiary_id=beneficiary_id))
        _touch(tx, contract)
        tx.journal(BENEFICIARIES_SET, contract, count=len(wanted))
    tx.flush()
    return contract


def _contract(tx: Transaction, contract_id: str, version: int | None) -> Contract:
    contract = tx.get(Contract, contract_id, to=Permission.CONTRACT_CHANGE)
    tx.check_version(contract, version)
    check_open(contract)
    return contract


def _add(tx: Transaction, contract: Contract, new: NewSubSupplier) -> ContractSubSupplier:
    supplier = tx.get(Supplier, new.supplier_id, to=Permission.SUPPLIER_READ)
    if mergers.are_same(tx.session, supplier.id, contract.supplier_id):
        raise Invalid.at("supplier_id", OWN_SUPPLIER)
    row = tx.add(
        ContractSubSupplier(
            contract_id=contract.id, supplier_id=supplier.id, tier=new.tier, delivers=new.delivers or None
        )
    )
    _touch(tx, contract)
    tx.journal(SUB_SUPPLIER_ADDED, contract, supplier=supplier.public_id, tier=new.tier)
    return row


def _remove(tx: Transaction, contract: Contract, row: ContractSubSupplier, *, keep_sites: bool = False) -> None:
    supplier = tx.follow(Supplier, row.supplier_id)
    if not keep_sites:
        of_supplier = select(ContractSite).join(SupplierSite, SupplierSite.id == ContractSite.site_id)
        theirs = of_supplier.where(
            ContractSite.contract_id == contract.id, SupplierSite.supplier_id.in_(mergers.kin_of(supplier.id))
        )
        for site in tx.session.scalars(theirs):
            tx.session.delete(site)
    tx.session.delete(row)
    _touch(tx, contract)
    tx.journal(SUB_SUPPLIER_REMOVED, contract, supplier=supplier.public_id)
    tx.flush()


def _organisations(tx: Transaction, contract: Contract, wanted: Collection[str]) -> set[int]:
    found = [tx.get(Organisation, public_id, to=Permission.ORGANISATION_READ).id for public_id in sorted(wanted)]
    if contract.organisation_id in found:
        raise Invalid.at("organisation_ids", OWN_ORGANISATION)
    return set(found)


def _touch(tx: Transaction, contract: Contract) -> None:
    """Raise the contract's version: what stands behind it is part of it, and a stale save must be refused."""
    contract.changed_at = tx.now
    flag_modified(contract, "changed_at")
