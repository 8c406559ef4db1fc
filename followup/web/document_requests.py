"""Documents around an audit, for staff: what was asked for and what came, asking, accepting, sending back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from followup.domain.audits import AuditStatus, RequestStatus, is_stale
from followup.domain.document_requests import NewRequests, due_by_default, is_late
from followup.domain.messages import KINDS
from followup.domain.permissions import Permission
from followup.i18n import gettext
from followup.models.audits import Audit, DocumentRequest
from followup.queries import assignments, audit_links, journal
from followup.queries import document_requests as queries
from followup.queries.rows import AnyRow
from followup.schemas.audit_links import DocumentRequestSchema, NewRequestsSchema, RejectSchema, RequestsSchema
from followup.services import document_requests
from followup.transaction import Transaction
from followup.web.endpoint import Room, Shown, see_other
from followup.web.security import runtime

room = Room("document_requests")
ASK = Permission.DOCUMENT_ASK


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenRequest:
    """One document that is asked for, with what came; `stale` are the files older than they may be."""

    public_id: str
    organisation_id: int
    assignment_id: int | None
    version: int
    wanted: str
    due_on: date
    status: RequestStatus
    answer: str | None
    sent_at: datetime | None
    decision_note: str | None
    is_late: bool
    files: Sequence[AnyRow]
    stale: frozenset[str]


def seen(rows: Sequence[DocumentRequest], files: Any, today: date) -> list[SeenRequest]:
    """Return the requests as both sides' pages show them."""
    own = SeenRequest.__dataclass_fields__.keys() - {"is_late", "files", "stale"}
    return [
        SeenRequest(
            **{name: getattr(row, name) for name in own},
            is_late=is_late(row.status, row.due_on, today),
            files=files.get(row.id, []),
            stale=frozenset(f.public_id for f in files.get(row.id, []) if is_stale(f.dated_on, today)),
        )
        for row in rows
    ]


def mail_name(kind: str) -> str:
    """Return what a mail of this kind is called."""
    return gettext(KINDS[kind].label)


def _of_audit(tx: Transaction, audit: Audit) -> list[SeenRequest]:
    rows = queries.of_audit(tx.session, audit.id)
    return seen(rows, queries.files(tx.session, [row.id for row in rows]), tx.today)


@room.page("/audits/<audit_id>/documents", needs=Permission.AUDIT_READ)
def index(tx: Transaction, audit_id: str) -> dict[str, Any]:
    """Return what is asked for around one audit, and how the link does."""
    audit = tx.get(Audit, audit_id, to=Permission.AUDIT_READ)
    link = audit_links.supplier_link(tx.session, audit.id)
    found = _of_audit(tx, audit)
    ids = [request.public_id for request in found] + ([link.public_id] if link else [])
    return {
        "audit": audit,
        "told": audit_links.told(tx.session, audit.id),
        "requests": found,
        "link": link,
        "mails": assignments.mails(tx.session, ids),
        "may_ask": audit.status is not AuditStatus.CANCELLED,
        "mail_name": mail_name,
        "on": tx.today,
        "history": journal.history(tx.session, ids),
    }


@room.read("/audits/<audit_id>/documents", needs=Permission.AUDIT_READ, gives=DocumentRequestSchema, many=True)
def list_requests(tx: Transaction, audit_id: str) -> Sequence[SeenRequest]:
    """Return what is asked for around one audit, the soonest due first."""
    return _of_audit(tx, tx.get(Audit, audit_id, to=Permission.AUDIT_READ))


def _ask_form(tx: Transaction, audit_id: str) -> Shown:
    audit = tx.get(Audit, audit_id, to=ASK)
    link, offered = contact_choices(tx, audit)
    data = {"due_on": due_by_default(tx.today), "contact_id": offered[0][0] if offered else None}
    context = {"audit": audit, "told": audit_links.told(tx.session, audit.id), "link": link, "contacts": offered}
    return Shown(data=data, choices={"contact_id": offered}, context=context)


def contact_choices(tx: Transaction, audit: Audit) -> tuple[Any, list[tuple[str, str]]]:
    """Return the supplier's link of an audit, and to whom one could be sent; the second is empty where one was."""
    link = audit_links.supplier_link(tx.session, audit.id)
    rows = [] if link else assignments.contacts(tx.session, audit.supplier_id)
    return link, [(row.public_id, f"{row.name}, {row.email}") for row in rows]


@room.form(
    "/audits/<audit_id>/documents/new",
    needs=ASK,
    takes=NewRequestsSchema,
    template="document_requests/ask.html",
    shows=_ask_form,
)
def ask(tx: Transaction, new: NewRequests, audit_id: str) -> Any:
    """Ask the supplier for documents."""
    document_requests.ask(tx, runtime().keys, audit_id, new)
    return see_other("document_requests.index", audit_id=audit_id, notice="documents_asked")


@room.create("/audits/<audit_id>/documents", needs=ASK, takes=NewRequestsSchema, gives=RequestsSchema)
def create_requests(tx: Transaction, new: NewRequests, audit_id: str) -> dict[str, Any]:
    """Ask the supplier for documents."""
    asked = document_requests.ask(tx, runtime().keys, audit_id, new)
    return {"requests": seen(asked, {}, tx.today)}


def _back(tx: Transaction, request: DocumentRequest, notice: str) -> Any:
    audit = tx.follow(Audit, request.audit_id)
    return see_other("document_requests.index", audit_id=audit.public_id, notice=notice)


@room.action("/document-requests/<document_request_id>/accept", needs=ASK, versioned=True)
def accept(tx: Transaction, document_request_id: str, version: int | None) -> Any:
    """Accept what was sent."""
    return _back(tx, document_requests.accept(tx, document_request_id, version), "saved")


@room.action("/document-requests/<document_request_id>/drop", needs=ASK, versioned=True)
def drop(tx: Transaction, document_request_id: str, version: int | None) -> Any:
    """Ask for it no more."""
    return _back(tx, document_requests.drop(tx, document_request_id, version), "saved")


def _reject_form(tx: Transaction, document_request_id: str) -> Shown:
    request = tx.get(DocumentRequest, document_request_id, to=ASK)
    told = audit_links.told(tx.session, request.audit_id)
    return Shown(version=request.version, context={"asked": request, "told": told})


@room.form(
    "/document-requests/<document_request_id>/reject",
    needs=ASK,
    takes=RejectSchema,
    template="document_requests/reject.html",
    shows=_reject_form,
    versioned=True,
)
def reject(tx: Transaction, reason: str, document_request_id: str, version: int | None) -> Any:
    """Send back what does not do, with a reason."""
    request = document_requests.reject(tx, runtime().keys, document_request_id, reason, version)
    return _back(tx, request, "returned")
