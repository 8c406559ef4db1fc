"""What stands behind a contract: sub-suppliers, sites, and the organisations that may call off."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute, Session

from followup.i18n import language
from followup.models.contracts import Contract, ContractBeneficiary, ContractSite, ContractSubSupplier
from followup.models.organisations import Organisation
from followup.models.suppliers import Supplier, SupplierSite
from followup.queries.mergers import root_of
from followup.queries.rows import AnyRow, AnySelect


def sub_suppliers(session: Session, contract_id: int) -> Sequence[AnyRow]:
    """Return the contract's sub-suppliers, the nearest first.

    Shape: public_id, supplier_id, supplier_name, country, tier, delivers.
    """
    return session.execute(
        select(
            ContractSubSupplier.public_id,
            Supplier.public_id.label("supplier_id"),
            Supplier.name.label("supplier_name"),
            Supplier.country,
            ContractSubSupplier.tier,
            ContractSubSupplier.delivers,
        )
        .join(Supplier, Supplier.id == root_of(ContractSubSupplier.supplier_id))
        .where(ContractSubSupplier.contract_id == contract_id)
        .order_by(ContractSubSupplier.tier, Supplier.sort_sv, ContractSubSupplier.id)
    ).all()


def sites(session: Session, contract_id: int) -> Sequence[AnyRow]:
    """Return the sites where something is made for the contract, final production first.

    Shape: public_id, name, country, town, tier, supplier_name.
    """
    return session.execute(
        _sites()
        .join(ContractSite, ContractSite.site_id == SupplierSite.id)
        .where(ContractSite.contract_id == contract_id)
    ).all()


def possible_sites(session: Session, contract: Contract) -> Sequence[AnyRow]:
    """Return one's own organisation's sites of the supplier and of the sub-suppliers, final production first.

    Shape: as `sites`, with id.
    """
    behind = select(root_of(ContractSubSupplier.supplier_id)).where(ContractSubSupplier.contract_id == contract.id)
    is_theirs = (Supplier.id == root_of(contract.supplier_id)) | Supplier.id.in_(behind)
    return session.execute(_sites().where(is_theirs)).all()


def _sites() -> AnySelect:
    return (
        select(
            SupplierSite.id,
            SupplierSite.public_id,
            SupplierSite.name,
            SupplierSite.country,
            SupplierSite.town,
            SupplierSite.tier,
            Supplier.name.label("supplier_name"),
        )
        .join(Supplier, Supplier.id == root_of(SupplierSite.supplier_id))
        .order_by(SupplierSite.tier, SupplierSite.name, SupplierSite.id)
    )


def beneficiaries(session: Session, contract_id: int) -> Sequence[AnyRow]:
    """Return the other organisations that may call off from the contract, by name.

    Shape: public_id, name, country.
    """
    return session.execute(
        select(Organisation.public_id, Organisation.name, Organisation.country)
        .join(ContractBeneficiary, ContractBeneficiary.beneficiary_id == Organisation.id)
        .where(ContractBeneficiary.contract_id == contract_id)
        .order_by(_alphabet(), Organisation.id)
    ).all()


def other_organisations(session: Session, organisation_id: int) -> list[tuple[str, str]]:
    """Return every organisation but one as (public_id, name), by name."""
    statement = select(Organisation.public_id, Organisation.name).where(Organisation.id != organisation_id)
    return [(row.public_id, row.name) for row in session.execute(statement.order_by(_alphabet(), Organisation.id))]


def _alphabet() -> InstrumentedAttribute[str]:
    return Organisation.sort_nb if language() == "nb" else Organisation.sort_sv
