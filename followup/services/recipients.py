"""To whom at a supplier something is sent: the person who was chosen, or the one who was added last."""

from __future__ import annotations

from sqlalchemy import select

from followup.domain.assignments import NO_CONTACT
from followup.domain.permissions import Permission
from followup.domain.questionnaires import OTHER_CONTACT
from followup.errors import Invalid
from followup.models.contracts import Contract
from followup.models.suppliers import SupplierContact
from followup.queries.mergers import are_same, kin_of
from followup.transaction import Transaction


def contact_for(tx: Transaction, contract: Contract) -> SupplierContact | None:
    """Return the contact person of the contract's supplier: the one added last, or None."""
    mine = select(SupplierContact).where(SupplierContact.supplier_id.in_(kin_of(contract.supplier_id)))
    return tx.session.scalars(mine.order_by(SupplierContact.id.desc()).limit(1)).one_or_none()


def recipient(tx: Transaction, contract: Contract, contact_id: str | None) -> SupplierContact:
    """Return the person to send to: the one chosen, who must be the supplier's, or the one added last.

    Errors: Invalid("link.no_contact"), Invalid for somebody else's contact person, both at contact_id.
    """
    wanted = tx.get(SupplierContact, contact_id, to=Permission.CONTACT_READ) if contact_id else None
    contact = wanted or contact_for(tx, contract)
    if contact is None:
        raise Invalid.at("contact_id", NO_CONTACT)
    if not are_same(tx.session, contact.supplier_id, contract.supplier_id):
        raise Invalid.at("contact_id", OTHER_CONTACT)
    return contact
