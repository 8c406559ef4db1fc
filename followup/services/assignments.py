"""Personal links: issuing, renewing, extending, closing and revoking. Opening them stands in `openings.py`,
sending them again in `reissues.py`.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date
from typing import TypedDict

from sqlalchemy import select

from followup.domain import assignments as rules
from followup.domain.assignments import AssignmentKind, token_hash
from followup.domain.ids import new_id
from followup.domain.link_journal import (
    ASSIGNMENT_CLOSED,
    ASSIGNMENT_EXTENDED,
    ASSIGNMENT_ISSUED,
    ASSIGNMENT_REISSUED,
    ASSIGNMENT_REVOKED,
    CONTRIBUTOR_REMOVED,
)
from followup.domain.messages import NewLink
from followup.errors import Invalid
from followup.models.assignments import Assignment, PastLink
from followup.models.contracts import Contract
from followup.models.contributors import Contributor
from followup.models.suppliers import SupplierContact
from followup.queries import assignments as queries
from followup.queries.assignments import Parties
from followup.queries.rows import AnyRow
from followup.runtime import Keys
from followup.transaction import Transaction


class ToSupplierFacts(TypedDict):
    """What every mail to the holder of a link says alike."""

    recipient_address: str
    recipient_name: str
    locale: str
    thread: str
    reply_to_name: str
    reply_to_address: str
    buyer_name: str
    supplier_name: str
    contract_title: str
    contract_number: str
    assignment_id: str


class TaskFacts(TypedDict):
    """What a mail that carries a link says of what it is for."""

    task: str
    due_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """Somebody outside who is no contact of the supplier, such as an external auditor."""

    name: str
    email: str
    language: str
    id: None = None


class ToManagerFacts(TypedDict):
    """What every mail to the person who asked says alike."""

    recipient_address: str
    recipient_name: str
    locale: str
    thread: str
    buyer_name: str
    supplier_name: str
    contract_title: str
    contract_number: str


def to_supplier(assignment: Assignment) -> ToSupplierFacts:
    """Return the facts of a mail to the holder of the link."""
    return {
        "recipient_address": assignment.recipient_email,
        "recipient_name": assignment.recipient_name,
        "locale": assignment.language,
        "thread": assignment.public_id,
        "reply_to_name": assignment.asker_name,
        "reply_to_address": assignment.asker_email,
        "buyer_name": assignment.buyer_name,
        "supplier_name": assignment.supplier_name,
        "contract_title": assignment.contract_title,
        "contract_number": assignment.contract_number,
        "assignment_id": assignment.public_id,
    }


def to_manager(assignment: Assignment) -> ToManagerFacts:
    """Return the facts of a mail to the person who asked."""
    return {
        "recipient_address": assignment.asker_email,
        "recipient_name": assignment.asker_name,
        "locale": assignment.asker_language,
        "thread": assignment.public_id,
        "buyer_name": assignment.buyer_name,
        "supplier_name": assignment.supplier_name,
        "contract_title": assignment.contract_title,
        "contract_number": assignment.contract_number,
    }


def issue(
    tx: Transaction,
    keys: Keys,
    *,
    kind: AssignmentKind,
    contract: Contract,
    due_on: date,
    contact: SupplierContact | Recipient,
) -> Assignment:
    """Make a link to one address. What its pages may say is copied into it; of its token only the hash is kept.

    Errors: Invalid at due_on, or where nobody could be asked.
    """
    rules.check_due(due_on, tx.today)
    asker = _asker(tx, contract)
    parties = queries.parties(tx.session, contract)
    row = new_row(tx, keys, kind=kind, contract=contract, due_on=due_on, contact=contact, asker=asker, parties=parties)
    assignment = tx.add(Assignment(**row))
    tx.journal(ASSIGNMENT_ISSUED, assignment, kind=kind, expires_on=assignment.expires_on)
    return assignment


def new_row(
    tx: Transaction,
    keys: Keys,
    *,
    kind: AssignmentKind,
    contract: Contract,
    due_on: date,
    contact: SupplierContact | Recipient,
    asker: AnyRow,
    parties: Parties,
) -> dict[str, object]:
    """Return the columns of a new link, for one or for a set; only the hash of its token is among them."""
    public_id, nonce = new_id(Assignment.prefix), secrets.token_bytes(16)
    return {
        "public_id": public_id,
        "organisation_id": contract.organisation_id,
        "kind": kind,
        "contract_id": contract.id,
        "supplier_id": contract.supplier_id,
        "supplier_contact_id": contact.id,
        "recipient_name": contact.name,
        "recipient_email": contact.email,
        "language": contact.language,
        "buyer_name": parties.buyer_name,
        "supplier_name": parties.supplier_name,
        "contract_title": contract.title,
        "contract_number": contract.number,
        "asker_name": asker.name,
        "asker_email": asker.email,
        "asker_language": asker.language,
        "generation": 1,
        "nonce": nonce,
        "token_hash": token_hash(keys.new_token(public_id, 1, nonce)),
        "issued_at": tx.now,
        "due_on": due_on,
        "expires_on": rules.expires_on(due_on, tx.today),
    }


def _asker(tx: Transaction, contract: Contract) -> AnyRow:
    asker = queries.asker(tx.session, contract, tx.actor.user_id)
    if asker is None:
        raise Invalid.at("manager_id", rules.NO_ASKER)
    return asker


def renew(tx: Transaction, keys: Keys, assignment: Assignment, due_on: date) -> None:
    """Raise the generation: a new token, sent by whoever calls this; older ones and their sessions end at once."""
    tx.add(PastLink(token_hash=assignment.token_hash, assignment_id=assignment.id, generation=assignment.generation))
    assignment.generation += 1
    token = keys.new_token(assignment.public_id, assignment.generation, assignment.nonce)
    assignment.token_hash = token_hash(token)
    assignment.revoked_at = None
    assignment.due_on, assignment.expires_on = due_on, rules.expires_on(max(due_on, tx.today), tx.today)
    _take_present_names(tx, assignment)
    tx.journal(ASSIGNMENT_REISSUED, assignment, generation=assignment.generation)


def _take_present_names(tx: Transaction, assignment: Assignment) -> None:
    contact = contact_of(tx, assignment)
    if contact is not None:
        assignment.recipient_name, assignment.recipient_email = contact.name, contact.email
        assignment.language = contact.language
    asker = queries.asker(tx.session, tx.follow(Contract, assignment.contract_id), tx.actor.user_id)
    if asker is not None:
        assignment.asker_name, assignment.asker_email = asker.name, asker.email
        assignment.asker_language = asker.language


def contact_of(tx: Transaction, assignment: Assignment) -> SupplierContact | None:
    """Return the link's contact as the register has it now."""
    mine = select(SupplierContact).where(SupplierContact.id == assignment.supplier_contact_id)
    return tx.session.scalars(mine).one_or_none()


