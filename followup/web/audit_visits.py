"""An external auditor's link to one audit, for staff: to whom it was given, giving one; sent again or ended as any."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from followup.domain.audits import AuditStatus
from followup.domain.permissions import Permission
from followup.i18n import LANGUAGES, language
from followup.models.audits import Audit
from followup.queries import assignments, audit_links, auditors, journal
from followup.schemas.audit_links import AuditVisitSchema, Visit, VisitSchema
from followup.services import audit_links as services
from followup.transaction import Transaction
from followup.web.document_requests import mail_name
from followup.web.endpoint import Room, Shown, see_other
from followup.web.security import runtime

room = Room("audit_visits")
AFTER_DAYS = 14  # Source: default of this service, time to fill in the protocol after the audit's last day


@room.page("/audits/<audit_id>/visitor", needs=Permission.AUDIT_READ)
def show(tx: Transaction, audit_id: str) -> dict[str, Any]:
    """Return to whom a link to this audit was given, and how it does."""
    audit = tx.get(Audit, audit_id, to=Permission.AUDIT_READ)
    link = audit_links.visitor_link(tx.session, audit)
    return {
        "audit": audit,
        "told": audit_links.told(tx.session, audit.id),
        "link": link,
        "offered": auditors.of_audit(tx.session, audit.id),
        "may_send": audit.status not in (AuditStatus.FINAL, AuditStatus.CANCELLED),
        "mails": assignments.mails(tx.session, [link.public_id, audit.public_id] if link else []),
        "history": journal.history(tx.session, [link.public_id] if link else []),
        "mail_name": mail_name,
        "on": tx.today,
    }


@room.read("/audits/<audit_id>/visitor", needs=Permission.AUDIT_READ, gives=AuditVisitSchema)
def get_visitor(tx: Transaction, audit_id: str) -> dict[str, Any]:
    """Return to whom a link to this audit was given."""
    audit = tx.get(Audit, audit_id, to=Permission.AUDIT_READ)
    return {"link": audit_links.visitor_link(tx.session, audit)}


def _send_form(tx: Transaction, audit_id: str) -> Shown:
    audit = tx.get(Audit, audit_id, to=Permission.AUDIT_PREPARE)
    rows = auditors.of_audit(tx.session, audit.id)
    until = max(audit.ends_on, tx.today) + timedelta(days=AFTER_DAYS)
    return Shown(
        data={"due_on": until, "language": language(), "auditor_id": rows[0].public_id if rows else None},
        choices={
            "auditor_id": [(row.public_id, ", ".join(t for t in (row.name, row.employer) if t)) for row in rows],
            "language": list(LANGUAGES.items()),
        },
        version=audit.version,
        context={"audit": audit, "told": audit_links.told(tx.session, audit.id), "offered": rows},
    )


@room.form(
    "/audits/<audit_id>/visitor/new",
    needs=Permission.AUDIT_PREPARE,
    takes=VisitSchema,
    template="audit_visits/send.html",
    shows=_send_form,
    versioned=True,
)
def send(tx: Transaction, visit: Visit, audit_id: str, version: int | None) -> Any:
    """Give an external auditor a link to this audit only."""
    keys = runtime().keys
    services.send_visit(tx, keys, audit_id, visit.auditor_id, visit.due_on, visit.language, version)
    return see_other("audit_visits.show", audit_id=audit_id, notice="visit_sent")
