"""The links that hang on an audit: the supplier's, issued once, and an external auditor's, to that audit only."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlalchemy import select

from followup.domain.assignments import AssignmentKind, check_due
from followup.domain.audit_journal import AUDIT_LINK_SENT
from followup.domain.audit_messages import AuditVisit
from followup.domain.auditors import NOT_EXTERNAL, check_usable
from followup.domain.audits import AuditStatus
from followup.domain.message import ToManager, ToSupplier
from followup.domain.permissions import Permission
from followup.errors import N_, Conflict, Invalid, Reason
from followup.models.assignments import Assignment
from followup.models.audits import Audit, AuditFinding, Auditor
from followup.models.base import Identified
from followup.models.contracts import Contract
from followup.queries import audit_links as queries
from followup.runtime import Keys
from followup.services import assignments
from followup.services.recipients import recipient
from followup.transaction import Transaction

OTHER_CONTACT = Reason("audit.other_contact", N_("This is not a contact person of the audited supplier."))
OVER = Reason("audit.over", N_("The audit is final or cancelled, so this can no longer be done."))
ENDED = (AuditStatus.FINAL, AuditStatus.CANCELLED)


def supplier_link(
    tx: Transaction, keys: Keys, audit: Audit, *, due_on: date, contact_id: str | None = None
) -> Assignment:
    """Return the supplier's link of an audit, living until the day and beyond: issued once, then used again.

    Errors: Invalid at due_on, or at contact_id where there is nobody to send it to.
    """
    link = queries.supplier_link(tx.session, audit.id)
    if link is None:
        contract = tx.follow(Contract, audit.contract_id)
        contact = recipient(tx, contract, contact_id)
        kind = AssignmentKind.AUDIT
        return assignments.issue(tx, keys, kind=kind, contract=contract, due_on=due_on, contact=contact)
    if link.closed_at is not None or link.revoked_at is not None or link.expires_on < tx.today:
        check_due(due_on, tx.today)
        link.closed_at = None
        assignments.renew(tx, keys, link, due_on)
    elif due_on > link.due_on:
        assignments.extend(tx, link, due_on)
    return link


def tell_supplier(
    tx: Transaction,
    link: Assignment,
    kind: type[ToSupplier],
    about: Identified,
    once: str,
    facts: Mapping[str, object],
) -> None:
    """Mail the holder of the supplier's link, once for each `once`."""
    key = f"{kind.kind}:{about.public_id}:{once}"
    tx.post(kind(**assignments.to_supplier(link), dedupe_key=key, **facts), about=about)  # type: ignore[arg-type] # facts of this kind


def tell_manager(
    tx: Transaction, link: Assignment, kind: type[ToManager], about: Identified, once: str, facts: Mapping[str, object]
) -> None:
    """Mail the person who asked, once for each `once`."""
    key = f"{kind.kind}:{about.public_id}:{once}"
    tx.post(kind(**assignments.to_manager(link), dedupe_key=key, **facts), about=about)  # type: ignore[arg-type] # facts of this kind


def send_visit(
    tx: Transaction, keys: Keys, audit_id: str, auditor_id: str, until: date, language: str, version: int | None = None
) -> Assignment:
    """Give an external auditor a link to one audit; an earlier link to it ends at once.

    From now on the audit and the rows of its protocol hang on this link, and nothing else does.
    Errors: Conflict("stale"), Conflict("audit.over"); Invalid at auditor_id, at due_on.
    """
    audit = tx.get(Audit, audit_id, to=Permission.AUDIT_PREPARE)
    tx.check_version(audit, version)
    if audit.status in ENDED:
        raise Conflict(OVER)
    auditor = _external(tx, auditor_id)
    earlier = queries.visitor_link(tx.session, audit)
    if earlier is not None:
        assignments.revoke(tx, earlier)
    contract = tx.follow(Contract, audit.contract_id)
    person = assignments.Recipient(name=auditor.name, email=auditor.email, language=language)
    kind = AssignmentKind.AUDIT_VISIT
    link = assignments.issue(tx, keys, kind=kind, contract=contract, due_on=until, contact=person)
    audit.assignment_id = link.id
    for finding in tx.session.scalars(select(AuditFinding).where(AuditFinding.audit_id == audit.id)):
        finding.assignment_id = link.id
    tx.journal(AUDIT_LINK_SENT, audit)
    told = queries.told(tx.session, audit.id)
    facts = {"audit_kind": str(told.kind), "starts_on": audit.starts_on, "ends_on": audit.ends_on}
    tell_supplier(tx, link, AuditVisit, audit, link.public_id, facts)
    return link


def _external(tx: Transaction, auditor_id: str) -> Auditor:
    auditor = tx.get(Auditor, auditor_id, to=Permission.AUDITOR_READ)
    if auditor.user_id is not None:
        raise Invalid.at("auditor_id", NOT_EXTERNAL)
    check_usable(retired=auditor.retired_at is not None, competent_until=auditor.competent_until, until=tx.today)
    return auditor