def mail_link(tx: Transaction, assignment: Assignment, once: str) -> None:
    """Send a new link to the registered address, once for each `once`."""
    mail = NewLink(**to_supplier(assignment), dedupe_key=key_of(assignment, once), **task_of(assignment))
    tx.post(mail, about=assignment)


def key_of(assignment: Assignment, once: str) -> str:
    """Return what makes two mails that carry the same link one."""
    return f"new_link:{assignment.public_id}:{once}"


def task_of(assignment: Assignment) -> TaskFacts:
    """Return what a mail that carries a link says of what it is for."""
    return {"task": assignment.kind, "due_on": assignment.due_on}


def extend(tx: Transaction, assignment: Assignment, due_on: date) -> None:
    """Give the holder until another day; the link stays the same.

    Errors: Invalid at due_on.
    """
    rules.check_due(due_on, tx.today)
    assignment.due_on, assignment.expires_on = due_on, rules.expires_on(due_on, tx.today)
    tx.journal(ASSIGNMENT_EXTENDED, assignment, expires_on=assignment.expires_on)


def keep_receipt(tx: Transaction, assignment: Assignment) -> None:
    """Let the link live as long as its holder may want to read the receipt."""
    until = rules.receipt_until(assignment.expires_on, tx.today)
    if until != assignment.expires_on:
        assignment.expires_on = until
        tx.journal(ASSIGNMENT_EXTENDED, assignment, expires_on=until)


def close(tx: Transaction, assignment: Assignment) -> None:
    """Note that nothing more is asked; what was sent in can be read as long as the link lives."""
    if assignment.closed_at is None:
        assignment.closed_at = tx.now
        tx.journal(ASSIGNMENT_CLOSED, assignment)


def open_again(tx: Transaction, assignment: Assignment) -> None:
    """Note that something is asked by the link after all; whoever calls this gives it a day."""
    assignment.closed_at = None


def revoke(tx: Transaction, assignment: Assignment) -> None:
    """End the link, its sessions and its colleagues' links at once; a new one can be sent to the registered address."""
    if assignment.revoked_at is None:
        assignment.revoked_at = tx.now
        tx.journal(ASSIGNMENT_REVOKED, assignment)
        helping = select(Contributor).where(
            Contributor.assignment_id == assignment.id, Contributor.removed_at.is_(None)
        )
        for contributor in tx.session.scalars(helping):
            take_back(tx, contributor)


def take_back(tx: Transaction, contributor: Contributor) -> None:
    """End a colleague's link and its sessions at once; what the colleague wrote stays."""
    if contributor.removed_at is None:
        contributor.removed_at = tx.now
        tx.journal(CONTRIBUTOR_REMOVED, contributor)


def revoke_of_contact(tx: Transaction, contact: SupplierContact) -> int:
    """End the open links that were sent to another address than the contact has now. Returns how many.

    Source: trust.md L10.
    """
    mine = select(Assignment).where(Assignment.supplier_contact_id == contact.id, Assignment.closed_at.is_(None))
    stale = [a for a in tx.session.scalars(mine) if not rules.same_address(contact.email, a.recipient_email)]
    for assignment in stale:
        revoke(tx, assignment)
    return len(stale)
