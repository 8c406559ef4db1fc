"""What else the register says of a supplier: other names, entries that are one, and papers with a last day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from followup.domain.calendar import add_months
from followup.domain.certificates import CertificateKind, NewCertificate
from followup.domain.mergers import NewAlias
from followup.domain.suppliers import NewSupplier
from followup.models.contracts import Contract
from followup.models.suppliers import Supplier
from followup.services import certificates, mergers, suppliers
from followup.transaction import Transaction

if TYPE_CHECKING:
    from followup.demo.story import Story

OF_CONTRACT = "A-2023-101"


def deepen(story: Story) -> None:
    """Complete one supplier of the region whose people can be visited."""
    region = story.team_of("23")
    signed = next(one for one in story.signed.values() if one.team is region and one.facts["number"] == OF_CONTRACT)
    with story.runtime.transaction(region.manager) as tx:
        supplier = tx.follow(Supplier, tx.follow(Contract, signed.contract_key).supplier_id)
        _names(tx, supplier)
        first, *others = _papers(tx.today)
        certificates.add(tx, supplier.public_id, first, [story.acts.upload()])
        for new in others:
            certificates.add(tx, supplier.public_id, new)


def _names(tx: Transaction, supplier: Supplier) -> None:
    """Add another name, an entry that was merged, and one that nobody has looked at yet."""
    suppliers.add_alias(tx, supplier.public_id, NewAlias(name="Textilgruppen (påhittad)"))
    country = supplier.country or "SE"
    for name, is_merged in ((f"{supplier.name} filial", True), (supplier.name.upper(), False)):
        entry = suppliers.register(tx, NewSupplier(name=name, country=country), origin="demonstration", invented=True)
        if is_merged:
            mergers.merge(tx, entry.public_id, supplier.public_id)


def _papers(today: date) -> tuple[NewCertificate, ...]:
    kind = CertificateKind
    return (
        NewCertificate(
            kind=kind.SOCIAL,
            name="Intyg om arbetsvillkor (påhittat)",
            issuer="Revisionsbyrån Påhitt",
            valid_from=add_months(today, -34),
            valid_until=today + timedelta(days=25),
        ),
        NewCertificate(
            kind=kind.ECOLABEL,
            name="Miljömärkning (påhittad)",
            issuer="Märkningen Påhitt",
            valid_from=add_months(today, -12),
            valid_until=add_months(today, 24),
        ),
        NewCertificate(
            kind=kind.ENVIRONMENTAL_MANAGEMENT,
            name="Miljöledning (påhittad)",
            valid_until=add_months(today, -2),
        ),
        NewCertificate(kind=kind.POLICY, name="Inköpspolicy (påhittad)", has_no_end=True),
    )
