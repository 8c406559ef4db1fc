"""What goes out and comes in around audits: documents, a report out for a check, one that was checked, a visitor."""

from __future__ import annotations

from typing import Any

from followup.domain.actors import Staff
from followup.domain.audit_reports import FactCheck
from followup.domain.document_requests import Sending
from followup.models.audits import Audit, AuditFinding, Auditor, AuditReport, DocumentRequest
from followup.services import audit_reports, document_requests
from tests.audit_scenes import Audited
from tests.builders import World


def scene(world: World, colleague: Staff) -> dict[str, Any]:
    """One audit under way with a visitor, one whose report is out, and one whose report was checked."""
    under_way, out, checked = (Audited(world, colleague) for _ in range(3))
    for one in (under_way, out, checked):
        one.sum_up()
    sent, asked = under_way.ask()
    _send(world, under_way, sent)
    [waiting] = out.ask("A permit")
    for one in (out, checked):
        one.send_report()
    with world.tx(checked.holder) as tx:
        right = FactCheck(name="Boris", role="Head of quality", is_right=True)
        audit_reports.comment(tx, checked.report.public_id, right)
    visitor = under_way.visit()
    request = (DocumentRequest, sent.public_id)
    ours = (Audit, under_way.audit_id)
    return {
        "link_to_audit": out.holder,
        "visiting_auditor": visitor,
        "audit_id in audit_reports.send": ours,
        "audit_id in audit_visits.send": ours,
        "audit_id in audit_visits.show": ours,
        "audit_id in audit_reports.take_back": (Audit, out.audit_id),
        "audit_id in audit_reports.finish": (Audit, checked.audit_id),
        "document_request_id": request,
        "document_request_id in document_requests.drop": (DocumentRequest, asked.public_id),
        "document_request_id in supplier_audits.send": (DocumentRequest, waiting.public_id),
        "audit_report_id": (AuditReport, out.report.public_id),
        "auditor_id": (Auditor, under_way.auditor_id),
        "finding_id in visits.record": (AuditFinding, under_way.findings[0].public_id),
        "language": (None, "en"),
    }


def _send(world: World, audited: Audited, request: DocumentRequest) -> None:
    with world.tx(audited.holder) as tx:
        document_requests.send(tx, request.public_id, Sending(answer="There is none."))
