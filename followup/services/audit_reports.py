"""The report of an audit: sent for a factual check, commented on by the supplier, taken back, made final."""

from __future__ import annotations

from followup.domain import audit_reports as rules
from followup.domain.audit_journal import AUDIT_COMMENTED
from followup.domain.audit_messages import ReportCommented, ReportFinal, ReportForCheck, ReportTakenBack
from followup.domain.audit_reports import FactCheck
from followup.domain.audits import AUDIT, AuditStep
from followup.domain.permissions import Permission
from followup.domain.plain_data import as_plain
from followup.domain.summaries import fingerprint
from followup.errors import Conflict
from followup.models.assignments import Assignment
from followup.models.audits import Audit, AuditReport
from followup.queries import audit_links as links
from followup.queries import audit_reports as queries
from followup.queries import document_requests
from followup.runtime import Keys
from followup.services import assignments, audit_links, audit_protocol
from followup.services.audit_links import tell_manager, tell_supplier
from followup.services.link_codes import require_confirmed
from followup.transaction import Transaction


def send(
    tx: Transaction, keys: Keys, audit_id: str, *, contact_id: str | None = None, version: int | None = None
) -> AuditReport:
    """Write the report once for good and send it to the supplier for a check of its facts, by the audit's one link.

    Errors: Conflict("stale"), Conflict("state.not_allowed"), Conflict("audit_report.unfinished"),
    Conflict("audit_report.no_summary"); Invalid at contact_id.
    """
    audit = _audit(tx, audit_id, version)
    AUDIT.after(audit.status, AuditStep.SEND_REPORT)
    content = queries.next_content(tx.session, audit)
    rules.check_ready(content)
    due_on = rules.check_due_on(tx.today, tx.actor.country)
    link = audit_links.supplier_link(tx, keys, audit, due_on=due_on, contact_id=contact_id)
    plain = as_plain(content)
    report = tx.add(
        AuditReport(
            assignment_id=link.id,
            audit_id=audit.id,
            number=tx.serial("audit_report"),
            content=plain,
            sha256=fingerprint(plain),
            sent_at=tx.now,
            due_on=due_on,
            is_final=False,
        )
    )
    tx.advance(audit, AuditStep.SEND_REPORT, due_on=due_on, sha256=report.sha256)
    facts = {"report_number": str(report.number), "due_on": due_on}
    tell_supplier(tx, link, ReportForCheck, report, "sent", facts)
    return report


def take_back(tx: Transaction, audit_id: str, version: int | None = None) -> Audit:
    """Take the report back to change it; what was sent stays to be read, and the next one is a new report.

    Errors: Conflict("stale"), Conflict("state.not_allowed").
    """
    audit = _audit(tx, audit_id, version)
    tx.advance(audit, AuditStep.TAKE_BACK)
    report = _out(tx, audit)
    tell_supplier(tx, _link(tx, report), ReportTakenBack, report, "back", {"report_number": str(report.number)})
    return audit


def finish(tx: Transaction, audit_id: str, version: int | None = None) -> AuditReport:
    """Make the report that is out final: after the supplier has answered, or after the time has passed.

    Errors: Conflict("stale"), Conflict("state.not_allowed"), Conflict("audit_report.still_checked").
    """
    audit = _audit(tx, audit_id, version)
    AUDIT.after(audit.status, AuditStep.FINISH)
    report = _out(tx, audit)
    rules.check_may_finish(commented_at=report.commented_at, due_on=report.due_on, today=tx.today)
    report.is_final = True
    audit.finished_at, audit.finished_by_id = tx.now, tx.actor.user_id
    tx.advance(audit, AuditStep.FINISH, sha256=report.sha256)
    audit_protocol.settle(tx, audit)
    link = _link(tx, report)
    if not document_requests.is_any_waiting(tx.session, audit.id):
        assignments.close(tx, link)
        assignments.keep_receipt(tx, link)
    tell_supplier(tx, link, ReportFinal, report, "final", {"report_number": str(report.number)})
    return report


def comment(tx: Transaction, audit_report_id: str, check: FactCheck, version: int | None = None) -> AuditReport:
    """Say that the facts are right, or what is not, by the holder of the link; once for each report that is out.

    Errors: Conflict("stale"), Conflict("audit_report.not_for_check"), Conflict("audit_report.commented"),
    Invalid("audit_report.not_said").
    """
    report = tx.get(AuditReport, audit_report_id, to=Permission.DOCUMENT_SEND)
    tx.session.refresh(report, with_for_update=True)
    tx.check_version(report, version)
    require_confirmed(tx)
    state = queries.one(tx.session, report, tx.today).state
    if state not in rules.ANSWERABLE:
        raise Conflict(rules.refusal(state))
    rules.check_said(check)
    report.comment, report.commented_at = check.comment or None, tx.now
    report.commenter_name, report.commenter_role = check.name, check.role
    tx.journal(AUDIT_COMMENTED, report)
    told = links.told(tx.session, report.audit_id)
    facts = {
        "path": f"/audits/{told.audit_id}/reports",
        "report_number": str(report.number),
        "has_comment": bool(check.comment),
    }
    tell_manager(tx, _link(tx, report), ReportCommented, report, "said", facts)
    return report


def _audit(tx: Transaction, audit_id: str, version: int | None) -> Audit:
    audit = tx.get(Audit, audit_id, to=Permission.AUDIT_FINISH)
    tx.session.refresh(audit, with_for_update=True)
    tx.check_version(audit, version)
    return audit


def _out(tx: Transaction, audit: Audit) -> AuditReport:
    report = queries.newest(tx.session, audit.id)
    if report is None:  # an audit comes to be with the supplier by its report only
        raise Conflict(rules.NOT_FOR_CHECK)
    return report


def _link(tx: Transaction, report: AuditReport) -> Assignment:
    return tx.follow(Assignment, report.assignment_id or 0)
