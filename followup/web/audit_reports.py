"""Reports of an audit, for staff: sent for a check of the facts, read, fetched, taken back, made final."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import g
from werkzeug.wrappers import Response

from followup.documents import audit_reports as documents
from followup.domain.actors import Actor
from followup.domain.audit_reports import ReportState, check_due_on
from followup.domain.audits import CHECK_WORKING_DAYS, AuditStatus
from followup.domain.permissions import Permission
from followup.errors import NotFound
from followup.i18n import LANGUAGES, speaking
from followup.models.audits import Audit, AuditReport
from followup.queries import audit_links, journal
from followup.queries import audit_reports as queries
from followup.queries.audit_reports import SeenReport
from followup.schemas.audit_links import AuditReportSchema, ContactSchema, WholeReportSchema
from followup.services import audit_reports
from followup.transaction import Transaction
from followup.web.attachments import attachment
from followup.web.document_requests import contact_choices
from followup.web.endpoint import Room, Shown, see_other
from followup.web.security import runtime

room = Room("audit_reports")
READ, FINISH = Permission.AUDIT_READ, Permission.AUDIT_FINISH


@room.page("/audits/<audit_id>/reports", needs=READ)
def index(tx: Transaction, audit_id: str) -> dict[str, Any]:
    """Return the reports of one audit, and what can be done next."""
    audit = tx.get(Audit, audit_id, to=READ)
    reports = _of_audit(tx, audit)
    newest = reports[0] if reports else None
    return {
        "audit": audit,
        "told": audit_links.told(tx.session, audit.id),
        "reports": reports,
        "newest": newest,
        "may_finish": newest is not None and newest.state in (ReportState.CHECKED, ReportState.UNANSWERED),
        "languages_offered": LANGUAGES,
        "working_days": CHECK_WORKING_DAYS,
        "on": tx.today,
        "history": journal.history(tx.session, [audit.public_id, *(report.public_id for report in reports)]),
    }


def _of_audit(tx: Transaction, audit: Audit) -> Sequence[SeenReport]:
    return queries.of_audit(tx.session, audit.id, audit.status, tx.today)


@room.read("/audits/<audit_id>/reports", needs=READ, gives=AuditReportSchema, many=True)
def list_reports(tx: Transaction, audit_id: str) -> Sequence[SeenReport]:
    """Return the reports of one audit, the newest first."""
    return _of_audit(tx, tx.get(Audit, audit_id, to=READ))


@room.page("/audit-reports/<audit_report_id>", needs=READ)
def show(tx: Transaction, audit_report_id: str) -> dict[str, Any]:
    """Return one report as it was sent, with what the supplier says of its facts beside it."""
    report = tx.get(AuditReport, audit_report_id, to=READ)
    return {
        "report": queries.one(tx.session, report, tx.today),
        "content": queries.content_of(report),
        "told": audit_links.told(tx.session, report.audit_id),
        "languages_offered": LANGUAGES,
        "on": tx.today,
    }


@room.read("/audit-reports/<audit_report_id>", needs=READ, gives=WholeReportSchema)
def get_report(tx: Transaction, audit_report_id: str) -> dict[str, Any]:
    """Return one report with all that it says."""
    report = tx.get(AuditReport, audit_report_id, to=READ)
    shown = queries.one(tx.session, report, tx.today)
    return {name: getattr(shown, name) for name in shown.__dataclass_fields__} | {"content": report.content}


@room.gate("/audit-reports/<audit_report_id>/<language>.pdf", needs=READ)
def download(actor: Actor, audit_report_id: str, language: str) -> Response:
    """Return one report as PDF in one of the three languages."""
    with runtime().transaction(actor, read_only=True, request_id=g.request_id) as tx:
        report = told(tx, tx.get(AuditReport, audit_report_id, to=READ))
    return as_file(report, language)


def told(tx: Transaction, report: AuditReport) -> documents.Report:
    """Return all that the file of a report says."""
    return documents.Report(
        number=report.number,
        content=queries.content_of(report),
        sha256=report.sha256,
        sent_at=report.sent_at,
        state=queries.one(tx.session, report, tx.today).state,
        zone=tx.actor.zone,
        commented_at=report.commented_at,
        comment=report.comment or "",
        commenter=", ".join(part for part in (report.commenter_name, report.commenter_role) if part),
    )


def as_file(report: documents.Report, language: str) -> Response:
    """Return a report as a PDF to keep.

    Errors: NotFound for a language that is not one of ours.
    """
    if language not in LANGUAGES:
        raise NotFound
    with speaking(language):
        made = documents.as_pdf(report, is_demonstration=runtime().is_demonstration)
    return attachment(made, f"audit-report-{report.number}-{language}.pdf", "application/pdf")


def _send_form(tx: Transaction, audit_id: str) -> Shown:
    audit = tx.get(Audit, audit_id, to=FINISH)
    link, offered = contact_choices(tx, audit)
    content = queries.next_content(tx.session, audit)
    return Shown(
        data={"contact_id": offered[0][0] if offered else None},
        choices={"contact_id": offered},
        version=audit.version,
        context={
            "audit": audit,
            "told": audit_links.told(tx.session, audit.id),
            "link": link,
            "content": content,
            "due_on": check_due_on(tx.today, tx.actor.country),
            "may_send": audit.status is AuditStatus.UNDER_WAY,
        },
    )


@room.form(
    "/audits/<audit_id>/reports/send",
    needs=FINISH,
    takes=ContactSchema,
    template="audit_reports/send.html",
    shows=_send_form,
    versioned=True,
)
def send(tx: Transaction, contact_id: str | None, audit_id: str, version: int | None) -> Any:
    """Send the report for a check of its facts, after a look at all that it says."""
    audit_reports.send(tx, runtime().keys, audit_id, contact_id=contact_id, version=version)
    return see_other("audit_reports.index", audit_id=audit_id, notice="sent")


@room.action("/audits/<audit_id>/reports/take-back", needs=FINISH, versioned=True)
def take_back(tx: Transaction, audit_id: str, version: int | None) -> Any:
    """Take the report back to change it."""
    audit_reports.take_back(tx, audit_id, version)
    return see_other("audit_reports.index", audit_id=audit_id, notice="report_taken_back")


@room.action("/audits/<audit_id>/reports/finish", needs=FINISH, versioned=True)
def finish(tx: Transaction, audit_id: str, version: int | None) -> Any:
    """Make the report final."""
    audit_reports.finish(tx, audit_id, version)
    return see_other("audit_reports.index", audit_id=audit_id, notice="report_final")
