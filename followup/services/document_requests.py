"""Documents around an audit: the buyer asks, the supplier sends by link, the buyer accepts or sends back."""

from __future__ import annotations

from collections.abc import Sequence

from followup.domain.audit_journal import DOCUMENT_ASKED
from followup.domain.audit_messages import DocumentReturned, DocumentsAsked, DocumentsSent
from followup.domain.audits import REQUEST, AuditStatus, RequestStep
from followup.domain.document_requests import (
    NewRequests,
    Sending,
    check_sending,
    check_wanted,
    due_by_default,
)
from followup.domain.permissions import Permission
from followup.errors import Conflict
from followup.models.assignments import Assignment
from followup.models.audits import Audit, DocumentRequest
from followup.queries import audit_links as links
from followup.queries import document_requests as queries
from followup.runtime import Keys
from followup.services import assignments, audit_links, evidence
from followup.services.audit_links import OVER, tell_manager, tell_supplier
from followup.services.evidence import StoredUpload
from followup.services.link_codes import require_confirmed
from followup.transaction import Transaction


def ask(tx: Transaction, keys: Keys, audit_id: str, new: NewRequests) -> Sequence[DocumentRequest]:
    """Ask the supplier for several documents at once, by the audit's one link; one mail for all of them.

    Errors: Conflict("audit.over"); Invalid at wanted, due_on, contact_id.
    """
    audit = tx.get(Audit, audit_id, to=Permission.DOCUMENT_ASK)
    if audit.status is AuditStatus.CANCELLED:
        raise Conflict(OVER)
    check_wanted(new.lines)
    due_on = new.due_on or due_by_default(tx.today)
    link = audit_links.supplier_link(tx, keys, audit, due_on=due_on, contact_id=new.contact_id)
    asked = [_asked(tx, audit, link, wanted, new) for wanted in new.lines]
    facts = {"due_on": due_on, "count": len(asked)}
    tell_supplier(tx, link, DocumentsAsked, asked[0], "asked", facts)
    return asked


def _asked(tx: Transaction, audit: Audit, link: Assignment, wanted: str, new: NewRequests) -> DocumentRequest:
    due_on = new.due_on or due_by_default(tx.today)
    row = DocumentRequest(
        assignment_id=link.id, audit_id=audit.id, wanted=wanted, due_on=due_on, status=REQUEST.initial
    )
    request = tx.add(row)
    tx.journal(DOCUMENT_ASKED, request, due_on=due_on)
    return request


def send(
    tx: Transaction,
    document_request_id: str,
    sending: Sending,
    uploads: Sequence[StoredUpload] = (),
    version: int | None = None,
) -> DocumentRequest:
    """Send what was asked for, by the holder of the link: files with their dates, or why there is none.

    Errors: Conflict("stale"), Conflict("state.not_allowed"), Invalid by field.
    """
    request = tx.get(DocumentRequest, document_request_id, to=Permission.DOCUMENT_SEND)
    tx.session.refresh(request, with_for_update=True)
    tx.check_version(request, version)
    require_confirmed(tx)
    REQUEST.after(request.status, RequestStep.SEND)
    check_sending(sending, [upload.field for upload in uploads], tx.today)
    for upload in uploads:
        evidence.add(tx, upload, document_request=request, dated_on=sending.date_of(upload.field))
    request.answer, request.sent_at = sending.answer or None, tx.now
    tx.advance(request, RequestStep.SEND, count=len(uploads))
    tx.flush()
    facts = {"path": f"/audits/{_audit(tx, request)}/documents", "count": len(uploads)}
    tell_manager(tx, _link(tx, request), DocumentsSent, request, str(request.version), facts)
    return request


def _audit(tx: Transaction, request: DocumentRequest) -> str:
    return links.told(tx.session, request.audit_id).audit_id


def _link(tx: Transaction, request: DocumentRequest) -> Assignment:
    return tx.follow(Assignment, request.assignment_id or 0)


def accept(tx: Transaction, document_request_id: str, version: int | None = None) -> DocumentRequest:
    """Accept what was sent.

    Errors: Conflict("stale"), Conflict("state.not_allowed").
    """
    request = _decided(tx, document_request_id, version)
    request.decision_note = None
    tx.advance(request, RequestStep.ACCEPT)
    _close_if_done(tx, request)
    return request


def reject(
    tx: Transaction, keys: Keys, document_request_id: str, reason: str, version: int | None = None
) -> DocumentRequest:
    """Send back what does not do, with a reason that the supplier reads; the day moves on where it has passed.

    Errors: Conflict("stale"), Conflict("state.not_allowed").
    """
    request = _decided(tx, document_request_id, version)
    request.decision_note = reason
    tx.advance(request, RequestStep.REJECT)
    if request.due_on <= tx.today:
        request.due_on = due_by_default(tx.today)
    audit = tx.follow(Audit, request.audit_id)
    link = audit_links.supplier_link(tx, keys, audit, due_on=request.due_on)
    tx.flush()
    tell_supplier(tx, link, DocumentReturned, request, str(request.version), {"due_on": request.due_on})
    return request


def drop(tx: Transaction, document_request_id: str, version: int | None = None) -> DocumentRequest:
    """Ask for it no more; the supplier sees that nothing is to be done.

    Errors: Conflict("stale"), Conflict("state.not_allowed").
    """
    request = _decided(tx, document_request_id, version)
    tx.advance(request, RequestStep.DROP)
    _close_if_done(tx, request)
    return request


def _decided(tx: Transaction, document_request_id: str, version: int | None) -> DocumentRequest:
    request = tx.get(DocumentRequest, document_request_id, to=Permission.DOCUMENT_ASK)
    tx.check_version(request, version)
    return request


def _close_if_done(tx: Transaction, request: DocumentRequest) -> None:
    """Note that nothing more is asked, once the audit is over and no document waits."""
    tx.flush()
    audit = tx.follow(Audit, request.audit_id)
    if audit.status in audit_links.ENDED and not queries.is_any_waiting(tx.session, audit.id):
        assignments.close(tx, _link(tx, request))
