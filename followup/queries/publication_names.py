"""Names that never go to the public: of contact persons, of suppliers behind the supplier, and of their sites."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from followup.models.contracts import Contract, ContractSubSupplier
from followup.models.suppliers import Supplier, SupplierContact, SupplierSite
from followup.queries.mergers import kin_of

# Past the scope: the names are compared with a text, by whoever checks it, and shown to nobody.
_UNSCOPED = {"followup_unscoped": True}


def unspoken(session: Session, organisation_id: int, supplier_id: int) -> Iterator[str]:
    """Yield what one organisation knows about a supplier and its chain that a text may not name.

    A site of the supplier itself may be named; one behind it may not.
    """
    kin, named = kin_of(supplier_id), aliased(Supplier)
    people = select(SupplierContact.name, SupplierContact.email, SupplierContact.phone).where(
        SupplierContact.organisation_id == organisation_id, SupplierContact.supplier_id.in_(kin)
    )
    behind = (
        select(named.name)
        .join(ContractSubSupplier, ContractSubSupplier.supplier_id == named.id)
        .join(Contract, Contract.id == ContractSubSupplier.contract_id)
        .where(Contract.organisation_id == organisation_id, Contract.supplier_id.in_(kin), named.id.not_in(kin))
        .distinct()
    )
    sites = select(SupplierSite.name).where(
        SupplierSite.organisation_id == organisation_id, SupplierSite.supplier_id.in_(kin), SupplierSite.tier > 0
    )
    for statement in (people, behind, sites):
        for row in session.execute(statement, execution_options=_UNSCOPED):
            yield from (text for text in row if text)
