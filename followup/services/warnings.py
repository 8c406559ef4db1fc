"""Warnings by mail. They change nothing but outbox and journal, so that no open form goes stale."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from followup.domain.calendar import days_left
from followup.domain.journal import CERTIFICATE_WARNED, END_WARNED
from followup.domain.messages import CertificateWarning, ContractWarning
from followup.domain.users import UserStatus
from followup.domain.warnings import Alert, as_line
from followup.models.certificates import SupplierCertificate
from followup.models.contracts import Contract
from followup.models.organisations import Organisation
from followup.models.suppliers import Supplier
from followup.models.users import User
from followup.queries import renewals
from followup.queries.mergers import root_of
from followup.queries.warnings import responsible
from followup.transaction import Transaction


def contract_key(contract_id: str, alert: Alert, role: str) -> str:
    """Return what makes a contract's warning the same as one that was written before; a moved date makes another."""
    deadline = alert.deadline
    return f"warning:{contract_id}:{deadline.kind}:{deadline.about}:{deadline.on}:{alert.step}:{role}"


def certificate_key(certificate_id: str, valid_until: date, step: int, user_id: int) -> str:
    """Return what makes a certificate's warning the same as one that was written before."""
    return f"warning:{certificate_id}:{valid_until}:{step}:{user_id}"


def of_contract(tx: Transaction, contract_id: int, alert: Alert, *, today: date) -> int:
    """Warn the contract's manager and deputy of one deadline, with what waits for the renewal.

    Returns how many mails were written: none for a step of which they were warned before.
    """
    contract = tx.follow(Contract, contract_id)
    supplier = _supplier(tx, contract.supplier_id)
    buyer = tx.follow(Organisation, contract.organisation_id)
    measures = tuple(as_line(body) for body in renewals.waiting(tx.session, contract.id))
    written = 0
    for role, user in _responsible(tx, contract):
        mail = ContractWarning(
            recipient_address=user.email,
            recipient_name=user.name,
            locale=user.language,
            thread=contract.public_id,
            path=f"/contracts/{contract.public_id}",
            dedupe_key=contract_key(contract.public_id, alert, role),
            buyer_name=buyer.name,
            supplier_name=supplier.name,
            contract_title=contract.title,
            contract_number=contract.number,
            what=alert.deadline.kind,
            falls_on=alert.deadline.on,
            days=days_left(alert.deadline.on, today),
            measures=measures,
        )
        written += tx.post(mail, about=contract)
    if written:
        tx.journal(END_WARNED, contract, on=alert.deadline.on, what=alert.deadline.kind)
    return written


def _responsible(tx: Transaction, contract: Contract) -> Sequence[tuple[str, User]]:
    wanted = responsible(contract.manager_id, contract.deputy_id)
    found = {user.id: user for user in _active(tx, list(wanted.values()))}
    return [(role, found[key]) for role, key in wanted.items() if key in found]


def _active(tx: Transaction, user_ids: Sequence[int]) -> Sequence[User]:
    people = select(User).where(User.id.in_(user_ids), User.is_integration.is_(False))
    return tx.session.scalars(people.where(User.status == UserStatus.ACTIVE).order_by(User.id)).all()


def _supplier(tx: Transaction, supplier_id: int) -> Supplier:
    return tx.session.scalars(select(Supplier).where(Supplier.id == root_of(supplier_id))).one()


def of_certificate(tx: Transaction, certificate_id: int, step: int, user_ids: Sequence[int], *, today: date) -> int:
    """Warn these people that a supplier's certificate ends. Returns how many mails were written."""
    certificate = tx.follow(SupplierCertificate, certificate_id)
    ends_on = certificate.valid_until
    if ends_on is None or certificate.withdrawn_at is not None:
        return 0
    supplier = _supplier(tx, certificate.supplier_id)
    written = 0
    for user in _active(tx, user_ids):
        mail = CertificateWarning(
            recipient_address=user.email,
            recipient_name=user.name,
            locale=user.language,
            thread=supplier.public_id,
            path=f"/suppliers/{supplier.public_id}",
            dedupe_key=certificate_key(certificate.public_id, ends_on, step, user.id),
            supplier_name=supplier.name,
            certificate_name=certificate.name,
            certificate_kind=certificate.kind,
            ends_on=ends_on,
            days=days_left(ends_on, today),
        )
        written += tx.post(mail, about=certificate)
    if written:
        tx.journal(CERTIFICATE_WARNED, supplier, certificate=certificate.public_id, valid_until=ends_on)
    return written
